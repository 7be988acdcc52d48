"""The table of docs/partner-file-habits.md: what a partner makes, what is read, what is said.

`python -m tests.support.habit_table` writes it anew from the files that tests/partners/test_habits.py makes by rule.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from etl.partners import intake
from tests.partners import test_habits as habits
from tests.support.source import ROOT

DOCUMENT = ROOT / "docs" / "partner-file-habits.md"
HEAD = """# Habits of partner files: input, reading, sentence

Made by `python -m tests.support.habit_table` from files that a rule makes of fictional schools
(`tests/partners/test_habits.py`): the first lines as the partner has them, how many activities are read and the first
of them, and the sentences of the page and the command (Dutch, as they stand there). A test keeps it so.

| habit | input | reading | sentence |
| --- | --- | --- | --- |
"""
FIELDS = ("school", "place", "municipality", "programme", "school_year", "participants")
LINES, WIDEST = 4, 90
HABITS = (*habits.TAKEN, *habits.REFUSED)


def line(name: str, data: bytes) -> tuple[str, str, str]:
    """Input, reading and sentence of one file."""
    proposal = intake.propose(name, data)
    said = [found for found in proposal.findings if found.result in ("note", "stop")]
    sentence = " ".join(found.message_nl for found in said)
    top = [" · ".join(cell.strip() for cell in cells if cell.strip()) for _, cells in proposal.top]
    shown = [text[:WIDEST] + ("…" if len(text) > WIDEST else "") for text in top if text][:LINES]
    if proposal.stopped:
        return _as_text(data) or f"`{name}`", "none: refused, or asked", sentence
    first = dict(proposal.rows.iloc[0]) if len(proposal.rows) else {}
    first["school_year"] = intake.school_year(first.get("school_year", "")) or first.get("school_year", "")
    told = " · ".join(filter(None, (first.get(field, "") for field in FIELDS)))
    return "<br>".join(shown), f"{len(proposal.rows)}: {told}", sentence


def _as_text(data: bytes) -> str:
    """The first lines of a text file; "" of a workbook."""
    text = "" if data.startswith(b"PK") else data.decode("utf-8", "replace")
    return "<br>".join(one.replace(";", " · ")[:WIDEST] for one in text.splitlines()[:LINES])


def row(habit: Callable) -> str:
    """The row of one habit."""
    rng = random.Random(f"{habit.__name__} 1")
    name, data, _ = habit(rng, habits.rows_of(rng))
    return "| " + " | ".join(map(_cell, (habit.__name__.replace("_", " "), *line(name, data)))) + " |\n"


def table() -> str:
    """Document with a row per habit."""
    return HEAD + "".join(map(row, HABITS))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*") or "–"


if __name__ == "__main__":
    DOCUMENT.write_text(table(), encoding="utf-8")
