"""Whether a programme fits what a school asks: fits, ask (something is not known) or not, and what decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

# groups and years from the youngest to the oldest
GROUPS = ("1", "2", "3", "4", "5", "6", "7", "8", "vo1", "vo2", "vo3", "vo4", "vo5", "vo6", "mbo", "ho")

EVERYWHERE = ("Nederland", "heel Nederland", "landelijk")


class State(StrEnum):
    FITS = "fits"
    ASK = "ask"
    NOT = "not"


@dataclass(frozen=True)
class Wish:
    """What a school or an area asks, '' for whatever it leaves open, and where it is."""

    sector: str
    municipality: str
    theme_id: str = ""
    group: str = ""
    around: tuple[str, ...] = ()  # other names of where it is: its province, or the municipalities of a province


@dataclass(frozen=True)
class Fit:
    """The state of a programme, and the aspects that decide it: those that do not fit, else those not known."""

    state: State
    why: tuple[str, ...] = ()


def judged(programme: Mapping[str, Any], wish: Wish) -> Fit:
    """What is not told of a programme is unknown, never a yes and never a no."""
    aspects = {
        "sector": sector(programme, wish),
        "theme": theme(programme, wish),
        "group": group(programme, wish),
        "area": area(programme, wish),
        "places": places(programme),
    }
    for state in (State.NOT, State.ASK):
        if why := tuple(name for name, found in aspects.items() if found is state):
            return Fit(state, why)
    return Fit(State.FITS)


def told(programme: Mapping[str, Any], name: str) -> str:
    """A fact as text; '' when it was not told."""
    value = programme.get(name)
    return "" if value is None or pd.isna(value) else str(value).strip()


def sector(programme: Mapping[str, Any], wish: Wish) -> State:
    if not wish.sector:
        return State.FITS
    sectors = {one.strip() for one in told(programme, "sector").split(",") if one.strip()}
    return State.ASK if not sectors else State.FITS if wish.sector in sectors else State.NOT


def theme(programme: Mapping[str, Any], wish: Wish) -> State:
    if not wish.theme_id:
        return State.FITS
    own = {one.strip() for one in told(programme, "theme_ids").split(",") if one.strip()}
    return State.ASK if not own else State.FITS if wish.theme_id in own else State.NOT


def group(programme: Mapping[str, Any], wish: Wish) -> State:
    if not wish.group:
        return State.FITS
    first, last = told(programme, "group_from"), told(programme, "group_to")
    if first not in GROUPS or last not in GROUPS or wish.group not in GROUPS:
        return State.ASK
    return State.FITS if GROUPS.index(first) <= GROUPS.index(wish.group) <= GROUPS.index(last) else State.NOT


def area(programme: Mapping[str, Any], wish: Wish) -> State:
    """By the places that the partner told, and where it works now: who works in the town already can come there."""
    towns = {one.strip().casefold() for one in told(programme, "region").split(",") if one.strip()}
    own = {one.casefold() for one in (wish.municipality, *wish.around, *EVERYWHERE)}
    if bool(programme.get("is_in_town")) or own & towns:
        return State.FITS
    return State.NOT if towns else State.ASK


def places(programme: Mapping[str, Any]) -> State:
    """Only where places are kept at all; then unknown is a question too."""
    if "places_left" not in programme:
        return State.FITS
    left = told(programme, "places_left")
    return State.ASK if not left else State.FITS if float(left) > 0 else State.NOT
