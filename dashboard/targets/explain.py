"""Why a school is where it is: its parts as a waterfall, its rank band among its neighbours; HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from dashboard.frame.language import _, number
from dashboard.frame.markup import Cell, bold, joined, table
from dashboard.targets import finding, labels, sentence
from dashboard.targets.ranked import Ranked
from dashboard.targets.score import Part
from dashboard.ui import pieces, school_links, tables

NEIGHBOURS = 3
BAND = ["school_id", "name", "rank", "low", "high"]


def heading(title: str, unit: str) -> Markup:
    return Markup('<p class="rw-h"><b>{}</b> <span>{}</span>').format(title, unit)


def waterfall(ranking: Ranked, school: pd.Series) -> None:
    """Each part starts where the former ended; together they are the score. A missing part is said."""
    head = heading(_("Why {name}?", name=school["name"]), _("points of the target score"))
    points, start, rows = ranking.contributions(school), 0.0, []
    for part, point, weight in zip(ranking.parts, points, ranking.weights, strict=True):
        if not ranking.has_figures(part):
            continue
        rows.append(_step(part, school, start, point, weight))
        start += 0 if np.isnan(point) else point
    if pd.notna(school["score"]):
        fill = Markup("<i class=chosen style=left:0;width:{:.1f}%></i>").format(start)
        total = number(school["score"], 1)
        rows.append(_row(Markup("<b>{}</b>").format(_("Target score")), fill, total))
    page = school_links.anchor(school["school_id"], school["name"])
    why = Markup("<p>{}<p>{}").format(bold(sentence.why(ranking, school)), page)
    about = " ".join(filter(None, (sentence.who(school), sentence.note(school))))
    why += Markup("<p>{}").format(about) if about else ""
    bars = Markup('<div class="rw-bars">{}{}</div>').format(joined(rows), _axis((0, 25, 50, 75, 100)))
    pieces.piece(head + bars + why, "rw-panel", tint="need")


def _row(name: str | Markup, fill: str | Markup, value: str) -> Markup:
    """A name, its bar, its figure."""
    return Markup("<span>{}</span><span class=t>{}</span><b>{}</b>").format(name, fill, value)


def _axis(values: Sequence[float]) -> Markup:
    numbers = joined(Markup("<i>{}</i>").format(number(value)) for value in values)
    return Markup("<span></span><span class=rw-axis aria-hidden=true>{}</span><b></b>").format(numbers)


def _step(part: Part, school: pd.Series, start: float, point: float, weight: float) -> Markup:
    fill, value = "", "–"
    if pd.isna(school[part.place]):
        note = tables.cell_word(school[part.status])
        if part.column == "partner_km" and school["is_same_point"]:
            note = _("not known: same postcode area")
    else:
        figure = labels.figure(part, school.to_dict())
        note = _("{told}; {place} of 100, weight {weight}", told=figure, place=number(school[part.place]),
                 weight=number(weight))  # fmt: skip
        if not np.isnan(point):
            fill = Markup("<i class=rw-step style=left:{:.1f}%;width:{:.1f}%></i>").format(start, point)
            value = sentence.signed(point)
    return _row(Markup("{}<small>{}</small>").format(labels.part_name(part), note), fill, value)


def bands(ranking: Ranked, school: pd.Series) -> None:
    """The rank band of the school among the three before and after it; the tick is its place now."""
    head = heading(_("How firm is this place?"), finding.drawn(ranking))
    scored = ranking.scored
    if pd.isna(school["rank"]):
        pieces.piece(head + Markup("<p>{}").format(_("Without a score there is no place.")), "rw-panel")
        return
    place = int(school["rank"]) - 1
    first = max(min(place - NEIGHBOURS, len(scored) - 2 * NEIGHBOURS - 1), 0)
    rows = ranking.banded(scored.iloc[first : first + 2 * NEIGHBOURS + 1])
    end = max(_round_up(int(rows["high"].max())), 2)
    lines = joined(_band(row, end, row["school_id"] == school["school_id"]) for row in rows[BAND].to_dict("records"))
    axis = _axis((1, (end + 1) / 2, end) if end > 2 else (1, end))
    hint = _("Bar: where the school ends up in 90 % of the draws. Tick: its place now.")
    hint = hint if ranking.is_aged else f"{hint} {finding.no_ageing()}"
    body = Markup('<div class="rw-bars rw-slim">{}{}</div><p class="rw-muted">{}').format(lines, axis, hint)
    pieces.piece(head + body, "rw-panel", tint="need")


def _round_up(value: int) -> int:
    """The next number with one digit and noughts: 37 becomes 40."""
    power = 10 ** (len(str(value)) - 1)
    return -(-value // power) * power


def _band(row: Mapping[str, Any], end: int, is_chosen: bool) -> Markup:
    left, right, tick = (100 * (row[name] - 1) / (end - 1) for name in ("low", "high", "rank"))
    mark = Markup(" class=chosen") if is_chosen else ""
    bar = Markup("<i{} style=left:{:.1f}%;width:{:.1f}%></i>").format(mark, left, max(right - left, 1))
    fill = bar + Markup("<u style=left:{:.1f}%></u>").format(tick)
    name = Markup("{} {}").format(number(row["rank"]), school_links.anchor(row["school_id"], row["name"]))
    return _row(name, fill, sentence.band(row["low"], row["high"]))


def school_line(school: Mapping[str, Any], place: str) -> list[str | Cell]:
    """A school as a row of short_table()."""
    name = school_links.anchor(str(school["school_id"]), str(school["name"]))
    return [Cell(place, is_number=True), Cell(name), str(school["place"] or "")]


def short_table(title: Markup, rows: Sequence[Sequence[str | Cell]], most: int = 25) -> Markup:
    """The first rows under a title; the rest is counted."""
    hidden = len(rows) - most
    rest = Markup("<p class=rw-muted>{}").format(_("and {n} more", n=number(hidden))) if hidden > 0 else Markup()
    return Markup("<p>{}").format(title) + table([], rows[:most]) + rest
