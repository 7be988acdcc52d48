"""Similar schools: the true properties of the distance, held against the formula written out in another way."""

from __future__ import annotations

import math
import random

import numpy as np
import pandas as pd
import pytest

from dashboard.figures import similar

WEIGHTS = similar.WEIGHTS["PO"]
NAMES = list(WEIGHTS)


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    """Two hundred schools, some without a figure, one that is another's twin but for its id."""
    rng = np.random.default_rng(7)
    rows = pd.DataFrame({name: rng.gamma(3, 10, 200) for name in NAMES})
    rows["urbanity_class"] = rng.integers(1, 6, 200)
    rows.insert(0, "school_id", [f"{i:02d}AA00" for i in range(200)])
    rows.loc[3, NAMES] = rows.loc[2, NAMES]
    rows.loc[5, "ses_woa"] = np.nan
    rows.loc[6, "pupils_count"] = 0
    return rows


@pytest.fixture(scope="module")
def field(schools) -> similar.Field:
    return similar.field(schools, WEIGHTS)


def distance(one: similar.Field, a: int, b: int) -> float:
    """The formula, a school and a figure at a time."""
    return math.sqrt(sum(w * (one.z[a][k] - one.z[b][k]) ** 2 for k, w in enumerate(one.weights.values())))


def test_weights_add_up_and_none_is_of_results():
    for weights in similar.WEIGHTS.values():
        assert sum(weights.values()) == pytest.approx(1)
        assert not {name for name in weights if "exam" in name or "advice" in name or "test" in name}


def test_distances_are_those_of_the_formula_and_never_of_itself(field):
    for school_id in ("00AA00", "02AA00", "77AA00"):
        near = similar.nearest(field, school_id)
        own = field.row(school_id)
        told = [(distance(field, own, field.row(one.code)), one.distance) for one in near]
        assert all(a == pytest.approx(b) for a, b in told)
        assert school_id not in [one.code for one in near]
        assert [b for _a, b in told] == sorted(b for _a, b in told)
        nearer = [k for k in range(len(field.codes)) if k != own and distance(field, own, k) <= similar.SOMEWHAT]
        assert len(near) == min(similar.COUNT, len(nearer))


def test_the_true_properties_of_the_distance(field):
    rng = random.Random(1)
    for _ in range(500):
        a, b, c = (rng.randrange(len(field.codes)) for _k in range(3))
        assert distance(field, a, a) == 0
        assert distance(field, a, b) == pytest.approx(distance(field, b, a))
        assert distance(field, a, c) <= distance(field, a, b) + distance(field, b, c) + 1e-12


def test_dropping_a_figure_raises_the_distance_exactly_when_it_differs_less_than_the_rest(field):
    rng, worth = random.Random(2), list(field.weights.values())
    for _ in range(500):
        a, b = (rng.randrange(len(field.codes)) for _k in range(2))
        v, before = rng.randrange(len(worth)), distance(field, a, b)
        rest = sum(w * (field.z[a][k] - field.z[b][k]) ** 2 for k, w in enumerate(worth) if k != v)
        after, difference = math.sqrt(rest / (1 - worth[v])), abs(field.z[a][v] - field.z[b][v])
        if abs(difference - before) > 1e-9:
            assert (after > before) == (difference < before)


def test_units_do_not_matter_and_a_twin_is_at_nought(schools, field):
    other = schools.assign(home_school_km=schools["home_school_km"] * 1000, ses_woa=schools["ses_woa"] * 9 + 4)
    first, second = (similar.nearest(one, "02AA00") for one in (field, similar.field(other, WEIGHTS)))
    assert [one.code for one in first] == [one.code for one in second]
    assert (first[0].code, first[0].distance) == ("03AA00", 0)


def test_a_figure_that_all_share_does_not_matter(schools):
    told = [
        [near.code for near in similar.nearest(similar.field(schools.assign(urbanity_class=k), WEIGHTS), "00AA00")]
        for k in (1, 5)
    ]
    assert told[0] == told[1]


def test_a_school_without_a_figure_has_none_and_it_is_said_which(schools, field):
    assert similar.nearest(field, "05AA00") == []
    assert similar.lacking(schools, "05AA00", WEIGHTS) == ["ses_woa"]
    assert similar.lacking(schools, "06AA00", WEIGHTS) == ["pupils_count"]
    assert similar.lacking(schools, "99XX00", WEIGHTS) == NAMES


def test_what_differs_most_is_the_largest_part_of_the_distance(field):
    for near in similar.nearest(field, "10AA00"):
        a, b = field.row("10AA00"), field.row(near.code)
        parts = {name: w * (field.z[a][k] - field.z[b][k]) ** 2 for k, (name, w) in enumerate(field.weights.items())}
        assert parts[near.most] == max(parts.values())
