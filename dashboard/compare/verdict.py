"""Areas against a benchmark: differences, their intervals, verdicts. Reads the warehouse, draws nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard.compare.benchmark import Benchmark, Reference, reference
from dashboard.compare.figures import figures, indicators, intervals, is_share
from dashboard.figures import stats
from dashboard.figures.stats import Interval
from dashboard.frame import kept
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

OUTER = (0.1, 0.9)  # beyond these quantiles of all areas a difference is called large


class OtherClassification(ValueError):
    """Areas of two classification years cannot be compared; the message is shown to the reader."""


def compare(codes: Sequence[str], indicator_id: str, level: str, benchmark: Benchmark, reader: Reader) -> pd.DataFrame:
    """One row per chosen area: its figure, the benchmark's, the difference with its interval, and the verdict.

    verdict: 1 higher, 0 comparable, -1 lower, NaN where no interval can be had; `why` says why. `place` is the
    part of all areas of the level that lies below the value, 0..1. Raises OtherClassification.
    """
    question = (tuple(codes), indicator_id, level, benchmark)
    return _compared(question, reader).copy(deep=False)


@kept.per_build
def _compared(question: tuple, reader: Reader) -> pd.DataFrame:
    """Kept, because a click changes one indicator or one area, and the others stay as they were."""
    codes, indicator_id, level, benchmark = question
    indicator = indicators(level, reader)[indicator_id]
    rows = figures(indicator_id, level, reader)
    areas = intervals(rows.reindex(codes), indicator)
    one_classification(areas)
    values = np.sort(rows["value"].dropna().to_numpy(float))
    judgements = [
        judged(area, reference(indicator, level, area, benchmark, reader), indicator)
        | {"place": _place(values, area["value"])}
        for _code, area in areas.iterrows()
    ]
    return pd.DataFrame(judgements).astype({"verdict": float})


def _place(values: np.ndarray, value: float) -> float:
    """The part of the sorted values below this one; equal ones count for half."""
    if np.isnan(value) or not len(values):
        return np.nan
    return float(np.searchsorted(values, value, "left") + np.searchsorted(values, value, "right")) / 2 / len(values)


def judged(row: pd.Series, against: Reference, indicator: Indicator) -> dict:
    """The verdict on one area: by the interval of the difference, never on an unreliable or hidden figure."""
    value, fixed = float(row["value"]), against.value
    gap = Interval(np.nan, np.nan)
    if is_share(indicator) and against.weight >= 1:
        share = stats.wilson(fixed / 100, against.weight)
        around = Interval(100 * share.lower, 100 * share.upper)
    else:
        around = Interval(fixed, fixed)
    if row["quality_flag"] != "small":
        gap = stats.difference(value, Interval(row["lower"], row["upper"]), fixed, around)
    return {
        **row.to_dict(),
        "indicator_id": indicator.indicator_id,
        "reference": fixed,
        "reference_is_sum": against.is_sum,
        "reference_is_approximate": against.is_approximate,
        "left_out": against.left_out,
        "difference": value - fixed,
        "difference_lower": float(gap.lower),
        "difference_upper": float(gap.upper),
        "verdict": stats.verdict(gap),
        "why": _why(row, against),
    }


def _why(row: pd.Series, against: Reference) -> str:
    """Why there is no verdict: a short code, '' where there is one."""
    if row["status"] != "observed" or pd.isna(row["value"]):
        return str(row["status"])
    if np.isnan(against.value):
        return "no_benchmark"
    if row["quality_flag"] == "small":
        return "small"
    return "no_interval" if pd.isna(row["lower"]) else ""


def shade(row: pd.Series, direction: str) -> int | None:
    """The class of a verdict, 0 (much less favourable, or much lower) .. 4; None without a verdict.

    Large: the area is among the outer tenth of all areas on that side.
    """
    if pd.isna(row["verdict"]):
        return None
    sign = int(row["verdict"])
    large = (sign > 0 and row["place"] >= OUTER[1]) or (sign < 0 and row["place"] <= OUTER[0])
    steps = sign * (2 if large else 1)
    return 2 + (-steps if direction == "higher_is_worse" else steps)


def one_classification(areas: pd.DataFrame) -> int:
    """The classification year that the areas share. Raises OtherClassification when they do not."""
    years = sorted({int(year) for year in areas["classification_year"].dropna()})
    if len(years) > 1:
        raise OtherClassification(", ".join(str(year) for year in years))
    return years[0] if years else 0
