"""Notes on places from the page: the only place where they are read and written, so that rights hold everywhere.

A note is of the closed group: whoever may read the closed figures of its municipality reads it, a coordinator of that
municipality pins one, and who pinned it withdraws it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from dashboard.frame import audit, reads, warehouse
from dashboard.frame.access import CLOSED, READ, WRITE, Access, NotAllowed, may, require
from etl.declared import catalog
from etl.errors import DiskFull, NotWritable
from etl.partners import ledger, notes, tables
from etl.partners.frozen import MARK
from etl.partners.notes import Note
from etl.partners.requests import Refused

__all__ = [
    "MARK",
    "DiskFull",
    "NotWritable",
    "Note",
    "Refused",
    "gone",
    "may_pin",
    "may_withdraw",
    "now",
    "of_places",
    "pin",
    "withdraw",
]  # fmt: skip
WHAT = "notes"


def now() -> dt.datetime:
    """The clock of deeds, which tests set."""
    return dt.datetime.now(dt.UTC)


def of_places(access: Access, places: set[str]) -> list[Note]:
    """The notes on these areas and schools that this person may read, the newest first."""
    if not may(access, READ, CLOSED):
        return []
    standing = tables.noted(catalog.edition(warehouse.current().edition)).notes.values()
    found = [one for one in reversed(standing) if one.place in places and may(access, READ, CLOSED, one.municipality)]
    if found:
        audit.asked(access, "notes", CLOSED, (("places", tuple(sorted({one.place for one in found}))),), len(found))
        reads.note(CLOSED, [one.note_id for one in found])  # a view frozen with them is of who may read them
    return sorted(found, key=lambda one: one.on, reverse=True)


def may_pin(access: Access, municipality: str) -> bool:
    return bool(municipality) and may(access, WRITE, CLOSED, municipality)


def may_withdraw(access: Access, note: Note) -> bool:
    """Its author, as long as it may write there; and who has all rights."""
    return may_pin(access, note.municipality) and (access.is_over_all or note.by == access.actor)


def gone(note_ids: Iterable[str]) -> set[str]:
    """Which of these notes stand no more."""
    return set(note_ids) - set(tables.noted(catalog.edition(warehouse.current().edition)).notes)


def pin(access: Access, text: str, *, place: str, municipality: str, indicator_id: str = "", period: str = "") -> str:
    """Writes a note down; returns its note_id. Raises Refused for words that tell of a person."""
    require(access, WRITE, CLOSED, WHAT, area=municipality)
    facts = {"place": place, "municipality": municipality, "indicator_id": indicator_id, "period": period}
    note_id = notes.pin(_root(), access.actor, now(), text=text, **facts)
    audit.wrote(access, "note", CLOSED, place)
    return note_id


def withdraw(access: Access, note: Note) -> None:
    """Takes a note and its words away. Raises NotAllowed for who did not pin it."""
    if not may_withdraw(access, note):
        raise NotAllowed("this person may not withdraw a note of somebody else")
    notes.withdraw(_root(), note.note_id, access.actor, now())
    audit.wrote(access, "note", CLOSED, note.place, is_gone=True)


def _root() -> Path:
    return ledger.folder(catalog.edition(warehouse.current().edition))
