"""What is asked of a plan: how many schools under which demands; the same with one less, or one step stricter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

KM_STEPS = (1, 2, 3, 5, 10, 15, 25, 50, 100)
MOST_STEPS = 6
PUPIL_STEPS = (250, 500, 1_000, 1_500, 2_000, 3_000, 5_000)


class Demand(StrEnum):
    """A demand by the name of its field, those first that a reader will miss least when they clash."""

    PER_DISTRICT = "per_district"
    PER_BOARD = "per_board"
    PER_TOWN = "per_town"
    TRAVEL = "travel_km"
    TOLD_AREA = "told_area"
    TOLD_CAPACITY = "told_capacity"
    PARTNER_PUPILS = "partner_pupils"
    PER_PARTNER = "per_partner"
    FITS = "fits"
    START = "start"
    WITHOUT_PARTNER = "without_partner"
    WITH_PARTNER = "with_partner"
    URBAN = "urban"
    RURAL = "rural"
    REGIONS = "regions"
    VMBO = "vmbo"
    PO = "po"
    VO = "vo"


MINIMA = (Demand.REGIONS, Demand.URBAN, Demand.RURAL, Demand.WITH_PARTNER, Demand.WITHOUT_PARTNER)
MAXIMA = (Demand.PER_TOWN, Demand.PER_BOARD, Demand.PER_DISTRICT)
SECTORS = {"PO": Demand.PO, "VO": Demand.VO}
# of one school: lock:17DP00, ban:17DP00
LOCK, BAN = "lock:", "ban:"
OFF: dict[Demand, Any] = {
    Demand.PO: None,
    Demand.VO: None,
    Demand.PER_PARTNER: None,
    Demand.PARTNER_PUPILS: None,
    Demand.TRAVEL: None,
    Demand.PER_TOWN: None,
    Demand.PER_BOARD: None,
    Demand.PER_DISTRICT: None,
    **dict.fromkeys(MINIMA, 0),
    **dict.fromkeys((Demand.TOLD_AREA, Demand.TOLD_CAPACITY, Demand.FITS, Demand.START, Demand.VMBO), False),
}


@dataclass(frozen=True)
class Rules:
    """The demands on a plan; None, 0 and False are demands that are not made. Hashable, and in the order of the page.

    A number of schools is a minimum for regions, urban, rural, with and without a partner, a maximum per partner,
    municipality, board and wijk. `po_weight` (0..100) says how much a percent of PO need counts beside one of VO.
    """

    po: int | None = 5
    vo: int | None = 5
    regions: int = 4
    region_kind: str = "labour_market_region"
    urban: int = 2
    rural: int = 2
    with_partner: int = 2
    without_partner: int = 0
    per_partner: int | None = 3
    places: tuple[tuple[str, int], ...] = ()  # partners with another number of schools
    partner_pupils: int | None = None
    travel_km: float | None = 15
    told_area: bool = False
    told_capacity: bool = False
    fits: bool = False
    start: bool = False
    vmbo: bool = False
    per_town: int | None = 2
    per_board: int | None = None
    per_district: int | None = None
    per_sector: bool = False
    locked: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()
    po_weight: int = 50
    radius_km: float = 0.0  # a school this near counts for a quarter; 0 is not

    def made(self) -> list[str]:
        """The demands that are made, by name, in the order in which they are tried to be dropped."""
        made = [str(name) for name in Demand if self.is_made(name)]
        numbers = [name for name in SECTORS.values() if name in made]
        of_schools = [*(BAN + code for code in self.banned), *(LOCK + code for code in self.locked)]
        return [*(name for name in made if name not in numbers), *of_schools, *map(str, numbers)]

    def is_made(self, name: Demand) -> bool:
        if name == Demand.PER_PARTNER and self.places:
            return True
        return getattr(self, name) != OFF[name]

    def priced(self) -> list[str]:
        """The demands that have a price: all but how many schools there are."""
        return [name for name in self.made() if name not in SECTORS.values()]

    def without(self, *names: str) -> Rules:
        """The same without these demands."""
        rules = self
        for name in names:
            rules = rules._less(name)
        return rules

    def _less(self, name: str) -> Rules:
        if name.startswith(LOCK):
            return replace(self, locked=tuple(code for code in self.locked if LOCK + code != name))
        if name.startswith(BAN):
            return replace(self, banned=tuple(code for code in self.banned if BAN + code != name))
        more: dict[str, Any] = {"places": ()} if name == Demand.PER_PARTNER else {}
        return replace(self, **{name: OFF[Demand(name)]}, **more)

    def bare(self) -> Rules:
        """Only the number of schools."""
        return replace(self.without(*self.priced()), radius_km=self.radius_km)

    def stricter(self, name: str) -> Rules | None:
        """One step stricter; None where there is no such step."""
        if name.startswith((LOCK, BAN)) or name not in STRICTER:
            return None
        value = STRICTER[Demand(name)](getattr(self, name))
        if value is None:
            return None
        lower = tuple((code, min(n, value)) for code, n in self.places) if name == Demand.PER_PARTNER else self.places
        return replace(self, **{name: value}, places=lower)

    def looser(self, name: str) -> Iterator[Rules]:
        """Step by step less of this demand, ending without it; a number of schools goes both ways, nearest first."""
        if name in SECTORS.values():
            now = getattr(self, name)
            yield from (
                replace(self, **{name: n}) for step in range(1, MOST_STEPS) for n in (now - step, now + step) if n > 0
            )
            return
        if name in MINIMA:
            yield from (replace(self, **{name: n}) for n in range(getattr(self, name) - 1, 0, -1))
        yield self.without(name)

    def sectors(self) -> Iterator[tuple[str, int | None]]:
        """Sector and how many schools of it; None is any number."""
        yield from (("PO", self.po), ("VO", self.vo))

    @property
    def size(self) -> int:
        return (self.po or 0) + (self.vo or 0)


def _more(value: int) -> int:
    return value + 1


def _fewer(value: int | None) -> int | None:
    return value - 1 if value is not None and value > 0 else None


def _step_down(steps: tuple[int, ...], value: float | None) -> int | None:
    return max((step for step in steps if value is not None and step < value), default=None)


STRICTER = {
    **dict.fromkeys(MINIMA, _more),
    **dict.fromkeys((*MAXIMA, Demand.PER_PARTNER), _fewer),
    Demand.TRAVEL: lambda value: _step_down(KM_STEPS, value),
    Demand.PARTNER_PUPILS: lambda value: _step_down(PUPIL_STEPS, value),
}
