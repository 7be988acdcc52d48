"""A school through the years: pupils since 1996, the mean advice with its break."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import altair as alt
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
Kind = Literal["line", "rule", "text", "point"]


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
    st.altair_chart(
        chart, width="stretch", alt=_("Pupils of {school} by year", school=school.name), key="school-leerlingen"
    )
    hidden = int(rows["value"].isna().sum())
    if hidden:
        pieces.piece(
            escape(_("{n} years are suppressed (fewer than 5 of a kind).", n=number(hidden))), "rw-muted rw-small"
        )


def _last_year(as_of: dt.date) -> int:
    return as_of.year if (as_of.month, as_of.day) >= (10, 1) else as_of.year - 1


def _lines(rows: pd.DataFrame, last: int, theme: str) -> alt.LayerChart:
    whole = alt.Axis(format="d", tickCount=6, grid=False, domain=False, ticks=False)
    scale = alt.Scale(domain=[1996, max(2025, int(rows["year"].max()))], nice=False)
    x = alt.X("year:Q", title=None, scale=scale, axis=whole)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4, domain=False, ticks=False))
    is_told = rows["year"].isin([rows["year"].min(), rows["year"][rows["year"] <= last].max(), rows["year"].max()])
    texts = rows["value"].map(number).where(is_told, None)
    drawn = rows[["year", "value"]].assign(text=texts)
    layers = [
        _mark("rule", f"datum.year == {rows['year'].min()}", strokeDash=[2, 3], color=MUTED[theme]).encode(
            alt.XDatum(last, type="quantitative", title=None, scale=scale, axis=whole)
        ),
        _mark("line", f"datum.year <= {last}", strokeWidth=2.6, color=REACH[theme]).encode(x, y),
        _mark("line", f"datum.year >= {last}", strokeWidth=1.6, strokeDash=[4, 3], color=REACH[theme]).encode(x, y),
        _mark("point", "datum.text", size=30, filled=True, color=REACH[theme], opacity=1).encode(x, y),
        _mark("text", "datum.text", dy=-10, fontSize=13, fontWeight=600, color=REACH[theme]).encode(
            x, y, text="text:N"
        ),
    ]
    return _dressed(drawn, layers)


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
    st.altair_chart(_advice(rows, theme), width="stretch", alt=_("Mean school advice by year"), key="school-advies")
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


def _advice(rows: pd.DataFrame, theme: str) -> alt.LayerChart:
    """The line is broken at the new rules and at every year without a figure."""
    order, has = list(rows["period"]), rows["value"].notna()
    gaps, later = (~has).cumsum().astype(str), rows["period"] >= ADVICE_BREAK
    low = set(rows.index[has][_is_dip(rows["value"][has])])  # a number in a dip stands below it, not on the line
    drawn = rows[["period", "value", "country_value"]].assign(
        era=later,
        stretch=later.astype(str) + gaps,
        text=[number(value, 1) if pd.notna(value) else None for value in rows["value"]],
        low=rows.index.isin(low),
    )
    x, y = _school_years(order), _advices("value:Q")
    country = _mark("line", "isValid(datum.country_value)", strokeWidth=1, color=MUTED[theme], opacity=0.6)
    text = {"fontSize": 13, "fontWeight": 600, "color": REACH[theme]}
    layers = [
        country.encode(x, _advices("country_value:Q"), alt.Detail("era:N")),
        _mark("line", "datum.text", strokeWidth=2.6, color=REACH[theme]).encode(x, y, alt.Detail("stretch:N")),
        _mark("point", "datum.text", size=36, filled=True, color=REACH[theme], opacity=1).encode(x, y),
        _mark("text", "datum.text && datum.low", dy=12, **text).encode(x, y, text="text:N"),
        _mark("text", "datum.text && !datum.low", dy=-11, **text).encode(x, y, text="text:N"),
        _mark("rule", f"datum.period == '{ADVICE_BREAK}'", strokeDash=[2, 3], color=MUTED[theme]).encode(x),
    ]
    return _dressed(drawn, layers)


def _school_years(order: list[str]) -> alt.X:
    """2019-2020 as 19-20, every year of them also without a figure."""
    short = "slice(datum.label,2,4)+'-'+slice(datum.label,7,9)"
    axis = alt.Axis(labelAngle=0, domain=False, ticks=False, grid=False, labelExpr=short)
    return alt.X("period:O", title=None, scale=alt.Scale(domain=order), axis=axis)


def _advices(field: str) -> alt.Y:
    axis = alt.Axis(domain=False, ticks=False, tickCount=3)
    return alt.Y(field, title=None, scale=alt.Scale(zero=False, padding=14, nice=False), axis=axis)


def _is_dip(values: pd.Series) -> pd.Series:
    """Lower than the figures on both sides."""
    return (values < values.shift(1)) & (values < values.shift(-1))


def _mark(kind: Kind, where: str, **options) -> alt.Chart:
    """A layer of the picture's one table: its rows travel once, each layer takes those that it draws."""
    return alt.Chart(mark=alt.MarkDef(type=kind, **options)).transform_filter(where)


def _dressed(rows: pd.DataFrame, layers: list[alt.Chart]) -> alt.LayerChart:
    dutch = alt.NumberLocale(decimal=",", thousands=".", grouping=[3], currency=["", ""])
    locale = alt.Locale(number=dutch) if current() == "nl" else alt.Undefined
    config = alt.Config(locale=locale, view=alt.ViewConfig(stroke=None))
    picture = alt.LayerChart(data=rows, layer=layers, height=HEIGHT, config=config)
    return picture.properties(padding={"right": 14, "top": 12})
