"""The list of schools that were found: each a link, with why it is a hit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.frame import markup
from dashboard.frame.language import _, day, number
from dashboard.frame.markup import Cell, Markup
from dashboard.search.schools import Found
from dashboard.ui import pieces, school_links, tables


def show(rows: pd.DataFrame, found: Found) -> None:
    """One row per school, the likeliest first."""
    with_partners = "partners_count" in rows
    heads = [
        _("School"), _("Place"), Cell(_("Address"), kind="hs"), "BRIN", _("Sector"), Cell(_("Status"), kind="hs"),
        Cell(_("Pupils"), is_number=True, kind="hs"), Cell(_("Need per pupil"), is_number=True, kind="hs"),
    ]  # fmt: skip
    heads += [Cell(_("Partners"), is_number=True)] if with_partners else []
    cells = [_row(row, found, with_partners) for row in rows.to_dict("records")]
    pieces.piece(markup.table(heads, cells), "rw-scroll")


def _row(row: Mapping[str, Any], found: Found, with_partners: bool) -> list[str | Cell]:
    name = school_links.anchor(row["school_id"], row["name"])
    if other := found.by_name.get(row["school_id"]):
        name += Markup("<small>{}</small>").format(_("also called {name}", name=other))
    if not row["is_listed"]:
        name += Markup('<small class="ps">{}</small>').format(status(row))
    cells: list[str | Cell] = [
        Cell(name),
        row["place"] or row["municipality_name"] or tables.NONE,
        Cell(row["address"] or tables.NONE, kind="hs"),
        Cell(Markup('<span style="white-space:nowrap">{} {}</span>').format(row["brin"], row["school_id"][4:])),
        row["sector"],
        Cell(status(row), kind="hs"),
        Cell(_figure(row["pupils_count"], row["pupils_status"], 0), is_number=True, kind="hs"),
        Cell(_figure(row["need_per_pupil"], row["need_status"], 2), is_number=True, kind="hs"),
    ]
    if with_partners:
        count = int(row["partners_count"])
        cells.append(Cell(number(count) if count else _("none"), is_number=True))
    return cells


def status(row: Mapping[str, Any]) -> Markup:
    """Open, or when a source saw it last: that a school closed may only be said with a source."""
    if row["is_listed"]:
        return Markup('<span class="rw-ahead">✓ {}</span>').format(_("open"))
    if pd.isna(row["valid_to"]):
        return Markup('<span class="rw-old">! {}</span>').format(_("not in the list"))
    return Markup('<span class="rw-old">! {}</span>').format(_("last counted {date}", date=day(row["valid_to"])))


def _figure(value: float, status: str, decimals: int) -> str:
    return number(value, decimals) if status == "observed" and pd.notna(value) else tables.cell_word(status)[:1] or "–"
