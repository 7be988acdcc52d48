"""The index of names is made before anyone asks: on edition 2020 the first search after a start would wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from dashboard.frame import warehouse
from dashboard.frame.access import ANONYMOUS
from dashboard.frame.warehouse import NoWarehouse, Published, Reader, TooMuch
from dashboard.search import others, schools

FIRST, BEAT = 5, 60  # seconds until the first look for a build, and between two


@asynccontextmanager
async def kept() -> AsyncGenerator[None]:
    """As long as the server runs; the work is done beside its loop."""
    task = asyncio.create_task(_keep())
    try:
        yield
    finally:
        task.cancel()


async def _keep() -> None:
    made, seconds = None, FIRST
    while True:
        await asyncio.sleep(seconds)
        made, seconds = await asyncio.to_thread(make, made), BEAT


def make(made: Published | None) -> Published | None:
    """Makes the index of the build that is published now, unless it is the one that was `made`; returns what is made.

    A build that cannot be read is not tried again: whoever opens a page is told.
    """
    build = made
    with suppress(NoWarehouse, TooMuch):
        build = warehouse.current()
        if build != made and warehouse.fits(build):
            reader = Reader(ANONYMOUS, build)
            schools.names(reader)
            others.areas(reader)
    return build
