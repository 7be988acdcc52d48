"""Demands, reasons and states of a plan in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from babel.lists import format_list

from dashboard.figures.plan.rules import BAN, LOCK, SECTORS, Demand, Rules
from dashboard.frame.language import MINUS, _, current, ngettext, number
from dashboard.frame.markup import md
from dashboard.plan.schools import Asked


def region_kinds() -> dict[str, str]:
    return {"labour_market_region": _("labour market regions"), "province": _("provinces"), "own": _("own regions")}


def order(rules: Rules) -> list[str]:
    """The demands that are made as a text lists them: how many schools first, those of single schools last."""
    made = rules.made()
    numbers = [name for name in SECTORS.values() if name in made]
    of_schools = [name for name in made if name.startswith((LOCK, BAN))]
    rest = [name for name in reversed(made) if name not in (*numbers, *of_schools)]
    return [*map(str, numbers), *rest, *of_schools]


def demand(name: str, rules: Rules, asked: Asked, *, is_plain: bool = False) -> str:
    """A demand as it is made, safe in Markdown; `is_plain` for where names are shown as they are."""
    if name.startswith((LOCK, BAN)):
        code = name.partition(":")[2]
        text = _("always in: {school}") if name.startswith(LOCK) else _("never in: {school}")
        school = short(asked.name_of(code) or code)
        return text.format(school=school if is_plain else md(school))
    value = getattr(rules, name)
    n = value if isinstance(value, int) else 0
    counted = {
        Demand.PO: ngettext("{n} PO school", "{n} PO schools", n),
        Demand.VO: ngettext("{n} VO school", "{n} VO schools", n),
        Demand.REGIONS: _("at least {n} {kind}", n=number(n), kind=region_kinds()[rules.region_kind]),
        Demand.URBAN: _("at least {n} urban", n=number(n)),
        Demand.RURAL: _("at least {n} rural", n=number(n)),
        Demand.WITH_PARTNER: _("at least {n} with a partner already", n=number(n)),
        Demand.WITHOUT_PARTNER: _("at least {n} without a partner", n=number(n)),
        Demand.PER_PARTNER: _places(rules),
        Demand.PARTNER_PUPILS: _("at most {n} pupils per partner", n=number(n)),
        Demand.TRAVEL: _("within {km} km of a school of the partner", km=number(rules.travel_km or 0)),
        Demand.PER_TOWN: _("at most {n} per municipality", n=number(n)),
        Demand.PER_BOARD: _("at most {n} per board", n=number(n)),
        Demand.PER_DISTRICT: _("at most {n} per district", n=number(n)),
    }
    return counted.get(Demand(name)) or _switches()[Demand(name)]


def _places(rules: Rules) -> str:
    if rules.per_partner is None:
        return _("places per partner")
    text = ngettext("at most {n} school per partner", "at most {n} schools per partner", rules.per_partner)
    return f"{text} {_('(some have another number)')}" if rules.places else text


def _switches() -> dict[str, str]:
    return {
        Demand.TOLD_AREA: _("inside the working area that the partner told"),
        Demand.TOLD_CAPACITY: _("within the capacity that the partner told"),
        Demand.FITS: _("a programme that fits the school"),
        Demand.START: _("where all chosen partners can start at once"),
        Demand.VMBO: _("VO schools with vmbo"),
    }


def step(name: str, strict: Rules) -> str:
    """What one step stricter is, as briefly as a cell takes it."""
    value = getattr(strict, name)
    return f"{number(value)} km" if name == Demand.TRAVEL else number(value)


def listed(parts: Iterable[str]) -> str:
    """A, B and C in the reader's language."""
    return format_list(list(parts), locale=current())


def points(value: float, digits: int = 2) -> str:
    """A share of need as a number: 0,28."""
    return number(value, digits)


def signed(value: float, digits: int = 2) -> str:
    """+0,28, 0 or −0,04; what rounds to nothing is 0."""
    value = round(value, digits)
    return "0" if value == 0 else ("+" if value > 0 else MINUS) + number(abs(value), digits)


def cost(value: float) -> str:
    """A price: 0,28, 0, or −0,04 where dropping a demand takes from a sector to give to the other."""
    return points(value) if round(value, 2) > 0 else signed(value)


def urbanity(code: int) -> str:
    words = {
        1: _("very strongly urban"),
        2: _("strongly urban"),
        3: _("moderately urban"),
        4: _("hardly urban"),
        5: _("not urban"),
    }
    return words.get(code, _("not known"))


TYPES = re.compile(
    r",?\s+(?:school\w*\s+)?voor\s[^,]*?\b(?:gymnasium|atheneum|lyceum|havo|vwo|mavo|vmbo|vbo|lwoo|praktijk\w*|voortgezet|middelbaar)"
    r"\b.*$",
    re.IGNORECASE,
)


def short(name: str) -> str:
    """A school's name without the types of education behind it, and with what most have in common short."""
    brief = re.sub("^voortgezet onderwijs [^,]*, *", "", TYPES.sub("", name), flags=re.IGNORECASE)
    brief = re.sub("openbare basisschool", "OBS", brief, flags=re.IGNORECASE)
    brief = re.sub("scholengemeenschap", "SG", brief, flags=re.IGNORECASE).strip()
    return brief or name
