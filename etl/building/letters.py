"""What a build changed since the one before it, row by row: told once, when it is published, beside the builds.

A letter is a file in `warehouse/letters/` that says which builds it is about; its rows, one per change, lie beside it.
It outlives these builds, so that letters add up. Who may read a row is said in it (`resource`).
"""

import datetime as dt
import json
import logging
import os
import re
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl import disk, paths
from etl.building import publish
from etl.deeds.copy import when_removed

log = logging.getLogger(__name__)
FOLDER, VERSION = "letters", 1
ROWS = ".parquet"  # beside the letter
KEEP = 24  # letters
MOST_OF_ONE = 20_000  # changed figures of one indicator and period that are told one by one
QUESTIONS = ("build", "sources", "periods", "schools", "areas", "figures", "verdicts", "partners")
OF_PARTNERS = ("partners",)  # all that a refresh can change
FACTS = ("build_id", "edition", "title_nl", "title_en", "as_of_date", "built_at", "classification_year")
OTHER_TABLES = (duckdb.CatalogException, duckdb.BinderException)
Told = Mapping[str, Any]


def between(before: Path, after: Path) -> pd.DataFrame:
    """One row per change between two builds, in the columns of queries/changes/_change.sql.

    Raises duckdb.Error where one of them has other tables, or is damaged.
    """
    with _opened(after) as con:
        _attach(con, before)
        con.execute(_sql("_change"))
        return _changes(con, QUESTIONS).df()


