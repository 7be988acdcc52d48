"""The legend of the map for a report, drawn beside it: classes with counts, or the square of need x reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dashboard.coverage.picture import Classed, Picture, keys, without
from dashboard.figures.measures import Mode
from dashboard.frame.language import _, level_word, number
from dashboard.maps import bivariate, sheet
from dashboard.maps.sheet import INK, MUTED


@dataclass(frozen=True)
class Key:
    """A row of the legend: its words, colour (none: hatched) and how many areas it counts."""

    words: str
    colour: str | None
    count: int


def draw(page: Figure, picture: Picture, found: Classed) -> None:
    """Left of the map, in inches from its top: what is counted, the classes, then what has no class."""
    axes = page.add_axes(sheet.LEGEND)
    axes.set(xlim=(0, 3.0), ylim=(-7.3, 0))
    axes.set_axis_off()
    title = picture.measure.title
    counted = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name)
    unit = f"{picture.measure.unit}, " if found.scale else ""
    axes.text(0, 0, title, fontsize=10, fontweight="bold", color=INK.text, va="top")
    lines = wrap(f"{unit}{counted}".removeprefix(", "), 32)
    axes.text(0, -0.22, "\n".join(lines), fontsize=8.5, color=MUTED, va="top", linespacing=1.35)
    top = -0.4 - 0.17 * len(lines)
    rows = []
    if picture.mode == Mode.NEED_AND_REACH and found.limits:
        top = _square(axes, bivariate.counts(found.of[picture.is_chosen]), found.limits.part, top)
    else:
        rows = [Key(*key) for key in keys(picture, found, "light")]
    none = [Key(text, None, count) for text, count in without(picture, found.of)]
    for key in [*rows, *(key for key in none if key.count)]:
        _swatch(axes, key, top)
        top -= 0.25


def _swatch(axes: Axes, key: Key, top: float) -> None:
    swatch = Rectangle((0, top - 0.14), 0.24, 0.14, linewidth=0, facecolor=key.colour or INK.background)
    if not key.colour:
        swatch.set(linewidth=0.5, hatch="//////", edgecolor=INK.hatch)
    axes.add_patch(swatch)
    axes.text(0.34, top - 0.07, f"{key.words} ({number(key.count)})", fontsize=8.5, color=INK.text, va="center")


def _square(axes: Axes, counts: Sequence[int], part: int, top: float) -> float:
    """Need x reach with its counts, high need on top; gives back where the next row begins."""
    wide, high, left = 0.62, 0.36, 0.75
    look: dict[str, Any] = {"fontsize": 8, "color": MUTED}
    axes.text(0.08, top - 1.5 * high, _("need"), rotation=90, ha="center", va="center", **look)
    for row, word in enumerate((_("high"), _("middle"), _("low"))):
        axes.text(left - 0.08, top - (row + 0.5) * high, word, ha="right", va="center", **look)
        for reach in range(3):
            place = 3 * (2 - row) + reach
            _cell(axes, (left + reach * wide, top - (row + 1) * high), (wide, high), place, counts[place])
    for reach, word in enumerate(bivariate.reach_words(part)):
        middle = left + (reach + 0.5) * wide
        axes.text(middle, top - 3 * high - 0.05, "\n".join(wrap(word, 8)), ha="center", va="top", **look)
    axes.text(left + 1.5 * wide, top - 3 * high - 0.4, _("reach of the need"), ha="center", va="top", **look)
    return top - 3 * high - 0.8


def _cell(axes: Axes, corner: tuple[float, float], size: tuple[float, float], place: int, count: int) -> None:
    colour = bivariate.colours("light")[place]
    axes.add_patch(Rectangle(corner, *size, facecolor=colour, edgecolor=INK.background, linewidth=1))
    middle = corner[0] + size[0] / 2, corner[1] + size[1] / 2
    axes.text(*middle, number(count), fontsize=8.5, color=bivariate.ink(colour), ha="center", va="center")
