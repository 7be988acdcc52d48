"""What is kept between reruns: bounded by bytes, all of one build, let go when another build opens."""

from __future__ import annotations

import functools
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from dashboard.frame import reads

Given = ParamSpec("Given")
Made = TypeVar("Made")
DERIVED_BYTES = 96_000_000  # of all that is made of answers; a national list of target schools takes 66 MB
ENTRY_BYTES = 2_000  # what one takes beside its data
_caches: list[Callable[[], None]] = []


def size_of(value: object) -> int:
    """Bytes of frames, arrays and records of these."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return int(np.sum(value.memory_usage(deep=True)))
    if isinstance(value, np.ndarray):
        return value.nbytes
    if is_dataclass(value):
        return sum(size_of(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return sys.getsizeof(value) + sum(size_of(key) + size_of(one) for key, one in value.items())
    if isinstance(value, tuple | list):
        return sys.getsizeof(value) + sum(map(size_of, value))
    return sys.getsizeof(value)


class Frames:
    """Answers, or what is made of them, by what was asked; the one used longest ago goes first when all is full."""

    def __init__(self, most_bytes: int):
        self.most_bytes, self.bytes = most_bytes, 0
        self._frames: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()
        _caches.append(self.clear)

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The kept frame, or what `make` gives; two who ask at once may both make it."""
        with self._lock:
            if key in self._frames:
                self._frames.move_to_end(key)
                return self._frames[key][0]
        frame = make()
        size = size_of(frame) + ENTRY_BYTES
        with self._lock:
            if key not in self._frames and size <= self.most_bytes:
                self._frames[key] = (frame, size)
                self.bytes += size
                while self.bytes > self.most_bytes:
                    self.bytes -= self._frames.popitem(last=False)[1][1]
        return frame

    def clear(self) -> None:
        with self._lock:
            self._frames.clear()
            self.bytes = 0


_derived = Frames(DERIVED_BYTES)


def per_build(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """As functools.lru_cache, for what is made of one build: bounded in bytes, let go when another build opens.

    Made anew where it is noted what is read for it.
    """

    @functools.wraps(function)
    def kept(*args: Given.args, **named: Given.kwargs) -> Made:
        if reads.is_noting():
            return function(*args, **named)
        key = (function, args, tuple(sorted(named.items())))
        return _derived.get(key, lambda: function(*args, **named))

    return kept


_kept_of: list[Hashable] = []


def forget(build: Hashable = None) -> None:
    """Lets go of everything that is not of this build, which was opened; opened once more it is as it was."""
    if build is None or _kept_of != [build]:
        _kept_of[:] = [build]
        for clear in _caches:
            clear()
