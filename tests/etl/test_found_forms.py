"""What was found of publishers' present files and programs that read them, held against what is declared."""

from __future__ import annotations

import duckdb
import geopandas as gpd
import pandas as pd
import pytest
import shapely

from etl import paths
from etl.building import geometry, raw
from etl.declared import catalog
from etl.declared.column_maps import column_map
from etl.decoding import contract, readers

SOURCES = catalog.sources()
EDITION = {source.source_id: vintage for source, vintage in catalog.edition("2025").uses}
ROWS = {
    "duo_vestigingen_so": "so_2026_header_and_rows.csv",
    "duo_referentieniveaus": "referentieniveaus_2024-2025_header_and_rows.csv",
    "duo_eindtoets": "eindscores_2024-2025_header_and_rows.csv",
}


def seen_rows(mirror, source_id: str, folder):
    """Rows of a publisher's own file, typed over, as the edition would read them; the copies are saved as UTF-8."""
    vintage = EDITION[source_id].model_copy(update={"rows": {}})
    text = (mirror.parent / "cases" / "sources" / ROWS[source_id]).read_text(encoding="utf-8-sig")
    file = folder / "x.csv"
    file.write_bytes(text.encode((vintage.dialect.over(SOURCES[source_id].dialect)).encoding))
    (decoded,) = readers.decode(SOURCES[source_id], vintage, file).values()
    return contract.check(SOURCES[source_id].tables[source_id], vintage, decoded.frame)


@pytest.mark.realdata
@pytest.mark.parametrize(("source_id", "count"), [
    ("duo_vestigingen_so", 3), ("duo_referentieniveaus", 3), ("duo_eindtoets", 2),
])  # fmt: skip
def test_rows_that_were_seen_keep_the_contract_of_the_edition(mirror, tmp_path, source_id, count):
    kept, issues = seen_rows(mirror, source_id, tmp_path)
    assert (len(kept), len(issues)) == (count, 0)


@pytest.mark.realdata
def test_a_zero_without_pupils_is_no_mean_and_neither_is_a_hidden_one(mirror, tmp_path):
    """Of the two rows that were seen one school has 12 pupils with LIB, the other a hidden count with IEP."""
    kept, _ = seen_rows(mirror, "duo_eindtoets", tmp_path)
    con = duckdb.connect()
    con.execute("create schema raw; create schema core")
    con.execute("create table raw.source_used (source_id text, reference_date date, period text)")
    con.execute("insert into raw.source_used values ('duo_eindtoets', date '2024-10-01', '2024-2025')")
    con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
    fields = SOURCES["duo_eindtoets"].tables["duo_eindtoets"].fields
    raw.store(con, "raw.duo_eindtoets", kept.reindex(columns=list(fields), fill_value=""))
    con.execute((paths.QUERIES / "build" / "core.value_school_end_test.sql").read_text(encoding="utf-8"))
    rows = con.sql("select school_id, group_code, value, n, status from core.value_school_end_test").fetchall()
    assert rows == [("00AP00", "lib", 174.25, 12, "observed"), ("00CV00", "iep", None, None, "suppressed")]


def test_poverty_of_persons_is_never_read_as_low_incomes_of_households():
    """CBS's tables have the one to 2023 and the other since 2024, under other definitions."""
    last, *since = (set(column_map("cbs_kerncijfers_wijken", f"{table}NED").items()) for table in (85618, 85984, 86165))
    households = {
        ("HuishoudensMetEenLaagInkomen", "low_income_households_pct"),
        ("HuishOnderOfRondSociaalMinimum", "social_minimum_households_pct"),
    }
    persons = ("PersonenInArmoede", "poverty_persons_pct")
    assert households <= last
    for one in since:
        assert persons in one
        assert not {field for _, field in one} & {field for _, field in households}
    assert persons[1] not in {field for _, field in last}


def test_edition_2025_stands_on_the_regions_of_2025():
    """86296NED: periods 2014-2024 on the regions of 2025; 86165NED and Gebieden are of the same year."""
    edition = catalog.edition("2025")
    regions = ("cbs_wijkgrenzen", "cbs_buurtgrenzen", "cbs_gebieden", "cbs_kerncijfers_wijken")
    assert {edition.classification_year, *(EDITION[name].reference_date.year for name in regions)} == {2025}
    assert EDITION["cbs_ses_woa"].fetch.url.endswith("/86296NED/TypedDataSet")
    assert EDITION["cbs_ses_woa"].reference_date.year == 2024


def test_what_the_edition_will_never_have_is_not_told_as_still_to_come():
    """The note of a vintage is the reason that is told where an indicator without a figure is chosen."""
    told = EDITION["cbs_kerncijfers_wijken"]
    assert "nog geen inkomens" in told.note_nl
    assert "huishoudens geeft het per wijk niet meer" in told.note_nl
    assert "no more since 2024" in told.note_en
    assert "APCG" in EDITION["duo_leerlingen_pc4"].note_nl
    assert "duo_apcg" not in EDITION
    # a point that PDOK's map gives is not the work of those who made the points of 2021
    assert "PDOK" in EDITION["pc4_punten"].publisher


def test_addresses_are_those_that_were_seen_in_use():
    exams = SOURCES["duo_examencijfers"].vintages
    assert [name for name, one in exams.items() if "," in one.file] == ["2021-2022"]
    assert "/geslaagden,-gezakten-en-cijfers-2021-2022.csv" in exams["2021-2022"].fetch.url
    assert "achterstandsscores_scholen_vhv_2024.xlsx" in EDITION["cbs_achterstandsscores_vo"].fetch.url
    assert "achterstandsscores_scholen_pro_2024.xlsx" in EDITION["cbs_achterstandsscores_pro"].fetch.url
    # one that nobody saw in use is told as such
    assert "address" in EDITION["cbs_achterstandsscores"].assumption
    assert "Waarschijnlijk" in SOURCES["duo_doorstroom_vo"].vintages["2020-01"].note_nl


def test_a_polygon_that_repairs_to_a_line_and_an_area_stays_an_area():
    """A simplified border with a spike: valid by lines it is a collection, on which no coverage can be made."""
    spiked = shapely.Polygon([(0, 0), (100, 0), (100, 100), (150, 100), (100, 100), (0, 100)])
    assert shapely.make_valid(spiked).geom_type == "GeometryCollection"
    frame = pd.DataFrame({"area_code": ["WK000100"]})
    (found,) = geometry.shapes_of(frame, gpd.GeoSeries([spiked])).geometry
    assert (found.geom_type, found.area) == ("Polygon", 10_000)


@pytest.mark.parametrize(
    ("status", "value", "told"), [("suppressed", None, 0), ("observed", 30.0, 0), ("observed", 29.0, 1)]
)
def test_sums_are_judged_where_no_area_hides_its_own(status, value, told):
    """Since 2023 counts of pupils are hidden: a municipality without a sum is no error of the others."""
    con = duckdb.connect()
    con.execute(
        "create schema mart; create table mart.school as select 'a' as school_id, 'GM0001' as municipality_code"
    )
    con.execute(
        "create table mart.school_value as select 'a' as school_id, 'vo_need_load' as indicator_id, 50.0 as value"
    )
    con.execute("create table mart.area_value (indicator_id text, level text, value double, status text)")
    rows = [["vo_need_load", "municipality", 20.0, "observed"], ["vo_need_load", "municipality", value, status]]
    con.executemany("insert into mart.area_value values (?, ?, ?, ?)", rows)
    check = (paths.QUERIES / "checks" / "need_adds_up.sql").read_text(encoding="utf-8")
    assert len(con.sql(check).fetchall()) == told
