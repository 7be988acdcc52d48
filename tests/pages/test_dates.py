"""Every picture and every file of figures says of each of its sources the date that its figures are of."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from dashboard.frame import export
from dashboard.ui import sources
from pages import PAGES
from tests.pages.cases import CASES
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import opened, texts

SOURCE = re.compile(r"CBS, Bron \w+|CBS, Bron [^,;·]+(?=, stand)")
DATED = re.compile(r"CBS, Bron [^,;·]+(?:, periode [^,;·]+)?, stand (?:van )?1 oktober 2019")
# what a page shows of no figures: what partners told, what the build noted; and each source with its date in a table
WITHOUT_FIGURES = {"partnerdata", "zoeken", "bronnen", "methode"}
PAGES_WITH_FIGURES = [page.path for page in PAGES if page.path not in WITHOUT_FIGURES]
EACH = [path if path == "partner" else pytest.param(path, marks=pytest.mark.slow) for path in PAGES_WITH_FIGURES]


def read(content: bytes) -> str:
    """All that a file says: the strings of a workbook, the texts of an SVG; '' of a PNG, which is the same drawing."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            return held.read("xl/sharedStrings.xml").decode("utf-8")
    if content.startswith(b"\x89PNG"):
        return ""
    text = content.decode("utf-8-sig")
    # the letters of a drawing are shapes; each line stands before them in a comment
    return " ".join(re.findall(r"<!-- (.*?) -->", text, re.DOTALL)) if "<svg" in text else text


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", EACH)
def test_each_source_of_a_picture_and_of_its_files_has_its_date(path, monkeypatch):
    makers: list[Callable[[], bytes]] = []
    real = export.later
    monkeypatch.setattr(export, "later", lambda make: makers.append(real(make)) or makers[-1])
    seen = 0
    for view in CASES[path].views:
        makers.clear()
        app = opened(path, **view)
        if not (app.get("deck_gl_json_chart") or app.get("vega_lite_chart") or app.dataframe or makers):
            continue  # a question that waits for an answer: nothing is shown yet
        if view.get("weergave") == "kaart":
            continue  # districts without figures, and the stand-in has no source of boundaries
        assert_dated("\n".join(texts(app)), (path, view))
        for make in makers:
            text = read(make())
            if text and has_figures(text):
                assert_dated(text, (path, view, text[:300]))
                seen += 1
    assert seen >= bool(CASES[path].downloads)


def test_the_lists_that_names_are_from_have_their_dates(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    told = sources.of_schools(local())
    assert told.startswith("namen en adressen: Dienst Uitvoering Onderwijs (DUO), Vestigingen")
    assert told.count("stand van 1 december 2025 (CC BY 4.0)") == 3, told


def has_figures(text: str) -> bool:
    """Not those that hold what a partner told of itself and nothing else."""
    return not any(heading in text for heading in ("Telt tot", "koppelingen: "))


def assert_dated(text: str, where: object) -> None:
    told = re.sub(r"\s+", " ", text)
    sources = set(SOURCE.findall(told))
    assert sources, where
    assert {one for one in sources if one not in " ".join(DATED.findall(told))} == set(), where
