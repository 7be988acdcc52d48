"""The partner's own sheet with our reading beside it, what was understood of it, and a click to undo each of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, number
from dashboard.partners import files, grid
from dashboard.ui import pieces, tables

LETTER, NARROWEST, WIDEST = 6, 52, 190  # pixels
OURS = ("school", "place", "municipality", "programme", "school_year", "participants")


def habit_words() -> dict[str, str]:
    """What can be understood of a file, as the switch that undoes it says it."""
    return {
        "upright": _("Each row is a school (off: each column)"),
        "sheets": _("Sheets of one layout read as one"),
        "second_table": _("Second table put with the first"),
        "blocks": _("An activity for each filled column"),
        "groups": _("Columns per group added up"),
        "swapped": _("School and place the other way round"),
        "sections": _("Section rows hold for the rows below"),
        "carried": _("Empty cells taken from above"),
        "year_title": _("School year from the title"),
        "year_sheet": _("School year from the sheet's name"),
    }


def wishes(delivery_id: str) -> tuple[frozenset[str], str]:
    """What a person undid, and the school year told for the whole file ('' = none)."""
    told = st.session_state
    undone = frozenset(habit for habit in files.UNDOABLE if told.get(f"habit-{delivery_id}-{habit}") is False)
    return undone, told.get(f"year-{delivery_id}") or ""


def understood(delivery_id: str, plain: files.Proposal, *, may_turn: bool = False) -> None:
    """A switch for each thing that was understood; plain: the proposal as it is with all of them on."""
    habits = _habits(plain) | ({"upright"} if may_turn else set())
    found = [habit for habit in files.UNDOABLE if habit in habits]
    if not found:
        return
    pieces.heading(_("What was understood"), _("switch off what is not so"))
    words = habit_words()
    for place, habit in zip(grid.places(3), found, strict=False):
        with place:
            st.toggle(words[habit], True, key=f"habit-{delivery_id}-{habit}")


def _habits(proposal: files.Proposal) -> set[str]:
    """The habits of a proposal."""
    layout, noted = proposal.layout, {found.check for found in proposal.findings if found.result == "note"}
    by_layout = {
        "sheets": layout.sheets,
        "second_table": layout.orders,
        "blocks": layout.blocks,
        "groups": layout.summed,
    }
    habits = {habit for habit, told in by_layout.items() if told} | ({"swapped", "sections"} & noted)
    return habits | {habit for _first, _last, _field, _text, habit in layout.given}


def ask_year(delivery_id: str, years: Iterable[str]) -> None:
    """The school year of the whole file, where the file does not say it."""
    st.selectbox(
        _("School year of the whole file"), list(years), None, key=f"year-{delivery_id}",
        placeholder=_("the file does not say it: choose"),
    )  # fmt: skip


def beside(proposal: files.Proposal, rows: pd.DataFrame) -> None:
    """The first lines of the sheet as the partner made it, and what we read of each.

    Our reading comes first: beside a sheet of twenty columns nobody would find it.
    """
    shown = proposal.top
    pieces.heading(
        _("Your sheet, with our reading beside it"),
        _("first {n} of {all} lines", n=number(len(shown)), all=number(proposal.lines_count)),
    )
    frame = _frame(shown, proposal.layout, rows)
    line, read_as, *_others = frame.columns
    of_table = frame[read_as].isin({_("row"), _("names of columns")})
    config = {
        name: st.column_config.Column(width=_width(frame.loc[of_table | (name == read_as), name]),
                                      pinned=name in (line, read_as)) for name in frame
    }  # fmt: skip
    st.dataframe(
        frame, hide_index=True, placeholder=tables.NONE, height=420, column_config=config,
        alt=_("Your sheet, with our reading beside it"),
    )  # fmt: skip


def _width(cells: pd.Series) -> int:
    """Pixels for the longest cell and for its head, within bounds; a long title in the first column counts for none."""
    longest = max((len(str(cell)) for cell in (*cells, cells.name)), default=0)
    return min(max(LETTER * longest + 20, NARROWEST), WIDEST)


def _frame(records: Sequence[tuple[int, tuple[str, ...]]], layout: files.Layout, rows: pd.DataFrame) -> pd.DataFrame:
    width = max((len(cells) for _line, cells in records), default=0)
    heads = [f"{_('Line')} {n + 1}" if layout.turned else _letters(n + 1) for n in range(width)]
    own = {heads[n]: [cells[n] if n < len(cells) else "" for _line, cells in records] for n in range(width)}
    lines = [line for line, _cells in records]
    found = {int(str(line)): part for line, part in rows[rows["line"].isin(lines)].groupby("line")}
    kinds = _kinds(layout)
    read_as = [kinds.get(line) or (_("row") if line in found else _("no activity")) for line in lines]
    words = {
        "school": _("School"), "place": _("Place"), "municipality": _("Municipality"), "programme": _("Programme"),
        "school_year": _("School year"), "participants": _("Participants"),
    }  # fmt: skip
    used = [name for name in OURS if len(rows) and (rows[name] != "").any()]
    ours = {f"→ {words[name]}": [_joined(found, line, name) for line in lines] for name in used}
    places = {_("Sheet column"): [*map(_letters, lines)]} if layout.turned else {_("Sheet line"): lines}
    return pd.DataFrame({**places, "→ " + _("Read as"): read_as, **ours, **own})


def _letters(n: int) -> str:
    """A column as a spreadsheet names it: 1 -> A, 27 -> AA."""
    return (_letters((n - 1) // 26) if n > 26 else "") + ascii_uppercase[(n - 1) % 26]


def _kinds(layout: files.Layout) -> dict[int, str]:
    """What a line is that is no row."""
    words = {
        _("empty"): layout.blank_lines,
        _("title, left out"): layout.title_lines,
        _("total or footnote, left out"): layout.footer_lines,
        _("section row"): layout.section_lines,
        _("names of columns"): (layout.header_line,),
    }
    return {line: word for word, lines in words.items() for line in lines}


def _joined(found: Mapping[int, pd.DataFrame], line: int, name: str) -> str:
    """What a line's activities say; once where they say the same."""
    texts = found[line][name].tolist() if line in found else []
    return " · ".join(texts if len(set(texts)) > 1 else texts[:1])
