"""Stores for tests: what publishes into them, what pulls from them, and who reads meanwhile."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from etl.building import publish as publishing
from etl.lake.store import NEEDED, Place

PACKAGES = ("duckdb_extension_ducklake", "duckdb_extension_postgres_scanner", "psycopg")
# in each of these tables a marked build says which one it is
MARKED = {"school": "name", "area": "name", "indicator": "name_nl"}


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


def mark(data: Path, number: int) -> str:
    """Publishes, in this folder, the same build with its number in some tables; returns its build id."""
    folder = data / "warehouse"
    edition = publishing.pointed(folder)["edition"]
    draft, build_id = folder / ".building-0.duckdb", f"{edition}-{number:08x}"
    shutil.copyfile(publishing.current(folder), draft)
    with duckdb.connect(str(draft)) as con:
        told = {"build": build_id, "edition": edition}
        con.execute("update mart.build set build_id = $build, edition = $edition", told)
        for table, column in MARKED.items():
            con.execute(f"update mart.{table} set {column} = $number::varchar", {"number": number})
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
