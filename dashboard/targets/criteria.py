"""What decides which schools are on a list, as one value; and the choices there are, in the words of the URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from dashboard.figures.coverage import Filters
from dashboard.targets.score import DEFAULT_WEIGHTS, SLIDERS, Measure

TOPS = (25, 50, 100, 250, 500)
GREAT_TASK = 500  # schools in PO and VO together, as GKA told in 2022


class Preset(StrEnum):
    """The ready-made choices of SKB and GKA."""

    ALL = "alle"
    SUPPORT = "steun"
    VMBO = "vmbo"
    NEW = "nieuw"
    DEEPEN = "verdiepen"
    LEARNING_LINE = "leerlijn"
    GREAT_TASK = "opgave"


class Third(StrEnum):
    """Of the schools of the sector that count, by percentile."""

    LOW = "laag"
    MIDDLE = "midden"
    HIGH = "hoog"


class Size(StrEnum):
    """Pupils of a school."""

    BELOW_100 = "tot-100"
    FROM_100 = "100-200"
    FROM_200 = "200-500"
    FROM_500 = "vanaf-500"


class PartnerCount(StrEnum):
    """Partners active at a school."""

    NONE = "0"
    ONE = "1"
    SOME = "2-3"
    MANY = "vanaf-4"


class Reached(StrEnum):
    """Participants at a school."""

    NONE = "geen"
    FROM_1 = "1-24"
    FROM_25 = "25-99"
    FROM_100 = "vanaf-100"


class Education(StrEnum):
    """Types of secondary education that a school has pupils in."""

    VMBO = "vmbo"
    VMBO_BK = "vmbo-bk"
    HAVO = "havo"
    VWO = "vwo"
    PRO = "pro"
    BRIDGE = "brugjaren"


# From and below; what is counted or the percentile.
THIRDS = {Third.LOW: (0, 100 / 3), Third.MIDDLE: (100 / 3, 200 / 3), Third.HIGH: (200 / 3, 100.1)}
SIZES = {Size.BELOW_100: (0, 100), Size.FROM_100: (100, 200), Size.FROM_200: (200, 500), Size.FROM_500: (500, np.inf)}
PARTNERS = {
    PartnerCount.NONE: (0, 1), PartnerCount.ONE: (1, 2), PartnerCount.SOME: (2, 4), PartnerCount.MANY: (4, np.inf),
}  # fmt: skip
REACHED = {
    Reached.NONE: (0, 1), Reached.FROM_1: (1, 25), Reached.FROM_25: (25, 100), Reached.FROM_100: (100, np.inf),
}  # fmt: skip
VO_TYPES = {
    Education.VMBO: ("vmbo_b", "vmbo_k", "vmbo_g", "vmbo_t"),
    Education.VMBO_BK: ("vmbo_b", "vmbo_k"),
    Education.HAVO: ("havo",),
    Education.VWO: ("vwo",),
    Education.PRO: ("pro",),
    Education.BRIDGE: ("bridge", "havo_vwo_3"),
}
PRESET_SECTORS = {Preset.SUPPORT: "PO", Preset.VMBO: "VO"}  # the others are of both


@dataclass(frozen=True)
class Criteria:
    """Everything that decides which schools are on the list and in what order. Hashable; empty means all."""

    areas: tuple[str, ...] = ("NL00",)
    filters: Filters = field(default_factory=Filters)
    measure: Measure = Measure.PER_PUPIL
    weights: tuple[int, ...] = DEFAULT_WEIGHTS
    top: int = 100
    preset: Preset = Preset.ALL
    gka: bool = False
    urban: tuple[int, ...] = ()
    types: tuple[Education, ...] = ()
    sizes: tuple[Size, ...] = ()
    need: tuple[Third, ...] = ()
    ses: tuple[Third, ...] = ()
    partner_counts: tuple[PartnerCount, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    reached: tuple[Reached, ...] = ()
    flagged: bool = False
    text: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Criteria:
        """From plain(). Raises TypeError on names that are not criteria, ValueError on choices that there are not."""
        filters = Filters(**{name: _frozen(value) for name, value in plain["filters"].items()})
        values = {name: _frozen(value, CHOICES.get(name)) for name, value in plain.items() if name != "filters"}
        return cls(**values, filters=filters)


CHOICES: Mapping[str, type[StrEnum]] = {
    "measure": Measure,
    "preset": Preset,
    "types": Education,
    "sizes": Size,
    "need": Third,
    "ses": Third,
    "partner_counts": PartnerCount,
    "reached": Reached,
}


def _frozen(value: Any, choice: Callable[[str], StrEnum] | None = None) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item, choice) for item in value)
    return choice(value) if choice else value


def weights_of(text: str) -> tuple[int, ...]:
    """The weights of a link: five whole numbers of 0 to 100 that add up to 100, else the default ones."""
    cells = text.split(",")
    if len(cells) == len(SLIDERS) and all(cell.isascii() and cell.isdigit() and len(cell) <= 3 for cell in cells):
        weights = tuple(int(cell) for cell in cells)
        if sum(weights) == 100:
            return weights
    return DEFAULT_WEIGHTS
