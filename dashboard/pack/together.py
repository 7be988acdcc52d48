"""Several areas as one: their mean by people with its interval, beside the country's. No verdict: that is of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard.compare import benchmark, figures, past
from dashboard.compare.benchmark import OWN_LIMIT, Reference
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

NOBODY = pd.Series({"area_code": ""})  # no area of its own: none is left out


def compared(rows: pd.DataFrame, indicator: Indicator, level: str, reader: Reader) -> pd.Series:
    """What verdict.compare says of one area, of its rows together; `why` is told where no figure can be made."""
    name, group = indicator.indicator_id, str(rows["group_code"].iloc[0])
    every = figures.figures(name, level, reader, group=group)
    one = mean(every.loc[list(rows["area_code"])], indicator).iloc[0]
    told = {"level": level, "group_code": group, "verdict": "", "place": np.nan}
    return pd.concat([one, pd.Series(told | {"reference": _country(every, rows, one)})])


def mean(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """One row as figures() has them, with its interval: the mean weighted by people, over nine tenths of them at least.

    Its error is that of areas apart from each other; where that of one is not known, there is no interval.
    """
    found = _summed(rows)
    seen = rows[rows["value"].notna() & (rows["weight"] > 0)]
    errors = seen["weight"].to_numpy(float) * seen["error"].to_numpy(float)
    is_approximate = seen["quality_flag"].isin(["approximation"]).any()
    one = {
        "value": found.value, "weight": found.weight, "n": seen["n"].sum() if not found.why else np.nan,
        "error": np.sqrt((errors**2).sum()) / found.weight if len(seen) else np.nan,
        "quality_flag": "approximation" if is_approximate else None,
        "status": "missing" if found.why else "observed", "why": found.why,
    }  # fmt: skip
    return figures.intervals(pd.DataFrame([one]), indicator)


def change(codes: Sequence[str], indicator: Indicator, level: str, two: tuple[str, str], reader: Reader) -> pd.Series:
    """Their mean in two periods (past.change), over the same areas: those with a figure in both."""
    both = [figures.figures(indicator.indicator_id, level, reader, period).loc[list(codes)] for period in two]
    is_open = both[0]["value"].notna() & both[1]["value"].notna()
    before, after = (mean(_without(rows, ~is_open), indicator) for rows in both)
    return past.between(before, after, indicator, two).iloc[0]


def _without(rows: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """The rows with some of them hidden: their people then count as not open."""
    people = rows["hidden_count"].where(rows["value"].isna(), rows["weight"])
    return rows.assign(value=rows["value"].mask(hidden), hidden_count=people.where(hidden, rows["hidden_count"]))


def _country(every: pd.DataFrame, compared: pd.DataFrame, own: pd.Series) -> float:
    """The country's figure: as its areas are compared with; without these where they are more than a tenth of a sum."""
    told = compared[compared["reference"].notna()]
    if told.empty or not told["reference_is_sum"].any():
        return float(told["reference"].iloc[0]) if len(told) else np.nan
    whole = _summed(every)
    if np.isnan(own["value"]) or own["weight"] <= OWN_LIMIT * whole.weight:
        return whole.value
    return benchmark.without(whole, own["value"], own["weight"]).value


def _summed(rows: pd.DataFrame) -> Reference:
    return benchmark.summed(rows, NOBODY, pd.Series(data=True, index=rows.index))
