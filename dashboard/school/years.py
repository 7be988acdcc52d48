"""A school through the years: pupils since 1996, the mean advice with its break."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, current, number
from dashboard.frame.markup import escape
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas
from dashboard.school.facts import School
from dashboard.ui import pieces

HEIGHT = 165
REACH = {"light": "#0b5f8f", "dark": "#5fb3e4"}
MUTED = {"light": "#52626d", "dark": "#a3b2bc"}
ADVICE_BREAK = "2023-2024"  # other rules of advice, the doorstroomtoets
HISTORY, ADVICE = "pupils_history", "po_advice_mean"
UNLEVELLED = ("all", "vso", "not_possible")  # groups of advices that have no level
TEXT = {"type": "text", "fontSize": 13, "fontWeight": 600}
DOT = {"filled": True, "opacity": 1}


def pupils_of(school: School, reader: Reader) -> pd.DataFrame:
    """One row per year in which a source counted its pupils."""
    return reader.run("school_years", {"school": school.school_id, "indicator": HISTORY})


def advice_of(school: School, reader: Reader) -> pd.DataFrame:
    """One row per school year of its institution, with the country's mean where there is one."""
    asked = {"brin": school.brin, "sector": school.sector, "indicator": ADVICE, "counts": "po_advice_count"}
    return reader.run("school_advice", asked | {"unlevelled": UNLEVELLED})


def pupils(school: School, reader: Reader) -> None:
    """Solid up to the edition's date, dashed after it."""
    pieces.heading(_("Pupils"), _("on 1 October; dashed = after this edition"))
    rows = pupils_of(school, reader)
    shown = rows[rows["value"].notna()]
    if shown.empty:
        text = _("All counts are suppressed.") if len(rows) else _("No count of this school is in the history.")
        pieces.piece(escape(text), "rw-muted")
        return
    theme, last = canvas.theme_now(), _last_year(reader.build.as_of_date)
    chart = _lines(shown, last, theme)
    st.vega_lite_chart(
        spec=chart, width="stretch", alt=_("Pupils of {school} by year", school=school.name), key="school-leerlingen"
    )
    hidden = int(rows["value"].isna().sum())
    if hidden:
        pieces.piece(
            escape(_("{n} years are suppressed (fewer than 5 of a kind).", n=number(hidden))), "rw-muted rw-small"
        )


def _last_year(as_of: dt.date) -> int:
    return as_of.year if (as_of.month, as_of.day) >= (10, 1) else as_of.year - 1


def _lines(rows: pd.DataFrame, last: int, theme: str) -> dict:
    first, end, ink = int(rows["year"].min()), int(rows["year"].max()), REACH[theme]
    told = {first, int(rows["year"][rows["year"] <= last].max()) if first <= last else first, end}
    texts = [number(value) if year in told else None for year, value in zip(rows["year"], rows["value"], strict=True)]
    drawn = rows[["year", "value"]].assign(text=texts)
    axis = {"format": "d", "tickCount": 6, "grid": False, "domain": False, "ticks": False}
    scale = {"domain": [1996, max(2025, end)], "nice": False}
    x = {"field": "year", "type": "quantitative", "title": None, "scale": scale, "axis": axis}
    y = _measure("value", zero=True, ticks=4)
    is_before, is_after = rows["year"] <= last, rows["year"] >= last
    at_end = {"strokeDash": [4, 3], "strokeWidth": 1.6}
    return _dressed([
        _layer(pd.DataFrame({"year": [last]}), {"type": "rule", "strokeDash": [2, 3], "color": MUTED[theme]}, x=x),
        _layer(drawn[is_before], {"type": "line", "strokeWidth": 2.6, "color": ink}, x=x, y=y),
        _layer(drawn[is_after], {"type": "line", "color": ink, **at_end}, x=x, y=y),
        _layer(drawn[drawn["text"].notna()], {"type": "point", "size": 30, "color": ink, **DOT}, x=x, y=y),
        _layer(drawn[drawn["text"].notna()], {"dy": -10, "color": ink, **TEXT}, x=x, y=y, text=_kind("text")),
    ])  # fmt: skip


