"""Areas against a benchmark: differences, their intervals, verdicts. Reads the warehouse, draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.compare.benchmark import Benchmark, standings
from dashboard.compare.figures import at, indicators, limits, shared
from dashboard.figures import stats
from dashboard.frame import kept
from dashboard.frame.warehouse import Reader

# What a comparison tells of an area itself.
TOLD = (
    "area_code", "level", "municipality_code", "classification_year", "period", "status", "quality_flag", "value", "n",
    "error",
)  # fmt: skip
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
    rows = shared(indicator_id, level, reader, group=group)
    areas = at(rows, codes, TOLD)
    one_classification(areas["classification_year"])
    lower, upper = limits(areas, indicator)
    judged = judgements(areas, standings(indicator, level, codes, benchmark, reader, group=group))
    same = {"indicator_id": indicator_id, "group_code": group}
    named = {name: np.full(len(codes), value, dtype=object) for name, value in same.items()}
    place = _places(rows["value"].to_numpy(float), areas["value"])
    columns = areas | {"lower": lower, "upper": upper} | judged | named | {"place": place}
    index = pd.RangeIndex(len(codes))
    # with the kind of each, because texts would become Arrow's
    kinds = {name: pd.Series(values, index, values.dtype, copy=False) for name, values in columns.items()}
    return pd.DataFrame(kinds, index, copy=False)


def _places(every: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The part of all values below each of these; equal ones count for half."""
    count = np.count_nonzero(~np.isnan(every))
    below = np.array([np.count_nonzero(every < value) + np.count_nonzero(every <= value) for value in values])
    return np.where(np.isnan(values), np.nan, below / 2 / max(count, 1))


def judgements(
    areas: Mapping[str, np.ndarray] | pd.DataFrame, stood: Mapping[str, np.ndarray] | pd.DataFrame
) -> dict[str, np.ndarray]:
    """What is judged of areas by their standing: never an unreliable or hidden figure, nor without a reference."""
    reference, away, error = (np.asarray(stood[name], float) for name in ("reference", "difference", "error"))
    status, flag = (np.asarray(areas[name], object) for name in ("status", "quality_flag"))
    hidden, unreliable = np.isnan(np.asarray(areas["value"], float)) | (status != "observed"), flag == "small"
    why = np.where(unreliable & ~np.isnan(reference), "small", _texts(stood["why"]))
    why = np.where(hidden, status, why)
    shown, reach = np.where(hidden, np.nan, away), np.where(unreliable, np.nan, stats.Z95 * error)
    return {
        "error": error,
        "reference": reference,
        "reference_is_sum": np.asarray(stood["is_sum"], bool),
        "reference_is_approximate": np.asarray(stood["is_approximate"], bool),
        "left_out": np.asarray(stood["is_left_out"], bool) & ~np.isnan(reference),
        "difference": shown,
        "difference_lower": shown - reach,
        "difference_upper": shown + reach,
        "verdict": np.where(why == "", _texts(stood["verdict"]), ""),
        "why": why,
    }


def _texts(values: Iterable[object]) -> np.ndarray:
    """The same, with '' for none."""
    return np.array([value if isinstance(value, str) else "" for value in values], dtype=object)


def side(verdict: str) -> int:
    """1 stands out above, -1 below, 0 does not stand out."""
    return SIDES.get(verdict, 0)


def shade(row: Mapping[str, Any] | pd.Series, direction: str) -> int | None:
    """The class of a verdict: 0 stands out on the unfavourable (or lower) side, 2 indistinguishable, 4 favourable.

    None without a verdict, and for what is only a place.
    """
    if not row["verdict"] or row["verdict"] == "place":
        return None
    steps = 2 * side(row["verdict"])
    return 2 + (-steps if direction == "higher_is_worse" else steps)


def one_classification(told: np.ndarray) -> int:
    """The classification year that areas share. Raises OtherClassification when they do not."""
    years = sorted({int(year) for year in told if pd.notna(year)})
    if len(years) > 1:
        raise OtherClassification(", ".join(str(year) for year in years))
    return years[0] if years else 0
