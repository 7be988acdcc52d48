"""A small map as SVG text: areas in the colour of their class, points on top; for a page on paper and a file alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dashboard.frame.markup import Markup, joined
from dashboard.frame.warehouse import Reader
from dashboard.maps.palette import INKS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

HATCH = Markup(
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V5" stroke="#b4bec5" stroke-width="1.6"/></pattern></defs>'
)
LINE = "#ffffff"
GROUND = "#eceff1"  # of areas that lie around


@dataclass(frozen=True)
class Point:
    """A point in degrees; filled with `fill`, which is paper for an open ring."""

    lon: float
    lat: float
    fill: str
    size: float = 2.6


@dataclass(frozen=True)
class Frame:
    """Degrees to pixels of a picture that holds these bounds whole."""

    west: float
    north: float
    across: float  # pixels per degree of longitude
    upright: float
    width: float
    height: float

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], width: float, most_height: float) -> Frame:
        """Fills the width, or the height where that is the narrow side."""
        west, south, east, north = bounds
        narrow = float(np.cos(np.radians((south + north) / 2)))
        upright = min(width / max((east - west) * narrow, 1e-9), most_height / max(north - south, 1e-9))
        return cls(west, north, upright * narrow, upright, (east - west) * upright * narrow, (north - south) * upright)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.across, (self.north - lat) * self.upright


def draw(
    fills: Mapping[str, str],
    level: str,
    points: Iterable[Point],
    reader: Reader,
    *,
    width: float,
    height: float,
    around: Collection[str] = (),
) -> Markup:
    """Area code -> colour ('' is hatched: no figure) of one level, and the points on it; '' where no shape is known.

    `around` are areas that are drawn as the ground, as far as they reach into the picture.
    """
    from dashboard.maps import sheet  # loads matplotlib

    every = sheet.geometry(level, reader)
    shapes = every[every["c"].isin(list(fills))]
    if shapes.empty:
        return Markup()
    coloured = shapes[shapes["c"].map(fills).astype(bool)]  # what has no figure is cut off where it sticks out
    bounds = (shapes if coloured.empty else coloured).total_bounds
    west, south, east, north = map(float, bounds)
    frame = Frame.around((west, south, east, north), width - 4, height - 4)
    ground = every[every["c"].isin(list(around)) & ~every["c"].isin(list(fills))]
    drawn = [(GROUND, shape) for shape in ground["geometry"]]
    drawn += [(fills[code], shape) for code, shape in zip(shapes["c"], shapes["geometry"], strict=True)]
    areas = (_area(shape, fill, frame) for fill, shape in drawn)
    dots = (_dot(point, frame) for point in points)
    whole = Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {:.0f} {:.0f}" width="{:.0f}">{}{}{}</svg>')
    return whole.format(frame.width + 4, frame.height + 4, frame.width + 4, HATCH, joined(areas), joined(dots))


def _area(shape: BaseGeometry, fill: str, frame: Frame) -> Markup:
    path = " ".join(_ring(ring.coords, frame) for ring in _rings(shape))
    line = LINE if fill else "#8d99a2"
    mark = Markup('<path d="{}" fill="{}" fill-rule="evenodd" stroke="{}" stroke-width="0.8"/>')
    return mark.format(path, fill or "url(#hatch)", line)


def _rings(shape: BaseGeometry) -> Iterable:
    for part in getattr(shape, "geoms", [shape]):
        yield part.exterior
        yield from part.interiors


def _ring(coords: Iterable, frame: Frame) -> str:
    at = (frame.at(float(one[0]), float(one[1])) for one in coords)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at) + "Z"


def _dot(point: Point, frame: Frame) -> Markup:
    x, y = frame.at(point.lon, point.lat)
    mark = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}" stroke="{}" stroke-width="0.9"/>')
    return mark.format(x, y, point.size, point.fill, INKS["light"].text)
