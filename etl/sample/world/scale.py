"""How large the fictional country is: one row of numbers per scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scale = Literal["province", "national"]


@dataclass(frozen=True)
class Size:
    """Counts per scale; lengths in metres (RD New), the land lies in the North Sea."""

    provinces: int
    municipalities: int
    districts: int
    neighbourhoods: int
    po: int
    vo: int
    special: int
    postcodes: int
    population: int
    region_code: int  # first COROP and labour market number, all of them unused by CBS
    province_code: int
    centre: tuple[float, float]
    radius: tuple[float, float]
    islands: int
    lakes: int


SIZES: dict[str, Size] = {
    "province": Size(1, 12, 118, 500, 370, 80, 25, 140, 940_000, 90, 90, (48e3, 563e3), (27e3, 27e3), 3, 1),
    "national": Size(
        12, 342, 3295, 14_000, 6400, 1600, 800, 890, 17_500_000, 51, 81, (51e3, 560e3), (33e3, 66e3), 7, 3
    ),
}
