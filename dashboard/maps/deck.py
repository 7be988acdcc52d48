"""The map: static geometry by URL, one character per area in the message. Builds a pydeck spec, nothing else.

Streamlit fades what is not selected by wrapping a layer's own getFillColor; colours are therefore set on the
sub layer, where it does not look (a legend must match its map, see look.md section 6).
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pydeck
import pydeck.bindings.deck
import pydeck.types
from numpy.typing import ArrayLike

from dashboard.maps.palette import INKS, rgb

# pydeck looks for Jupyter on every Deck (1.7 ms); this is a server.
setattr(pydeck.bindings.deck, "has_jupyter_extra", lambda: False)  # noqa: B010

TILE = 512
SMALLEST, LARGEST = 3.5, 13.0  # pixels: the circle of the highest class, among most areas and among few
ROOM = 120  # pixels: its size by the square root of how many areas share the picture


@dataclass(frozen=True)
class Frame:
    """What the camera shows: a box in degrees and the size of the picture in pixels."""

    box: tuple[float, float, float, float]
    width: int
    height: int

    def view(self) -> pydeck.ViewState:
        west, south, east, north = self.box
        top, bottom = _mercator(north), _mercator(south)
        across = self.width * 0.94 / max((east - west) / 360 * TILE, 1e-9)
        upright = self.height * 0.94 / max((top - bottom) * TILE, 1e-9)
        zoom = min(math.log2(min(across, upright)), 14)
        middle = math.degrees(math.atan(math.sinh(math.pi * (top + bottom))))
        return pydeck.ViewState(longitude=round((west + east) / 2, 4), latitude=round(middle, 4), zoom=round(zoom, 2))


def _mercator(latitude: float) -> float:
    """Height of a latitude on a world of -0.5 .. 0.5."""
    return math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)


def class_digits(map_index: ArrayLike, classes: ArrayLike, clear: int) -> np.ndarray:
    """One digit per feature, at the place of its map_index: its class, or `clear` where it has none."""
    index, drawn = np.asarray(map_index, dtype=int), np.asarray(classes, dtype=int)
    digits = np.full(int(index.max()) + 1 if len(index) else 0, clear)
    digits[index] = np.where(drawn >= 0, drawn, clear)
    return digits


def packed(digits: np.ndarray) -> tuple[str, str]:
    """Three digits of base 6 in two hexadecimal characters, a third less to send on every click.

    The first string has the first character of each three, the second string the second.
    """
    padded = np.append(digits, np.zeros(-len(digits) % 3, dtype=int)).reshape(-1, 3)
    pairs = [f"{value:02x}" for value in padded @ (1, 6, 36)]
    return "".join(pair[0] for pair in pairs), "".join(pair[1] for pair in pairs)


def fill_expression(colours: Sequence[str], digits: np.ndarray) -> str:
    """deck.gl's expression for a feature's colour; a digit beyond the colours is clear, so the hatch shows.

    Up to five colours it reads the two characters at properties.i and takes out one digit; with more, each
    area has a character of its own. deck.gl's little language has no calls, only operators; literals need
    their parentheses.
    """
    listed = json.dumps([*(rgb(colour) for colour in colours), [0, 0, 0, 0]], separators=(",", ":"))
    if len(colours) > 5:
        return f'@@=({listed})[+("0x"+("{"".join(f"{digit:x}" for digit in digits)}")[properties.i])]'
    first, second = packed(digits)
    at, digit = "[(properties.i-properties.i%3)/3]", "([1,6,36])[properties.i%3]"
    return f'@@=({listed})[(+("0x"+("{first}"){at}+("{second}"){at})/{digit}|0)%6]'


@dataclass(frozen=True)
class Circles:
    """Totals as circles: colour, number of classes, how many areas share the picture, whether the first is none."""

    colour: str
    count: int
    areas: int
    has_none: bool = False

    @property
    def radii(self) -> list[float]:
        """Pixels by class, in equal steps of the circle's area; 0 for none. Many areas have small ones, or they cover
        each other."""
        steps, most = self.count - self.has_none, min(max(ROOM / max(self.areas, 1) ** 0.5, SMALLEST), LARGEST)
        return [0.0] * self.has_none + [round(most * ((k + 1) / steps) ** 0.5, 1) for k in range(steps)]


def circle_layer(url: str, circles: Circles, digits: np.ndarray, theme: str) -> pydeck.Layer:
    """A circle per area by its class; none where the digit is beyond the classes."""
    listed = json.dumps([*circles.radii, 0], separators=(",", ":"))
    text = "".join(f"{min(int(digit), circles.count):x}" for digit in digits)
    radius = f'({listed})[+("0x"+("{text}")[properties.i])]'
    return pydeck.Layer(
        "GeoJsonLayer",
        url,
        id="circles",
        get_point_radius=radius,
        point_radius_units=pydeck.types.String("pixels"),
        get_fill_color=rgb(circles.colour, 205),
        get_line_color=rgb(INKS[theme].background),
        get_line_width=0.6,
        line_width_units=pydeck.types.String("pixels"),
        update_triggers={"getPointRadius": f"{zlib.crc32(radius.encode()):x}"},
    )


class CompactDeck(pydeck.Deck):
    """A Deck whose JSON has no white space: a third of the message."""

    def to_json(self) -> str:
        return json.dumps(json.loads(super().to_json()), separators=(",", ":"), ensure_ascii=False)


def deck(layers: Sequence[pydeck.Layer], frame: Frame, tooltip: str) -> pydeck.Deck:
    """A map without a base map: nothing is fetched from outside."""
    return CompactDeck(
        list(layers),
        map_provider=None,
        initial_view_state=frame.view(),
        tooltip={"html": tooltip},
    )


def area_layers(url: str, colours: Sequence[str], digits: np.ndarray, theme: str) -> list[pydeck.Layer]:
    """The areas of one level: hatched paper below, classes on top of it."""
    ink = INKS[theme]
    expression = fill_expression(colours, digits)
    return [
        pydeck.Layer(
            "GeoJsonLayer",
            url,
            id="hatch",
            stroked=False,
            get_fill_color=rgb(ink.hatch),
            extensions=[{"@@type": "FillStyleExtension", "proceduralPattern": True}],
            fill_pattern_mapping={"none": {"type": "hatch", "gap": 4, "strokeWidth": 1, "angle": 45}},
            fill_pattern_size_units=pydeck.types.String("pixels"),
            get_fill_pattern='("none")',
        ),
        pydeck.Layer(
            "GeoJsonLayer",
            url,
            id="areas",
            # In metres: nothing at country level, where 3,000 white lines would hide the map.
            get_line_color=rgb(ink.background),
            get_line_width=30,
            line_width_max_pixels=1,
            pickable=True,
            auto_highlight=True,
            highlight_color=rgb(ink.text, 70),
            _sub_layer_props={
                "polygons-fill": {
                    "getFillColor": expression,
                    "updateTriggers": {"getFillColor": f"{zlib.crc32(expression.encode()):x}"},
                }
            },
        ),
    ]


def line_layer(url: str, name: str, theme: str) -> pydeck.Layer:
    """Boundaries of municipalities (paper) or provinces (ink); they grow a little with the zoom."""
    ink = INKS[theme]
    is_province = name == "province_line"
    return pydeck.Layer(
        "GeoJsonLayer",
        url,
        id=name,
        filled=False,
        get_line_color=rgb(ink.province) if is_province else rgb(ink.background, 153),
        get_line_width=60 if is_province else 40,
        line_width_min_pixels=0.8 if is_province else 0.4,
        line_width_max_pixels=2 if is_province else 1.6,
    )


def border_layer(url: str, theme: str) -> pydeck.Layer:
    """Thin borders of areas on bare paper: the ground of a map of points."""
    return pydeck.Layer(
        "GeoJsonLayer",
        url,
        id="borders",
        filled=False,
        get_line_color=rgb(INKS[theme].hatch),
        line_width_min_pixels=1,
    )


def outline_layers(url: str, marked: Sequence[int], theme: str, name: str = "chosen") -> list[pydeck.Layer]:
    """A line of 2.5 px around each marked area, on 6 px of paper so that it shows on every class."""
    ink = INKS[theme]
    is_marked = " || ".join(f"properties.i == {index}" for index in marked)
    return [
        pydeck.Layer(
            "GeoJsonLayer",
            url,
            id=f"{name}-{part}",
            filled=False,
            get_line_color=rgb(colour),
            get_line_width=f"({is_marked}) ? {width} : 0",
            line_width_units=pydeck.types.String("pixels"),
            update_triggers={"getLineWidth": list(marked)},
        )
        for part, colour, width in (("halo", ink.background, 6), ("line", ink.text, 2.5))
    ]


def school_layer(url: str, municipality_index: int | None, theme: str) -> pydeck.Layer:
    """All schools, sized in metres: nothing for the country, points in a city; one municipality's larger."""
    near = f"properties.g == {-1 if municipality_index is None else municipality_index}"
    return _schools(url, f"{near} ? 130 : 70", f"{near} ? 45 : 25", rgb(INKS[theme].background), theme)


