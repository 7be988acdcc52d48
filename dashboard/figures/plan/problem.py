"""The schools that can be chosen and the partners that can go there, as arrays; who may go where under the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from dashboard.figures.plan.rules import Rules

KM_PER_DEGREE, ACROSS_EARTH = 111.2, 12_742
URBAN, RURAL = (1, 2), (4, 5)  # CBS's classes of urbanity


@dataclass(frozen=True)
class Problem:
    """One row per school that counts, one column per partner.

    `share` is the school's part (0..100) of the need of its sector at all these schools.
    """

    ids: np.ndarray
    sector: np.ndarray  # PO, VO
    is_open: np.ndarray  # can be chosen; a school whose pupils left only counts in the whole
    share: np.ndarray
    spread: np.ndarray  # standard deviation of a year's change of `share`; 0 where no such series is known
    pupils: np.ndarray
    urbanity: np.ndarray  # 1..5, 0 unknown
    town: np.ndarray
    board: np.ndarray
    district: np.ndarray
    regions: Mapping[str, np.ndarray]  # per kind the region of each school, '' none
    has_vmbo: np.ndarray
    can_start: np.ndarray  # where every chosen partner told that it can start at once
    lon: np.ndarray
    lat: np.ndarray
    partners: tuple[str, ...]
    there: np.ndarray  # schools x partners: is active there now
    km: np.ndarray  # schools x partners: to the partner's nearest school, infinite without one
    in_area: np.ndarray  # schools x partners: lies in the working area that was told
    fits: np.ndarray  # schools x partners: has a programme of which it was told that it fits
    capacity: np.ndarray  # per partner, pupils a year as told; NaN unknown

    @property
    def partners_count(self) -> np.ndarray:
        return self.there.sum(axis=1)

    @property
    def bring(self) -> np.ndarray:
        """What each school brings (percent of its sector's need): need divided by one plus the partners there."""
        return self.share / (1 + self.partners_count)

    def gain(self, rules: Rules) -> np.ndarray:
        """The same as it counts in the choice."""
        weight = np.where(self.sector == "PO", rules.po_weight, 100 - rules.po_weight) / 100
        return weight * self.bring

    def rows(self, codes: tuple[str, ...]) -> np.ndarray:
        return np.flatnonzero(np.isin(self.ids, codes))

    def at(self, rows: np.ndarray) -> Problem:
        """Only these schools."""
        names = (
            "ids",
            "sector",
            "is_open",
            "share",
            "spread",
            "pupils",
            "urbanity",
            "town",
            "board",
            "district",
            "has_vmbo",
            "can_start",
            "lon",
            "lat",
            "there",
            "km",
            "in_area",
            "fits",
        )
        cut = {name: getattr(self, name)[rows] for name in names}
        return replace(self, **cut, regions={kind: of[rows] for kind, of in self.regions.items()})


def may_go(problem: Problem, rules: Rules) -> np.ndarray:
    """Schools x partners: who may take which school. What was not told is asked, it never counts as yes."""
    allowed = ~problem.there
    if rules.travel_km is not None:
        allowed &= problem.km <= rules.travel_km
    if rules.told_area:
        allowed &= problem.in_area
    if rules.fits:
        allowed &= problem.fits
    has_room = np.maximum(problem.pupils, 1)[:, None] <= pupil_places(problem, rules)
    return allowed & (places(problem, rules) > 0) & has_room


def may_come(problem: Problem, rules: Rules) -> np.ndarray:
    """Which schools can be in a plan, before they are counted."""
    allowed = problem.is_open & ~np.isin(problem.ids, rules.banned)
    if rules.vmbo:
        allowed &= (problem.sector != "VO") | problem.has_vmbo
    if rules.start:
        allowed &= problem.can_start
    if needs_partner(rules):
        allowed &= may_go(problem, rules).any(axis=1)
    return allowed


def needs_partner(rules: Rules) -> bool:
    """Whether each school of the plan must have a partner that takes it: as soon as one demand is about that."""
    told = (rules.told_area, rules.told_capacity, rules.fits, rules.places)
    return any(told) or any(one is not None for one in (rules.per_partner, rules.partner_pupils, rules.travel_km))


def places(problem: Problem, rules: Rules) -> np.ndarray:
    """Schools per partner; infinite without a limit."""
    limit = np.inf if rules.per_partner is None else rules.per_partner
    own = dict(rules.places)
    return np.array([own.get(code, limit) for code in problem.partners], dtype=float)


def pupil_places(problem: Problem, rules: Rules) -> np.ndarray:
    """Pupils per partner; a capacity that was not told is no place at all."""
    limit = np.full(len(problem.partners), np.inf if rules.partner_pupils is None else float(rules.partner_pupils))
    return np.minimum(limit, np.nan_to_num(problem.capacity, nan=0)) if rules.told_capacity else limit


def counted(problem: Problem) -> dict[str, np.ndarray]:
    """Per minimum (but regions) which schools count for it."""
    has_partner = problem.partners_count > 0
    return {
        "urban": np.isin(problem.urbanity, URBAN),
        "rural": np.isin(problem.urbanity, RURAL),
        "with_partner": has_partner,
        "without_partner": ~has_partner,
    }


def groups(problem: Problem) -> dict[str, np.ndarray]:
    """Per maximum the group of each school; '' is a group that is not known, and has no maximum."""
    return {"per_town": problem.town, "per_board": problem.board, "per_district": problem.district}


def region_of(problem: Problem, rules: Rules) -> np.ndarray:
    none = np.full(len(problem.ids), "", dtype=object)
    return problem.regions.get(rules.region_kind, none)


def distance_km(lon_a: np.ndarray, lat_a: np.ndarray, lon_b: np.ndarray, lat_b: np.ndarray) -> np.ndarray:
    """Straight on, over the earth; arrays are broadcast."""
    lon_a, lat_a, lon_b, lat_b = (np.radians(one) for one in (lon_a, lat_a, lon_b, lat_b))
    half = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return ACROSS_EARTH * np.arcsin(np.sqrt(half))
