"""Advices of primary schools: sums and means where some counts are hidden, as the interval that is sure. Pure.

A hidden count is 1 to 4. The bounds of a single school stay inside: an interval is told of an aggregate only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

# the level of each advice, a double one half-way; the build's own, a test holds the two together
LEVELS = {
    "pro": 1.0, "vmbo_b": 2.0, "vmbo_b_k": 2.5, "vmbo_k": 3.0, "vmbo_k_gt": 3.5, "vmbo_gt": 4.0, "vmbo_gt_havo": 4.5,
    "havo": 5.0, "havo_vwo": 5.5, "vwo": 6.0,
}  # fmt: skip
LEAST, MOST = 1, 4  # what a hidden count can be
FEWEST_HIDING, FEWEST_HIDDEN = 3, 10  # institutions and cells below which an interval would tell of a school


class Bounds(NamedTuple):
    """Lower and upper; equal where nothing is hidden, NaN where nothing may be told."""

    lower: float
    upper: float

    @property
    def is_exact(self) -> bool:
        return self.lower == self.upper


NOTHING = Bounds(np.nan, np.nan)


def totals(cells: pd.DataFrame) -> pd.DataFrame:
    """Per period the sum of all cells, at least and at most: rows of advice_cells in, period, lower, upper out."""
    sums = cells.groupby("period", as_index=False)[["open_count", "hidden_count"]].sum()
    return pd.DataFrame({
        "period": sums["period"],
        "lower": (sums["open_count"] + LEAST * sums["hidden_count"]).astype(int),
        "upper": (sums["open_count"] + MOST * sums["hidden_count"]).astype(int),
    })  # fmt: skip


def mean(cells: pd.DataFrame) -> Bounds:
    """The mean level of one period's cells: exact, an interval where enough is hidden, nothing where little is."""
    known = cells[cells["advice"].isin(list(LEVELS))]
    hidden = int(known["hidden_count"].sum())
    if hidden and (hidden < FEWEST_HIDDEN or known["hiding_count"].max() < FEWEST_HIDING):
        return NOTHING
    levels = known["advice"].map(LEVELS).to_numpy(float)
    lower = _extreme(levels, known["open_count"], known["hidden_count"], -1)
    return Bounds(lower, _extreme(levels, known["open_count"], known["hidden_count"], 1))


def share(cells: pd.DataFrame, of: Sequence[str]) -> Bounds:
    """The share (0..1) of these advices among those with a level, as `mean` tells it."""
    known = cells[cells["advice"].isin(list(LEVELS))]
    hidden = int(known["hidden_count"].sum())
    if hidden and (hidden < FEWEST_HIDDEN or known["hiding_count"].max() < FEWEST_HIDING):
        return NOTHING
    inside = known["advice"].isin(list(of)).to_numpy(float)
    lower = _extreme(inside, known["open_count"], known["hidden_count"], -1)
    return Bounds(lower, _extreme(inside, known["open_count"], known["hidden_count"], 1))


def _extreme(levels: np.ndarray, known: pd.Series, hidden: pd.Series, side: int) -> float:
    """The largest (side 1) or smallest weighted mean that the hidden counts allow: those beyond the mean are 4 each.

    Filling from the far end, the best cut is among the levels themselves.
    """
    exact, dark = known.to_numpy(float), hidden.to_numpy(float)
    if exact.sum() + dark.sum() < 10:
        return np.nan
    means = [_weighted(levels, exact + dark * np.where(side * levels > side * cut, MOST, LEAST)) for cut in levels]
    means.append(_weighted(levels, exact + dark * MOST))
    return side * max(side * one for one in means)


def _weighted(levels: np.ndarray, counts: np.ndarray) -> float:
    return float((levels * counts).sum() / counts.sum())
