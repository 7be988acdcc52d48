"""The views of page Wijken vergelijken: each draws one picture of the chosen areas."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard.compare import area_map, figures, past, schools, spine, trend, twins
from dashboard.compare import funnel as compare_funnel
from dashboard.compare import table as compare_table
from dashboard.compare.subject import Subject, Told
from dashboard.frame.language import _, level_word
from dashboard.maps import canvas as map_view


def words() -> dict[str, str]:
    """The views by their name in the URL."""
    return {
        "verschil": _("Difference"),
        "tabel": _("Table"),
        "tijd": _("Through time"),
        "perioden": _("Two periods"),
        "trechter": _("Funnel"),
        "tweelingen": _("Twins"),
        "kaart": _("Map"),
    }


def draw(view: str, subject: Subject) -> Told:
    """Draws a view."""
    return _VIEWS[view](subject)


def difference(subject: Subject) -> Told:
    """Spine and heat table."""
    choice = subject.choice
    rows = [
        spine.row(
            subject.title(code),
            choice.indicators.loc[code],
            figures.quantiles(code, choice.level, subject.reader),
            found,
        )
        for code, found in subject.found.items()
    ]
    spine.draw(rows, subject.names, choice.level, choice.against, map_view.theme_now())
    st.space("small")
    compare_table.heat(subject.found, choice.indicators, subject.names, choice.against)
    _download(subject)
    return Told()


def table(subject: Subject) -> Told:
    compare_table.table(_long(subject), subject.choice.indicators)
    _download(subject)
    return Told()


def funnel(subject: Subject) -> Told:
    """Of areas, or of the schools in their municipality."""
    words = {"gebieden": level_word(subject.choice.level).capitalize(), "scholen": _("Schools")}
    kind = subject.chosen.valid("punten", list(words))
    subject.chosen.pick("punten", _("Funnel of"), list(words), format_func=words.get, label_visibility="collapsed")
    return (schools if kind == "scholen" else compare_funnel).show(subject)


def _long(subject: Subject) -> pd.DataFrame:
    return compare_table.long_rows(subject.found, subject.choice.indicators, subject.names)


def _download(subject: Subject) -> None:
    compare_table.download(_long(subject), subject.header)


_VIEWS: dict[str, Callable[[Subject], Told]] = {
    "verschil": difference,
    "tabel": table,
    "tijd": trend.show,
    "perioden": past.show,
    "trechter": funnel,
    "tweelingen": twins.show,
    "kaart": area_map.show,
}
