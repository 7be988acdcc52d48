"""The only place that opens DuckDB: run(question, params, access) -> one frame per question.

The build process never changes a file in place: it writes a new one and moves the pointer. Here the pointer
is looked at once per rerun, so one page never mixes two builds.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboard.access import Access, NotAllowed, require

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "queries" / "ask"


class NoWarehouse(Exception):
    """There is no readable build: run `make data` (or `make run`, which makes the example edition)."""


@dataclass(frozen=True)
class Build:
    """One published warehouse file."""

    build_id: str
    file: Path
    edition: str


_pinned: ContextVar[Build | None] = ContextVar("build", default=None)
_lock = threading.Lock()
_open: dict[Path, duckdb.DuckDBPyConnection] = {}


def data_directory() -> Path:
    """Where snapshots, warehouse and geometry are: KANSENATLAS_DATA, else data/ in the project."""
    return Path(os.environ.get("KANSENATLAS_DATA") or ROOT / "data")


def current() -> Build:
    """The build the pointer names now. Raises NoWarehouse when there is none."""
    pointer = data_directory() / "warehouse" / "current.json"
    try:
        stat = pointer.stat()
        return _read_pointer(pointer, stat.st_mtime_ns, stat.st_ino)
    except (OSError, ValueError, KeyError) as error:
        if not isinstance(error, FileNotFoundError):
            log.warning("the pointer to the warehouse is broken: %s: %s", type(error).__name__, error)
        raise NoWarehouse(f"no readable pointer at {pointer}: {error}") from error


def pin() -> Build:
    """Fixes the build for this rerun; called once, before the page."""
    build = current()
    _pinned.set(build)
    return build


def in_use() -> Build:
    """The build of this rerun, as a key for what is kept of it."""
    return _pinned.get() or current()


def question_text(question: str) -> str:
    """The SQL of a question, as it is asked and as `Toon de vraag` shows it."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", question):
        log.warning("refused: not the name of a question")
        raise NotAllowed(f"not a question: {question!r}")
    return _question_text(question)


def macros(sql: str) -> list[str]:
    """The SQL of the table macros that a text calls, and of those that they call, each once."""
    found: dict[str, str] = {}
    texts = [sql]
    while texts:
        for name in re.findall(r"\b(mart\.coverage_\w+)\(", texts.pop()):
            if name not in found:
                found[name] = (ROOT / "queries" / "build" / f"{name}.sql").read_text(encoding="utf-8")
                texts.append(found[name])
    return list(found.values())


def run(question: str, params: Mapping[str, Any], access: Access) -> pd.DataFrame:
    """The answer to queries/ask/<question>.sql with these named parameters; the frame is the caller's own."""
    require(access, "read", _resource(question_text(question)), f"question {question}")
    build = in_use()
    frame = _answer(build, question, tuple(sorted(params.items())), access)
    return frame.copy(deep=False)  # copy-on-write: what a page changes stays in that page


def _resource(sql: str) -> str:
    found = re.search(r"^-- resource: *(\w+) *$", sql, re.MULTILINE)
    return found.group(1) if found else ""


@lru_cache(maxsize=8)
def _read_pointer(pointer: Path, _changed: int, _inode: int) -> Build:
    content = json.loads(pointer.read_text(encoding="utf-8"))
    return Build(content["build_id"], pointer.parent / content["file"], content["edition"])


@lru_cache(maxsize=256)
def _question_text(question: str) -> str:
    return (QUESTIONS / f"{question}.sql").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _answer(build: Build, question: str, params: tuple, _access: Access) -> pd.DataFrame:
    with _cursor(build) as cursor:
        return _plain(cursor.execute(_question_text(question), dict(params)).df())


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """One kind of missing per kind of column: NaN among numbers, None among texts.

    Texts as Python objects: walking through 3,000 of Arrow's takes six times as long.
    """
    for name, column in frame.items():
        if pd.api.types.is_integer_dtype(column) and column.hasnans:
            frame[name] = column.astype("float64")
        elif pd.api.types.is_string_dtype(column):
            frame[name] = column.astype("object").where(column.notna(), None)
    return frame


def _cursor(build: Build) -> duckdb.DuckDBPyConnection:
    """A cursor of the build's one read-only connection; the former build's is closed when a new one opens."""
    with _lock:
        if build.file not in _open:
            try:
                fresh = duckdb.connect(str(build.file), read_only=True, config={"enable_external_access": False})
            except duckdb.Error as error:
                log.warning("build %s cannot be opened: %s", build.build_id, error)
                raise NoWarehouse(f"cannot open {build.file}: {error}") from error
            fresh.execute("set lock_configuration = true")
            for file in [file for file in _open if file.parent == build.file.parent]:
                _open.pop(file).close()
            _open[build.file] = fresh
        return _open[build.file].cursor()
