"""A map of areas in a few classes for a report: colours by area code, a legend with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dashboard.frame.warehouse import Reader
from dashboard.maps import sheet
from dashboard.maps.sheet import INK, MUTED, Box, Words


@dataclass(frozen=True)
class Areas:
    """What is drawn: the class of each area code of a level, and per class its words, colour and count."""

    level: str
    class_of: Mapping[str, int]
    classes: Sequence[tuple[str, str, str]]  # words, colour, count in words
    counted: str
    box: Box


def figure(areas: Areas, words: Words, reader: Reader, kind: str = "png") -> bytes:
    """The map as `png` (1600 px wide) or `svg`; an area without a class has the last one."""
    with sheet.one_at_a_time:
        page = sheet.blank(words)
        _map(page, areas, reader)
        _legend(page, areas)
        return sheet.written(page, kind)


def _map(page: Figure, areas: Areas, reader: Reader) -> None:
    axes, (west, south, east, north) = sheet.map_axes(page, areas.box)
    shapes = sheet.geometry(areas.level, reader).cx[west:east, south:north]
    drawn = shapes["c"].map(areas.class_of).fillna(len(areas.classes) - 1).to_numpy(int)
    for k, (_word, colour, _count) in enumerate(areas.classes):
        sheet.draw(axes, shapes[drawn == k], facecolor=colour, edgecolor="#ffffff", linewidth=0.35)
    sheet.draw(axes, sheet.geometry("province_line", reader), color=INK.province, linewidth=0.7)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)


def _legend(page: Figure, areas: Areas) -> None:
    """Left of the map, in inches from its top."""
    axes = page.add_axes(sheet.LEGEND)
    axes.set(xlim=(0, 3.0), ylim=(-7.3, 0))
    axes.set_axis_off()
    axes.text(0, 0, "\n".join(wrap(areas.counted, 32)), fontsize=8.5, color=MUTED, va="top", linespacing=1.35)
    top = -0.45
    for words, colour, count in areas.classes:
        axes.add_patch(Rectangle((0, top - 0.14), 0.24, 0.14, linewidth=0.4, facecolor=colour, edgecolor=MUTED))
        axes.text(0.34, top, f"{words} ({count})", fontsize=8.5, color=INK.text, va="top")
        top -= 0.25
