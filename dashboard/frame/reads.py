"""What kinds of data a drawing read: noted where rights are asked, so that what is kept of it obeys the same rights.

And which notes of coordinators: what is kept loses the words of one that is withdrawn.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Read:
    """What was read so far: kinds of data, and ids of notes."""

    resources: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)


_noted: ContextVar[Read | None] = ContextVar("read", default=None)


@contextmanager
def noted() -> Generator[Read]:
    """What is read from here on; what was kept of earlier reading is made anew (kept.py)."""
    found = Read()
    before = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(before)


def note(resource: str, notes: Iterable[str] = ()) -> None:
    """Called for all that is read."""
    found = _noted.get()
    if found is not None:
        found.resources.add(resource)
        found.notes.update(notes)


def is_noting() -> bool:
    return _noted.get() is not None
