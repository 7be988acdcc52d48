"""Why a school came on a saved list or went: its own figures, partners, flag or place in the choice, then and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.figures import ranking
from dashboard.frame.language import _, number
from dashboard.targets import labels
from dashboard.targets.ranked import Ranked
from dashboard.targets.saved.store import SavedList
from dashboard.targets.score import Part
from dashboard.ui import tables

TEXTS = ("school_id", "state", "reason", "quality_flag", "partners")
DIGITS, MOST = 6, 2
LIST_SIGN = "\t"


def frozen(now: Ranked) -> list[str]:
    """All schools of the sector as lines of cells: what tells later why a school was not on the list."""
    frame = _everyone(now)
    cells = [[_text(value) for value in frame[name]] for name in frame]
    return [LIST_SIGN.join(row) for row in (list(frame), *zip(*cells, strict=True))]


def _everyone(now: Ranked) -> pd.DataFrame:
    """One row per listed school of the sector: its state, place, flag, partners and raw figures."""
    ranks = now.scored.set_index("school_id")["rank"]
    every = now.everyone
    figures = {part.column: every[part.column].astype(float).round(DIGITS) for part in now.parts}
    texts = {name: every[name].astype(object).fillna("") for name in TEXTS}
    return pd.DataFrame(
        {**texts, "rank": every["school_id"].map(ranks), "pupils_count": every["pupils_count"], **figures}
    )


def _text(value: Any) -> str:
    if value is None or value == "" or pd.isna(value):
        return ""
    return f"{value:.{DIGITS}f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _thawed(lines: Sequence[str]) -> pd.DataFrame:
    """What frozen() wrote, by school_id."""
    heads, *rows = (line.split(LIST_SIGN) for line in lines)
    frame = pd.DataFrame(rows, columns=heads)
    for name in frame.columns.difference(TEXTS):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    return frame.set_index("school_id", drop=False)


def reasons(saved: SavedList, now: Ranked, codes: Sequence[str]) -> dict[str, str]:
    """Per school why it came or went, in words; nothing for lists from before this was kept."""
    if not saved.before or not codes:
        return {}
    sides = [_placed(frame, now.parts) for frame in (_thawed(saved.before), _everyone(now).set_index("school_id"))]
    rows = [side[side.index.isin(list(codes))].to_dict("index") for side in sides]
    listed = {row["school_id"] for row in saved.rows}
    return {code: _why(*(row.get(code) for row in rows), now=now, left=code in listed) for code in codes}


def _placed(frame: pd.DataFrame, parts: Sequence[Part]) -> pd.DataFrame:
    """The percentiles of the parts as the score has them, made again from the raw figures."""
    counts = (frame["quality_flag"] == "").to_numpy()
    places = {}
    for part in parts:
        values = frame[part.column].to_numpy(float) if part.column in frame else np.full(len(frame), np.nan)
        if part.slider == "unreached":
            places[part.place] = ranking.unreached(values)
        else:
            places[part.place] = ranking.percentile(values, values[counts], part.falls)
    return frame.assign(**places)


def _why(then: Mapping | None, after: Mapping | None, *, now: Ranked, left: bool) -> str:
    """One school's reason; `left` when it was on the list."""
    if after is None:
        return _("no longer in DUO's list")
    if then is None:
        return _("new in DUO's list")
    out = after if left else then  # the side on which it was not on the list
    changed = _changes(then, after, now, sign=-1 if left else 1, all_of_them=out["state"] == "filtered")
    if out["state"] == "flagged":
        flag = tables.remarks(out["quality_flag"], None)
        return _("now left out: {flag}", flag=flag) if left else _("was left out: {flag}", flag=flag)
    if out["state"] == "filtered":
        start = _("does not meet the filters any more") if left else _("did not meet the filters")
        return f"{start}: {changed}" if changed else start
    if out["reason"]:
        word = labels.reason(out["reason"])
        return word if left else _("had {reason}", reason=word)
    return changed or _("its own figures are the same; other schools moved")


def _changes(then: Mapping, after: Mapping, now: Ranked, *, sign: int, all_of_them: bool) -> str:
    """What changed of its own, what moved it most first."""
    effects = []
    for part, weight in zip(now.parts, now.weights, strict=True):
        old, new = then.get(part.column, np.nan), after[part.column]
        is_same = (pd.isna(old) and pd.isna(new)) or (
            pd.notna(old) and pd.notna(new) and round(old, part.decimals) == round(new, part.decimals)
        )
        effect = sign * weight * (_or_zero(after[part.place]) - _or_zero(then[part.place]))
        if not is_same and (effect > 0 or all_of_them):
            effects.append((effect, _told(part, then, after)))
    if all_of_them and then["pupils_count"] != after["pupils_count"]:
        effects.append((0.0, _arrow(_("pupils"), then["pupils_count"], after["pupils_count"], 0)))
    return "; ".join(text for _effect, text in sorted(effects, key=lambda pair: -pair[0])[:MOST])


def _or_zero(value: float) -> float:
    return 0.0 if pd.isna(value) else float(value)


def _told(part: Part, then: Mapping, after: Mapping) -> str:
    if part.column != "partners_count":
        return _arrow(labels.raw_name(part), then.get(part.column, np.nan), after[part.column], part.decimals)
    was, has = (set(filter(None, row["partners"].split(", "))) for row in (then, after))
    told = [
        _("partner came: {names}", names=", ".join(sorted(has - was))) if has - was else "",
        _("partner left: {names}", names=", ".join(sorted(was - has))) if was - has else "",
    ]
    return "; ".join(filter(None, told))


def _arrow(name: str, old: float, new: float, decimals: int) -> str:
    """Need per pupil 1.20 -> 1.43."""
    texts = (_("not known") if pd.isna(value) else number(value, decimals) for value in (old, new))
    return f"{name} {' → '.join(texts)}"
