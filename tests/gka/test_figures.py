"""The three pictures' figures, made again by pandas from the build: advices, two periods, groups of parents."""

from __future__ import annotations

import math
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.figures import advice
from dashboard.figures.advice import LEVELS, Bounds
from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.gka import advice as schools
from dashboard.gka import figures, flow, groups, scope
from dashboard.gka.advice import Measure
from dashboard.gka.figures import OfBuild
from etl.building import publish
from tests.support.environment import DATA

TOWN, DISTRICT = "GM9001", "WK900101"
SQL = Path(__file__).resolve().parents[2] / "queries" / "build" / "core.advice_value.sql"


@pytest.fixture
def found(sample_data, monkeypatch) -> OfBuild:
    """The figures of the largest municipality of the sample, for whoever may read all."""
    monkeypatch.setenv(DATA, str(sample_data))
    reader = warehouse.reader(LOCAL)
    areas = reader.run("gka_areas", {"municipalities": [TOWN]})
    return OfBuild(scope.Scope("Krelmhoeve", (TOWN,), areas), reader)


def table(data: Path, sql: str) -> pd.DataFrame:
    """Rows of the build; the app lets go of it, because DuckDB opens a file with one set of settings."""
    warehouse.close()
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(sql).df()


# ---- advices


def test_levels_are_those_of_the_build():
    text = SQL.read_text(encoding="utf-8").split("levels (advice, level) as (")[1].split("),\nsums")[0]
    told = [part.strip(" ()'\n").replace("values", "").strip(" ()'\n") for part in text.split("),")]
    pairs = dict(part.replace("'", "").split(", ") for part in told if part)
    assert {name: float(level) for name, level in pairs.items()} == LEVELS


def cells(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["advice", "open_count", "hidden_count", "hiding_count"])


def test_a_mean_is_exact_where_nothing_is_hidden():
    assert advice.mean(cells(("havo", 10, 0, 0), ("vwo", 5, 0, 0))) == pytest.approx((80 / 15, 80 / 15))


def test_the_limits_of_a_mean_are_the_outer_ones_of_all_that_can_be():
    rows = cells(("vmbo_b", 20, 4, 4), ("havo", 30, 5, 5), ("vwo", 10, 3, 3))
    dice = np.random.default_rng(3)
    levels = rows["advice"].map(LEVELS).to_numpy(float)
    drawn = []
    for _round in range(300):
        extra = [dice.integers(1, 5, size=n).sum() for n in rows["hidden_count"]]
        counts = rows["open_count"] + extra
        drawn.append((levels * counts).sum() / counts.sum())
    bounds = advice.mean(rows)
    assert bounds.lower <= min(drawn) <= max(drawn) <= bounds.upper
    least = (2 * 36 + 5 * 35 + 6 * 13) / (36 + 35 + 13)
    most = (2 * 24 + 5 * 50 + 6 * 22) / (24 + 50 + 22)
    assert bounds == pytest.approx((least, most))


@pytest.mark.parametrize("rows", [[("havo", 50, 9, 9)], [("havo", 50, 20, 2)]])
def test_no_interval_where_it_would_tell_of_a_school(rows):
    assert math.isnan(advice.mean(cells(*rows)).lower)


def test_the_lines_of_the_municipality_are_those_of_its_institutions(found, sample_data):
    rows = table(sample_data, "select brin, municipality_code from mart.school where is_listed")
    inside = rows.groupby("brin")["municipality_code"].agg(lambda codes: set(codes) == {TOWN})
    counts = table(sample_data, "select * from mart.institution_value where indicator_id = 'po_advice_count'"
                                " and period = '2020-2021' and group_code <> 'all'")  # fmt: skip
    own = counts[counts["brin"].isin(inside.index[inside]) & counts["group_code"].isin(list(LEVELS))]
    mean = (own["value"] * own["group_code"].map(LEVELS)).sum() / own["value"].sum()
    lines = schools.cell_means((TOWN,), found.reader)
    assert lines["2020-2021"] == pytest.approx((mean, mean))
    assert not lines["2022-2023"].is_exact
    assert lines["2022-2023"].lower < mean < lines["2022-2023"].upper


def test_three_schools_have_the_mean_of_their_own_counts(found, sample_data):
    rows = schools.load(found, Measure.SCHOOL, "behoefte", found.reader).of("2020-2021")
    assert len(rows) > 100
    for row in rows.iloc[[0, 20, -1]].to_dict("records"):
        counts = table(
            sample_data,
            f"select group_code, value from mart.institution_value where brin = '{row['school_id'][:4]}'"
            " and indicator_id = 'po_advice_count' and period = '2020-2021' and group_code <> 'all'",
        ).set_index("group_code")["value"]
        known = counts[counts.index.isin(list(LEVELS))]
        mean = (known * known.index.map(LEVELS)).sum() / known.sum()
        assert (row["y"], row["n"]) == (pytest.approx(mean), known.sum())


def test_institutions_with_several_locations_are_left_out_and_counted(found, sample_data):
    listed = table(sample_data, "select brin, municipality_code from mart.school where is_listed and sector = 'PO'")
    several = listed.groupby("brin").size()
    inside = listed[listed["municipality_code"] == TOWN]["brin"]
    loaded = schools.load(found, Measure.SCHOOL, "behoefte", found.reader)
    assert loaded.several_count == int((inside.map(several) > 1).sum())
    assert set(loaded.rows["school_id"].str[:4]).isdisjoint(several.index[several > 1])


