"""The views of page Wijken vergelijken: each draws one picture of the chosen areas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.compare import area_map, figures, funnel, past, schools, spine, table, trend, twins, types
from dashboard.compare.choices import Dots, View
from dashboard.compare.subject import Caption, Subject
from dashboard.frame.language import _, level_word
from dashboard.maps import canvas


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
    """Spine and heat table; what mixes types of school is in them per type."""
    choice, comparisons = subject.choice, types.separate(subject.comparisons)
    rows = [
        spine.Row.of(subject.title(code), choice.indicators[code], _quantiles(areas, subject), areas)
        for code, areas in comparisons.items()
    ]
    spine.draw(rows, subject.names, choice.level, choice.against, canvas.theme_now())
    st.space("small")
    table.heat(comparisons, choice.indicators, subject.names, choice.against)
    _download(subject)
    return Caption()


def _quantiles(areas: pd.DataFrame, subject: Subject) -> np.ndarray:
    indicator, group = areas["indicator_id"].iloc[0], areas["group_code"].iloc[0]
    return figures.quantiles(indicator, subject.choice.level, subject.reader, group)


def _table(subject: Subject) -> Caption:
    rows = table.long_rows(subject.comparisons, subject.choice.indicators, subject.names)
    table.table(rows, subject.choice.indicators)
    _download(subject)
    return Caption()


def _funnel(subject: Subject) -> Caption:
    """Of areas, or of the schools in their municipality."""
    titles = {Dots.AREAS: level_word(subject.choice.level).capitalize(), Dots.SCHOOLS: _("Schools")}
    dots = subject.chosen.valid("punten", list(titles))
    subject.chosen.pick("punten", _("Funnel of"), list(titles), format_func=titles.get, label_visibility="collapsed")
    return (schools if dots == Dots.SCHOOLS else funnel).show(subject)


def _download(subject: Subject) -> None:
    rows = partial(table.long_rows, subject.comparisons, subject.choice.indicators, subject.names)
    table.download(rows, subject.header)


_DRAW: dict[View, Callable[[Subject], Caption]] = {
    View.DIFFERENCE: _difference,
    View.TABLE: _table,
    View.TIME: trend.show,
    View.PERIODS: past.show,
    View.FUNNEL: _funnel,
    View.TWINS: twins.show,
    View.MAP: area_map.show,
}
