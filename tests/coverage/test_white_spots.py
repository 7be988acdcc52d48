"""White spots: the list is what the map colours, what the export holds, what the table filters, and what SQL counts."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from dashboard.coverage import picture, table, view
from dashboard.coverage.controls import Group
from dashboard.figures import measures, years
from dashboard.figures.coverage import Filters
from dashboard.figures.measures import Mode
from dashboard.frame import export, warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.records import Place
from dashboard.maps import canvas
from etl.building import publish
from tests.support.environment import DATA
from tests.support.reading import local

LEVELS = [*canvas.LEVELS.values()]
# Written apart from the question and its macros: need of every school with a figure, reach of the listed ones.
SPOTS = """
    with need as (
        select school_id, value, n from mart.school_value join mart.indicator using (indicator_id)
        where is_need_of = $sector and group_code = 'all' and status = 'observed'
        qualify period = max(period) over (partition by indicator_id)
    ),
    active as (select school_id from mart.activity where is_current and school_year = $year),
    sums as (
        select a.area_code, sum(value) as part, sum(coalesce(n, s.pupils_count)) as people,
            sum(value) filter (where s.is_listed) as need,
            coalesce(sum(value) filter (where s.is_listed and s.school_id in (from active)), 0) as reached
        from mart.school as s
        join need using (school_id)
        join mart.school_area as a using (school_id)
        where s.sector = $sector and a.level = $level and a.area_code <> ''
        group by a.area_code
    ),
    -- a share of pupils is only made of 10 or more, with 5 in it and 5 outside it
    areas as (
        select *, part / people as rate from sums
        where $sector = 'PO' or (people >= 10 and part >= 5 and people - part >= 5)
    )
    select area_code from areas
    where reached = 0 and need > 0 and rate >= (select round(quantile_cont(rate, 2 / 3), 2) from areas)
    order by area_code
"""


def shown(mode: Mode, level: str, sector: str, year: str) -> picture.Picture:
    """The country as page Dekking draws it."""
    place = Place.of(local().run("places").iloc[0])
    found = view.load(Filters(sector, year), Group(), level, place, local())
    return picture.Picture(
        rows=found.rows, is_chosen=found.is_chosen, mode=mode, measure=measures.measure(mode, None, sector),
        level=level, place=found.place, area=None, box=(3, 50, 7, 54), sector=sector, is_filtered=False,
    )  # fmt: skip


def opened_copy(data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    """The app reads `data`; the answer is a copy, because DuckDB opens a file with one set of settings only."""
    copy = shutil.copy(publish.current(data / "warehouse"), folder / "copy.duckdb")
    monkeypatch.setenv(DATA, str(data))
    warehouse.pin()
    return duckdb.connect(str(copy), read_only=True)


def in_export(one: picture.Picture) -> set[str]:
    rows = table.shown_rows(one, True)
    text = export.csv_bytes(rows, table.export_columns(), {}).decode("utf-8-sig")
    table_lines = io.StringIO("\n".join(line for line in text.splitlines() if not line.startswith("# ")))
    return {row["Gebiedscode"] for row in csv.DictReader(table_lines, delimiter=";") if row["Witte plek"] == "ja"}


def same_everywhere(con: duckdb.DuckDBPyConnection, level: str, sector: str) -> int:
    """List = map = square = table filter = export = SQL; gives back how many."""
    year = years.default(local().run("coverage_years"), local().build.as_of_date)
    one = shown(Mode.WHITE_SPOTS, level, sector, year)
    codes = one.rows["area_code"].to_numpy()
    listed = list(table.shown_rows(one)["area_code"])
    sql = con.execute(SPOTS, {"level": level, "sector": sector, "year": year}).df()["area_code"]
    square = shown(Mode.NEED_AND_REACH, level, sector, year)
    assert set(listed) == set(sql)
    assert set(codes[picture.classed(one).of == 0]) == set(sql)
    assert set(codes[picture.classed(square).of == 6]) == set(sql)
    assert set(table.shown_rows(square, True)["area_code"]) == set(sql)
    assert in_export(square) == set(sql)
    load = table.shown_rows(one)["load"].to_numpy()
    assert (np.diff(load) <= 0).all()  # the largest need first
    return len(listed)


PAIRS = """
    select a.area_code, o.lon as lon, o.lat as lat, p.lon as there_lon, p.lat as there_lat,
        o.location_precision = 'postcode4' and p.location_precision = 'postcode4' as both_rough
    from mart.school_area as a
    join mart.school as o using (school_id)
    cross join (
        select * from mart.school where sector = $sector and school_id in (
            select school_id from mart.activity where is_current and school_year = $year
        )
    ) as p
    where a.level = 'district' and o.sector = $sector and o.is_listed and o.lon is not null and p.lon is not null
"""


@pytest.mark.parametrize("sector", ["PO", "VO"])
def test_the_list_says_how_far_the_nearest_partner_is(sample_data, tmp_path, monkeypatch, sector):
    """Again with numpy over all pairs of schools, on a sphere of 6,371 km by the cosine rule."""
    with opened_copy(sample_data, tmp_path, monkeypatch) as con:
        year = years.default(local().run("coverage_years"), local().build.as_of_date)
        pairs = con.execute(PAIRS, {"sector": sector, "year": year}).df()
    one = shown(Mode.WHITE_SPOTS, "district", sector, year)
    near = table.near(table.shown_rows(one), one, Filters(sector=sector, school_year=year), local())
    listed = near.set_index("area_code")["distance_km"]
    lon, lat, there_lon, there_lat = np.radians(pairs[["lon", "lat", "there_lon", "there_lat"]].to_numpy()).T
    cosine = np.sin(lat) * np.sin(there_lat) + np.cos(lat) * np.cos(there_lat) * np.cos(lon - there_lon)
    pairs["km"] = 6371 * np.arccos(np.clip(cosine, -1, 1))
    known = pairs[~(pairs["both_rough"] & (pairs["km"] < 0.001))].groupby("area_code")["km"].min()
    assert len(listed) > 2
    assert listed.to_numpy() == pytest.approx(known.reindex(listed.index).to_numpy(), abs=0.001, nan_ok=True)


@pytest.mark.parametrize("sector", ["PO", "VO"])
def test_white_spots_of_the_sample_on_each_level(sample_data, monkeypatch, tmp_path, sector):
    with opened_copy(sample_data, tmp_path, monkeypatch) as con:
        counts = {level: same_everywhere(con, level, sector) for level in LEVELS}
    print(sector, counts)
    assert counts["district"] > 0
    assert counts["neighbourhood"] > 0


@pytest.mark.realdata
@pytest.mark.parametrize("sector", ["PO", "VO"])
def test_white_spots_of_edition_2020_on_each_level(linked, monkeypatch, tmp_path, sector):
    with opened_copy(linked, tmp_path, monkeypatch) as con:
        counts = {level: same_everywhere(con, level, sector) for level in LEVELS if level != "neighbourhood"}
    print(sector, counts)
    assert counts["district"] > counts["municipality"] > counts["labour_market_region"]


@pytest.mark.usefixtures("data")
def test_what_a_partner_reaches_is_no_white_spot_any_more():
    def spots(filters: Filters) -> set[str]:
        rows = warehouse.run("coverage_areas", {"level": "district", **filters.params()}, LOCAL)
        return set(rows.loc[rows["is_white_spot"].astype(bool), "area_code"])

    nobody = Filters(partners=("nobody",))
    before, after = spots(nobody), spots(replace(nobody, partners=(), faded=True))
    assert after < before
