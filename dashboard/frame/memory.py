"""Gives memory that is free back to the machine: the C library, Arrow and Python keep what they once had.

A file of 10 MB that is read and refused takes 200 MB for a moment; without this most of it stays with the server.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pyarrow as pa

BEAT = 10  # seconds between two looks
GROWN = 20_000_000  # bytes of growth that are worth looking after
TURNS = 4  # what grew may be in use for some beats more
SLOW = 6  # and what a session holds for minutes: every so many beats as long as the process is larger than it began
LARGE = 1 << 17  # bytes
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # of malloc.h
STATM = Path("/proc/self/statm")


def resident() -> int:
    """Bytes of this process that are in memory; 0 where the system does not tell."""
    try:
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def give_back() -> None:
    """Collects what is unreachable and returns free memory, as far as the C library can (glibc; not musl or macOS)."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim:
        trim(0)


def large_apart() -> None:
    """Arrays of 128 kB and more are the machine's again as soon as they are let go of (glibc).

    Left alone, the C library takes what was once freed for the size of what it keeps, up to 32 MB.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_ARENA_MAX, 2)


def _trim() -> Callable[[int], object] | None:
    with suppress(OSError, AttributeError):
        return ctypes.CDLL(None).malloc_trim
    return None


class Watch:
    """Gives back for some beats after the process grew, and now and then for as long as it is larger than it began."""

    def __init__(self) -> None:
        self.began = self.calm = resident()
        self.turns = self.beats = 0

    def beat(self) -> None:
        now = resident()
        self.beats += 1
        if now > self.calm + GROWN:
            self.turns = TURNS
        is_large = now > self.began + GROWN and self.beats % SLOW == 0
        if self.turns or is_large:
            self.turns = max(0, self.turns - 1)
            give_back()
            self.calm = resident()


@asynccontextmanager
async def watched() -> AsyncGenerator[None]:
    """As long as the server runs; the work is done beside its loop."""
    large_apart()
    task = asyncio.create_task(_watch())
    try:
        yield
    finally:
        task.cancel()


async def _watch() -> None:
    watch = Watch()
    while True:
        await asyncio.sleep(BEAT)
        await asyncio.to_thread(watch.beat)
