"""The letter: what changed, in sections of lines that can be read, mailed and checked against the table. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.changed import words
from dashboard.changed.hits import Hit
from dashboard.changed.words import CAME, OTHER, WENT
from dashboard.frame.language import _, ngettext, number

NAMED = 8  # things that a line names; the rest is in the table


@dataclass(frozen=True)
class Section:
    """A part of the letter: its heading and its lines; each says what happened, and to what."""

    title: str
    lines: Sequence[str]


def sections(rows: pd.DataFrame, hits: Sequence[Hit]) -> list[Section]:
    """The parts that have something to say, in a fixed order."""
    rows = rows.assign(turn=words.turns(rows))
    parts = {
        _("Schools"): _schools(rows),
        _("Areas"): _things(rows, "area"),
        _("Figures"): _figures(rows),
        _("Comparisons"): _verdicts(rows),
        _("Saved lists"): [hit.line() for hit in hits],
        _("Partners"): _partners(rows),
        _("Sources"): [*_things(rows, "source", with_sides=True), *_things(rows, "source_missing")],
        _("Indicators"): [*_things(rows, "indicator"), *_periods(rows)],
        _("The build itself"): [
            line for kind in ("program", "as_of", "classification") for line in _things(rows, kind, with_sides=True)
        ],
    }
    return [Section(title, lines) for title, lines in parts.items() if lines]


def _schools(rows: pd.DataFrame) -> list[str]:
    return [
        *_things(rows, "school"),
        *_things(rows, "school_name", with_sides=True),
        *_things(rows, "school_place", with_sides=True),
    ]


def _things(rows: pd.DataFrame, kind: str, *, with_sides: bool = False) -> list[str]:
    """One line per turn: what happened, how often, and to what."""
    told = words.kinds()
    found = rows[rows["kind"] == kind]
    return [
        _line(told[kind, turn], found[found["turn"] == turn], _both if with_sides else words.name)
        for turn in (CAME, WENT, OTHER)
        if (kind, turn) in told and (found["turn"] == turn).any()
    ]


def _line(title: str, rows: pd.DataFrame, say: Callable[[words.Row], str]) -> str:
    """School: new on the list (3): De Linde, De Eik, De Beuk."""
    named = [say(row) for row in rows.head(NAMED).to_dict("records")]
    left = len(rows) - len(named)
    return f"{title} ({number(len(rows))}): {'; '.join([*filter(None, named), *([more(left)] if left else [])])}"


def more(n: int) -> str:
    """What a line does not name."""
    return ngettext("and {n} more, in the table", "and {n} more, in the table", n)


def _both(row: words.Row) -> str:
    """A name, what it was and what it is."""
    name, before, after = words.name(row), words.before(row), words.after(row)
    steps = _("from {before} to {after}", before=before, after=after) if before and after else before or after
    return f"{name}: {steps}" if name and steps else name or steps


def _figures(rows: pd.DataFrame) -> list[str]:
    """One line per figure and period, the ones that changed most often first."""
    lines = []
    for kind, say in (("figure", _both), ("many_figures", _counted)):
        groups = rows[rows["kind"] == kind].groupby(["indicator_id", "period", "part"], dropna=False, sort=False)
        for _key, found in sorted(groups, key=lambda group: -len(group[1])):
            lines.append(_line(words.indicator(found.iloc[0].to_dict()), found, say))
    return lines


def _counted(row: words.Row) -> str:
    return ngettext("{n} figure revised", "{n} figures revised", int(row["after"]))


def _verdicts(rows: pd.DataFrame) -> list[str]:
    """One line per area."""
    found = rows[rows["kind"] == "verdict"]
    lines = [
        f"{words.name(row)}, {words.indicator(row)}: {_steps(row)}" for row in found.head(NAMED).to_dict("records")
    ]
    left = len(found) - NAMED
    return [*lines, *([more(left)] if left > 0 else [])]


def _steps(row: words.Row) -> str:
    before, after = words.before(row), words.after(row)
    if row["turn"] == OTHER:
        return _("was: {before}; is now: {after}", before=before, after=after)
    return _("nothing was said; is now: {after}", after=after) if after else _("was: {before}; nothing is said now",
                                                                              before=before)  # fmt: skip


def _partners(rows: pd.DataFrame) -> list[str]:
    """Who came and went and at how many schools; then who began and stopped where, and what was delivered."""
    activity = rows[rows["kind"] == "activity"]
    whole = rows[(rows["kind"] == "partner") & (rows["turn"] != OTHER)]
    lines = [_partner(row, activity[activity["part"] == row["key"]]) for row in whole.to_dict("records")]
    others = activity[~activity["part"].isin(whole["key"])]
    for (_partner_id, turn), found in others.groupby(["part", "turn"], sort=True):
        who = found["name_nl"].iloc[0]
        began, stopped = _("{partner} began at schools", partner=who), _("{partner} stopped at schools", partner=who)
        lines.append(_line(began if turn == CAME else stopped, found, _school))
    renamed = rows[(rows["kind"] == "partner") & (rows["turn"] == OTHER)]
    if len(renamed):
        lines.append(_line(words.kinds()["partner", OTHER], renamed, _renamed))
    return [*lines, *_things(rows, "programme"), *_things(rows, "delivery")]


def _partner(row: words.Row, activity: pd.DataFrame) -> str:
    n = len(activity)
    if row["turn"] == CAME:
        return ngettext("{name} is new, at {n} school", "{name} is new, at {n} schools", n, name=row["after"])
    return ngettext("{name} is gone; it was at {n} school", "{name} is gone; it was at {n} schools", n,
                    name=row["before"])  # fmt: skip


def _school(row: words.Row) -> str:
    return str(row["after"] if row["turn"] == CAME else row["before"])


def _renamed(row: words.Row) -> str:
    return _("from {before} to {after}", before=row["before"], after=row["after"])


def _periods(rows: pd.DataFrame) -> list[str]:
    """New periods of figures, and those that are gone."""
    found, told = rows[rows["kind"] == "period"], words.kinds()
    turns = [(turn, found[found["turn"] == turn]) for turn in (CAME, WENT)]
    return [_line(told["period", turn], some, words.indicator) for turn, some in turns if len(some)]


def counts(rows: pd.DataFrame) -> str:
    """How much changed, for the sentence on top: 3 schools came, 6 figures revised."""
    often = pd.Series(list(zip(rows["kind"], words.turns(rows), strict=True)), dtype=object).value_counts()

    def n(kind: str, *turns: str) -> int:
        return int(sum(often.get((kind, turn), 0) for turn in turns))

    told = [
        (n("school", CAME), ngettext("{n} school new on the list", "{n} schools new on the list", n("school", CAME))),
        (n("school", WENT), ngettext("{n} school no longer on the list", "{n} schools no longer on the list",
                                      n("school", WENT))),
        (n("figure", CAME, WENT, OTHER), ngettext("{n} figure revised", "{n} figures revised",
                                                  n("figure", CAME, WENT, OTHER))),
        (n("verdict", CAME, WENT, OTHER), ngettext("{n} comparison with another outcome",
                                                   "{n} comparisons with another outcome",
                                                   n("verdict", CAME, WENT, OTHER))),
        (n("partner", CAME), ngettext("{n} partner new", "{n} partners new", n("partner", CAME))),
        (n("partner", WENT), ngettext("{n} partner gone", "{n} partners gone", n("partner", WENT))),
        (n("source", CAME, WENT, OTHER), ngettext("{n} source renewed", "{n} sources renewed",
                                                  n("source", CAME, WENT, OTHER))),
    ]  # fmt: skip
    return ", ".join(words for count, words in told if count)


def finding(rows: pd.DataFrame, since: str, place: str) -> str:
    """The sentence on top; names in it have gone through md()."""
    if rows.empty:
        return _("Since the build of {day} **nothing changed** in {place}.", day=since, place=place)
    told = counts(rows) or ngettext("{n} thing changed", "{n} things changed", len(rows))
    return _("Since the build of {day}, in {place}: **{counts}**.", day=since, place=place, counts=told)


def text(sentence: str, opening: Sequence[str], parts: Sequence[Section]) -> str:
    """The letter as plain text, to mail."""
    blocks = ["\n".join([part.title, *(f"- {line}" for line in part.lines)]) for part in parts]
    return "\n\n".join([sentence, *blocks, "\n".join(opening)]) + "\n"
