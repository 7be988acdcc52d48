"""The events of claims on disk: written once, never changed; read in the order in which they were told."""

import datetime as dt
import functools
import json
import logging
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from etl import disk
from etl.partners import events
from etl.partners.claims import brought as brought_along
from etl.partners.claims.model import Log, added_up
from etl.partners.events import Apart, Day, Moment

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


def read(root: Path, brought: Path | None = None) -> Log:
    """What all events of a partners' folder add up to, after those that a fictional edition brings along."""
    told, unreadable = _events(root)
    claims, unknown = added_up([*brought_along.events(brought), *told])
    return Log(claims, (*unreadable, *unknown))


def claim(root: Path, by: str, now: dt.datetime, **facts: Any) -> str:
    """Writes a new claim down; returns its claim_id. The same school of another partner is no hindrance."""
    claim_id = f"{now:%Y%m%d}-{secrets.token_hex(4)}"
    tell(root, "claimed", claim_id, by, now, **{"on": now.date(), **facts})
    return claim_id


def tell(root: Path, kind: str, claim_id: str, by: str, now: dt.datetime, **facts: Any) -> None:
    """Writes one event, whole or not at all, and never in place of another. Raises ValueError for one that is none."""
    event = {"version": VERSION, "kind": kind, "claim_id": claim_id, "at": now.isoformat(), "by": by, **facts}
    text = json.dumps(event, ensure_ascii=False, default=str)
    _FORM.validate_json(text)
    with disk.explained(root), events.locked(root):
        number = max((events.sequence(path) for path in _files(root)), default=0) + 1
        disk.write(root / FOLDER / f"n{number:010}-{secrets.token_hex(4)}.json", text.encode())
    log.info("claim %s: %s", kind, claim_id)


def is_event(path: Path) -> bool:
    """Whether the file can be read as an event of a claim."""
    return not isinstance(_read(path), Apart)


def sweep(root: Path) -> None:
    """Removes the halves of files that killed processes left; called under no lock."""
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


def _files(root: Path) -> list[Path]:
    return events.in_order(root / FOLDER)


def _read(path: Path) -> dict[str, Any] | Apart:
    return events.read_as(_FORM, VERSION, path)
