"""What is kept between reruns: bounded by bytes, all of one build, let go when another build opens."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

import pandas as pd

Function = TypeVar("Function", bound=Callable[..., Any])
_caches: list[Callable[[], None]] = []


class Frames:
    """Answers by question, parameters and rights; the one asked longest ago goes first when they take too much."""

    def __init__(self, most_bytes: int):
        self.most_bytes, self.bytes = most_bytes, 0
        self._frames: OrderedDict[Hashable, tuple[pd.DataFrame, int]] = OrderedDict()
        self._lock = threading.Lock()
        _caches.append(self.clear)

    def get(self, key: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The kept frame, or what `make` gives; two who ask at once may both make it."""
        with self._lock:
            if key in self._frames:
                self._frames.move_to_end(key)
                return self._frames[key][0]
        frame = make()
        size = int(frame.memory_usage(deep=True).sum()) + 2_000
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


def per_build(maxsize: int) -> Callable[[Function], Function]:
    """As functools.lru_cache, for what is made of one build: emptied when another build opens."""

    def wrap(function: Function) -> Function:
        cached = lru_cache(maxsize=maxsize)(function)
        _caches.append(cached.cache_clear)
        return cached  # ty: ignore[invalid-explicit-return]

    return wrap


def forget() -> None:
    """Lets go of everything: another build was opened."""
    for clear in _caches:
        clear()
