"""The areas of page Kaart as a table, the map's twin, and as an export."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.frame import apart, export
from dashboard.frame.language import _, level_word, number, unit
from dashboard.frame.records import Indicator, Place
from dashboard.frame.selection import Selection
from dashboard.ui import pieces, tables

LONGEST = 400


def has_table(chosen: Selection) -> bool:
    """Draws the choice between the map and its table."""
    names = {"kaart": _("Map"), "tabel": _("Table")}
    chosen.valid("vorm", list(names))
    chosen.pick("vorm", _("Form"), list(names), format_func=names.get, label_visibility="collapsed")
    return chosen["vorm"] == "tabel"


def ordered(values: pd.DataFrame, level: str, place: Place) -> pd.DataFrame:
    """The areas inside the place with their titles, the highest value first and those without one last."""
    titles = values["name"] if place.level == "municipality" else tables.titles(values, level)
    return values.assign(title=titles).sort_values("value", ascending=False, kind="stable", na_position="last")


def without_figure(values: pd.DataFrame) -> str:
    """How many areas have no figure, and how many of those are hidden; '' where all have one."""
    missing = int(values["value"].isna().sum())
    hidden = int(values["status"].isin(["suppressed", "withheld"]).sum())
    if not missing:
        return ""
    if not hidden:
        return _("{n} without a figure", n=number(missing))
    return _("{n} without a figure, {k} of them suppressed", n=number(missing), k=number(hidden))


def show(rows: pd.DataFrame, indicator: Indicator, level: str, place: Place) -> None:
    """The longest ones end, the export has all."""
    most = apart.rows_at_once(LONGEST)
    pieces.rest(len(rows), most)
    label = _("Table of {areas} in {place}", areas=level_word(level), place=place.name)
    _table(rows.head(most), indicator, level, label)


def no_figures() -> None:
    """In the place of the picture."""
    st.info(
        _("**No figures at this level.** The source of this edition does not have them. Choose another level."),
        icon=":material/filter_alt_off:",
    )


def download(rows: pd.DataFrame, indicator: Indicator, level: str, header: Mapping[str, str]) -> None:
    """All of the areas as CSV, a figure with as many decimals as on the screen."""
    told = rows["value"].astype("float64")
    rows = rows.assign(value=[round(*pair) for pair in zip(told, rows["n"].map(indicator.digits), strict=True)])
    st.download_button(
        _("Areas (CSV)"),
        data=export.later(partial(export.csv_bytes, rows, export_columns(indicator), header)),
        file_name=export.file_name(pieces.named(indicator, "name"), level_word(level)),
        mime="text/csv",
        icon=":material/download:",
        key="kaart-gebieden-csv",
    )


def _table(rows: pd.DataFrame, indicator: Indicator, level: str, label: str) -> None:
    shown = rows[["title", "value"]].assign(title=tables.brief(rows["title"]))
    notes = [export.status_word(status) for status in rows["status"]]
    if any(notes):
        shown = shown.assign(note=notes)
    st.dataframe(
        tables.numbers_as_text(shown, {"value": [indicator.digits(n) for n in rows["n"]]}),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 600),
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
        export.Column("value", indicator.indicator_id, 0, "status", int(indicator.decimals)),
        export.Column("period", _("Period")),
    ]
