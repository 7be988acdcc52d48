"""Picture (b): advices per school against poverty or need, stepped and played through the years."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import _, number
from dashboard.frame.markup import Cell, Markup, escape
from dashboard.frame.records import Indicator
from dashboard.gka import advice, advice_picture, downloads, figures
from dashboard.gka.advice import Advices, Measure
from dashboard.gka.look import Look, Told, begin
from dashboard.maps import canvas
from dashboard.maps.categories import CATEGORIES, SIGNS
from dashboard.ui import pieces, school_links, tables

PLAY = "gka-speel"
SECONDS = 1.1  # that a year stands still while the years are played


def show(look: Look) -> Told:
    """Choices, picture and list."""
    chosen, reader = look.chosen, look.reader
    options = advice.measures(look.found)
    measure = Measure(begin("advies", options, options[0], chosen))
    found = advice.load(look.found, measure, chosen["langs"], reader)
    if found.rows.empty:
        st.info(_("**No advice of a school here.** Small numbers are hidden, or nobody published any."),
                icon=":material/visibility_off:")  # fmt: skip
        return Told(_("There is no advice of a school in {place} to show.", place=markup.md(look.found.scope.name)))
    coloured = _advice_choices(found, options, look)
    year = begin("jaar", found.years, found.newest(), chosen)
    told = Told(
        advice.finding(found, year, look.found.scope.name),
        (_("primary schools"), year, advice.measure_words()[measure]),
        _advice_sources(found, year, look),
        ("gka_institution_values", {"municipalities": look.towns, "indicator": figures.ADVICE}),
    )
    downloads.of_advice(found, year, look.header(told), reader)
    left, right = st.columns([1.55, 1], gap="medium")
    path = chosen["school"] if chosen["school"] in set(found.rows["school_id"]) else ""
    with left:
        _plot(found, year, coloured, path, look)
    with right:
        _panel(found, year, path, look)
    return told


def _advice_choices(found: Advices, options: list[Measure], look: Look) -> list[str]:
    """The choices of the side bar; returns the schools that have a colour."""
    chosen = look.chosen
    names = dict(zip(found.rows["school_id"], found.rows["name"], strict=True))
    with st.sidebar:
        if len(options) > 1:
            words = advice.measure_words()
            chosen.pick("advies", _("Whose advice"), list(options), format_func=words.__getitem__)
        if found.has_poor:
            against = advice.against_words()
            begin("langs", list(against), found.begins_with, chosen)
            chosen.pick("langs", _("Set out against"), list(against), format_func=against.__getitem__)
        if found.has_poor and found.is_poor_rare and found.against == advice.Against.NEED:
            st.caption(_("This municipality has (almost) no poverty area."))
        if len(names) <= len(SIGNS):
            return list(names)
        return chosen.choose_many(
            "kleur", _("Schools with a colour, at most {n}", n=len(SIGNS)), list(names), format_func=names.get,
            max_selections=len(SIGNS), placeholder=_("Choose schools"),
        )[: len(SIGNS)]  # fmt: skip


def _advice_sources(found: Advices, year: str, look: Look) -> list[str]:
    lines = []
    if found.measure != Measure.SCHOOL:
        test = look.found.indicators("school")[figures.TEST]
        lines += [look.found.source(test, year), pieces.named(test, "method")]
    if found.measure != Measure.TEST:
        source = pieces.source_of(Indicator(figures.ADVICE, source_id="duo_schooladviezen_afgeleid"), year, look.reader)
        lines += [source, _("The advice of the teachers, not that of the test. From 2022-2023 DUO hides small counts.")]
    lines += [_("A pattern does not tell the cause."), advice.left_out(found)]
    return [line for line in lines if line]


def _plot(found: Advices, year: str, coloured: Sequence[str], path: str, look: Look) -> None:
    """The picture, and below it the years to step or play through."""
    pieces.heading(advice.measure_words()[found.measure], f"{advice.x_words(found)} →", _key(found, coloured))
    place = st.empty()
    years = found.years
    shown = years if st.session_state.get(PLAY) else [year]
    for one in shown:
        spec = advice_picture.spec(found, one, coloured, path, canvas.theme_now())
        place.vega_lite_chart(spec=spec, width="stretch", alt=_("Advice per school, {year}", year=one))
        if len(shown) > 1:
            time.sleep(SECONDS)
    if len(years) > 1:
        look.chosen.step("jaar", _("School year"), years)
        last = {"jaar": years[-1]}
        st.button(_("Play the years"), icon=":material/play_arrow:", key=PLAY, on_click=look.chosen.set, kwargs=last)
    pieces.piece(_lines(found, year, look), "rw-muted rw-small")


def _key(found: Advices, coloured: Sequence[str]) -> Markup:
    """Who has which colour and sign; grey for the others."""
    names = dict(zip(found.rows["school_id"], found.rows["name"], strict=True))
    parts: list[str | Markup] = [
        Markup('<span style="color:light-dark({},{})">{}</span> {}').format(
            CATEGORIES["light"][k], CATEGORIES["dark"][k], SIGNS[k], names[code]
        )
        for k, code in enumerate(coloured)
    ]
    if len(coloured) < len(names):
        parts += [_("● other schools"), _("pale: fewer than {n} advices", n=advice.FEW)]
    return markup.joined(parts, Markup(" &nbsp; "))


def _lines(found: Advices, year: str, look: Look) -> Markup:
    """What the lines of the picture are, with their figures."""
    own, country = (advice_picture.interval(one.get(year)) for one in (found.own, found.country))
    mean = number(found.of(year)["x"].mean(), 1) if len(found.of(year)) else ""
    texts = [
        _("solid line: {place} {value}", place=look.found.scope.name, value=own) if own else "",
        _("dashes: the country {value}", value=country) if country else "",
        _("dots: mean of the schools {value}", value=mean) if mean else "",
        _("size: pupils"),
    ]
    return escape(" · ".join(text for text in texts if text))


def _panel(found: Advices, year: str, path: str, look: Look) -> None:
    """One school through the years, and the schools of this year as a list."""
    names = dict(zip(found.rows["school_id"], found.rows["name"], strict=True))
    look.chosen.choose(
        "school", _("The path of one school"), list(names), format_func=names.get, placeholder=_("Choose a school")
    )
    if path:
        if found.x_period:
            text = _("{what} is of one year ({year}). So the path goes straight up or down.",
                     what=advice.against_words()[found.against], year=found.x_period)  # fmt: skip
            pieces.piece(escape(text), "rw-muted")
        pieces.piece(_years_table(found, year, path))
    rows = found.of(year)
    pieces.heading(_("All {n} schools", n=number(len(rows))), year)
    shown = rows[["name", "x", "y", "n"]]
    table = st.dataframe(
        tables.numbers_as_text(shown, {"x": 1, "y": advice.DIGITS, "n": 0}),
        hide_index=True, placeholder=tables.NONE, row_height=30, height=min(30 * len(rows) + 37, 360),
        column_config={
            "name": st.column_config.TextColumn(_("School"), width=190),
            "x": st.column_config.NumberColumn(advice.short_words()[found.against]),
            "y": st.column_config.NumberColumn(_("Advice")), "n": st.column_config.NumberColumn("n"),
        },
        alt=_("Table of the schools in {year}", year=year), on_select="rerun", selection_mode="single-row",
        key="gka-scholen",
    )  # fmt: skip
    school_links.of_picked(table, rows)


def _years_table(found: Advices, year: str, school: str) -> Markup:
    rows = found.rows[found.rows["school_id"] == school].set_index("period")
    heads = [_("School year"), *(Cell(text, is_number=True) for text in (
        _("Advice"), _("advices"), advice.against_words()[found.against]))]  # fmt: skip
    cells = []
    for period in found.years_told:
        name: str | Markup = Markup("<b>{}</b>").format(period) if period == year else period
        if period not in rows.index:
            cells.append([name, *[Cell(tables.NONE, is_number=True)] * 3])
            continue
        row = rows.loc[period]
        texts = number(row["y"], advice.DIGITS), _n(row["n"]), number(row["x"], 1)
        cells.append([name, *(Cell(text, is_number=True) for text in texts)])
    return markup.table(heads, cells)


def _n(value: float) -> str:
    return tables.NONE if pd.isna(value) else number(value)
