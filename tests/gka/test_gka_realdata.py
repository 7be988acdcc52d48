"""Edition 2020: sums of all advices, three schools and one municipality by hand, six tiles that conclude."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from dashboard.figures import advice
from dashboard.figures.advice import LEVELS
from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.gka import advice as schools
from dashboard.gka import open_flow, scope
from dashboard.gka.advice import Measure
from dashboard.gka.figures import OfBuild
from dashboard.national import wall
from etl.building import publish
from tests.support.environment import DATA

pytestmark = pytest.mark.realdata
SUMS = {
    "2019-2020": (178_882, 178_882), "2020-2021": (181_089, 181_089), "2021-2022": (178_097, 178_097),
    "2022-2023": (145_552, 234_259), "2023-2024": (142_904, 231_623), "2024-2025": (141_002, 230_075),
}  # fmt: skip


@pytest.fixture
def rotterdam(real_data, monkeypatch) -> OfBuild:
    monkeypatch.setenv(DATA, str(real_data))
    reader = warehouse.reader(LOCAL)
    return OfBuild(
        scope.Scope("Rotterdam", ("GM0599",), reader.run("gka_areas", {"municipalities": ["GM0599"]})), reader
    )


def table(data, sql: str) -> pd.DataFrame:
    warehouse.close()
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(sql).df()


def test_all_advices_add_up_to_what_duo_published_and_then_to_an_interval(rotterdam):
    cells = rotterdam.reader.run("advice_cells", {"areas": ["NL00"], "indicator": "po_advice_count"})
    found = advice.totals(cells).set_index("period")
    assert {period: tuple(row) for period, row in found.iterrows()} == SUMS


def test_three_schools_and_the_line_of_the_city_by_hand(rotterdam, real_data):
    loaded = schools.load(rotterdam, Measure.SCHOOL, "", rotterdam.reader)
    rows = loaded.of("2020-2021")
    assert (len(rows), loaded.against.value, loaded.x_period) == (149, "behoefte", "2019")
    counts = table(real_data, "select brin, group_code, value from mart.institution_value where period = '2020-2021'"
                              " and indicator_id = 'po_advice_count' and group_code <> 'all'")  # fmt: skip
    counts = counts[counts["group_code"].isin(list(LEVELS))].assign(level=counts["group_code"].map(LEVELS))
    for row in rows.iloc[[0, 70, 148]].to_dict("records"):
        own = counts[counts["brin"] == row["school_id"][:4]]
        assert (own["value"] * own["level"]).sum() / own["value"].sum() == pytest.approx(row["y"])
    listed = table(real_data, "select brin, municipality_code from mart.school where is_listed")
    inside = listed.groupby("brin")["municipality_code"].agg(lambda codes: set(codes) == {"GM0599"})
    own = counts[counts["brin"].isin(inside.index[inside])]
    mean = (own["value"] * own["level"]).sum() / own["value"].sum()
    assert loaded.own["2020-2021"] == pytest.approx((mean, mean))
    assert schools.finding(loaded, "2020-2021", "Rotterdam").startswith(
        "Op de 30 scholen met de grootste behoefte was het gemiddelde advies **3,9**, op de 30 met de kleinste **5,0**."
    )


def test_institutions_with_several_locations_are_113_in_the_country(real_data):
    rows = table(real_data, "select brin, municipality_code from mart.school where is_listed and sector = 'PO'")
    several = rows.groupby("brin").size()
    assert int((several > 1).sum()) == 113


def test_flow_of_a_location_is_that_of_the_file_and_is_told_as_duo_s_own(rotterdam, real_data):
    indicator = open_flow.indicators(rotterdam.reader)["vo_afstroom_pct"]
    found = open_flow.load(indicator, rotterdam.scope, rotterdam.reader)
    own = found.schools[found.schools["status"] == "observed"].iloc[0]
    counts = table(
        real_data,
        f"select indicator_id, value from mart.school_value where school_id = '{own['school_id']}'"
        " and indicator_id in ('vo_afstroom', 'vo_flow_pupils')",
    ).set_index("indicator_id")["value"]
    assert own["value"] == pytest.approx(100 * counts["vo_afstroom"] / counts["vo_flow_pupils"])
    assert "DUO" in open_flow.definition(found.period)


def test_at_least_six_tiles_conclude(rotterdam):
    tiles = wall.every(rotterdam.reader)
    assert len(tiles) == 10
    assert sum(tile.concludes for tile in tiles) >= 6
    assert [tile.key for tile in tiles if not tile.concludes and not tile.why] == []
