"""What the writers get."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from etl.sample.world.gazetteer import Gazetteer
from etl.sample.world.land import Land


def records(table: pd.DataFrame) -> list[Any]:
    """The rows of a table as records with the columns as attributes, `Index` first."""
    return list(table.itertuples())


@dataclass(eq=False)
class World:
    """Land, names, people and schools of one seed; row numbers link the tables."""

    land: Land
    places: Gazetteer
    districts: pd.DataFrame  # society per wijk
    buurt_people: np.ndarray  # inhabitants per buurt
    schools: pd.DataFrame
    rng: np.random.Generator  # for what only the files need

    def own_rng(self, name: str) -> np.random.Generator:
        """A generator for one name: the same whatever else is written, and in whichever order."""
        seed: np.random.SeedSequence = self.rng.bit_generator.seed_seq  # type: ignore
        return np.random.default_rng([*seed.generate_state(2), zlib.crc32(name.encode())])

    def level(self, school) -> float:
        """How far a school's pupils are ahead, about -3..1 with mean 0: from its need (PO) or its kind (SBO)."""
        if school.kind != "Bo":
            return -4.0
        return 1.25 - 1.7 * float(np.sqrt(max(school.score_total, 0.0) / school.pupils))

    @cached_property
    def towns(self) -> list[tuple]:
        """Per municipality: code, name, province code and name, COROP code and name."""
        return list(self.places.municipalities.itertuples(index=False, name=None))
