"""Bridges between two years of districts by area, and what two builds differ in."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import box

from etl.building import bridges, diff, publish
from etl.declared import catalog
from etl.errors import EtlError
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
