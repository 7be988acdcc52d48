"""A request of a school, and what its events make of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from etl.partners.events import Apart

CHANNELS = ("phone", "mail", "visit", "web", "other")
OUTCOMES = ("comes", "no_place", "does_not_fit", "elsewhere", "withdrawn")
Event = Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """One request of a school as it stands now; `deeds` is what was done with it: (kind, at, by), in order."""

    request_id: str
    school_id: str
    asked_on: dt.date
    theme_id: str = ""
    group: str = ""
    wish: str = ""
    channel: str = ""
    role: str = ""
    partner_id: str = ""  # the organisation that it was passed on to, or that answered
    passed_on: dt.date | None = None
    outcome: str = ""
    closed_on: dt.date | None = None
    is_erased: bool = False
    deeds: tuple[tuple[str, str, str], ...] = ()

    @property
    def state(self) -> str:
        """erased, closed, passed_on or open."""
        if self.is_erased:
            return "erased"
        return "closed" if self.outcome else "passed_on" if self.passed_on else "open"


@dataclass(frozen=True)
class Log:
    """All requests by request_id, in the order in which they were told, and what cannot be read as one."""

    requests: dict[str, Request] = field(default_factory=dict)
    apart: tuple[Apart, ...] = ()


# what is told of a request, and can be corrected
TAKEN = ("school_id", "asked_on", "theme_id", "group", "wish", "channel", "role")


def added_up(told: Iterable[Event]) -> tuple[dict[str, Request], list[Apart]]:
    """Requests by request_id, and the events about one that was never asked."""
    requests: dict[str, Request] = {}
    apart = []
    for event in told:
        known = requests.get(event["request_id"])
        if event["kind"] == "asked":
            requests.setdefault(event["request_id"], _asked(event))
        elif known is not None:
            requests[known.request_id] = _changed(known, event)
        elif event["kind"] != "erased":  # the words of an erased one are gone
            apart.append(Apart(event["event_name"], "incomplete"))
    return requests, apart


def _asked(event: Event) -> Request:
    facts: dict[str, Any] = {name: event[name] for name in TAKEN if name in event}
    facts["asked_on"] = _day(event["asked_on"])
    return Request(event["request_id"], deeds=(_deed(event),), **facts)


def _changed(known: Request, event: Mapping[str, Any]) -> Request:
    """The request after one more event."""
    facts: dict[str, Any] = {}
    if event["kind"] == "passed_on":
        facts = {"partner_id": event["partner_id"], "passed_on": _day(event["on"])}
    elif event["kind"] == "corrected":
        facts = {name: event[name] for name in TAKEN if name in event}
        facts |= {"asked_on": _day(facts["asked_on"])} if "asked_on" in facts else {}
    elif event["kind"] == "closed":
        facts = {"outcome": event["outcome"], "closed_on": _day(event["on"])}
        facts |= {"partner_id": event["partner_id"]} if event.get("partner_id") else {}
    elif event["kind"] == "reopened":
        facts = {"outcome": "", "closed_on": None}
    else:
        facts = {"is_erased": True, "wish": "", "role": ""}
    return replace(known, **facts, deeds=(*known.deeds, _deed(event)))


def _deed(event: Mapping[str, Any]) -> tuple[str, str, str]:
    return event["kind"], str(event["at"]), event["by"]


def _day(told: object) -> dt.date:
    return told if isinstance(told, dt.date) else dt.date.fromisoformat(str(told))
