"""What stands out in several areas together: of each its own verdict, of the whole none."""

from __future__ import annotations

import pandas as pd

from dashboard.compare import verdict
from dashboard.frame.language import _, level_word, measure, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.records import Indicator
from dashboard.pack.figures import NEED, Figures
from dashboard.ui import pieces

JUDGED = ("stands_out_high", "stands_out_low", "indistinguishable")
NAMED = 3  # areas with their figure in a sentence: the rest is counted


def outstanding(told: Figures) -> str:
    """The indicator on which most of them stand out on one side, unfavourably before favourably, and which they are."""
    judged = {key: rows for key, rows in told.members.items() if rows["verdict"].isin(JUDGED).any()}
    if not judged:
        return ""
    ranked = [one for key, rows in judged.items() for one in _sides(key, rows, told.indicators[key])]
    if not ranked:
        areas = level_word(told.scope.level)
        return ngettext(
            "On the only indicator that can be judged none of the {areas} stands out from the country.",
            "On none of the {n} indicators that can be judged does one of the {areas} stand out from the country.",
            len(judged), areas=areas,
        )  # fmt: skip
    _order, key, side = min(ranked)
    return _sentence(told, key, side)


def _sides(key: str, rows: pd.DataFrame, indicator: Indicator) -> list[tuple[tuple[int, int, int], str, int]]:
    """(unfavourable first, most areas first, need first), the indicator, and the side on which they stand out."""
    found = []
    for side in (1, -1):
        n = int((rows["verdict"].map(verdict.side) == side).sum())
        if n:
            found.append(((_last(indicator, side), -n, int(key != NEED)), key, side))
    return found


def _last(indicator: Indicator, side: int) -> int:
    """0 on the unfavourable side, 1 on the favourable one, 2 where there is none."""
    if indicator.direction == "neutral":
        return 2
    return int((side > 0) == (indicator.direction == "higher_is_better"))


def _sentence(told: Figures, key: str, side: int) -> str:
    rows, indicator = told.members[key].assign(title=list(told.scope.titles)), told.indicators[key]
    out = rows[rows["verdict"].map(verdict.side) == side].sort_values("value", ascending=side < 0)
    names = [
        f"**{md(row['title'])}** {number(row['value'], indicator.digits(row['n']))}" for _index, row in out.iterrows()
    ]
    return ngettext(
        "{name}: {n} of the {all} {areas} stands out, {word} the country ({reference}): {list}.",
        "{name}: {n} of the {all} {areas} stand out, {word} the country ({reference}): {list}.",
        len(out),
        name=md(pieces.named(indicator, "name")),
        all=number(len(rows)),
        areas=level_word(told.scope.level),
        word=_("higher than") if side > 0 else _("lower than"),
        reference=measure(out["reference"].iloc[0], indicator),
        list=_listed(names),
    )


def _listed(names: list[str]) -> str:
    """The first of them, and how many more there are."""
    told, left = ", ".join(names[:NAMED]), len(names) - NAMED
    return f"{told} {_('and {n} more', n=number(left))}" if left > 0 else told
