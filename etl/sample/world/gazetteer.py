"""Codes, names and postcodes of the fictional areas; all of them unused in the Netherlands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.sample.world import names
from etl.sample.world.land import Land, shares
from etl.sample.world.scale import Size


@dataclass
class Gazetteer:
    """Tables in the row order of `Land`: code, name and what the publishers add."""

    municipalities: pd.DataFrame  # code, name, province_code/_name, corop_code/_name
    districts: pd.DataFrame  # code, name, place
    neighbourhoods: pd.DataFrame  # code, name, postcode4, place


def describe(rng: np.random.Generator, size: Size, land: Land) -> Gazetteer:
    """Name everything."""
    towns = _municipalities(rng, size, land)
    wijken = _districts(rng, land, towns)
    return Gazetteer(towns, wijken, _neighbourhoods(rng, size, land, wijken))


def _municipalities(rng: np.random.Generator, size: Size, land: Land) -> pd.DataFrame:
    """One row per municipality, GM9001 and up; a name each."""
    towns = land.municipalities
    every = names.places(rng, len(towns))
    every[3:9:2] = names.ODD_TOWNS  # one with an apostrophe, one with accents, one with IJ, at any scale
    regions = names.places(rng, int(towns.region.max()) + 1)
    province = [names.PROVINCES[p] for p in towns.province]
    table = pd.DataFrame({"code": [f"GM{9001 + i}" for i in range(len(towns))], "name": every})
    table["province_code"] = [f"PV{size.province_code + p}" for p in towns.province]
    table["province_name"] = province
    table["corop_code"] = [f"CR{size.region_code + r}" for r in towns.region]
    table["corop_name"] = [f"{regions[r].removeprefix(chr(39) + 's-')} en omstreken" for r in towns.region]
    return table


def _districts(rng: np.random.Generator, land: Land, towns: pd.DataFrame) -> pd.DataFrame:
    """One row per wijk: WK + municipality + 00.. (99 for water); rural ones are named after their village."""
    wijken = land.districts
    home = wijken.municipality.to_numpy().astype(int)
    villages = iter(names.places(rng, len(towns) + len(wijken) + 60)[len(towns) :])
    taken = set(towns.name)
    numbered = rng.random(len(towns)) < 0.3
    quarters = {i: iter(names.quarters(rng, 120)) for i in np.unique(home)}
    rows = []
    records: list[Any] = list(wijken.itertuples())
    for row, i in zip(records, home, strict=True):
        place = towns.name[i] if row.is_core or row.is_water else next(v for v in villages if v not in taken)
        plain = f"{place}-Centrum" if row.order == 0 else next(quarters[i]) if row.is_core else place
        name = "Groot water" if row.is_water else f"Wijk {row.order:02d} {plain}" if numbered[i] else plain
        rows.append((f"WK{towns.code[i][2:]}{99 if row.is_water else row.order:02d}", name, place))
    return pd.DataFrame(rows, columns=["code", "name", "place"])


def _neighbourhoods(rng: np.random.Generator, size: Size, land: Land, wijken: pd.DataFrame) -> pd.DataFrame:
    """One row per buurt: BU + wijk number + 00.., name, postcode of four digits and place."""
    buurten = land.neighbourhoods
    district = buurten.district.to_numpy().astype(int)
    quarters = [name for i in range(-(-len(buurten) // 700)) for name in names.quarters(rng, 700)]
    water, core = land.districts.is_water.to_numpy(), land.districts.is_core.to_numpy()
    rows = []
    for number, (order, d) in enumerate(zip(buurten.order, district, strict=True)):
        place, quarter = wijken.place[d], quarters[number]
        name = place if order == 0 and not core[d] else f"Verspreide huizen {quarter}" if not core[d] else quarter
        name = "Groot water" if water[d] else name
        rows.append((f"BU{wijken.code[d][2:]}{order:02d}", name, place))
    table = pd.DataFrame(rows, columns=["code", "name", "place"])
    table["postcode4"] = _postcodes(size, land)
    return table


def _postcodes(size: Size, land: Land) -> list[str]:
    """Four-digit postcodes 0100..0999 (never given out): runs of buurten within one municipality."""
    home = land.neighbourhoods.municipality.to_numpy().astype(int)
    counts = np.bincount(home)
    blocks = shares(counts.astype(float), size.postcodes, 1)
    start = 100 + np.concatenate([[0], np.cumsum(blocks)[:-1]])
    within = pd.Series(home).groupby(home).cumcount().to_numpy()
    return [f"{start[i] + k * blocks[i] // counts[i]:04d}" for i, k in zip(home, within, strict=True)]
