"""What is kept between reruns: bounded by bytes, all of one build, let go when another build opens."""

from __future__ import annotations

import functools
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from dashboard.frame import audit, reads

Given = ParamSpec("Given")
Made = TypeVar("Made")
DERIVED_BYTES = 48_000_000  # of all that is made of answers; the draws of a year of all primary schools take 13 MB
ENTRY_BYTES = 25_000  # what one takes beside its data: pandas' blocks and names
SAMPLE = 50  # rows that stand for all of a frame: to weigh each text takes longer than its question
OWN_REFERENCES = 4  # to a text that is being weighed: the weighing's own
REMEMBERED = 4_096  # things asked, of which it is known that they were asked before
LATELY = 64  # asks of a kind that say how often it is asked again; those before count half
_caches: list[Callable[[], None]] = []


def size_of(value: object) -> int:
    """Bytes of frames and arrays (about, where they hold texts) and of records of these."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return _size_of_frame(value if isinstance(value, pd.DataFrame) else value.to_frame())
    if isinstance(value, np.ndarray):
        some = value.ravel()[:: max(1, value.size // SAMPLE)] if value.dtype == object else ()
        return value.nbytes + int(sum(map(_weight, some)) * value.size // max(1, len(some)))
    if is_dataclass(value) and not isinstance(value, type):
        return sum(size_of(getattr(value, field.name, None)) for field in fields(value))
    if isinstance(value, Mapping):
        return sys.getsizeof(value) + sum(size_of(key) + size_of(one) for key, one in value.items())
    if isinstance(value, tuple | list | set | frozenset):
        return sys.getsizeof(value) + sum(map(size_of, value))
    return sys.getsizeof(value)


def _size_of_frame(frame: pd.DataFrame) -> int:
    """By its kinds of columns: pandas weighs each by itself, 10 ms for a list of target schools.

    A text that several hold (the answers share them) is weighed in parts.
    """
    kinds = frame.dtypes.to_numpy()
    is_plain = np.array([isinstance(kind, np.dtype) for kind in kinds], bool)
    is_text = np.array([kind.kind == "O" for kind in kinds], bool) & is_plain
    some = frame.iloc[:: max(1, len(frame) // SAMPLE), np.flatnonzero(is_text)].to_numpy(copy=True)
    of_texts = int(sum(map(_weight, some.ravel(order="K"))) * len(frame) // max(1, len(some)))
    others = 0 if is_plain.all() else int(frame.iloc[:, np.flatnonzero(~is_plain)].memory_usage(index=False).sum())
    return frame.index.nbytes + len(frame) * sum(kind.itemsize for kind in kinds[is_plain]) + of_texts + others


def _weight(text: object) -> float:
    return sys.getsizeof(text) / max(1, sys.getrefcount(text) - OWN_REFERENCES)


def _frames_in(value: object) -> Iterator[pd.DataFrame | pd.Series]:
    if isinstance(value, pd.DataFrame | pd.Series):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _frames_in(getattr(value, field.name, None))
    elif isinstance(value, Mapping | tuple | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _frames_in(one)


class _Entry:
    """What is kept, and what it takes to keep it and to make it anew."""

    def __init__(self, value: Any, seconds: float) -> None:
        self.value, self.seconds, self.size, self.worth = value, seconds, size_of(value) + ENTRY_BYTES, 0.0
        self._blocks = [block for frame in _frames_in(value) for block in frame._mgr.blocks]

    def tidy(self) -> None:
        """Of each use pandas keeps a weak reference until it has a hundred, in each block: more than the data."""
        for block in self._blocks:
            block.refs.has_reference()  # which lets go of those that are dead


class _Habits:
    """How often each kind of thing is asked once more: of some, each reader asks another."""

    def __init__(self) -> None:
        self._asked: OrderedDict[int, None] = OrderedDict()  # hashes: what was asked is not kept for it
        self._kinds: dict[Hashable, tuple[float, float]] = {}  # asked once more, asked

    def ask(self, kind: Hashable, key: Hashable) -> float:
        """The share of the asks of this kind, this one among them, that had been asked before."""
        again, asked = self._kinds.get(kind, (0.0, 0.0))
        asked_for = hash(key)
        known = asked_for in self._asked
        self._asked[asked_for] = None
        self._asked.move_to_end(asked_for)
        while len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        again, asked = again + known, asked + 1
        self._kinds[kind] = (again / 2, asked / 2) if asked > LATELY else (again, asked)
        return (again + 1) / (asked + 2)


class Frames:
    """Answers, or what is made of them, by what was asked.

    When all is full what is worth least goes: what is soon made again for the room that it takes, of a kind that is
    seldom asked once more, and was not asked lately (as GreedyDual-Size-Frequency: Cherkasova, HP Laboratories 1998).
    """

    def __init__(self, most_bytes: int):
        self.most_bytes, self.bytes = most_bytes, 0
        self._frames: dict[Hashable, _Entry] = {}
        self._habits = _Habits()
        self._gone = 0.0  # the worth of what went last: what is asked now is worth that much more
        self._lock = threading.Lock()
        _caches.append(self.clear)

    def get(self, key: Hashable, make: Callable[[], Made], kind: Hashable = None) -> Made:
        """The kept frame, or what `make` gives; two who ask at once may both make it."""
        with self._lock:
            likely = self._habits.ask(kind, key)
            if found := self._frames.pop(key, None):
                self._put(key, found, likely)
                found.tidy()
                return found.value
        began = time.perf_counter()
        frame = make()
        entry = _Entry(frame, time.perf_counter() - began)
        with self._lock:
            if key not in self._frames and entry.size <= self.most_bytes:
                self._put(key, entry, likely)
                self.bytes += entry.size
                stays = 2 * entry.size <= self.most_bytes  # who asks for it twice in a row finds it
                while self.bytes > self.most_bytes:
                    some = (one for one in self._frames if one is not key or not stays)
                    least = min(some, key=lambda one: self._frames[one].worth)
                    self._gone = self._frames[least].worth
                    self.bytes -= self._frames.pop(least).size
        return frame

    def _put(self, key: Hashable, entry: _Entry, likely: float) -> None:
        """Puts it last: of two that are worth the same the one asked longest ago goes."""
        entry.worth = self._gone + likely * entry.seconds / entry.size
        self._frames[key] = entry

    def clear(self) -> None:
        with self._lock:
            self._frames.clear()
            self.bytes, self._gone = 0, 0.0


@dataclass
class _Derived:
    """What was made, and the kinds of data that were read for it."""

    value: Any
    resources: set[str]


_derived = Frames(DERIVED_BYTES)


def per_build(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """As functools.lru_cache, for what is made of one build: bounded in bytes, let go when another build opens.

    Made anew where it is noted what is read for it. A file of a page that uses it is of the kinds of data in it, and
    logged so, as if they had been read for that page.
    """

    @functools.wraps(function)
    def kept(*args: Given.args, **named: Given.kwargs) -> Made:
        if reads.is_noting():
            return function(*args, **named)
        key = (function, args, tuple(sorted(named.items())))

        def make() -> _Derived:
            with audit.noted() as resources:
                return _Derived(function(*args, **named), resources)

        found = _derived.get(key, make, function)
        for resource in found.resources:
            audit.reads(resource)
        return found.value

    return kept


_kept_of: list[Hashable] = []


def forget(build: Hashable = None) -> None:
    """Lets go of everything that is not of this build, which was opened; opened once more it is as it was."""
    if build is None or _kept_of != [build]:
        _kept_of[:] = [build]
        for clear in _caches:
            clear()
