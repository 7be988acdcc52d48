"""A list of target schools: the score, the rank and how firm it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.figures import ranking
from dashboard.figures.coverage import Filters
from dashboard.frame import kept
from dashboard.frame.warehouse import Reader
from dashboard.targets import score
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


@kept.per_build
def ranked(criteria: Criteria, reader: Reader, firm: bool = True) -> Ranked:
    """The list under these criteria; when not firm only its top, without firmness."""
    parts = score.parts_of(criteria.filters.sector, criteria.measure)
    schools = _with_activity(criteria.filters, reader)
    # A part that no school of the sector has (change in pupils in VO) weighs nothing.
    has_figures = np.array([schools[part.place].notna().any() for part in parts], dtype=float)
    bare = tuple(part.column for part, has in zip(parts, has_figures, strict=True) if not has)
    spread = score.spread(parts) * has_figures
    is_chosen = meets(schools, criteria, parts, reader)
    is_flagged = (schools["quality_flag"] != "").to_numpy() & (not criteria.flagged)
    positions = np.flatnonzero(is_chosen & ~is_flagged)
    table = np.column_stack([schools[part.place].to_numpy(float)[positions] for part in parts])
    weights = np.array(criteria.weights, float) @ spread
    # Without its pupils nothing is known of the school itself, only of what is around it.
    has_pupils = schools["pupils_count"].notna().to_numpy()[positions]
    enough = ranking.is_enough(table, weights, sum(criteria.weights)) & has_pupils
    columns, firmness = _scored(table, enough, criteria, spread, firm)
    by_rank = np.argsort(np.where(enough, columns["rank"], np.inf), kind="stable")
    by_rank = by_rank if firm else by_rank[: criteria.top]
    rows = schools.iloc[positions[by_rank]].reset_index(drop=True)
    rows = rows.assign(**{name: values[by_rank] for name, values in columns.items()})
    return Ranked(rows, parts, weights, criteria, int((is_chosen & is_flagged).sum()), bare, firmness)


def _scored(
    table: np.ndarray, enough: np.ndarray, criteria: Criteria, spread: np.ndarray, firm: bool
) -> tuple[dict[str, np.ndarray], ranking.Stability | None]:
    """Score, rank and, when firm, how firm it is; missing for schools that have not enough."""
    complete = table[enough]
    scores = ranking.scores(complete, np.array(criteria.weights, float) @ spread)
    firmness = ranking.stability(complete, criteria.weights, spread, criteria.top) if firm and len(complete) else None
    figures = {"score": scores, "rank": ranking.ranks(scores)} | ({"share": firmness.share} if firmness else {})
    columns = {name: np.full(len(table), np.nan) for name in ("score", "rank", "share")}
    for name, values in figures.items():
        columns[name][enough] = values
    columns["at"] = np.where(enough, np.cumsum(enough) - 1, -1)
    return columns, firmness


@kept.per_build
def _placed(sector: str, reader: Reader) -> pd.DataFrame:
    """All listed schools of the sector with the percentiles that do not depend on partners."""
    return score.placed(reader.run("target_schools", {"sector": sector}), score.lasting(sector))


@kept.per_build
def _with_activity(filters: Filters, reader: Reader) -> pd.DataFrame:
    """The same with the activities that are chosen; areas and other filters do not change these figures."""
    partners = reader.run("coverage_partners")
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    active = reader.run("target_active", activity(filters))
    texts = {ids: ", ".join(sorted(names[key] for key in ids.split(","))) for ids in active["partner_ids"].unique()}
    active = active.assign(partners=active["partner_ids"].map(texts))
    return score.with_activity(_placed(filters.sector, reader), active)


def activity(filters: Filters) -> dict[str, Any]:
    """The parameters of a question about activities in schools of any sector."""
    return {name: value for name, value in filters.params().items() if name not in ("sector", "learning_line")}


def compared(list_a: Ranked, list_b: Ranked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The schools at the top of the first list only, and those at the top of the second only."""
    top_a, top_b = list_a.first, list_b.first
    return (
        top_a[~top_a["school_id"].isin(top_b["school_id"])],
        top_b[~top_b["school_id"].isin(top_a["school_id"])],
    )