def reached_layer(url: str, municipality_index: int, sector: str, digits: Sequence[int], theme: str) -> pydeck.Layer:
    """One municipality's schools of a sector: by map_index 0 nobody active (paper) or 1 active (blue)."""
    ink, text = INKS[theme], "".join(str(digit) for digit in digits)
    is_shown = f'properties.g == {municipality_index} && properties.s == "{sector}"'
    colours = json.dumps([rgb(ink.background), rgb(ink.reach)], separators=(",", ":"))
    fill = f'@@={is_shown} ? ({colours})[+("{text}")[properties.k]] : ([0,0,0,0])'
    return _schools(url, f"({is_shown}) ? 130 : 0", f"({is_shown}) ? 45 : 0", fill, theme)


def _schools(url: str, radius: str, line: str, fill: str | list[int], theme: str) -> pydeck.Layer:
    """Points in metres with a dark ring, to be pointed at; the sizes and the fill are deck.gl's expressions."""
    mark = f"{zlib.crc32(str(fill).encode()):x}"
    return pydeck.Layer(
        "GeoJsonLayer",
        url,
        id="schools",
        pickable=True,
        auto_highlight=True,
        highlight_color=rgb(INKS[theme].text, 120),
        get_point_radius=radius,
        point_radius_max_pixels=7,
        get_line_width=line,
        line_width_max_pixels=2,
        get_line_color=rgb(INKS[theme].text),
        _sub_layer_props={"points-circle": {"getFillColor": fill, "updateTriggers": {"getFillColor": mark}}},
        update_triggers={"getPointRadius": radius, "getLineWidth": line},
    )
