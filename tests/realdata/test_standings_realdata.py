"""References and verdicts of edition 2020: counts of the method, no false benchmarks, sums made again by pandas."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from etl.building import publish, standings
from tests.support.references import summed_again

pytestmark = pytest.mark.realdata
KINDS = {
    "country": None,
    "municipality": "municipality_code",
    "province": "province_code",
    "urbanity": "urbanity_class",
}
COUNTS = [
    ("ses_woa", "2019", "country", (233, 138)),
    ("low_income_households_pct", "2020", "country", (55, 225)),
    ("low_income_households_pct", "2020", "municipality", (177, 172)),
    ("po_need_per_pupil", "2019", "country", (120, 182)),
    ("po_need_per_pupil", "2019", "municipality", (170, 164)),
    # 605 wijken where CBS rounds to nobody are withheld and not 0.0 %, so the study's 5 and 237 became these
    ("social_assistance_pct", "2020", "country", (58, 194)),
    ("vo_repeaters_pct", "uitgave 2020-01", "country", (15, 37)),
]


@pytest.fixture(scope="module")
def mart(real_data):
    with duckdb.connect(str(publish.current(real_data / "warehouse")), read_only=True) as con:
        yield con


def standing(mart, indicator: str, period: str, kind: str, level: str = "district") -> pd.DataFrame:
    return mart.execute(
        "select s.*, a.name, a.municipality_code from mart.standing as s join mart.area as a using (area_code)"
        " where indicator_id = ? and period = ? and kind = ? and s.level = ? and group_code = 'all'",
        [indicator, period, kind, level],
    ).df().set_index("area_code", drop=False)  # fmt: skip


@pytest.mark.parametrize(("indicator", "period", "kind", "counted"), COUNTS)
def test_as_many_wijken_stand_out_as_the_method_counts(mart, indicator, period, kind, counted):
    counts = standing(mart, indicator, period, kind)["verdict"].value_counts()
    assert (counts["stands_out_low"], counts["stands_out_high"]) == counted


def test_in_rotterdam_three_wijken_stand_out_with_low_incomes(mart):
    rows = standing(mart, "low_income_households_pct", "2020", "municipality")
    rows = rows[rows["municipality_code"] == "GM0599"].set_index("name")
    assert set(rows.index[rows["verdict"] == "stands_out_high"]) == {"Delfshaven", "Feijenoord", "Charlois"}
    assert rows.loc[["Delfshaven", "Feijenoord", "Charlois"], "difference"].round(2).tolist() == [4.74, 5.95, 3.44]
    assert rows.loc["Noord", "verdict"] == "indistinguishable"
    assert rows.loc["IJsselmonde", "verdict"] == "place"
    assert rows["is_left_out"].all()
    assert rows.loc["Pernis", "reference"] == pytest.approx(12.988666, abs=5e-7)


@pytest.mark.parametrize("kind", ["country", "gka", "municipality", "urbanity", "province"])
@pytest.mark.parametrize("area", ["WK015005", "WK085537"])
def test_the_pass_rate_of_2024_has_no_benchmark(mart, area, kind):
    """The GKA benchmark was one municipality less a wijk of another: 74.3; the country's was of five years before."""
    row = standing(mart, "vo_exam_pass_pct", "2023-2024", kind).loc[area]
    assert row["why"] == "coverage"
    assert row[["reference", "difference"]].isna().all()
    assert not row["verdict"] or pd.isna(row["verdict"])


def test_exams_have_no_benchmark_of_areas_in_the_last_five_years(mart):
    rows = mart.sql(
        "select period, kind, count(reference) as n from mart.standing where indicator_id = 'vo_exam_pass_pct'"
        " and level = 'district' and group_code = 'all' and kind in ('country', 'gka') group by all"
    ).df()
    assert set(rows.loc[rows["n"] > 0, "period"]) == {"2018-2019"}
    assert rows["period"].nunique() == 6


# ---- what must hold of every reference that is a sum


@pytest.mark.slow
def test_a_sum_is_the_mean_of_the_others_to_the_ninth_decimal(mart):
    """Made again by pandas for every indicator, level, period, group and kind; and only of what is nine tenths open."""
    seen = summed_again(mart)
    print(f"{seen} references that are sums, made again")
    assert seen > 50_000


def test_a_published_reference_is_that_of_its_own_period_and_group(mart):
    wrong = mart.sql(
        """
        select * from mart.standing as s
        join mart.area_value as v
            on v.indicator_id = s.indicator_id and v.period = s.period and v.group_code = s.group_code
            and v.area_code = 'NL00'
        where s.kind = 'country' and not s.is_sum and not s.is_left_out and s.reference is not null
            and abs(v.value - s.reference) > 1e-9
        """
    ).df()
    assert wrong.empty
    published = "select count(*) from mart.standing where kind = 'country' and not is_sum and reference is not null"
    assert mart.sql(published).fetchone()[0] > 5_000


# ---- simulations with the real errors


@pytest.mark.slow
@pytest.mark.parametrize(
    ("indicator", "period", "most"), [("ses_woa", "2019", 0.15), ("low_income_households_pct", "2020", 0.11)]
)
def test_a_hundred_draws_of_chance_and_of_ordinary_spread(mart, indicator, period, most):
    errors = standing(mart, indicator, period, "country")["error"].dropna().to_numpy(float)
    spread = mart.execute(
        "select deviation from mart.standing_spread where indicator_id = ? and period = ? and kind = 'country'"
        " and level = 'district'", [indicator, period],
    ).fetchone()[0]  # fmt: skip
    random = np.random.default_rng(2020)
    for tau, limit in ((0.0, 0.001), (spread, most)):
        out = []
        for _draw in range(100):
            seen = random.normal(scale=tau, size=len(errors)) + random.normal(scale=errors)
            found = standings.posterior(seen, errors, standings.spread(seen, errors))
            out.append(np.char.startswith(standings.verdicts(seen, errors, found), "stands_out").mean())
        print(f"{indicator}, true spread {tau:.3f}: {100 * np.mean(out):.2f} % stands out")
        assert np.mean(out) <= limit
