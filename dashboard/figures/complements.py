"""Which programmes of other partners do the same as one, and which add to it: by theme, group, region and capacity.

Pure. What is not told of a programme never makes a pair: unknown is unknown, and is said beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.fit import GROUPS, told

Programme = Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """Another partner's programme beside one: what both have, and what is not known of either."""

    programme_id: str
    is_same: bool  # a theme in common: does this too; else it adds to it
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    towns: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def parts(programme: Programme, name: str) -> tuple[str, ...]:
    """What is told as a list with commas."""
    return tuple(one.strip() for one in told(programme, name).split(",") if one.strip())


def span(programme: Programme) -> tuple[str, ...]:
    """The groups from first to last; empty when either is not known."""
    first, last = told(programme, "group_from"), told(programme, "group_to")
    if first not in GROUPS or last not in GROUPS:
        return ()
    return GROUPS[GROUPS.index(first) : GROUPS.index(last) + 1]


def pairs(chosen: Programme, others: Sequence[Programme]) -> list[Pair]:
    """Programmes of other partners for the same sector that meet it somewhere; what they share most comes first."""
    found = [_pair(chosen, other) for other in others if told(other, "partner_id") != told(chosen, "partner_id")]
    met = [pair for pair in found if pair is not None]
    return sorted(met, key=lambda one: (-len(one.towns), len(one.unknown), -len(one.groups), one.programme_id))


def _pair(chosen: Programme, other: Programme) -> Pair | None:
    """None where sector, groups or region are known of both and have nothing in common."""
    unknown, shared = [], {}
    for name, read in (
        ("sector", lambda one: parts(one, "sector")),
        ("groups", span),
        ("region", lambda one: parts(one, "region")),
        ("themes", lambda one: parts(one, "theme_ids")),
    ):
        own, theirs = read(chosen), read(other)
        shared[name] = tuple(one for one in own if one in theirs)
        if not own or not theirs:
            unknown.append(name)
        elif not shared[name] and name != "themes":
            return None
    if "themes" in unknown or not (shared["groups"] or shared["region"]):
        return None
    if not told(other, "capacity_count"):
        unknown.append("capacity")
    return Pair(
        told(other, "programme_id"),
        bool(shared["themes"]),
        shared["themes"],
        shared["groups"],
        shared["region"],
        tuple(unknown),
    )
