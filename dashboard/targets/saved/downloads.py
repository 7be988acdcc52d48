"""A saved list as CSV or XLSX: the figures as they were, each school's place now, what each column means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.frame import export, marks
from dashboard.frame.access import PARTNER
from dashboard.frame.export import Column
from dashboard.frame.language import _, number
from dashboard.frame.marks import Marks
from dashboard.frame.warehouse import Reader
from dashboard.targets import downloads, finding, score, table
from dashboard.targets.saved.store import Changes, SavedList

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def frame(saved: SavedList, changes: Changes | None) -> pd.DataFrame:
    """The frozen rows with, for each, its place now: a number, or the word for a school that left."""
    rows = pd.DataFrame(list(saved.rows))
    if "share" in rows:
        rows["share"] = 100 * rows["share"].astype(float)
    if set(table.NOTED) <= set(rows):
        rows["remarks"] = table.remarks(rows)
    if changes is not None and len(rows):
        gone = {row["school_id"] for row in changes.left}
        moved = {row["school_id"]: after for row, _then, after in (*changes.moved, *changes.shifted)}
        rows["now"] = [
            _("left") if code in gone else moved.get(code, int(rank))
            for code, rank in zip(rows["school_id"], rows["rank"], strict=True)
        ]
    return rows


def columns(saved: SavedList, rows: pd.DataFrame) -> list[tuple[Column, str]]:
    """The columns of a frozen list that its frame() holds, each with what it means."""
    every = dict.fromkeys([*(part for need in score.NEED.values() for part in need), *score.CONTEXT])
    held = [part for part in every if part.column in rows]
    first, last = saved.years
    top = int(saved.criteria.get("top", len(rows)))
    explained = downloads.explained(held, top, (first, last), is_aged=saved.is_aged)
    explained.insert(2, (Column("now", _("Now")), _("Place in the build it is compared with.")))
    return [(replace(column, status=None), meaning) for column, meaning in explained if column.name in rows]


def buttons(saved: SavedList, changes: Changes | None, selection: Sequence[str], reader: Reader) -> None:
    """Two files of the list."""
    if not reader.may("export", PARTNER):
        return
    for kind, mime in (("csv", "text/csv"), ("xlsx", XLSX)):
        st.download_button(
            kind.upper(),
            data=export.later(partial(content, kind, saved, changes, selection, reader)),
            file_name=export.file_name(_("saved list"), saved.saved_at[:10], kind=kind),
            mime=mime,
            icon=":material/download:",
            key=f"doelscholen-bewaard-{kind}",
        )


def content(kind: str, saved: SavedList, changes: Changes | None, selection: Sequence[str], reader: Reader) -> bytes:
    """The file of one kind; the changes are a sheet of the workbook only."""
    rows, marked = frame(saved, changes), marks_of(saved)
    explained = columns(saved, rows)
    chosen = [column for column, _meaning in explained]
    facts = _header(saved, selection, reader)
    if kind == "csv":
        return export.csv_bytes(rows, chosen, facts, marked)
    sheets = [
        export.Sheet(_("list"), rows, chosen),
        export.facts(_("definitions"), {column.title: meaning for column, meaning in explained}),
        downloads.sources(saved.sources),
    ]
    if changes is not None:
        sheets.insert(1, _changes(changes))
    return export.xlsx_bytes(sheets, facts, marked, _("criteria"), len(sheets) - 2)


def marks_of(saved: SavedList) -> Marks:
    """What the figures were marked with; lists from before this was kept get the mark of the build in use."""
    as_of = dt.date.fromisoformat(saved.as_of) if saved.as_of else None
    return Marks(as_of, marks.in_use().made_up if saved.made_up is None else saved.made_up)


def _header(saved: SavedList, selection: Sequence[str], reader: Reader) -> dict[str, str]:
    facts = {
        _("List"): saved.name,
        _("Saved"): saved.saved_at,
        _("Saved by"): saved.saved_by,
        _("Selection"): " · ".join(word for word in selection if word),
        _("First"): number(int(saved.criteria.get("top", len(saved.rows)))),
        _("Schools in the list"): number(len(saved.rows)),
        _("Left out"): finding.left_out_kinds(saved.left_out) if saved.words else "",  # older lists do not know
        _("Source"): downloads.source(saved.sources) or saved.source,
        _("Partners"): _("activity: as told by the partners"),
        _("Build"): saved.build_id,
        _("Compared with build"): reader.build.build_id,
    }
    return {name: text for name, text in facts.items() if text}


def _changes(changes: Changes) -> export.Sheet:
    """One row per school that entered, left or moved, with why it came or went."""
    rows = [
        *({**row, "change": _("Entered"), "then": None, "now": row["rank"]} for row in changes.entered),
        *({**row, "change": _("Left"), "then": row["rank"], "now": None} for row in changes.left),
        *({**row, "change": _("Moved out of its band"), "then": then, "now": now} for row, then, now in changes.moved),
        *(
            {**row, "change": _("Moved within its band"), "then": then, "now": now}
            for row, then, now in changes.shifted
        ),
    ]
    rows = [{**row, "why": changes.why.get(row["school_id"], "")} for row in rows]
    columns = [
        Column("change", _("Change")), Column("school_id", _("School code")), Column("name", _("School")),
        Column("place", _("Place")), Column("then", _("No. then")), Column("now", _("No. now")),
        Column("why", _("Why")),
    ]  # fmt: skip
    return export.Sheet(_("changes"), pd.DataFrame(rows, columns=[column.name for column in columns]), columns)
