"""Bridges between two years of districts by area, and what two builds differ in."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import pytest
from shapely import box
from typer.testing import CliRunner

from etl import __main__ as cli
from etl import paths
from etl.building import bridges, diff, geometry, publish, raw
from etl.declared import catalog
from etl.declared.source_form import Source, Vintage
from etl.decoding import readers
from etl.errors import EtlError
from etl.fetching import snapshots
from tests.support import mart as builders
from tests.support.environment import DATA


def areas(**shapes) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"area_code": list(shapes)}, geometry=list(shapes.values()), crs=28992)


def test_weights_are_shares_of_the_area_and_add_up_to_one():
    old = areas(WK000100=box(0, 0, 1000, 1000), WK000101=box(1000, 0, 2000, 1000))
    new = areas(WK00010A=box(0, 0, 1000, 250), WK00010B=box(0, 250, 2000, 1000), WK00010C=box(1000, 0, 2000, 250))
    found = bridges.overlap(old, new)
    assert found.to_numpy().tolist() == [
        ["WK000100", "WK00010A", 0.25],
        ["WK000100", "WK00010B", 0.75],
        ["WK000101", "WK00010B", 0.75],
        ["WK000101", "WK00010C", 0.25],
    ]


def test_a_strip_along_a_border_is_no_move():
    old = areas(WK000100=box(0, 0, 1000, 1000))
    new = areas(WK000100=box(0, 0, 1000, 999.5), WK000101=box(0, 999.5, 1000, 2000))
    assert bridges.overlap(old, new).to_numpy().tolist() == [["WK000100", "WK000100", 1.0]]


def test_a_code_that_stays_is_not_taken_for_the_same_district():
    """Equal codes of two years can be other wijken: here they changed places."""
    old = areas(WK000100=box(0, 0, 10, 10), WK000101=box(10, 0, 20, 10))
    new = areas(WK000100=box(10, 0, 20, 10), WK000101=box(0, 0, 10, 10))
    assert dict(bridges.overlap(old, new)[["from_code", "to_code"]].to_numpy()) == {
        "WK000100": "WK000101",
        "WK000101": "WK000100",
    }


def test_without_the_boundaries_of_both_years_there_is_no_bridge(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    source = catalog.sources()["cbs_wijkgrenzen"]
    with pytest.raises(EtlError, match="without both years there is no bridge"):
        bridges.of_districts(source, "2024", "2025")
    with pytest.raises(EtlError, match="found 1999"):
        bridges.of_districts(source, "1999", "2025")


def old_and_new(tmp_path, monkeypatch, sample_files) -> tuple[Source, Vintage, gpd.GeoDataFrame]:
    """The sample's districts, and in the data folder those before: one less, two changed codes."""
    monkeypatch.setenv(DATA, str(tmp_path))
    source = catalog.sources()["cbs_wijkgrenzen"]
    now = source.vintages["voorbeeld"]
    before = now.model_copy(update={"name": "voorbeeld-2020", "reference_date": dt.date(2020, 1, 1)})
    real = source.vintages["2020"]
    source = source.model_copy(update={"vintages": {"voorbeeld": now, "voorbeeld-2020": before, "2020": real}})
    frame = gpd.read_file(sample_files / now.file)
    (decoded,) = readers.decode(source, now, sample_files / now.file).values()
    code = next(name for name in frame.columns if frame[name].astype(str).str.fullmatch("WK.{6}").all())
    codes = frame[code].sort_values().tolist()
    frame = frame[frame[code] != codes[1]]
    frame[code] = frame[code].replace({codes[3]: codes[4], codes[4]: codes[3]})
    for vintage in (before, real):
        file = snapshots.folder_of(source, vintage) / Path(vintage.file).name
        file.parent.mkdir(parents=True)
        frame.to_file(file, driver="GeoJSON")
    return source, now, geometry.shapes_of(decoded.frame, decoded.geometry)


def test_a_build_takes_along_the_other_years_that_its_folder_has(tmp_path, monkeypatch, sample_files):
    source, now, drawn = old_and_new(tmp_path, monkeypatch, sample_files)
    found = bridges.table(source, now, drawn)
    codes = sorted(drawn["area_code"])
    to = found.groupby("from_code")["to_code"].agg(list)
    assert to[codes[3]] == [codes[4]]
    assert to[codes[4]] == [codes[3]]
    assert codes[1] not in to
    # by another way than the code: how much of the area of then is covered by those of now
    assert found.groupby("from_code")["weight"].sum().round(9).eq(1).all()
    assert set(found["from_year"]) == {2020}
    assert set(found["to_year"]) == {2025}
    assert found["name"].str.len().gt(3).all()
    # the real districts of 2020, also in the folder, are of another country than the sample's
    (told,) = bridges.inputs(source, now)
    assert told.startswith("bridge cbs_wijkgrenzen voorbeeld-2020 ")


