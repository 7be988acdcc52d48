"""The access file of a closed server: read anew whenever it changed; the last good one is kept, its faults are told.

The server is closed where the setting ACCESS names such a file. Without it nothing here is ever read.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dashboard.frame.program import setting
from etl.access import ROLES, AccessFaulty, Fault, Grant, Listed, Table, clean, day_of, read

__all__ = [
    "ROLES",
    "AccessFaulty",
    "Fault",
    "Grant",
    "Listed",
    "Table",
    "clean",
    "day_of",
    "faults",
    "is_closed",
    "read_at",
    "table",
]
log = logging.getLogger(__name__)


Mark = tuple[int, int, int, int]


@dataclass(frozen=True)
class Kept:
    """The last good table of a file and what is wrong with the file as it is now, under the mark that tells changes."""

    mark: Mark | None
    table: Table
    faults: tuple[Fault, ...]
    read_at: datetime


_kept: dict[Path, Kept] = {}
_lock = threading.Lock()


def is_closed() -> bool:
    """Whether people sign in to this server, and have the rights that the access file gives them."""
    return setting("ACCESS") is not None


def file() -> Path:
    """Where the access file is. Raises ValueError on a server that has none."""
    named = setting("ACCESS")
    if named is None:
        raise ValueError("expected a closed server, found one without an access file")
    return Path(named).expanduser().absolute()


def table() -> Table:
    """The table as it stands now, or as it last was good. Raises AccessFaulty where it never was."""
    return _now().table


def faults() -> tuple[Fault, ...]:
    """What is wrong with the file as it is now, while the last good one holds; empty for a good file."""
    return _now().faults


def read_at() -> datetime:
    """When the table that holds was read."""
    return _now().read_at


def _now() -> Kept:
    place = file()
    with _lock:
        known, mark = _kept.get(place), _mark(place)
        if known is None or known.mark != mark:
            known = _kept[place] = _read(place, mark, known)
        return known


def _mark(place: Path) -> Mark | None:
    """What changes whenever the file does; None for one that is not there.

    The time of its last words can be set back by who writes them (`rsync -t`, `touch -r`), that of the change cannot.
    """
    try:
        stat = place.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_size


def _read(place: Path, mark: Mark | None, before: Kept | None) -> Kept:
    """Told in the log once per change, without anybody's address."""
    try:
        fresh = Kept(mark, read(place), (), datetime.now(UTC))
        log.info("access file read: %s rows", len(fresh.table.people))
        return fresh
    except AccessFaulty as error:
        if before is None:
            raise
        told = "; ".join(fault.logged() for fault in error.faults)
        log.error("the access file has %s fault(s), the last good one holds: %s", error.count, told)
        return Kept(mark, before.table, error.faults, before.read_at)
