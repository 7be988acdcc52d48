"""Edition 2020 from the published files: totals that the publishers state, and figures computed another way."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl import paths
from etl.building import publish
from etl.declared import catalog
from etl.decoding import contract, readers
from tests.support import kept_builds

pytestmark = pytest.mark.realdata
DISTANCE = "duo/gemiddelde-afstand-tussen-woonadres-leerling-en-schoolvestiging-2019-2020.csv"


def ask(data: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(sql).fetchall()


def test_schools_areas_and_scores_are_all_there(found):
    listed = {row["sector"]: row["listed"] for row in found["schools"]}
    assert (listed["PO"], listed["VO"]) == (6268, 1619)
    areas = {row["level"]: row["areas"] for row in found["areas"]}
    assert (areas["district"], areas["municipality"], areas["province"]) == (3176, 355, 12)
    observed = {(r["indicator_id"], r["level"]): r["observed"] for r in found["area_values"]}
    assert observed["ses_woa", "district"] == 2845 + 2826  # of 2019, and of 2014
    (scores,) = (r for r in found["school_values"] if r["indicator_id"] == "po_achterstandsscore")
    assert (scores["listed_observed"], scores["unlisted_observed"]) == (6243, 52)
    issues = {r["rule"]: r["issues"] for r in found["issues"]}
    assert issues["scored_school_unlisted"] == 52


@pytest.mark.parametrize("level", ["country", "province", "municipality"])
def test_scores_and_pupils_add_up_to_the_published_total(found, level):
    totals = {r["indicator_id"]: r["total"] for r in found["area_values"] if r["level"] == level}
    assert totals["po_achterstandsscore"] == pytest.approx(561_736.12, abs=0.005)
    assert totals["po_funded_pupils"] == 1_396_457


def test_points_lie_where_duo_says(found):
    (points,) = found["address_points"]
    assert points["at_address"] >= 7_100
    astray = points["at_address"] - points["in_own_municipality"]
    assert astray <= 0.001 * points["at_address"]
    assert points["exceptions_filed"] == astray


def test_rotterdam_by_pandas_from_the_raw_files(real_data, mirror):
    """The same two sums, from CBS's workbook and DUO's distance file, without our code."""
    scores = pd.read_excel(
        mirror / "duo/achterstandsscores-scholen-2019.xlsx", sheet_name="Tabel 2", skiprows=3, engine="calamine"
    ).iloc[:, :2]
    scores.columns = ["school_id", "load"]
    distance = pd.read_csv(mirror / DISTANCE, sep=";", encoding="cp1252", dtype=str)
    distance["school_id"] = distance["BRIN_NUMMER"] + distance["VESTIGINGSNUMMER"]
    primary = distance[distance["SOORT_PO"] == "Bo"].merge(scores, on="school_id")
    city = primary[primary["GEMEENTENUMMER"].str.strip() == "599"]
    expected = (city["load"].astype(float).sum(), city["LEERLINGEN"].astype(int).sum())
    ours = ask(
        real_data,
        """
        select max(value) filter (where indicator_id = 'po_need_load'),
            max(value) filter (where indicator_id = 'po_funded_pupils')
        from mart.area_value where area_code = 'GM0599'
        """,
    )[0]
    assert ours == (pytest.approx(expected[0], abs=0.005), expected[1])


def test_ses_of_a_wijk_and_of_its_municipality_by_pandas(real_data, mirror):
    ses = pd.read_csv(mirror / "cbs/ses/wijken_2019_ses.csv").merge(
        pd.read_csv(mirror / "cbs/kwb/wijken_2020_data.csv")[["WK_CODE", "HuishoudensTotaal_28"]], on="WK_CODE"
    )
    city = ses[(ses["GM_CODE"] == "GM0344") & ses["SES"].notna()]
    mean = (city["SES"] * city["HuishoudensTotaal_28"]).sum() / city["HuishoudensTotaal_28"].sum()
    where = "from mart.area_value where indicator_id = 'ses_woa' and period = '2019' and area_code ="
    assert ask(real_data, f"select value, quality_flag {where} 'GM0344'") == [(pytest.approx(mean), "approximation")]
    district = city.iloc[0]
    assert ask(real_data, f"select value {where} '{district['WK_CODE']}'") == [(district["SES"],)]


def test_district_geometry_is_at_most_800_kb_gzipped(found):
    sizes = [r["gzip_bytes"] for r in found["map_files"] if r["level"] == "district"]
    assert len(sizes) == 2
    assert max(sizes) <= 800_000


def test_names_of_municipalities_come_from_cbs(real_data):
    names = ask(real_data, "select name from mart.area where area_code in ('GM0518', 'GM1900') order by area_code")
    assert names == [("'s-Gravenhage",), ("Súdwest-Fryslân",)]


def test_the_list_of_2026_reads_by_its_own_column_map(mirror):
    source = catalog.sources()["duo_vestigingen_po"]
    vintage = source.vintages["2026-08"]
    (table,) = source.tables.values()
    kept, issues = contract.check(
        table, vintage, readers.decode(source, vintage, mirror / vintage.file)[table.name].frame
    )
    assert len(kept) == 6_122
    assert issues.empty


@pytest.fixture
def list2026(mirror: Path) -> Iterator[Path]:
    """Edition 2020 with the school list of 2026. Read only."""

    def make(data: Path) -> None:
        text = (paths.EDITIONS / "2020.yml").read_text(encoding="utf-8")
        changed = text.replace("duo_vestigingen_po: 2020-12", "duo_vestigingen_po: 2026-08")
        (data / "list2026.yml").write_text(changed, encoding="utf-8")
        kept_builds.build_into(data, catalog.edition("list2026", folder=data), mirror)

    made_from = kept_builds.code(Path(__file__)) + kept_builds.files_in(mirror)
    with kept_builds.shared("list2026", made_from, make) as data:
        yield data


@pytest.mark.slow
def test_the_list_of_2026_builds_on_the_municipalities_of_2020(list2026):
    """Merged municipalities are told apart by the school's point, along the bridge between the years."""
    data = list2026
    listed = "from mart.school where is_listed and sector = 'PO'"
    ((schools, placed),) = ask(data, f"select count(*), count(municipality_code) {listed}")
    assert schools == 6_122
    assert placed > 0.995 * schools
    ((bridged,),) = ask(data, "select count(*) from mart.etl_issue where rule = 'municipality_bridged'")
    assert bridged > 100
    assert ask(data, f"select count(*) > 0 {listed} and municipality_name = 'Appingedam'") == [(True,)]
