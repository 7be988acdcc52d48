"""What only a secondary school has: its pupils by type of education, and its examinations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.frame import markup
from dashboard.frame.language import _, number, percent
from dashboard.frame.markup import Cell, escape
from dashboard.frame.warehouse import Reader
from dashboard.school.facts import School
from dashboard.ui import pieces, tables
from dashboard.ui.group_words import type_words

COUNTS, SHARES, PASSED = "vo_pupils_by_type", "vo_type_pct", "vo_exam_pass_pct"
WHOLE_BELOW = 100  # a percentage of fewer is whole


def types_of(school: School, reader: Reader) -> pd.DataFrame:
    """One row per type of education: its pupils and their share, of the newest period."""
    return reader.run("school_types", {"school": school.school_id, "counts": COUNTS, "shares": SHARES})


def exams_of(school: School, reader: Reader) -> pd.DataFrame:
    """One row per school year and type: the share that passed."""
    return reader.run("school_exams", {"school": school.school_id, "indicator": PASSED})


def types(school: School, reader: Reader) -> None:
    """Pupils by type, and the share of each among those whose type is settled."""
    rows = types_of(school, reader)
    when = _("on 1 October {year}", year=rows.iloc[0]["period"]) if len(rows) else ""
    pieces.heading(_("Pupils by type"), when)
    if rows.empty:
        pieces.piece(escape(_("No pupils by type are published of this location.")), "rw-muted")
        return
    words = type_words()
    ordered = rows.sort_values("group_code", key=lambda codes: codes.map(list(words).index))
    heads = [_("Type"), Cell(_("Pupils"), is_number=True), Cell(_("Share"), is_number=True)]
    lines = [[words[row["group_code"]], *_counts(row)] for row in ordered.to_dict("records")]
    pieces.piece(markup.table(heads, lines), "rw-scroll")
    note = _("Shares are of the pupils in vmbo 3-4, havo 4-5, vwo 4-6 and pro: in bridge years no type is settled.")
    pieces.piece(escape(note), "rw-muted rw-small")


def _counts(row: Mapping[str, Any]) -> list[str | Cell]:
    shown = row["pupils_status"] == "observed"
    pupils = number(row["pupils_count"]) if shown else tables.cell_word(row["pupils_status"])
    return [Cell(pupils, is_number=True), Cell(_share(row), is_number=True)]


def _share(row: Mapping[str, Any]) -> str:
    if row["share_status"] is None or pd.isna(row["share_status"]):
        return tables.NONE
    if row["share_status"] != "observed":
        return tables.cell_word(row["share_status"])
    return percent(row["share_pct"] / 100, 0 if row["n"] < WHOLE_BELOW else 1)


def exams(school: School, reader: Reader) -> None:
    """The share that passed by year and type; why a cell is empty stands in it."""
    rows = exams_of(school, reader)
    pieces.heading(_("Examinations"), _("share that passed, %"))
    if rows.empty:
        pieces.piece(escape(_("No examinations of this location are published.")), "rw-muted")
        return
    periods, groups = (
        list(dict.fromkeys(rows["period"])),
        [g for g in ("all", "vmbo", "havo", "vwo") if g in set(rows["group_code"])],
    )
    cells = rows.set_index(["group_code", "period"])
    lines = [
        [_("all") if group == "all" else group, *(_cell(cells, group, period) for period in periods)]
        for group in groups
    ]
    pieces.piece(
        markup.table([_("Type"), *(Cell(_short(period), is_number=True) for period in periods)], lines), "rw-scroll"
    )
    note = _(
        "· suppressed or withheld (small numbers). No central exams in 2019-2020, eased rules in 2020-2021 and "
        "2021-2022: do not compare across."
    )
    pieces.piece(escape(note), "rw-muted rw-small")


def _short(period: str) -> str:
    """2018-2019 as 18-19: six of them stand beside each other."""
    return "-".join(year[2:] for year in period.split("-"))


def _cell(cells: pd.DataFrame, group: str, period: str) -> Cell:
    if (group, period) not in cells.index:
        return Cell(tables.NONE, is_number=True)
    row = cells.loc[(group, period)]
    shown = row["status"] == "observed"
    text = number(row["value"], 0 if row["n"] < 100 else 1) if shown else tables.cell_word(row["status"])[:1]
    return Cell(text, is_number=True, title="" if shown else tables.cell_word(row["status"]))
