"""A school through the years: pupils since 1996, the mean advice with its break, examinations."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import _, current, number
from dashboard.frame.markup import Cell, escape
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas
from dashboard.school.facts import School
from dashboard.ui import pieces, tables

HEIGHT = 165
REACH = {"light": "#0b5f8f", "dark": "#5fb3e4"}
MUTED = {"light": "#52626d", "dark": "#a3b2bc"}
ADVICE_BREAK = "2023-2024"  # other rules of advice, the doorstroomtoets
Kind = Literal["line", "rule", "text", "point"]


def pupils(school: School, reader: Reader) -> None:
    """Solid up to the edition's date, dashed after it."""
    pieces.heading(_("Pupils"), _("on 1 October; dashed = after this edition"))
    rows = reader.run("school_years", {"school": school.school_id, "indicator": "pupils_history"})
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
    x = alt.X(
        "year:Q", title=None, scale=alt.Scale(domain=[1996, max(2025, int(rows["year"].max()))], nice=False), axis=whole
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4, domain=False, ticks=False))
    before, after = rows[rows["year"] <= last], rows[rows["year"] >= last]
    told = pd.concat([rows.head(1), before.tail(1), rows.tail(1)]).drop_duplicates("year")
    told = told.assign(text=[number(value) for value in told["value"]])
    layers = [
        _mark(pd.DataFrame({"year": [last]}), "rule", strokeDash=[2, 3], color=MUTED[theme]).encode(x),
        _mark(before, "line", strokeWidth=2.6, color=REACH[theme]).encode(x, y),
        _mark(after, "line", strokeWidth=1.6, strokeDash=[4, 3], color=REACH[theme]).encode(x, y),
        _mark(told, "point", size=30, filled=True, color=REACH[theme], opacity=1).encode(x, y),
        _mark(told, "text", dy=-10, fontSize=13, fontWeight=600, color=REACH[theme]).encode(x, y, text="text:N"),
    ]
    return _dressed(layers)


def advice(school: School, reader: Reader) -> None:
    """Mean school advice by year, of the institution: its break, hidden years, and the country in grey."""
    pieces.heading(_("Mean school advice"), _("of the teacher, not of the test"))
    rows = reader.run("school_advice", {"brin": school.brin, "indicator": "po_advice_mean"})
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
    notes = [
        _("2 = vmbo-basis, 4 = vmbo-t, 6 = vwo; grey: the country. From 2023-2024 other rules of advice."),
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
    order = list(rows["period"])
    gaps = rows["value"].isna().cumsum().astype(str)
    rows = rows.assign(stretch=[f"{period >= ADVICE_BREAK}-{gap}" for period, gap in zip(order, gaps, strict=True)])
    own = rows[rows["value"].notna()]
    own = own.assign(text=[number(value, 1) for value in own["value"]])
    x = alt.X(
        "period:O",
        title=None,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(
            labelAngle=0,
            domain=False,
            ticks=False,
            grid=False,
            labelExpr="slice(datum.label,2,4)+'-'+slice(datum.label,7,9)",
        ),
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(domain=False, ticks=False, tickCount=3))
    country = rows[rows["country_value"].notna()].assign(
        value=lambda frame: frame["country_value"], era=lambda frame: frame["period"] >= ADVICE_BREAK
    )
    layers = [
        _mark(country, "line", strokeWidth=1, color=MUTED[theme], opacity=0.6).encode(x, y, alt.Detail("era:N")),
        _mark(own, "line", strokeWidth=2.6, color=REACH[theme]).encode(x, y, alt.Detail("stretch:N")),
        _mark(own, "point", size=36, filled=True, color=REACH[theme], opacity=1).encode(x, y),
        _mark(own, "text", dy=-11, fontSize=13, fontWeight=600, color=REACH[theme]).encode(x, y, text="text:N"),
    ]
    if ADVICE_BREAK in order:
        layers.append(
            _mark(pd.DataFrame({"period": [ADVICE_BREAK]}), "rule", strokeDash=[2, 3], color=MUTED[theme]).encode(x)
        )
    return _dressed(layers)


def exams(school: School, reader: Reader) -> None:
    """The share that passed by year and type; why a cell is empty stands in it."""
    rows = reader.run("school_exams", {"school": school.school_id, "indicator": "vo_exam_pass_pct"})
    pieces.heading(_("Examinations"), _("share that passed, %"))
    if rows.empty:
        pieces.piece(escape(_("No examinations of this location are published.")), "rw-muted")
        return
    periods, groups = (
        list(dict.fromkeys(rows["period"])),
        [g for g in ("all", "vmbo", "havo", "vwo") if g in set(rows["group_code"])],
    )
    cells = rows.set_index(["group_code", "period"])
    lines = [
        [_("all") if group == "all" else group, *(_cell(cells, group, period) for period in periods)]
        for group in groups
    ]
    pieces.piece(markup.table([_("Type"), *(Cell(period, is_number=True) for period in periods)], lines), "rw-scroll")
    note = _(
        "· suppressed or withheld (small numbers). No central exams in 2019-2020, eased rules in 2020-2021 and "
        "2021-2022: do not compare across."
    )
    pieces.piece(escape(note), "rw-muted rw-small")


def _cell(cells: pd.DataFrame, group: str, period: str) -> Cell:
    if (group, period) not in cells.index:
        return Cell(tables.NONE, is_number=True)
    row = cells.loc[(group, period)]
    shown = row["status"] == "observed"
    text = number(row["value"], 0 if row["n"] < 100 else 1) if shown else tables.cell_word(row["status"])[:1]
    return Cell(text, is_number=True, title="" if shown else tables.cell_word(row["status"]))


def _mark(data: pd.DataFrame, kind: Kind, **options) -> alt.Chart:
    return alt.Chart(data, mark=alt.MarkDef(type=kind, **options))


def _dressed(layers: list[alt.Chart]) -> alt.LayerChart:
    dutch = alt.NumberLocale(decimal=",", thousands=".", grouping=[3], currency=["", ""])
    locale = alt.Locale(number=dutch) if current() == "nl" else alt.Undefined
    config = alt.Config(locale=locale, view=alt.ViewConfig(stroke=None))
    return alt.LayerChart(layer=layers, height=HEIGHT, config=config).properties(padding={"right": 14, "top": 12})
