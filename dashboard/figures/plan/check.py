"""Whether schools meet the rules, looked up one by one and not by the solver: each demand that is not met, by name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from dashboard.figures.plan import problem as plan
from dashboard.figures.plan import solve
from dashboard.figures.plan.problem import RURAL, URBAN, Problem
from dashboard.figures.plan.rules import BAN, LOCK, SECTORS, Demand, Rules


def broken(problem: Problem, rules: Rules, rows: Sequence[int], partners: Sequence[int] | None = None) -> list[str]:
    """The demands that these schools do not meet; `partners` says who takes each, without it anybody may be found."""
    chosen = [int(row) for row in rows]
    codes = {str(problem.ids[row]) for row in chosen}
    found: list[str] = [
        SECTORS[sector] for sector, n in rules.sectors() if n is not None and n != _of(problem, chosen, sector)
    ]
    for part in _parts(problem, rules, chosen):
        found += _minima(problem, rules, part) + _maxima(problem, rules, part)
    found += [Demand.VMBO] if rules.vmbo and any(not _has_vmbo(problem, row) for row in chosen) else []
    found += [Demand.START] if rules.start and any(not problem.can_start[row] for row in chosen) else []
    found += [LOCK + code for code in rules.locked if code not in codes]
    found += [BAN + code for code in rules.banned if code in codes]
    return list(dict.fromkeys(map(str, [*found, *_of_partners(problem, rules, chosen, partners)])))


def _of(problem: Problem, chosen: Sequence[int], sector: str) -> int:
    return sum(1 for row in chosen if problem.sector[row] == sector)


def _parts(problem: Problem, rules: Rules, chosen: list[int]) -> list[list[int]]:
    """The schools that a demand is counted over: all, or each sector by itself."""
    if not rules.per_sector:
        return [chosen]
    return [[row for row in chosen if problem.sector[row] == sector] for sector, n in rules.sectors() if n != 0]


def _has_vmbo(problem: Problem, row: int) -> bool:
    return problem.sector[row] != "VO" or bool(problem.has_vmbo[row])


def _minima(problem: Problem, rules: Rules, chosen: list[int]) -> list[str]:
    holds: dict[Demand, Callable[[int], bool]] = {
        Demand.URBAN: lambda row: problem.urbanity[row] in URBAN,
        Demand.RURAL: lambda row: problem.urbanity[row] in RURAL,
        Demand.WITH_PARTNER: lambda row: any(problem.there[row]),
        Demand.WITHOUT_PARTNER: lambda row: not any(problem.there[row]),
    }
    found = [name for name, test in holds.items() if sum(map(test, chosen)) < getattr(rules, name)]
    regions = {str(plan.region_of(problem, rules)[row]) for row in chosen} - {""}
    return [str(name) for name in found] + ([Demand.REGIONS] if len(regions) < rules.regions else [])


def _maxima(problem: Problem, rules: Rules, chosen: list[int]) -> list[str]:
    found = []
    for name, most, group in (
        (Demand.PER_TOWN, rules.per_town, problem.town),
        (Demand.PER_BOARD, rules.per_board, problem.board),
        (Demand.PER_DISTRICT, rules.per_district, problem.district),
    ):
        counts = Counter(str(group[row]) for row in chosen if group[row])
        if most is not None and counts and max(counts.values()) > most:
            found.append(str(name))
    return found


def _of_partners(problem: Problem, rules: Rules, chosen: list[int], partners: Sequence[int] | None) -> list[str]:
    """What is wrong with who takes which school. When nobody was said: whether there is any way to divide them."""
    if not plan.needs_partner(rules):
        return []
    if partners is None:
        return [] if solve.taken(problem, rules, np.array(chosen, dtype=int)) is not None else [_places_demand(rules)]
    pairs = list(zip(chosen, partners, strict=True))
    if any(k < 0 or problem.there[row, k] for row, k in pairs):
        return [_places_demand(rules)]
    tests = {
        Demand.TRAVEL: rules.travel_km is None or all(problem.km[row, k] <= rules.travel_km for row, k in pairs),
        Demand.TOLD_AREA: not rules.told_area or all(problem.in_area[pair] for pair in pairs),
        Demand.FITS: not rules.fits or all(problem.fits[pair] for pair in pairs),
        **_within_places(problem, rules, pairs),
    }
    return [str(name) for name, is_met in tests.items() if not is_met]


def _within_places(problem: Problem, rules: Rules, pairs: list[tuple[int, int]]) -> dict[Demand, bool]:
    schools, pupils = Counter(k for _row, k in pairs), Counter[int]()
    for row, k in pairs:
        pupils[k] += int(problem.pupils[row])
    own = dict(rules.places)
    limit = math.inf if rules.per_partner is None else rules.per_partner
    most = {k: own.get(problem.partners[k], limit) for k in schools}
    told = {k: float(problem.capacity[k]) for k in pupils}
    return {
        Demand.PER_PARTNER: all(n <= most[k] for k, n in schools.items()),
        Demand.PARTNER_PUPILS: rules.partner_pupils is None or all(n <= rules.partner_pupils for n in pupils.values()),
        Demand.TOLD_CAPACITY: not rules.told_capacity or all(n <= told[k] for k, n in pupils.items()),
    }


def _places_demand(rules: Rules) -> str:
    """The demand that is not met when a school has nobody who may take it: that of the places where one is made."""
    of_partners = (
        Demand.PER_PARTNER,
        Demand.TRAVEL,
        Demand.PARTNER_PUPILS,
        Demand.TOLD_AREA,
        Demand.TOLD_CAPACITY,
        Demand.FITS,
    )
    return str(next(name for name in of_partners if rules.is_made(name)))
