"""What the writers get."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.sample.gazetteer import Gazetteer
from etl.sample.land import Land


@dataclass
class World:
    """Land, names, people and schools of one seed; row numbers link the tables."""

    land: Land
    places: Gazetteer
    districts: pd.DataFrame  # society per wijk
    buurt_people: np.ndarray  # inhabitants per buurt
    schools: pd.DataFrame
    rng: np.random.Generator  # for what only the files need
