"""Who referred whom to which programme: one small file per event, beside the requests of schools.

`referrals/n<sequence>-<random>.json`, append-only as etl/partners/events.py: referred, undone. A referral names two
programmes, and the school it was for where there was one; nobody types a word, so no person can be in it.
"""

import datetime as dt
import functools
import json
import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from etl import disk
from etl.partners import events
from etl.partners.events import Apart, Day, Moment
from etl.partners.requests import brought as brought_along

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


_FORM: TypeAdapter = TypeAdapter(Annotated[_Referred | _Undone, Field(discriminator="kind")])


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
    own, apart = _events(root)
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
    text = json.dumps({"version": VERSION, **event}, ensure_ascii=False)
    _FORM.validate_json(text)
    with disk.explained(root), events.locked(root):
        number = max((events.sequence(path) for path in _files(root)), default=0) + 1
        disk.write(root / FOLDER / f"n{number:010}-{secrets.token_hex(4)}.json", text.encode())
    log.info("referral %s: %s", event["kind"], event["referral_id"])


def is_event(path: Path) -> bool:
    """Whether the file can be read as an event of a referral."""
    return not isinstance(_read(path), Apart)


def sweep(root: Path) -> None:
    """Halves of files that killed processes left; called under no lock."""
    if (root / FOLDER).is_dir():
        with disk.explained(root), events.locked(root):
            for part in (root / FOLDER).glob(".*"):
                disk.remove(part)


def _events(root: Path) -> tuple[list[dict[str, Any]], list[Apart]]:
    found, apart = [], []
    for path in _files(root):
        stat = path.stat()
        event = _known(path, stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if isinstance(event, Apart):
            apart.append(event)
            events.told(event)
        else:
            found.append(event)
    return found, apart


@functools.lru_cache(maxsize=20_000)
def _known(path: Path, _changed_ns: int, _size: int, _inode: int) -> dict[str, Any] | Apart:
    """An event, read once: a page asks for all of them on every click."""
    return _read(path)


def _files(root: Path) -> Iterable[Path]:
    return events.in_order(root / FOLDER)


def _read(path: Path) -> dict[str, Any] | Apart:
    return events.read_as(_FORM, VERSION, path)
