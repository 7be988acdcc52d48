"""The small chart of a tile: bars with their figures, a curve, ranges through the years."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.frame.language import current, percent
from dashboard.frame.markup import Markup, joined
from dashboard.maps.categories import CATEGORIES, MUTED, SHAPES, SIGNS
from dashboard.maps.palette import SCALES

HEIGHT = 150


def bars(rows: Sequence[tuple[str, float, str]], coloured: Sequence[int], tint: str = "reach") -> Markup:
    """(label, length 0..1, text) per bar; those that the sentence names have the colour."""
    most = max((length for _label, length, _text in rows), default=1) or 1
    parts = []
    for k, (label, length, text) in enumerate(rows):
        kind = " class=chosen" if k in coloured else ""
        bar = Markup("<i{} style=width:{:.1f}%></i>").format(Markup(kind), 100 * length / most)
        parts.append(Markup("<span>{}</span><span class=t>{}</span><b>{}</b>").format(label, bar, text))
    return Markup('<div class="rw-bars rw-slim" style="--tint:var(--{})">{}</div>').format(tint, joined(parts))


def shares(rows: Sequence[tuple[str, float]], coloured: Sequence[int], tint: str = "reach") -> Markup:
    """Bars of shares (0..1), written as percentages."""
    return bars([(label, share, percent(share)) for label, share in rows], coloured, tint)


def curve(parts: pd.Series, at: int, theme: str) -> dict:
    """What the first n hold together (0..1), and the point where it is half."""
    step = max(len(parts) // 60, 1)
    kept = sorted({*range(0, len(parts), step), at - 1, len(parts) - 1})
    values = [{"n": k + 1, "p": round(100 * float(parts.iloc[k]), 1)} for k in kept]
    x = {"field": "n", "type": "quantitative", "axis": {"title": None, "grid": False, "tickCount": 4},
         "scale": {"domain": [0, len(parts)], "nice": False}}  # fmt: skip
    y = {"field": "p", "type": "quantitative", "axis": {"title": None, "tickCount": 3, "domain": False},
         "scale": {"domain": [0, 100]}}  # fmt: skip
    line = {"data": {"values": values}, "mark": {"type": "line", "color": SCALES[theme]["need"][3], "strokeWidth": 2.4},
            "encoding": {"x": x, "y": y}}  # fmt: skip
    half = {"data": {"values": [{"n": at, "p": values[kept.index(at - 1)]["p"]}]},
            "mark": {"type": "point", "filled": True, "size": 80, "color": MUTED[theme]},
            "encoding": {"x": x, "y": y}}  # fmt: skip
    return _dressed([line, half])


def ranges(rows: pd.DataFrame, groups: Sequence[str], theme: str) -> dict:
    """Per period and group a point where it is exact, a bar where only limits are known."""
    layers, periods = [], sorted(rows["period"].unique())
    labels = "substring(datum.value, 2, 4) + '/' + substring(datum.value, 7, 9)"
    x = {"field": "t", "type": "ordinal", "scale": {"domain": periods},
         "axis": {"title": None, "labelAngle": 0, "ticks": False, "labelExpr": labels}}  # fmt: skip
    known = pd.concat([rows[name] for name in ("value", "lower", "upper")]).dropna()
    low, high = 5 * (known.min() // 5), min(100.0, 5 * (known.max() // 5 + 1))
    scale = {"domain": [low, high], "zero": False, "nice": False}
    axis = {"title": None, "domain": False, "tickCount": 4}
    for k, group in enumerate(groups):
        own, colour = rows[rows["group_code"] == group], CATEGORIES[theme][k]
        across = {"xOffset": {"datum": group, "type": "nominal", "scale": {"domain": list(groups)}}}
        values = [{"t": row["period"], "v": _or_none(row["value"]), "l": _or_none(row["lower"]),
                   "u": _or_none(row["upper"])} for row in own.to_dict("records")]  # fmt: skip
        y = {"type": "quantitative", "axis": axis, "scale": scale}
        points, spans = [v for v in values if v["v"] is not None], [v for v in values if v["l"] is not None]
        layers.append({"data": {"values": points},
                       "mark": {"type": "point", "filled": True, "size": 60, "color": colour, "shape": SHAPES[k]},
                       "encoding": {"x": x, "y": {**y, "field": "v"}, **across}})  # fmt: skip
        layers.append({"data": {"values": spans}, "mark": {"type": "rule", "strokeWidth": 5, "color": colour},
                       "encoding": {"x": x, "y": {**y, "field": "l"}, "y2": {"field": "u"}, **across}})  # fmt: skip
    return _dressed(layers)


def signs(groups: Sequence[str]) -> str:
    """Which sign is of which group, in the order of the colours."""
    return ", ".join(f"{sign} {group}" for sign, group in zip(SIGNS, groups, strict=False))


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 1)


def _dressed(layers: list[dict]) -> dict:
    dutch = {"locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}}}
    config = {"view": {"stroke": None}, **(dutch if current() == "nl" else {})}
    return {"layer": layers, "height": HEIGHT, "config": config}
