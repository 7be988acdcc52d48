"""The areas of page Kaart as a table, the map's twin, and as an export."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.frame import export
from dashboard.frame.language import _, level_word, number, unit
from dashboard.frame.records import Indicator, Place
from dashboard.ui import tables

LONGEST = 400


def show(values: pd.DataFrame, indicator: Indicator, level: str, place: Place, header: Mapping[str, str]) -> None:
    """The areas inside the place, the highest value first and those without one last; the export has all."""
    titles = values["name"] if place.level == "municipality" else tables.titles(values, level)
    rows = values.assign(title=titles).sort_values("value", ascending=False, kind="stable", na_position="last")
    label = _("Table of {areas} in {place}", areas=level_word(level), place=place.name)
    with st.expander(_("Areas as a table"), icon=":material/table_rows:"):
        if len(rows) > LONGEST:
            st.caption(_("The first {n} of {all}; the export has all.", n=number(LONGEST), all=number(len(rows))))
        _table(rows.head(LONGEST), indicator, level, label)
        st.download_button(
            _("Areas (CSV)"),
            data=export.later(partial(export.csv_bytes, rows, export_columns(indicator), header)),
            file_name=export.file_name(indicator.indicator_id, level),
            mime="text/csv",
            icon=":material/download:",
            key="kaart-gebieden-csv",
        )


def _table(rows: pd.DataFrame, indicator: Indicator, level: str, label: str) -> None:
    shown, notes = rows[["title", "value"]], [export.status_word(status) for status in rows["status"]]
    if any(notes):
        shown = shown.assign(note=notes)
    st.dataframe(
        tables.numbers_as_text(shown, {"value": int(indicator.decimals)}),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 430),
        column_config={
            "title": st.column_config.TextColumn(level_word(level, 1).capitalize()),
            "value": st.column_config.NumberColumn(unit(indicator) or _("Value")),
            "note": st.column_config.TextColumn(_("Note")),
        },
        alt=label,
        key="kaart-tabel",
    )


def export_columns(indicator: Indicator) -> list[export.Column]:
    """Code, name and value of each area; the word in the place of a value that is not shown."""
    return [
        export.Column("area_code", _("Area code")),
        export.Column("title", _("Area")),
        export.Column("value", indicator.indicator_id, int(indicator.decimals), "status"),
        export.Column("period", _("Period")),
    ]
