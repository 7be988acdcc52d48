"""Municipalities of edition 2020 as strong as districts: their circumstances and twins, made again by pandas."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.compare import circumstances
from dashboard.compare.controls import CORE
from dashboard.figures import similar
from etl.building import publish
from tests.support.environment import DATA
from tests.support.reading import local

pytestmark = pytest.mark.realdata
CITIES = {"GM0599": 12.93, "GM0197": 3.65, "GM1509": 5.33}  # Rotterdam, Aalten, Oude IJsselstreek: methods by hand
LOW = "low_income_households_pct"


@pytest.fixture
def values(real_data: Path) -> pd.DataFrame:
    """The newest figure of each municipality and indicator."""
    with duckdb.connect(str(publish.current(real_data / "warehouse")), read_only=True) as con:
        rows = con.sql(
            "select * from mart.area_value where level = 'municipality' and status = 'observed'"
            " order by period, area_code"
        ).df()
    return rows.drop_duplicates(["area_code", "indicator_id", "group_code"], keep="last")


def figure(values: pd.DataFrame, indicator: str, group: str = "all") -> pd.Series:
    found = values[(values["indicator_id"] == indicator) & (values["group_code"] == group)]
    return found.set_index("area_code")["value"]


@pytest.fixture(scope="module")
def wijken(mirror: Path) -> pd.DataFrame:
    return pd.read_csv(mirror / "cbs" / "kwb" / "wijken_2020_data.csv")


@pytest.fixture(scope="module")
def towns(mirror: Path) -> pd.DataFrame:
    """CBS's own rows of municipalities, by code."""
    folder = mirror / "cbs" / "kwb" / "84799NED_v3"
    rows = pd.read_parquet(folder / "cbs.v3.84799NED_TypedDataSet.parquet")
    rows = rows[rows["WijkenEnBuurten"].str.startswith("GM")]
    return rows.set_index(rows["WijkenEnBuurten"].str.strip())


def mean_of_districts(wijken: pd.DataFrame, column: str, weight: str) -> pd.Series:
    """By municipality, where districts with a figure hold nine tenths of the weight."""
    there = wijken[wijken[column].notna() & wijken[weight].notna()]
    known = there.groupby("GM_CODE")[weight].sum()
    made = (there[column] * there[weight]).groupby(there["GM_CODE"]).sum() / known
    return made[known >= 0.9 * wijken.groupby("GM_CODE")[weight].sum()]


def test_low_incomes_are_the_weighted_mean_of_the_districts(values, wijken):
    names = [
        next(c for c in wijken if c.startswith(stem)) for stem in ("HuishoudensMetEenLaagInkomen", "HuishoudensTotaal")
    ]
    expected = mean_of_districts(wijken, *names)
    pd.testing.assert_series_equal(figure(values, LOW), expected.sort_index(), check_names=False, rtol=1e-9)
    assert {code: round(float(expected[code]), 2) for code in CITIES} == CITIES
    told = values.loc[values["indicator_id"] == LOW, "quality_flag"]
    assert set(told) == {"approximation"}


def test_benefits_are_of_cbs_own_rows(values, towns):
    share = 100 * towns["PersonenPerSoortUitkeringBijstand_83"] / towns["AantalInwoners_5"]
    found = figure(values, "social_assistance_pct")
    assert len(found) == len(towns) == 355
    pd.testing.assert_series_equal(found, share.sort_index(), check_names=False, check_dtype=False, rtol=1e-9)
    assert values.loc[values["indicator_id"] == "social_assistance_pct", "quality_flag"].isna().all()


def test_the_core_set_is_whole(values):
    assert {code: len(figure(values, code)) >= 340 for code in CORE} == dict.fromkeys(CORE, True)


def test_twins_are_those_of_pandas(real_data, monkeypatch, values, towns):
    """Every circumstance from the mart's values and CBS's own rows, but the density, which is the map's."""
    monkeypatch.setenv(DATA, str(real_data))
    own = circumstances.towns(local()).set_index("area_code")
    figures = pd.DataFrame({
        "need_per_pupil": figure(values, "po_need_per_pupil"),
        "inhabitants_count": np.log(towns["AantalInwoners_5"].astype(float)),
        "ses": figure(values, "ses_woa"),
        "urbanity_class": towns["MateVanStedelijkheid_115"].astype(float),
        "low_income_pct": figure(values, LOW),
        "density": np.log(own["density"]),
        "children_pct": figure(values, "children_pct"),
        "age_15_24_pct": 100 * towns["k_15Tot25Jaar_9"] / towns["AantalInwoners_5"],
        "age_65_pct": 100 * towns["k_65JaarOfOuder_12"] / towns["AantalInwoners_5"],
    }).dropna()  # fmt: skip
    assert len(figures) == 348
    middle = figures.median()
    z = ((figures - middle) / (1.4826 * (figures - middle).abs().median())).clip(-4, 4)
    weights = pd.Series({"need_per_pupil": 0.25, "inhabitants_count": 0.2, "ses": 0.15, "urbanity_class": 0.1,
                         "low_income_pct": 0.1, "density": 0.05, "children_pct": 0.05, "age_15_24_pct": 0.05,
                         "age_65_pct": 0.05})  # fmt: skip
    for code in CITIES:
        away = ((z - z.loc[code]) ** 2 @ weights) ** 0.5
        nearest = away.drop(code).sort_values().head(10)
        expected = nearest[nearest <= 1.117]
        found = similar.nearest(circumstances.town_field(local()), code)
        assert [one.code for one in found[:3]] == list(expected.index[:3])
        assert [one.distance for one in found[:3]] == pytest.approx(list(expected[:3]), abs=0.01)


def test_rotterdam_has_two_twins_as_the_methods_have_them(real_data, monkeypatch):
    monkeypatch.setenv(DATA, str(real_data))
    found = similar.nearest(circumstances.town_field(local()), "GM0599")
    assert [(one.code, round(one.distance, 3)) for one in found] == [("GM0518", 0.463), ("GM0363", 0.677)]
