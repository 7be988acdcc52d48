"""The versions of a store: a build's mart goes in whole with its map files, and comes out as a file of this machine.

The store holds the mart's tables under their own names, and beside them in `store`: `version` (one row per publishing,
the last one counts), `mart_table` (rows and hash of each table of now), `macro` and `map_file`.
"""

import hashlib
import logging
import os
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl import disk, paths
from etl.building import build as building
from etl.building import letters
from etl.building import publish as publishing
from etl.errors import BuildDamaged, EtlError
from etl.lake.store import Place, attached, connected, quoted

log = logging.getLogger(__name__)
Hashes = dict[str, tuple[int, str]]  # rows, and hash of columns and content, per table of the mart
MADE_BY_CLOCK = {"build", "source_check", "source_hole"}  # differ between two builds of the same inputs
OTHER = (-1, "")
VERSION = "version, build_id, edition, mart_shape, bytes"
FIRST = """
    create schema if not exists lake.mart;
    create schema if not exists lake.store;
    create table if not exists lake.store.version (
        version integer, build_id varchar, edition varchar, mart_shape varchar, bytes bigint, published_at timestamp
    );
    create table if not exists lake.store.mart_table (table_name varchar, rows bigint, content_hash varchar);
    create table if not exists lake.store.map_file (file varchar, sha256 varchar, content blob)
"""
MACROS = """
    select function_name as name, array_to_string(parameters, ', ') as parameters, macro_definition as body
    from duckdb_functions()
    where database_name = 'build' and schema_name = 'mart' and function_type = 'table_macro'
"""
MAP_FILES = """
    select g.file, g.sha256, f.content
    from build.mart.geo_file as g join read_blob($files) as f on parse_filename(f.filename) = g.file
    where sha256(f.content) = g.sha256
    order by g.file
"""


@dataclass(frozen=True)
class Version:
    """One publishing of a build. `bytes`: of the publisher's file, which a pulled one is smaller than."""

    number: int
    build_id: str
    edition: str
    mart_shape: str
    bytes: int


def publish(store: Place, data: Path, *, anew: bool = False) -> Version:
    """Puts the build in use into the store as its newest version, all in one transaction with the version's row last.

    Of a table that is the same nothing is written, and a build that stands there already gets no other version, unless
    all is to be written anew. Raises
    EtlError where no whole build is here, and StoreAway, or Busy when another one publishes: the store is as it was.
    """
    build, geo = publishing.whole(data / "warehouse"), data / "geo"
    with closing(connected(store)) as con:
        con.execute(f"attach '{quoted(build)}' as build (read_only)")
        tables = _hashes(con, "build")
        with attached(con, store, to_write=True):
            con.execute(FIRST)
            former, there = _newest(con), _there(con)
            if former and former.build_id == _build_id(con) and _same(there, tables) and not anew:
                return former
            _replace(con, tables, dict.fromkeys(there, OTHER) if anew else there)
            _replace_map_files(con, geo, anew)
            number = former.number + 1 if former else 1
            con.execute(
                f"""
                insert into lake.store.version ({VERSION}, published_at)
                select $number, build_id, edition, mart_shape, $bytes, now() at time zone 'UTC' from build.mart.build
                """,
                {"number": number, "bytes": build.stat().st_size},
            )
            version = _newest(con)
    if version is None or version.number != number:
        raise EtlError(f"Expected version {number} in the store {store.name}, found {version}. Publish again.")
    log.info("published %s as version %d in %s", version.build_id, version.number, store.name)
    return version


def forget(store: Place, days: int) -> None:
    """Takes versions that are older than this out of the history, and the Parquet that only they had.

    What was taken out is removed a day later, at the next call: a server may be reading it. Raises StoreAway.
    """
    with closing(connected(store)) as con, attached(con, store, to_write=True):
        con.execute(
            "call ducklake_expire_snapshots('lake', older_than => (now() - to_days($days))::timestamp)", {"days": days}
        )
        con.execute("call ducklake_cleanup_old_files('lake', older_than => now() - interval 1 day)")


def newest(store: Place) -> Version | None:
    """The version that counts now; None where nothing was published. Raises StoreAway."""
    with closing(connected(store)) as con, attached(con, store):
        return _newest(con)


