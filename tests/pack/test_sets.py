"""Packs of several areas on the stand-in mart: their mean made again, each area's own verdict, two pages that hold."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
import pypdf
import pytest

from dashboard.compare import verdict
from dashboard.figures.coverage import Filters
from dashboard.frame import notes, warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.records import Place
from dashboard.pack import document, figures, findings, pdf, scope
from dashboard.pack.scope import Scope
from dashboard.pack.tables import FEWER, FEWEST, Most
from tests.support import mart, paper
from tests.support.rounds import sampled
from tests.support.screen import english_in, link, opened, texts

REGION = Place("regio", "own_region", name="Kust", members=("GM9000", "GM9001", "GM9002"))
# the newest figures of areas, with the people that each is of
OPEN = """
    select v.value, coalesce(w.value, v.n)
    from mart.area_value as v
    join mart.indicator as i using (indicator_id)
    left join mart.area_value as w
        on w.indicator_id = i.weight_id and w.area_code = v.area_code and w.group_code = 'all' and w.status = 'observed'
    where v.indicator_id = ? and v.group_code = ? and list_contains(?, v.area_code) and v.status = 'observed'
    qualify v.period = max(v.period) over (partition by v.indicator_id)
        and coalesce(w.period, '') = max(coalesce(w.period, '')) over (partition by v.indicator_id)
"""
OF_TWO = ("WK900000", "WK900001", "WK900100")


def scopes() -> dict[str, Scope]:
    reader = warehouse.reader(LOCAL)
    return {
        "region": scope.region(REGION, reader),
        "districts": scope.districts(OF_TWO, reader),
        "district": scope.districts(OF_TWO[:1], reader),
    }


def told_of(kind: str) -> figures.Figures:
    return figures.read(scopes()[kind], Filters(), warehouse.reader(LOCAL))


def words(html: str) -> list[str]:
    """The texts between the tags, without the style."""
    return [part.strip() for part in re.split(r"<[^>]*>", html[html.index("<body>") :]) if part.strip()]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("kind", sampled(("region", "districts", "district"), ("region",)))
def test_a_set_is_two_dutch_pages_with_nothing_clipped(kind):
    reader = warehouse.reader(LOCAL)
    told = told_of(kind)
    assert english_in(words(document.html(told, reader))) == []
    if pdf.is_there():
        made = document.on_paper(told, reader)
        assert len(pypdf.PdfReader(BytesIO(made)).pages) == 2
        assert paper.faults(made) == []


@pytest.mark.usefixtures("data")
def test_the_last_try_for_two_pages_has_less_of_everything_that_can_be_less():
    for code in REGION.members:
        notes.pin(LOCAL, "Lees dit cijfer met zorg.", place=code, municipality=code)
    reader, told = warehouse.reader(LOCAL), told_of("region")
    roomy, tight = (document.html(told, reader, most=most) for most in (Most(), FEWEST))
    for what in ("<p></p>", "Lees dit cijfer met zorg.", "<tr>"):
        assert 0 < tight.count(what) < roomy.count(what), what
    assert "Nog 2 notities" in tight


@pytest.mark.usefixtures("data")
def test_a_name_cannot_turn_the_direction_of_the_figures_beside_it():
    turned = "\u202e Kust\u2066 en\u200f  duin\u0007"
    app = opened("gesprekspakket", gebied="regio", gemeenten="GM9000,GM9001", regionaam=turned)
    said = [text for text in texts(app) if "Kust en duin" in text]
    assert said
    assert not [text for text in said if re.search("[\u200f\u202e\u2066]", text)]


@pytest.mark.parametrize(("kind", "codes"), [("region", REGION.members), ("districts", OF_TWO)])
def test_the_mean_of_several_areas_is_by_people(data, kind, codes):
    told, made = told_of(kind), 0
    warehouse.close()
    for name, row in told.country.items():
        rows = mart.ask(data, OPEN, told.indicators[name].indicator_id, str(row["group_code"]), list(codes))
        if len(rows) == len(codes):
            value, weight = np.array(rows, float).T
            assert row["value"] == pytest.approx((value * weight).sum() / weight.sum()), name
            made += 1
    assert made > 1


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("kind", ["region", "districts", "district"])
def test_higher_and_lower_are_only_said_of_an_area_that_stands_out(kind):
    told, reader = told_of(kind), warehouse.reader(LOCAL)
    out = {key: [verdict.side(one) for one in rows["verdict"]] for key, rows in told.members.items()}
    said = " ".join([*findings.findings(told, reader), *findings.questions(told)])
    assert bool(re.search(r"\bhoger dan|\blager dan|keer zo groot|vallen? op|valt op", said)) <= any(
        map(any, out.values())
    )
    assert all(row["verdict"] == "" for row in told.country.values()) or told.scope.is_one


@pytest.mark.usefixtures("data")
def test_fewer_rows_are_drawn_where_two_pages_are_too_short(monkeypatch):
    asked = []

    def made(html: str) -> tuple[bytes, int]:
        asked.append(html)
        return b"", 4 - len(asked)

    monkeypatch.setattr(pdf, "made", made)
    monkeypatch.setattr(document, "FEWER", Most(1, 1))
    document.on_paper(told_of("region"), warehouse.reader(LOCAL))
    assert len(asked) == 2
    assert asked[0].count("<tr>") > asked[1].count("<tr>")
    assert Most() > FEWER


@pytest.mark.skipif(not pdf.is_there(), reason="no Pango on this machine: packs are HTML here")
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (f"<p style='white-space:nowrap'>{'lang ' * 60}</p>", "out of the page"),
        ("<p>onder</p><p style='margin-top:-12pt'>boven</p>", "over each other"),
        ("<p>onder</p><p>boven</p>", ""),
    ],
)
def test_what_is_clipped_or_covered_is_found(body, fault):
    style = "<style>@page { size: A4; margin: 14mm 15mm } p { margin: 0 }</style>"
    found = paper.faults(pdf.made(f"<html lang='nl'><title>x</title>{style}{body}</html>")[0])
    assert [fault in one for one in found] == ([True] if fault else [])


@pytest.mark.usefixtures("data")
def test_a_link_of_districts_or_of_a_region_is_a_pack_of_these():
    of_two = opened("gesprekspakket", gebieden=",".join(OF_TWO))
    assert any("3 wijken in 2 gemeenten" in text for text in texts(of_two))
    assert link(of_two)["gebieden"] == ",".join(OF_TWO)
    region = opened("gesprekspakket", gebied="regio", gemeenten="GM9000,GM9001", regionaam="Kust")
    assert any(text.startswith("Kust") for text in texts(region))
    none = opened("gesprekspakket", gebied="PV90")
    assert any("Kies een gemeente" in text for text in texts(none))
