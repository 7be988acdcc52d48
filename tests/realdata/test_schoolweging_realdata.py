"""Edition 2020: CBS's schoolweging at every location of 2019, and pupils of the overview against the distance file."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from etl import paths
from etl.building import publish

pytestmark = pytest.mark.realdata
WORKBOOK = "newer/schoolweging-2017-2019.xlsx"
YEARS = {"2017": ("Tabel 1", 6252), "2018": ("Tabel 2", 6267), "2019": ("Tabel 3", 6285)}
# read in the workbook by eye: weighting and spread of 2019
BY_HAND = {"00AP00": (29.40, 7.78), "00AR00": (28.26, 5.59), "31MV00": (23.68, 5.95)}


def asked(data: Path, sql: str) -> pd.DataFrame:
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(sql).df()


@pytest.fixture(scope="module")
def published(mirror) -> dict[str, pd.DataFrame]:
    """The three tables as the workbook has them, read another way than the build does: no column map, no SQL."""
    book, found = CalamineWorkbook.from_path(str(mirror / WORKBOOK)), {}
    for year, (sheet, _) in YEARS.items():
        rows = [row for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[5:] if row[1] != ""]
        frame = pd.DataFrame(rows, columns=["brin", "location", "board", "weight", "spread", "pupils"])
        found[year] = frame.assign(school_id=frame["brin"] + frame["location"].str.rstrip("*")).set_index("school_id")
    return found


def test_every_location_of_2019_joins_with_its_own_figures(real_data, published):
    rows = asked(
        real_data,
        "select school_id, period, indicator_id, value, n, quality_flag from mart.school_value"
        " where indicator_id like 'po_schoolweging%' and value is not null",
    )
    assert {year: len(frame) for year, frame in published.items()} == {
        year: count for year, (_, count) in YEARS.items()
    }
    for year, frame in published.items():
        of_year = rows[rows["period"] == year]
        weights = of_year[of_year["indicator_id"] == "po_schoolweging"].set_index("school_id")
        spreads = of_year[of_year["indicator_id"] == "po_schoolweging_spread"].set_index("school_id")
        known = frame.loc[frame.index.intersection(weights.index)]
        assert len(frame) - len(known) <= (0 if year == "2019" else 1)
        assert weights.loc[known.index, "value"].sum() == pytest.approx(known["weight"].sum())
        assert weights.loc[known.index, "n"].sum() == known["pupils"].sum()
        assert (spreads.loc[known.index, "value"] == known["spread"]).all()
        stars = known.index[known["location"].str.endswith("*")]
        assert set(weights.index[weights["quality_flag"] == "small"]) == set(stars)
    assert sum(published["2019"]["location"].str.endswith("*")) == 113
    for school, told in BY_HAND.items():
        mine = rows[(rows["school_id"] == school) & (rows["period"] == "2019")].set_index("indicator_id")["value"]
        assert (mine["po_schoolweging"], mine["po_schoolweging_spread"]) == told


def test_all_scored_locations_of_2019_have_a_weighting_or_are_missing(real_data, published):
    scored = set(asked(real_data, "select school_id from core.school_need")["school_id"])
    assert set(published["2019"].index) <= scored
    outside = {year: sorted(set(frame.index) - scored) for year, frame in published.items()}
    assert {year: len(schools) for year, schools in outside.items()} == {"2017": 1, "2018": 1, "2019": 0}


def test_pupils_of_the_overview_equal_the_distance_file_at_the_schools_both_have(real_data):
    rows = asked(
        real_data,
        """
        select k.school_id, k.kind, k.pupils_count, cast(h.pupils_2019 as integer) as overview
        from core.school_kind as k
        join raw.duo_leerlingenhistorie as h on trim(h.school_id) = k.school_id and upper(trim(h.kind)) = k.kind
        where trim(h.pupils_2019) not in ('0', '<5')
        """,
    )
    apart = rows[rows["pupils_count"] != rows["overview"]]
    assert len(rows) > 6500
    assert len(apart) <= 0.01 * len(rows), apart.head(20).to_string()
    schools = asked(real_data, "select distinct pupils_source from mart.school where sector = 'PO' and is_listed")
    assert set(schools["pupils_source"].dropna()) == {"duo_afstand"}


OVERVIEW = "duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging_1996-2025.csv"
DISTANCES = "duo/gemiddelde-afstand-tussen-woonadres-leerling-en-schoolvestiging-2019-2020.csv"


def test_without_the_distance_file_pupils_are_those_of_the_overview(real_data, mirror, tmp_path):
    """The queries of the build on edition 2020 without its distances, against both files read by pandas."""
    copy = tmp_path / "without.duckdb"
    shutil.copyfile(publish.current(real_data / "warehouse"), copy)
    with duckdb.connect(str(copy)) as con:
        con.execute("set variable as_of_date = '2019-12-31'; delete from raw.duo_afstand")
        con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
        for name in ("school_kind", "school_enrolled"):
            con.execute(f"drop table core.{name}")
            con.execute((paths.QUERIES / "build" / f"core.{name}.sql").read_text(encoding="utf-8"))
        made = con.sql("from core.school_enrolled").df()
    assert set(zip(made["source_id"], made["period"], strict=True)) == {("duo_leerlingenhistorie", "2019")}
    read = {"sep": ";", "dtype": str, "keep_default_na": False}
    overview = pd.read_csv(mirror / OVERVIEW, encoding="utf-8-sig", **read)
    overview.index = overview["VESTIGINGSCODE"].str.strip() + " " + overview["SOORT_VESTIGING"].str.upper()
    told = overview.loc[overview["LEERLINGEN_2019"] != "0", "LEERLINGEN_2019"]
    mine = made.set_index(made["school_id"] + " " + made["kind"])
    assert set(mine.index) == set(told.index)
    assert (mine["status"] == told.eq("<5").map({True: "suppressed", False: "observed"})).all()
    counted = mine["pupils_count"].dropna().astype(int).sort_index()
    assert counted.equals(told[told != "<5"].astype(int).sort_index().rename("pupils_count"))
    distances = pd.read_csv(mirror / DISTANCES, encoding="cp1252", **read)
    places = distances["BRIN_NUMMER"] + distances["VESTIGINGSNUMMER"].str.zfill(2)
    distances.index = places + " " + distances["SOORT_PO"].str.upper()
    both = pd.concat([distances["LEERLINGEN"], told], axis=1, join="inner")
    apart = both[both["LEERLINGEN"] != both["LEERLINGEN_2019"]]
    assert len(both) == 6867
    assert dict(zip(apart.index, map(tuple, apart.to_numpy()), strict=True)) == APART


# pupils of 1 October 2019: the distance file of 2019-2020, and the overview of 2025, which hides fewer than five
APART = {
    "00ZS00 SBO": ("102", "101"),
    "04IU00 BO": ("327", "326"),
    "04JR00 BO": ("232", "233"),
    "05YX19 VSO": ("4", "<5"),
    "06VS00 BO": ("4", "<5"),
    "12EG00 BO": ("354", "353"),
    "12KB00 BO": ("385", "384"),
    "15ZE00 BO": ("223", "224"),
    "17JL00 BO": ("87", "88"),
    "18EC03 VSO": ("322", "315"),
    "18GX00 SBO": ("82", "81"),
    "29YC00 BO": ("203", "131"),
    "31AE00 BO": ("4", "<5"),
}