def pull(store: Place, data: Path) -> tuple[Version, bool]:
    """The version that counts, as the build in use here; and whether it had to be fetched.

    Each table is compared with the hash that was published before the pointer moves. Raises StoreAway, BuildDamaged
    when a table or map file is not what was published, and EtlError when nothing was published or another version of
    the program did it: the build in use stays.
    """
    found = _judged(newest(store), store)
    if _is_here(found, data / "warehouse"):
        return found, False
    with building.held(building.WAIT_SECONDS, data) as warehouse:
        publishing.sweep(warehouse)
        disk.ask_room(warehouse, found.bytes, f"Pulling {found.build_id}")
        draft = warehouse / f".building-{os.getpid()}.duckdb"
        try:
            found = _fill(draft, store, data / "geo")
            former = publishing.in_use(warehouse)
            publishing.publish(draft, warehouse, found.build_id, found.edition)
        except BaseException:
            publishing.discard(draft)
            raise
        letters.write(warehouse, former, publishing.current(warehouse))
    log.info("pulled %s, version %d of %s", found.build_id, found.number, store.name)
    return found, True


def watch(store: Place, data: Path, seconds: float, rounds: int | None = None) -> None:
    """Pulls each new version as it comes, looking every so many seconds; what goes wrong is logged once, tried again.

    `rounds`: how many times it looks; None for ever.
    """
    seen, said = 0, ""
    while rounds is None or rounds > 0:
        try:
            there = newest(store) if seen else None
            if there is None or there.number != seen:
                seen = pull(store, data)[0].number
            if said:
                log.info("the store %s is pulled from again", store.name)
            said = ""
        except EtlError as error:
            if str(error) != said:
                log.warning("%s The build that is here stays; it is tried every %g s.", error, seconds)
            said = str(error)
        rounds = None if rounds is None else rounds - 1
        if rounds != 0:
            time.sleep(seconds)


def _judged(version: Version | None, store: Place) -> Version:
    """The same version, where this program can show it."""
    if version is None:
        raise EtlError(f"Nothing was published in the store {store.name} yet: python -m etl publish")
    if version.mart_shape != paths.MART_SHAPE:
        raise EtlError(
            f"Expected build {version.build_id} in the store to have the tables of this version of the program "
            f"({paths.MART_SHAPE}), found others ({version.mart_shape}). Bring this server to the publisher's version."
        )
    return version


def _is_here(version: Version, warehouse: Path) -> bool:
    try:
        return publishing.whole(warehouse).is_file() and publishing.pointed(warehouse)["build_id"] == version.build_id
    except EtlError:
        return False


def _fill(draft: Path, store: Place, geo: Path) -> Version:
    """Writes the newest version into an empty file, with its map files, and compares all with what was published."""
    with closing(connected(store, draft)) as con:
        draft.chmod(disk.FILE_MODE)
        with attached(con, store):
            version, tables = _judged(_newest(con), store), _there(con)
            con.execute("create schema mart")
            for table in tables:
                con.execute(f"create table mart.{table} as from lake.mart.{table}")
            macros = con.execute("select name, parameters, body from lake.store.macro order by name").fetchall()
            _write_map_files(con, geo)
        _create_macros(con, macros)
        found = _hashes(con)
        wrong = sorted(table for table in tables | found if tables.get(table) != found.get(table))
        if wrong:
            raise BuildDamaged(
                f"Expected build {version.build_id} as it was published in {store.name}, found other rows or columns "
                f"in {wrong}. Publish it again: python -m etl publish --anew"
            )
        con.execute("checkpoint")
    return version


def _create_macros(con: duckdb.DuckDBPyConnection, macros: list[tuple[str, str, str]]) -> None:
    """One may call another, which must be there before it."""
    waiting = []
    for name, parameters, body in macros:
        try:
            con.execute(f"create macro mart.{name}({parameters}) as table {body}")
        except duckdb.CatalogException:
            waiting.append((name, parameters, body))
    if len(waiting) == len(macros) > 0:
        raise BuildDamaged(f"Expected macros that stand on what is published, found {[name for name, *_ in waiting]}.")
    if waiting:
        _create_macros(con, waiting)


