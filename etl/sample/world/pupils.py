"""Who sits where: VO pupils per type, profile and year; PO pupils through the years; pupils in grade 8."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from etl.sample.world.model import World, records

PROFILES = pd.read_csv(Path(__file__).with_name("profiles.csv"), dtype="str", keep_default_na=False)
_GROUPS = {track: rows.index.to_numpy() for track, rows in PROFILES.groupby("track")}
_SHARES = PROFILES.weight.astype(float).to_numpy()
YEARS = range(1996, 2026)
# National cohort sizes per type, and how strongly a poor neighbourhood swells it.
_COHORT = {"pro": 6, "bl": 17, "kl": 28, "gl": 14, "tl": 41, "havo": 57, "vwo": 43}
_POVERTY = {"pro": 0.9, "bl": 0.9, "kl": 0.6, "gl": 0.2, "tl": 0.0, "havo": -0.35, "vwo": -0.6}
_OFFERS = {"VBO": ["bl", "kl", "gl"], "MAVO": ["tl"], "HAVO": ["havo"], "VWO": ["vwo"], "PRO": ["pro"], "BRUGJAAR": []}
# Each type's pupils over the groups DUO counts them in, per year of its cohort.
_PARTS = {
    "pro": {"pro": 5},
    **{low: {"low_bridge": 2, low: 2} for low in ("bl", "kl", "gl")},
    "tl": {"low_bridge": 2, "tl": 1.97, "vavo_tl": 0.03},
    "havo": {"high_bridge": 2, "third": 1, "havo": 1.94, "vavo_havo": 0.06},
    "vwo": {"high_bridge": 2, "third": 1, "vwo": 2.96, "vavo_vwo": 0.04},
}


def secondary(world: World) -> pd.DataFrame:
    """The listed VO locations, with the mean SES of the people living within 5 km (`around`)."""
    schools = world.schools[(world.schools.sector == "VO") & world.schools.is_listed].copy()
    wijken = world.districts[~world.districts.is_water.astype(bool)]
    gap = np.hypot(
        schools.x.to_numpy(float)[:, None] - wijken.x.to_numpy(float),
        schools.y.to_numpy(float)[:, None] - wijken.y.to_numpy(float),
    )
    weight = np.where(gap < 5000, wijken.population.to_numpy(float), 0) + 1
    schools["around"] = (weight * wijken.ses.to_numpy(float)).sum(axis=1) / weight.sum(axis=1)
    return schools


@lru_cache(maxsize=1)
def by_profile(world: World) -> pd.DataFrame:
    """One row per VO location, profile (row of PROFILES), year 1..6 and sex; adds up to `pupils`."""
    schools, rng = secondary(world), world.own_rng("pupils")
    cells, share = [], []
    for school in records(schools):
        parts = _parts(school, rng)
        cells += [(school.Index, profile, year) for profile, year, _ in parts]
        weight = np.array([w for _, _, w in parts])
        share += rng.multinomial(school.pupils, weight / weight.sum()).tolist()
    table = pd.DataFrame(cells, columns=["school", "profile", "year"]).assign(pupils=share)
    table["men"] = rng.binomial(table.pupils, 0.5)
    table["women"] = table.pupils - table.men
    return table[table.pupils > 0].reset_index(drop=True)


def _parts(school, rng: np.random.Generator) -> list[tuple[int, int, float]]:
    """The cells a location's pupils fall in: (profile, year, weight)."""
    offered = [track for word in school.structure.split("/") for track in _OFFERS[word]]
    poor = -(0.6 * school.around + 0.4 * school.ses) / 0.2
    size = {t: _COHORT[t] * np.exp(_POVERTY[t] * poor + rng.normal(0, 0.15)) for t in offered}
    groups: dict[str, float] = {} if offered and not school.is_newcomer else {"low_bridge": 1.0}
    for track, cohort in size.items() if not groups else []:
        for group, years in _PARTS[track].items():
            groups[group] = groups.get(group, 0) + cohort * years
    return [cell for group, weight in groups.items() for cell in _cells(group, weight, rng)]


def _cells(group: str, weight: float, rng: np.random.Generator) -> list[tuple[int, int, float]]:
    """A group's weight over its profiles (noisy) and their years."""
    rows = _GROUPS[group]
    years = [int(year) for year in str(PROFILES.at[rows[0], "years"]).split()]
    share = _SHARES[rows] * np.exp(rng.normal(0, 0.35, len(rows)))
    share = share / share.sum()
    return [(int(row), year, weight * s / len(years)) for row, s in zip(rows, share, strict=True) for year in years]


@lru_cache(maxsize=1)
def history(world: World) -> pd.DataFrame:
    """One row per PO and special location, a column of pupils per year 1996..2025; 0 = not open; 2024 is `pupils`."""
    rng = world.own_rng("history")
    schools = world.schools[world.schools.sector != "VO"]
    new = ((schools.sector == "PO") & ~schools.is_scored).to_numpy()
    years = np.array(YEARS)
    steps = rng.normal(0, 0.035, (len(schools), len(years)))
    walk = steps.cumsum(axis=1) - steps.cumsum(axis=1)[:, [-2]]
    # the number of children peaked in 2009
    trend = np.interp(years, [1996, 2009, 2024, 2025], [0.03, 0.09, 0, -0.004])
    pupils = np.round(schools.pupils.to_numpy()[:, None] * np.exp(walk + trend))
    opened = np.where(rng.random(len(schools)) < 0.22, rng.integers(1997, 2019, len(schools)), 1900)
    opened = np.where(new, 2025, opened)
    closed = np.where((schools.sector == "PO") & ~schools.is_listed, 2025, 9999)
    here = (years >= opened[:, None]) & (years < closed[:, None])
    return pd.DataFrame(np.where(here, pupils.clip(1), 0).astype(int), index=schools.index, columns=years)


def grade8(world: World, year: int) -> pd.Series:
    """Pupils in grade 8 per PO and SBO location on 1 October of a year; 0 where it was not open."""
    schools = world.schools[(world.schools.kind == "Bo") | (world.schools.kind == "Sbo")]
    rng = world.own_rng(f"grade8 {year}")
    part = np.where(schools.kind == "Sbo", 0.19, 0.125) * np.exp(rng.normal(0, 0.06, len(schools)))
    return (history(world).loc[schools.index, year] * part).round().astype(int)
