"""The three maps of two periods on one sheet for a report: both periods in the same classes, and what changed."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dashboard.frame.language import _, level_word, number, unit
from dashboard.frame.warehouse import Reader
from dashboard.gka import flow
from dashboard.gka.flow import Change
from dashboard.gka.flow_picture import scale_of, verdict_colours
from dashboard.gka.scope import Scope
from dashboard.maps import classes, legend, palette, sheet
from dashboard.maps.sheet import INK, MUTED, PAPER, Words

Place = tuple[float, float, float, float]  # left, bottom, width and height, as parts of the sheet
MAPS: tuple[Place, ...] = ((0.035, 0.46, 0.45, 0.42), (0.515, 0.46, 0.45, 0.42), (0.035, 0.08, 0.45, 0.36))
KEY: Place = (0.53, 0.08, 0.44, 0.36)


def figure(found: Change, scope: Scope, words: tuple[str, str, tuple[str, ...]], reader: Reader, kind: str) -> bytes:
    """The maps as `png` (1600 px wide) or `svg`."""
    with sheet.one_at_a_time:
        page = sheet.blank(Words(*words))
        shapes = sheet.geometry("district", reader)
        rows, scale = found.districts, scale_of(found)
        colours = palette.scale("light", "amount", found.indicator.direction, scale.count)
        for place, name, title in ((0, "before", found.first), (1, "after", found.second)):
            _map(page, MAPS[place], title, (shapes, rows["area_code"], scale.of(rows[name]), colours), scope)
        order = {flow.LOWER: 0, flow.SAME: 1, flow.HIGHER: 2}
        drawn = rows["verdict"].map(order).fillna(classes.NO_DATA).to_numpy(int)
        changed = verdict_colours(found.indicator.direction, "light")
        _map(page, MAPS[2], _("What changed beyond chance"), (shapes, rows["area_code"], drawn, changed), scope)
        title = _("{unit}, number of {areas} in {period}", unit=unit(found.indicator) or _("Value"),
                  areas=level_word("district"), period=found.second)  # fmt: skip
        _key(page, title, _lines(found, scale, colours, changed))
        return sheet.written(page, kind)


def _map(
    page: Figure, place: Place, title: str,
    drawn: tuple[geopandas.GeoDataFrame, pd.Series, np.ndarray, Sequence[str]], scope: Scope,
) -> None:  # fmt: skip
    """Districts in their classes, hatched without one; those of other municipalities are not drawn."""
    shapes, codes, found, colours = drawn
    axes = page.add_axes(place)
    axes.set_axis_off()
    axes.set_title(title, fontsize=10, color=INK.text, loc="left")
    inside = shapes[shapes["c"].isin(set(codes))]
    class_of = dict(zip(codes, found, strict=True))
    kinds = inside["c"].map(class_of).to_numpy(int)
    line = {"edgecolor": PAPER, "linewidth": 0.6}
    sheet.draw(axes, inside[kinds == classes.NO_DATA], facecolor=PAPER, edgecolor=INK.hatch, hatch="//////")
    for k, colour in enumerate(colours):
        sheet.draw(axes, inside[kinds == k], facecolor=colour, **line)
    _fit(axes, scope)


def _fit(axes: Axes, scope: Scope) -> None:
    west, south, east, north = scope.box
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))


def _lines(found: Change, scale: classes.Classes, colours: Sequence[str], changed: Sequence[str]) -> list[tuple]:
    """(colour or None for hatch, words, count) of both keys, with an empty line between."""
    counts, without = scale.counts(found.districts["after"])
    words = legend.limits_in_words(scale, int(found.indicator.decimals))
    verdicts = found.counts()
    return [
        *zip(colours, words, counts, strict=True), (None, _("too few pupils or no data"), without), ("", "", 0),
        *[(colour, flow.words(name), verdicts[name])
          for name, colour in zip((flow.LOWER, flow.SAME, flow.HIGHER), changed, strict=True)],
        *[(None, flow.words(name), verdicts[name]) for name in (flow.OTHER_RULES, flow.NOT_COMPARABLE)
          if verdicts[name]],
    ]  # fmt: skip


def _key(page: Figure, title: str, lines: Sequence[tuple]) -> None:
    axes = page.add_axes(KEY)
    axes.set(xlim=(0, 1), ylim=(-len(lines) - 1, 1))
    axes.set_axis_off()
    for k, (colour, words, count) in enumerate(lines):
        if words:
            look = {"facecolor": colour} if colour else {"facecolor": PAPER, "hatch": "//////"}
            axes.add_patch(_swatch(k, look))
            axes.text(0.1, -k, f"{words} ({number(count)})", fontsize=9, va="center", color=INK.text)
    axes.text(0, 1, title, fontsize=8.5, color=MUTED, va="center")


def _swatch(k: int, look: dict):
    from matplotlib.patches import Rectangle

    return Rectangle((0, -k - 0.3), 0.07, 0.6, edgecolor=INK.hatch, linewidth=0.6, **look)
