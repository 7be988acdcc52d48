"""The picture of schools: a dot per school, the lines of the wholes, one school's path through the years."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from dashboard.figures.advice import Bounds
from dashboard.frame.language import MINUS, current, number
from dashboard.gka.advice import DIGITS, FEW, NO_TEST, Advices, Measure, level_words
from dashboard.maps.categories import CATEGORIES, MUTED, SHAPES
from dashboard.maps.palette import INKS, SCALES

HEIGHT = 430
OTHERS = {"light": "#a9b5bd", "dark": "#5b6b76"}
PALE = {"light": "#dde3e7", "dark": "#2b3842"}
MOST_COLOURS = len(SHAPES)


def spec(found: Advices, year: str, coloured: Sequence[str], path: str, theme: str) -> dict:
    """A Vega-Lite picture of one year; its axes are those of all years, so that dots move and scales do not."""
    rows, axes = found.of(year), _axes(found)
    is_chosen = rows["school_id"].isin(list(coloured))
    is_few = rows["n"] < FEW
    layers = [
        *_wholes(found, year, axes, theme),
        _dots(rows[~is_chosen & is_few], axes, PALE[theme]),
        _dots(rows[~is_chosen & ~is_few], axes, OTHERS[theme]),
        *(_path(found, path, year, axes, theme) if path else []),
        *[
            _dots(rows[rows["school_id"] == code], axes, CATEGORIES[theme][k], SHAPES[k])
            for k, code in enumerate(coloured)
            if (rows["school_id"] == code).any()
        ],
    ]
    dutch = {"locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}}}
    config = {"view": {"stroke": None}, **(dutch if current() == "nl" else {})}
    return {"layer": layers, "height": HEIGHT, "config": config}


def _axes(found: Advices) -> dict:
    """Both axes with the domains of all years."""
    rows = found.rows
    low, high = _domain(rows["y"], found)
    words = {level: word for level, word in level_words().items() if low <= level <= high}
    named = " : ".join(f"datum.value == {level} ? '{word}'" for level, word in words.items())
    axis: dict = {"title": None, "domain": False, "ticks": False}
    if found.measure != Measure.DIFFERENCE:
        axis |= {"values": list(words), "labelExpr": f"{named} : ''"}
    x_scale = {"domain": [0, max(float(rows["x"].max()), 0.1)], "nice": True}
    y_scale = {"domain": [low, high], "nice": False, "zero": False}
    x_axis = {"title": None, "grid": False, "tickCount": 6}
    return {
        "x": {"field": "x", "type": "quantitative", "scale": x_scale, "axis": x_axis},
        "y": {"field": "y", "type": "quantitative", "scale": y_scale, "axis": axis},
    }


def _domain(values: pd.Series, found: Advices) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    lines = [one for bounds in found.own.values() for one in bounds]
    low, high = min([low, *lines]) - 0.15, max([high, *lines]) + 0.15
    return (low, high) if found.measure == Measure.DIFFERENCE else (max(low, 0.8), min(high, 6.2))


def _wholes(found: Advices, year: str, axes: dict, theme: str) -> list[dict]:
    """The scope's own mean (a line, or a band between what is sure), the country's, the middle of x, and nought."""
    ink, rows = INKS[theme].text, found.of(year)
    layers = [_rule({"x": float(rows["x"].mean())}, axes, {"strokeDash": [2, 3], "color": ink})] if len(rows) else []
    if found.measure == Measure.DIFFERENCE:
        layers.append(_rule({"y": 0.0}, axes, {"color": MUTED[theme]}))
    for bounds, look in ((found.own.get(year), {"strokeWidth": 2, "color": ink}),
                         (found.country.get(year), {"strokeDash": [6, 3], "color": MUTED[theme]})):  # fmt: skip
        layers += _whole(bounds, axes, look, SCALES[theme]["amount"][1]) if bounds else []
    return layers


def _whole(bounds: Bounds, axes: dict, look: dict, fill: str) -> list[dict]:
    if bounds.is_exact:
        return [_rule({"y": bounds.lower}, axes, look)]
    encoding = {"y": axes["y"], "y2": {"field": "y2"}}
    return [_layer([{"y": round(bounds.lower, 3), "y2": round(bounds.upper, 3)}],
                   {"type": "rect", "opacity": 0.35, "color": fill}, encoding)]  # fmt: skip


def _rule(at: dict[str, float], axes: dict, look: dict) -> dict:
    (name,) = at
    return _layer([{name: round(at[name], 3)}], {"type": "rule", **look}, {name: axes[name]})


def _dots(rows: pd.DataFrame, axes: dict, colour: str, shape: str = "circle") -> dict:
    """Size is the number of pupils; what is pointed at tells the school."""
    values = [
        {"x": round(row["x"], 2), "y": round(row["y"], DIGITS), "p": _whole_number(row["pupils_count"]), "s": told(row)}
        for row in rows.to_dict("records")
    ]
    mark = {"type": "point", "filled": True, "color": colour, "shape": shape, "opacity": 0.9, "stroke": "white",
            "strokeWidth": 0.5}  # fmt: skip
    size = {"field": "p", "type": "quantitative", "legend": None, "scale": {"domain": [0, 800], "range": [30, 500]}}
    tip = {"field": "s", "type": "nominal"}
    return _layer(values, mark, {**axes, "size": size, "tooltip": tip})


def told(row: dict) -> str:
    """A school in words: its name, advice and number of advices."""
    n = f", n = {number(row['n'])}" if pd.notna(row["n"]) else ""
    return f"{row['name']}: {number(row['y'], DIGITS)}{n}"


def _whole_number(value: float) -> int:
    return 0 if pd.isna(value) else int(value)


def _path(found: Advices, school: str, year: str, axes: dict, theme: str) -> list[dict]:
    """Rings from year to year; dotted over the year without a test, with the first and the last year written."""
    rows = found.rows[found.rows["school_id"] == school].sort_values("period")
    points = [{"x": round(row["x"], 2), "y": round(row["y"], DIGITS), "t": row["period"]}
              for row in rows.to_dict("records")]  # fmt: skip
    if not points:
        return []
    ink = INKS[theme].reach
    layers = []
    for first, second in pairwise(points):
        dash = [2, 3] if _skips(first["t"], second["t"]) else [1, 0]
        mark = {"type": "line", "strokeWidth": 2.6, "color": ink, "strokeDash": dash}
        layers.append(_layer([first, second], mark, {**axes, "order": {"field": "t", "type": "nominal"}}))
    ring = {"type": "point", "size": 55, "color": ink, "fill": INKS[theme].background, "strokeWidth": 2, "opacity": 1}
    layers.append(_layer(points, ring, {**axes, "tooltip": {"field": "t", "type": "nominal"}}))
    now = [point for point in points if point["t"] == year]
    layers.append(_layer(now, {"type": "point", "filled": True, "size": 90, "color": ink, "opacity": 1}, axes))
    ends = [{**point, "t": point["t"][-4:]} for point in (points[0], points[-1])]
    text = {"type": "text", "dy": -13, "fontWeight": 600, "color": ink}
    layers.append(_layer(ends, text, {**axes, "text": {"field": "t", "type": "nominal"}}))
    return layers


def _skips(first: str, second: str) -> bool:
    """Whether the path leaps over the year without a test."""
    return first < NO_TEST < second


def _layer(values: list[dict], mark: dict, encoding: dict) -> dict:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def interval(bounds: Bounds | None) -> str:
    """A mean or what it lies between; '' where it may not be told."""
    if bounds is None:
        return ""
    if bounds.is_exact:
        return number(bounds.lower, DIGITS)
    return f"{number(bounds.lower, DIGITS)} – {number(bounds.upper, DIGITS)}".replace("-", MINUS)