def _replace(con: duckdb.DuckDBPyConnection, tables: Hashes, there: Hashes) -> None:
    """Brings the store's mart to the build's: what differs is written, what is no longer there goes."""
    for table in there.keys() - tables.keys():
        con.execute(f"drop table lake.mart.{table}")
    for table, told in tables.items():
        if there.get(table) != told:
            con.execute(f"create or replace table lake.mart.{table} as from build.mart.{table}")
    con.execute(f"create or replace table lake.store.macro as {MACROS}")
    con.execute("delete from lake.store.mart_table")
    rows = [(table, *told) for table, told in tables.items()]
    con.executemany("insert into lake.store.mart_table values ($1, $2, $3)", rows)


def _replace_map_files(con: duckdb.DuckDBPyConnection, geo: Path, anew: bool) -> None:
    """Keeps exactly the map files that the build names. Raises BuildDamaged when one of them is not there whole."""
    wanted = dict(con.execute("select file, sha256 from build.mart.geo_file").fetchall())
    there = dict(con.execute("select file, sha256 from lake.store.map_file").fetchall())
    if wanted == there and not anew:
        return
    con.execute("delete from lake.store.map_file")
    files = [str(geo / file) for file in wanted if (geo / file).is_file()]
    if files:
        con.execute(f"insert into lake.store.map_file {MAP_FILES}", {"files": files})
    kept = {file for (file,) in con.execute("select file from lake.store.map_file").fetchall()}
    if lacking := sorted(wanted.keys() - kept):
        raise BuildDamaged(f"Expected the map files of the build, found not or damaged: {lacking}. Build it again.")


def _write_map_files(con: duckdb.DuckDBPyConnection, geo: Path) -> None:
    """Writes what is not here yet: they are named after their bytes."""
    wanted = con.execute("select file, sha256 from mart.geo_file order by file").fetchall()
    for file, sha256 in wanted:
        if (geo / file).is_file() and publishing.sha256(geo / file) == sha256:
            continue
        found = con.execute(
            "select content from lake.store.map_file where file = $file and sha256(content) = $sha256",
            {"file": file, "sha256": sha256},
        ).fetchone()
        if found is None:
            raise BuildDamaged(
                f"Expected the map file {file} in the store, found none, or other bytes: publish --anew."
            )
        disk.write(geo / Path(file).name, found[0])


def _newest(con: duckdb.DuckDBPyConnection) -> Version | None:
    row = con.execute(f"select {VERSION} from lake.store.version order by version desc limit 1").fetchone()
    return Version(*row) if row else None


def _there(con: duckdb.DuckDBPyConnection) -> Hashes:
    rows = con.execute("select table_name, rows, content_hash from lake.store.mart_table order by 1").fetchall()
    return {table: (count, content) for table, count, content in rows}


def _build_id(con: duckdb.DuckDBPyConnection) -> str:
    row = con.execute("select build_id from build.mart.build").fetchone()
    return row[0] if row else ""


def _same(there: Hashes, tables: Hashes) -> bool:
    """Whether two builds hold the same, but for what a clock wrote."""
    names = (there.keys() | tables.keys()) - MADE_BY_CLOCK
    return all(there.get(name) == tables.get(name) for name in names)


def _hashes(con: duckdb.DuckDBPyConnection, catalog: str = "") -> Hashes:
    """Rows and content hash of each table of the mart in an attached database, or in the connection's own."""
    names = con.execute(
        """
        select table_name from duckdb_tables()
        where schema_name = 'mart' and database_name = coalesce(nullif($catalog, ''), current_database())
        order by 1
        """,
        {"catalog": catalog},
    ).fetchall()
    return {name: _told(con, f"{catalog}.mart.{name}" if catalog else f"mart.{name}") for (name,) in names}


def _told(con: duckdb.DuckDBPyConnection, table: str) -> tuple[int, str]:
    row = con.execute(f"select count(*) from {table}").fetchone()
    columns = con.execute(f"select column_name, column_type from (describe {table})").fetchall()
    told = f"{columns}\n{publishing.content_hash(con, table)}"
    return (row[0] if row else 0), hashlib.sha256(told.encode()).hexdigest()
