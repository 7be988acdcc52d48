"""The only place that opens DuckDB: run(question, params, access) -> one frame per question.

The build process never changes a file in place: it writes a new one and moves the pointer. Here the pointer
is looked at once per rerun, so one page never mixes two builds.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dashboard.frame import audit, kept, questions, supposing, within
from dashboard.frame.access import ANONYMOUS, Access, NotAllowed, may, owns
from dashboard.frame.program import MART_SHAPE, ROOT, setting
from dashboard.frame.questions import Question
from dashboard.frame.records import Build
from dashboard.frame.scenario import NOTHING, Scenario

log = logging.getLogger(__name__)
QUESTIONS = ROOT / "queries" / "ask"
# bounds of one answer and of all kept answers; the largest question of edition 2020 has 14,000 rows of 5 MB
MOST_SECONDS, MOST_ROWS, KEPT_BYTES = 20, 200_000, 20_000_000
BEAT = 0.5  # seconds between two looks at what runs
LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "memory_limit": "1GB",
    "threads": 1,  # a second one takes a fifth more processor time, and no answer comes sooner: they are small
    # what a question worked with goes back at once, not when 128 MB of it are free
    "allocator_background_threads": True,
    "allocator_flush_threshold": "4MB",
    "allocator_bulk_deallocation_flush_threshold": "4MB",
}
# questions after which a connection is opened anew, in 35 ms: until then DuckDB 1.5.5 keeps some 2 to 10 kB of each
MOST_ASKED = 1_000
PATIENCE = 1.0  # seconds in which those who ask must be done, where never nobody was asking for as many questions more
# what DuckDB raises on bytes that are not those that it wrote; after some of these the connection answers nothing more
BROKEN = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
TABLE_MACROS = """
    select schema_name || '.' || function_name, macro_definition
    from duckdb_functions()
    where schema_name = 'mart' and function_type = 'table_macro'
"""


class NoWarehouse(Exception):
    """There is no readable build: run `make data` (or `make run`, which makes the example edition)."""


class Unreadable(NoWarehouse):
    """The published file is there and its bytes cannot be read: it is damaged, or the disk fails. Build it again."""

    def __init__(self, build: Published, error: duckdb.Error) -> None:
        log.warning("build %s cannot be read: %s", build.build_id, error)
        super().__init__(f"cannot read {build.file}: {error}")
        self.edition = build.edition


class TooMuch(Exception):
    """An answer that would take too long, or too much memory."""


@dataclass(frozen=True)
class Published:
    """One published warehouse file."""

    build_id: str
    file: Path
    edition: str


@dataclass
class _Opened:
    """The one connection of a build, how often it was asked, and by how many it is being asked."""

    connection: duckdb.DuckDBPyConnection
    asked: int = 0
    asking: int = 0

    def is_free(self) -> bool:
        return not self.asking


class Clock:
    """Interrupts what takes too long. One thread for all: a timer for each takes as long as a small question."""

    def __init__(self) -> None:
        self._lock, self._watch = threading.Lock(), None
        self._running: dict[int, tuple[float, duckdb.DuckDBPyConnection]] = {}

    @contextmanager
    def running(self, cursor: duckdb.DuckDBPyConnection) -> Generator[None]:
        """A question that this cursor is asked; interrupted when it still runs after MOST_SECONDS."""
        with self._lock:
            self._running[id(cursor)] = time.monotonic() + MOST_SECONDS, cursor
            if self._watch is None:
                self._watch = threading.Thread(target=self._look, name="clock of questions", daemon=True)
                self._watch.start()
        try:
            yield
        finally:
            with self._lock:
                del self._running[id(cursor)]

    def _look(self) -> None:
        while True:
            time.sleep(BEAT)
            with self._lock:
                for due, cursor in self._running.values():
                    if due < time.monotonic():
                        cursor.interrupt()


_clock = Clock()
_pinned: ContextVar[Published | None] = ContextVar("build", default=None)
_reading: ContextVar[Access] = ContextVar("access", default=ANONYMOUS)
_supposing: ContextVar[Scenario] = ContextVar("scenario", default=NOTHING)
_lock = threading.Lock()
_done = threading.Condition(_lock)  # somebody has his answer
_open: dict[Path, _Opened] = {}
_supposed: OrderedDict[tuple[Path, Scenario], duckdb.DuckDBPyConnection] = OrderedDict()
MOST_SUPPOSED = 4  # scenarios that are open at once; the one used longest ago is made anew when it is asked again
_answers = kept.Frames(KEPT_BYTES)


def data_directory() -> Path:
    """Where snapshots, warehouse and geometry are: what the setting DATA says, else data/ in the project."""
    return Path(setting("DATA") or ROOT / "data")


def current() -> Published:
    """The build the pointer names now. Raises NoWarehouse when there is none."""
    pointer = data_directory() / "warehouse" / "current.json"
    try:
        stat = pointer.stat()
        return _read_pointer(pointer, stat.st_mtime_ns, stat.st_ino)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        if not isinstance(error, FileNotFoundError):
            log.warning("the pointer to the warehouse is broken: %s: %s", type(error).__name__, error)
        raise NoWarehouse(f"no readable pointer at {pointer}: {error}") from error


def pin() -> Published:
    """Fixes the build for this rerun; called once, before the page."""
    build = current()
    _pinned.set(build)
    return build


def fits(published: Published) -> bool:
    """Whether a build has the tables, columns and macros that the questions stand on. Raises NoWarehouse."""
    return _shape(published) == MART_SHAPE


def in_use() -> Published:
    """The build of this rerun, as a key for what is kept of it."""
    return _pinned.get() or current()


def close() -> None:
    """Lets go of build and scenario of this rerun and of every open file; the next question opens what it needs."""
    _pinned.set(None)
    with _lock:
        while _open:
            _open.popitem()[1].connection.close()
        _forget_supposed()
    _supposing.set(NOTHING)


def question(name: str) -> Question:
    """A question, read once: what it says of itself, and its SQL. Raises WrongQuestion when its file does not fit."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        log.warning("refused: not the name of a question")
        raise NotAllowed(f"not a question: {name!r}")
    return _question(QUESTIONS, name)