def advice(school: School, reader: Reader) -> None:
    """Mean school advice by year, of the institution: its break, hidden years, and the country in grey."""
    pieces.heading(_("Mean school advice"), _("of the teacher, not of the test"))
    rows = advice_of(school, reader)
    if rows["value"].notna().sum() == 0:
        why = (
            _("the publisher hides every year of this school (few pupils)")
            if len(rows)
            else _("no advice is published")
        )
        pieces.piece(escape(_("No school advice to show: {why}.", why=why)), "rw-muted")
        return
    theme = canvas.theme_now()
    st.vega_lite_chart(
        spec=_advice(rows, theme), width="stretch", alt=_("Mean school advice by year"), key="school-advies"
    )
    hidden = ", ".join(rows.loc[rows["value"].isna(), "period"])
    country = rows["country_value"].notna().any()
    notes = [
        _("1 = pro, 2 = vmbo-basis, 4 = vmbo-t, 6 = vwo. From 2023-2024 other rules of advice."),
        _("Grey: the country, its sector, in years that show nine in ten pupils.") if country else "",
        _("Hidden by the publisher: {years}.", years=hidden) if hidden else "",
    ]
    if school.locations_count > 1:
        notes.append(
            _(
                "Advice is published per institution: this is of its {n} locations together.",
                n=number(school.locations_count),
            )
        )
    pieces.piece(escape(" ".join(filter(None, notes))), "rw-muted rw-small")


def _advice(rows: pd.DataFrame, theme: str) -> dict:
    """The line is broken at the new rules and at every year without a figure."""
    order, ink = list(rows["period"]), REACH[theme]
    gaps, later = rows["value"].isna().cumsum().astype(str), rows["period"] >= ADVICE_BREAK
    rows = rows.assign(era=later, stretch=later.astype(str) + gaps)
    own = rows[rows["value"].notna()]
    own = own.assign(text=[number(value, 1) for value in own["value"]])
    country = rows[rows["country_value"].notna()].assign(value=lambda frame: frame["country_value"])
    # 2019-2020 as 19-20; every year of them, also without a figure
    short = "slice(datum.label,2,4)+'-'+slice(datum.label,7,9)"
    axis = {"labelAngle": 0, "domain": False, "ticks": False, "grid": False, "labelExpr": short}
    x = {"field": "period", "type": "ordinal", "title": None, "scale": {"domain": order}, "axis": axis}
    y = _measure("value", zero=False, ticks=3)
    is_low = _is_dip(own["value"])  # a number in a dip stands below it, not on the line
    thin = {"type": "line", "strokeWidth": 1, "color": MUTED[theme], "opacity": 0.6}
    layers = [
        _layer(country, thin, x=x, y=y, detail=_kind("era")),
        _layer(own, {"type": "line", "strokeWidth": 2.6, "color": ink}, x=x, y=y, detail=_kind("stretch")),
        _layer(own, {"type": "point", "size": 36, "color": ink, **DOT}, x=x, y=y),
        _layer(own[is_low], {"dy": 12, "color": ink, **TEXT}, x=x, y=y, text=_kind("text")),
        _layer(own[~is_low], {"dy": -11, "color": ink, **TEXT}, x=x, y=y, text=_kind("text")),
    ]
    if ADVICE_BREAK in order:
        begin = pd.DataFrame({"period": [ADVICE_BREAK]})
        layers.append(_layer(begin, {"type": "rule", "strokeDash": [2, 3], "color": MUTED[theme]}, x=x))
    return _dressed(layers)


def _kind(field: str) -> dict:
    return {"field": field, "type": "nominal"}


def _measure(field: str, *, zero: bool, ticks: int) -> dict:
    """The upright axis: from nought, or close around the figures."""
    scale = {"zero": True} if zero else {"zero": False, "padding": 14, "nice": False}
    axis = {"tickCount": ticks, "domain": False, "ticks": False}
    return {"field": field, "type": "quantitative", "title": None, "scale": scale, "axis": axis}


def _is_dip(values: pd.Series) -> pd.Series:
    """Lower than the figures on both sides."""
    return (values < values.shift(1)) & (values < values.shift(-1))


def _layer(rows: pd.DataFrame, mark: dict, **encoding: dict) -> dict:
    """A mark of the picture with its own rows, of which only the columns that it draws travel."""
    values = rows[[channel["field"] for channel in encoding.values()]].to_dict("records")
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _dressed(layers: list[dict]) -> dict:
    """A plain specification: building and checking it with Altair took two thirds of the page's time."""
    dutch = {"locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}}}
    config = {"view": {"stroke": None}, **(dutch if current() == "nl" else {})}
    return {"layer": layers, "height": HEIGHT, "config": config, "padding": {"right": 14, "top": 12}}
