"""Where towns, wijken and buurten lie: points spread unevenly, dense in the towns."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_GOLDEN = np.pi * (3 - np.sqrt(5))


def on_land(rng: np.random.Generator, land: BaseGeometry, count: int) -> np.ndarray:
    """`count` uniform points on the land."""
    x0, y0, x1, y1 = land.bounds
    shapely.prepare(land)
    kept: list[np.ndarray] = []
    while sum(map(len, kept)) < count:
        points = rng.uniform((x0, y0), (x1, y1), (count, 2))
        kept.append(points[shapely.contains_xy(land, points[:, 0], points[:, 1])])
    return np.concatenate(kept)[:count]


def spread(rng: np.random.Generator, pool: np.ndarray, count: int, have: np.ndarray, tries: int = 8) -> np.ndarray:
    """`count` points of the pool, each the farthest of `tries` draws from what is there; no point twice."""
    taken = [*have]
    tries = max(1, min(tries, len(pool) // max(count, 1)))
    order = rng.permutation(len(pool))[: tries * count]
    for draws in pool[order].reshape(-1, tries, 2):
        if taken:
            gap = np.min(np.hypot(*(draws[:, None] - np.array(taken)[None]).transpose(2, 0, 1)), axis=1)
            taken.append(draws[np.argmax(gap)])
        else:
            taken.append(draws[0])
    return np.array(taken[len(have) :]).reshape(-1, 2)


def nearest(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """The number of the nearest centre for each point."""
    return np.asarray(shapely.STRtree(shapely.points(centres)).nearest(shapely.points(points)))


def town(rng: np.random.Generator, land: BaseGeometry, seat: np.ndarray, count: int, radius: float) -> np.ndarray:
    """Up to `count` wijk centres in a sunflower round the seat, closer in the middle, on dry land only."""
    i = np.arange(count)
    reach = radius * ((i + 0.3) / max(count, 1)) ** 0.7 * rng.uniform(0.9, 1.15, count)
    angle = _GOLDEN * i + rng.normal(0, 0.25, count) + rng.uniform(0, 6.3)
    points = seat + np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    return points[shapely.contains_xy(land, points[:, 0], points[:, 1])]


def around(
    rng: np.random.Generator, land: BaseGeometry, centres: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Buurt seeds inside each centre's own cell: the points and the number of their centre."""
    pool, owner = _pool(rng, land, centres)
    start = np.searchsorted(owner, np.arange(len(centres) + 1))
    seeds = []
    for i, centre in enumerate(centres[:, None]):
        mine = pool[start[i] : start[i + 1]]
        if len(mine) < counts[i]:  # a cramped wijk: crowd round its centre
            crowd = centre + rng.normal(0, 25, (60 * counts[i], 2))
            mine = np.vstack([mine, crowd[shapely.contains_xy(land, crowd[:, 0], crowd[:, 1])]])
        seeds += [centre, spread(rng, mine, counts[i] - 1, centre, 6)]
    return np.concatenate(seeds), np.repeat(np.arange(len(centres)), counts)


def _pool(rng: np.random.Generator, land: BaseGeometry, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Candidate points per centre, denser near it, all on land and in its own cell; sorted by centre."""
    points = shapely.points(centres)
    tree = shapely.STRtree(points)
    gap = _gaps(centres)
    owner = np.repeat(np.arange(len(centres)), 120)
    wide = np.where(np.arange(len(owner)) % 3 == 0, 0.35, 1.1)
    reach = gap[owner] * wide * rng.uniform(0.05, 1, len(owner)) ** 0.6
    angle = rng.uniform(0, 2 * np.pi, len(owner))
    pool = centres[owner] + np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    good = tree.nearest(shapely.points(pool)) == owner
    good &= shapely.contains_xy(land, pool[:, 0], pool[:, 1])
    return pool[good], owner[good]


def _gaps(centres: np.ndarray) -> np.ndarray:
    """A typical distance to the neighbours: the side of each centre's Voronoi cell, at most 6 km."""
    cells = shapely.voronoi_polygons(shapely.multipoints(centres), ordered=True)
    return np.sqrt(shapely.area(shapely.get_parts(cells))).clip(0, 6000)
