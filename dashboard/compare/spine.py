"""The spine: per indicator a bar with the spread of all areas, the benchmark, and the chosen areas on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.compare.look import BANDS, CATEGORIES, MUTED, NEUTRAL_MARK, SHAPES, SIGNS, heading, joined
from dashboard.frame import markup
from dashboard.frame.language import _, level_word, ngettext, number, unit
from dashboard.frame.markup import Markup
from dashboard.frame.records import Indicator
from dashboard.maps.palette import INKS
from dashboard.ui import pieces

ROW, BAR = 58, 15  # pixels


@dataclass(frozen=True)
class Row:
    """One indicator on the spine: quantiles of all areas, the benchmark (NaN when it differs per area), the areas."""

    name: str
    indicator: Indicator
    quantiles: np.ndarray
    reference: float
    areas: pd.DataFrame  # verdict.compare

    @classmethod
    def of(cls, name: str, indicator: Indicator, quantiles: np.ndarray, areas: pd.DataFrame) -> Self:
        """From the quantiles of all areas and the comparison of the chosen ones."""
        against = areas["reference"].to_numpy(float)
        against = against[~np.isnan(against)]
        same = float(against[0]) if len(against) and np.isclose(against, against[0]).all() else np.nan
        return cls(name, indicator, quantiles, same, areas)


def positions(row: Row, values) -> np.ndarray:
    """0..1 along the bar, the favourable side always right; what is beyond the ends stands at the end."""
    low, high = row.quantiles[0], row.quantiles[-1]
    along = np.clip((np.asarray(values, float) - low) / ((high - low) or 1), 0, 1)
    return 1 - along if row.indicator.direction == "higher_is_worse" else along


def draw(
    rows: list[Row],
    names: dict[str, str],
    level: str,
    against: str,
    theme: str,
    *,
    others: dict[str, str] | None = None,
) -> None:
    """Legend of the areas, the spine, and what its marks mean. `others` are open circles, without a colour each."""
    alt = ngettext(
        "Place of {areas} among the country on {n} indicator",
        "Place of {areas} among the country on {n} indicators",
        len(rows),
        areas=joined(list(names.values())),
    )
    pieces.piece(_heading(level) + _areas_legend(names, theme, len(others or {})))
    drawn = [row for row in rows if not np.isnan(row.quantiles[0])]
    if not drawn:
        return
    spec = chart(drawn, names, against, theme, others or {})
    st.vega_lite_chart(spec=spec, width="stretch", alt=alt, key="wijken-ruggengraat")
    pieces.piece(_marks_legend(against, level), "rw-ticks")


def _heading(level: str) -> Markup:
    explained = _(
        "all {areas}; favourable is right, with {mark} there is no favourable side",
        areas=level_word(level),
        mark=NEUTRAL_MARK,
    )
    return heading(_("Place among the country"), explained)


def _areas_legend(names: dict[str, str], theme: str, others: int) -> Markup:
    span = Markup('<span style="margin-right:1.2rem;white-space:nowrap"><span style="color:{}">{}</span> {}</span>')
    marks = list(zip(CATEGORIES[theme], SIGNS, names.values(), strict=False))
    if others:
        marks.append((INKS[theme].text, "○", ngettext("{n} other district", "{n} other districts", others)))
    return Markup("<p>{}").format(markup.joined((span.format(*mark) for mark in marks), " "))  # a line can end there


def _marks_legend(against: str, level: str) -> Markup:
    swatch = Markup('<i style="display:inline-block;width:1.6rem;height:.6rem;margin-right:.35rem;background:{}"></i>')
    outer, half = zip(BANDS["light"], BANDS["dark"], strict=True)
    bands = [
        (f"light-dark({outer[0]},{outer[1]})", _("nearly all {areas} (99 %)", areas=level_word(level))),
        (f"light-dark({half[0]},{half[1]})", _("middle half")),
    ]
    blocks = markup.joined(Markup("<span>{}{}</span>").format(swatch.format(colour), word) for colour, word in bands)
    thin = _("thin line: 95 % interval of the figure")
    return blocks + Markup('<span class="rw-tick">{}</span><span>{}</span>').format(against, thin)


def chart(rows: list[Row], names: dict[str, str], against: str, theme: str, others: dict[str, str]) -> dict:
    """One Vega-Lite picture of 58 px per indicator; labels stand above and below the bars, so that it fits a phone.

    Written as a plain specification: building and checking it with Altair took longer than the rest of the page.
    """
    bars = [part for k, row in enumerate(rows) for part in _bands(k, row, theme)]
    points = [point for k, row in enumerate(rows) for point in _points(k, row, names, theme)]
    rest = [point for k, row in enumerate(rows) for point in _points(k, row, others, theme)]
    ticks = [
        {"x": float(positions(row, row.reference)), "y": _top(k) - 3, "y2": _top(k) + BAR + 3}
        for k, row in enumerate(rows)
        if not np.isnan(row.reference)
    ]
    upright = {"domain": [0, ROW * len(rows)], "reverse": True, "nice": False}
    y = {"field": "y", "type": "quantitative", "scale": upright, "axis": None}
    colour, ends = {"field": "colour", "type": "nominal", "scale": None}, {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    firm = [point for point in points if not np.isnan(point["x1"])]
    layers = [
        _layer(bars, {"type": "rect"}, x=_x("x"), y=y, color=colour, **ends),
        *_labels(rows, against, theme, y),
        _layer(ticks, {"type": "rule", "strokeWidth": 2, "color": INKS[theme].text}, x=_x("x"), y=y, y2=ends["y2"]),
        _layer(firm, {"type": "rule", "strokeWidth": 1.5}, x=_x("x1"), x2=ends["x2"], y=y, color=colour),
        *([_circles(rest, theme, y)] if rest else []),
        _markers([point | {"x1": 0, "x2": 0} for point in points], names, theme, y),
    ]
    return {"layer": layers, "height": ROW * len(rows), "config": {"view": {"stroke": None}}}


def _x(field: str) -> dict:
    return {"field": field, "type": "quantitative", "scale": {"domain": [0, 1], "nice": False}, "axis": None}


def _layer(values: list[dict], mark: dict, **encoding) -> dict:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _top(k: int) -> float:
    return ROW * k + 20


def _bands(k: int, row: Row, theme: str) -> list[dict]:
    """The outer bar and the middle half."""
    outer, half = BANDS[theme]
    quarter = sorted(positions(row, row.quantiles[[1, 3]]))
    around = {"y": _top(k), "y2": _top(k) + BAR}
    return [
        {"x": 0.0, "x2": 1.0, "colour": outer, **around},
        {"x": quarter[0], "x2": quarter[1], "colour": half, **around},
    ]


def _points(k: int, row: Row, names: dict[str, str], theme: str) -> list[dict]:
    """One per area with a figure, with the ends of its interval (NaN where it has none)."""
    if not names:
        return []
    codes, *amounts = (row.areas[name].to_numpy() for name in ("area_code", "value", "n", "lower", "upper"))
    value, n, lower, upper = (amount.astype(float) for amount in amounts)
    ends = np.sort(positions(row, [lower, upper]), axis=0)
    colours = dict(zip(names, CATEGORIES[theme], strict=False))
    columns = zip(codes, value, positions(row, value), *ends, map(row.indicator.digits, n), strict=True)
    return [
        {
            "colour": colours.get(code, ""),
            "area": names[code],
            "x": float(x),
            "x1": float(low),
            "x2": float(high),
            "y": _top(k) + BAR / 2,
            "value": number(value, decimals),
            "indicator": row.name,
        }
        for code, value, x, low, high, decimals in columns
        if code in names and not np.isnan(value)
    ]


def _circles(points: list[dict], theme: str, y: dict) -> dict:
    """Areas without a mark of their own; the name and the figure when pointed at."""
    look = {"size": 70, "filled": True, "fill": INKS[theme].background, "stroke": INKS[theme].text, "strokeWidth": 1.4}
    named = [{name: one[name] for name in ("x", "y", "area", "indicator", "value")} for one in points]
    return _layer(named, {"type": "point", **look}, x=_x("x"), y=y, tooltip=_told())


def _told() -> list[dict]:
    titles = {"area": " ", "indicator": "  ", "value": "   "}
    return [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]


def _markers(points: list[dict], names: dict[str, str], theme: str, y: dict) -> dict:
    """A shape and a colour per area; the figure when pointed at."""
    shapes = {"domain": list(names.values()), "range": list(SHAPES[: len(names)])}
    look = {"size": 130, "filled": True, "opacity": 1, "stroke": INKS[theme].background, "strokeWidth": 1}
    return _layer(
        points,
        {"type": "point", **look},
        x=_x("x"),
        y=y,
        shape={"field": "area", "type": "nominal", "scale": shapes, "legend": None},
        fill={"field": "colour", "type": "nominal", "scale": None},
        tooltip=_told(),
    )


def _labels(rows: list[Row], against: str, theme: str, y: dict) -> list[dict]:
    """Name above the bar; below it both ends, and the benchmark between them."""
    texts = {"left": [], "center": [], "right": []}
    for k, row in enumerate(rows):
        decimals = row.indicator.decimals
        ends = sorted((row.quantiles[0], row.quantiles[-1]), reverse=row.indicator.direction == "higher_is_worse")
        mark = f" {NEUTRAL_MARK}" if row.indicator.direction == "neutral" else ""
        name = ", ".join(word for word in (row.name, unit(row.indicator)) if word) + mark
        rough = f" ({_('approximation')})" if row.areas["reference_is_approximate"].any() else ""
        middle = "" if np.isnan(row.reference) else f"{against}{rough} {number(row.reference, decimals)}"
        texts["left"] += [_text(0, k, 12, name, "name"), _text(0, k, 48, number(ends[0], decimals), "end")]
        # at its mark, as far as the figures at both ends leave room
        at = 0.5 if np.isnan(row.reference) else float(np.clip(positions(row, row.reference), 0.2, 0.8))
        texts["center"] += [_text(at, k, 48, middle, "end")]
        texts["right"] += [_text(1, k, 48, number(ends[1], decimals), "end")]
    inks = {"name": INKS[theme].text, "end": MUTED[theme]}
    look = {"type": "text", "baseline": "middle", "fontSize": 13, "limit": 420}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    return [
        _layer(
            [line | {"colour": inks[line["kind"]]} for line in lines],
            look | {"align": side},
            x=_x("x"),
            y=y,
            text={"field": "text", "type": "nominal"},
            color=colour,
        )
        for side, lines in texts.items()
    ]


def _text(x: float, k: int, down: float, text: str, kind: str) -> dict:
    return {"x": float(x), "y": float(ROW * k + down), "text": text, "kind": kind}
