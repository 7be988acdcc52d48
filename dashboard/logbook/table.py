"""The log as a table, its choices and its file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import audit, export, markup
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.logbook import rows, words
from dashboard.ui import pieces, tables

MOST = 200


def choices(chosen: Selection, every: pd.DataFrame) -> None:
    """How far back, what kind of deed, of whom."""
    kinds = {"": _("all deeds"), **words.kinds()}
    people = {"": _("everybody"), **{name: name for name in sorted(every["by"].unique())}}
    chosen.pick("dagen", _("Period"), list(rows.DAYS), format_func=_days)
    chosen.valid("soort", list(kinds))
    chosen.choose("soort", _("Deed"), list(kinds), format_func=kinds.__getitem__)
    chosen.valid("persoon", list(people))
    chosen.choose("persoon", _("Person"), list(people), format_func=people.__getitem__)


def _days(n: str) -> str:
    return ngettext("{n} day", "{n} days", int(n))


def selection(chosen: Selection) -> list[str]:
    """What is chosen, in words."""
    return [_("last {n} days", n=chosen["dagen"]), words.kinds().get(chosen["soort"], ""), chosen["persoon"]]


def show(told: pd.DataFrame) -> None:
    """The newest deeds; who, what and of which selection in one cell, so that it fits a phone."""
    if told.empty:
        st.info(_("**Nothing of this in the log.** Choose more days, another deed or everybody."),
                icon=":material/filter_alt_off:")  # fmt: skip
        return
    note = _("the newest {n} of {all}", n=number(min(MOST, len(told))), all=number(len(told)))
    pieces.heading(_("Deeds"), note)
    heads = [_("When (UTC)"), _("Did"), Cell(_("Rows"), is_number=True), Cell(_("Selection"), kind="hs")]
    lines = [
        [
            Cell(Markup("{}<small>{}</small>").format(row["at"], row["by"])),
            Cell(Markup("{}: {}<small>{}</small>").format(row["kind"], row["what"], _about(row))),
            Cell(tables.NONE if row["rows"] is None or pd.isna(row["rows"]) else number(row["rows"]), is_number=True),
            Cell(row["selection"], kind="hs"),
        ]
        for row in told.head(MOST).to_dict("records")
    ]
    pieces.piece(markup.table(heads, lines), "rw-scroll")


def _about(row: dict) -> str:
    return " · ".join(part for part in (row["page"], row["resource"], row["place"]) if part)


def download(told: pd.DataFrame, chosen: Selection, reader: Reader) -> None:
    """All deeds of the choice."""
    header = {
        _("Selection"): " · ".join(filter(None, selection(chosen))),
        _("Build"): pieces.build_text(reader.build),
    }  # fmt: skip
    st.download_button(
        _("Log (CSV)"), data=export.later(lambda: export.csv_bytes(told, rows.columns(), header)),
        file_name=export.file_name(_("log")), mime="text/csv", icon=":material/download:", key="logboek-csv",
    )  # fmt: skip


def kept_lines(unreadable: int) -> list[str]:
    """How long it is kept, what it holds, and what of it cannot be read."""
    try:
        months = ngettext("Kept for {n} month", "Kept for {n} months", audit.months_kept())
    except audit.EtlError as error:
        months = str(error)
    lines = [
        _("{months}; the setting AUDIT_MONTHS says how long. No figure is in it, and no word that somebody typed.",
          months=months),
        _("On the machine itself what is read is not logged, nor a file of open data."),
    ]  # fmt: skip
    if unreadable:
        lines.append(ngettext("{n} entry cannot be read: restore a backup, or see the log of the server.",
                              "{n} entries cannot be read: restore a backup, or see the log of the server.",
                              unreadable))  # fmt: skip
    return lines
