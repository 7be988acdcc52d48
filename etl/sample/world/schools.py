"""The fictional school locations: where, how large, how needy, and whose."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from etl.sample.world import identity
from etl.sample.world.gazetteer import Gazetteer
from etl.sample.world.land import Land
from etl.sample.world.scale import Size

# Real quantiles of the score without threshold per funded pupil (achterstandsscores 2019).
_NEED_SHARE = [0, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]
_NEED = [0, 0, 0.065, 0.12, 0.27, 0.55, 1.13, 2.44, 3.28, 4.22, 5.3]
_THRESHOLD = 0.69605  # points per pupil: the difference between both tables of the real workbook


def found(rng: np.random.Generator, size: Size, land: Land, wijken: pd.DataFrame, places: Gazetteer) -> pd.DataFrame:
    """One row per school location of every sector, those DUO's list no longer has included (`is_listed`)."""
    closed = max(3, size.po // 120)
    po = _site(rng, land, wijken, size.po + closed, pd.Series(wijken.age_0_14**0.95))
    hubs = wijken.age_15_24 * np.where(wijken.is_core, 6.0, 0.15)
    vo = _site(rng, land, wijken, size.vo, hubs)
    special = _site(rng, land, wijken, size.special, hubs)
    table = pd.concat([po, vo, special], keys=["PO", "VO", "SO"], names=["sector"])
    table = table.reset_index("sector").reset_index(drop=True)
    table["is_listed"] = table.sector != "SO"
    table.loc[rng.choice(len(po), closed, replace=False), "is_listed"] = False
    table["kind"] = _kinds(rng, table)
    table["is_newcomer"] = _newcomers(rng, table)
    _pupils(rng, table)
    _need(rng, table)
    table = identity.named(rng, table, land, places)
    _practical(table)
    return _shared_postcodes(rng, _presence(rng, table))


def _site(rng: np.random.Generator, land: Land, wijken: pd.DataFrame, count: int, weight: pd.Series) -> pd.DataFrame:
    """`count` locations drawn by wijk weight, each at a point inside a buurt."""
    lived = weight.where(wijken.population > 250, 0).to_numpy(dtype=float)
    drawn = rng.multinomial(count, lived / lived.sum())
    district = np.repeat(np.arange(len(wijken)), drawn)
    first = np.searchsorted(land.neighbourhoods.district.to_numpy().astype(int), district)
    span = np.bincount(land.neighbourhoods.district.astype(int), minlength=len(wijken))[district]
    buurt = first + (rng.random(count) ** 1.7 * span).astype(int)
    points = _points(rng, land, buurt)
    table = pd.DataFrame({"district": district, "buurt": buurt, "x": points[:, 0], "y": points[:, 1]})
    table["municipality"] = wijken.municipality.to_numpy().astype(int)[district]
    table[["ses", "urbanity"]] = wijken[["ses", "urbanity"]].to_numpy()[district]
    return table


def _points(rng: np.random.Generator, land: Land, buurt: np.ndarray) -> np.ndarray:
    """A point per school: from the buurt's seed part of the way to its border, on land."""
    buurten = land.neighbourhoods
    shapes, seed = buurten.geometry.to_numpy()[buurt], buurten[["x", "y"]].to_numpy(dtype=float)[buurt]
    reach = np.sqrt(shapely.area(shapes))[:, None] * 0.3
    for _ in range(4):
        points = seed + rng.uniform(-1, 1, seed.shape) * np.minimum(reach, 900)
        outside = ~shapely.contains_xy(shapes, points[:, 0], points[:, 1])
        reach = np.where(outside[:, None], reach / 3, 0)
        seed = np.where(outside[:, None], seed, points)
    return np.round(seed, 1)


def _kinds(rng: np.random.Generator, table: pd.DataFrame) -> pd.Series:
    """SOORT_PO per row: Bo, Sbo, So, Vso or So/Vso; empty for VO."""
    special = rng.choice(["Sbo", "So", "Vso", "So/Vso"], size=len(table), p=[0.33, 0.22, 0.22, 0.23])
    return pd.Series(np.select([table.sector == "PO", table.sector == "VO"], ["Bo", ""], special), table.index)


def _newcomers(rng: np.random.Generator, table: pd.DataFrame) -> np.ndarray:
    """True for a few listed PO and VO schools for newcomers and asylum seekers."""
    chosen = np.zeros(len(table), dtype=bool)
    for sector, share in (("PO", 130), ("VO", 40)):
        rows = np.flatnonzero((table.sector == sector) & table.is_listed)
        chosen[rng.choice(rows, max(2, len(rows) // share + 1), replace=False)] = True
    return chosen


def _pupils(rng: np.random.Generator, table: pd.DataFrame) -> None:
    """Pupils per location; PO lognormal as the real ones (median 196), smaller in villages."""
    village = np.interp(table.urbanity, [1, 3, 4, 5], [0.2, 0.14, 0.0, -0.5])
    size = {"PO": (5.19, 0.59), "VO": (6.3, 0.75), "SO": (4.5, 0.6)}
    middle = table.sector.map({k: v[0] for k, v in size.items()}) + village * (table.sector == "PO")
    sigma = table.sector.map({k: v[1] for k, v in size.items()})
    middle = middle.where(~table.is_newcomer, 3.9)
    count = np.exp(middle + np.minimum(sigma, np.where(table.is_newcomer, 0.3, 9)) * rng.normal(0, 1, len(table)))
    tiny = (table.sector == "PO") & (table.urbanity >= 4) & (rng.random(len(table)) < 0.03)
    count = np.where(tiny, rng.uniform(12, 40, len(table)), count.clip(9, 1750))
    table["pupils"] = np.round(count).astype(int)


def _need(rng: np.random.Generator, table: pd.DataFrame) -> None:
    """Scores of PO locations; need follows the poverty of the wijk (r about -0.7), newcomers lie on top."""
    po = table.sector == "PO"
    fresh = po & table.is_listed & ~table.is_newcomer & (rng.random(len(table)) < 1 / 160)
    table["is_scored"] = po & ~fresh
    poor = -(table.ses - table.ses[po].mean()) / table.ses[po].std()
    latent = 0.62 * poor - 0.15 * np.log(table.pupils / 200) + 0.77 * rng.normal(0, 1, len(table))
    rank = latent[po].rank().sub(0.5) / po.sum()
    need = pd.Series(np.interp(rank, _NEED_SHARE, np.sqrt(_NEED)) ** 2, rank.index).reindex(table.index)
    need = need.where(~table.is_newcomer, rng.uniform(3.9, 5.3, len(table)))
    lower = rng.normal(0.48, 2.0 / np.sqrt(table.pupils + 40), len(table)).clip(0, 1)
    table["score_lower"] = (need * table.pupils * lower).round(2)
    table["score_upper"] = (need * table.pupils * (1 - lower)).round(2)
    table["score_total"] = (table.score_lower + table.score_upper).round(2)
    table["score"] = (table.score_total - _THRESHOLD * table.pupils).clip(lower=0).round(2)
    table["pupils_lower"] = (table.pupils * rng.normal(0.485, 0.035, len(table))).round().astype(int)


def _practical(table: pd.DataFrame) -> None:
    """Practical schools are small; in poor surroundings lower schools have a practical department too."""
    table["pupils"] = table.pupils.where(table.structure != "PRO", (table.pupils * 0.3).round().clip(60).astype(int))
    low = table.structure.isin(["VBO", "VBO/MAVO"]) & (table.ses < -0.15) & ~table.is_newcomer
    table["structure"] = table.structure.where(~low, table.structure + "/PRO")


def _presence(rng: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    """How the map point file treats a location: absent (8 %), repeated (1 %), moved (2 %) or plain."""
    rank = rng.permutation(len(table)) / len(table)
    bounds = [rank < 0.08, rank < 0.092, rank < 0.11]
    return table.assign(point=np.select(bounds, ["absent", "repeated", "moved"], "plain"))


def _shared_postcodes(rng: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    """Some absent locations share the campus, and postcode, of a school in their wijk that has a point."""
    hosts = table[table.point == "plain"].groupby("district").indices
    plain = table.index[table.point == "plain"].to_numpy()
    for row in table.index[(table.point == "absent") & (rng.random(len(table)) < 0.4)]:
        if (near := hosts.get(table.district[row])) is None:
            continue
        host = plain[near[0]]
        table.loc[row, ["street", "postcode", "place", "buurt"]] = table.loc[
            host, ["street", "postcode", "place", "buurt"]
        ]
        table.loc[row, ["x", "y"]] = (table.loc[host, ["x", "y"]] + 40).to_numpy()
        table.loc[row, "house_number"] = str(int(table.house_number[host].split("-")[0]) + 2)
    return table
