"""The legend of the map for a report, drawn beside it: classes with counts, or the square of need x reach."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dashboard.coverage.picture import Classed, Picture, circles, keys, without
from dashboard.figures.measures import Mode
from dashboard.frame.language import _, level_word, number
from dashboard.maps import area_sheet, bivariate
from dashboard.maps.area_sheet import Key
from dashboard.maps.sheet import INK, MUTED


def draw(page: Figure, picture: Picture, found: Classed) -> None:
    """What is counted, the classes or the square, then what has no class."""
    counted = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name)
    unit = f"{picture.measure.unit}, " if found.scale else ""
    axes, top = area_sheet.legend(page, picture.measure.title, f"{unit}{counted}".removeprefix(", "))
    rows = []
    if picture.mode == Mode.NEED_AND_REACH and found.limits:
        top = _square(axes, bivariate.counts(found.of[picture.is_chosen]), found.limits.part, top)
    else:
        rows = [Key(*key) for key in keys(picture, found, "light")]
    sizes = circles(picture, found, "light")
    area_sheet.rows(axes, [*rows, *(Key(text, None, count) for text, count in without(picture, found.of))], top, sizes)


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
