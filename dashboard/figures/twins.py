"""Twin areas: the nearest on circumstances, never on outcomes; every distance can be taken apart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.figures import stats

COUNT = 10
CAP = 4.0  # one extreme figure alone does not decide who is a twin
LOGARITHMIC = ("inhabitants_count", "density")  # 500 and 1,000 differ as much as 5,000 and 10,000
VARIABLES = (
    "inhabitants_count", "density", "urbanity_class", "age_0_14_pct", "age_15_24_pct", "age_25_44_pct", "age_65_pct",
    "low_income_pct", "assistance_pct", "ses", "ses_spread",
)  # fmt: skip
# Root mean square of the differences, in robust standard deviations. Of all sets of ten nearest wijken in edition
# 2020 half lie within 0.4 and nineteen in twenty within 0.75.
VERY, SOMEWHAT = 0.4, 0.75


@dataclass(frozen=True)
class Field:
    """All areas with complete circumstances: their codes and one row of robust z-values each."""

    codes: tuple[str, ...]
    z: np.ndarray
    variables: tuple[str, ...] = VARIABLES

    def row(self, code: str) -> int:
        return self.codes.index(code)


def field(circumstances: pd.DataFrame, variables: Sequence[str] = VARIABLES) -> Field:
    """Robust z-values over the complete areas. One row per area, `area_code` and the variables as columns."""
    figures = circumstances[list(variables)].astype(float)
    for name in set(LOGARITHMIC) & set(variables):
        figures[name] = np.log(figures[name].where(figures[name] > 0))
    complete = figures.notna().all(axis=1)
    codes = tuple(circumstances.loc[complete, "area_code"])
    if not codes:
        return Field((), np.empty((0, len(variables))), tuple(variables))
    z = [stats.robust_z(figures.loc[complete, name], CAP) for name in variables]
    return Field(codes, np.column_stack(z), tuple(variables))


def lacking(circumstances: pd.DataFrame, code: str, variables: Sequence[str] = VARIABLES) -> list[str]:
    """Which variables an area has no figure for, so that it has no twins."""
    row = circumstances.loc[circumstances["area_code"] == code, list(variables)]
    return [name for name in variables if row.empty or pd.isna(row[name].iloc[0])]


def distances(areas: Field, code: str) -> np.ndarray:
    """From one area to all: the root of the mean squared difference, in robust standard deviations."""
    return np.sqrt(((areas.z - areas.z[areas.row(code)]) ** 2).mean(axis=1))


def nearest(areas: Field, code: str, count: int = COUNT) -> list[tuple[str, float]]:
    """The `count` nearest areas with their distance, the nearest first; never the area itself.

    Ties keep the order of the codes. Fewer only when there are not that many other complete areas; none for an
    area that is not complete itself.
    """
    if code not in areas.codes:
        return []
    away = distances(areas, code)
    away[areas.row(code)] = np.inf
    order = np.argsort(away, kind="stable")[: min(count, len(away) - 1)]
    return [(areas.codes[k], float(away[k])) for k in order]


def explained(areas: Field, code: str, twin: str) -> pd.Series:
    """Per variable how far the twin is from the area, in robust standard deviations; + is higher in the twin."""
    return pd.Series(areas.z[areas.row(twin)] - areas.z[areas.row(code)], index=areas.variables)


def likeness(distance: float) -> str:
    """very, somewhat or hardly."""
    return "very" if distance < VERY else "somewhat" if distance < SOMEWHAT else "hardly"


def better(rows: pd.DataFrame, explaining: np.ndarray, direction: str) -> tuple[pd.DataFrame, float]:
    """Outcomes against what is expected of such areas, and the part of all differences that circumstances explain.

    One row per area with `value` and `error`. Adds expected, lower and upper: between these lie 95 % of the areas in
    such circumstances (error of the figure, spread between areas, error of the line); `told`: 1 better than expected,
    -1 less well, 0 as expected, NaN where it cannot be said; `is_notable`: it also holds when all are asked at once.
    """
    fitted = stats.robust_fit(rows["value"], explaining)
    residual = rows["value"].to_numpy(float) - fitted.expected
    own = rows["error"].to_numpy(float)
    good = ~np.isnan(residual) & (own > 0)
    shape = 1 + np.atleast_2d(explaining.T).shape[0]
    spread = _spread(residual[good], own[good], shape)
    reach = np.sqrt(own**2 + spread**2 + fitted.errors**2)
    side = {"higher_is_better": 1, "higher_is_worse": -1}.get(direction, 0)
    told = side * np.sign(residual) * (np.abs(residual) > stats.Z95 * reach)
    found = rows.assign(
        expected=fitted.expected,
        residual=residual,
        expected_lower=fitted.expected - stats.Z95 * reach,
        expected_upper=fitted.expected + stats.Z95 * reach,
        told=np.where(good & (side != 0), told, np.nan),
    )
    from scipy.special import ndtr

    holds = stats.notable(np.where(good, 2 * ndtr(-np.abs(residual) / reach), np.nan))
    return found.assign(is_notable=holds & found["told"].abs().eq(1)), fitted.r_squared


def _spread(residuals: np.ndarray, errors: np.ndarray, shape: int) -> float:
    """How far areas in the same circumstances truly lie apart; the line has taken `shape` numbers from the data."""
    count = len(residuals)
    return stats.true_deviation(residuals, errors) * float(np.sqrt(count / (count - shape))) if count > shape else 0.0


def square_km(feature: dict) -> float:
    """The area of a GeoJSON polygon in degrees (WGS84); right to about 1 % for areas as small as a municipality."""
    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return sum(_ring(polygon[0]) - sum(_ring(hole) for hole in polygon[1:]) for polygon in polygons)


def _ring(points: list) -> float:
    lon, lat = np.array(points, float).T[:2]
    x, y = 111.32 * np.cos(np.radians(lat.mean())) * lon, 111.2 * lat
    return abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2