def macros(sql: str) -> list[str]:
    """The SQL of the table macros of the mart that a text calls, and of those that they call, each once."""
    return [(ROOT / "queries" / "build" / f"{name}.sql").read_text(encoding="utf-8") for name in _calls(in_use(), sql)]


@dataclass(frozen=True)
class Reader:
    """What one rerun reads: with these rights, in this build. Hashable, so it is the key of what is kept of it."""

    access: Access
    published: Published
    scenario: Scenario = NOTHING

    def run(self, name: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The answer to a question; see `run`."""
        return run(name, params or {}, self.access, self.published, self.scenario)

    @property
    def build(self) -> Build:
        """What the build says of itself."""
        return _build(self)

    def may(self, action: str, resource: str, area: str | None = None, partner: str | None = None) -> bool:
        """Whether this person may do this with this kind of data."""
        return may(self.access, action, resource, area, partner)

    def owns(self, partner_id: str) -> bool:
        """Whether a partner's data are this person's own to change."""
        return owns(self.access, partner_id)

    @property
    def of_anyone(self) -> Reader:
        """Of what is open, as it is: what is made of its answers is one for all, and kept once."""
        return Reader(ANONYMOUS, self.published)


@kept.per_build
def _build(reader: Reader) -> Build:
    return Build.of(reader.run("build").iloc[0])


def reader(access: Access) -> Reader:
    """Bound once per rerun, to the build of this rerun. Raises NoWarehouse when there is none."""
    _reading.set(access)
    _supposing.set(NOTHING)
    return Reader(access, in_use())


def suppose(reader: Reader, scenario: Scenario) -> Reader:
    """The same reader in a world in which these changes were made: all that is asked from now on in this rerun."""
    _supposing.set(scenario)
    return Reader(reader.access, reader.published, scenario)


def scenario() -> Scenario:
    """The scenario of this rerun; empty where what is shown is what is."""
    return _supposing.get()


def bound() -> Reader:
    """The reader of this rerun, for what every page does alike; without rights where none was bound."""
    return Reader(_reading.get(), in_use(), scenario())


def run(
    name: str,
    params: Mapping[str, Any],
    access: Access,
    published: Published | None = None,
    scenario: Scenario = NOTHING,
) -> pd.DataFrame:
    """The answer to queries/ask/<name>.sql with these named parameters; the frame is the caller's own.

    Of closed figures only the rows of areas that this person may read. Lists may be lists or tuples. Raises NotAllowed,
    and WrongQuestion when the parameters are not those declared.
    """
    asked = question(name)
    within.allow(access, asked)
    build, values = published or in_use(), asked.bound(params)
    told = scenario if scenario and supposing.reads_changed(asked.text) else NOTHING
    key = build, name, values, access, told
    frame = _answers.get(key, lambda: _answer(build, asked, dict(values), access, told), name)
    audit.asked(access, name, asked.resource, values, len(frame))
    return frame.copy(deep=False)  # copy-on-write: what a page changes stays in that page


@lru_cache(maxsize=8)
def _read_pointer(pointer: Path, _changed: int, _inode: int) -> Published:
    content = json.loads(pointer.read_text(encoding="utf-8"))
    return Published(content["build_id"], pointer.parent / content["file"], content["edition"])


@lru_cache(maxsize=1)
def _parser() -> duckdb.DuckDBPyConnection:
    """An empty DuckDB that only reads SQL: a question can be read before there is a build."""
    return duckdb.connect(config={"enable_external_access": False, "threads": 1})


@lru_cache(maxsize=256)
def _question(folder: Path, name: str) -> Question:
    try:
        text = (folder / f"{name}.sql").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotAllowed(f"not a question: {name!r}") from error
    with _parser().cursor() as parser:
        used = {param for statement in parser.extract_statements(text) for param in statement.named_parameters}
    return questions.read(name, text, used)


@lru_cache(maxsize=256)
def _calls(build: Published, sql: str) -> tuple[str, ...]:
    """The table macros of the mart that a text calls, and those that they call."""
    with _asking(build) as cursor:
        known = dict(cursor.execute(TABLE_MACROS).fetchall())
    found, texts = [], [sql]
    while texts:
        fresh = [name for name in _functions_of(texts.pop()) if name in known and name not in found]
        found += fresh
        texts += [known[name] for name in fresh]
    return tuple(found)


@lru_cache(maxsize=512)
def _functions_of(sql: str) -> tuple[str, ...]:
    """Every function that a text calls, each once, as DuckDB reads it: no hit in a comment or a text."""
    with _parser().cursor() as parser:
        (tree,) = parser.execute("select json_serialize_sql($sql)", {"sql": sql}).fetchone() or ("",)
    return tuple(dict.fromkeys(_functions(json.loads(tree))))


def _functions(tree: object) -> Iterator[str]:
    """schema.name of every function called in a serialised query, in the order of the text."""
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _functions(part)
    if isinstance(tree, dict) and "function_name" in tree:
        yield f"{tree['schema']}.{tree['function_name']}"


@lru_cache(maxsize=8)
def _shape(build: Published) -> str | None:
    (found,) = _answer(build, question("build_shape"), {}, ANONYMOUS)["mart_shape"]
    if found != MART_SHAPE:
        log.warning("build %s has shape %s, the program %s: make data", build.build_id, found, MART_SHAPE)
    return found


def _answer(
    build: Published, asked: Question, values: dict[str, Any], access: Access, scenario: Scenario = NOTHING
) -> pd.DataFrame:
    """Asks, and gives up on a question that takes too long or tells too much: one reader must not stop the others."""
    sql, rights = within.of(access, asked)
    with _asking(build, scenario) as cursor:
        try:
            with _clock.running(cursor):
                found = cursor.execute(f"{sql}\nlimit {MOST_ROWS + 1}", {**values, **rights}).fetchnumpy()
        except duckdb.InterruptException as error:
            raise TooMuch(f"question {asked.name}: expected an answer within {MOST_SECONDS} s") from error
    frame = _frame(found)
    if len(frame) > MOST_ROWS:
        raise TooMuch(f"question {asked.name}: expected at most {MOST_ROWS} rows, found more")
    return frame


def _frame(columns: Mapping[str, np.ndarray | pd.Categorical]) -> pd.DataFrame:
    """One kind of missing per kind of column: NaN among numbers, None among the rest.

    Texts as Python objects: walking through 3,000 of Arrow's takes six times as long. The same text is one object in
    all answers, which else would take five times the room. Columns of a kind in one block: rows are chosen, copied and
    sorted in half the time.
    """
    return pd.DataFrame({name: _series(values) for name, values in columns.items()}, copy=True)


def _series(values: np.ndarray | pd.Categorical) -> pd.Series:
    if not isinstance(values, np.ma.MaskedArray):
        plain = values if isinstance(values, pd.Categorical) else _shared(values)
        return pd.Series(plain, dtype=plain.dtype, copy=False)
    hidden, plain = np.ma.getmaskarray(values), _shared(np.asarray(values.data))
    if not hidden.any():
        return pd.Series(plain, dtype=plain.dtype, copy=False)
    if plain.dtype.kind == "b":
        return pd.Series(pd.arrays.BooleanArray(plain, hidden), copy=False)
    empty: object = {"O": None, "M": np.datetime64("NaT")}.get(plain.dtype.kind, np.nan)
    filled = plain.astype("float64") if plain.dtype.kind in "iu" else plain.copy()
    filled[hidden] = empty
    return pd.Series(filled, dtype=filled.dtype, copy=False)


def _shared(values: np.ndarray) -> np.ndarray:
    """With one object for each text: DuckDB makes one for each row."""
    if values.dtype != object:
        return values
    return np.fromiter((sys.intern(one) if type(one) is str else one for one in values), object, len(values))


@contextmanager
def _asking(build: Published, scenario: Scenario = NOTHING) -> Generator[duckdb.DuckDBPyConnection]:
    """A cursor to ask with. Raises Unreadable on damaged bytes and lets go of the file: the next one opens anew."""
    try:
        with _supposed_cursor(build, scenario) if scenario else _cursor(build) as cursor:
            yield cursor
    except BROKEN as error:
        with _lock:
            if build.file in _open:
                _open.pop(build.file).connection.close()
            _forget_supposed()
            kept.forget()
        raise Unreadable(build, error) from error


@contextmanager
def _cursor(build: Published) -> Generator[duckdb.DuckDBPyConnection]:
    """A cursor of the build's one read-only connection."""
    with _lock:
        opened = _opened(build)
        cursor = opened.connection.cursor()
        opened.asked, opened.asking = opened.asked + 1, opened.asking + 1
    try:
        with cursor:
            yield cursor
    finally:
        with _lock:
            opened.asking -= 1
            _done.notify_all()


def _opened(build: Published) -> _Opened:
    """Opens a build, whose former one is closed, and opens anew what was asked much; called under the lock."""
    opened = _open.get(build.file)
    if opened and opened.asked >= 2 * MOST_ASKED and opened.asking:
        _done.wait_for(opened.is_free, PATIENCE)
        opened.asked = MOST_ASKED
        opened = _open.get(build.file)
    if opened and opened.asked >= MOST_ASKED and opened.is_free() and build.file.is_file():
        _open.pop(build.file).connection.close()
    if build.file not in _open:
        try:
            fresh = duckdb.connect(str(build.file), read_only=True, config=LIMITS)
        except duckdb.Error as error:
            if build.file.is_file():
                raise Unreadable(build, error) from error
            log.warning("build %s cannot be opened: %s", build.build_id, error)
            raise NoWarehouse(f"cannot open {build.file}: {error}") from error
        fresh.execute("set lock_configuration = true")
        kept.forget(build.file)
        for file in [file for file in _open if file.parent == build.file.parent]:
            _open.pop(file).connection.close()
        if opened is None:
            _forget_supposed()
        _open[build.file] = _Opened(fresh)
    return _open[build.file]


def _supposed_cursor(build: Published, scenario: Scenario) -> duckdb.DuckDBPyConnection:
    """A cursor in which the tables that a scenario changes stand in memory, before those of the build."""
    key = build.file, scenario
    with _lock:
        if key not in _supposed:
            fresh = duckdb.connect(config={name: value for name, value in LIMITS.items() if name in supposing.SETTINGS})
            try:
                supposing.make(fresh, build.file, scenario)
            except duckdb.Error:
                fresh.close()
                raise
            _supposed[key] = fresh
            while len(_supposed) > MOST_SUPPOSED:
                _supposed.popitem(last=False)[1].close()
        _supposed.move_to_end(key)
        return _supposed[key].cursor()


def _forget_supposed() -> None:
    """Lets go of every scenario; called under the lock."""
    while _supposed:
        _supposed.popitem()[1].close()
