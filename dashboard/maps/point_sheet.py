"""A map of schools for a report: points in a few kinds, each counted in the legend, between the borders of areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dashboard.frame.language import _, number
from dashboard.frame.warehouse import Reader
from dashboard.maps import sheet
from dashboard.maps.sheet import INK, MUTED, PAPER, Box, Words

KM_PER_DEGREE = 111.2
STEPS = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)  # km that a scale bar can be


@dataclass(frozen=True)
class Kind:
    """Points that mean the same: their words, fill, line and size (points squared), and how many lie in the picture."""

    words: str
    fill: str
    line: str
    size: float
    points: pd.DataFrame  # lon, lat


@dataclass(frozen=True)
class Points:
    """What is drawn: kinds of points (later ones lie on earlier ones), in a box, between the borders of a level.

    `numbered` are points that get a number and stand in the legend by their words: lon, lat, words.
    """

    kinds: Sequence[Kind]
    box: Box
    level: str
    numbered: Sequence[tuple[float, float, str]] = ()

    def figure(self, words: Words, reader: Reader, kind: str) -> bytes:
        """The map as `png` (1600 px wide) or `svg`."""
        with sheet.one_at_a_time:
            page = sheet.blank(words)
            axes, filled = sheet.map_axes(page, self.box)
            _borders(axes, filled, self.level, reader)
            for one in self.kinds:
                _dots(axes, one.points["lon"], one.points["lat"], one)
            _numbers(axes, self.numbered)
            _scale_bar(axes, filled)
            _legend(page, self, filled)
            return sheet.written(page, kind)


def _dots(axes: Axes, across: ArrayLike, up: ArrayLike, kind: Kind) -> None:
    axes.scatter(across, up, s=kind.size, c=kind.fill, edgecolors=kind.line, linewidths=1, zorder=3)


def _borders(axes: Axes, box: Box, level: str, reader: Reader) -> None:
    west, south, east, north = box
    shapes = sheet.geometry(level, reader).cx[west:east, south:north]
    sheet.draw(axes, shapes, facecolor=PAPER, edgecolor="#b4bec5", linewidth=0.6)
    sheet.draw(axes, sheet.geometry("province_line", reader), color=INK.province, linewidth=0.7)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)


def _numbers(axes: Axes, numbered: Sequence[tuple[float, float, str]]) -> None:
    for n, (lon, lat, _words) in enumerate(numbered, start=1):
        axes.annotate(number(n), (lon, lat), (4, 4), textcoords="offset points", fontsize=8, color=INK.text, zorder=4)


def _scale_bar(axes: Axes, box: Box) -> None:
    """At most a fifth of the width, in a round number of kilometres."""
    west, south, east, north = box
    per_degree = KM_PER_DEGREE * np.cos(np.radians((south + north) / 2))
    km = max((step for step in STEPS if step <= (east - west) * per_degree / 5), default=STEPS[0])
    left, low = west + 0.02 * (east - west), south + 0.025 * (north - south)
    axes.plot([left, left + km / per_degree], [low, low], color=INK.text, linewidth=2, zorder=4)
    text = f"{number(km, 2 if km < 0.5 else 1 if km < 1 else 0)} km"
    paper = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
    axes.text(left, low + 0.01 * (north - south), text, fontsize=8, color=INK.text, va="bottom", zorder=4, bbox=paper)


def _legend(page: Figure, points: Points, box: Box) -> None:
    """Left of the map, in inches from its top: each kind with its points in the picture, then who has which number."""
    axes = page.add_axes(sheet.LEGEND)
    axes.set(xlim=(0, 3.0), ylim=(-7.3, 0))
    axes.set_axis_off()
    axes.text(0, 0, _("schools in the picture"), fontsize=8.5, color=MUTED, va="top")
    top = -0.3
    for one in reversed(points.kinds):
        _dots(axes, [0.1], [top - 0.07], one)
        lines = wrap(f"{one.words} ({number(_inside(one.points, box))})", 28)
        axes.text(0.34, top, "\n".join(lines), fontsize=8.5, color=INK.text, va="top", linespacing=1.3)
        top -= 0.1 + 0.16 * len(lines)
    for n, (_lon, _lat, words) in enumerate(points.numbered, start=1):
        lines = wrap(words, 30)
        axes.text(0.1, top - 0.1, number(n), fontsize=8, color=INK.text, va="top", ha="center")
        axes.text(0.34, top - 0.1, "\n".join(lines), fontsize=8, color=MUTED, va="top", linespacing=1.3)
        top -= 0.06 + 0.15 * len(lines)


def _inside(points: pd.DataFrame, box: Box) -> int:
    west, south, east, north = box
    return int((points["lon"].between(west, east) & points["lat"].between(south, north)).sum())
