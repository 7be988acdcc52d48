"""A saved list as CSV or XLSX (list, changes, criteria): the figures as they were, with each school's place now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import export, target_parts, warehouse
from dashboard.access import PARTNER, Access, may
from dashboard.export import Column
from dashboard.language import _
from dashboard.saved_lists import Changes, SavedList

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def frame(saved: SavedList, changes: Changes | None) -> pd.DataFrame:
    """The frozen rows with, for each, its place now: a number, or the word for a school that left."""
    rows = pd.DataFrame(list(saved.rows))
    if changes is not None and len(rows):
        gone = {row["school_id"] for row in changes.left}
        moved = {row["school_id"]: after for row, _then, after in changes.moved}
        rows["now"] = [
            _("left") if code in gone else moved.get(code, int(rank))
            for code, rank in zip(rows["school_id"], rows["rank"], strict=True)
        ]
    return rows


def columns(saved: SavedList) -> list[Column]:
    """The columns of a frozen list; its parts are those of its criteria."""
    known = [
        Column("school_id", _("School code")), Column("rank", _("No.")), Column("now", _("Now")),
        Column("name", _("School")), Column("place", _("Place")), Column("score", _("Target score"), 1),
        Column("low", _("Band from")), Column("high", _("Band to")),
    ]  # fmt: skip
    held = set(saved.rows[0]) if saved.rows else set()
    every = dict.fromkeys([*(part for need in target_parts.NEED.values() for part in need), *target_parts.CONTEXT])
    known += [Column(part.column, target_parts.raw_name(part), part.decimals) for part in every if part.column in held]
    return [*known, Column("pupils_count", _("Pupils")), Column("partners", _("Partners"))]


def buttons(saved: SavedList, changes: Changes | None, selection: Sequence[str], access: Access) -> None:
    """Two files of the list."""
    if not may(access, "export", PARTNER):
        return
    for kind, mime in (("csv", "text/csv"), ("xlsx", XLSX)):
        st.download_button(
            kind.upper(),
            data=export.later(partial(content, kind, saved, changes, selection, access)),
            file_name=export.file_name(_("saved list"), saved.saved_at[:10], kind=kind),
            mime=mime,
            icon=":material/download:",
            key=f"doelscholen-bewaard-{kind}",
        )


def content(kind: str, saved: SavedList, changes: Changes | None, selection: Sequence[str], access: Access) -> bytes:
    """The file of one kind; the changes are a sheet of the workbook only."""
    rows = frame(saved, changes)
    chosen = [column for column in columns(saved) if column.name in rows]
    told = _header(saved, selection, access)
    if kind == "csv":
        return export.csv_bytes(rows, chosen, told)
    sheets = [export.Sheet(_("list"), rows, chosen), export.facts(_("criteria"), told)]
    if changes is not None:
        sheets.insert(1, _changes(changes))
    return export.xlsx_bytes(sheets, {})


def _header(saved: SavedList, selection: Sequence[str], access: Access) -> dict[str, str]:
    told = {
        _("List"): saved.name,
        _("Saved"): saved.saved_at,
        _("Saved by"): saved.saved_by,
        _("Selection"): " · ".join(word for word in selection if word),
        _("Source"): saved.source,
        _("Partners"): _("activity: as told by the partners"),
        _("Build"): saved.build_id,
        _("Compared with build"): warehouse.run("build", {}, access).iloc[0]["build_id"],
    }
    return {name: text for name, text in told.items() if text}


def _changes(changes: Changes) -> export.Sheet:
    """One row per school that entered, left or moved."""
    rows = [
        *({**row, "change": _("Entered"), "then": None, "now": row["rank"]} for row in changes.entered),
        *({**row, "change": _("Left"), "then": row["rank"], "now": None} for row in changes.left),
        *({**row, "change": _("Moved"), "then": then, "now": now} for row, then, now in changes.moved),
    ]
    known = [
        Column("change", _("Change")), Column("school_id", _("School code")), Column("name", _("School")),
        Column("place", _("Place")), Column("then", _("No. then")), Column("now", _("No. now")),
    ]  # fmt: skip
    return export.Sheet(_("changes"), pd.DataFrame(rows, columns=[column.name for column in known]), known)
