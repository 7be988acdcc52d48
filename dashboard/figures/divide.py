"""How schools divide over need and partners, and how claims divide over partners. Pure.

Schools are rows of question divide_schools with who is active there; a tenth is of the country's schools of the
sector, 10 has the most need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Schools by tenth (10 first) and column (0, 1, 2, 3 or more partners)."""
        found = pd.crosstab(self.schools["tenth"], self.schools["column"])
        return found.reindex(index=TENTHS, columns=COLUMNS, fill_value=0).astype(int)

    def unreached(self, tenth: int | None = None) -> float:
        """The part (0..1) of the need, of a tenth or of all, at schools without a partner; NaN without need."""
        need = self._need if tenth is None else self._need.loc[tenth:tenth]
        whole = need.to_numpy().sum()
        return need[0].sum() / whole if whole > 0 else float("nan")

    @cached_property
    def _need(self) -> pd.DataFrame:
        """Need by tenth and column."""
        found = self.schools.pivot_table("need", "tenth", "column", "sum")
        return found.reindex(index=TENTHS, columns=COLUMNS).fillna(0.0)


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
    of: dict[str, list[Any]] = {}
    for one in claims:
        of.setdefault(one.partner_id, []).append(one)
    rows = []
    for partner_id, own in sorted(of.items()):
        need = np.nansum([needs.get(one.school_id, np.nan) for one in own])
        km = [distances.get((one.school_id, partner_id), np.nan) for one in own]
        rows.append((partner_id, len(own), need, _median(km)))
    found = pd.DataFrame(rows, columns=["partner_id", "schools_count", "need", "distance_km"])
    whole = found["need"].sum()
    return found.assign(need_share=found["need"] / whole if whole > 0 else float("nan"))


def _median(values: Iterable[float]) -> float:
    """Of those that are known; NaN without any."""
    known = [value for value in values if not np.isnan(value)]
    return float(np.median(known)) if known else float("nan")
