"""The funnel of schools: those of one municipality against its mean or the country's, within their ordinary spread."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.compare import controls, figures, funnel, types
from dashboard.compare.choices import Mean
from dashboard.compare.look import CATEGORIES, MUTED, SIGNS, note
from dashboard.compare.subject import Asked, Caption, Subject
from dashboard.figures import stats
from dashboard.frame import markup
from dashboard.frame.language import _, measure, ngettext, number, unit
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas
from dashboard.ui import pieces, school_links

# Rates of pupils. Not the share in vmbo and pro: it tells which types a school has.
RATES = ("vo_exam_pass_pct", "vo_repeaters_pct", "vo_afstroom_pct", "vo_opstroom_pct", "po_weight_pupils_pct")


class Centre(NamedTuple):
    """What the schools are drawn around: its name and its published value, of all schools, also the hidden ones."""

    name: str
    value: float


def show(subject: Subject) -> Caption:
    """Draws the schools of a municipality and tells what they show."""
    indicators = figures.indicators("country", subject.reader)
    left, middle, right = st.columns([2, 1, 1])
    with left:
        options = [code for code in RATES if code in indicators]
        indicator = controls.focus(subject.chosen, options, indicators, _("Indicator"))
    if indicator is None:
        st.info(
            _("**No funnel of schools.** No rate of schools is published in this edition."),
            icon=":material/filter_alt_off:",
        )
        return Caption()
    with middle:
        municipality, place = _place(subject)
    code, reader = indicator.indicator_id, subject.reader
    with left:
        group, indicator = types.pick(subject.chosen, indicator, partial(_is_known, code, reader))
    period = str(figures.figures(code, "country", reader, group=group)["period"].iloc[0])
    asked = Asked("school_rates", {"indicator": code, "period": period, "municipality": municipality, "group": group})
    rows = schools(asked, subject.choice.level, subject.reader)
    with right:
        centre = _centre(centres(indicator, rows, asked.params, subject.reader), subject)
    source = pieces.source_of(indicator, period, subject.reader)
    plot = funnel.make(rows, indicator, apart(indicator, asked.params, reader))
    if centre is None or len(plot.rows) < 2:
        st.info(
            _(
                "**Too few schools for a funnel in {place}.** Choose another municipality or indicator.",
                place=md(place),
            ),
            icon=":material/filter_alt_off:",
        )
        return Caption(hidden(rows), source, asked)
    plot = replace(plot, centre=centre.value)
    title = _("Funnel plot of {name} of the schools in {place}", name=pieces.named(indicator, "name"), place=place)
    _draw(plot, indicator, centre, title, subject)
    if hidden(rows):
        pieces.piece(note(hidden(rows)))
    return Caption(finding(plot, indicator, place, centre), source, asked)


def schools(asked: Asked, level: str, reader: Reader) -> pd.DataFrame:
    """One row per school location with a row for the rate, hidden ones without value; area_code: its area."""
    rows = reader.run(*asked)
    return rows.assign(area_code=rows[f"{level}_code"])


def _is_known(code: str, reader: Reader, group: str) -> bool:
    return bool(figures.figures(code, "country", reader, group=group)["value"].notna().any())


def apart(indicator: Indicator, params: dict[str, str], reader: Reader) -> float:
    """How far schools of the whole country truly lie apart on a rate, in percent points; NaN without any."""
    asked = {name: params[name] for name in ("indicator", "period", "group")}
    rows = reader.run("compare_school_rates", asked)
    return funnel.make(rows, indicator).spread if len(rows) else np.nan


def centres(indicator: Indicator, rows: pd.DataFrame, params: dict[str, str], reader: Reader) -> dict[Mean, Centre]:
    """The published means of municipality and country in the period, as far as they are not hidden.

    Where one school is hidden, the municipality's mean beside all the others would give its figure away.
    """
    places = [(Mean.COUNTRY, "country", "NL00")]
    if _hidden_count(rows) != 1:
        places = [(Mean.MUNICIPALITY, "municipality", params["municipality"]), *places]
    means = {}
    for mean, level, code in places:
        areas = figures.figures(indicator.indicator_id, level, reader, params["period"], params["group"])
        if code in areas.index and pd.notna(areas.loc[code, "value"]):
            means[mean] = Centre(str(areas.loc[code, "name"]), float(areas.loc[code, "value"]))
    return means


def _hidden_count(rows: pd.DataFrame) -> int:
    return int(rows["status"].isin(["suppressed", "withheld"]).sum())


def _place(subject: Subject) -> tuple[str, str]:
    """The municipality of one of the chosen areas: only there are schools named."""
    areas, chosen = subject.choice.areas, subject.chosen
    names = dict(zip(areas["municipality_code"], areas["municipality_name"], strict=True))
    chosen.let_go("rond", names, next(iter(names)))
    chosen.choose("rond", _("Schools in"), list(names), format_func=names.get)
    return chosen["rond"], names[chosen["rond"]]


def _centre(means: dict[Mean, Centre], subject: Subject) -> Centre | None:
    if not means:
        return None
    mean = Mean(subject.chosen.valid("midden", list(means)))
    subject.chosen.choose("midden", _("Around the mean of"), list(means), format_func=lambda option: means[option].name)
    return means[mean]


def finding(plot: funnel.Funnel, indicator: Indicator, place: str, centre: Centre) -> str:
    """How many schools lie beyond the ordinary spread between them; which ones is no ranking."""
    outside = int((plot.outside(stats.Z998) != 0).sum())
    words = {
        "all": number(len(plot.rows)),
        "place": md(place),
        "mean": measure(centre.value, indicator),
        "centre": md(centre.name),
    }
    sentence = ngettext(
        "**{n} of the {all} schools** in {place} lies beyond the ordinary spread (99.8 %) around {mean}, the mean of"
        " {centre}.",
        "**{n} of the {all} schools** in {place} lie beyond the ordinary spread (99.8 %) around {mean}, the mean of"
        " {centre}.",
        outside,
        **words,
    )
    if not outside:
        sentence = _(
            "**None of the {all} schools** in {place} lies beyond the ordinary spread (99.8 %) around {mean}, the mean"
            " of {centre}.",
            **words,
        )
    return sentence + " " + _("A reason to ask, not a verdict: schools have different pupils.")


def hidden(rows: pd.DataFrame) -> str:
    """How many schools are not in the picture, and why; empty when all are."""
    count = _hidden_count(rows)
    if not count:
        return ""
    sentence = ngettext(
        "{n} school is not in the picture: its figure is suppressed or withheld.",
        "{n} schools are not in the picture: their figure is suppressed or withheld.",
        count,
    )
    return sentence + " " + _("The mean is of all schools.")


def _draw(plot: funnel.Funnel, indicator: Indicator, centre: Centre, title: str, subject: Subject) -> None:
    theme, names = canvas.theme_now(), subject.names
    pieces.piece(_areas_legend(names, theme) + funnel.legend_html(_("mean of {centre}", centre=centre.name)))
    picture = funnel.chart(plot, indicator, names, theme, is_named=False)
    st.altair_chart(picture, width="stretch", alt=title, key="wijken-trechter-scholen")
    pieces.piece(_table(plot, indicator, names), "rw-scroll")


def _areas_legend(names: dict[str, str], theme: str) -> Markup:
    """Whose schools have which mark."""
    titles = [*names.values(), _("elsewhere in the municipality")]
    marks = zip([*CATEGORIES[theme][: len(names)], MUTED[theme]], [*SIGNS[: len(names)], "●"], titles, strict=True)
    span = Markup('<span><b style="color:{}">{}</b> {}</span>')
    return Markup('<div class="rw-ticks">{}</div>').format(markup.joined(span.format(*mark) for mark in marks))


def _table(plot: funnel.Funnel, indicator: Indicator, names: dict[str, str]) -> Markup:
    """All schools of the picture by name."""
    sides = funnel.side_words()
    rows = plot.rows.assign(side=plot.outside(stats.Z998)).to_dict("records")
    value = Cell(unit(indicator) or _("Value"), is_number=True)
    cells = [
        [
            Cell(school_links.anchor(row["school_id"], row["name"])),
            names.get(row["area_code"], ""),
            Cell(number(row["value"], indicator.digits(row["n"])), is_number=True),
            Cell(number(row["n"]), is_number=True),
            sides[row["side"]],
        ]
        for row in rows
    ]
    return markup.table(
        [_("School"), _("Area"), value, Cell(funnel.people_word(indicator), is_number=True), _("Place")], cells
    )
