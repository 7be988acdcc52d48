"""One build: snapshots -> raw -> core -> mart -> checks -> map files -> a published warehouse."""

import datetime as dt
import fcntl
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import duckdb
import pandas as pd

from etl import disk, logs, paths
from etl.building import bridges, checks, code, dependencies, letters, publish, raw, standings, tidy
from etl.building.raw import Say
from etl.declared import catalog, everything
from etl.declared.catalog import Edition
from etl.errors import Busy, MartOnly, OtherVersion
from etl.partners import tables as partners_tables

log = logging.getLogger(__name__)
# a build stays well under 1 GB on a small machine; what does not fit goes to disk beside the draft
DUCKDB: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "threads": "2",
    "memory_limit": "350MB",
}
PYTHON_TABLES = {
    "core.area_extent": ("core.municipality", "core.district", "core.neighbourhood"),
    "core.school_area": ("core.school_location", "core.district", "core.neighbourhood"),
    "core.partner_link": ("mart.school", "core.school_name"),
    "core.district_bridge": (),
    "mart.standing": ("core.area_reference",),
    "mart.standing_spread": ("core.area_reference",),
}
WAIT_SECONDS = 180
check = checks.run
Made = Callable[[], pd.DataFrame]


def build(edition: Edition, mirror: Path | None, say: Say = lambda _: None) -> str:
    """Builds and publishes an edition; returns the build id. Raises an EtlError and leaves the old build."""
    everything.judge()
    with held() as folder:
        tidy.before(edition)
        disk.ask_room(folder, tidy.draft_bytes(edition, mirror), f"Building {edition.name}")
        steps = logs.Steps(log, f"build {edition.name}", say)
        return _publish_draft(folder, edition, steps, lambda con: _fill(con, edition, mirror, steps))


def refresh(say: Say = lambda _: None, *, is_written_anew: bool = False) -> str:
    """Publishes the current build with the partner deliveries and decisions of now; returns the build id.

    Only what reads partner tables is made again, on a copy: seconds instead of a whole build, and the same tables
    and the same build id as a whole build would give. Written anew, its file holds nothing of before in free blocks.
    Raises EtlError when the code is not the one of that build, and when that build was not made here.
    """
    with held(WAIT_SECONDS) as folder:
        current = publish.whole(folder)
        edition = catalog.edition(publish.pointed(folder)["edition"])
        tidy.before(edition)
        ask_room_to_refresh()
        steps = logs.Steps(log, f"refresh {edition.name}", say)
        fill = partial(_fill_anew, edition=edition, say=steps)
        return _publish_draft(folder, edition, steps, fill, current, is_written_anew=is_written_anew)


