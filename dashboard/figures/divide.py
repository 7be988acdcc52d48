"""How schools divide over need and partners, and how claims divide over partners. Pure.

Schools are rows of question divide_schools; a tenth is of the country's schools of the sector, 10 has the most need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

TENTHS = tuple(range(10, 0, -1))
MOST = 3  # partners at a school: the last column is this many or more
COLUMNS = tuple(range(MOST + 1))


@dataclass(frozen=True)
class Table:
    """The schools that stand in the matrix, and how many of the listed ones do not: flagged, without a figure."""

    schools: pd.DataFrame
    flagged_count: int
    unscored_count: int

    def cell(self, tenth: int, column: int) -> pd.DataFrame:
        """The schools of a cell, the most need first."""
        rows = self.schools
        return rows[(rows["tenth"] == tenth) & (rows["column"] == column)]

    def counts(self) -> pd.DataFrame:
        """Schools by tenth (10 first) and column (0, 1, 2, 3 or more partners)."""
        found = pd.crosstab(self.schools["tenth"], self.schools["column"])
        return found.reindex(index=TENTHS, columns=COLUMNS, fill_value=0).astype(int)

    def unreached(self, tenth: int | None = None) -> float:
        """The part (0..1) of the need, of a tenth or of all, at schools without a partner; NaN without need."""
        rows = self.schools if tenth is None else self.schools[self.schools["tenth"] == tenth]
        whole = rows["need"].sum()
        return rows.loc[rows["column"] == 0, "need"].sum() / whole if whole > 0 else float("nan")


def table(rows: pd.DataFrame, *, flagged: bool) -> Table:
    """The matrix of listed schools; those with a flag only where they are asked for."""
    is_scored, is_flagged = rows["tenth"].notna(), rows["quality_flag"].fillna("") != ""
    kept = is_scored & (~is_flagged | flagged)
    schools = rows[kept].assign(
        tenth=rows.loc[kept, "tenth"].astype(int), column=rows.loc[kept, "partners_count"].clip(upper=MOST).astype(int)
    )
    return Table(schools.reset_index(drop=True), int((is_scored & ~kept).sum()), int((~is_scored).sum()))


def first_cell(counts: pd.DataFrame) -> tuple[int, int]:
    """The cell that is open at first: nobody there, the highest tenth that has schools; else the first with schools."""
    for column in COLUMNS:
        for tenth in TENTHS:
            if counts.loc[tenth, column]:
                return tenth, column
    return TENTHS[0], 0


def nearest(ids: Sequence[str], distances: pd.DataFrame, there: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """One row per school: the nearest partner that is not there yet, and how far; missing where none is."""
    is_new = [partner not in there.get(school, ()) for school, partner in _pairs(distances)]
    rows = distances[np.array(is_new, dtype=bool)]  # an empty list would be one of columns
    first = rows.sort_values(["school_id", "distance_km", "partner_id"]).drop_duplicates("school_id")
    return first.set_index("school_id").reindex(ids)[["partner_name", "distance_km"]]


def _pairs(distances: pd.DataFrame) -> Iterable[tuple[str, str]]:
    return zip(distances["school_id"], distances["partner_id"], strict=True)


def shares(
    claims: Sequence[Any], needs: Mapping[str, float], distances: Mapping[tuple[str, str], float]
) -> pd.DataFrame:
    """One row per partner with standing claims: schools_count, need, need_share (0..1), distance_km (median).

    Two partners at one school each count it whole. `needs` by school_id, `distances` by (school_id, partner_id).
    """
    rows = pd.DataFrame(
        [
            (one.partner_id, needs.get(one.school_id, np.nan), distances.get((one.school_id, one.partner_id), np.nan))
            for one in claims
        ],
        columns=["partner_id", "need", "distance_km"],
    )
    by = rows.groupby("partner_id", sort=True)
    found = by.agg(schools_count=("need", "size"), need=("need", "sum"), distance_km=("distance_km", "median"))
    whole = found["need"].sum()
    found["need_share"] = found["need"] / whole if whole > 0 else float("nan")
    return found.reset_index()
