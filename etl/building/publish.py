"""Publishing: a new file name per build, then an atomically replaced pointer. The app never sees half a build."""

import json
import os
import time
from pathlib import Path

import duckdb

from etl import paths
from etl.errors import EtlError

POINTER = "current.json"
KEEP_BUILDS = 3
STALE_SECONDS = 3_600


def publish(draft: Path, folder: Path, build_id: str, edition: str, compare: bool = True) -> None:
    """Moves the draft to its own name and points at it.

    A build with the same id has the same inputs: it must hold the same tables, and the file that is there
    stays because the app may have it open. Raises EtlError when the tables differ; comparing them all takes
    longer than a refresh, which leaves it to whole builds.
    """
    target = folder / f"{paths.SLUGS[0]}-{build_id}.duckdb"
    if target.exists():
        old, new = (table_hashes(target), table_hashes(draft)) if compare else ({}, {})
        if old != new:
            differ = sorted(t for t in old.keys() | new.keys() if old.get(t) != new.get(t))
            raise EtlError(f"Build {build_id} was made before from the same inputs, but these differ: {differ}.")
        discard(draft)
    else:
        _sync(draft)
        os.replace(draft, target)
    pointer = {"build_id": build_id, "file": target.name, "edition": edition}
    part = folder / f".{POINTER}.{os.getpid()}"
    part.write_text(json.dumps(pointer) + "\n", encoding="utf-8")
    _sync(part)
    os.replace(part, folder / POINTER)
    _prune(folder, keep=target)


def current(folder: Path) -> Path:
    """The warehouse file that the pointer names. Raises EtlError when there is none."""
    return folder / pointed(folder)["file"]


def pointed(folder: Path) -> dict[str, str]:
    """What the pointer says: build_id, file, edition. Raises EtlError when there is none."""
    pointer = folder / POINTER
    if not pointer.is_file():
        raise EtlError("No warehouse is there yet. Make one: python -m etl build --edition voorbeeld")
    return json.loads(pointer.read_text(encoding="utf-8"))


def newest(folder: Path, edition: str) -> Path:
    """The published build of an edition: the pointed one, else its newest file. Raises EtlError when there is none."""
    if (folder / POINTER).is_file() and pointed(folder)["edition"] == edition:
        return current(folder)
    builds = [path for path in _builds(folder) if path.stem.split("-", 1)[1].rsplit("-", 1)[0] == edition]
    if not builds:
        raise EtlError(
            f"Expected a build of edition {edition}, found none. Make one: python -m etl build --edition {edition}"
        )
    return max(builds, key=lambda p: p.stat().st_mtime)


def _builds(folder: Path) -> list[Path]:
    """All published builds, also those that bear a former name of the program."""
    return [path for slug in paths.SLUGS for path in folder.glob(f"{slug}-*.duckdb")]


def discard(draft: Path) -> None:
    """Removes a draft and its write-ahead log."""
    for path in (draft, draft.with_name(draft.name + ".wal")):
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Removes drafts that a killed build left behind; called under the build lock, so none is in use."""
    for path in [*folder.glob(".building-*"), *folder.glob(f".{POINTER}.*")]:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prune(folder: Path, keep: Path) -> None:
    """Old builds go, but never the newest few and never one that was published within the hour."""
    builds = sorted(_builds(folder), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in builds[KEEP_BUILDS:]:
        if path != keep and time.time() - path.stat().st_mtime > STALE_SECONDS:
            path.unlink(missing_ok=True)


def table_hashes(path: Path) -> dict[str, str]:
    """Content hash per core and mart table, whatever the row order; tables that hold a clock are left out."""
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.sql(
            """
            select table_schema || '.' || table_name from information_schema.tables
            where table_schema in ('core', 'mart') and table_name not in ('build', 'source_check') order by 1
            """
        ).fetchall()
        return {name: _content_hash(con, name) for (name,) in names}


def _content_hash(con: duckdb.DuckDBPyConnection, table: str) -> str:
    sql = f"select coalesce(md5(string_agg(h, '' order by h)), '') from (select md5(t::varchar) as h from {table} as t)"
    row = con.sql(sql).fetchone()
    return row[0] if row else ""
