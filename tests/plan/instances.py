"""Drawn planning problems, and the best plan of a small one by trying every choice: no solver, nothing of the app."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import Rules

PARTNERS = ("alfa", "bravo", "charlie")


def problem(seed: int, po: int = 8, vo: int = 7, partners: int = 3) -> Problem:
    """Schools in four towns of two regions each on a map of 20 km, with partners at some of them."""
    dice = np.random.default_rng(seed)
    count = po + vo
    town = dice.integers(0, 4, count)
    share = np.concatenate([one / one.sum() * 100 for one in (dice.gamma(1.5, 1, po), dice.gamma(1.5, 1, vo))])
    there = dice.random((count, partners)) < 0.2
    km = np.where(there, 0, dice.uniform(0.5, 20, (count, partners)).round(2))
    return Problem(
        ids=np.array([f"{k:02}XX00" for k in range(count)]),
        sector=np.array(["PO"] * po + ["VO"] * vo),
        is_open=np.ones(count, dtype=bool),
        share=share,
        spread=share * 0.2,
        pupils=dice.integers(60, 900, count),
        urbanity=dice.integers(1, 6, count),
        town=np.array([f"GM{k}" for k in town], dtype=object),
        board=text("B", dice.integers(0, 5, count)),
        district=text("W", dice.integers(0, 8, count)),
        regions={"labour_market_region": text("R", town), "province": text("P", town // 2)},
        has_vmbo=dice.random(count) < 0.7,
        can_start=dice.random(count) < 0.7,
        lon=5 + dice.uniform(0, 0.3, count),
        lat=52 + dice.uniform(0, 0.18, count),
        partners=PARTNERS[:partners],
        there=there,
        km=km,
        in_area=dice.random((count, partners)) < 0.6,
        fits=dice.random((count, partners)) < 0.7,
        capacity=np.where(dice.random(partners) < 0.3, np.nan, dice.integers(300, 2_500, partners)),
    )


def text(sign: str, numbers: np.ndarray) -> np.ndarray:
    return np.array([f"{sign}{k}" for k in numbers], dtype=object)


def rules(seed: int, given: Problem, *, po: int = 3, vo: int = 2, near: bool = True) -> Rules:
    """Demands of every kind, each made now and then."""
    dice = random.Random(seed)

    def some(values: Sequence, often: float = 0.4):
        return dice.choice(values) if dice.random() < often else None

    ids = list(given.ids)
    drawn = Rules(
        po,
        vo,
        regions=some([1, 2, 3], 0.6) or 0,
        region_kind=dice.choice(["labour_market_region", "province"]),
        urban=some([1, 2], 0.3) or 0,
        rural=some([1, 2], 0.3) or 0,
        with_partner=some([1, 2], 0.3) or 0,
        without_partner=some([1, 2], 0.2) or 0,
        per_partner=some([1, 2, 3], 0.6),
        partner_pupils=some([1_000, 1_500, 2_500], 0.2),
        travel_km=some([10, 15, 18], 0.6),
        told_area=dice.random() < 0.1,
        told_capacity=dice.random() < 0.05,
        fits=dice.random() < 0.1,
        start=dice.random() < 0.05,
        vmbo=dice.random() < 0.3,
        per_town=some([2, 3], 0.5),
        per_board=some([1, 2], 0.2),
        per_district=some([1, 2], 0.2),
        per_sector=dice.random() < 0.15,
        po_weight=dice.choice([50, 50, 0, 30, 70, 100]),
        locked=tuple(dice.sample(ids, some([1, 2], 0.2) or 0)),
        banned=tuple(dice.sample(ids, some([1, 2], 0.3) or 0)),
    )
    if dice.random() < 0.2:
        drawn = replace(drawn, places=((given.partners[0], dice.choice([0, 1, 4])),))
    return replace(drawn, radius_km=dice.choice([0.0, 3.0])) if near else drawn


def best_by_hand(given: Problem, asked: Rules) -> float | None:
    """The most that any allowed choice brings; None when none is allowed."""
    schools = {sector: [k for k in range(len(given.ids)) if given.sector[k] == sector] for sector in ("PO", "VO")}
    return max(
        (worth(given, asked, chosen) for chosen in _choices(schools, asked) if is_allowed(given, asked, chosen)),
        default=None,
    )


def _choices(schools: dict[str, list[int]], asked: Rules) -> Iterator[tuple[int, ...]]:
    for po in combinations(schools["PO"], asked.po or 0):
        for vo in combinations(schools["VO"], asked.vo or 0):
            yield po + vo


def brings(given: Problem, asked: Rules, k: int) -> float:
    """Need of a school by one plus its partners, by the weight of its sector."""
    weight = asked.po_weight if given.sector[k] == "PO" else 100 - asked.po_weight
    return weight / 100 * float(given.share[k]) / (1 + sum(map(bool, given.there[k])))


def worth(given: Problem, asked: Rules, chosen: Sequence[int]) -> float:
    total = sum(brings(given, asked, k) for k in chosen)
    if not asked.radius_km:
        return total
    near = [
        k for k in range(len(given.ids)) if k not in chosen and any(_km(given, k, j) <= asked.radius_km for j in chosen)
    ]
    return total + 0.25 * sum(brings(given, asked, k) for k in near)


def _km(given: Problem, one: int, other: int) -> float:
    a, b, c, d = (math.radians(float(x)) for x in (given.lat[one], given.lat[other], given.lon[one], given.lon[other]))
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin((d - c) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def is_allowed(given: Problem, asked: Rules, chosen: Sequence[int]) -> bool:
    """Every demand, one by one; partners are matched depth first."""
    codes = [given.ids[k] for k in chosen]
    if any(code in asked.banned for code in codes) or any(code not in codes for code in asked.locked):
        return False
    if asked.vmbo and any(given.sector[k] == "VO" and not given.has_vmbo[k] for k in chosen):
        return False
    if asked.start and not all(given.can_start[k] for k in chosen):
        return False
    parts = [chosen]
    if asked.per_sector:
        parts = [[k for k in chosen if given.sector[k] == sector] for sector in ("PO", "VO")]
    return all(_counts_hold(given, asked, part) for part in parts) and _can_be_divided(given, asked, list(chosen))


def _counts_hold(given: Problem, asked: Rules, part: Sequence[int]) -> bool:
    with_partner = sum(any(given.there[k]) for k in part)
    regions = {given.regions[asked.region_kind][k] for k in part}
    least = (
        (len(regions), asked.regions),
        (sum(given.urbanity[k] <= 2 for k in part), asked.urban),
        (sum(given.urbanity[k] >= 4 for k in part), asked.rural),
        (with_partner, asked.with_partner),
        (len(part) - with_partner, asked.without_partner),
    )
    if any(n < wanted for n, wanted in least):
        return False
    most = ((given.town, asked.per_town), (given.board, asked.per_board), (given.district, asked.per_district))
    return all(
        limit is None or max(Counter(group[k] for k in part).values(), default=0) <= limit for group, limit in most
    )


def _can_be_divided(given: Problem, asked: Rules, chosen: list[int]) -> bool:
    numbers = (asked.per_partner, asked.partner_pupils, asked.travel_km)
    if all(one is None for one in numbers) and not any(
        (asked.told_area, asked.told_capacity, asked.fits, asked.places)
    ):
        return True
    own = dict(asked.places)
    limits = [own.get(code, asked.per_partner) for code in given.partners]
    schools = [math.inf if one is None else one for one in limits]
    pupils = [_pupil_limit(given, asked, k) for k in range(len(given.partners))]
    return _divided(given, asked, chosen, schools, pupils)


def _pupil_limit(given: Problem, asked: Rules, k: int) -> float:
    told = given.capacity[k] if asked.told_capacity else math.inf
    return min(math.inf if asked.partner_pupils is None else asked.partner_pupils, 0 if math.isnan(told) else told)


def _divided(given: Problem, asked: Rules, left: list[int], schools: list[float], pupils: list[float]) -> bool:
    """Depth first: the first school to any partner that may take it, then the rest."""
    if not left:
        return True
    school, rest = left[0], left[1:]
    for k in range(len(given.partners)):
        size = int(given.pupils[school])
        if not _may(given, asked, school, k) or schools[k] < 1 or pupils[k] < size:
            continue
        schools[k], pupils[k] = schools[k] - 1, pupils[k] - size
        found = _divided(given, asked, rest, schools, pupils)
        schools[k], pupils[k] = schools[k] + 1, pupils[k] + size
        if found:
            return True
    return False


def _may(given: Problem, asked: Rules, school: int, k: int) -> bool:
    return (
        not given.there[school, k]
        and (asked.travel_km is None or given.km[school, k] <= asked.travel_km)
        and (not asked.told_area or bool(given.in_area[school, k]))
        and (not asked.fits or bool(given.fits[school, k]))
    )
