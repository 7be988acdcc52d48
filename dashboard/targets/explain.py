"""Why a school is where it is: its parts as a waterfall, its rank band among its neighbours; HTML, escaped."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from dashboard.frame.language import _, number
from dashboard.targets import score, sentence
from dashboard.targets.ranked import Ranked
from dashboard.ui import pieces
from dashboard.ui import tables as panel

NEIGHBOURS = 3
BAND = ["school_id", "name", "rank", "low", "high"]


def heading(title: str, told: str) -> str:
    return f'<p class="rw-h"><b>{escape(title)}</b> <span>{escape(told)}</span>'


def waterfall(found: Ranked, school: pd.Series) -> None:
    """Each part starts where the former ended; together they are the score. A missing part is said."""
    head = heading(_("Why {name}?", name=school["name"]), _("points of the target score"))
    points, start, rows = found.contributions(school), 0.0, []
    for part, point, weight in zip(found.parts, points, found.weights, strict=True):
        if not found.has_figures(part):
            continue
        rows.append(_step(part, school, start, point, weight))
        start += 0 if np.isnan(point) else point
    if pd.notna(school["score"]):
        fill = f"<i class=chosen style=left:0;width:{start:.1f}%></i>"
        total = f"<b>{number(school['score'], 1)}</b>"
        rows.append(f"<span><b>{escape(_('Target score'))}</b></span><span class=t>{fill}</span>{total}")
    axis = "".join(f"<i>{number(value)}</i>" for value in (0, 25, 50, 75, 100))
    rows.append(f"<span></span><span class=rw-axis aria-hidden=true>{axis}</span><b></b>")
    told = f"<p>{pieces.bold(sentence.why(found, school))}"
    known = " ".join(filter(None, (sentence.who(school), sentence.note(school))))
    told += f"<p>{escape(known)}" if known else ""
    pieces.piece(f'{head}<div class="rw-bars">{"".join(rows)}</div>{told}', "rw-panel", tint="need")


def _step(part: score.Part, school: pd.Series, start: float, point: float, weight: float) -> str:
    if pd.isna(school[part.place]):
        said, fill, value = panel.cell_word(school[part.status]), "", "–"
    else:
        told = score.told(part, school[part.column])
        said = _("{told}; {place} of 100, weight {weight}", told=told, place=number(school[part.place]),
                 weight=number(weight))  # fmt: skip
        has_point = not np.isnan(point)
        fill = f"<i class=rw-step style=left:{start:.1f}%;width:{point:.1f}%></i>" if has_point else ""
        value = sentence.signed(point) if has_point else "–"
    name = f"<span>{escape(score.part_name(part))}<small>{escape(said)}</small></span>"
    return f"{name}<span class=t>{fill}</span><b>{value}</b>"


def bands(found: Ranked, school: pd.Series) -> None:
    """The rank band of the school among the three before and after it; the tick is its place now."""
    head = heading(_("How firm is this place?"), _("1,000 weightings, 5–95 %"))
    scored = found.scored
    if pd.isna(school["rank"]):
        pieces.piece(f"{head}<p>{escape(_('Without a score there is no place.'))}", "rw-panel")
        return
    here = int(school["rank"]) - 1
    first = max(min(here - NEIGHBOURS, len(scored) - 2 * NEIGHBOURS - 1), 0)
    rows = found.banded(scored.iloc[first : first + 2 * NEIGHBOURS + 1])
    end = max(_round_up(int(rows["high"].max())), 2)
    lines = "".join(_band(row, end, row["school_id"] == school["school_id"]) for row in rows[BAND].to_dict("records"))
    axis = "".join(f"<i>{number(value)}</i>" for value in ((1, (end + 1) / 2, end) if end > 2 else (1, end)))
    lines += f"<span></span><span class=rw-axis aria-hidden=true>{axis}</span><b></b>"
    told = escape(_("Bar: where the school ends up in 90 % of the weightings. Tick: its place now."))
    body = f'{head}<div class="rw-bars rw-slim">{lines}</div><p class="rw-muted">{told}'
    pieces.piece(body, "rw-panel", tint="need")


def _round_up(value: int) -> int:
    """The next number with one digit and noughts: 37 becomes 40."""
    power = 10 ** (len(str(value)) - 1)
    return -(-value // power) * power


def _band(row: dict, end: int, is_chosen: bool) -> str:
    left, right, tick = (100 * (row[name] - 1) / (end - 1) for name in ("low", "high", "rank"))
    mark = " class=chosen" if is_chosen else ""
    fill = f"<i{mark} style=left:{left:.1f}%;width:{max(right - left, 1):.1f}%></i><u style=left:{tick:.1f}%></u>"
    name = f"{number(row['rank'])} {row['name']}"
    return f"<span>{escape(name)}</span><span class=t>{fill}</span><b>{sentence.band(row['low'], row['high'])}</b>"


def others(title: str, rows: pd.DataFrame, most: int = 25) -> str:
    """A short table of schools with their number; the rest is counted."""
    body = "".join(
        f"<tr><td class=r>{number(row['rank'])}<td>{escape(row['name'])}<td>{escape(row['place'] or '')}"
        for row in rows.head(most)[["rank", "name", "place"]].to_dict("records")
    )
    more = f"<p class=rw-muted>{escape(_('and {n} more', n=number(len(rows) - most)))}" if len(rows) > most else ""
    return f'<p><b>{escape(title)}</b><table class="rw-tab">{body}</table>{more}'
