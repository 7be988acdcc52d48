"""Publishing: a new file name per build, then an atomically replaced pointer. The app never sees half a build."""

import hashlib
import json
import os
import time
from collections.abc import Collection
from pathlib import Path

import duckdb

from etl import disk, paths
from etl.errors import BuildDamaged, EtlError

POINTER = "current.json"
KEEP_BUILDS = 3  # the newest, always: the app may have read the pointer and not opened the file yet
MOST_BUILDS = 8  # also when all were published within the hour
STALE_SECONDS = 3_600
AGAIN = "Build it again: python -m etl build --edition "


def publish(draft: Path, folder: Path, build_id: str, edition: str, origin: Path | None = None) -> None:
    """Moves the draft to its own name and points at it.

    A build with the same id has the same inputs: it must hold the same tables, and the file that is there
    stays because the app may have it open; one that is damaged is left, under another name the draft takes its place.
    Raises EtlError when the tables differ. The file that the draft was made from (`origin`) was looked at before.
    """
    target = _place(draft, folder, build_id, origin)
    if target.exists():
        discard(draft)
        os.utime(target)
    else:
        disk.sync(draft)
        os.replace(draft, target)
        disk.sync(folder)
    pointer = {"build_id": build_id, "file": target.name, "edition": edition, "sha256": sha256(target)}
    disk.write(folder / POINTER, (json.dumps(pointer) + "\n").encode())
    prune(folder)


def _place(draft: Path, folder: Path, build_id: str, origin: Path | None) -> Path:
    """The name that the draft gets, or that the same build has already."""
    names = [f"{paths.SLUGS[0]}-{build_id}{again}.duckdb" for again in ("", *(f".{n}" for n in range(1, 100)))]
    for target in (folder / name for name in names):
        if not target.exists() or target == origin:
            return target
        if old := _hashes_if_whole(target, folder):
            new = table_hashes(draft)
            # one that was pulled has the mart only: all that both have must be the same
            shared = old.keys() & new.keys() if _is_mart(old) or _is_mart(new) else old.keys() | new.keys()
            if differ := sorted(table for table in shared if old.get(table) != new.get(table)):
                raise EtlError(f"Build {build_id} was made before from the same inputs, but these differ: {differ}.")
            if not _is_mart(old) or _is_mart(new):
                return target
    raise EtlError(f"Expected a free name for build {build_id}, found {len(names)} damaged files. Remove them.")


def _is_mart(hashes: Collection[str]) -> bool:
    return not any(table.startswith("core.") for table in hashes)


def is_mart_only(path: Path) -> bool:
    """Whether a build was pulled from a store: without the tables that its mart was made from."""
    with duckdb.connect(str(path), read_only=True) as con:
        return has_mart_only(con)


def has_mart_only(con: duckdb.DuckDBPyConnection) -> bool:
    """As `is_mart_only`, of a build that is open."""
    return con.sql("select 1 from duckdb_schemas() where schema_name = 'core'").fetchone() is None


def _hashes_if_whole(target: Path, folder: Path) -> dict[str, str]:
    """Content hashes of a published build; {} when its file is damaged."""
    try:
        pointer = pointed(folder)
    except EtlError:
        pointer = {}
    try:
        if pointer.get("file") == target.name and pointer.get("sha256", "") not in ("", sha256(target)):
            return {}
        return table_hashes(target)
    except duckdb.Error:
        return {}


def current(folder: Path) -> Path:
    """The warehouse file that the pointer names. Raises EtlError when there is none."""
    pointer = pointed(folder)
    if not (folder / pointer["file"]).is_file():
        raise BuildDamaged(
            f"Expected the published build {pointer['file']}, found no such file. {AGAIN}{pointer['edition']}"
        )
    return folder / pointer["file"]


def in_use(folder: Path) -> Path | None:
    """The warehouse file that the pointer names; None where there is none."""
    try:
        return current(folder)
    except EtlError:
        return None


def whole(folder: Path) -> Path:
    """The warehouse file that the pointer names, read through. Raises BuildDamaged when it is damaged."""
    pointer, found = pointed(folder), current(folder)
    if pointer.get("sha256", "") not in ("", sha256(found)):
        raise BuildDamaged(
            f"The published build {found.name} is damaged: its bytes are not those that were published. What people "
            f"entered is kept apart from it. {AGAIN}{pointer['edition']}"
        )
    return found


