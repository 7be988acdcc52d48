"""The events of claims on disk: written once, never changed; read in the order in which they were told."""

import datetime as dt
import logging
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from etl.partners.claims import brought as brought_along
from etl.partners.claims.model import Log, added_up
from etl.partners.events import Day, Moment
from etl.partners.store import Store

log = logging.getLogger(__name__)
VERSION = 1
FOLDER = "claims"
Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Event(BaseModel):
    model_config = ConfigDict(extra="allow")
    at: Moment
    by: str
    claim_id: Text
    version: int = 0


class _Claimed(_Event):
    kind: Literal["claimed"]
    school_id: Text
    partner_id: Text
    school_year: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]
    on: Day
    until: Day


class _Prolonged(_Event):
    kind: Literal["prolonged"]
    until: Day


class _Together(_Event):
    kind: Literal["together"]
    with_ids: Annotated[list[Text], Field(min_length=1)]


class _Withdrawn(_Event):
    kind: Literal["withdrawn"]


_FORM: TypeAdapter = TypeAdapter(Annotated[_Claimed | _Prolonged | _Together | _Withdrawn, Field(discriminator="kind")])
STORE = Store(FOLDER, _FORM, VERSION)
is_event, sweep = STORE.is_event, STORE.sweep


def read(root: Path, brought: Path | None = None) -> Log:
    """What all events of a partners' folder add up to, after those that a fictional edition brings along."""
    told, unreadable = STORE.read(root)
    claims, unknown = added_up([*brought_along.events(brought), *told])
    return Log(claims, (*unreadable, *unknown))


def claim(root: Path, by: str, now: dt.datetime, **facts: Any) -> str:
    """Writes a new claim down; returns its claim_id. The same school of another partner is no hindrance."""
    claim_id = f"{now:%Y%m%d}-{secrets.token_hex(4)}"
    tell(root, "claimed", claim_id, by, now, **{"on": now.date(), **facts})
    return claim_id


def tell(root: Path, kind: str, claim_id: str, by: str, now: dt.datetime, **facts: Any) -> None:
    """Writes one event, whole or not at all, and never in place of another. Raises ValueError for one that is none."""
    STORE.write(root, {"kind": kind, "claim_id": claim_id, "at": now.isoformat(), "by": by, **facts})
    log.info("claim %s: %s", kind, claim_id)
