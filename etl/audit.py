"""Who took what out, opened what is closed, wrote or erased: one small file per deed, a folder per month.

`audit/<year>-<month>/deeds/n<sequence>-<random>.json`, append-only as etl/partners/events.py. A deed names who, when,
what, of which selection and how many rows; never a figure, nor a word that somebody typed. What is older than the
retention goes, a month at a time.
"""

import datetime as dt
import getpass
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from etl import deeds, disk, paths
from etl.errors import EtlError
from etl.partners import events
from etl.partners.events import Apart, Moment
from etl.partners.store import Store

FOLDER = "deeds"
VERSION = 1
KINDS = ("exported", "opened", "wrote", "erased")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
CODES = re.compile(r"[\w,.:;*~+-]{0,200}")  # of a choice: ids, codes, years; what has spaces may be typed by a person
MONTHS_KEPT = 24  # unless the setting AUDIT_MONTHS says otherwise
Short = Annotated[str, Field(max_length=200)]


class _Deed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    version: int = 0
    at: Moment
    by: Short
    kind: Literal["exported", "opened", "wrote", "erased"]
    what: Short
    resource: Short
    page: Short = ""
    selection: dict[Short, Short] = {}
    rows: Annotated[int, Field(ge=0)] | None = None
    place: Short = ""
    event_name: str = ""


STORE = Store(FOLDER, TypeAdapter(_Deed), VERSION)
is_event = STORE.is_event


@dataclass(frozen=True)
class Deed:
    """One deed; `rows` is None where nobody counted them, `place` whose area or partner it was where there was one."""

    at: dt.datetime
    by: str
    kind: str
    what: str
    resource: str
    page: str = ""
    selection: Mapping[str, str] = field(default_factory=dict)
    rows: int | None = None
    place: str = ""


@dataclass(frozen=True)
class Log:
    """The deeds, the newest first, and what cannot be read as one."""

    deeds: tuple[Deed, ...] = ()
    apart: tuple[Apart, ...] = ()


def folder() -> Path:
    """Below the data folder, where a backup holds it too, or where the setting AUDIT_FOLDER says."""
    return Path(paths.setting("AUDIT_FOLDER") or paths.data_dir() / "audit")


def at_keyboard() -> str:
    """Who gives a command on this machine; by number where the system knows no name, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def tell(deed: Deed) -> None:
    """Writes a deed down; the first of a month takes away what is older than the retention."""
    root = folder() / f"{deed.at:%Y-%m}"
    is_first = not root.is_dir()
    STORE.write(root, {**_plain(deed), "selection": _choices(deed.selection)})
    if is_first:
        tidy(deed.at.date())


def _plain(deed: Deed) -> dict[str, Any]:
    facts = {name: getattr(deed, name) for name in ("by", "kind", "what", "resource", "page", "rows", "place")}
    return {**{name: one[:200] if isinstance(one, str) else one for name, one in facts.items()},
            "at": deed.at.isoformat()}  # fmt: skip


def _choices(selection: Mapping[str, str]) -> dict[str, str]:
    """Codes as they are; of what somebody may have typed only that there was something."""
    return {name: value if CODES.fullmatch(value) else "…" for name, value in selection.items() if value}


def read(since: dt.date | None = None) -> Log:
    """Every deed from a day on, the newest first."""
    found: list[Deed] = []
    apart: list[Apart] = []
    for root in months():
        if since is None or root.name >= f"{since:%Y-%m}":
            told, unreadable = STORE.read(root)
            found += [_deed(event) for event in told]
            apart += unreadable
    kept = [deed for deed in found if since is None or deed.at.date() >= since]
    return Log(tuple(reversed(kept)), tuple(apart))


def _deed(event: Mapping[str, Any]) -> Deed:
    facts = {name: event[name] for name in ("by", "kind", "what", "resource")}
    more = {name: event[name] for name in ("page", "selection", "rows", "place") if name in event}
    return Deed(at=dt.datetime.fromisoformat(event["at"]), **facts, **more)


def months_kept() -> int:
    """How many whole months are kept. Raises EtlError for a setting that is no number of months."""
    told = paths.setting("AUDIT_MONTHS") or str(MONTHS_KEPT)
    if not told.isdecimal() or not 1 <= int(told) <= 1200:
        raise EtlError(f"{paths.variable('AUDIT_MONTHS')}: expected a number of months from 1 to 1200, found {told!r}.")
    return int(told)


def tidy(today: dt.date) -> list[str]:
    """Removes the months before the retention; returns their names."""
    number = today.year * 12 + today.month - 1 - months_kept()
    first = f"{number // 12:04}-{number % 12 + 1:02}"
    old = [root for root in months() if root.name < first]
    for root in old:
        with disk.explained(root), events.locked(root):
            deeds.remove(root)
    return [root.name for root in old]


def sweep() -> None:
    """Halves of files that killed processes left."""
    for root in months():
        STORE.sweep(root)


def months() -> list[Path]:
    """The folder of each month that has something, whose lock its writers hold.

    One that was tidied on another machine stays here without a file. Raises EtlError as deeds.freshen().
    """
    deeds.freshen()
    return sorted(path for path in folder().glob("*") if MONTH.fullmatch(path.name) and any((path / FOLDER).glob("*")))


def counted(deeds: Iterable[Deed]) -> Iterator[dict[str, Any]]:
    """One row per deed, as a table or a file has it; of a question only the values: its parameters are English."""
    for deed in deeds:
        of_page = deed.kind != "opened"
        choices = " ".join(f"{name}={value}" if of_page else value for name, value in deed.selection.items())
        yield {
            "at": deed.at, "by": deed.by, "kind": deed.kind, "what": deed.what, "resource": deed.resource,
            "page": deed.page, "selection": choices, "rows": deed.rows, "place": deed.place,
        }  # fmt: skip
