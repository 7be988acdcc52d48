"""Who referred whom to which programme: one small file per event, beside the requests of schools.

`referrals/n<sequence>-<random>.json`, append-only as etl/partners/events.py: referred, undone. A referral names two
programmes, and the school it was for where there was one; nobody types a word, so no person can be in it.
"""

import datetime as dt
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from etl.partners.events import Apart, Day, Moment
from etl.partners.requests import brought as brought_along
from etl.partners.store import Store

log = logging.getLogger(__name__)
VERSION = 1
FOLDER = "referrals"
BROUGHT = "referrals.yml"
Name = Annotated[str, Field(pattern=r"^[^/]+/[^/]+$")]


class _Event(BaseModel):
    model_config = ConfigDict(extra="allow")
    at: Moment
    by: str
    referral_id: Annotated[str, Field(min_length=1)]
    version: int = 0


class _Referred(_Event):
    kind: Literal["referred"]
    from_programme: Name
    other_programme: Name
    on: Day
    school_id: str = ""


class _Undone(_Event):
    kind: Literal["undone"]


STORE = Store(FOLDER, TypeAdapter(Annotated[_Referred | _Undone, Field(discriminator="kind")]), VERSION)
is_event, sweep = STORE.is_event, STORE.sweep


@dataclass(frozen=True)
class Referral:
    """One referral that stands: from a programme to one of another partner, on a day, for a school or for nobody."""

    referral_id: str
    from_programme: str
    other_programme: str
    on: dt.date
    school_id: str = ""


@dataclass(frozen=True)
class Log:
    """The referrals that stand by referral_id, in the order in which they were told, and what cannot be read as one."""

    referrals: dict[str, Referral] = field(default_factory=dict)
    apart: tuple[Apart, ...] = ()


def read(root: Path, brought: Path | None = None) -> Log:
    """What all events of a partners' folder add up to, after those that a fictional edition brings along; one that was
    undone is not among them."""
    own, apart = STORE.read(root)
    told = [*brought_along.events(brought, BROUGHT), *own]
    undone = {event["referral_id"] for event in told if event["kind"] == "undone"}
    standing = [event for event in told if event["kind"] == "referred" and event["referral_id"] not in undone]
    return Log({event["referral_id"]: _referral(event) for event in standing}, tuple(apart))


def _referral(event: Mapping[str, Any]) -> Referral:
    names = ("referral_id", "from_programme", "other_programme")
    on = dt.date.fromisoformat(event["on"])
    return Referral(*(event[name] for name in names), on=on, school_id=event.get("school_id", ""))


def refer(root: Path, by: str, now: dt.datetime, **facts: str) -> str:
    """Writes a referral down; returns its referral_id."""
    referral_id = f"{now:%Y%m%d}-{secrets.token_hex(4)}"
    _tell(root, {"kind": "referred", "referral_id": referral_id, "at": now.isoformat(), "by": by, **facts})
    return referral_id


def undo(root: Path, referral_id: str, by: str, now: dt.datetime) -> None:
    """Writes down that a referral no longer counts; both stay on record."""
    _tell(root, {"kind": "undone", "referral_id": referral_id, "at": now.isoformat(), "by": by})


def _tell(root: Path, event: Mapping[str, Any]) -> None:
    """Writes one event, whole or not at all."""
    STORE.write(root, event)
    log.info("referral %s: %s", event["kind"], event["referral_id"])
