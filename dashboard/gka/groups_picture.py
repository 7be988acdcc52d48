"""Small multiples per group on one scale, and their table: own line over its band, the country in grey."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.figures.breaks import stretch_of
from dashboard.frame import markup
from dashboard.frame.language import _, current, number, unit
from dashboard.frame.markup import Cell, Markup
from dashboard.gka import groups
from dashboard.gka.groups import COVID, HIGH, LOW, Lines
from dashboard.maps import canvas
from dashboard.maps.categories import MUTED
from dashboard.maps.palette import INKS, SCALES
from dashboard.ui import pieces, tables

HEIGHT = 190
PALE = {"light": "#eef1f3", "dark": "#1b262e"}
MARK = "◆"


def pictures(found: Lines, shown: Sequence[str], name: str, country: str) -> None:
    """One per group, three on a row, all on one scale."""
    pieces.piece(legend(found, name, country), "rw-small")
    theme, domain = canvas.theme_now(), _domain(found, shown)
    for start in range(0, len(shown), 3):
        for column, group in zip(st.columns(3), shown[start : start + 3], strict=False):
            with column:
                rows = found.of(group)
                pieces.heading(_titled(group, found), _people(rows))
                st.vega_lite_chart(
                    spec=spec(rows, found, domain, theme),
                    width="stretch",
                    alt=_("{group}: {name} and the country by year", group=groups.words(group), name=name),
                    key=f"gka-groep-{group}",
                )


def legend(found: Lines, name: str, country: str) -> Markup:
    """What the lines are, in words and signs."""
    parts = [
        Markup('<span style="color:light-dark({},{})">━</span> {}').format(
            INKS["light"].reach, INKS["dark"].reach, name
        ),
        Markup('<span style="color:light-dark({},{})">━</span> {}').format(MUTED["light"], MUTED["dark"], country),
        _("band: 95 % interval, or between what hidden counts allow"),
    ]
    if COVID in found.periods:
        parts.append(_("grey: school year {period} (COVID-19)", period=COVID))
    return markup.joined(parts, Markup(" &nbsp; "))


def _titled(group: str, found: Lines) -> str:
    """A group with the unit of its figures."""
    return ", ".join(part for part in (groups.words(group), unit(found.indicator)) if part)


def _people(rows: pd.DataFrame) -> str:
    """How many the figures stand on, from the fewest to the most."""
    n = rows["n"].dropna()
    if n.empty:
        return ""
    low, high = number(n.min()), number(n.max())
    return _("n = {n}", n=low) if low == high else _("n = {low} to {high}", low=low, high=high)


def _domain(found: Lines, shown: Sequence[str]) -> list[float]:
    rows = found.rows[found.rows["group_code"].isin(list(shown))]
    known = pd.concat([rows[name] for name in ("value", "lower", "upper", "country_value", "country_lower")]).dropna()
    if known.empty:
        return [0, 100]
    low, high = float(known.min()), float(known.max())
    return [max(0.0, 10 * ((low - 2) // 10)), min(100.0, 10 * ((high + 5) // 10 + 1))]


def spec(rows: pd.DataFrame, found: Lines, domain: Sequence[float], theme: str) -> dict:
    """Own line and the country's, broken where rules changed; what is only known between limits is a bar."""
    starts = groups.stretches(found)
    every = [
        {"t": row["period"], "e": stretch_of(row["period"], starts),
         **{key: _rounded(row[name]) for key, name in zip("vluc", ("value", "lower", "upper", "country_value"),
                                                           strict=True)},
         "d": _rounded(row["country_lower"]), "f": _rounded(row["country_upper"])}
        for row in rows.to_dict("records")
    ]  # fmt: skip
    labels = "substring(datum.value, 2, 4) + '/' + substring(datum.value, 7, 9)"
    x = {"field": "t", "type": "ordinal", "scale": {"domain": found.periods, "padding": 0.5},
         "axis": {"title": None, "labelAngle": 0, "labelExpr": labels, "ticks": False, "grid": False,
                  "labelOverlap": True}}  # fmt: skip
    axis = {"title": None, "domain": False, "ticks": False, "tickCount": 4}
    y = {"field": "v", "type": "quantitative", "scale": {"domain": list(domain), "zero": False}, "axis": axis}
    ink, grey = INKS[theme].reach, MUTED[theme]
    own, country = [row for row in every if row["v"] is not None], [row for row in every if row["c"] is not None]
    layers = [_covid(x, theme)] if COVID in found.periods else []
    layers += [
        _hidden(every, "cdf", x, y, grey),
        _layer(country, {"type": "line", "strokeWidth": 1.6, "color": grey}, {"x": x, "y": {**y, "field": "c"},
                                                                             "detail": _nominal("e")}),
        _layer(own, {"type": "area", "color": SCALES[theme]["amount"][1], "opacity": 0.7},
               {"x": x, "y": {**y, "field": "l"}, "y2": {"field": "u"}, "detail": _nominal("e")}),
        _hidden(every, "vlu", x, y, ink),
        _layer(own, {"type": "line", "strokeWidth": 2.6, "color": ink, "point": {"color": ink, "size": 28}},
               {"x": x, "y": y, "detail": _nominal("e")}),
        *_ends(own, country, x, y, (ink, grey)),
    ]  # fmt: skip
    dutch = {"locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}}}
    config = {"view": {"stroke": None}, **(dutch if current() == "nl" else {})}
    return {"layer": layers, "height": HEIGHT, "config": config, "padding": {"right": 18}}


def _hidden(rows: list[dict], names: str, x: dict, y: dict, colour: str) -> dict:
    """A bar from the lowest to the highest that hidden counts allow, without a point."""
    value, low, high = names
    dark = [row for row in rows if row[value] is None and row[low] is not None]
    encoding = {"x": x, "y": {**y, "field": low}, "y2": {"field": high}}
    return _layer(dark, {"type": "rule", "strokeWidth": 4, "opacity": 0.55, "color": colour}, encoding)


def _covid(x: dict, theme: str) -> dict:
    return _layer([{"t": COVID}], {"type": "bar", "color": PALE[theme], "width": {"band": 0.9}}, {"x": x})


def _ends(own: list[dict], country: list[dict], x: dict, y: dict, inks: tuple[str, str]) -> list[dict]:
    """The last value of both lines, written beside it; the higher one above."""
    both = [rows[-1] for rows in (own, country) if rows]
    is_own_above = len(both) < 2 or both[0]["v"] >= both[1]["c"]
    layers = []
    for rows, field, colour, up in ((own, "v", inks[0], is_own_above), (country, "c", inks[1], not is_own_above)):
        if rows:
            row = {**rows[-1], "w": number(rows[-1][field])}
            mark = {"type": "text", "dy": -9 if up else 11, "fontWeight": 600, "color": colour}
            layers.append(_layer([row], mark, {"x": x, "y": {**y, "field": field}, "text": _nominal("w")}))
    return layers


def _rounded(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 1)


def _nominal(field: str) -> dict:
    return {"field": field, "type": "nominal"}


def _layer(values: list[dict], mark: dict, encoding: dict) -> dict:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


# ---- tables


def table(found: Lines, shown: Sequence[str], country: str) -> Markup:
    """One row per period: each group with its margin, the gap and the country's where there are parents."""
    rows = {group: found.of(group).set_index("period") for group in shown}
    gap = groups.gaps(found).set_index("period") if {HIGH, LOW} <= set(found.groups) else pd.DataFrame()
    heads = [_("School year"), *(Cell(_titled(group, found), is_number=True) for group in shown)]
    if len(gap):
        titles = (_("Gap, points"), _("Ratio"), _("Gap in {country}", country=country))
        heads += [Cell(title, is_number=True, kind="hs" if k == 1 else "") for k, title in enumerate(titles)]
    cells = [
        [_period(period), *(Cell(_figure(rows[group], period, found), is_number=True) for group in shown),
         *(_gap_cells(gap, period) if len(gap) else [])]
        for period in found.periods
    ]  # fmt: skip
    return markup.table(heads, cells)


def _period(period: str) -> str:
    return f"{period} {MARK}" if period == COVID else period


def _figure(rows: pd.DataFrame, period: str, found: Lines) -> Markup | str:
    """The figure with half its interval, or the limits, or the sign of why there is none."""
    if period not in rows.index:
        return tables.NONE
    row = rows.loc[period]
    if pd.isna(row["value"]):
        if pd.notna(row["lower"]):
            return f"{number(row['lower'])} – {number(row['upper'])}"
        return tables.NONE if row["status"] == "missing" else tables.cell_word(row["status"])
    half = (row["upper"] - row["lower"]) / 2
    digits = found.indicator.digits(row["n"])
    margin = Markup(' <span class="rw-muted">±{}</span>').format(number(half)) if half > 0 else ""
    return Markup("{}{}").format(number(row["value"], digits), margin)


def _gap_cells(gap: pd.DataFrame, period: str) -> list[Cell]:
    names = (("gap", 0), ("ratio", 1), ("country_gap", 0))
    if period not in gap.index:
        return [Cell(tables.NONE, is_number=True, kind="hs" if name == "ratio" else "") for name, _digits in names]
    row = gap.loc[period]
    return [
        Cell(number(row[name], digits) if pd.notna(row[name]) else tables.NONE, is_number=True,
             kind="hs" if name == "ratio" else "")
        for name, digits in names
    ]  # fmt: skip
