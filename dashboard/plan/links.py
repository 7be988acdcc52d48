"""A plan as a link says it: the defaults of the page, and the rules out of its choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from dashboard.figures import places
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import KM_STEPS, PUPIL_STEPS, Demand, Rules
from dashboard.figures.plan.usual import kinds
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.plan.schools import Regions
from dashboard.ui import choices

MOST = 60  # schools of a sector, or of a demand
NONE = "geen"  # no limit
# choice in the link -> the rule; '' is what a plan starts with in this place
COUNTS = {
    "po": Demand.PO,
    "vo": Demand.VO,
    "regios": Demand.REGIONS,
    "stedelijk": Demand.URBAN,
    "landelijk": Demand.RURAL,
    "met-partner": Demand.WITH_PARTNER,
    "zonder-partner": Demand.WITHOUT_PARTNER,
}
LIMITS = {
    "per-partner": Demand.PER_PARTNER,
    "per-gemeente": Demand.PER_TOWN,
    "per-bestuur": Demand.PER_BOARD,
    "per-wijk": Demand.PER_DISTRICT,
}
STEPS = {"km": (Demand.TRAVEL, KM_STEPS), "leerlingen": (Demand.PARTNER_PUPILS, PUPIL_STEPS)}
SWITCHES = {
    "werkgebied": Demand.TOLD_AREA,
    "capaciteit": Demand.TOLD_CAPACITY,
    "past": Demand.FITS,
    "start": Demand.START,
    "vmbo": Demand.VMBO,
    "per-sector": "per_sector",
}
# both sectors are planned at once
ACTIVITY = {name: first for name, first in choices.ACTIVITY.items() if name != "sector"}
RADII = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
RULES = {
    **dict.fromkeys((*COUNTS, *LIMITS, *STEPS), ""),
    **dict.fromkeys(SWITCHES, "0"),
    "soort-regio": "",
    "eigen-regios": "",
    "plaatsen": "",
    "vast": "",
    "niet": "",
    "gewicht": "50",
    "straal": "0",
}


def rules(chosen: Selection, standard: Rules, problem: Problem) -> Rules:
    """The rules that a link asks; what it asks wrongly is left as a plan starts."""
    values: dict[str, Any] = {rule: _count(chosen[name], getattr(standard, rule)) for name, rule in COUNTS.items()}
    values |= {rule: _limit(chosen[name], getattr(standard, rule), range(1, MOST + 1)) for name, rule in LIMITS.items()}
    values |= {rule: _limit(chosen[name], getattr(standard, rule), steps) for name, (rule, steps) in STEPS.items()}
    values |= {rule: chosen[name] == "1" for name, rule in SWITCHES.items()}
    return replace(
        standard,
        **values,
        region_kind=kind(chosen, problem),
        places=_places(chosen["plaatsen"], problem.partners),
        locked=_codes(chosen["vast"], problem),
        banned=_codes(chosen["niet"], problem),
        po_weight=_count(chosen["gewicht"], 50, 100),
        radius_km=_radius(chosen["straal"]),
    )


def kind(chosen: Selection, problem: Problem) -> str:
    offered = kinds(problem)
    return chosen["soort-regio"] if chosen["soort-regio"] in offered else offered[0]


def _count(text: str, standard: int, most: int = MOST) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= most else standard


def _limit(text: str, standard: int | float | None, steps: Sequence[int]) -> int | float | None:
    if text == NONE:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) in steps else standard


def _radius(text: str) -> float:
    return next((km for km in RADII if f"{km:g}" == text), 0.0)


def _places(text: str, partners: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """alfa:1,bravo:0 as pairs, of partners that are there."""
    pairs = (part.rpartition(":")[::2] for part in text.split(","))
    return tuple((code, _count(n, -1)) for code, n in pairs if code in partners and _count(n, -1) >= 0)


def _codes(text: str, problem: Problem) -> tuple[str, ...]:
    known = set(problem.ids[problem.is_open])
    return tuple(code for code in typed(text) if code in known)


def typed(text: str) -> tuple[str, ...]:
    """School codes as they are typed, each once: 17dp00 is 17DP00."""
    parts = text.replace(";", ",").replace(" ", ",").split(",")
    return tuple(dict.fromkeys(part.strip().upper() for part in parts if part.strip()))


def regions(text: str, reader: Reader) -> Regions:
    """The reader's own regions, typed as `North: Groningen, Assen; South: Breda`; without a municipality it is none."""
    found = []
    for part in text.split(";"):
        name, _colon, members = part.partition(":")
        codes = tuple(code for code in places.named(members, reader) if code.startswith("GM"))
        if name.strip() and codes:
            found.append((name.strip()[:40], codes))
    return tuple(found)


def of(rules: Rules, standard: Rules) -> dict[str, str | None]:
    """The choices of a link that asks these rules; None is the default."""
    told: dict[str, str | None] = {}
    for name, rule in (COUNTS | LIMITS | {name: rule for name, (rule, _steps) in STEPS.items()}).items():
        value, first = getattr(rules, rule), getattr(standard, rule)
        told[name] = None if value == first else NONE if value is None else f"{value:g}"
    told |= {name: "1" if getattr(rules, rule) else None for name, rule in SWITCHES.items()}
    told["plaatsen"] = ",".join(f"{code}:{n}" for code, n in rules.places) or None
    told["vast"], told["niet"] = ",".join(rules.locked) or None, ",".join(rules.banned) or None
    told["gewicht"], told["straal"] = str(rules.po_weight), f"{rules.radius_km:g}"
    return told


def plain(rules: Rules) -> Mapping[str, Any]:
    """The rules as JSON takes them."""
    return {field.name: getattr(rules, field.name) for field in fields(Rules)}
