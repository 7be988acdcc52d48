"""Schools left out beforehand change nothing: by trying every choice, and where a plan just leaves no room for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard.figures.plan import problem as plan
from dashboard.figures.plan import reduce, solve
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import State
from tests.plan import instances
from tests.support.rounds import sampled

EXACT = 1e-6
FREE = Rules(regions=0, urban=0, rural=0, with_partner=0, per_partner=None, travel_km=None, per_town=None)


@pytest.mark.parametrize("seed", sampled(range(3_000, 3_200), range(3_000, 3_200, 20)))
def test_a_small_plan_of_many_schools_is_that_of_trying_every_choice(seed):
    given = instances.problem(seed, 14, 10)
    asked = instances.rules(seed, given, po=2, vo=1, near=False)
    expected, found = instances.best_by_hand(given, asked), solve.best(given, asked)
    assert (found.state == State.NONE) == (expected is None)
    assert expected is None or found.value == pytest.approx(expected, abs=EXACT)


def test_schools_are_left_out():
    """Of 24 schools, where three are asked, a fifth goes on the average; of thousands nearly all."""
    parts = []
    for seed in range(3_000, 3_060):
        given = instances.problem(seed, 14, 10)
        asked = instances.rules(seed, given, po=2, vo=1, near=False)
        parts.append(len(reduce.kept(given, asked)) / max(plan.may_come(given, asked).sum(), 1))
    assert np.mean(parts) < 0.85


def made(sectors: str, shares: list[float], town: list[str], region: list[str]):
    given = instances.problem(1, sectors.count("P"), sectors.count("V"))
    none = np.zeros_like(given.there)
    return replace(
        given, share=np.array(shares, dtype=float), town=np.array(town, dtype=object), there=none,
        regions={"own": np.array(region, dtype=object)},
    )  # fmt: skip


def test_a_school_stays_where_the_rest_of_a_plan_shuts_out_every_better_one():
    """The first is in the plan itself, the municipality of the second is full: the third is needed."""
    given = made("PPPV", [10, 9, 5, 1], ["A", "B", "C", "B"], ["r"] * 4)
    asked = replace(FREE, po=2, vo=1, per_town=1)
    assert list(reduce.kept(given, asked)) == [0, 1, 2, 3]
    assert solve.best(given, asked).rows == (0, 2, 3)
    assert 2 not in reduce.kept(given, replace(asked, po=1, vo=1))


def test_a_school_stays_that_alone_makes_up_the_regions():
    given = made("PPPV", [10, 9, 5, 1], ["A", "B", "C", "D"], ["1", "2", "3", "2"])
    asked = replace(FREE, po=2, vo=1, regions=3, region_kind="own")
    assert solve.best(given, asked).rows == (0, 2, 3)


def test_a_school_stays_where_one_other_fills_a_municipality_and_stands_in_a_region_at_once():
    """Municipality A lies in two regions: the VO school there leaves room for neither better one."""
    given = made("PPPV", [10, 9, 5, 1], ["A", "B", "C", "A"], ["3", "1", "3", "1"])
    asked = replace(FREE, po=1, vo=1, regions=2, region_kind="own", per_town=1)
    assert solve.best(given, asked).rows == (2, 3)


def test_a_school_with_more_pupils_than_any_partner_has_places_for_cannot_come():
    given = replace(instances.problem(2), pupils=np.array([900] * 8 + [1_600] * 7))
    asked = replace(FREE, po=2, vo=None, partner_pupils=1_500)
    assert plan.may_come(given, asked)[:8].any()
    assert not plan.may_come(given, asked)[8:].any()


def test_the_bound_of_a_price_is_no_more_than_that_of_no_demand_at_all():
    less, more = solve.Plan(State.LIMIT, (0,), (-1,), 1.0, 9.0), solve.Plan(State.BEST, (1,), (-1,), 2.0)
    assert less.at_most(more).bound == 2
    assert less.at_most(solve.Plan(State.NONE)) == less
    assert more.at_most(less) == more


def test_a_school_stays_where_the_better_ones_are_more_than_their_municipality_may_have():
    given = made("PPPPV", [10, 9, 8, 5, 1], ["A", "A", "A", "C", "B"], ["r"] * 5)
    assert solve.best(given, replace(FREE, po=2, vo=1, per_town=1)).rows == (0, 3, 4)


def test_a_small_school_stays_where_a_better_one_is_too_large_beside_the_rest():
    given = replace(made("PPV", [10, 5, 1], ["A"] * 3, ["r"] * 3), pupils=np.array([900, 100, 800]))
    alone = replace(given, partners=given.partners[:1], **{
        name: getattr(given, name)[:, :1] for name in ("there", "km", "in_area", "fits")
    }, capacity=given.capacity[:1])  # fmt: skip
    assert solve.best(alone, replace(FREE, po=1, vo=1, partner_pupils=1_000)).rows == (1, 2)
