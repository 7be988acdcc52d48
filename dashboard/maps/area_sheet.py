"""A map of areas for a report: each in the colour of its class, counted in the legend, provinces on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

import geopandas
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dashboard.frame.language import number
from dashboard.frame.warehouse import Reader
from dashboard.maps import sheet
from dashboard.maps.classes import NO_DATA
from dashboard.maps.deck import Circles
from dashboard.maps.palette import EMPTY
from dashboard.maps.sheet import INK, MUTED, PAPER, Box, Words

OUTSIDE = -2  # not among the areas that are meant: paper
WIDE = 36  # letters on a line of the legend
GROWN = 1.8  # points across a circle for each pixel of its radius on a screen, whose map is smaller
LARGE = ("province", "labour_market_region")  # on which no borders of municipalities are drawn


@dataclass(frozen=True)
class Key:
    """A row of the legend: its words, colour (none: hatched) and how many areas it counts (none: it is one area)."""

    words: str
    colour: str | None
    count: int | None = None


@dataclass(frozen=True)
class Areas:
    """What is drawn: area code -> class (NO_DATA is hatched, OUTSIDE or absent is paper), with the legend beside it."""

    level: str
    box: Box
    of: Mapping[str, int]
    colours: Sequence[str]
    title: str
    counted: str
    keys: Sequence[Key]
    circles: Circles | None = None  # of a total

    def figure(self, words: Words, reader: Reader, kind: str) -> bytes:
        """The map as `png` (1600 px wide) or `svg`."""
        with sheet.one_at_a_time:
            page = sheet.blank(words)
            draw(page, self, reader)
            axes, top = legend(page, self.title, self.counted)
            rows(axes, self.keys, top, self.circles)
            return sheet.written(page, kind)


def draw(page: Figure, areas: Areas, reader: Reader) -> None:
    """Areas in their classes, hatched without one, white outside the choice; provinces on top."""
    axes, (west, south, east, north) = sheet.map_axes(page, areas.box)
    shapes = sheet.geometry(areas.level, reader).cx[west:east, south:north]
    drawn = shapes["c"].map(areas.of).fillna(OUTSIDE).to_numpy(int)
    line = {"linewidth": 0.25 if len(shapes) > 500 else 0.5}
    sheet.draw(axes, shapes[drawn == OUTSIDE], facecolor=PAPER, edgecolor="#dbe1e5", **line)
    sheet.draw(axes, shapes[drawn == NO_DATA], facecolor=PAPER, edgecolor=INK.hatch, hatch="//////", **line)
    if areas.circles:
        _circles(axes, shapes, drawn, areas.circles)
    for k, colour in enumerate(() if areas.circles else areas.colours):
        # its own colour as the line: no hairs of paper between neighbours of one class
        sheet.draw(axes, shapes[drawn == k], facecolor=colour, edgecolor=colour, linewidth=0.15)
    towns = () if areas.level in LARGE else (("municipality_line", PAPER, 0.35),)
    for name, colour, width in (*towns, ("province_line", INK.province, 0.7)):
        sheet.draw(axes, sheet.geometry(name, reader), color=colour, linewidth=width)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)


def _circles(axes: Axes, shapes: geopandas.GeoDataFrame, drawn: np.ndarray, circles: Circles) -> None:
    """A circle by class in each area, on one quiet fill."""
    has_figure = drawn >= 0
    sheet.draw(axes, shapes[has_figure], facecolor=EMPTY["light"], edgecolor=PAPER, linewidth=0.25)
    points = shapes.geometry[has_figure].representative_point()
    sizes = np.array(circles.radii)[drawn[has_figure]]
    axes.scatter(
        points.x, points.y, s=(GROWN * sizes) ** 2, c=circles.colour, edgecolors=PAPER, linewidths=0.5, zorder=3
    )


def legend(page: Figure, title: str, counted: str) -> tuple[Axes, float]:
    """Left of the map, in inches from its top: what is shown and what is counted; and where the next row begins."""
    axes = page.add_axes(sheet.LEGEND)
    axes.set(xlim=(0, 3.0), ylim=(-7.3, 0))
    axes.set_axis_off()
    heads, lines = wrap(title, 30, break_on_hyphens=False), wrap(counted, WIDE, break_on_hyphens=False)
    axes.text(0, 0, "\n".join(heads), fontsize=10, fontweight="bold", color=INK.text, va="top", linespacing=1.25)
    top = -0.04 - 0.18 * len(heads)
    axes.text(0, top, "\n".join(lines), fontsize=8.5, color=MUTED, va="top", linespacing=1.35)
    return axes, top - 0.18 - 0.17 * len(lines)


def _swatch(axes: Axes, key: Key, top: float) -> None:
    swatch = Rectangle((0, top - 0.14), 0.24, 0.14, linewidth=0, facecolor=key.colour or INK.background)
    if not key.colour:
        swatch.set(linewidth=0.5, hatch="//////", edgecolor=INK.hatch)
    axes.add_patch(swatch)


def rows(axes: Axes, keys: Sequence[Key], top: float, circles: Circles | None = None) -> None:
    """A swatch and its words each, of those without a colour only what counts something; long words go on below."""
    for k, key in enumerate(keys):
        if key.count == 0 and not key.colour:
            continue
        if circles and key.colour:
            size = (GROWN * circles.radii[k]) ** 2
            axes.scatter([0.12], [top - 0.07], s=size, c=circles.colour, edgecolors=PAPER, linewidths=0.5)
        else:
            _swatch(axes, key, top)
        lines = wrap(key.words if key.count is None else f"{key.words} ({number(key.count)})", WIDE)
        axes.text(0.34, top - 0.01, "\n".join(lines), fontsize=8.5, color=INK.text, va="top", linespacing=1.3)
        top -= (0.14 if circles else 0.09) + 0.16 * len(lines)
