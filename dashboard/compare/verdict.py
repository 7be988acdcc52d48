"""Areas against a benchmark: differences, their intervals, verdicts. Reads the warehouse, draws nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard.compare.benchmark import Benchmark, standings
from dashboard.compare.figures import figures, indicators, intervals
from dashboard.figures import stats
from dashboard.frame import kept
from dashboard.frame.warehouse import Reader

SIDES = {"stands_out_high": 1, "stands_out_low": -1}


class OtherClassification(ValueError):
    """Areas of two classification years cannot be compared; the message is shown to the reader."""


def compare(
    codes: Sequence[str], indicator_id: str, level: str, benchmark: Benchmark, reader: Reader, *, group: str = "all"
) -> pd.DataFrame:
    """One row per chosen area: its figure, the benchmark's, the difference with its interval, and the verdict.

    verdict: stands_out_high, stands_out_low, indistinguishable or place; '' where none is given, and `why` says why.
    `place` is the part of all areas of the level that lies below the value, 0..1. Raises OtherClassification.
    """
    question = (tuple(codes), indicator_id, level, benchmark, group)
    return _compared(question, reader).copy(deep=False)


@kept.per_build
def _compared(question: tuple, reader: Reader) -> pd.DataFrame:
    """Kept, because a click changes one indicator or one area, and the others stay as they were."""
    codes, indicator_id, level, benchmark, group = question
    indicator = indicators(level, reader)[indicator_id]
    rows = figures(indicator_id, level, reader, group=group)
    areas = intervals(rows.reindex(codes), indicator)
    one_classification(areas)
    values = np.sort(rows["value"].dropna().to_numpy(float))
    judged = judgements(areas, standings(indicator, level, list(codes), benchmark, reader, group=group))
    return judged.assign(
        indicator_id=indicator_id, group_code=group, place=[_place(values, value) for value in judged["value"]]
    )


def _place(values: np.ndarray, value: float) -> float:
    """The part of the sorted values below this one; equal ones count for half."""
    if np.isnan(value) or not len(values):
        return np.nan
    return float(np.searchsorted(values, value, "left") + np.searchsorted(values, value, "right")) / 2 / len(values)


def judgements(areas: pd.DataFrame, stood: pd.DataFrame) -> pd.DataFrame:
    """Areas with their standing: never a verdict on an unreliable or hidden figure, nor without a reference."""
    reach = stats.Z95 * stood["error"]
    unreliable = areas["quality_flag"].eq("small")
    why = stood["why"].fillna("").mask(unreliable & stood["reference"].notna(), "small")
    hidden = areas["value"].isna() | areas["status"].ne("observed")
    why = why.mask(hidden, areas["status"])
    shown = stood["difference"].where(~hidden)
    return areas.assign(
        error=stood["error"],
        reference=stood["reference"],
        reference_is_sum=stood["is_sum"].fillna(False).astype(bool),
        reference_is_approximate=stood["is_approximate"].fillna(False).astype(bool),
        left_out=stood["is_left_out"].fillna(False).astype(bool) & stood["reference"].notna(),
        difference=shown,
        difference_lower=(shown - reach).mask(unreliable),
        difference_upper=(shown + reach).mask(unreliable),
        verdict=stood["verdict"].fillna("").mask(why.ne(""), ""),
        why=why,
    ).reset_index(drop=True)


def side(verdict: str) -> int:
    """1 stands out above, -1 below, 0 does not stand out."""
    return SIDES.get(verdict, 0)


def shade(row: pd.Series, direction: str) -> int | None:
    """The class of a verdict: 0 stands out on the unfavourable (or lower) side, 2 indistinguishable, 4 favourable.

    None without a verdict, and for what is only a place.
    """
    if not row["verdict"] or row["verdict"] == "place":
        return None
    steps = 2 * side(row["verdict"])
    return 2 + (-steps if direction == "higher_is_worse" else steps)


def one_classification(areas: pd.DataFrame) -> int:
    """The classification year that the areas share. Raises OtherClassification when they do not."""
    years = sorted({int(year) for year in areas["classification_year"].dropna()})
    if len(years) > 1:
        raise OtherClassification(", ".join(str(year) for year in years))
    return years[0] if years else 0
