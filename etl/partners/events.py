"""What happened to partners' files and facts: one small file per event, never changed, in a sequence of its own.

`events/n<sequence>-<random>.json`. The sequence is taken under a lock, so no clock decides what came last. Events of
earlier versions are named after their moment; they keep their order by name, and come before all that have a number.
Nothing is taken back by removing it: `undone` names the event that no longer counts.
"""

import fcntl
import functools
import itertools
import json
import logging
import os
import re
import secrets
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from etl import deeds, disk

log = logging.getLogger(__name__)
VERSION = 2
# a kind that came later says so, and the rest stays readable for the program of before
SINCE = {"undone": 2, "standing": 2, "facts": 2, "shown": 2, "let_go": 2}
UNDOABLE = ("confirmed", "decision", "facts", "programme", "standing", "withdrawn")
MOST_GONE = 100  # that are named
NUMBERED = re.compile(r"n(\d{10})-[0-9a-f]{8}\.json")
Why = Literal[
    "unreadable", "incomplete", "newer", "gone", "unknown_delivery", "damaged_file", "import_unreadable",
    "import_damaged", "import_double",
]  # fmt: skip
WHAT_TO_DO: dict[Why, str] = {
    "unreadable": "not a whole event. Put it back from a backup (python -m etl restore), or remove the file",
    "incomplete": "an event without what it must say. Put it back from a backup (python -m etl restore), or remove it",
    "newer": "an event of a newer version of the program. Use that version",
    "gone": "an event that came and is no longer there, so what it said does not count. Put it back from a backup "
    "(python -m etl restore); where it was removed on purpose, say so: python -m etl partner let-go NUMBER",
    "unknown_delivery": "an event about a delivery that never came. Put the delivery back from a backup, or remove it",
    "damaged_file": "a file whose bytes are not those that came. Send the file again, or restore a backup",
    "import_unreadable": "figures in data/imports that cannot be read. Import them again, or remove both files",
    "import_damaged": "figures in data/imports whose bytes are not those that came. Import them again, or remove them",
    "import_double": "figures in data/imports with an indicator that another import has. Remove one of the two",
}


@dataclass(frozen=True)
class Apart:
    """Something that people handed in that does not count until a person looks at it: its name and why."""

    name: str
    why: Why

    def __str__(self) -> str:
        return f"{self.name}: {WHAT_TO_DO[self.why]}."


def _day(told: Any) -> date:
    """As every reader of an event reads it: pydantic alone takes numbers and moments for a day as well."""
    if not isinstance(told, str):
        raise ValueError("expected a day as a text")
    return date.fromisoformat(told)


def _moment(told: Any) -> datetime:
    if not isinstance(told, str):
        raise ValueError("expected a moment as a text")
    found = datetime.fromisoformat(told)
    try:
        found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("expected a moment that there is in every time zone") from error
    return found


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]


class _Event(BaseModel):
    model_config = ConfigDict(extra="allow")
    at: Moment
    by: str
    version: int = 0


class _Partner(_Event):
    kind: Literal["partner"]
    partner_id: str
    name: str
    partner_kind: str


class _Programme(_Event):
    kind: Literal["programme"]
    partner_id: str
    programme_slug: str


class _Decision(_Event):
    kind: Literal["decision"]
    partner_id: str
    fingerprint: str
    school_id: str


class _Received(_Event):
    kind: Literal["received"]
    delivery_id: str
    partner_id: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    file_name: str


class _Accepted(_Event):
    kind: Literal["accepted"]
    delivery_id: str
    columns: dict[str, str]
    layout: dict[str, Any]


class _Refused(_Event):
    kind: Literal["refused"]
    delivery_id: str
    checks: list[str]


class _Confirmed(_Event):
    kind: Literal["confirmed"]
    delivery_id: str
    confirmed_on: Day


class _Gone(_Event):
    kind: Literal["withdrawn", "erased"]
    delivery_id: str


class _Replaced(_Event):
    kind: Literal["replaced"]
    delivery_id: str
    replaced_by: str


class _Undone(_Event):
    kind: Literal["undone"]
    undoes: str


class _Standing(_Event):
    """Still so, or stopped: a programme ('*' = all of them) at a school ('' = all of them)."""

    kind: Literal["standing"]
    partner_id: str
    programme_slug: str
    school_id: str
    word: Literal["still_so", "stopped"]
    on: Day