def brief(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Changes in five columns, for a screen: what kind, about what, of which figure, what it was and is."""
    figure = rows["indicator_id"].str.cat(rows["period"].fillna(""), sep=" ").fillna("")
    sides = {side: rows[f"value_{side}"].astype(object).where(rows[f"value_{side}"].notna(), rows[side]).fillna("")
             for side in ("before", "after")}  # fmt: skip
    told = pd.DataFrame({"kind": rows["kind"], "about": rows["name_nl"].fillna(rows["key"]), "figure": figure, **sides})
    return told.to_dict("records")


def write(warehouse: Path, before: Path | None, after: Path, *, is_refresh: bool = False) -> Path | None:
    """The letter of the build `after`, published when `before` was in use; None where it cannot be written.

    Its `state` is `compared`, or says why nothing is: `first`, `same`, `other_edition`, `other_program`. A letter that
    fails takes nothing from the build: what went wrong is logged.
    """
    try:
        folder = disk.folder(warehouse / FOLDER)
        with disk.explained(folder), _opened(after) as con:
            letter = _written(con, folder, _former(warehouse, before, after), is_refresh)
            _prune(folder)
            return letter
    except Exception:
        log.warning("the letter of %s was not written", after.name, exc_info=True)
        return None


def forget(warehouse: Path) -> None:
    """Takes what letters say of partners away, for good: something that they may have told was erased."""
    for letter in (warehouse / FOLDER).glob("[!.]*.json"):
        with duckdb.connect() as con:
            rows = con.from_parquet(str(letter.with_suffix(ROWS))).filter("resource <> 'partner'")
            _store(con, rows, letter, {**json.loads(letter.read_text("utf-8")), "erased_at": _moment()})


def rows_files(warehouse: Path) -> list[Path]:
    """The rows of every letter, also of one whose head is lost."""
    return sorted((warehouse / FOLDER).glob(f"[!.]*{ROWS}"))


def texts(rows: Path, word: str) -> set[str]:
    """The values of a Parquet file, lists and bytes too, that have this word, in small letters, as texts.

    Raises duckdb.Error for a damaged one.
    """
    with duckdb.connect() as con:
        told = con.from_parquet(str(rows))
        every = [f'"{name}"::varchar' for name in told.columns]
        return {text for column in every
                for (text,) in told.filter(_has(column, word)).project(column).distinct().fetchall()}  # fmt: skip


def reword(rows: Path, word: str, reworded: Callable[[str], str]) -> None:
    """Puts other words in the texts of a letter that have this word; its head stays."""
    with duckdb.connect() as con:
        told = con.from_parquet(str(rows))
        con.create_function("reworded", reworded, ["VARCHAR"], "VARCHAR")
        anew = ", ".join(f"case when {_has(name, word)} then reworded({name}) else {name} end as {name}"
                         for name in _texts_of(told))  # fmt: skip
        _put(con, told.project(f"* replace ({anew})"), rows)
    with suppress(FileNotFoundError):
        os.utime(rows.with_suffix(".json"))  # who has read it reads it again


def _texts_of(rows: duckdb.DuckDBPyRelation) -> list[str]:
    return [f'"{name}"' for name, kind in zip(rows.columns, rows.types, strict=True) if kind == "VARCHAR"]


def _has(name: str, word: str) -> str:
    return f"contains(lower({name}), '{_quoted(word)}')"


def _forget_erased(removed: Collection[str]) -> None:
    """As `forget`, where a delivery was erased on another machine."""
    if any(re.match(r"partners/[^/]+/files/", name) for name in removed):
        forget(paths.data_dir() / "warehouse")


when_removed.append(_forget_erased)


def _written(con: duckdb.DuckDBPyConnection, folder: Path, former: tuple[str, Path | None], is_refresh: bool) -> Path:
    """The letter of the build that is open as `now`."""
    state, before = former
    now, was = _facts(con, "now"), None
    con.execute(_sql("_change"))
    rows = con.sql("from change where false")
    if state == "first" and con.sql("select is_fictional from now.mart.build").fetchone() == (True,):
        con.execute(_sql("_sample_former"))
        state = "compared"
    if state == "compared":
        try:
            if before:
                _attach(con, before)
            was, rows = _facts(con, "was"), _changes(con, OF_PARTNERS if is_refresh else QUESTIONS)
        except OTHER_TABLES:
            state = "other_program"
    known = sorted(folder.glob("[!.]*.json"))
    number = int(known[-1].name.split("-", 1)[0]) + 1 if known else 1
    letter = folder / f"{number:06d}-{now['build_id']}.json"
    _store(con, rows, letter, {"version": VERSION, "state": state, "before": was, "after": now, "at": _moment()})
    return letter


def _moment() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _former(warehouse: Path, before: Path | None, after: Path) -> tuple[str, Path | None]:
    """With what a build is compared: the build before it, or the last one of its own edition; else why with none."""
    if before == after:
        return "same", None
    edition = publish.edition_of(after)
    others = [path for path in publish.builds_of(warehouse, edition) if path != after]
    if before is not None and publish.edition_of(before) == edition and before in others:
        return "compared", before
    if others:
        return "compared", others[0]
    return ("other_edition", None) if before is not None else ("first", None)


@contextmanager
def _opened(after: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection that has a build as `now`; nothing is written in it."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "350MB", "autoinstall_known_extensions": "false"}) as con:
        con.execute("set enable_progress_bar = false")
        con.execute(f"attach '{_quoted(after)}' as now (read_only)")
        yield con


def _attach(con: duckdb.DuckDBPyConnection, before: Path) -> None:
    con.execute(f"attach '{_quoted(before)}' as was (read_only)")


def _quoted(told: Path | str) -> str:
    return str(told).replace("'", "''")


def _changes(con: duckdb.DuckDBPyConnection, questions: tuple[str, ...]) -> duckdb.DuckDBPyRelation:
    """All that differs between `was` and `now`, with the words of indicators."""
    con.execute(_sql("_places"))
    for name in questions:
        sql = _sql(name)
        values = {"most": MOST_OF_ONE} if "$most" in sql else {}
        con.execute(f"insert into change by name ({sql})", values)
    return con.sql(_sql("_worded"))


def _sql(name: str) -> str:
    return (paths.QUERIES / "changes" / f"{name}.sql").read_text(encoding="utf-8")


def _facts(con: duckdb.DuckDBPyConnection, which: str) -> Told:
    """What a build says of itself, as JSON takes it."""
    told = con.execute(f"select {', '.join(f'{name}::varchar' for name in FACTS)} from {which}.mart.build").fetchone()
    return dict(zip(FACTS, told or (), strict=False))


def _store(con: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation, letter: Path, head: Told) -> None:
    """Its rows first, each beside its place and then in it: who sees the letter finds all of it."""
    _put(con, rows, letter.with_suffix(ROWS))
    disk.write(letter, json.dumps(head, ensure_ascii=False, indent=1).encode())


def _put(con: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation, file: Path) -> None:
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        con.execute(f"copy ({rows.sql_query()}) to '{_quoted(part)}' (format parquet, compression zstd)")
        part.chmod(disk.FILE_MODE)
        disk.sync(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """The newest letters stay; halves go."""
    for letter in sorted(folder.glob("[!.]*.json"))[:-KEEP]:
        letter.unlink()
        letter.with_suffix(ROWS).unlink(missing_ok=True)
    for part in folder.glob(".*"):
        part.unlink(missing_ok=True)
