"""The conversation pack on the stand-in mart: two pages, careful words, nobody's figures without the right to them."""

from __future__ import annotations

import re
from io import BytesIO

import pypdf
import pytest

from dashboard.compare import verdict
from dashboard.figures.coverage import Filters
from dashboard.frame import language, warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL, Access
from dashboard.pack import document, figures, findings, pdf, scope
from tests.support import hostile
from tests.support.rounds import sampled
from tests.support.screen import english_in

TOWNS = ("GM9000", "GM9001", "GM9002", "GM9003")


def html(code: str, access: Access = LOCAL) -> str:
    reader = warehouse.reader(access)
    return document.html(figures.read(scope.municipality(code, reader), Filters(), reader), reader)


def words(text: str) -> list[str]:
    """The texts between the tags, without the style."""
    body = text[text.index("<body>") :]
    return [part.strip() for part in re.split(r"<[^>]*>", body) if part.strip()]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("code", sampled(TOWNS, TOWNS[:1]))
def test_a_pack_is_dutch_and_tells_its_build(code):
    found = html(code)
    assert english_in(words(found)) == []
    assert warehouse.current().build_id in found
    assert found.count('<section class="page">') == 2


@pytest.mark.usefixtures("data")
@pytest.mark.skipif(not pdf.is_there(), reason="no Pango on this machine: packs are HTML here")
def test_on_paper_it_is_two_pages_that_can_be_read_aloud():
    whole = pypdf.PdfReader(BytesIO(pdf.made(html("GM9000"))[0]))
    assert len(whole.pages) == 2
    assert "Aderveen" in whole.pages[0].extract_text()
    assert whole.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.usefixtures("data")
def test_without_the_right_to_it_there_is_no_partner_half():
    own, others = html("GM9000"), html("GM9000", ANONYMOUS)
    assert "De Brug" in own
    assert "De Brug" not in others
    assert "Wie is waar" not in others


def test_a_name_that_would_do_harm_is_only_a_text(data):
    hostile.write_warehouse(data)
    found = html("GM9000")
    assert "<img src=x" not in found
    assert "&lt;img src=x" in found


@pytest.mark.usefixtures("data")
def test_higher_and_lower_are_only_said_of_what_stands_out():
    reader = warehouse.reader(LOCAL)
    for code in TOWNS:
        told = figures.read(scope.municipality(code, reader), Filters(), reader)
        sided = any(verdict.side(row["verdict"]) for row in told.country.values())
        said = " ".join([*findings.findings(told, reader), *findings.questions(told)])
        assert bool(re.search(r"hoger|lager|keer zo groot|valt op", said)) <= sided, said


@pytest.mark.usefixtures("data")
def test_in_english_its_words_are_english():
    language.use("en")
    found = " ".join(words(html("GM9000")))
    assert "conversation pack" in found
    assert "gesprekspakket" not in found
