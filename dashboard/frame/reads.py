"""What kinds of data a drawing read: noted where rights are asked, so that what is kept of it obeys the same rights."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

_noted: ContextVar[set[str] | None] = ContextVar("read", default=None)


@contextmanager
def noted() -> Generator[set[str]]:
    """The resources that are read from here on; what was kept of earlier reading is made anew (kept.py)."""
    found: set[str] = set()
    before = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(before)


def note(resource: str) -> None:
    """Called for all that is read."""
    found = _noted.get()
    if found is not None:
        found.add(resource)


def is_noting() -> bool:
    return _noted.get() is not None
