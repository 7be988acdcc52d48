"""Twin areas: how many, how far, why; and who does better than expected."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures import twins

TWO = ("inhabitants_count", "ses")
FIGURES = st.one_of(st.floats(1, 1e5), st.just(float("nan")))


def areas(rows: list[tuple[float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(TWO))
    return frame.assign(area_code=[f"WK{k:04}" for k in range(len(frame))])


def made(count: int, seed: int = 1) -> pd.DataFrame:
    """Areas with skewed figures, like real ones, all complete."""
    draw = np.random.default_rng(seed)
    figures = {name: draw.lognormal(0, 1, count) for name in twins.VARIABLES}
    return pd.DataFrame(figures).assign(area_code=[f"WK{k:05}" for k in range(count)])


@settings(deadline=None)
@given(st.lists(st.tuples(FIGURES, FIGURES), min_size=1, max_size=25), st.integers(1, 6))
def test_each_complete_area_has_its_twins_and_never_itself(rows, count):
    frame = areas(rows)
    known = twins.field(frame, TWO)
    complete = frame.loc[frame[list(TWO)].notna().all(axis=1), "area_code"]
    assert list(known.codes) == list(complete)
    for code in frame["area_code"]:
        found = twins.nearest(known, code, count)
        assert code not in dict(found)
        assert len(dict(found)) == (min(count, len(complete) - 1) if code in known.codes else 0)
        assert [away for _twin, away in found] == sorted(away for _twin, away in found)
        assert bool(twins.lacking(frame, code, TWO)) is (code not in known.codes)


def test_an_area_without_a_figure_says_which():
    assert twins.lacking(areas([(10, np.nan), (5, 1)]), "WK0000", TWO) == ["ses"]
    assert twins.lacking(areas([(10, 1)]), "WK9999", TWO) == list(TWO)


def test_distances_are_symmetric_and_made_of_their_parts():
    known = twins.field(made(60))
    away = np.array([twins.distances(known, code) for code in known.codes])
    assert np.allclose(away, away.T)
    parts = twins.explained(known, "WK00003", "WK00007")
    assert away[3, 7] == pytest.approx(np.sqrt((parts**2).mean()))
    assert (parts == -twins.explained(known, "WK00007", "WK00003")).all()


def test_one_extreme_figure_does_not_decide():
    """Far beyond the cap it makes no difference how far."""
    rows = [(100, 0.1 * k) for k in range(9)]
    near, far = (twins.field(areas([*rows, (100, extreme)]), TWO) for extreme in (1e3, 1e9))
    assert np.array_equal(near.z, far.z)
    assert np.abs(far.z).max() <= twins.CAP


def test_outcomes_are_no_circumstances():
    assert not {name for name in twins.VARIABLES if "exam" in name or "advice" in name or "need" in name}


def test_equal_areas_are_twins_in_the_order_of_their_codes():
    known = twins.field(areas([(10, 1)] * 5 + [(99, 9)]), TWO)
    assert [code for code, _away in twins.nearest(known, "WK0002", 3)] == ["WK0000", "WK0001", "WK0003"]


def test_14000_areas_are_searched_at_once(capsys):
    """Printed, not asserted: the budget is 100 ms."""
    known = twins.field(made(14_000))
    started = time.perf_counter()
    found = twins.nearest(known, "WK00500")
    with capsys.disabled():
        print(f"\nten of 14,000 areas: {1000 * (time.perf_counter() - started):.1f} ms")
    assert len(found) == twins.COUNT


@pytest.mark.parametrize(("distance", "word"), [(0.0, "very"), (0.39, "very"), (0.4, "somewhat"), (0.75, "hardly")])
def test_likeness(distance, word):
    assert twins.likeness(distance) == word


def outcomes(values, error=0.5) -> pd.DataFrame:
    v = np.array(values, float)
    return pd.DataFrame({"value": v, "error": np.full(len(v), error)})


def test_better_than_expected_is_judged_by_what_such_areas_do_and_the_good_side():
    x = np.arange(30.0)
    values = 10 + 2 * x + np.sin(7 * x)
    values[10] += 40
    values[20] = np.nan
    found, explained = twins.better(outcomes(values), x, "higher_is_better")
    assert found["told"].iloc[10] == 1
    assert found["is_notable"].tolist() == [k == 10 for k in range(30)]
    assert found["told"].drop([10, 20]).abs().max() == 0
    assert found.loc[20, ["told", "residual"]].isna().all()
    assert found["expected_lower"].lt(found["expected"]).all()
    assert 0.8 < explained < 1
    assert twins.better(outcomes(values), x, "higher_is_worse")[0]["told"].iloc[10] == -1
    assert twins.better(outcomes(values), x, "neutral")[0]["told"].isna().all()


def test_ordinary_differences_between_areas_in_the_same_circumstances_are_as_expected():
    """The error of the line alone would call most of these better or worse; five in a hundred lie outside."""
    random = np.random.default_rng(5)
    x = random.normal(size=600)
    values = 50 + 3 * x + random.normal(scale=4, size=600)
    found, _explained = twins.better(outcomes(values), x, "higher_is_better")
    assert found["told"].abs().mean() < 0.08
    assert found["is_notable"].sum() <= 1


def test_square_kilometres_of_a_square():
    """A tenth of a degree at 52 degrees north, with a hole of a quarter of it."""
    ring = [[5, 52], [5.1, 52], [5.1, 52.1], [5, 52.1], [5, 52]]
    hole = [[5, 52], [5.05, 52], [5.05, 52.05], [5, 52.05], [5, 52]]
    square = {"geometry": {"type": "Polygon", "coordinates": [ring, hole]}}
    assert twins.square_km(square) == pytest.approx(0.75 * 11.12 * 11.132 * np.cos(np.radians(52.05)), rel=0.002)
