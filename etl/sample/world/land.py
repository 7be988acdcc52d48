"""The fictional land: municipalities, wijken and buurten that tile it, in RD New metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from etl.sample.world import cells, seeds
from etl.sample.world.outline import Coast, coast
from etl.sample.world.scale import Size


@dataclass
class Land:
    """Tables in code order; `geometry` in RD New. Water comes last in its municipality."""

    municipalities: pd.DataFrame  # x, y, weight, province, region
    districts: pd.DataFrame  # municipality (number), is_core, is_water, order, geometry
    neighbourhoods: pd.DataFrame  # district (number), municipality, order, is_water, x, y, geometry


def build(rng: np.random.Generator, size: Size) -> Land:
    """Grow the land: seats first, wijken round them, buurten in the wijken, then the borders."""
    shore = coast(rng, size)
    towns = _municipalities(rng, size, shore)
    wijken = _districts(rng, size, shore, towns)
    counts = shares(_bumpy(rng, 1 + 1.6 * wijken.is_core.to_numpy()), size.neighbourhoods, 1)
    points, owner = seeds.around(rng, shore.land, wijken[["x", "y"]].to_numpy(), counts)
    frame = shore.land.envelope.buffer(20_000)
    shapes = cells.ragged_voronoi(rng, points, frame)
    dry = cells.cut(shapes, shore.land, crumb=2e4)
    buurten = pd.DataFrame({"district": owner, "x": points[:, 0], "y": points[:, 1], "geometry": dry})
    buurten["municipality"] = wijken.municipality.to_numpy()[owner]
    buurten["is_water"] = False
    return _with_water(towns, wijken, buurten, shapes, shore)


def _bumpy(rng: np.random.Generator, weight: np.ndarray, sigma: float = 0.45) -> np.ndarray:
    """The weights with lognormal noise."""
    return weight * np.exp(rng.normal(0, sigma, len(weight)))


def shares(weight: np.ndarray, total: int, least: int) -> np.ndarray:
    """Whole numbers >= `least` in proportion to the weights, adding up to `total`."""
    free = total - least * len(weight)
    exact = np.cumsum(weight / weight.sum() * free)
    return least + np.diff(np.round(np.concatenate([[0], exact]))).astype(int)


def _municipalities(rng: np.random.Generator, size: Size, shore: Coast) -> pd.DataFrame:
    """One row per municipality: its seat, a size weight, its province and region; the first is the island."""
    pool = seeds.on_land(rng, shore.land, 60 * size.municipalities)
    first = np.array([shore.island_seat])
    seats = np.vstack([first, seeds.spread(rng, pool, size.municipalities - 1, first, tries=14)])
    weight = np.empty(len(seats))
    weight[_by_rank(seats, shore)] = np.sort(np.exp(rng.normal(0, 0.8, len(seats))))[::-1]
    weight[0] = weight.min() * 0.5
    table = pd.DataFrame({"x": seats[:, 0], "y": seats[:, 1], "weight": weight / weight.mean()})
    centres = seeds.spread(rng, seats, size.provinces, seats[:0], tries=40)
    table["province"] = seeds.nearest(seats, centres)
    table["region"] = _regions(rng, table)
    return table.sort_values(["province", "weight"], ascending=[True, False], ignore_index=True)


def _by_rank(seats: np.ndarray, shore: Coast) -> np.ndarray:
    """Seat numbers from the largest town down: the most central one, two far off, the rest."""
    middle = shore.land.centroid
    first = int(np.argmin(np.hypot(seats[:, 0] - middle.x, seats[:, 1] - middle.y)))
    ranked = [first]
    for _ in range(2):
        gap = np.min([np.hypot(*(seats - seats[i]).T) for i in ranked], axis=0)
        gap[0] = 0  # the island stays small
        ranked.append(int(np.argmax(gap)))
    return np.array(ranked + [i for i in range(len(seats)) if i not in ranked])


def _regions(rng: np.random.Generator, towns: pd.DataFrame) -> np.ndarray:
    """COROP number of each municipality: three regions per province, numbered through."""
    region = np.zeros(len(towns), dtype=int)
    for province in range(int(towns.province.max()) + 1):
        rows = np.flatnonzero(towns.province == province)
        points = towns.loc[rows, ["x", "y"]].to_numpy()
        centres = seeds.spread(rng, points, 3, points[:0], tries=20)
        region[rows] = 3 * province + seeds.nearest(points, centres)
    return pd.factorize(region, sort=True)[0]


def _districts(rng: np.random.Generator, size: Size, shore: Coast, towns: pd.DataFrame) -> pd.DataFrame:
    """One row per wijk: centre, municipality, whether it belongs to the town."""
    seats = towns[["x", "y"]].to_numpy()
    counts = shares(towns.weight.to_numpy() ** 0.7, size.districts, 3)
    side = np.sqrt(shore.land.area / len(towns))
    pool = seeds.on_land(rng, shore.land, 60 * size.districts)
    home = seeds.nearest(pool, seats)
    rows = []
    for i, count in enumerate(counts):
        core = max(2, round(count * min(0.4 + 0.12 * towns.weight[i], 0.72)))
        radius = min(0.085 * np.sqrt(core), 0.3) * side
        urban = seeds.town(rng, shore.land, seats[i], core, radius)
        urban = urban[seeds.nearest(urban, seats) == i] if len(urban) else seats[[i]]
        rural = seeds.spread(rng, pool[home == i], count - len(urban), urban, tries=10)
        rows += [(i, k < len(urban), x, y) for k, (x, y) in enumerate([*urban, *rural])]
    return pd.DataFrame(rows, columns=["municipality", "is_core", "x", "y"])


def _with_water(
    towns: pd.DataFrame, wijken: pd.DataFrame, buurten: pd.DataFrame, shapes: np.ndarray, shore: Coast
) -> Land:
    """Add the lakes as wijken of the two municipalities that hold most of them, then dissolve upwards."""
    wet = np.flatnonzero(shapely.intersects(shapes, shore.lakes))
    pieces = cells.cut(shapes[wet], shore.lakes)
    owner = buurten.municipality.to_numpy()[wet]
    area = pd.Series(shapely.area(pieces)).groupby(owner).sum().sort_values(ascending=False)
    keepers = np.sort(area.index.to_numpy()[:2])
    nearest = seeds.nearest(buurten.loc[wet, ["x", "y"]].to_numpy(), towns.loc[keepers, ["x", "y"]].to_numpy())
    keeper = np.where(np.isin(owner, keepers), owner, keepers[nearest])
    for municipality in keepers:
        lake = shapely.coverage_union_all(pieces[(keeper == municipality) & (shapely.area(pieces) > 0)])
        wijken.loc[len(wijken)] = [municipality, False, np.nan, np.nan]
        point = lake.representative_point()
        buurten.loc[len(buurten)] = [len(wijken) - 1, point.x, point.y, lake, municipality, True]
    return _ordered(towns, wijken, buurten)


def _ordered(towns: pd.DataFrame, wijken: pd.DataFrame, buurten: pd.DataFrame) -> Land:
    """Tables in code order with dissolved wijken; `order` counts from 0 within the parent."""
    district = buurten.district.to_numpy().astype(int)
    geometry = cells.dissolved(buurten.geometry.to_numpy(), district, len(wijken))
    wijken = wijken.assign(is_water=wijken.x.isna(), geometry=geometry)
    wijken = wijken.sort_values(["municipality", "is_water", "is_core"], ascending=[True, True, False], kind="stable")
    place = np.empty(len(wijken), dtype=int)
    place[wijken.index] = np.arange(len(wijken))
    wijken = wijken.reset_index(drop=True)
    wijken["order"] = wijken.groupby("municipality").cumcount()
    buurten = buurten.assign(district=place[district]).sort_values("district", kind="stable", ignore_index=True)
    buurten["order"] = buurten.groupby("district").cumcount()
    return Land(towns, wijken, buurten)