def test_boundaries_of_another_year_that_cannot_be_read_leave_no_bridge(tmp_path, monkeypatch, sample_files):
    source, now, drawn = old_and_new(tmp_path, monkeypatch, sample_files)
    (other,) = bridges.others(source, now)
    file = snapshots.folder_of(source, other) / Path(other.file).name
    file.write_bytes(file.read_bytes()[:3000])
    assert bridges.table(source, now, drawn).empty


def test_the_mart_has_the_bridges_of_municipalities_and_of_districts():
    con = duckdb.connect()
    con.execute("create schema raw; create schema core; create schema mart; create macro clean(x) as trim(x)")
    ended = pd.read_csv(paths.REFERENCE / "area_bridges.csv", dtype="str", keep_default_na=False)
    raw.store(con, "raw.reference_area_bridges", ended)
    moved = {"from_code": "WK000100", "from_year": 2020, "to_code": "WK000101", "to_year": 2025, "weight": 0.25}
    raw.store(con, "core.district_bridge", pd.DataFrame([{**moved, "name": "Oost", "source": "x"}]))
    con.execute((paths.QUERIES / "build" / "mart.area_bridge.sql").read_text(encoding="utf-8"))
    assert con.sql("select count(*) from mart.area_bridge").fetchone() == (len(ended) + 1,)
    assert con.sql("select weight, note from mart.area_bridge where to_code = 'WK000101'").fetchall() == [
        (0.25, "Oost")
    ]


def test_a_build_does_not_differ_from_itself(sample_data):
    build = publish.current(sample_data / "warehouse")
    assert len(diff.figures(build)) > 200
    assert diff.between(build, build) == []


def test_what_changed_is_told_by_kind_and_school(tmp_path):
    first = builders.file_of(builders.write_warehouse(tmp_path))
    builders.change(
        tmp_path,
        "update mart.school set is_listed = false where school_id = '900A00'",
        "update mart.source set rows = rows + 5 where source_id = 'duo_po'",
        "update mart.area_value set value = value + 1 where indicator_id = 'ses_woa' and level = 'district'",
    )
    found = {
        (one["kind"], one["key"]): (one["before"], one["after"])
        for one in diff.between(first, builders.file_of(tmp_path))
    }
    assert found["school", "900A00"] == ("School 00 (PO)", None)
    assert found["source", "duo_po"][0].startswith("12 ")
    assert found["source", "duo_po"][1].startswith("17 ")
    assert {kind for kind, _ in found} == {"school", "schools", "source", "mean"}


def test_a_build_of_another_program_is_refused_by_its_name(tmp_path):
    build = builders.file_of(builders.write_warehouse(tmp_path))
    old = tmp_path / "old.duckdb"
    shutil.copyfile(build, old)
    with duckdb.connect(str(old)) as con:
        con.execute("drop table mart.source_hole")
    with pytest.raises(EtlError, match=r"old\.duckdb: expected a build of this version.*source_hole"):
        diff.between(old, build)


def test_what_changed_is_told_whole_where_a_screen_is_narrow(tmp_path, monkeypatch):
    """As in the mail of a scheduler: keys are folded, never cut; and nothing is told as none."""
    monkeypatch.setenv(DATA, str(tmp_path))
    first = builders.file_of(builders.write_warehouse(tmp_path))
    builders.change(tmp_path, "update mart.area_value set value = value + 1 where indicator_id = 'ses_woa'")
    ids = [one.stem.split("-", 1)[1] for one in (first, builders.file_of(tmp_path))]
    told = CliRunner().invoke(cli.app, ["diff", *ids], env={"COLUMNS": "60"})
    assert (told.exit_code, "…" in told.stdout) == (0, False)
    assert "ses_woa" in re.sub(r"[^a-z_/]", "", told.stdout)
    assert "changes: none" in CliRunner().invoke(cli.app, ["diff", ids[0], ids[0]]).stdout
