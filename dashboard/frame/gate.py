"""One page at a time is drawn in a process; who waits goes in the order of coming.

Fifty threads that share one interpreter make each reader wait as long as the slowest. What takes long and is not
drawing (a file that is read, a refresh, a plan) is done aside: its place is another's meanwhile.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager

import streamlit as st

AT_ONCE = 1
BEAT = 0.2  # seconds between two looks whether the reader went on or away


class Gate:
    """So many places, given in the order of asking. A thread holds one at most."""

    def __init__(self, places: int):
        self._free = places
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()
        self._own = threading.local()

    @property
    def free(self) -> int:
        """Places that nobody holds."""
        return self._free

    @property
    def is_inside(self) -> bool:
        """Whether this thread holds a place."""
        return getattr(self._own, "inside", False)

    @contextmanager
    def turn(self, look: Callable[[], object]) -> Generator[None]:
        """Inside a place. While it waits it looks: what `look` raises ends the waiting."""
        if self.is_inside:
            yield
            return
        self._enter(look)
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def aside(self) -> Generator[None]:
        """Without its place, which it has again after; for who holds none nothing changes. Never under a lock."""
        if not self.is_inside:
            yield
            return
        self._leave()
        try:
            yield
        finally:
            self._enter(lambda: None)

    def _enter(self, look: Callable[[], object]) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                self._own.inside = True
                return
            ticket = threading.Event()
            self._waiting.append(ticket)
        try:
            while not ticket.wait(BEAT):
                look()
        except BaseException:
            with self._lock:
                if ticket.is_set():  # given just now
                    self._pass_on()
                else:
                    self._waiting.remove(ticket)
            raise
        self._own.inside = True

    def _leave(self) -> None:
        self._own.inside = False
        with self._lock:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._free += 1


_pages = Gate(AT_ONCE)
aside = _pages.aside


def turn():
    """Around a script run: a run whose reader clicked again, or left, while it waited is not begun."""
    return _pages.turn(_still_wanted)


def _still_wanted() -> None:
    """A look into the session is where Streamlit ends a run that is to stop, or to begin anew."""
    "language" in st.session_state  # noqa: B015
