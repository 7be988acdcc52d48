"""Who stands out: the worked example to six decimals, limits, and how seldom chance or ordinary spread makes one."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.figures import stats
from etl.building import standings

DIFFERENCES = np.array([-6, -3, -2, -1.5, -1, -0.5, 0, 0.2, 0.5, 0.8, 1, 1.4, 2, 2.5, 3, 3.5, 5, 6, 8, 12])
ERRORS = np.tile([0.5, 1.0, 2.0, 4.0], 5)


def judged(differences: np.ndarray, errors: np.ndarray) -> np.ndarray:
    return standings.verdicts(
        differences, errors, standings.posterior(differences, errors, standings.spread(differences, errors))
    )


def test_the_worked_example_to_six_decimals():
    of = standings.spread(DIFFERENCES, ERRORS)
    assert [round(number, 6) for number in (of.deviation, of.lower, of.upper)] == [2.938580, -2.540428, 5.379071]
    found = standings.posterior(DIFFERENCES, ERRORS, of)
    assert round(float(found.in_upper[-1]), 4) == 0.4449
    told = standings.verdicts(DIFFERENCES, ERRORS, found)
    assert told[0] == "stands_out_low"
    assert not set(told[1:]) & {"stands_out_low", "stands_out_high"}


def test_a_tenth_of_the_true_spread_lies_beyond_either_limit():
    of = standings.spread(DIFFERENCES, ERRORS)
    found = standings.posterior(DIFFERENCES, ERRORS, of)
    assert found.in_lower.mean() == pytest.approx(0.1, abs=1e-9)
    assert found.in_upper.mean() == pytest.approx(0.1, abs=1e-9)
    assert pytest.approx(0.67865, abs=1e-5) == standings.NORMAL


def test_the_dashboard_measures_spread_and_judges_as_the_build_does():
    """Neither may call the other, so both are held against each other."""
    assert stats.true_deviation(DIFFERENCES, ERRORS) == pytest.approx(standings.true_deviation(DIFFERENCES, ERRORS))
    assert pytest.approx(standings.NORMAL) == stats.WINSORISED
    found = standings.posterior(DIFFERENCES, ERRORS, standings.spread(DIFFERENCES, ERRORS))
    both = stats.standing(DIFFERENCES, ERRORS, found.in_lower, found.in_upper)
    assert (both == standings.verdicts(DIFFERENCES, ERRORS, found)).all()
    assert not {"stands_out_low"} & set(stats.standing(DIFFERENCES, ERRORS, found.in_lower, found.in_upper, False))


def test_who_lies_above_the_limit_but_below_its_reference_does_not_stand_out_above():
    found = standings.Posterior(np.array([0.0]), np.array([0.1]), np.array([0.0]), np.array([0.99]))
    assert standings.verdicts(np.array([-0.5]), np.array([0.1]), found) == ["place"]
    assert standings.verdicts(np.array([0.5]), np.array([0.1]), found) == ["stands_out_high"]


def test_where_chance_explains_all_nobody_stands_out():
    chance = np.array([-1.0, -0.5, 0.0, 0.5, 1.0] * 5)
    assert standings.spread(chance, np.full(25, 2.0)).deviation == 0
    assert set(judged(chance, np.full(25, 2.0))) == {"indistinguishable"}
    assert set(judged(np.zeros(25), np.full(25, 2.0))) == {"indistinguishable"}


def share_out(tau: float, errors: np.ndarray, draws: int, seed: int) -> float:
    """The part of areas that stand out over draws of a normal true spread, each seen with its error."""
    random = np.random.default_rng(seed)
    told = []
    for _draw in range(draws):
        seen = random.normal(scale=tau, size=len(errors)) + random.normal(scale=errors)
        told.append(np.char.startswith(judged(seen, errors), "stands_out").mean())
    return float(np.mean(told))


# Errors as wide as those of edition 2020 beside the true spread: SES-WOA, low incomes (percent points), many to few.
WIDTHS = {"ses": (0.205, 0.008, 0.09), "low": (2.73, 0.15, 1.6)}


def errors_like(name: str, count: int) -> np.ndarray:
    _tau, narrow, wide = WIDTHS[name]
    return np.geomspace(narrow, wide, count)


@pytest.mark.parametrize("name", WIDTHS)
def test_without_differences_hardly_ever_one_stands_out(name):
    assert share_out(0.0, errors_like(name, 700), 5, 20) <= 0.001


@pytest.mark.parametrize(("name", "most"), [("ses", 0.15), ("low", 0.15)])
def test_of_an_ordinary_spread_no_more_than_the_surest_of_two_tenths_stand_out(name, most):
    assert 0.05 < share_out(WIDTHS[name][0], errors_like(name, 700), 5, 21) <= most
