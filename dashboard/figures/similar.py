"""Schools of a sector, or municipalities, in like circumstances: never on results; each distance can be taken apart.

D = sqrt(sum w_v (z_v - z'_v)^2) with weights that add up to 1; z = (x - median) / (1.4826 MAD), logs first, capped.
Pure; no figure is filled in: what lacks one has nothing similar, and it is said which it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.figures import stats

COUNT, CAP = 10, 4.0
TOWNS = "municipalities"
# half of the tenth nearest of edition 2020 lie within the first, nineteen in twenty within the second
VERY, SOMEWHAT = 0.37, 0.60
LIMITS = {TOWNS: (0.568, 1.117)}
LOGARITHMIC = ("pupils_count", "home_school_km", "inhabitants_count", "density")
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "PO": {
        "need_per_pupil": 0.30, "pupils_count": 0.20, "ses_woa": 0.15, "low_income_pct": 0.10, "urbanity_class": 0.10,
        "home_school_km": 0.10, "pupils_change_pct": 0.05,
    },
    "VO": {
        "vmbo_bk_pro_pct": 0.30, "pupils_count": 0.20, "po_need_5km": 0.15, "ses_woa": 0.15, "low_income_pct": 0.10,
        "urbanity_class": 0.10,
    },
    TOWNS: {
        "need_per_pupil": 0.25, "inhabitants_count": 0.20, "ses": 0.15, "urbanity_class": 0.10, "low_income_pct": 0.10,
        "density": 0.05, "children_pct": 0.05, "age_15_24_pct": 0.05, "age_65_pct": 0.05,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """All that have every figure: codes, one row of robust z-values each; how far is very, and somewhat, alike."""

    codes: tuple[str, ...]
    z: np.ndarray
    weights: Mapping[str, float]
    limits: tuple[float, float] = (VERY, SOMEWHAT)

    def row(self, code: str) -> int:
        return self.codes.index(code)


@dataclass(frozen=True)
class Near:
    """One that is similar: how far, and in what it differs most (+: there it has more), in robust deviations."""

    code: str
    distance: float
    most: str
    by: float
    likeness: str  # very or somewhat


def field(
    rows: pd.DataFrame, weights: Mapping[str, float], key: str = "school_id", limits: tuple = (VERY, SOMEWHAT)
) -> Field:
    """Robust z-values over the complete rows. One row per school or municipality, `key` and the figures as columns."""
    figures = rows[list(weights)].astype(float)
    for name in set(LOGARITHMIC) & set(weights):
        figures[name] = np.log(figures[name].where(figures[name] > 0))
    complete = figures.notna().all(axis=1)
    codes = tuple(rows.loc[complete, key])
    if not codes:
        return Field((), np.empty((0, len(weights))), weights, limits)
    z = [stats.robust_z(figures.loc[complete, name], CAP) for name in weights]
    return Field(codes, np.column_stack(z), weights, limits)


def lacking(rows: pd.DataFrame, code: str, weights: Mapping[str, float], key: str = "school_id") -> list[str]:
    """Which figures one lacks, so that it has nothing similar; all of them when it is not among the rows."""
    row = rows[rows[key] == code]
    if row.empty:
        return list(weights)
    return [name for name in weights if pd.isna(row[name].iloc[0]) or (name in LOGARITHMIC and row[name].iloc[0] <= 0)]


def nearest(rows: Field, code: str, count: int = COUNT) -> list[Near]:
    """The nearest, the nearest first, never itself; it stops where they are hardly alike any more."""
    if code not in rows.codes:
        return []
    own = rows.row(code)
    worth = np.array(list(rows.weights.values()))
    away = rows.z - rows.z[own]
    distance = np.sqrt((away**2 * worth).sum(axis=1))
    distance[own] = np.inf
    order = np.argsort(distance, kind="stable")[: min(count, len(distance) - 1)]
    return [_near(rows, int(k), float(distance[k]), away[k], worth) for k in order if distance[k] <= rows.limits[1]]


def _near(rows: Field, place: int, distance: float, away: np.ndarray, worth: np.ndarray) -> Near:
    most = int(np.argmax(away**2 * worth))
    likeness = "very" if distance < rows.limits[0] else "somewhat"
    return Near(rows.codes[place], distance, list(rows.weights)[most], float(away[most]), likeness)
