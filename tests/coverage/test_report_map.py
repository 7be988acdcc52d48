"""The report map: an image of the size promised, whose words and colours are those of the page."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from dashboard.coverage import downloads, report_map
from dashboard.coverage import picture as coverage_picture
from dashboard.figures import coverage, measures
from dashboard.figures.coverage import Filters
from dashboard.figures.measures import Mode, Size
from dashboard.frame import export, language, warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.records import Place
from dashboard.maps import bivariate, palette
from tests.support.reading import local

WORDS = report_map.Words("Kaart van Kwend", "Nederland · wijken", ["Bron: CBS · build klein-00000001"])


pytestmark = pytest.mark.usefixtures("data")


def picture(
    mode: Mode = Mode.NEED_AND_REACH, size: Size | None = None, level: str = "district", chosen: str = "GM"
) -> coverage_picture.Picture:
    """A view of the small country; `chosen` is how the municipality code of the chosen areas begins."""
    rows = coverage.load(level, Filters(), local()).areas
    places = warehouse.run("places", {}, LOCAL)
    is_chosen = rows["municipality_code"].str.startswith(chosen).to_numpy(bool)
    return coverage_picture.Picture(
        rows=rows,
        is_chosen=is_chosen,
        mode=mode,
        measure=measures.measure(mode, size, "PO"),
        level=level,
        place=Place.of(places.iloc[0]),
        area=None,
        box=(5.0, 52.0, 6.2, 52.6),
        sector="PO",
        is_filtered=not is_chosen.all(),
    )


def texts(svg: bytes) -> list[str]:
    """The texts of an SVG; matplotlib writes each as a comment beside its outlines."""
    return re.findall(r"<!-- (.*?) -->", svg.decode())


def colours(png: bytes) -> dict[str, int]:
    """Pixels per colour that fill more than a line."""
    image = Image.open(BytesIO(png)).convert("RGB")
    found = image.getcolors(maxcolors=10_000_000)
    return {f"#{r:02x}{g:02x}{b:02x}": n for n, (r, g, b) in found if n > 300}


def test_a_png_is_1600_wide_and_an_svg_is_text():
    image = Image.open(BytesIO(report_map.figure(picture(), WORDS, local())))
    assert (image.format, image.width) == ("PNG", 1600)
    assert report_map.figure(picture(), WORDS, local(), "svg").lstrip().startswith(b"<?xml")


def test_the_words_around_the_map_are_in_it():
    said = " ".join(texts(report_map.figure(picture(), WORDS, local(), "svg")))
    for text in (WORDS.title, WORDS.selection, *WORDS.source, "aantal wijken in Nederland"):
        assert text in said
    assert "grenzen" in said  # what low, middle and high mean


def test_the_legend_of_the_square_counts_what_the_page_counts():
    one = picture()
    found = coverage_picture.classed(one).of
    said = texts(report_map.figure(one, WORDS, local(), "svg"))
    counts = [text for text in said if text.isdigit()]
    high_first = [n for row in (6, 3, 0) for n in bivariate.counts(found)[row : row + 3]]
    assert counts == [str(n) for n in high_first]
    without = int((found < 0).sum())
    assert without
    assert f"geen basisschool ({without})" in said


@pytest.mark.parametrize(
    ("mode", "size"),
    [
        (Mode.UNREACHED, None),
        (Mode.PRESENCE, Size.OF_SCHOOLS),
        (Mode.PARTICIPANTS, Size.NUMBER),
        (Mode.WHITE_SPOTS, None),
    ],
)
def test_the_legend_of_a_scale_counts_every_chosen_area(mode, size):
    one = picture(mode, size, chosen="GM9001")
    keys = coverage_picture.keys(one, coverage_picture.classed(one), "light")
    assert sum(count for _words, _colour, count in keys) == 3
    said = texts(report_map.figure(one, WORDS, local(), "svg"))
    for words, _colour, count in keys:
        assert f"{words} ({count})" in said


def test_only_chosen_areas_with_a_figure_are_coloured():
    """Classes of the square that no chosen area has are in the legend only: one small cell each."""
    one = picture(chosen="GM9003")
    found = coverage_picture.classed(one).of[one.is_chosen]
    seen = colours(report_map.figure(one, WORDS, local()))
    for k, colour in enumerate(bivariate.colours("light")):
        is_on_map = seen.get(colour, 0) > 10_000
        assert is_on_map == (k in found), (k, seen.get(colour))


def test_an_area_without_a_figure_is_hatched_never_coloured():
    rows = picture().rows.copy()
    hidden = rows.assign(load=np.nan, need_per_pupil=np.nan, need_share=np.nan, load_status="suppressed")
    one = picture(Mode.NEED, Size.TOTAL)
    bare = coverage_picture.Picture(**{**one.__dict__, "rows": hidden})
    seen = colours(report_map.figure(bare, WORDS, local()))
    assert palette.INKS["light"].hatch in seen
    for colour in palette.SCALES["light"]["need"]:
        assert seen.get(colour, 0) < 10_000
    said = texts(report_map.figure(bare, WORDS, local(), "svg"))
    assert any(text.startswith("onderdrukt (") for text in said)


def test_the_same_view_is_the_same_file():
    for kind in ("png", "svg"):
        assert report_map.figure(picture(), WORDS, local(), kind) == report_map.figure(picture(), WORDS, local(), kind)


def test_words_and_numbers_are_in_the_readers_language_also_in_another_thread():
    """Streamlit makes the file in a thread that knows nothing of the page."""
    language.use("en")
    title, sources = "Need by district", ("Source: CBS",)
    make = export.later(partial(downloads._draw, picture(), (title, "x", sources), local(), "svg"))
    with ThreadPoolExecutor(1) as other:
        said = texts(other.submit(make).result())
    assert any("number of districts in" in text for text in said)
    assert any(re.search(r"limits \d\.\d\d and \d\.\d\d points per pupil", text) for text in said)


def test_texts_cannot_break_the_file():
    words = report_map.Words("Kwend & <b> $x^2$ --> \"'", "a < b", ["=1+1"])
    svg = report_map.figure(picture(), words, local(), "svg")
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "x^2" in " ".join(texts(svg))
