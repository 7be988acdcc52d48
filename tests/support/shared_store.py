"""Stores for tests: what publishes into them, what pulls from them, and who reads meanwhile."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from etl import paths
from etl.building import publish as publishing
from etl.lake.store import NEEDED, Place
from tests.support.environment import DATA

PACKAGES = ("duckdb_extension_ducklake", "duckdb_extension_postgres_scanner", "psycopg")
# in each of these tables a marked build says which one it is
MARKED = {"school": "name", "area": "name", "indicator": "name_nl"}
PUPILS = 77_000  # and its number: at each school of a marked build


def needs_packages() -> None:
    """Skips the test, and says why, where a package of a shared store is not installed."""
    lacking = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if lacking:
        pytest.skip(f"no {', '.join(lacking)}: pip install -r {NEEDED}")


def in_a_file(folder: Path) -> Place:
    """A store whose catalog is a file, for one machine."""
    return Place(str(folder / "store" / "catalog.ducklake"))


def data_like(origin: Path, folder: Path) -> Path:
    """A data folder with a copy of the build of another one."""
    (folder / "warehouse").mkdir(parents=True)
    shutil.copytree(origin / "geo", folder / "geo")
    for file in (publishing.current(origin / "warehouse"), origin / "warehouse" / publishing.POINTER):
        shutil.copyfile(file, folder / "warehouse" / file.name)
    return folder


def mark(data: Path, number: int, name: str = "") -> str:
    """Publishes, in this folder, the same build with its number, or a name, in some tables; returns its build id."""
    folder = data / "warehouse"
    edition = publishing.pointed(folder)["edition"]
    draft, build_id = folder / ".building-0.duckdb", f"{edition}-{number:08x}"
    shutil.copyfile(publishing.current(folder), draft)
    with duckdb.connect(str(draft)) as con:
        told = {"build": build_id, "edition": edition}
        con.execute("update mart.build set build_id = $build, edition = $edition", told)
        for table, column in MARKED.items():
            con.execute(f"update mart.{table} set {column} = $name", {"name": name or str(number)})
        con.execute("update mart.school set pupils_count = $pupils", {"pupils": PUPILS + number})
    publishing.publish(draft, folder, build_id, edition)
    return build_id


@contextmanager
def opened(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build in use of a data folder."""
    with duckdb.connect(str(publishing.current(data / "warehouse")), read_only=True) as con:
        yield con


def mart_tables(data: Path) -> dict[str, pd.DataFrame]:
    """Every table of the mart, in one order of rows."""
    with opened(data) as con:
        names = con.sql("select table_name from duckdb_tables() where schema_name = 'mart' order by 1").fetchall()
        return {name: con.sql(f"from mart.{name} order by all").df() for (name,) in names}


def answers(data: Path, monkeypatch: pytest.MonkeyPatch, setting: str) -> dict[str, pd.DataFrame]:
    """The answer of every question with its own sample values, on the build in use of a data folder."""
    monkeypatch.setenv(setting, str(data))
    warehouse.close()
    names = sorted(path.stem for path in warehouse.QUESTIONS.glob("*.sql"))
    return {name: warehouse.run(name, warehouse.question(name).samples, LOCAL) for name in names}


def numbers_told(data: Path) -> set[str]:
    """The numbers that the build in use says in one rerun of a page: a whole one that is marked says one."""
    published = warehouse.pin()
    assert published.file.parent == data / "warehouse"
    names = warehouse.run("search_names", {}, LOCAL)
    told = [
        [str(int(published.build_id.rpartition("-")[2], 16))],
        warehouse.run("areas", {"level": "district"}, LOCAL)["name"],
        warehouse.run("indicators", {}, LOCAL)["name_nl"],
        names.loc[~names["is_other"].astype(bool), "name"],
    ]
    return {str(value) for column in told for value in column}


@contextmanager
def following(data: Path, place: Place) -> Iterator[None]:
    """Pulls into this data folder each version that is published, and is begun again when it ends, as by its unit file:
    a PostgreSQL that goes in the middle of a question may take DuckDB's process along.
    """
    data.mkdir(exist_ok=True)
    pulls = (sys.executable, "-m", "etl", "pull", "--lake", place.url, "--watch", "0.2")
    with (data / "log").open("a") as log:
        process = subprocess.Popen(
            ["sh", "-c", 'while :; do "$@"; sleep 0.2; done', "sh", *pulls],
            cwd=paths.PROJECT,
            env={**os.environ, DATA: str(data)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
