"""Who works at the school, now and before, each with the month in which it was confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from babel.dates import format_date

from dashboard.frame import markup
from dashboard.frame.language import _, current, number
from dashboard.frame.markup import Cell, Markup, escape
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces


def show(activities: pd.DataFrame | None, reader: Reader) -> None:
    """The table; a sentence where nobody works, or where this reader may not know."""
    pieces.heading(_("Partners at this school"), "" if activities is None else _made_up(reader))
    if activities is None:
        text = _("Who works where is only for partners. Who keeps this server gives the rights to it.")
        pieces.piece(escape(text), "rw-muted")
        return
    is_now = activities["is_current"].astype(bool)
    for rows, nothing in (
        (activities[is_now], _("No partner told that it works here now.")),
        (activities[~is_now], _("Before: none.")),
    ):
        if rows.empty:
            pieces.piece(escape(nothing), "rw-muted")
        else:
            pieces.piece(table(rows), "rw-scroll")


def _made_up(reader: Reader) -> str:
    row = reader.run("made_up_activity").iloc[0]
    return _("fictional") if row["is_all_made_up"] else _("partly fictional") if row["is_part_made_up"] else ""


def table(rows: pd.DataFrame) -> Markup:
    heads = [_("Partner and programme"), _("School year"), Cell(_("Participants"), is_number=True), _("Confirmed")]
    return markup.table(heads, (_row(row) for row in rows.to_dict("records")))


def _row(row: Mapping[str, Any]) -> list[str | Cell]:
    name = Markup("{}<small>{}</small>").format(row["partner_name"], row["programme_name"] or _("programme not named"))
    told = Markup('<span class="{}">{} {}</span>').format(
        "rw-ahead" if row["is_current"] else "rw-old", "✓" if row["is_current"] else "↺", month(row["confirmed_on"])
    )
    word = "" if row["is_current"] else Markup("<small>{}</small>").format(_("faded"))
    return [Cell(name), Cell(row["school_year"], kind="nw"), Cell(participants(row), is_number=True), Cell(told + word)]


def participants(row: Mapping[str, Any]) -> str:
    """A count; 1 to 4 stay as that, and what was not told is no nought."""
    if pd.isna(row["participants_lower"]):
        return _("not told")
    if row["participants_lower"] != row["participants_upper"]:
        return f"{number(row['participants_lower'])}–{number(row['participants_upper'])}"
    return ("± " if row["participants_status"] == "approximate" else "") + number(row["participants_lower"])


def month(date: pd.Timestamp) -> str:
    """juli 2021"""
    return format_date(date, format="LLLL yyyy", locale=current()) if pd.notna(date) else ""
