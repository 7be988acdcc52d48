"""What all sides work on: the national sample, built once, and its areas, figures and schools as plain files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

from bench.servers import ROOT
from etl.building import publish
from etl.paths import variable

HERE = Path(__file__).resolve().parent
EDITION = "voorbeeld-national"
LEVELS = ("district", "neighbourhood")
INDICATORS = ("po_need_load", "po_need_per_pupil", "po_schoolweging", "vo_need_load", "vo_afstroom_pct")
DATA = HERE / ".data"
PLAIN = HERE / ".plain"
VALUES = """
copy (
    select area.level, area_code, figure.indicator_id, avg(figure.value) as value
    from mart.area_value as figure join mart.area as area using (area_code)
    where figure.group_code = 'all' and figure.value is not null and list_contains($indicators, figure.indicator_id)
        and figure.period = (select max(period) from mart.area_value as other
            where other.indicator_id = figure.indicator_id and other.area_code = 'NL00')
    group by all order by all
) to '{file}'
"""
SCHOOLS = "copy (select * from mart.school_profile where sector = 'PO' order by school_id) to '{file}'"


def folder() -> Path:
    """The data folder with the national sample, `BENCH_DATA` or one in bench; built where it is not there yet."""
    found = Path(os.environ.get("BENCH_DATA") or DATA)
    try:
        publish.current(found / "warehouse")
    except publish.EtlError:
        subprocess.run(build_command(), env=os.environ | settings(found), cwd=ROOT, check=True)
    return found


def build_command() -> list[str]:
    return [sys.executable, "-m", "etl", "build", "--edition", EDITION]


def settings(data: Path) -> dict[str, str]:
    """The environment of a program that works on this data folder."""
    return {variable("DATA"): str(data)}


def plain(data: Path) -> Path:
    """The folder with schools.parquet and .csv, values.parquet, and a GeoJSON per level with `code` and `name`."""
    PLAIN.mkdir(exist_ok=True)
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        con.execute(VALUES.format(file=PLAIN / "values.parquet"), {"indicators": list(INDICATORS)})
        for ending in ("parquet", "csv"):
            con.execute(SCHOOLS.format(file=PLAIN / f"schools.{ending}"))
    for level in LEVELS:
        (shapes,) = (data / "geo").glob(f"{level}-nl-*.geojson")
        told = json.loads(shapes.read_text(encoding="utf-8"))
        for area in told["features"]:
            area["properties"] = {"code": area["properties"]["c"], "name": area["properties"]["n"]}
        (PLAIN / f"{level}.geojson").write_text(json.dumps(told), encoding="utf-8")
    return PLAIN


def number(data: Path) -> str:
    """The figure that is asked for first: points of need of all schools for primary education, whole."""
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        (value,) = con.sql("select sum(po_need_load) from mart.school_profile where sector = 'PO'").fetchall()[0]
        return f"{value:.0f}"
