"""The planner: the best plan is that of trying every choice, and what holds for every plan, price and clash."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard.figures.plan import check, firm, greedy, prices, solve, tasks, why
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import State
from tests.plan import instances
from tests.support.rounds import sampled

INSTANCES = 200
EXACT = 1e-6


@pytest.mark.parametrize("seed", sampled(range(INSTANCES), range(0, INSTANCES, 20)))
def test_the_best_plan_is_that_of_trying_every_choice(seed):
    given = instances.problem(seed)
    asked = instances.rules(seed, given)
    expected, found = instances.best_by_hand(given, asked), solve.best(given, asked)
    if expected is None:
        assert found.state == State.NONE
        return
    assert found.state == State.BEST
    assert found.value == pytest.approx(expected, abs=EXACT)
    assert instances.worth(given, asked, found.rows) == pytest.approx(found.value, abs=1e-9)
    assert instances.is_allowed(given, asked, found.rows)
    assert check.broken(given, asked, found.rows, found.partners) == []


def test_the_drawn_demands_are_met_and_not_met():
    """Of the instances some have a plan and some have none, so that both are tried."""
    states = [
        solve.best(given := instances.problem(seed), instances.rules(seed, given)).state for seed in range(0, 60, 3)
    ]
    assert 5 <= states.count(State.BEST) <= 15
    assert states.count(State.NONE) == 20 - states.count(State.BEST)


@pytest.mark.parametrize("seed", sampled(range(1_000, 1_100), range(1_000, 1_100, 20)))
def test_what_holds_for_every_plan(seed):
    """Greedy is no better, dropping never lowers, the reduction changes nothing, locked in, banned out."""
    given = instances.problem(seed, 40, 30)
    asked = instances.rules(seed, given, po=4, vo=4, near=seed % 4 == 0)
    found = solve.best(given, asked)
    assert solve.best(given, asked, whole=True).value == pytest.approx(found.value, abs=EXACT, nan_ok=True)
    for name in asked.priced():
        dropped = solve.best(given, asked.without(name))
        assert not found.is_there or dropped.value >= found.value - EXACT
    if not found.is_there:
        return
    assert check.broken(given, asked, found.rows, found.partners) == []
    step_by_step = greedy.step_by_step(given, asked)
    assert not step_by_step.is_there or step_by_step.value <= found.value + EXACT or asked.radius_km
    codes = {str(given.ids[row]) for row in found.rows}
    assert codes.issuperset(asked.locked)
    assert not codes.intersection(asked.banned)


@pytest.mark.parametrize("name", ["per_town", "per_board", "per_district"])
def test_of_each_group_with_a_maximum_enough_schools_stay(name):
    """Schools that differ only in their group: leaving out all but one of the kind would leave no plan."""
    given = instances.problem(1, 40, 30)
    alike = np.zeros_like(given.there)
    given = replace(
        given, there=alike, regions={"own": instances.text("", given.town)}, urbanity=given.urbanity * 0 + 3
    )
    loose = Rules(
        4, 3, regions=0, region_kind="none", urban=0, rural=0, with_partner=0, per_partner=None, travel_km=None
    )
    asked = replace(loose, **({"per_town": None} | {name: 2}))
    found = solve.best(given, asked)
    assert found.is_there
    assert solve.best(given, asked, whole=True).value == pytest.approx(found.value, abs=EXACT)


@pytest.mark.parametrize("seed", [1_000, 1_004])
def test_the_order_of_the_schools_does_not_matter(seed):
    given = instances.problem(seed, 40, 30)
    asked = instances.rules(seed, given, po=4, vo=4, near=False)
    shuffled = given.at(np.random.default_rng(seed).permutation(len(given.ids)))
    assert solve.best(shuffled, asked).value == pytest.approx(solve.best(given, asked).value, abs=EXACT, nan_ok=True)


BROKEN = {
    "po": replace(Rules(), po=4),
    "regions": Rules(regions=9),
    "urban": Rules(urban=11),
    "rural": Rules(rural=11),
    "with_partner": Rules(with_partner=11),
    "without_partner": Rules(without_partner=11),
    "per_town": Rules(per_town=0),
    "per_board": Rules(per_board=0),
    "per_district": Rules(per_district=0),
    "per_partner": Rules(per_partner=0),
    "travel_km": Rules(travel_km=0.1),
    "partner_pupils": Rules(partner_pupils=1),
    "told_area": Rules(told_area=True),
    "told_capacity": Rules(told_capacity=True),
    "fits": Rules(fits=True),
    "start": Rules(start=True),
    "vmbo": Rules(vmbo=True),
    "lock:39XX00": Rules(locked=("39XX00",)),
    "ban:00XX00": Rules(banned=("00XX00",)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_demand_that_is_not_met_is_named(name):
    """The second function sees each demand by itself: every other one is switched off."""
    given = instances.problem(7, 40, 30)
    none = np.zeros_like(given.fits)
    given = replace(
        given,
        fits=none,
        in_area=none,
        can_start=none[:, 0],
        has_vmbo=none[:, 0],
        capacity=np.ones(3),
        there=none,
        km=given.km + 1,
    )
    asked = BROKEN[name]
    alone = asked.without(*(one for one in asked.made() if one not in (name, "po", "vo")))
    rows = [0, 1, 2, 3, 4, 40, 41, 42, 43, 44]
    assert check.broken(given, alone, rows, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]) == [name]


@pytest.mark.parametrize("seed", sampled(range(2_000, 2_020), (2_002, 2_005)))
def test_a_price_is_the_difference_of_two_plans_and_the_stricter_one_brings_no_more(seed):
    given = instances.problem(seed, 20, 15)
    asked = replace(instances.rules(seed, given, near=False), locked=(), banned=())
    now = solve.best(given, asked)
    if not now.is_there:
        return
    found = prices.prices(given, asked, now)
    assert [one.demand for one in found.of] == asked.priced()
    for one in found.of:
        again = solve.best(given, asked.without(one.demand), whole=True)
        assert one.without.value - now.value == pytest.approx(again.value - now.value, abs=EXACT)
        if one.strict_rules:
            strict = solve.best(given, one.strict_rules, whole=True)
            assert one.stricter.value == pytest.approx(strict.value, abs=EXACT, nan_ok=True)
            assert not one.stricter.is_there or one.stricter.value <= now.value + EXACT
    cheapest = found.cheapest(now)
    gains = [one.without.value - now.value for one in found.of]
    assert (cheapest is None) == (max(gains, default=0) <= 1e-9)
    by_sector = [np.sort(given.gain(asked)[given.sector == sector])[::-1][:n].sum() for sector, n in asked.sectors()]
    assert found.bare.value == pytest.approx(sum(by_sector))
    assert solve.best(given, asked.bare()).value == pytest.approx(found.bare.value, abs=EXACT)


@pytest.mark.parametrize("seed", sampled(range(40), (0, 3, 9, 12)))
def test_a_clash_is_minimal(seed):
    """Together they cannot be; without any one of them the rest can. And each way out is a plan."""
    given = instances.problem(seed)
    asked = instances.rules(seed, given, near=False)
    if solve.best(given, asked).is_there:
        return
    found = prices.clash(given, asked)
    only = asked.without(*(name for name in asked.made() if name not in found))
    assert solve.can_be(given, only) is False
    assert [name for name in found if solve.can_be(given, only.without(name)) is not True] == []
    ways = prices.ways_out(given, asked, found)
    for way in ways:
        if way.plan.is_there:
            assert check.broken(given, way.rules, way.plan.rows, way.plan.partners) == []
            assert way.rules != asked


def test_when_time_is_up_what_is_known_to_be_allowed_is_shown_and_no_more_is_claimed(monkeypatch):
    """No second for the solver: the plan is that of step by step, and dropping a demand is no worse than now."""
    given = instances.problem(5, 300, 200)
    asked = replace(Rules(), regions=3, per_town=4, per_partner=4, partner_pupils=2_000)
    now = solve.best(given, asked)
    monkeypatch.setattr(solve, "SECONDS", 1e-9)
    made = tasks.made(given, asked, lambda *_told: None)
    assert made.best.state == State.LIMIT
    assert made.best.value >= made.greedy.value
    assert made.best.gap > 0
    assert check.broken(given, asked, made.best.rows, made.best.partners) == []
    assert now.value <= made.best.bound + EXACT
    found = prices.prices(given, asked, now)
    assert min(one.without.value for one in found.of) >= now.value
    assert solve.State.LIMIT in {one.without.state for one in found.of}


def test_clashes_of_which_the_cause_is_known():
    given = instances.problem(3, 40, 30)
    loose = replace(
        Rules(), regions=0, urban=0, rural=0, with_partner=0, travel_km=None, per_partner=None, per_town=None
    )
    assert set(prices.clash(given, replace(loose, rural=9, urban=2))) == {"po", "vo", "rural", "urban"}
    assert set(prices.clash(given, replace(loose, per_partner=3))) == {"po", "vo", "per_partner"}
    town = str(given.town[0])
    two = tuple(str(code) for code in given.ids[given.town == town][:2])
    locked = prices.clash(given, replace(loose, po=2, vo=1, per_town=1, locked=two))
    assert set(locked) == {"per_town", *(f"lock:{code}" for code in two)}
    same = str(given.ids[0])
    assert set(prices.clash(given, replace(loose, locked=(same,), banned=(same,)))) == {f"lock:{same}", f"ban:{same}"}


def test_a_school_that_is_in_for_a_demand_says_which_and_who_is_out_for_it():
    given = instances.problem(11, 40, 30)
    asked = replace(
        Rules(), regions=0, urban=0, rural=4, with_partner=0, travel_km=None, per_partner=None, per_town=None
    )
    found = solve.best(given, asked)
    reasons = why.reasons(given, asked, found)
    needed = [one for one in reasons if one.instead >= 0]
    assert needed
    for one in needed:
        assert given.bring[one.instead] > given.bring[one.row]
        assert one.demands == ("rural",)
        assert given.urbanity[one.row] >= 4
    for one in reasons:
        if one.instead < 0:
            outside = (given.sector == given.sector[one.row]) & ~np.isin(np.arange(70), found.rows)
            assert given.bring[one.row] >= given.bring[outside].max()


def test_a_school_far_ahead_stays_in_every_re_solve_and_vo_moves_by_weights_only():
    given = instances.problem(5, 12, 10)
    share = given.share.copy()
    share[0] = 60
    given = replace(given, share=share, spread=np.where(given.sector == "PO", 0.3 * share, 0))
    asked = replace(Rules(), po=2, vo=2, regions=0, urban=0, rural=0, with_partner=0, travel_km=None, per_partner=None)
    now = solve.best(given, asked)
    found = firm.firmness(given, asked, now)
    assert found.draws == firm.DRAWS
    by_row = dict(zip(now.rows, found.share, strict=True))
    assert by_row[0] == 1
    assert [share for row, share in by_row.items() if given.sector[row] == "VO"] == [1, 1]  # no rule ties the sectors
    assert min(found.share) < 1
