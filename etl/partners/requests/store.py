"""The events of requests on disk: written once, never changed; read in the order in which they were told."""

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from etl import deeds, disk
from etl.partners import events, store
from etl.partners.events import Apart, Day, Moment
from etl.partners.requests import brought as brought_along
from etl.partners.requests import words
from etl.partners.requests.model import Log, added_up
from etl.partners.store import Store

log = logging.getLogger(__name__)
VERSION = 1
FOLDER = "requests"


class _Event(BaseModel):
    model_config = ConfigDict(extra="allow")
    at: Moment
    by: str
    request_id: Annotated[str, Field(min_length=1)]
    version: int = 0


class _Asked(_Event):
    kind: Literal["asked"]
    school_id: str
    asked_on: Day


class _PassedOn(_Event):
    kind: Literal["passed_on"]
    partner_id: str
    on: Day


class _Corrected(_Event):
    kind: Literal["corrected"]


class _Closed(_Event):
    kind: Literal["closed"]
    outcome: str
    on: Day


class _Other(_Event):
    kind: Literal["reopened", "erased"]


_FORM: TypeAdapter = TypeAdapter(
    Annotated[_Asked | _PassedOn | _Corrected | _Closed | _Other, Field(discriminator="kind")]
)
STORE = Store(FOLDER, _FORM, VERSION)
is_event = STORE.is_event


def read(root: Path, brought: Path | None = None) -> Log:
    """What all events of a partners' folder add up to, after those that a fictional edition brings along."""
    told, unreadable = STORE.read(root)
    requests, unknown = added_up([*brought_along.events(brought), *told])
    return Log(requests, (*unreadable, *unknown))


def ask(root: Path, by: str, now: dt.datetime, **facts: Any) -> str:
    """Writes a new request down; returns its request_id. Raises UploadRejected when its words tell of a person."""
    request_id = f"{now:%Y%m%d}-{secrets.token_hex(4)}"
    tell(root, "asked", request_id, by, now, **facts)
    return request_id


def tell(
    root: Path, kind: str, request_id: str, by: str, now: dt.datetime,
    *, look: Callable[[], None] = lambda: None, **facts: Any,
) -> None:  # fmt: skip
    """Writes one event, whole or not at all. Raises UploadRejected for words that tell of a person, and where
    somebody else has erased the request since it was read. `look` is done under the lock: what it raises, is told
    instead."""
    words.refuse_persons(str(facts.get(name, "")) for name in words.WORDS)
    facts = {} if kind == "erased" else facts
    plain = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in facts.items()}
    event = {"kind": kind, "request_id": request_id, "at": now.isoformat(), "by": by, **plain}
    with STORE.turn(root) as put:
        look()
        if kind not in ("asked", "erased") and request_id in _erased(STORE.read(root)[0]):
            raise words.gone()
        put(event)
        if kind == "erased":
            _remove_erased(root)
    log.info("request %s: %s", kind, request_id)


def sweep(root: Path) -> None:
    """What killed processes left: words of erased requests, and halves of files; called under no lock."""
    if (root / FOLDER).is_dir():
        with disk.explained(root), events.locked(root):
            _remove_erased(root)
        STORE.sweep(root)


def _remove_erased(root: Path) -> None:
    """Removes every event with words of an erased request; called under the lock."""
    told = [(path, event) for path in STORE.files(root) if not isinstance(event := STORE.read_one(path), Apart)]
    erased = _erased(event for _, event in told)
    for path, event in told:
        if event["request_id"] in erased and event["kind"] != "erased":
            deeds.remove(path)
    store.forget()  # nor in this process


def _erased(told: Iterable[dict[str, Any]]) -> set[str]:
    return {event["request_id"] for event in told if event["kind"] == "erased"}
