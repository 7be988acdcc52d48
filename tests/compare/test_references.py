"""What an area is held against: sums made again, areas hidden and put back, periods, and the reader's own region."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.compare import benchmark, figures, funnel, verdict
from dashboard.compare.benchmark import Benchmark
from dashboard.compare.choices import BenchmarkKind
from etl.building import publish
from tests.compare.test_compare import MORE
from tests.support import mart as builders
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.references import summed_again

LOW = "low_income_households_pct"


def test_every_sum_of_the_sample_is_the_mean_of_the_others(sample_data):
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        assert summed_again(con) > 500


def test_an_own_region_of_the_gka_municipalities_is_the_reference_of_the_build(sample_data, monkeypatch):
    """Two ways to the same sum: the page's own for a region, the build's for the GKA."""
    monkeypatch.setenv(DATA, str(sample_data))
    rows = figures.figures(LOW, "district", local())
    towns = tuple(sorted(set(rows.loc[rows["is_gka"], "municipality_code"])))
    codes = list(rows.index[rows["value"].notna()])[:40]
    region = verdict.compare(codes, LOW, "district", Benchmark(BenchmarkKind.REGION, towns), local())
    gka = verdict.compare(codes, LOW, "district", Benchmark(BenchmarkKind.GKA), local())
    np.testing.assert_allclose(region["reference"], gka["reference"], rtol=0, atol=1e-9)
    assert (region["left_out"] == gka["left_out"]).all()
    assert (region["verdict"] == gka["verdict"]).mean() > 0.9
    assert region["verdict"].ne("").all()


def test_an_own_region_without_municipalities_says_that_it_is_empty(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    codes = list(figures.figures(LOW, "district", local()).index[:3])
    found = verdict.compare(codes, LOW, "district", Benchmark(BenchmarkKind.REGION, ()), local())
    assert set(found["why"]) == {"no_members"}


# ---- hidden and put back, in the small mart


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(DATA, str(tmp_path))
    return builders.lend_warehouse(tmp_path, MORE, *builders.DERIVED)


def stood(data: Path, kind: str) -> dict[str, tuple]:
    """Area -> reference and coverage on low incomes."""
    asked = "select area_code, reference, coverage_pct, why from mart.standing where indicator_id = ? and kind = ?"
    return {code: tuple(rest) for code, *rest in builders.ask(data, asked, LOW, kind)}


def status(area: str, word: str) -> str:
    return f"update mart.area_value set status = '{word}' where area_code = '{area}' and indicator_id = '{LOW}'"


def test_hiding_an_area_changes_only_the_sums_that_it_is_in(data):
    before = stood(data, "municipality")
    builders.change(data, status("WK900001", "suppressed"))
    after = stood(data, "municipality")
    elsewhere = [code for code in after if not code.startswith("WK9000")]
    assert elsewhere
    assert {code: after[code] for code in elsewhere} == {code: before[code] for code in elsewhere}
    assert after["WK900000"][1] < before["WK900000"][1] == 100
    assert after["WK900000"] == (None, after["WK900000"][1], "coverage")
    assert "WK900001" not in after, "a hidden figure has no standing"


def test_a_hidden_area_put_back_gives_the_same_references(data):
    before = stood(data, "country")
    builders.change(data, status("WK900001", "withheld"))
    hidden = stood(data, "country")
    assert all(hidden[code][1] < before[code][1] for code in hidden)
    builders.change(data, status("WK900001", "observed"))
    assert stood(data, "country") == before


def test_hidden_people_whose_number_nobody_knows_leave_no_benchmark(data):
    unknown = "delete from mart.area_value where indicator_id = 'households' and area_code = 'WK900001'"
    builders.change(data, status("WK900001", "suppressed"), unknown)
    assert stood(data, "country")["WK900102"] == (None, 0, "coverage")


def test_a_benchmark_is_asked_for_the_area_s_own_period(data):
    """Published for the country in 2018-2019 alone; the wijken are newest in 2022-2023."""
    builders.change(
        data,
        "insert into mart.area_value select area_code, level, 'vo_exam_pass_pct', '2018-2019', 'all', 92.0, null, null,"
        " 5000, 'observed', null, 0, null, 0 from mart.area where level = 'country'",
    )
    of_then = builders.ask(
        data,
        "select period, is_sum, min(reference), max(reference) from mart.standing"
        " where indicator_id = 'vo_exam_pass_pct' and kind = 'country' group by all order by all",
    )
    assert of_then[0] == ("2018-2019", False, 92.0, 92.0)
    assert of_then[-1][:2] == ("2022-2023", True)
    assert of_then[-1][3] < 91
    found = verdict.compare(["WK900001"], "vo_exam_pass_pct", "district", Benchmark(BenchmarkKind.COUNTRY), local())
    assert found["period"].iloc[0] == "2022-2023"
    assert found["reference"].iloc[0] == of_then[-1][2]


# ---- the page's own sum


@st.composite
def areas(draw) -> pd.DataFrame:
    count = draw(st.integers(3, 9))
    number = st.floats(1, 100)
    return pd.DataFrame({
        "area_code": [f"WK{k}" for k in range(count)],
        "value": draw(st.lists(number, min_size=count, max_size=count)),
        "weight": draw(st.lists(number, min_size=count, max_size=count)),
        "hidden_count": 0.0,
        "inside": [True, True, *draw(st.lists(st.booleans(), min_size=count - 2, max_size=count - 2))],
    }).set_index("area_code", drop=False)  # fmt: skip


@settings(deadline=None)
@given(areas())
def test_taken_out_it_is_the_mean_over_the_others(rows):
    inside = rows["inside"]
    for code, area in rows.iterrows():
        found = benchmark.summed(rows, area, inside)
        assert repr(benchmark.summed(rows, area, np.flatnonzero(inside))) == repr(found), "which rows, or their places"
        left = rows[inside & (rows["area_code"] != code if found.left_out else True)]
        assert found.left_out == (inside[code] and area["weight"] > 0.1 * rows.loc[inside, "weight"].sum())
        if not found.why:
            assert found.value == pytest.approx(np.average(left["value"], weights=left["weight"]), abs=1e-9)


@settings(deadline=None)
@given(areas())
def test_who_is_hidden_or_not_in_it_is_never_taken_out_and_coverage_never_rises(rows):
    """The area is the last: hidden it leaves at most what was there, and its own place in the list does not matter."""
    inside, last = rows["inside"], rows.index[-1]
    whole = benchmark.summed(rows, rows.loc[rows.index[0]], inside & (rows.index != rows.index[0]))
    hidden = rows.copy()
    hidden.loc[last, "hidden_count"] = hidden.loc[last, "weight"]
    hidden.loc[last, ["value", "weight"]] = np.nan
    found = benchmark.summed(hidden, hidden.loc[last], inside)
    assert not found.left_out
    part = hidden.loc[inside & (hidden.index != last), "weight"].sum()
    if inside[last]:
        assert (found.why == "coverage") == (part < 0.9 * (part + hidden.loc[last, "hidden_count"]))
    else:
        assert found.value == benchmark.summed(rows, hidden.loc[last], inside).value
    assert not whole.left_out


def test_a_funnel_stands_around_the_middle_of_all_areas_and_their_true_spread(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    rows = figures.figures(LOW, "district", local())
    middle, apart = figures.spread(LOW, "district", "country", local())
    plot = funnel.make(rows, figures.indicators("district", local())[LOW], apart)
    around = dataclasses.replace(plot, centre=plot.centre + middle)
    assert apart > 0
    assert (around.outside(1.96) != 0).mean() < 0.2, "a fifth at most of a spread that is skewed"
    assert (around.outside(3.09) != 0).sum() < (dataclasses.replace(around, spread=0.0).outside(3.09) != 0).sum()
