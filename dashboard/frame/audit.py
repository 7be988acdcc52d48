"""What is done in a rerun, written down: who exports, opens closed data, writes or erases, of which selection.

A rerun knows its person and page, what kinds of data it read and the choices it shows; what leaves it is logged with
these. On a local machine what is read is not logged, nor a file of open data. On a server for others what cannot be
logged does not happen.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dashboard.frame import apart, handed
from dashboard.frame.access import ADMIN, CLOSED, EXPORT, OPEN, PARTNER, READ, Access, require
from etl import audit
from etl.audit import KINDS, Deed, Log, counted, months_kept
from etl.errors import DiskFull, EtlError, NotWritable

__all__ = ["KINDS", "Deed", "EtlError", "Log", "NotLogged", "counted", "months_kept", "read"]
log = logging.getLogger(__name__)
ORDER = (OPEN, PARTNER, CLOSED, ADMIN)  # the last that was read says what a page, and a file of it, is of


class NotLogged(Exception):
    """What was asked is not done, because nobody could know of it: the log cannot be written."""


@dataclass
class Rerun:
    """One run of a page for one person: `resources` it read so far, and its choices as they are now."""

    access: Access
    page: str
    resources: set[str] = field(default_factory=lambda: {OPEN})
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def resource(self) -> str:
        return gravest(self.resources)


def gravest(resources: Iterable[str]) -> str:
    """Of these kinds of data the one that fewest may read; open where there is none."""
    return max({OPEN, *resources}, key=ORDER.index)


_rerun: ContextVar[Rerun | None] = ContextVar("rerun", default=None)
_rows: ContextVar[list[int] | None] = ContextVar("rows", default=None)
_noted: ContextVar[set[str] | None] = ContextVar("noted", default=None)


def now() -> dt.datetime:
    """The clock of deeds, which tests set."""
    return dt.datetime.now(dt.UTC)


def begin(access: Access, page: str) -> None:
    """A rerun of a page begins: what it does is of this person.

    One that is drawn apart tells what it reads to the one that it is drawn for, whose file it becomes.
    """
    within = _rerun.get() if apart.is_on() else None
    _rerun.set(Rerun(access, page, within.resources if within else {OPEN}))


def choose(choices: Mapping[str, str]) -> None:
    """What the page shows, as its address says it."""
    if (rerun := _rerun.get()) is not None:
        rerun.choices = choices


def asked(access: Access, question: str, resource: str, params: Sequence[tuple[str, Any]], rows: int) -> None:
    """A question was answered. Of closed data it is logged, once a day for the same answer to the same person."""
    rerun = _rerun.get()
    reads(resource)
    if resource == CLOSED and access.mode == "shared":
        _opened(access, question, tuple(params), rows, rerun.page if rerun else "", now().date())


@lru_cache(maxsize=20_000)
def _opened(access: Access, question: str, params: tuple, rows: int, page: str, _day: dt.date) -> None:
    told = {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in params}
    _tell(access, "opened", question, CLOSED, page=page, selection=told, rows=rows)


def reads(resource: str) -> None:
    """The page shows data of this kind, so its files are of it too."""
    if (rerun := _rerun.get()) is not None:
        rerun.resources.add(resource)
    if (noted := _noted.get()) is not None:
        noted.add(resource)


@contextmanager
def noted() -> Generator[set[str]]:
    """The kinds of data that are read from here on: what is kept of them is of them whenever it is used."""
    found: set[str] = set()
    before = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(before)


def counts(rows: int) -> None:
    """A file that is being made holds so many rows."""
    if (counting := _rows.get()) is not None:
        counting.append(rows)


def exporting(make) -> bytes:
    """Makes a file for whoever this rerun is of, if it still may take it along, and logs that it was made."""
    rerun = _rerun.get()
    if rerun is None:
        return make()
    require(rerun.access, EXPORT, rerun.resource, f"a file of page {rerun.page}")
    counting: list[int] = []
    _rows.set(counting)
    data = make()
    if rerun.resource != OPEN:
        handed.keep(data, rerun.access, rerun.resources)
    if rerun.access.mode == "shared" or rerun.resource != OPEN:
        _tell(rerun.access, "exported", "file", rerun.resource, page=rerun.page, selection=dict(rerun.choices),
              rows=sum(counting) if counting else None)  # fmt: skip
    return data


def wrote(access: Access, what: str, resource: str = PARTNER, place: str = "", *, is_gone: bool = False) -> None:
    """Something was written down, or taken away for good: of a partner, a school or an area (`place`)."""
    rerun = _rerun.get()
    _tell(access, "erased" if is_gone else "wrote", what, resource, page=rerun.page if rerun else "", place=place)


def read(access: Access, since: dt.date | None = None) -> Log:
    """Every deed, the newest first, for administrators."""
    require(access, READ, ADMIN, "the log")
    reads(ADMIN)
    return audit.read(since)


def _tell(access: Access, kind: str, what: str, resource: str, **facts: Any) -> None:
    try:
        audit.tell(Deed(now(), access.actor, kind, what, resource, **facts))
    except (DiskFull, NotWritable) as error:
        if access.mode == "shared":
            raise NotLogged(str(error)) from error
        log.warning("the log of deeds cannot be written")
