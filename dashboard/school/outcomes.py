"""What came out at a primary school: its end test per provider, and who reached the reference levels."""

from __future__ import annotations

import pandas as pd

from dashboard.frame import markup
from dashboard.frame.language import _, number
from dashboard.frame.markup import Cell, escape
from dashboard.frame.records import WHOLE_BELOW
from dashboard.frame.warehouse import Reader
from dashboard.school.facts import School
from dashboard.ui import pieces, tables
from dashboard.ui.group_words import words

TEST, LEVELS = "po_end_test_mean", "po_reference_level_pct"
SHOWN = (TEST, LEVELS)
FEW = 10  # pupils: of fewer, one of them moves a mean much
SUBJECTS = ("reading", "language", "arithmetic")


def of(school: School, reader: Reader) -> pd.DataFrame:
    """One row per outcome, group and school year; `middle` is that of other schools, where nearly all are open."""
    return reader.run("school_outcomes", {"school": school.school_id, "indicators": SHOWN})


def show(school: School, reader: Reader) -> None:
    """Both tables; a sentence where nothing of it is published."""
    rows = of(school, reader)
    _test(rows[rows["indicator_id"] == TEST])
    _levels(rows[rows["indicator_id"] == LEVELS])


def _test(rows: pd.DataFrame) -> None:
    pieces.heading(_("End test"), _("mean score, each test on its own scale"))
    if rows.empty:
        pieces.piece(escape(_("No score of an end test is published of this school.")), "rw-muted")
        return
    amounts = (Cell(head, is_number=True) for head in (_("Score"), _("Pupils"), _("Middle of schools")))
    lines = [
        [
            words(row["group_code"]), row["period"], _score(row),
            Cell("" if pd.isna(row["n"]) else number(row["n"]), is_number=True),
            Cell(tables.NONE if pd.isna(row["middle"]) else number(row["middle"], 1), is_number=True),
        ]
        for row in rows.to_dict("records")
    ]  # fmt: skip
    pieces.piece(markup.table([_("Test"), _("School year"), *amounts], lines), "rw-scroll")
    few = _("Of fewer than {n} pupils one moves the mean much.", n=number(FEW)) if (rows["n"] < FEW).any() else ""
    note = _(
        "Middle: of all other schools with the same test. Scores of two tests cannot be compared, and are never"
        " averaged. There was no end test in 2020; since 2023-2024 it is the doorstroomtoets, with other scales."
    )
    pieces.piece(escape(f"{note} {few}".strip()), "rw-muted rw-small")


def _score(row: dict) -> Cell:
    if row["status"] != "observed":
        return Cell(tables.cell_word(row["status"]), is_number=True)
    return Cell(number(row["value"], 1), is_number=True)


def _levels(rows: pd.DataFrame) -> None:
    """Subjects below each other, the basic and the target level beside each other; nothing where no source has it."""
    if rows.empty:
        return
    rows = rows[rows["period"] == rows["period"].max()]
    pieces.heading(_("Reference levels"), _("share of the pupils who reach it, %, {year}", year=rows["period"].iloc[0]))
    cells = rows.set_index("group_code")
    heads = [_("Subject"), *(Cell(head, is_number=True) for head in ("1F", "1S/2F", _("Pupils")))]
    lines = [[words(subject), *_of_subject(cells, subject)] for subject in SUBJECTS]
    pieces.piece(markup.table(heads, lines), "rw-scroll")
    note = _(
        "1F is the basic level, 2F (reading and language) and 1S (arithmetic) the target level; who reaches that"
        " counts at 1F too. · suppressed, or withheld: fewer than five pupils do or do not reach it."
    )
    pieces.piece(escape(note), "rw-muted rw-small")


def _of_subject(cells: pd.DataFrame, subject: str) -> list[Cell]:
    target = f"{subject}_1S2F" if f"{subject}_1S2F" in cells.index else f"{subject}_2F"
    found = [cells.loc[code] if code in cells.index else None for code in (f"{subject}_1F", target)]
    counted = next((row["n"] for row in found if row is not None and pd.notna(row["n"])), None)
    return [*map(_share, found), Cell(tables.NONE if counted is None else number(counted), is_number=True)]


def _share(row: pd.Series | None) -> Cell:
    if row is None:
        return Cell(tables.NONE, is_number=True)
    if row["status"] != "observed":
        word = tables.cell_word(row["status"])
        return Cell(word[:1], is_number=True, title=word)
    return Cell(number(row["value"], 0 if row["n"] < WHOLE_BELOW else 1), is_number=True)
