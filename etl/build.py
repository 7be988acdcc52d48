"""One build: snapshots -> raw -> core -> mart -> checks -> map files -> a published warehouse."""

import datetime as dt
import fcntl
import hashlib
import os
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from etl import expectations, geometry, mapfiles, paths, publish, raw
from etl.catalog import Edition
from etl.errors import ContractBroken, EtlError
from etl.raw import Say

# a build stays well under 1 GB on a small machine; what does not fit goes to disk beside the draft
DUCKDB: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "threads": "2",
    "memory_limit": "350MB",
}
PYTHON_TABLES = {
    "core.area_extent": ("core.municipality", "core.district", "core.neighbourhood"),
    "core.school_area": ("core.school_location", "core.district", "core.neighbourhood"),
}


def build(edition: Edition, mirror: Path | None, say: Say = lambda _: None) -> str:
    """Builds and publishes an edition; returns the build id. Raises an EtlError and leaves the old build."""
    folder = paths.data_dir() / "warehouse"
    folder.mkdir(parents=True, exist_ok=True)
    with _only_one(folder):
        publish.sweep(folder)
        draft = folder / f".building-{os.getpid()}.duckdb"
        con = duckdb.connect(str(draft), config=DUCKDB)
        try:
            build_id = _fill(con, edition, mirror, say)
            con.execute("checkpoint")
        except BaseException:
            con.close()
            publish.discard(draft)
            raise
        con.close()
        say("publish")
        publish.publish(draft, folder, build_id, edition.name)
    return build_id


@contextmanager
def _only_one(folder: Path) -> Generator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EtlError("Another build is running in this data folder; wait until it is done.") from error
        yield


def _fill(con: duckdb.DuckDBPyConnection, edition: Edition, mirror: Path | None, say: Say) -> str:
    con.execute("create schema raw; create schema core; create schema mart")
    shapes, digests = raw.load(con, edition, mirror, say)
    raw.load_reference(con)
    build_id = _set_variables(con, edition, digests)
    levels = _run_steps(con, shapes, say)
    say("checks")
    check(con)
    say("map files")
    files = mapfiles.write_files(levels, con, paths.data_dir() / "geo")
    raw.store(con, "mart.geo_file", files)
    return build_id


def code_sha256() -> str:
    """Digest of all that turns bytes into tables: code, queries, source descriptions, reference facts."""
    digest = hashlib.sha256()
    roots = (paths.PROJECT / "etl", paths.QUERIES / "build", paths.REFERENCE)
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.suffix in {".py", ".sql", ".yml", ".csv"}:
                digest.update(path.relative_to(paths.PROJECT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _set_variables(con: duckdb.DuckDBPyConnection, edition: Edition, digests: list[str]) -> str:
    code = code_sha256()
    inputs = "\n".join([edition.name, code, *sorted(digests)])
    build_id = f"{edition.name}-{hashlib.sha256(inputs.encode()).hexdigest()[:8]}"
    variables: Mapping[str, object] = {
        "build_id": build_id,
        "edition": edition.name,
        "as_of_date": edition.as_of_date,
        "classification_year": edition.classification_year,
        "is_fictional": edition.is_fictional,
        "title_nl": edition.title_nl,
        "title_en": edition.title_en,
        "country_name": edition.settings.get("country_name", "Nederland"),
        "gka_municipalities": edition.settings.get("gka_municipalities", ""),
        "code_sha256": code,
        "built_at": dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None),
    }
    for name, value in variables.items():
        con.execute(f"set variable {name} = $value", {"value": value})
    return build_id


def steps() -> list[str]:
    """Tables of queries/build and the ones made in Python, in an order that respects who reads whom."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in (paths.QUERIES / "build").glob("*.*.sql")}
    known = set(files) | set(PYTHON_TABLES)
    graph: dict[str, set[str]] = {name: set(reads) for name, reads in PYTHON_TABLES.items()}
    for name, text in files.items():
        graph[name] = (set(re.findall(r"\b(?:core|mart)\.\w+", text)) & known) - {name}
    sorter = TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)})
    return list(sorter.static_order())


def _run_steps(con: duckdb.DuckDBPyConnection, shapes: geometry.Shapes, say: Say) -> dict:
    con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
    levels: dict = {}
    for table in steps():
        say(table)
        if table == "core.area_extent":
            levels = geometry.map_areas(shapes, con)
            raw.store(con, table, geometry.extents(levels))
        elif table == "core.school_area":
            raw.store(con, table, geometry.place_schools(shapes, con))
        else:
            con.execute((paths.QUERIES / "build" / f"{table}.sql").read_text(encoding="utf-8"))
    return levels


def check(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the checks that held. Raises ContractBroken with all that found rows and all unmet expectations."""
    held, broken = [], []
    for path in sorted((paths.QUERIES / "checks").glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        rows = con.sql(sql).df()
        if rows.empty:
            held.append(path.stem)
        else:
            rule = sql.splitlines()[0].removeprefix("--").strip()
            broken.append(f"{path.stem}: expected that {rule}; found {len(rows)} row(s):\n{rows.head(3).to_string()}")
    broken += expectations.deviations(con)
    if broken:
        raise ContractBroken("The build was not published.\n" + "\n".join(broken))
    return held
