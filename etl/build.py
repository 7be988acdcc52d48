"""One build: snapshots -> raw -> core -> mart -> checks -> map files -> a published warehouse."""

import datetime as dt
import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pandas as pd
import yaml

from etl import catalog, contract, decode, fetch, geometry, paths, publish
from etl.catalog import Edition
from etl.errors import ContractBroken, EtlError

Say = Callable[[str], None]
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
        con = duckdb.connect(str(draft), config={"autoinstall_known_extensions": "false", "threads": "2"})
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
def _only_one(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EtlError("Another build is running in this data folder; wait until it is done.") from error
        yield


def _fill(con: duckdb.DuckDBPyConnection, edition: Edition, mirror: Path | None, say: Say) -> str:
    con.execute("create schema raw; create schema core; create schema mart")
    shapes, digests = _load_raw(con, edition, mirror, say)
    _load_reference(con)
    build_id = _set_variables(con, edition, digests)
    levels = _run_steps(con, shapes, say)
    say("checks")
    check(con)
    say("map files")
    files = geometry.write_files(levels, con, paths.data_dir() / "geo")
    _store(con, "mart.geo_file", files)
    return build_id


def _store(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    con.register("incoming", frame)
    con.execute(f"create table {table} as select * from incoming")
    con.unregister("incoming")


def _load_raw(
    con: duckdb.DuckDBPyConnection, edition: Edition, mirror: Path | None, say: Say
) -> tuple[geometry.Shapes, list[str]]:
    """Creates every raw table, also the empty ones of sources that this edition does not use."""
    used, issues, shapes, digests = [], [], {}, []
    for source, vintage in edition.uses:
        say(source.source_id)
        snapshot = fetch.take(source, vintage, mirror)
        digests.append(f"{source.source_id} {vintage.name} {snapshot.sha256}")
        rows = 0
        for name, decoded in decode.decode(source, vintage, snapshot.path).items():
            table = next(t for t in source.tables if t.name == name)
            frame, found = contract.check(table, vintage, decoded.frame)
            frame.insert(0, "vintage", vintage.name)
            _store(con, f"raw.{name}", frame)
            issues.append(found.assign(source_id=source.source_id))
            rows += len(frame)
            shapes[name] = geometry.shapes_of(decoded.frame, decoded.geometry)
        used.append(_source_row(source, vintage, snapshot, rows))
    _empty_tables(con, edition)
    _store(con, "raw.source_used", pd.DataFrame(used))
    _store(con, "raw.contract_issue", pd.concat(issues, ignore_index=True).astype({"line": "Int64"}))
    none = geometry.shapes_of(pd.DataFrame(), None)
    return geometry.Shapes(shapes["cbs_wijkgrenzen"], shapes.get("cbs_buurtgrenzen", none)), digests


def _source_row(source: catalog.Source, vintage: catalog.Vintage, snapshot: fetch.Snapshot, rows: int) -> dict:
    facts = ("title_nl", "title_en", "publisher", "licence", "licence_url", "max_age_days")
    return {
        "source_id": source.source_id,
        "vintage": vintage.name,
        **{name: source.facts[name] for name in facts},
        "url": snapshot.url,
        "file": snapshot.path.name,
        "sha256": snapshot.sha256,
        "bytes": snapshot.bytes,
        "rows": rows,
        "reference_date": vintage.reference_date,
        "fetched_at": snapshot.fetched_at,
    }


def _empty_tables(con: duckdb.DuckDBPyConnection, edition: Edition) -> None:
    used = {source.source_id for source, _ in edition.uses}
    for source in catalog.sources().values():
        if source.source_id in used:
            continue
        for table in source.tables:
            columns = ", ".join(f"{name} varchar" for name in table.fields)
            con.execute(f"create table raw.{table.name} (vintage varchar, line bigint, {columns})")


def _load_reference(con: duckdb.DuckDBPyConnection) -> None:
    """Facts of our own: indicators with their units, issue rules, the newcomer rule and list."""

    def read(path: Path):
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    indicators = pd.DataFrame(read(paths.REFERENCE / "indicators.yml"))
    indicators["sort_order"] = range(len(indicators))
    indicators["factor_id"] = indicators.get("factor_id", pd.Series(None, index=indicators.index, dtype="str"))
    units = read(paths.REFERENCE / "units.yml")
    for language in ("nl", "en"):
        for position, number in enumerate(("one", "many")):
            words = [units[unit][language][position] for unit in indicators["unit"]]
            indicators[f"unit_{language}_{number}"] = words
    _store(con, "raw.reference_indicator", indicators)
    rules = pd.DataFrame([{"rule": rule, **facts} for rule, facts in read(paths.PROJECT / "etl/rules.yml").items()])
    _store(con, "raw.reference_rule", rules)
    listed = pd.read_csv(paths.REFERENCE / "newcomer_schools.csv", dtype="str")
    _store(con, "raw.reference_newcomer_school", listed.astype("str"))
    pattern = read(paths.REFERENCE / "newcomer_rule.yml")["pattern"]
    con.execute("set variable newcomer_pattern = $pattern", {"pattern": pattern})


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
            _store(con, table, geometry.extents(levels))
        elif table == "core.school_area":
            _store(con, table, geometry.place_schools(shapes, con))
        else:
            con.execute((paths.QUERIES / "build" / f"{table}.sql").read_text(encoding="utf-8"))
    return levels


def check(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the checks that held. Raises ContractBroken with all that found rows, the first rows shown."""
    held, broken = [], []
    for path in sorted((paths.QUERIES / "checks").glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        rows = con.sql(sql).df()
        if rows.empty:
            held.append(path.stem)
        else:
            rule = sql.splitlines()[0].removeprefix("--").strip()
            broken.append(f"{path.stem}: expected that {rule}; found {len(rows)} row(s):\n{rows.head(3).to_string()}")
    if broken:
        raise ContractBroken("The build was not published.\n" + "\n".join(broken))
    return held
