"""The targets of page Overzicht: all that were set, SKB's own standing, and what can be held against them here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from dashboard.figures import participants
from dashboard.frame import markup
from dashboard.frame.language import NBSP, _, current, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.overview.pieces import bar_fill, bar_tick
from dashboard.ui import pieces, tables

OTHER_TIMES = ("not_yet_valid", "over")


def show(rows: pd.DataFrame) -> None:
    """A sentence with how many can be counted, and all targets in a table."""
    if rows.empty:
        return
    pieces.piece(Markup("<p>{}</p>").format(finding(rows)))
    heads = [
        Cell(_("Target"), kind="wider"), Cell(_("Goal"), is_number=True), _("SKB's own standing, end of 2024"),
        Cell(_("Counted here"), is_number=True), Cell(_("Verdict"), kind="wide"),
    ]  # fmt: skip
    table = markup.table(heads, (_labelled(_row(row), heads) for row in rows.to_dict("records")), "rw-stack")
    pieces.piece(table, "rw-scroll", tint="reach")
    if rows["verdict"].notna().any():
        rule = _(
            "On course: at most 10 % below what the plan expects by now; without steps in the plan that is the "
            "straight line from start to goal. Ahead: 10 % or more above it."
        )
        pieces.piece(Markup('<p class="rw-sel">{}</p>').format(rule))


def finding(rows: pd.DataFrame) -> str:
    """How many of the targets are counted, wait for marks, cannot be counted, or are of another time."""
    states = rows["state"].value_counts()
    counted, waiting, bare = (
        sum(int(states.get(state, 0)) for state in group)
        for group in (("counted", "counted_beside"), ("awaits_marks",), ("not_countable",))
    )
    other = sum(int(states.get(state, 0)) for state in OTHER_TIMES)
    parts = [
        ngettext("{n} is counted here", "{n} are counted here", counted) if counted else "",
        ngettext("{n} cannot be kept yet", "{n} cannot be kept yet", waiting) if waiting else "",
        ngettext("{n} cannot be counted", "{n} cannot be counted", bare) if bare else "",
        ngettext("{n} is of another time", "{n} are of another time", other) if other else "",
    ]
    said = "; ".join(part for part in parts if part)
    return ngettext("Of {n} target of SKB: {parts}.", "Of {n} targets of SKB: {parts}.", len(rows), parts=said)


def _labelled(cells: Sequence[str | Cell], heads: Sequence[str | Cell]) -> list[Cell]:
    """On a phone the cells stand under each other, each behind the head of its column; the first needs none."""
    first, *rest = (cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)
    label = Markup('<span class="lab">{}: </span>{}')
    titles = [head.content if isinstance(head, Cell) else head for head in heads[1:]]
    return [first, *(replace(cell, content=label.format(*pair)) for cell, *pair in zip(rest, titles, (
        cell.content for cell in rest), strict=True))]  # fmt: skip


def _row(row: Mapping) -> list[str | Cell]:
    name = Markup('{}<br><small class="rw-muted">{}</small>').format(pieces.named(row, "name"), _why(row))
    return [Cell(name), Cell(_goal(row), is_number=True), _told(row), _counted(row), Cell(state(row))]


def _why(row: Mapping) -> str:
    """Why it is or is not held against our figure."""
    if row["state"] == "over":
        return _("Of another time: over before the end of this school year.")
    if row["state"] == "not_yet_valid":
        return _("Of another time: it begins after this school year.")
    return pieces.named(row, "reason")


def goal(row: Mapping) -> str:
    """20 in 2026; only the year of a milestone."""
    year = "" if pd.isna(row["goal_year"]) else str(int(row["goal_year"]))
    if not row["goal"] or pd.isna(row["goal"]):
        return year or tables.NONE
    amount = number(float(row["goal"]))
    return _("{goal} in {year}", goal=amount, year=year) if year else amount


def _goal(row: Mapping) -> Markup:
    """The goal, and what the plan expects of each quarter of its year."""
    if not row["steps"] or pd.isna(row["steps"]):
        return Markup("{}").format(goal(row))
    steps = _("per quarter {steps}", steps=str(row["steps"]).replace(" ", NBSP))
    return Markup('{}<br><small class="rw-muted">{}</small>').format(goal(row), steps)


def _told(row: Mapping) -> str | Cell:
    """SKB's words, and whether that is the goal by SKB's own count."""
    told = row[f"standing_{current()}"]
    if not told or pd.isna(told):
        return Cell(Markup('<span class="rw-muted">{}</span>').format(_("nothing told")))
    if pd.isna(row["is_told_met"]) or not row["is_told_met"]:
        return str(told)
    return Cell(Markup("{} <b>({})</b>").format(told, _("goal met")))


def _counted(row: Mapping) -> Cell:
    if pd.isna(row["value"]):
        return Cell(tables.NONE, is_number=True)
    figure = Markup("<b>{}</b>").format(number(row["value"]))
    told = told_by_some(row)
    if told:
        figure += Markup('<br><small class="rw-muted">{}</small>').format(told)
    if pd.isna(row["expected"]):
        return Cell(figure, is_number=True)
    expected = _("expected by now {n}", n=number(row["expected"]))
    return Cell(Markup("{}<br><small>{}</small>{}").format(figure, expected, _bar(row)), is_number=True)


def told_by_some(row: Mapping) -> str:
    """How many programmes said what is counted here; empty for what needs no telling, and when all said it."""
    if pd.isna(row["told_count"]) or row["is_complete"]:
        return ""
    told, asked = int(row["told_count"]), int(row["asked_count"])
    if told == asked:
        return _("all programmes said this, not of all their schools")
    return ngettext("{n} of {all} programmes has said this", "{n} of {all} programmes have said this", told,
                    all=number(asked))  # fmt: skip


def _bar(row: Mapping) -> Markup:
    """The figure, a line at what is expected and a dotted one at the goal."""
    aim = float(row["goal"])
    end = 1.1 * max(aim, row["value"], row["expected"])
    marks = bar_tick(row["expected"] / end, Markup()) + bar_tick(aim / end, Markup(' class="dotted"'))
    return Markup('<span class="rw-bars rw-one" aria-hidden="true"><span class="t">{}{}</span></span>').format(
        bar_fill(row["value"] / end), marks
    )


def state(row: Mapping) -> Markup | str:
    """The verdict where there is one, or why there is none."""
    if pd.notna(row["verdict"]):
        sign, word, kind = verdict(row["verdict"])
        return Markup('<span class="{}">{}&nbsp;{}</span>').format(kind, sign, word)
    if row["state"] == "counted" and pd.notna(row["expected"]):
        return Markup('<span class="rw-muted">{}</span>').format(_("too early to say: others may add to it"))
    words = {
        "counted": _("counted by its definition; the goal is no number"),
        "counted_beside": _("counted beside it, not judged"),
        "awaits_marks": _("cannot be kept yet"),
        "not_countable": _("cannot be counted"),
        "not_yet_valid": _("holds from {year}", year=int(row["from_year"])),
        "over": _("held until {year}", year=int(row["goal_year"])) if pd.notna(row["goal_year"]) else "",
    }
    return Markup('<span class="rw-muted">{}</span>').format(words[row["state"]])


def verdict(code: str) -> tuple[str, str, str]:
    """Sign, word and class of a verdict."""
    verdicts = {
        "ahead": ("↗", _("ahead"), "rw-ahead"),
        "on_course": ("→", _("on course"), ""),
        "behind": ("↘", _("behind"), "rw-old"),
    }
    return verdicts[code]


def reported(rows: pd.DataFrame) -> None:
    """What SKB told of 2024 beside what is counted here: figures of other counts, so without a verdict."""
    told = rows[rows["told_2024"].notna()]
    if told.empty:
        return
    heads = [_("Figure"), Cell(_("Counted here"), is_number=True), Cell(_("SKB over 2024"), is_number=True), _("Note")]
    cells = [
        [
            pieces.named(row, "name"),
            Cell(participants.figure(row["value"], row["upper"]), is_number=True),
            Cell(number(row["told_2024"]), is_number=True),
            row[f"note_{current()}"] or "",
        ]
        for row in told.to_dict("records")
    ]
    pieces.piece(markup.table(heads, cells), "rw-scroll")
    note = _(
        "SKB counts over all that joined; here stands what partners delivered. They are not held against each other."
    )
    pieces.piece(Markup('<p class="rw-sel">{}</p>').format(note))
