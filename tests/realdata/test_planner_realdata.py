"""The planner on edition 2020 with the partners' files: known plans, and what holds for other demands."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dashboard.figures.coverage import Filters
from dashboard.figures.plan import check, greedy, prices, solve
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import State
from dashboard.figures.plan.usual import usual
from dashboard.plan import schools
from tests.plan import instances
from tests.support.environment import DATA
from tests.support.reading import local

pytestmark = pytest.mark.realdata
A = Rules()
B = replace(A, regions=8, urban=4, rural=4, with_partner=3, per_partner=2, travel_km=5, per_town=1)
C, D = replace(A, partner_pupils=1_500), replace(B, radius_km=1.5)
TEN = ["01MU00", "03KN00", "03WO01", "04SU02", "05AV00", "13EK00", "16NM00", "17ZI00", "17ZR00", "23GV00"]


@pytest.fixture
def every(linked: Path, monkeypatch: pytest.MonkeyPatch) -> Problem:
    """All schools that count and the partners of all school years."""
    monkeypatch.setenv(DATA, str(linked))
    monkeypatch.setattr(solve, "SECONDS", 300)  # of a machine that does other things too
    return schools.asked(("NL00",), Filters(), (), local()).problem


def assert_holds(problem: Problem, rules: Rules, found: solve.Plan) -> None:
    """Every demand, by the second function and by the one that knows nothing of the app; the value added anew."""
    assert check.broken(problem, rules, found.rows, found.partners) == []
    assert instances.is_allowed(problem, rules, found.rows)
    assert (
        found.value == pytest.approx(instances.worth(problem, replace(rules, radius_km=0), found.rows))
        or rules.radius_km
    )


def test_the_default_plan_of_edition_2020(every):
    """Value and schools as computed apart from this program; proven, within 3 seconds."""
    assert len(every.ids) == 7_533
    assert usual(every) == A
    found = solve.best(every, A)
    assert round(found.value, 6) == 1.371189
    assert sorted(every.ids[list(found.rows)]) == TEN
    assert (found.state, found.gap) == (State.BEST, 0)
    assert found.seconds < 3
    assert_holds(every, A, found)
    assert round(greedy.step_by_step(every, A).value / found.value, 4) == 0.9879
    assert round(solve.free(every, A).value, 6) == 1.495798


@pytest.mark.slow
def test_its_prices_and_that_schools_left_out_beforehand_change_nothing(every):
    now = solve.best(every, A)
    found = {one.demand: round(one.without.value - now.value, 4) for one in prices.prices(every, A, now).of}
    assert found == {"per_town": 0.0324, "travel_km": 0, "per_partner": 0, "with_partner": 0.1163, "urban": 0,
                     "rural": 0.0083, "regions": 0}  # fmt: skip
    shuffled = every.at(np.random.default_rng(1).permutation(len(every.ids)))
    for rules in (
        A,
        replace(A, regions=6, per_town=None),
        replace(A, locked=("17DP00", "00AP00"), banned=("13EK00", "05AV00")),
    ):
        value = solve.best(every, rules).value
        assert solve.best(every, rules, whole=True).value == pytest.approx(value, abs=1e-6)
        assert solve.best(shuffled, rules).value == pytest.approx(value, abs=1e-6)


KNOWN = {"B": (B, 1.201609), "C": (C, 1.227991), "D": (D, 2.154556)}


@pytest.mark.slow
@pytest.mark.parametrize("name", KNOWN)
def test_harder_plans_are_proven_and_meet_their_demands(name, every):
    rules, value = KNOWN[name]
    found = solve.best(every, rules)
    assert (found.state, found.gap) == (State.BEST, 0)
    assert round(found.value, 6) == value
    assert_holds(every, rules, found)


# what comes when only this demand goes, what one step stricter costs (None: cannot be); what is not here costs nothing
PRICES = {
    "C": (
        {"partner_pupils": 0.1432, "with_partner": 0.0514},
        {"per_town": 0.0371, "partner_pupils": 0.3256, "per_partner": 0.0117, "with_partner": 0.0412, "rural": 0.0141},
    ),
    "D": (
        {"per_town": 0.1379, "with_partner": 0.0942, "rural": 0.2038},
        {"per_town": None, "per_partner": None, "with_partner": 0.0427, "rural": 0.0793},
    ),
}
TOGETHER = {"C": 0.2678, "D": 0.4446}


@pytest.mark.slow
@pytest.mark.parametrize("name", PRICES)
def test_the_prices_of_harder_plans_are_proven(name, every):
    rules, _value = KNOWN[name]
    now = solve.best(every, rules)
    found, (without, stricter) = prices.prices(every, rules, now), PRICES[name]
    assert {one.without.state for one in found.of} == {State.BEST}
    price = {one.demand: round(one.without.value - now.value, 4) for one in found.of}
    assert price == {demand: without.get(demand, 0) for demand in rules.priced()}
    strict = {one.demand: one.stricter for one in found.of if one.stricter}
    assert {plan.state for plan in strict.values()} <= {State.BEST, State.NONE}
    cost = {demand: round(now.value - plan.value, 4) if plan.is_there else None for demand, plan in strict.items()}
    assert cost == {demand: stricter.get(demand, 0) for demand in strict}
    assert round(found.bare.value - now.value, 4) == TOGETHER[name]


@pytest.mark.slow
def test_35_schools_over_seven_regions(every):
    rules = Rules(po=18, vo=17, regions=7, urban=7, rural=7, with_partner=7, per_partner=10)
    found = solve.best(every, rules)
    assert found.state == State.BEST
    assert len(found.rows) == 35
    assert_holds(every, rules, found)


@cache
def _drawn(seed: int, ids: tuple[str, ...]) -> Rules:
    """Demands of the sizes that people ask."""
    dice = random.Random(seed)
    return Rules(
        po=dice.randint(3, 12),
        vo=dice.randint(2, 8),
        regions=dice.randint(0, 9),
        urban=dice.randint(0, 4),
        region_kind=dice.choice(["labour_market_region", "province"]),
        rural=dice.randint(0, 4),
        with_partner=dice.randint(0, 4),
        without_partner=dice.randint(0, 3),
        per_partner=dice.choice([2, 3, 4, 6, None]),
        travel_km=dice.choice([3, 5, 10, 15, 25, None]),
        vmbo=dice.random() < 0.5,
        per_town=dice.choice([1, 2, 3, None]),
        per_board=dice.choice([1, 2, None, None]),
        per_district=dice.choice([1, None, None]),
        per_sector=dice.random() < 0.25,
        po_weight=dice.choice([30, 50, 50, 70]),
        locked=tuple(dice.sample(ids, dice.choice([0, 0, 1, 2]))),
        banned=tuple(dice.sample(ids, dice.choice([0, 2]))),
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_what_holds_for_rule_sets_of_our_own(seed, every):
    rules = _drawn(seed, tuple(str(code) for code in every.ids[::400]))
    found = solve.best(every, rules)
    if found.state == State.NONE:
        clash = prices.clash(every, rules)
        only = rules.without(*(name for name in rules.made() if name not in clash))
        assert solve.can_be(every, only) is False
        assert all(solve.can_be(every, only.without(name)) for name in clash)
        return
    assert found.state == State.BEST
    assert_holds(every, rules, found)
    step_by_step = greedy.step_by_step(every, rules)
    assert not step_by_step.is_there or step_by_step.value <= found.value + 1e-6
    for name in rules.priced():
        assert solve.best(every, rules.without(name)).value >= found.value - 1e-6
    codes = set(every.ids[list(found.rows)])
    assert codes.issuperset(rules.locked)
    assert not codes.intersection(rules.banned)
