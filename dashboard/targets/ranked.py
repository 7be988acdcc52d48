"""A list of target schools: the score, the rank and how firm it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.figures import coverage, ranking
from dashboard.figures.coverage import Filters
from dashboard.frame import kept
from dashboard.frame.warehouse import Reader
from dashboard.targets import score
from dashboard.targets.criteria import Criteria
from dashboard.targets.filters import meets
from dashboard.targets.score import Measure, Part

Bands = tuple[np.ndarray, np.ndarray]  # first and last rank of the 5-95 % band, by rank
BESIDE = 25  # schools after the top whose bands are made with those of the top


@dataclass(frozen=True)
class Ranked:
    """The schools on the list by rank, then those without a score; and what they were scored with.

    Columns besides the figures: `rank`, `score`, `reason` (why there is no score), `<part>_part` (0..100); when firm
    `share` (0..1), and banded() finds the band.
    """

    rows: pd.DataFrame
    parts: tuple[Part, ...]
    weights: np.ndarray  # of the parts, as chosen
    criteria: Criteria
    judged: pd.DataFrame  # `reason` and `state` of all listed schools of the sector: chosen, flagged or filtered
    bare: tuple[str, ...]  # the parts that no school of the sector has
    bands: Bands | None  # of the first ones; all take 20 times the room, and are seldom looked at
    is_aged: bool  # whether the band holds a year's change of the need figure
    reader: Reader

    @property
    def everyone(self) -> pd.DataFrame:
        """All listed schools of the sector, with `reason` and `state`; many lists share their figures."""
        judged = self.judged.astype("str")
        schools = _with_activity(self.criteria.filters, self.reader)
        return schools.assign(reason=judged["reason"], state=judged["state"])

    @cached_property
    def left_out(self) -> dict[str, int]:
        """How many schools that meet the choice are left out for each flag; one with two counts for its first."""
        everyone = self.everyone
        flags = everyone["quality_flag"][everyone["state"] == "flagged"]
        return flags.str.split(",").str[0].value_counts().to_dict()

    @cached_property
    def flagged_count(self) -> int:
        """Schools that meet the choice and are left out because of a flag."""
        return sum(self.left_out.values())

    @cached_property
    def rest(self) -> pd.DataFrame:
        """What the list shows besides the first ones: the schools after them, and those without a score."""
        return self.rows.iloc[len(self.first) :]

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
        ranks = rows["rank"].to_numpy()
        has_rank = ~np.isnan(ranks)
        if self.bands is not None and has_rank.any():
            at = ranks[has_rank].astype(int) - 1
            bands = self.bands if at.max() < len(self.bands[0]) else self._all_bands
            low[has_rank], high[has_rank] = bands[0][at], bands[1][at]
        return rows.assign(low=low, high=high)

    @cached_property
    def _all_bands(self) -> Bands:
        everyone = self.everyone
        table = _table(everyone, self.parts)
        at = np.flatnonzero((everyone["state"] == "chosen") & (everyone["reason"] == ""))
        in_order = ranking.order(ranking.scores(table[at], self.weights))
        firm = _firmness(table, at, in_order, self.criteria, self.reader)
        return firm.low, firm.high

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
    table = _table(schools, parts)
    bare = tuple(part.column for part, is_bare in zip(parts, ~_has_figures(table), strict=True) if is_bare)
    weights = np.array(criteria.weights, float) @ _spread(table, criteria)
    reasons = _reasons(schools, parts, ranking.is_enough(table, weights, sum(criteria.weights)))
    is_flagged = (schools["quality_flag"] != "").to_numpy() & (not criteria.flagged)
    is_chosen = meets(schools, criteria, parts, reader, can_come=(reasons == "") & ~is_flagged)
    states = np.where(is_chosen, np.where(is_flagged, "flagged", "chosen"), "filtered")
    judged = pd.DataFrame({"reason": reasons, "state": states}, dtype="category")
    is_listed = is_chosen & ~is_flagged
    scored, others = np.flatnonzero(is_listed & (reasons == "")), np.flatnonzero(is_listed & (reasons != ""))
    scores = ranking.scores(table[scored], weights)
    in_order = ranking.order(scores)
    share, bands = np.full(len(scored), np.nan), None
    if firm and len(scored):
        firmness = _firmness(table, scored, in_order[: criteria.top + BESIDE], criteria, reader)
        share, bands = firmness.share, (firmness.low, firmness.high)
    listed = np.concatenate([scored[in_order], others])[: None if firm else criteria.top]
    figures = {"score": scores[in_order], "rank": np.arange(1.0, len(scored) + 1), "share": share[in_order]}
    rows = schools.iloc[listed].reset_index(drop=True)
    rows = rows.assign(reason=reasons[listed], state=states[listed])
    rows = rows.assign(**{name: _filled(values, len(listed)) for name, values in figures.items()})
    return Ranked(rows, parts, weights, criteria, judged, bare, bands, _is_aged(criteria) and bands is not None, reader)


def _table(schools: pd.DataFrame, parts: tuple[Part, ...]) -> np.ndarray:
    """Schools x parts, 0..100."""
    return np.column_stack([schools[part.place].to_numpy(float) for part in parts])


def _has_figures(table: np.ndarray) -> np.ndarray:
    """Which parts any school has: one that none has (change in pupils in VO) weighs nothing."""
    return np.count_nonzero(~np.isnan(table), axis=0) > 0


def _spread(table: np.ndarray, criteria: Criteria) -> np.ndarray:
    return score.spread(score.parts_of(criteria.filters.sector, criteria.measure)) * _has_figures(table)


def _filled(values: np.ndarray, count: int) -> np.ndarray:
    """The first of these, and missing ones after them."""
    filled = np.full(count, np.nan)
    filled[: len(values)] = values[:count]
    return filled


def _reasons(schools: pd.DataFrame, parts: tuple[Part, ...], enough: np.ndarray) -> np.ndarray:
    """Why a school gets no score: no pupils known, no need figure of its own (VO), too little; '' when it gets one.

    Without its pupils nothing is known of the school itself, only of what is around it; so too of a secondary school
    whose own need is not known: primary schools within 5 km would speak for it.
    """
    reasons = np.where(enough, "", "little").astype(object)
    if parts[0].column.startswith("vo_"):
        has_type = ~schools["vo_vmbo_bk_pro_pct_status"].isin(["missing", "not_applicable"]).to_numpy()
        is_known = schools[parts[0].ordered or parts[0].column].notna().to_numpy() & has_type
        reasons[~is_known] = "own_need"
    reasons[schools["pupils_count"].isna().to_numpy()] = "pupils"
    return reasons


def _is_aged(criteria: Criteria) -> bool:
    """Whether need is drawn as it may be a year on; VO has no figures of two years."""
    return criteria.filters.sector == "PO"


def _firmness(
    table: np.ndarray, scored: np.ndarray, few: np.ndarray, criteria: Criteria, reader: Reader
) -> ranking.Stability:
    """Of the schools in these rows of the table, with the bands of a few of them."""
    moved = ranking.Redrawn(0, _need_a_year_on(criteria.measure, reader), scored) if _is_aged(criteria) else None
    spread = _spread(table, criteria)
    return ranking.stability(table[scored], criteria.weights, spread, criteria.top, moved, few=few)


@kept.per_build
def _need_a_year_on(measure: Measure, reader: Reader) -> np.ndarray:
    """Draws x primary schools of the list, whatever is chosen of them."""
    schools = _placed("PO", reader)
    need, load = (schools[name].to_numpy(float) for name in ("po_need_per_pupil", "po_need_load"))
    # CBS divides by the funded pupils; where need is 0 only our own count tells how many they are.
    with np.errstate(divide="ignore", invalid="ignore"):
        pupils = np.where(need > 0, load / need, schools["pupils_count"].to_numpy(float))
    sd = ranking.yearly_sd(need, pupils)
    values, sd = (load, sd * np.nan_to_num(pupils)) if measure == Measure.TOTAL else (need, sd)
    return ranking.redrawn(values, sd, (schools["quality_flag"] == "").to_numpy())


@kept.per_build
def _placed(sector: str, reader: Reader) -> pd.DataFrame:
    """All listed schools of the sector with the percentiles that do not depend on partners."""
    return score.placed(reader.run("target_schools", {"sector": sector}), score.lasting(sector))


@kept.per_build
def _with_activity(filters: Filters, reader: Reader) -> pd.DataFrame:
    """The same with the activities that are chosen; areas and other filters do not change these figures."""
    return score.with_activity(_placed(filters.sector, reader), coverage.active(filters, reader))


def compared(list_a: Ranked, list_b: Ranked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The schools at the top of the first list only, and those at the top of the second only."""
    top_a, top_b = list_a.first, list_b.first
    return (
        top_a[~top_a["school_id"].isin(top_b["school_id"])],
        top_b[~top_b["school_id"].isin(top_a["school_id"])],
    )