def ask_room_to_refresh() -> None:
    """Raises DiskFull when a copy of the published build does not fit; to be asked before something is written down."""
    folder = paths.data_dir() / "warehouse"
    disk.ask_room(folder, publish.current(folder).stat().st_size * 5 // 4, "Bringing the atlas up to date")


def _publish_draft(
    folder: Path,
    edition: Edition,
    steps: logs.Steps,
    fill: Callable[[duckdb.DuckDBPyConnection], str],
    origin: Path | None = None,
    *,
    is_written_anew: bool = False,
) -> str:
    """Fills a draft (empty, or a copy of `origin`) and publishes it; what goes wrong leaves the old build in place."""
    draft = folder / f".building-{os.getpid()}.duckdb"
    try:
        if origin:
            shutil.copyfile(origin, draft)
        with duckdb.connect(str(draft), config=DUCKDB) as con:
            draft.chmod(disk.FILE_MODE)
            # a slow query would draw it on stdout, among what is there for machines
            con.execute("set enable_progress_bar = false")
            build_id = fill(con)
            con.execute("checkpoint")
        if is_written_anew:
            _write_anew(draft)
        steps("publish")
        former = publish.in_use(folder)
        publish.publish(draft, folder, build_id, edition.name, origin)
        steps("letter")
        letters.write(folder, former, publish.current(folder), is_refresh=origin is not None)
    except BaseException as error:
        publish.discard(draft)
        steps.failed(error)
        raise
    steps.done(build_id)
    return build_id


def _write_anew(draft: Path) -> None:
    """The same tables in a file of their own, without the blocks that the draft no longer uses."""
    fresh = draft.with_name(f"{draft.stem}-anew.duckdb")
    try:
        with duckdb.connect(config=DUCKDB) as con:
            con.execute(f"attach '{draft}' as one (read_only); attach '{fresh}' as other")
            con.execute("copy from database one to other; checkpoint other")
        fresh.chmod(disk.FILE_MODE)
        os.replace(fresh, draft)
    finally:
        publish.discard(fresh)


@contextmanager
def held(wait_seconds: int = 0, data: Path | None = None) -> Generator[Path]:
    """The warehouse of a data folder with the build lock held; a full or closed disk is told as such."""
    data = data or paths.data_dir()
    with disk.explained(data):
        folder = disk.folder(data / "warehouse")
        with _only_one(folder, wait_seconds):
            yield folder


@contextmanager
def _only_one(folder: Path, wait_seconds: int = 0) -> Generator[None]:
    """Holds the build lock; waits for another build at most this long."""
    with (folder / ".lock").open("w") as lock:
        last = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= last:
                    raise Busy("Another build is running in this data folder; wait until it is done.") from error
                time.sleep(0.1)
        yield


def _fill(con: duckdb.DuckDBPyConnection, edition: Edition, mirror: Path | None, say: Say) -> str:
    from etl.building import geometry, mapfiles  # on first use: most commands need no shapes

    con.execute("create schema raw; create schema core; create schema mart")
    shapes, digests = raw.load(con, edition, mirror, say)
    raw.load_reference(con)
    districts = next(pair for pair in edition.uses if pair[0].source_id == "cbs_wijkgrenzen")
    digests += bridges.inputs(*districts)
    con.execute("create table raw.build_input as select unnest($lines) as line", {"lines": digests})
    if mirror and edition.brings_partners:
        partners_tables.bring(edition, mirror)
    told = raw.load_partners(con, edition)
    build_id = _set_variables(con, edition, [*digests, *told])
    levels: dict = {}

    def extents() -> pd.DataFrame:
        levels.update(geometry.map_areas(shapes, con))
        return geometry.extents(levels)

    stood = cache(partial(standings.tables, con))
    made = {
        "core.area_extent": extents,
        "core.school_area": partial(geometry.place_schools, shapes, con),
        "core.partner_link": partial(partners_tables.link, con),
        "core.district_bridge": partial(bridges.table, *districts, shapes.districts),
        "mart.standing": lambda: stood()[0],
        "mart.standing_spread": lambda: stood()[1],
    }
    _run_steps(con, steps(), made, say)
    say("checks")
    check(con)
    say("map files")
    files = mapfiles.write_files(levels, con, paths.data_dir() / "geo")
    raw.store(con, "mart.geo_file", files)
    return build_id


def _fill_anew(con: duckdb.DuckDBPyConnection, edition: Edition, say: Say) -> str:
    if publish.has_mart_only(con):
        raise MartOnly
    if not code.has_filled(con):
        raise OtherVersion(edition.name)
    reads = _reads_partners()
    anew = [table for table in steps() if table in reads]
    linked = con.sql("from core.partner_link").df()
    for table in [*reversed(anew), *(f"raw.{name}" for name in partners_tables.COLUMNS)]:
        con.execute(f"drop table {table}")
    digests = [line for (line,) in con.sql("select line from raw.build_input").fetchall()]
    told = raw.load_partners(con, edition)
    build_id = _set_variables(con, edition, [*digests, *told])
    _run_steps(con, anew, {"core.partner_link": partial(partners_tables.link, con, linked)}, say)
    say("checks")
    check(con)
    return build_id


def _reads_partners() -> set[str]:
    """Tables that stand on partner deliveries, directly or through another table; and the build's own row."""
    files = dependencies.queries(paths.QUERIES / "build").values()
    # a macro reads its tables when it is asked: it stays as it is
    reads = {query.name: query.reads for query in files if not query.is_macro}
    own = {"core.partner_link", "mart.build"}
    return own | dependencies.standing_on(reads, own | {f"raw.{name}" for name in partners_tables.COLUMNS})


def _set_variables(con: duckdb.DuckDBPyConnection, edition: Edition, digests: list[str]) -> str:
    code_sha256 = code.sha256()
    inputs = "\n".join([edition.name, code_sha256, *sorted(digests)])
    build_id = f"{edition.name}-{hashlib.sha256(inputs.encode()).hexdigest()[:8]}"
    variables: Mapping[str, object] = {
        "build_id": build_id,
        "edition": edition.name,
        "as_of_date": edition.as_of_date,
        "classification_year": edition.classification_year,
        "is_fictional": edition.is_fictional,
        "title_nl": edition.title_nl,
        "title_en": edition.title_en,
        "country_name": edition.settings.country_name,
        "gka_municipalities": edition.settings.gka_municipalities,
        "code_sha256": code_sha256,
        "mart_shape": paths.MART_SHAPE,
        "built_at": dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None),
    }
    for name, value in variables.items():
        con.execute(f"set variable {name} = $value", {"value": value})
    return build_id


def steps() -> list[str]:
    """Tables of queries/build and the ones made in Python, in an order that respects who reads whom."""
    reads = {name: query.reads for name, query in dependencies.queries(paths.QUERIES / "build").items()}
    graph = {**reads, **PYTHON_TABLES}
    return dependencies.in_order({name: graph.keys() & tables for name, tables in graph.items()})


def _run_steps(con: duckdb.DuckDBPyConnection, tables: list[str], made: Mapping[str, Made], say: Say) -> None:
    con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
    for table in tables:
        say(table)
        if table in made:
            raw.store(con, table, made[table]())
        else:
            con.execute((paths.QUERIES / "build" / f"{table}.sql").read_text(encoding="utf-8"))
