"""Schools in like circumstances: the nearest of the same sector, never on results; each distance can be taken apart.

D = sqrt(sum w_v (z_v - z'_v)^2) with weights that add up to 1; z = (x - median) / (1.4826 MAD), logs first, capped.
Pure; no figure is filled in: a school that lacks one has no similar schools, and it is said which it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.figures import stats

COUNT, CAP = 10, 4.0
# half of the tenth nearest of edition 2020 lie within the first, nineteen in twenty within the second
VERY, SOMEWHAT = 0.37, 0.60
LOGARITHMIC = ("pupils_count", "home_school_km")
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "PO": {
        "need_per_pupil": 0.30, "pupils_count": 0.20, "ses_woa": 0.15, "low_income_pct": 0.10, "urbanity_class": 0.10,
        "home_school_km": 0.10, "pupils_change_pct": 0.05,
    },
    "VO": {
        "vmbo_bk_pro_pct": 0.30, "pupils_count": 0.20, "po_need_5km": 0.15, "ses_woa": 0.15, "low_income_pct": 0.10,
        "urbanity_class": 0.10,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """All schools of a sector with every figure: their ids, and one row of robust z-values each."""

    school_ids: tuple[str, ...]
    z: np.ndarray
    weights: Mapping[str, float]

    def row(self, school_id: str) -> int:
        return self.school_ids.index(school_id)


@dataclass(frozen=True)
class Near:
    """One similar school: how far, and in what it differs most (+: there it has more), in robust deviations."""

    school_id: str
    distance: float
    most: str
    by: float

    @property
    def likeness(self) -> str:
        """very, somewhat or hardly."""
        return "very" if self.distance < VERY else "somewhat" if self.distance < SOMEWHAT else "hardly"


def field(schools: pd.DataFrame, weights: Mapping[str, float]) -> Field:
    """Robust z-values over the complete schools. One row per school, `school_id` and the figures as columns."""
    figures = schools[list(weights)].astype(float)
    for name in set(LOGARITHMIC) & set(weights):
        figures[name] = np.log(figures[name].where(figures[name] > 0))
    complete = figures.notna().all(axis=1)
    ids = tuple(schools.loc[complete, "school_id"])
    if not ids:
        return Field((), np.empty((0, len(weights))), weights)
    z = [stats.robust_z(figures.loc[complete, name], CAP) for name in weights]
    return Field(ids, np.column_stack(z), weights)


def lacking(schools: pd.DataFrame, school_id: str, weights: Mapping[str, float]) -> list[str]:
    """Which figures a school lacks, so that it has no similar ones; all of them when it is not among the schools."""
    row = schools[schools["school_id"] == school_id]
    if row.empty:
        return list(weights)
    return [name for name in weights if pd.isna(row[name].iloc[0]) or (name in LOGARITHMIC and row[name].iloc[0] <= 0)]


def nearest(schools: Field, school_id: str, count: int = COUNT) -> list[Near]:
    """The nearest schools, the nearest first, never itself; it stops where they are hardly alike any more."""
    if school_id not in schools.school_ids:
        return []
    own = schools.row(school_id)
    worth = np.array(list(schools.weights.values()))
    away = schools.z - schools.z[own]
    distance = np.sqrt((away**2 * worth).sum(axis=1))
    distance[own] = np.inf
    order = np.argsort(distance, kind="stable")[: min(count, len(distance) - 1)]
    return [_near(schools, int(k), float(distance[k]), away[k], worth) for k in order if distance[k] <= SOMEWHAT]


def _near(schools: Field, place: int, distance: float, away: np.ndarray, worth: np.ndarray) -> Near:
    most = int(np.argmax(away**2 * worth))
    return Near(schools.school_ids[place], distance, list(schools.weights)[most], float(away[most]))
