"""What decides which schools are on a list, as one value; and the choices there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from dashboard.figures.coverage import Filters
from dashboard.targets.score import DEFAULT_WEIGHTS, SLIDERS

TOPS = (25, 50, 100, 250, 500)
GREAT_TASK = 500  # schools in PO and VO together, as GKA told in 2022
THIRDS = {"laag": (0, 100 / 3), "midden": (100 / 3, 200 / 3), "hoog": (200 / 3, 100.1)}
SIZES = {"tot-100": (0, 100), "100-200": (100, 200), "200-500": (200, 500), "vanaf-500": (500, np.inf)}
PARTNERS = {"0": (0, 1), "1": (1, 2), "2-3": (2, 4), "vanaf-4": (4, np.inf)}
REACHED = {"geen": (0, 1), "1-24": (1, 25), "25-99": (25, 100), "vanaf-100": (100, np.inf)}
VO_TYPES = {
    "vmbo": ("vmbo_b", "vmbo_k", "vmbo_g", "vmbo_t"),
    "vmbo-bk": ("vmbo_b", "vmbo_k"),
    "havo": ("havo",),
    "vwo": ("vwo",),
    "pro": ("pro",),
    "brugjaren": ("bridge", "havo_vwo_3"),
}
PRESETS = {"alle": "", "steun": "PO", "vmbo": "VO", "nieuw": "", "verdiepen": "", "leerlijn": "", "opgave": ""}


@dataclass(frozen=True)
class Criteria:
    """Everything that decides which schools are on the list and in what order. Hashable; empty means all."""

    areas: tuple[str, ...] = ("NL00",)
    filters: Filters = field(default_factory=Filters)
    measure: str = "per-leerling"
    weights: tuple[int, ...] = DEFAULT_WEIGHTS
    top: int = 100
    preset: str = "alle"
    gka: bool = False
    urban: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    ses: tuple[str, ...] = ()
    partner_counts: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    flagged: bool = False
    text: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Criteria:
        """From plain(). Raises TypeError on names that are not criteria."""
        filters = Filters(**{name: _frozen(value) for name, value in told["filters"].items()})
        return cls(**{name: _frozen(value) for name, value in told.items() if name != "filters"}, filters=filters)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def weights_of(text: str) -> tuple[int, ...]:
    """The weights of a link: five whole numbers of 0 to 100 that add up to 100, else the default ones."""
    cells = text.split(",")
    if len(cells) == len(SLIDERS) and all(cell.isascii() and cell.isdigit() and len(cell) <= 3 for cell in cells):
        weights = tuple(int(cell) for cell in cells)
        if sum(weights) == 100:
            return weights
    return DEFAULT_WEIGHTS