def pointed(folder: Path) -> dict[str, str]:
    """What the pointer says: build_id, file, edition, sha256. Raises EtlError when there is none, or a damaged one."""
    pointer = folder / POINTER
    if not pointer.is_file():
        raise EtlError("No warehouse is there yet. Make one: python -m etl build --edition voorbeeld")
    try:
        told = json.loads(pointer.read_text(encoding="utf-8"))
        return {key: str(told[key]) for key in ("build_id", "file", "edition")} | {"sha256": told.get("sha256", "")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BuildDamaged(f"The pointer to the published build ({POINTER}) is damaged. {AGAIN}EDITION") from error


def named(folder: Path, build: str) -> Path:
    """The warehouse of a build by its id, or by its file. Raises EtlError with the builds that are there."""
    files = [Path(build), *(folder / f"{slug}-{build}.duckdb" for slug in paths.SLUGS)]
    for file in files:
        if file.is_file():
            return file
    known = ", ".join(path.stem.split("-", 1)[1] for path in builds(folder)) or "none"
    raise EtlError(f"Expected a build that is there, found {build}. There are: {known}.")


def newest(folder: Path, edition: str) -> Path:
    """The published build of an edition: the pointed one, else its newest file. Raises EtlError when there is none."""
    if (folder / POINTER).is_file() and pointed(folder)["edition"] == edition:
        return current(folder)
    found = builds_of(folder, edition)
    if not found:
        raise EtlError(
            f"Expected a build of edition {edition}, found none. Make one: python -m etl build --edition {edition}"
        )
    return found[0]


def builds_of(folder: Path, edition: str) -> list[Path]:
    """All published builds of an edition, newest first."""
    return [path for path in builds(folder) if edition_of(path) == edition]


def edition_of(path: Path) -> str:
    """'<program>-2020-1a2b3c4d.duckdb' -> '2020'."""
    return path.stem.split("-", 1)[1].rsplit("-", 1)[0]


def builds(folder: Path) -> list[Path]:
    """All published builds, newest first, also those that bear a former name of the program."""
    found = [path for slug in paths.SLUGS for path in folder.glob(f"{slug}-*.duckdb")]
    return sorted(found, key=disk.changed, reverse=True)


def discard(draft: Path) -> None:
    """Removes a draft, its write-ahead log, and the folder that DuckDB spilled to."""
    for path in (draft, draft.with_name(draft.name + ".wal"), draft.with_name(draft.name + ".tmp")):
        disk.remove(path)


def sweep(folder: Path) -> None:
    """Removes drafts that a killed build left behind; called under the build lock, so none is in use."""
    for path in [*folder.glob(".building-*"), *folder.glob(f".{POINTER}.*")]:
        disk.remove(path)


def prune(folder: Path) -> None:
    """Old builds go: never the pointed one, the newest few, or the newest of an edition; of the last hour's only some.

    Where the pointer cannot be read nothing goes.
    """
    try:
        kept = {current(folder)}
    except EtlError:
        return
    known = builds(folder)
    young = [path for path in known if time.time() - path.stat().st_mtime <= STALE_SECONDS]
    kept |= {*known[:KEEP_BUILDS], *young[:MOST_BUILDS], *{edition_of(path): path for path in known[::-1]}.values()}
    for path in known:
        if path not in kept:
            path.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def table_hashes(path: Path) -> dict[str, str]:
    """Content hash per core and mart table, whatever the row order; tables that hold a clock are left out.

    Views are left out too: they hold nothing of their own, and to ask a large one takes longer than all tables.
    """
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.sql(
            """
            select table_schema || '.' || table_name from information_schema.tables
            where table_schema in ('core', 'mart') and table_type = 'BASE TABLE'
                and table_name not in ('build', 'source_check', 'source_hole')
            order by 1
            """
        ).fetchall()
        return {name: content_hash(con, name) for (name,) in names}


def content_hash(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """Of all rows of a table, whatever their order; '' when it has none."""
    sql = f"select coalesce(md5(string_agg(h, '' order by h)), '') from (select md5(t::varchar) as h from {table} as t)"
    row = con.sql(sql).fetchone()
    return row[0] if row else ""
