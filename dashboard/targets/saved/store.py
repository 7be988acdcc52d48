"""Saved lists of target schools: one JSON file each in data/lists/, written whole or not at all, never changed.

A file holds the criteria, the rows as they were, and the build they came from; rebuilding does not touch it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.frame import audit, documents, owners
from dashboard.frame.access import PARTNER, Access, NotAllowed, may, require
from dashboard.frame.documents import ID

log = logging.getLogger(__name__)
LONGEST_NAME, MOST_BYTES, MOST_SHOWN = 80, 5_000_000, 50


class NoSuchList(Exception):
    """There is no list with this id, or its file cannot be read."""


@dataclass(frozen=True)
class SavedList:
    """A list as it was when it was saved: `rows` by rank, each with at least school_id, name, place, rank, score."""

    list_id: str
    name: str
    saved_at: str  # UTC, ISO 8601
    saved_by: str
    build_id: str
    place: str  # the name of the area
    criteria: Mapping[str, Any]
    link: Mapping[str, str]  # the choices as the page's URL has them
    rows: Sequence[Mapping[str, Any]]
    source: str = ""  # the vintages as one text, in lists from before `sources`
    sources: Sequence[Mapping[str, str]] = ()  # the vintages behind the figures, as mart.source has them
    years: Sequence[int] = (0, 0)  # between which the change in pupils was measured
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)  # the choice as it was told, per language
    as_of: str = ""  # the as-of date of the build, ISO 8601
    made_up: str | None = None  # what of the figures is made up, as the build's marks have it
    left_out: Mapping[str, int] = field(default_factory=dict)  # schools that were left out, by flag
    is_aged: bool = False  # whether the band holds a year's change of the need figure
    before: Sequence[str] = ()  # all schools of the sector as they were, in lines: why one came is seen from these


@dataclass(frozen=True)
class Changes:
    """A frozen list against now: rows that entered and left, and (school row, rank then, rank now) that moved.

    What moved within the band that its rank had is apart: that says nothing.
    """

    entered: list[Mapping[str, Any]]
    left: list[Mapping[str, Any]]
    moved: list[tuple[Mapping[str, Any], int, int]]
    shifted: list[tuple[Mapping[str, Any], int, int]]
    why: Mapping[str, str] = field(default_factory=dict)  # per school that came or went, in words

    def __bool__(self) -> bool:
        return bool(self.entered or self.left or self.moved or self.shifted)


def save(
    folder: Path,
    access: Access,
    *,
    name: str,
    build_id: str,
    place: str,
    criteria: Mapping,
    link: Mapping,
    rows: Sequence,
    **kept: Any,
) -> SavedList:
    """Writes a new list and returns it; `kept` is what else it keeps. Raises NotAllowed, ValueError on no name."""
    require(access, "write", PARTNER, "saved lists")
    clean = documents.clean_name(name, LONGEST_NAME)
    list_id = documents.new_id()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    facts = (build_id, place, dict(criteria), dict(link), list(rows))
    saved = SavedList(list_id, clean, now, access.actor, *facts, **kept)
    text = documents.sealed(asdict(saved))
    documents.write(folder / f"{list_id}.json", text)
    audit.wrote(access, "list")
    return SavedList(**documents.opened(text))  # as load() gives it


@lru_cache(maxsize=MOST_SHOWN)
def _parsed(file: Path, _changed: int, _size: int) -> SavedList:
    return SavedList(**documents.opened(file.read_text(encoding="utf-8")))


def load(folder: Path, list_id: str, access: Access) -> SavedList:
    """The list with this id. Raises NotAllowed and NoSuchList."""
    require(access, "read", PARTNER, "saved lists")
    if not ID.fullmatch(list_id):
        raise NoSuchList("not an id of a list")
    saved = _read(folder / f"{list_id}.json")
    if not owners.sees(access, list_id, saved.saved_by):
        raise NoSuchList("a list that was made locally and not given")
    return saved


def _read(file: Path) -> SavedList:
    try:
        stat = file.stat()
        if stat.st_size > MOST_BYTES:
            raise NoSuchList(f"{file.name} is larger than a list can be")
        saved = _parsed(file, stat.st_mtime_ns, stat.st_size)
    except (OSError, ValueError, TypeError) as error:
        if file.exists():  # an id opens a list, so it stays out of the log
            log.warning("a saved list cannot be read: %s", type(error).__name__)
        raise NoSuchList(f"cannot read {file.name}: {error}") from error
    if saved.list_id != file.stem or not isinstance(saved.rows, list):
        raise NoSuchList(f"{file.name} does not hold its list")
    return saved


def remove(folder: Path, list_id: str, access: Access) -> None:
    """Deletes the list with this id; nothing to do when it is gone. Raises NotAllowed, NoSuchList, NotWritable."""
    require(access, "write", PARTNER, "saved lists")
    if not ID.fullmatch(list_id):
        raise NoSuchList("not an id of a list")
    file = folder / f"{list_id}.json"
    if file.exists():
        if not may_remove(_read(file), access):
            raise NotAllowed("this person may not remove a list of somebody else")
        with documents.turn(folder):
            documents.remove(file)
        audit.wrote(access, "list", is_gone=True)


def may_remove(saved: SavedList, access: Access) -> bool:
    """Whether a list is this person's own."""
    return may(access, "write", PARTNER) and owners.keeps(access, saved.list_id, saved.saved_by)


def newest(folder: Path, access: Access) -> list[SavedList]:
    """The lists that this person can read, the newest first, at most 50."""
    if not may(access, "read", PARTNER) or not folder.is_dir():
        return []
    lists = []
    for file in documents.newest_first(folder):
        with suppress(NoSuchList):
            lists.append(load(folder, file.stem, access))
        if len(lists) == MOST_SHOWN:
            break
    return lists


def changes(then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Changes:
    """What differs: by school_id, each side in its own order."""
    before = {row["school_id"]: int(row["rank"]) for row in then}
    after = {row["school_id"]: int(row["rank"]) for row in now}
    stayed = [(row, int(row["rank"]), after[row["school_id"]]) for row in then if row["school_id"] in after]
    others = [(row, old, new) for row, old, new in stayed if old != new]
    return Changes(
        entered=[row for row in now if row["school_id"] not in before],
        left=[row for row in then if row["school_id"] not in after],
        moved=[(row, old, new) for row, old, new in others if not _is_within(row, new)],
        shifted=[(row, old, new) for row, old, new in others if _is_within(row, new)],
    )


def _is_within(row: Mapping[str, Any], rank: int) -> bool:
    """Whether a place lies in the band that a school had; lists from before bands were kept have none."""
    low, high = row.get("low"), row.get("high")
    return low is not None and high is not None and low <= rank <= high
