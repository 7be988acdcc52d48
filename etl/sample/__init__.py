"""The fictional edition `voorbeeld`: a seeded generator that writes files as DUO and CBS publish them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from etl.sample.world import gazetteer, land, schools, society
from etl.sample.world.model import World
from etl.sample.world.scale import SIZES, Scale

__all__ = ["Scale", "make", "write"]


def write(target: Path, scale: Scale = "province", seed: int = 2025) -> dict[str, Path]:
    """Write every file of the edition below `target`; source_id -> path. Same seed, same bytes."""
    from etl.sample.files import write as files_write  # the writers pull in pyarrow and XlsxWriter: only when needed

    target.mkdir(parents=True, exist_ok=True)
    return files_write.write_all(make(scale, seed), target)


def make(scale: Scale = "province", seed: int = 2025) -> World:
    """The fictional world itself, before it is written in the publishers' formats."""
    size = SIZES[scale]
    ground, people, named, taught, written = np.random.default_rng(seed).spawn(5)
    area = land.build(ground, size)
    wijken = society.settle(people, size, area)
    buurt_people = society.buurt_population(people, area, wijken)
    places = gazetteer.describe(named, size, area)
    found = schools.found(taught, size, area, wijken, places)
    return World(area, places, wijken, buurt_people, found, written)
