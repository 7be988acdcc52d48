"""The coast of the fictional land: fractal outlines in RD New metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from etl.sample.world.scale import Size

Point = tuple[float, float]


@dataclass(frozen=True)
class Coast:
    """What is dry and what is inland water; `land` holds the mainland and the islands without the lakes."""

    land: BaseGeometry
    lakes: BaseGeometry
    island_seat: Point


def blob(rng: np.random.Generator, centre: Point, radius: Point, **shape: float) -> BaseGeometry:
    """A ragged ellipse: a ring of jittered points, refined by displacing midpoints `depth` times.

    `shape`: turn (radians), rough (share of the radius), depth.
    """
    turn, rough, depth = shape.get("turn", 0.0), shape.get("rough", 0.16), int(shape.get("depth", 6))
    angles = np.linspace(0, 2 * np.pi, 11, endpoint=False) + rng.normal(0, 0.08, 11)
    reach = 1 + rng.normal(0, rough, 11).clip(-0.3, 0.3)
    ring = np.column_stack([np.cos(angles) * radius[0], np.sin(angles) * radius[1]]) * reach[:, None]
    for _ in range(depth):
        ring = _refined(rng, ring)
    cos, sin = np.cos(turn), np.sin(turn)
    ring = ring @ np.array([[cos, sin], [-sin, cos]]) + np.array(centre)
    return largest(shapely.make_valid(shapely.polygons(ring)))


def _refined(rng: np.random.Generator, ring: np.ndarray) -> np.ndarray:
    """The ring with a displaced midpoint between every two points."""
    step = np.roll(ring, -1, axis=0) - ring
    normal = np.column_stack([-step[:, 1], step[:, 0]])
    middle = ring + step / 2 + normal * rng.normal(0, 0.11, (len(ring), 1)).clip(-0.25, 0.25)
    return np.stack([ring, middle], axis=1).reshape(-1, 2)


def largest(geometry: BaseGeometry) -> BaseGeometry:
    """The largest polygon of a geometry."""
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area)


def coast(rng: np.random.Generator, size: Size) -> Coast:
    """Mainland with an estuary in the west, a row of islands in the north-west, and lakes."""
    main = blob(rng, size.centre, size.radius)
    main = largest(main.difference(_estuary(rng, size)))
    main = largest(main.buffer(-500, quad_segs=2).buffer(500, quad_segs=2))  # no needles
    islands = _islands(rng, size, main)
    lakes = shapely.union_all([_lake(rng, size, i) for i in range(size.lakes)])
    seat = max(islands, key=lambda island: island.area).representative_point()
    land = shapely.union_all([main.difference(lakes), *islands])
    return Coast(_whole(land), lakes.intersection(main), (seat.x, seat.y))


def _whole(land: BaseGeometry) -> BaseGeometry:
    """The land without crumbs below a quarter of a square kilometre."""
    parts = [p for p in shapely.get_parts(land) if p.area > 2.5e5]
    return shapely.multipolygons(parts)


def _estuary(rng: np.random.Generator, size: Size) -> BaseGeometry:
    """A river mouth that cuts in from the west."""
    (x, y), (rx, ry) = size.centre, size.radius
    return blob(rng, (x - 0.95 * rx, y - 0.28 * ry), (0.62 * rx, 0.09 * rx), turn=0.25, rough=0.1)


def _islands(rng: np.random.Generator, size: Size, main: BaseGeometry) -> list[BaseGeometry]:
    """Long low islands along the north-west coast, clear of the mainland."""
    (x, y), (rx, ry) = size.centre, size.radius
    found = []
    for angle in np.linspace(1.75, 2.75, size.islands) + rng.normal(0, 0.03, size.islands):
        at = (x + 1.27 * rx * np.cos(angle), y + (ry + 0.27 * rx) * np.sin(angle))
        long = 0.17 * rx * rng.uniform(0.8, 1.3)
        island = blob(rng, at, (long, 0.28 * long), turn=angle - np.pi / 2, rough=0.1, depth=5)
        found.append(largest(island.difference(main.buffer(900))))
    return found


def _lake(rng: np.random.Generator, size: Size, number: int) -> BaseGeometry:
    """A lake in the eastern half of the mainland."""
    (x, y), (rx, ry) = size.centre, size.radius
    at = (x + rx * rng.uniform(0.3, 0.42), y + ry * (0.3 - 0.42 * number))
    return blob(rng, at, (0.24 * rx, 0.17 * rx), turn=rng.uniform(0, 3), depth=5)
