"""What a tile is, and when a difference may be told as one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from dashboard.figures.stats import Z95, Interval
from dashboard.frame.markup import Markup

NO_PARAMS: Mapping[str, object] = {}
TELLS = 0.02  # a difference of less is no news, however sure it is


class Claim(StrEnum):
    """What a sentence says of a first figure against a second."""

    MORE = "more"
    LESS = "less"
    ALIKE = "alike"  # the interval lies wholly within what is no news
    OPEN = "open"  # cannot be told apart
    NOTHING = "nothing"  # there is no interval


@dataclass(frozen=True)
class Tile:
    """One question of the country. Without a sentence nothing can be concluded, and `why` says what is lacking."""

    key: str
    title: str
    sentence: str = ""
    why: str = ""
    chart: Markup | Mapping | None = None
    alt: str = ""
    foot: str = ""
    link: tuple[str, str, Mapping[str, str]] | None = None  # path, label, choices
    asked: tuple[str, Mapping[str, object]] = ("build", NO_PARAMS)
    claim: Claim | None = None
    gap: Interval | None = None  # of the difference that the claim is about

    @property
    def concludes(self) -> bool:
        return bool(self.sentence)


def claim_of(gap: Interval) -> Claim:
    """More or less only where the whole interval of the difference (parts of 1) is beyond nought and it is news."""
    low, high = float(gap.lower), float(gap.upper)
    if np.isnan(low) or np.isnan(high):
        return Claim.NOTHING
    middle = (low + high) / 2
    if low > 0 and middle >= TELLS:
        return Claim.MORE
    if high < 0 and -middle >= TELLS:
        return Claim.LESS
    return Claim.ALIKE if low > -2 * TELLS and high < 2 * TELLS else Claim.OPEN


def of_ratios(first: Mapping, second: Mapping) -> Interval:
    """95 % interval of the difference of two ratios with their errors."""
    one, other = (float(row["error"]) if pd.notna(row["error"]) else np.nan for row in (first, second))
    reach = Z95 * float(np.hypot(one, other))
    gap = float(first["share"]) - float(second["share"])
    return Interval(gap - reach, gap + reach)


def ends(rows: pd.DataFrame, by: str) -> tuple[dict, dict] | None:
    """The rows with the least and the most of `by`; None where there are no two."""
    if len(rows) < 2:
        return None
    ordered = rows.sort_values(by).to_dict("records")
    return ordered[0], ordered[-1]


def newest_open(rows: pd.DataFrame, most_hidden: float = 0.1) -> pd.DataFrame:
    """The rows of the newest period in which at most a tenth of the schools is hidden, in every group."""
    if rows.empty:
        return rows
    part = (rows["hidden_count"] / rows["schools_count"]).groupby(rows["period"]).max()
    known = part.index[part <= most_hidden]
    return rows[rows["period"] == max(known, default="")]


def all_numbers(rows: pd.DataFrame, names: Sequence[str]) -> bool:
    """Whether there is something, and every figure of it is known."""
    return bool(len(rows)) and bool(rows[list(names)].notna().all().all())
