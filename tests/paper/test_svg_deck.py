"""A map on paper has each area in the colour of its class and each point at its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pydeck
import pytest

from dashboard.maps import deck, svg_deck
from dashboard.maps.palette import SCALES

COLOURS = SCALES["light"]["need"]
BOX = (4.0, 52.0, 4.4, 52.2)


def square(west: float, index: int) -> dict:
    ring = [[west, 52.0], [west + 0.1, 52.0], [west + 0.1, 52.2], [west, 52.2], [west, 52.0]]
    return {
        "type": "Feature", "properties": {"i": index, "c": f"WK{index}"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """Four areas beside each other."""
    monkeypatch.setattr(svg_deck.warehouse, "data_directory", lambda: tmp_path)
    (tmp_path / "geo").mkdir()
    features = [square(4.0 + k / 10, k) for k in range(4)]
    (tmp_path / "geo" / "district-0a1b2c3d.geojson").write_text(json.dumps({"features": features}))
    return tmp_path


def drawn(layers: list, box: tuple = BOX) -> ElementTree.Element:
    spec = deck.deck(layers, deck.Frame(box, 400, 300), "{n}").to_json()
    return ElementTree.fromstring(str(svg_deck.draw(spec, 300, "Map of <b> & co")))


def paths(svg: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in svg.iter() if one.tag.endswith("path") and one.get("fill-rule")]


@pytest.mark.usefixtures("folder")
def test_areas_have_their_colour_and_one_without_a_figure_is_hatched_paper():
    svg = drawn(deck.area_layers("/geo/district-0a1b2c3d.geojson", COLOURS, np.array([0, 4, 4, 5]), "light"))
    hatched, *coloured = paths(svg)
    assert hatched.get("fill") == "url(#hatch)"
    assert {one.get("fill"): one.get("d").count("M") for one in coloured if one.get("fill") != "none"} == {
        COLOURS[0]: 1,
        COLOURS[4]: 2,
    }
    assert svg.get("aria-label") == "Map of <b> & co"


@pytest.mark.usefixtures("folder")
def test_what_is_out_of_sight_is_not_there():
    whole = paths(drawn([deck.border_layer("/geo/district-0a1b2c3d.geojson", "light")]))
    near = paths(drawn([deck.border_layer("/geo/district-0a1b2c3d.geojson", "light")], (4.01, 52.08, 4.03, 52.1)))
    assert [one.get("d").count("M") for one in whole] == [4]
    assert [one.get("d").count("M") for one in near] == [1]


@pytest.mark.usefixtures("folder")
def test_a_chosen_area_has_a_line_of_ink_on_a_wider_one_of_paper():
    svg = drawn(deck.outline_layers("/geo/district-0a1b2c3d.geojson", [2], "light"))
    steps = svg_deck.FINE
    assert [(one.get("stroke"), float(one.get("stroke-width")) / steps) for one in paths(svg)] == [
        ("#ffffff", 6),
        ("#16242d", 2.5),
    ]


def test_a_point_stands_where_its_degrees_say():
    rows = [{"lon": 4.2, "lat": 52.1, "f": 1}, {"lon": 4.0, "lat": 52.1, "f": 0}]
    layer = pydeck.Layer(
        "ScatterplotLayer", rows, get_position="[lon, lat]", get_radius=5, radius_units=pydeck.types.String("pixels"),
        get_fill_color="f ? [11, 95, 143] : [255, 255, 255]", stroked=True, get_line_color=[22, 36, 45],
        line_width_min_pixels=2,
    )  # fmt: skip
    circles = [one for one in drawn([layer]).iter() if one.tag.endswith("circle")]
    assert [one.get("fill") for one in circles] == ["#0b5f8f", "#ffffff"]
    middle, left = ((float(one.get("cx")), float(one.get("cy"))) for one in circles)
    assert middle == pytest.approx((svg_deck.WIDTH / 2, 150), abs=1)
    assert left[0] < middle[0] - 100
    assert left[1] == pytest.approx(middle[1], abs=0.2)


def test_a_path_is_whole_numbers_each_from_the_one_before():
    assert svg_deck._path(np.array([[0, 0], [1.5, 0], [1.51, 0], [1.5, 2.25]]), 4, True) == "M0 0l6 0 0 9z"
    assert re.fullmatch("", svg_deck._path(np.array([[1.0, 1.0], [1.01, 1.0]]), 4, True))
