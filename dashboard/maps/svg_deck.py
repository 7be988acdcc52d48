"""A map of ours as SVG, made of the same description that the browser gets (deck.py): for paper and for one file.

Colours are those of the run that made it, so a run for paper draws in light. What is smaller than a dot is left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.frame import warehouse
from dashboard.frame.markup import Markup, joined
from dashboard.maps.deck import TILE
from dashboard.maps.expression import accessor
from dashboard.maps.palette import INKS

WIDTH = 460.0  # pixels: what the maps of all pages have at least
EARTH = 40_075_016.7  # metres around the equator
FINE, COARSE, MANY = 4, 2, 1500  # steps in a pixel; the coarse ones where many shapes share the picture
ROOM = 6.0  # pixels above and below what is drawn
LEAST = 0.3  # pixels: a smaller circle or line is not seen
HATCH = Markup(
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V5" stroke="{}" stroke-width="1.6"/></pattern></defs>'
).format(INKS["light"].hatch)
HATCHED = "url(#hatch)"
NOTHING: Mapping[str, Any] = {"type": "Polygon", "coordinates": []}  # a feature without a place
Layer = Mapping[str, Any]


@dataclass(frozen=True)
class Shape:
    """A feature: its properties, its lines or rings (or points) on a world of 0..1, and the box around them."""

    properties: Mapping[str, Any]
    kind: str
    parts: Sequence[np.ndarray]
    box: tuple[float, float, float, float]

    @classmethod
    def of(cls, feature: Mapping[str, Any]) -> Shape:
        shape = feature["geometry"] or NOTHING
        parts = [_world(np.asarray(part, float)[:, :2]) for part in _parts(shape["type"], shape["coordinates"])]
        every = np.concatenate(parts) if parts else np.full((1, 2), np.nan)
        box = (*every.min(axis=0), *every.max(axis=0))
        return cls(feature["properties"] or {}, shape["type"].removeprefix("Multi"), parts, box)


def _parts(kind: str, coordinates: Any) -> list:
    if kind == "MultiPolygon":
        return [ring for polygon in coordinates for ring in polygon]
    if kind in ("Polygon", "MultiLineString"):
        return list(coordinates)
    return [coordinates] if kind in ("LineString", "MultiPoint") else [[coordinates]]


def _world(degrees: np.ndarray) -> np.ndarray:
    """Longitude and latitude as parts of the whole world, from its upper left."""
    up = np.arcsinh(np.tan(np.radians(degrees[:, 1]))) / (2 * math.pi)
    return np.column_stack([degrees[:, 0] / 360 + 0.5, 0.5 - up])


@dataclass(frozen=True)
class View:
    """What the camera shows, in pixels."""

    middle: np.ndarray
    scale: float  # pixels around the world
    width: float
    height: float
    metre: float  # pixels

    @classmethod
    def of(cls, state: Mapping[str, float], width: float, height: float) -> View:
        middle = _world(np.array([[state["longitude"], state["latitude"]]]))[0]
        scale = TILE * 2 ** state["zoom"]
        return cls(middle, scale, width, height, scale / (EARTH * math.cos(math.radians(state["latitude"]))))

    def at(self, world: np.ndarray) -> np.ndarray:
        return (world - self.middle) * self.scale + np.array([self.width / 2, self.height / 2])

    def sees(self, shape: Shape) -> bool:
        (left, top), (right, low) = self.at(np.array([shape.box[:2], shape.box[2:]]))
        return bool(left <= self.width and right >= 0 and top <= self.height and low >= 0)


def draw(told: str, height: float, alt: str) -> Markup:
    """The picture of a deck (its JSON, as it travels), `height` pixels high, with what it is for who cannot see it."""
    spec = json.loads(told)
    view = View.of(spec["initialViewState"], WIDTH, height)
    layers = joined(_layer(layer, view) for layer in spec["layers"])
    top, low = _upright(spec["layers"], view)
    whole = Markup(
        '<svg class="rw-map" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}"'
        ' viewBox="0 {:.0f} {:.0f} {:.0f}">{}{}</svg>'
    )
    return whole.format(alt, top, view.width, low - top, HATCH, layers)


def _upright(layers: Iterable[Layer], view: View) -> tuple[float, float]:
    """From where to where something is drawn: a country is wider than a screen, and paper is not spent on sea."""
    boxes = [shape.box for layer in layers if layer["@@type"] == "GeoJsonLayer" for shape in _shapes(layer)]
    ends = view.at(np.array([part for box in boxes for part in (box[:2], box[2:])]))[:, 1] if boxes else np.empty(0)
    ends = ends[~np.isnan(ends)]
    if not len(ends):
        return 0, view.height
    return max(0, float(ends.min()) - ROOM), min(view.height, float(ends.max()) + ROOM)


def _layer(layer: Layer, view: View) -> Markup:
    if layer["@@type"] == "TextLayer":
        return _texts(layer, view)
    seen = [shape for shape in _shapes(layer) if view.sees(shape)]
    points = [shape for shape in seen if shape.kind == "Point"]
    return _areas(layer, [shape for shape in seen if shape.kind != "Point"], view) + _circles(layer, points, view)


def _shapes(layer: Layer) -> Iterable[Shape]:
    data = layer["data"]
    if isinstance(data, str):
        return _of_file(warehouse.data_directory() / "geo" / Path(data).name)
    if layer["@@type"] == "GeoJsonLayer":
        return [Shape.of(feature) for feature in data["features"]]
    place = accessor(layer["getPosition"])
    points = ({"properties": one, "geometry": {"type": "Point", "coordinates": place(one)}} for one in data)
    return [Shape.of(point) for point in points]


@lru_cache(maxsize=2)
def _of_file(file: Path) -> list[Shape]:
    """The hash in the name changes with the content."""
    return [Shape.of(feature) for feature in json.loads(file.read_text(encoding="utf-8"))["features"]]


def _told(layer: Layer, name: str, part: str, otherwise: Any) -> Any:
    """What the layer says of a feature; of a part of it apart, where it does (deck.py says why)."""
    own = layer.get("_subLayerProps", {}).get(part, {})
    return accessor(own.get(name, layer.get(name, otherwise)))


def _named(layer: Layer, shape: Shape) -> Mapping[str, Any]:
    """The names that its expressions know: a feature's properties, or the row itself."""
    return {"properties": shape.properties} if layer["@@type"] == "GeoJsonLayer" else shape.properties


