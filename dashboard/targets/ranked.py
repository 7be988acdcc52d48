"""A list of target schools: the score, the rank and how firm it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from dashboard.figures import ranking
from dashboard.figures.coverage import Filters
from dashboard.frame.warehouse import Reader
from dashboard.targets import score as targets_score
from dashboard.targets.criteria import Criteria
from dashboard.targets.filters import meets
from dashboard.targets.score import Part


@dataclass(frozen=True)
class Ranked:
    """The schools on the list by rank, then those without a score; and what they were scored with.

    Columns besides the figures: `rank`, `score`, `<part>_part` (0..100); when firm `share` (0..1), and `at`, the
    place among the schools with a score by which banded() finds the band.
    """

    rows: pd.DataFrame
    parts: tuple[Part, ...]
    weights: np.ndarray  # of the parts, as chosen
    criteria: Criteria
    flagged_count: int  # left out because newcomer or small
    bare: tuple[str, ...]  # the parts that no school of the sector has
    firmness: ranking.Stability | None

    @cached_property
    def scored(self) -> pd.DataFrame:
        """The schools that have a rank."""
        return self.rows.iloc[: int(self.rows["score"].notna().sum())]

    @cached_property
    def first(self) -> pd.DataFrame:
        """The schools that ask for attention first: the top of the list."""
        return self.scored.head(self.criteria.top)

    def banded(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Some of the rows with the 5-95 % band of their rank: `low` and `high`, missing without a rank."""
        low, high = np.full((2, len(rows)), np.nan)
        at = rows["at"].to_numpy()
        if self.firmness is not None:
            low[at >= 0], high[at >= 0] = self.firmness.band(at[at >= 0])
        return rows.assign(low=low, high=high)

    @cached_property
    def hidden_count(self) -> int:
        """Figures of these schools that are suppressed, over all parts."""
        return sum(int((self.rows[part.status] == "suppressed").sum()) for part in self.parts)

    def has_figures(self, part: Part) -> bool:
        """Whether any school of the sector has this part; change in pupils in VO has none."""
        return part.column not in self.bare

    def contributions(self, school: pd.Series) -> np.ndarray:
        """Points of each part (they add up to the score); NaN where the part is missing or weighs nothing."""
        values = np.array([school[part.place] for part in self.parts], dtype=float)
        points = np.where(self.weights > 0, self.weights * values, np.nan)
        return points / self.weights[~np.isnan(values)].sum()


@lru_cache(maxsize=6)  # one holds 12 MB of places
def ranked(criteria: Criteria, reader: Reader, firm: bool = True) -> Ranked:
    """The list under these criteria; when not firm only its top, without firmness."""
    parts = targets_score.parts_of(criteria.filters.sector, criteria.measure)
    every = _met(criteria.filters, reader)
    # A part that no school of the sector has (change in pupils in VO) weighs nothing.
    there = np.array([every[part.place].notna().any() for part in parts], dtype=float)
    bare = tuple(part.column for part, has in zip(parts, there, strict=True) if not has)
    spread = targets_score.spread(parts) * there
    is_chosen = meets(every, criteria, parts, reader)
    is_flagged = (every["quality_flag"] != "").to_numpy() & (not criteria.flagged)
    mine = np.flatnonzero(is_chosen & ~is_flagged)
    table = np.column_stack([every[part.place].to_numpy(float)[mine] for part in parts])
    weights = np.array(criteria.weights, float) @ spread
    # Without its pupils nothing is known of the school itself, only of what is around it.
    enough = ranking.is_enough(table, weights, sum(criteria.weights)) & every["pupils_count"].notna().to_numpy()[mine]
    columns, firmness = _scored(table, enough, criteria, spread, firm)
    by_rank = np.argsort(np.where(enough, columns["rank"], np.inf), kind="stable")
    by_rank = by_rank if firm else by_rank[: criteria.top]
    rows = every.iloc[mine[by_rank]].reset_index(drop=True)
    rows = rows.assign(**{name: values[by_rank] for name, values in columns.items()})
    return Ranked(rows, parts, weights, criteria, int((is_chosen & is_flagged).sum()), bare, firmness)


def _scored(
    table: np.ndarray, enough: np.ndarray, criteria: Criteria, spread: np.ndarray, firm: bool
) -> tuple[dict[str, np.ndarray], ranking.Stability | None]:
    """Score, rank and, when firm, how firm it is; missing for schools that have not enough."""
    known = table[enough]
    score = ranking.scores(known, np.array(criteria.weights, float) @ spread)
    firmness = ranking.stability(known, criteria.weights, spread, criteria.top) if firm and len(known) else None
    found = {"score": score, "rank": ranking.ranks(score)} | ({"share": firmness.share} if firmness else {})
    columns = {name: np.full(len(table), np.nan) for name in ("score", "rank", "share")}
    for name, values in found.items():
        columns[name][enough] = values
    columns["at"] = np.where(enough, np.cumsum(enough) - 1, -1)
    return columns, firmness


@lru_cache(maxsize=4)
def _placed(sector: str, reader: Reader) -> pd.DataFrame:
    """All listed schools of the sector with the percentiles that do not depend on partners."""
    return targets_score.placed(reader.run("target_schools", {"sector": sector}), targets_score.lasting(sector))


@lru_cache(maxsize=8)
def _met(filters: Filters, reader: Reader) -> pd.DataFrame:
    """The same with the activities that are chosen; areas and other filters do not change these figures."""
    partners = reader.run("coverage_partners")
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    active = reader.run("target_active", activity(filters))
    told = {ids: ", ".join(sorted(names[one] for one in ids.split(","))) for ids in active["partner_ids"].unique()}
    return targets_score.met(_placed(filters.sector, reader), active.assign(partners=active["partner_ids"].map(told)))


def activity(filters: Filters) -> dict[str, Any]:
    """The parameters of a question about activities in schools of any sector."""
    return {name: value for name, value in filters.params().items() if name not in ("sector", "learning_line")}


def compared(one: Ranked, other: Ranked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The schools at the top of the first list only, and those at the top of the other only."""
    mine, theirs = one.first, other.first
    return (
        mine[~mine["school_id"].isin(theirs["school_id"])],
        theirs[~theirs["school_id"].isin(mine["school_id"])],
    )
