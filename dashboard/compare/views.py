"""The views of page Wijken vergelijken: each draws one picture of the chosen areas."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard.compare import area_map, figures, funnel, past, schools, spine, table, trend, twins, verdict
from dashboard.compare.choices import Dots, View
from dashboard.compare.subject import Caption, Subject
from dashboard.frame.language import _, level_word
from dashboard.maps import canvas

TYPES = ("vmbo", "havo", "vwo")  # of schools, as the mart has rates that mix them


def titles() -> dict[View, str]:
    """The views as their buttons call them."""
    return {
        View.DIFFERENCE: _("Difference"),
        View.TABLE: _("Table"),
        View.TIME: _("Through time"),
        View.PERIODS: _("Two periods"),
        View.FUNNEL: _("Funnel"),
        View.TWINS: _("Twins"),
        View.MAP: _("Map"),
    }


def draw(view: View, subject: Subject) -> Caption:
    """Draws a view."""
    return _DRAW[view](subject)


def _difference(subject: Subject) -> Caption:
    """Spine and heat table."""
    choice = subject.choice
    rows = [
        spine.Row.of(
            subject.title(code),
            choice.indicators[code],
            figures.quantiles(code, choice.level, subject.reader),
            areas,
        )
        for code, areas in subject.comparisons.items()
    ]
    spine.draw(rows, subject.names, choice.level, choice.against, canvas.theme_now())
    st.space("small")
    table.heat(subject.comparisons, choice.indicators, subject.names, choice.against)
    _download(subject)
    return Caption()


def _table(subject: Subject) -> Caption:
    table.table(_long(subject), subject.choice.indicators)
    _download(subject)
    return Caption()


def _funnel(subject: Subject) -> Caption:
    """Of areas, or of the schools in their municipality."""
    titles = {Dots.AREAS: level_word(subject.choice.level).capitalize(), Dots.SCHOOLS: _("Schools")}
    dots = subject.chosen.valid("punten", list(titles))
    subject.chosen.pick("punten", _("Funnel of"), list(titles), format_func=titles.get, label_visibility="collapsed")
    return (schools if dots == Dots.SCHOOLS else funnel).show(subject)


def _long(subject: Subject) -> pd.DataFrame:
    """Every comparison, and of types of school that cannot be held against each other each by itself."""
    choice = subject.choice
    every = {}
    for code, rows in subject.comparisons.items():
        every[code] = rows
        groups = TYPES if choice.indicators[code].no_verdict == "mixed_types" else ()
        for group in groups:
            part = verdict.compare(choice.codes, code, choice.level, choice.benchmark, subject.reader, group=group)
            if part["value"].notna().any():
                every[f"{code}-{group}"] = part
    return table.long_rows(every, choice.indicators, subject.names)


def _download(subject: Subject) -> None:
    table.download(_long(subject), subject.header)


_DRAW: dict[View, Callable[[Subject], Caption]] = {
    View.DIFFERENCE: _difference,
    View.TABLE: _table,
    View.TIME: trend.show,
    View.PERIODS: past.show,
    View.FUNNEL: _funnel,
    View.TWINS: twins.show,
    View.MAP: area_map.show,
}
