"""A clean coverage of cells with ragged borders: Voronoi, noise per edge, cut by the coast."""

from __future__ import annotations

import itertools

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_STOPS = np.array([0.2, 0.4, 0.6, 0.8])  # where along an edge the extra points lie
_SWAY = 0.11  # how far an edge strays, as a share of its length


def ragged_voronoi(rng: np.random.Generator, seeds: np.ndarray, frame: BaseGeometry) -> np.ndarray:
    """One polygon per seed, in the order of the seeds; neighbours share every vertex."""
    cells = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=frame, ordered=True)
    rings = shapely.get_exterior_ring(shapely.get_parts(cells))
    points, owner = shapely.get_coordinates(rings, return_index=True)
    points = np.round(points, 2)
    inner = owner[:-1] == owner[1:]
    start, end, cell = points[:-1][inner], points[1:][inner], owner[:-1][inner]
    edge = _edge_numbers(start, end)
    offset = _offsets(rng, edge.max() + 1)
    for _ in range(6):
        polygons = _build(start, end, cell, offset[edge])
        wrong = np.isin(cell, np.flatnonzero(~shapely.is_valid(polygons)))
        if not wrong.any():
            break
        offset[edge[wrong]] = 0.0
    return polygons


def _edge_numbers(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The same number for an edge seen from either side."""
    flip = _flipped(start, end)
    both = np.hstack([np.where(flip, end, start), np.where(flip, start, end)])
    return np.unique(both, axis=0, return_inverse=True)[1].reshape(-1)


def _flipped(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """True (as a column) where the edge runs against its canonical direction."""
    return ((start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1])))[:, None]


def _offsets(rng: np.random.Generator, count: int) -> np.ndarray:
    """Per edge the sideways offset at the four stops: a bow plus a little shake."""
    bow = rng.normal(0, _SWAY * 0.6, (count, 1)).clip(-0.14, 0.14) * np.sin(np.pi * _STOPS)
    return bow + rng.normal(0, _SWAY * 0.35, (count, len(_STOPS))).clip(-0.08, 0.08)


def _build(start: np.ndarray, end: np.ndarray, cell: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """The polygons with the offset points between every two vertices, rounded to centimetres."""
    flip = _flipped(start, end)
    a, b = np.where(flip, end, start), np.where(flip, start, end)
    step = b - a
    normal = np.column_stack([-step[:, 1], step[:, 0]])
    between = a[:, None] + step[:, None] * _STOPS[:, None] + normal[:, None] * offset[:, :, None]
    between = np.where(flip[:, :, None], between[:, ::-1], between)
    points = np.round(np.concatenate([start[:, None], between], axis=1), 2).reshape(-1, 2)
    rings = shapely.linearrings(points, indices=np.repeat(cell, len(_STOPS) + 1))
    return shapely.polygons(rings)


def cut(cells: np.ndarray, area: BaseGeometry, crumb: float = 0.0) -> np.ndarray:
    """The part of each cell inside `area`, in centimetres; parts below `crumb` m2 go, the largest stays."""
    shapely.prepare(area)
    result = cells.copy()
    outside = ~shapely.contains_properly(area, cells)
    pieces = shapely.intersection(cells[outside], area)
    pieces = shapely.transform(pieces, lambda points: np.round(points, 2))
    result[outside] = [_tidy(piece, crumb) for piece in pieces]
    return result


def _tidy(piece: BaseGeometry, crumb: float) -> BaseGeometry:
    """Only polygons, without crumbs."""
    parts = [p for p in shapely.get_parts(shapely.make_valid(piece)) if p.geom_type == "Polygon"]
    kept = [p for p in parts if p.area >= crumb] or sorted(parts, key=lambda p: -p.area)[:1]
    return kept[0] if len(kept) == 1 else shapely.multipolygons(kept)


def dissolved(cells: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
    """One polygon per group number 0..count-1; the cells must be a clean coverage."""
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(count + 1))
    spans = itertools.pairwise(bounds)
    return np.array([shapely.coverage_union_all(cells[order[a:b]]) for a, b in spans], dtype=object)