def _hex(colour: Sequence[float] | None) -> str:
    """#rrggbb; '' where it is clear. A colour that shines through is mixed with the paper."""
    if not colour or (len(colour) > 3 and not colour[3]):
        return ""
    part = colour[3] / 255 if len(colour) > 3 else 1
    return "#" + "".join(f"{round(255 - part * (255 - shade)):02x}" for shade in colour[:3])


def _pixels(value: float, units: str, view: View, least: float, most: float) -> float:
    return min(max(value if units == "pixels" else value * view.metre, least), most)


def _areas(layer: Layer, shapes: Sequence[Shape], view: View) -> Markup:
    """Polygons and lines; those that look alike are one path."""
    fill, line = _told(layer, "getFillColor", "polygons-fill", [0, 0, 0]), _told(layer, "getLineColor", "", [0, 0, 0])
    wide = _told(layer, "getLineWidth", "", 1)
    steps = COARSE if len(shapes) > MANY else FINE
    alike: dict[tuple[str, str, float], list[str]] = {}
    for shape in shapes:
        named = _named(layer, shape)
        filled = layer.get("filled", True) and shape.kind == "Polygon"
        colour = (HATCHED if layer.get("extensions") else _hex(fill(named))) if filled else ""
        width = _line_width(layer, wide(named) or 0, view)
        stroke = _hex(line(named)) if layer.get("stroked", True) and width >= LEAST else ""
        if colour and not stroke and colour != HATCHED:
            stroke, width = colour, 0.5  # no hairs of paper between neighbours of one class
        if colour or stroke:
            drawn = (_path(view.at(part), steps, shape.kind == "Polygon") for part in shape.parts)
            alike.setdefault((colour, stroke, round(width, 1)), []).extend(drawn)
    mark = Markup('<path d="{}" fill="{}" fill-rule="evenodd" stroke="{}" stroke-width="{}" transform="scale({})"/>')
    return joined(
        mark.format("".join(paths), colour or "none", stroke or "none", width * steps, 1 / steps)
        for (colour, stroke, width), paths in alike.items()
    )


def _line_width(layer: Layer, value: float, view: View) -> float:
    if not value:
        return 0
    least, most = layer.get("lineWidthMinPixels", 0), layer.get("lineWidthMaxPixels", math.inf)
    return _pixels(value, layer.get("lineWidthUnits", "meters"), view, least, most)


def _path(at: np.ndarray, steps: int, is_closed: bool) -> str:
    """Whole numbers, each from the one before: a third of the letters. A point that does not move is left out."""
    whole = np.round(at * steps).astype(int)
    moves = np.diff(whole, axis=0)
    moves = moves[moves.any(axis=1)]
    if not len(moves):
        return ""
    line = " ".join(f"{x} {y}" for x, y in moves.tolist())
    return f"M{whole[0, 0]} {whole[0, 1]}l{line}{'z' if is_closed else ''}"


def _circles(layer: Layer, shapes: Sequence[Shape], view: View) -> Markup:
    is_geo = layer["@@type"] == "GeoJsonLayer"
    size = _told(layer, "getPointRadius" if is_geo else "getRadius", "", 1)
    units, most = _radius_words(layer, is_geo)
    fill, line = _told(layer, "getFillColor", "points-circle", [0, 0, 0]), _told(layer, "getLineColor", "", [0, 0, 0])
    wide = _told(layer, "getLineWidth", "", 1)
    marks = []
    for shape in shapes:
        named = _named(layer, shape)
        radius = _pixels(size(named) or 0, units, view, 0, most)
        colour = _hex(fill(named)) if layer.get("filled", True) else ""
        stroke = _hex(line(named)) if layer.get("stroked", is_geo) else ""
        if radius >= LEAST and (colour or stroke):
            (x, y), width = view.at(shape.parts[0])[0], _line_width(layer, wide(named) or 0, view)
            mark = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}" stroke="{}" stroke-width="{:.1f}"/>')
            marks.append(mark.format(x, y, radius, colour or "none", stroke or "none", width))
    return joined(marks)


def _radius_words(layer: Layer, is_geo: bool) -> tuple[str, float]:
    before = "pointRadius" if is_geo else "radius"
    return layer.get(f"{before}Units", "meters"), layer.get(f"{before}MaxPixels", math.inf)


def _texts(layer: Layer, view: View) -> Markup:
    """Numbers in their dots."""
    place, text = accessor(layer["getPosition"]), accessor(layer["getText"])
    size, colour = accessor(layer.get("getSize", 12)), accessor(layer.get("getColor", [0, 0, 0]))
    mark = Markup(
        '<text x="{:.1f}" y="{:.1f}" font-size="{:.0f}" font-weight="600" fill="{}" text-anchor="middle"'
        ' dominant-baseline="central">{}</text>'
    )
    rows = ((view.at(_world(np.asarray([place(one)], float)))[0], one) for one in layer["data"])
    return joined(mark.format(x, y, size(one), _hex(colour(one)), text(one)) for (x, y), one in rows)