def test_a_place_with_hardly_a_poverty_area_begins_with_need(found):
    areas = found.reader.run("gka_areas", {"municipalities": ["GM9006"]})
    other = OfBuild(scope.Scope("x", ("GM9006",), areas), found.reader)
    assert schools.load(other, Measure.TEST, "", found.reader).against == schools.Against.NEED
    assert schools.load(found, Measure.TEST, "", found.reader).against == schools.Against.POOR


# ---- two periods


def test_three_of_nineteen_districts_changed_beyond_chance(found, sample_data):
    """By hand: the test of two shares with one pooled, then Benjamini and Hochberg over all districts."""
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportions_ztest

    values = found.areas(figures.FLOW)
    told = flow.change(values, found.indicators("area")[figures.FLOW], "2016-2018", "2018-2020", found.scope)
    counts = told.counts()
    assert (counts[flow.LOWER], counts[flow.HIGHER], counts[flow.SAME]) == (2, 1, 16)
    rows = table(sample_data, "select * from mart.closed_area_value where indicator_id = 'gka_afstroom_pct'"
                              " and area_code like 'WK9001%' and status = 'observed'")  # fmt: skip
    both = rows[rows["period"] == "2016-2018"].merge(rows[rows["period"] == "2018-2020"], on="area_code")
    p = [
        proportions_ztest([r.value_x * r.n_x / 100, r.value_y * r.n_y / 100], [r.n_x, r.n_y])[1]
        for r in both.itertuples()
    ]
    holds = both["area_code"][multipletests(p, 0.05, "fdr_bh")[0]]
    judged = told.districts[told.districts["verdict"].isin([flow.LOWER, flow.HIGHER])]
    assert set(holds) == set(judged["area_code"])
    one = both.set_index("area_code").loc[judged["area_code"].iloc[0]]
    row = judged.iloc[0]
    assert (row["before"], row["after"], row["before_n"]) == (one["value_x"], one["value_y"], one["n_x"])


def test_over_other_rules_nothing_is_judged(found):
    values = found.areas(figures.FLOW)
    told = flow.change(values, found.indicators("area")[figures.FLOW], "2018-2020", "2020-2022", found.scope)
    assert told.counts()[flow.LOWER] + told.counts()[flow.HIGHER] == 0
    assert told.counts()[flow.OTHER_RULES] > 10
    assert flow.begin_with(flow.periods(values)) == ("2018-2020", "2022-2024")
    assert flow.begin_with(["2016-2019", "2019-2022"]) == ("2016-2019", "2019-2022"), "no two with the same rules"
    assert flow.begin_with(["2022-2024"]) == ("2022-2024", "2022-2024")


@pytest.mark.parametrize("draws", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_where_nothing_changed_nearly_never_a_district_is_told(found, draws):
    """The same shares in both periods: at most one in twenty draws tells of any district."""
    dice, areas = np.random.default_rng(5), found.scope.districts
    indicator, told = found.indicators("area")[figures.FLOW], 0
    for _draw in range(draws):
        n = dice.integers(200, 2_000, len(areas))
        share = dice.uniform(0.02, 0.1, len(areas))
        parts = [
            pd.DataFrame({"area_code": areas["area_code"], "level": "district", "period": period, "group_code": "all",
                          "value": 100 * dice.binomial(n, share) / n, "n": n, "status": "observed"})
            for period in ("2016-2018", "2018-2020")
        ]  # fmt: skip
        counts = flow.change(pd.concat(parts), indicator, "2016-2018", "2018-2020", found.scope).counts()
        told += counts[flow.LOWER] + counts[flow.HIGHER] > 0
    assert told <= 0.05 * draws + 2 * math.sqrt(draws * 0.05 * 0.95)


def test_small_numbers_are_withheld_before_anything_is_drawn():
    rows = pd.DataFrame({"value": [50.0, 4.0, 96.0, 4.0, 50.0], "n": [9, 100, 100, 200, np.nan], "status": "observed"})
    assert figures.withheld(rows, "pct")["status"].tolist() == [
        "withheld", "withheld", "withheld", "observed", "observed",
    ]  # fmt: skip
    assert figures.withheld(rows, "pct")["value"].isna().tolist() == [True, True, True, False, False]


# ---- parents


def test_the_gap_between_parents_is_that_of_the_delivery(found, sample_data):
    lines = groups.lines(found.areas(figures.SEVENTEEN), found.indicators("area")[figures.SEVENTEEN], found.scope)
    rows = table(sample_data, "select * from mart.closed_area_value where indicator_id = 'gka_havo_vwo_17_pct'"
                              f" and area_code in ('{TOWN}', 'NL00')")  # fmt: skip
    wide = rows.pivot(index=["area_code", "period"], columns="group_code", values="value")
    gap = groups.gaps(lines).set_index("period")
    for period in ("2016-2017", "2023-2024"):
        own, country = wide.loc[(TOWN, period)], wide.loc[("NL00", period)]
        assert gap.loc[period, "gap"] == own["parents_high"] - own["parents_low"]
        assert gap.loc[period, "country_gap"] == country["parents_high"] - country["parents_low"]
        assert gap.loc[period, "ratio"] == pytest.approx(own["parents_high"] / own["parents_low"])


def test_a_region_is_the_mean_of_its_municipalities_and_nothing_where_one_is_hidden():
    rows = pd.DataFrame({"group_code": "all", "period": "2020-2021", "value": [40.0, 60.0], "n": [100, 300],
                         "status": "observed"})  # fmt: skip
    assert groups._together(rows, 2)["value"].tolist() == [55.0]
    assert np.isnan(groups._together(rows, 3)["value"].iloc[0])


def test_bounds_tell_whether_they_are_exact():
    assert Bounds(1.0, 1.0).is_exact
    assert not Bounds(1.0, 2.0).is_exact