class _Facts(_Event):
    kind: Literal["facts"]
    partner_id: str
    programme_slug: str
    facts: dict[str, str]


class _Shown(_Event):
    kind: Literal["shown"]
    delivery_id: str


class _LetGo(_Event):
    """An event that is no longer there was removed on purpose."""

    kind: Literal["let_go"]
    number: Annotated[int, Field(ge=1)]


_Any = _Replaced | _Partner | _Programme | _Decision | _Received | _Accepted | _Refused | _Confirmed | _Gone
_Any |= _Undone | _Standing | _Facts | _Shown | _LetGo
_FORM: TypeAdapter = TypeAdapter(Annotated[_Any, Field(discriminator="kind")])


@contextmanager
def locked(root: Path) -> Generator[None]:
    """Only one process writes in this folder at a time, on all machines that share it. It waits for its turn; a dead
    process holds nothing. Raises DeedsAway."""
    descriptor = os.open(disk.folder(root), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with deeds.turn(root):
            yield
    finally:
        os.close(descriptor)


def append(root: Path, kind: str, by: str, facts: Mapping[str, Any]) -> str:
    """Writes the next event and returns its name; called under the lock.

    It is there wholly or not at all, and never in place of another.
    """
    number = 1 + max((sequence(path) for path in _files(root)), default=0)
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    event = {"version": SINCE.get(kind, 1), "kind": kind, "at": at, "by": by, **facts}
    text = json.dumps(event, ensure_ascii=False, default=str)
    name = f"n{number:010}-{secrets.token_hex(4)}.json"
    deeds.write(root / "events" / name, text.encode())
    return name


def read(root: Path) -> tuple[list[dict[str, Any]], list[Apart]]:
    """Every event in the order in which it was told, and what is there and cannot be read as one.

    An event has its file's name as `event_name`.
    """
    deeds.freshen()
    files = _files(root)
    events = [_read(path) for path in files]
    found = [event for event in events if not isinstance(event, Apart)]
    apart = [event for event in events if isinstance(event, Apart)] + _gone(files, found)
    for one in apart:
        told(one)
    return found, apart


def _gone(files: Iterable[Path], found: Iterable[Mapping[str, Any]]) -> list[Apart]:
    """Numbers that were given and have no file any more, but for those that a person let go; the first of many.

    What was removed behind the last one leaves no trace.
    """
    there = {sequence(path) for path in files}
    known = there | {event["number"] for event in found if event["kind"] == "let_go"}
    missing = (number for number in range(1, max(there, default=0)) if number not in known)
    return [Apart(f"n{number:010}", "gone") for number in itertools.islice(missing, MOST_GONE)]


def standing(found: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The events that count: all but the ones that were undone."""
    found = list(found)
    undone = {event["undoes"] for event in found if event["kind"] == "undone"}
    return [event for event in found if event["event_name"] not in undone]


def is_event(path: Path) -> bool:
    """Whether the file can be read as an event."""
    return not isinstance(_read(path), Apart)


def sequence(path: Path) -> int:
    """The number of an event; 0 for one of an earlier version."""
    numbered = NUMBERED.fullmatch(path.name)
    return int(numbered[1]) if numbered else 0


def in_order(folder: Path) -> list[Path]:
    """The events of a folder as they were told: by number, for a clock can be set back."""
    return sorted(folder.glob("[!.]*.json"), key=lambda path: (sequence(path), path.name))


def read_as(form: TypeAdapter, version: int, path: Path) -> dict[str, Any] | Apart:
    """An event of this form and at most this version, with its `event_name`; set apart with the reason if it is not."""
    if not path.is_file():  # to read a pipe is to wait without end
        return Apart(path.name, "unreadable")
    try:
        event = json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return Apart(path.name, "unreadable")
    if isinstance(event, dict) and isinstance(event.get("version"), int) and event["version"] > version:
        return Apart(path.name, "newer")
    try:
        form.validate_python(event)
    except ValidationError:
        return Apart(path.name, "incomplete")
    return event | {"event_name": path.name}


def _files(root: Path) -> list[Path]:
    return in_order(root / "events")


def _read(path: Path) -> dict[str, Any] | Apart:
    return read_as(_FORM, VERSION, path)


@functools.lru_cache(maxsize=1024)
def told(apart: Apart) -> None:
    """Names what was set apart in the log, once per process: a page reads all events on every click."""
    log.warning("set apart: %s", apart)
