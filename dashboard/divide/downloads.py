"""What a reader takes along: the open cell, all schools of the matrix, and one partner's own sheet of claims."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.divide import cell, clashes, shares
from dashboard.divide.opened import Opened
from dashboard.divide.view import View
from dashboard.frame import export
from dashboard.frame.export import Column, Sheet
from dashboard.frame.language import _, day, level_word
from dashboard.frame.markup import md
from dashboard.ui import pieces, tables

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def header(words: list[str], lines: list[str], view: View) -> dict[str, str]:
    """What every file says of itself."""
    return {
        _("Selection"): " · ".join(filter(None, words)),
        _("Claims on the day"): day(view.today),
        _("Source"): " · ".join(filter(None, lines)),
        _("Build"): pieces.build_text(view.reader.build),
    }


def of_open(here: Opened, about: Mapping[str, str], view: View) -> None:
    """All schools of the open cell, or of the proposal, also those that the list on the page leaves out."""
    told = {**about, _("Cell"): here.word}
    name = export.file_name(_("division"), view.filters.sector, here.code, kind="xlsx")

    def make() -> bytes:
        rows = _written(cell.rows_of(view, here, most=None))
        return export.xlsx_bytes([Sheet(_("schools"), rows, columns(view.filters.sector))], told)

    st.download_button(
        _("List (XLSX)") if here.named else _("Cell (XLSX)"), data=export.later(make), file_name=name, mime=XLSX,
        icon=":material/download:", key="verdeel-vak",
    )  # fmt: skip


def of_all(view: View, about: Mapping[str, str]) -> None:
    """Every school of the matrix with its tenth, partners and claims."""

    def make() -> bytes:
        rows = view.table.schools
        words = [cell.claim_word(view.by_school.get(school_id, ()), view) for school_id in rows["school_id"]]
        wanted = [one for one in columns(view.filters.sector) if not one.name.startswith("near")]
        return export.csv_bytes(_written(rows.assign(claim=words)), wanted, about)

    st.download_button(
        _("Schools of the matrix (CSV)"), data=export.later(make), mime="text/csv", icon=":material/download:",
        file_name=export.file_name(_("division"), view.filters.sector, kind="csv"), key="verdeel-alle",
    )  # fmt: skip


def of_partner(partner_id: str, about: Mapping[str, str], view: View) -> None:
    """The sheet that one partner takes along: its claims that stand and its history, who else claims, its part."""
    if not partner_id:
        return
    name = view.partner(partner_id)
    told = {**about, _("Partner"): name}
    st.download_button(
        _("Sheet of this partner (XLSX)"),
        data=export.later(lambda: export.xlsx_bytes(sheets(partner_id, view), told)),
        file_name=export.file_name(_("division"), partner_id, view.school_year, kind="xlsx"),
        mime=XLSX, icon=":material/assignment_ind:", key="verdeel-blad", help=md(name),
    )  # fmt: skip


def sheets(partner_id: str, view: View) -> list[Sheet]:
    """Its schools, how the claims divide over all partners, and what became of its claims."""
    stand = [one for one in view.stand if one.partner_id == partner_id]
    ids = [one.school_id for one in stand]
    rows = view.schools.loc[ids].reset_index(drop=True)
    mine = rows.assign(
        until=[one.until for one in stand],
        claim=[cell.claim_word(view.by_school[school_id], view) for school_id in ids],
        near_name=view.partner(partner_id),
        near_km=[view.claimed_distances.get((school_id, partner_id), float("nan")) for school_id in ids],
    )
    own = [*columns(view.filters.sector), Column("until", _("Stands until"))]
    return [
        Sheet(_("my schools"), _written(mine), own),
        Sheet(_("all partners"), shares.of(view), _of_shares(view.filters.sector)),
        Sheet(_("history"), _history(partner_id, view), _of_history()),
    ]


def _written(rows: pd.DataFrame) -> pd.DataFrame:
    """Remarks in words; the figures stay as they are."""
    notes = [
        tables.remarks(row["quality_flag"], row["location_precision"])
        for row in rows[["quality_flag", "location_precision"]].to_dict("records")
    ]
    return rows.assign(remarks=notes)


def columns(sector: str) -> list[Column]:
    """Those of the list on the page, with what finds the school."""
    unit = cell.unit(sector)
    return [
        Column("school_id", _("School number")), Column("name", _("School")), Column("address", _("Address")),
        Column("postcode", _("Postcode")), Column("place", _("Place")), Column("municipality_name", _("Municipality")),
        Column("district_name", level_word("district", 1).capitalize()),
        Column("pupils_count", _("Pupils"), 0, "pupils_status"),
        Column("tenth", _("Tenth of need")), Column("need", _("Need, {unit}", unit=unit), 2, "need_status"),
        Column("need_per_pupil", _("Need per pupil"), 4), Column("partners_count", _("Partners now")),
        Column("partners", _("Who is active")), Column("near_name", _("Nearest partner")),
        Column("near_km", _("Nearest, km"), 1), Column("claim", _("Claimed by")), Column("remarks", _("Note")),
    ]  # fmt: skip


def _of_shares(sector: str) -> list[Column]:
    return [
        Column("name", _("Partner")), Column("schools_count", _("Schools")),
        Column("need", _("Need, {unit}", unit=cell.unit(sector)), 2),
        Column("need_share", _("Part of the need claimed"), 4),
        Column("distance_km", _("Distance, km"), 1), Column("capacity", _("Can take a year, young people")),
    ]  # fmt: skip


def _history(partner_id: str, view: View) -> pd.DataFrame:
    """One row per claim of the partner, the newest first; also of schools outside this selection."""
    names = view.rows.set_index("school_id")["name"].to_dict()
    lines = [
        (one.school_id, names.get(one.school_id, ""), one.school_year, one.claimed_on, one.until,
         clashes.state_word(one, view))
        for one in reversed(view.log.claims.values()) if one.partner_id == partner_id
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=["school_id", "name", "school_year", "claimed_on", "until", "state"])


def _of_history() -> list[Column]:
    return [
        Column("school_id", _("School number")), Column("name", _("School")), Column("school_year", _("School year")),
        Column("claimed_on", _("Claimed on")), Column("until", _("Stands until")), Column("state", _("State")),
    ]  # fmt: skip
