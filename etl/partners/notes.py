"""What coordinators know of a place that no source tells: one small file per event, beside the requests of schools.

`notes/n<sequence>-<random>.json`, append-only as etl/partners/events.py: pinned, withdrawn. A note is about an area or
a school, and of it an indicator and a period where it is about one. What is typed is screened as requests are, so no
person is in it; a note that was withdrawn loses its words, and that it was there stays on record.
"""

import datetime as dt
import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from etl import deeds, disk
from etl.partners import events, frozen, store
from etl.partners.events import Apart, Moment
from etl.partners.requests import brought as brought_along
from etl.partners.requests import words
from etl.partners.store import Store

log = logging.getLogger(__name__)
FOLDER, BROUGHT, VERSION = "notes", "notes.yml", 1
FACTS = ("note_id", "place", "municipality", "indicator_id", "period", "text")
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{4,12}$")]
Words = Annotated[str, Field(min_length=3, max_length=words.MOST_LETTERS)]


class _Event(BaseModel):
    model_config = ConfigDict(extra="allow")
    at: Moment
    by: str
    note_id: Annotated[str, Field(min_length=1)]
    version: int = 0


class _Pinned(_Event):
    kind: Literal["pinned"]
    place: Code
    municipality: Code
    text: Words
    indicator_id: str = ""
    period: str = ""


class _Withdrawn(_Event):
    kind: Literal["withdrawn"]


STORE = Store(FOLDER, TypeAdapter(Annotated[_Pinned | _Withdrawn, Field(discriminator="kind")]), VERSION)
is_event = STORE.is_event


@dataclass(frozen=True)
class Note:
    """A note that stands: of an area or school, for whoever may read its municipality's closed figures.

    indicator_id '' is about the place as a whole, period '' about all of them.
    """

    note_id: str
    place: str
    municipality: str
    indicator_id: str
    period: str
    text: str
    by: str
    on: dt.date


@dataclass(frozen=True)
class Log:
    """The notes that stand by note_id, in the order in which they were told, and what cannot be read as one."""

    notes: dict[str, Note] = field(default_factory=dict)
    apart: tuple[Apart, ...] = ()


def read(root: Path, brought: Path | None = None) -> Log:
    """What all events of a partners' folder add up to, after those that a fictional edition brings along."""
    own, apart = STORE.read(root)
    told = [*brought_along.events(brought, BROUGHT), *own]
    gone = _withdrawn(told)
    standing = [event for event in told if event["kind"] == "pinned" and event["note_id"] not in gone]
    return Log({event["note_id"]: _note(event) for event in standing}, tuple(apart))


def _note(event: Mapping[str, Any]) -> Note:
    facts = {name: event.get(name, "") for name in FACTS}
    return Note(**facts, by=event["by"], on=dt.datetime.fromisoformat(event["at"]).date())


def pin(root: Path, by: str, now: dt.datetime, **facts: str) -> str:
    """Writes a note down; returns its note_id. Raises Refused for words that tell of a person."""
    text = " ".join(facts.get("text", "").split())
    words.refuse_persons([text])
    note_id = f"{now:%Y%m%d}-{secrets.token_hex(4)}"
    STORE.write(root, {"kind": "pinned", "note_id": note_id, "at": now.isoformat(), "by": by, **facts, "text": text})
    log.info("note pinned: %s", note_id)
    return note_id


def withdraw(root: Path, note_id: str, by: str, now: dt.datetime) -> None:
    """Writes down that a note no longer stands, and takes its words away for good."""
    with STORE.turn(root) as put:
        put({"kind": "withdrawn", "note_id": note_id, "at": now.isoformat(), "by": by})
        _remove_withdrawn(root)
    log.info("note withdrawn: %s", note_id)


def sweep(root: Path) -> None:
    """What killed processes left: words of withdrawn notes, and halves of files; called under no lock."""
    if (root / FOLDER).is_dir():
        with disk.explained(root), events.locked(root):
            _remove_withdrawn(root)
        STORE.sweep(root)


def _remove_withdrawn(root: Path) -> None:
    """Removes every event with the words of a withdrawn note, and these from frozen views; called under the lock."""
    every = [(path, STORE.read_one(path)) for path in STORE.files(root)]
    told = [(path, event) for path, event in every if not isinstance(event, Apart)]
    gone = _withdrawn(event for _, event in told)
    words = {event["note_id"]: frozen.Words(event["text"], event["by"])
             for _, event in told if event["kind"] == "pinned"}  # fmt: skip
    frozen.forget_words({note: words.get(note, frozen.Words()) for note in sorted(gone)})
    pinned = [path for path, event in told if event["note_id"] in gone and event["kind"] == "pinned"]
    for path in [*pinned, *(path for path, event in every if isinstance(event, Apart) and _may_be_of(path, gone))]:
        deeds.remove(path)
    store.forget()


def _may_be_of(path: Path, gone: set[str]) -> bool:
    """Whether a damaged event names one of these notes and may hold its words."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return '"pinned"' in text and any(note in text for note in gone)


def _withdrawn(told: Iterable[Mapping[str, Any]]) -> set[str]:
    return {event["note_id"] for event in told if event["kind"] == "withdrawn"}
