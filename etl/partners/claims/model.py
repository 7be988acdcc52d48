"""A claim of a partner on a school, and what its events make of it on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from etl.partners.events import Apart

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Claim:
    """One claim as told so far; `deeds` is what was done with it: (kind, at, by), in order.

    `until` is the last day on which it stands. `with_ids` are the claims that it was agreed to go together with.
    """

    claim_id: str
    school_id: str
    partner_id: str
    school_year: str
    claimed_on: dt.date
    until: dt.date
    is_withdrawn: bool = False
    with_ids: frozenset[str] = frozenset()
    deeds: tuple[tuple[str, str, str], ...] = ()

    def state(self, today: dt.date) -> str:
        """withdrawn, expired or standing."""
        if self.is_withdrawn:
            return "withdrawn"
        return "expired" if self.until < today else "standing"


@dataclass(frozen=True)
class Log:
    """All claims by claim_id, in the order in which they were told, and what cannot be read as one."""

    claims: dict[str, Claim] = field(default_factory=dict)
    apart: tuple[Apart, ...] = ()


def added_up(told: Iterable[Event]) -> tuple[dict[str, Claim], list[Apart]]:
    """Claims by claim_id, and the events about one that was never made."""
    claims: dict[str, Claim] = {}
    apart = []
    for event in told:
        about = [event["claim_id"], *event.get("with_ids", ())]
        if event["kind"] == "claimed":
            claims.setdefault(event["claim_id"], _claimed(event))
        elif all(claim_id in claims for claim_id in about):
            claims |= {claim_id: _changed(claims[claim_id], event, about) for claim_id in about}
        else:
            apart.append(Apart(event["event_name"], "incomplete"))
    return claims, apart


def _claimed(event: Event) -> Claim:
    facts = {name: event[name] for name in ("claim_id", "school_id", "partner_id", "school_year")}
    return Claim(**facts, claimed_on=_day(event["on"]), until=_day(event["until"]), deeds=(_deed(event),))


def _changed(known: Claim, event: Event, about: Sequence[str]) -> Claim:
    """The claim after one more event."""
    facts: dict[str, Any] = {}
    if event["kind"] == "prolonged":
        facts = {"until": max(known.until, _day(event["until"]))}
    elif event["kind"] == "together":
        facts = {"with_ids": known.with_ids | set(about) - {known.claim_id}}
    else:
        facts = {"is_withdrawn": True}
    return replace(known, **facts, deeds=(*known.deeds, _deed(event)))


def _deed(event: Event) -> tuple[str, str, str]:
    return event["kind"], str(event["at"]), event["by"]


def _day(told: object) -> dt.date:
    return told if isinstance(told, dt.date) else dt.date.fromisoformat(str(told))


def standing(claims: Iterable[Claim], today: dt.date, school_year: str = "") -> list[Claim]:
    """The claims that stand on a day, of one school year or ('') of all."""
    return [one for one in claims if one.state(today) == "standing" and school_year in ("", one.school_year)]


def clashes(stand: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    """(school_id, school_year) -> the claims of several partners on it; not where they said to go together."""
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for one in stand:
        found[one.school_id, one.school_year].append(one)
    return {key: claims for key, claims in found.items() if _clash(claims)}


def _clash(claims: Sequence[Claim]) -> bool:
    partners = {one.partner_id for one in claims}
    agreed = {one.partner_id for one in claims if _goes_with(one, claims) >= partners - {one.partner_id}}
    return len(partners) > 1 and agreed != partners


def _goes_with(one: Claim, claims: Iterable[Claim]) -> set[str]:
    """The partners of these claims that it was agreed to go together with."""
    return {other.partner_id for other in claims if other.claim_id in one.with_ids}
