"""Whose lists and plans are that were kept on a local machine: an administrator gives them, one small file per gift.

`lists/given/n<sequence>-<random>.json`, append-only as etl/partners/events.py. The file of a list or plan is never
changed: the last gift of it says whose it is.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from etl import paths
from etl.access import clean
from etl.errors import EtlError
from etl.partners.events import Moment
from etl.partners.store import Store

FOLDER, VERSION = "given", 1
ITEM = r"^[a-z2-7]{24}$"
LOCALLY = "lokaal"  # who made what is kept on a machine without sign-in


class _Given(BaseModel):
    model_config = ConfigDict(extra="allow")
    kind: Literal["given"]
    at: Moment
    by: str
    item_id: Annotated[str, Field(pattern=ITEM)]
    to: Annotated[str, Field(min_length=1, max_length=200)]
    version: int = 0


STORE = Store(FOLDER, TypeAdapter(_Given), VERSION)
is_event = STORE.is_event


def owner(item_id: str, made_by: str) -> str:
    """Whose a list or plan is: of whom it was last given to, else of who made it."""
    told = [event["to"] for event in STORE.read(_root())[0] if event["item_id"] == item_id]
    return told[-1] if told else made_by


def give(item_id: str, to: str, by: str) -> None:
    """Writes down whose a list or plan is from now on. Raises EtlError for one that is not there."""
    if item_id not in {one["item_id"] for one in items()}:
        raise EtlError(f"Expected the id of a kept list or plan, found {item_id!r}. `give` without ids names them.")
    now = dt.datetime.now(dt.UTC).isoformat()
    STORE.write(_root(), {"kind": "given", "item_id": item_id, "to": clean(to) or to.strip(), "at": now, "by": by})


def items() -> list[dict[str, Any]]:
    """One row per list and plan that is kept: item_id, kind, name, saved_at, owner."""
    root = _root()
    found = []
    for kind, path in [
        *(("list", one) for one in root.glob("*.json")),
        *(("plan", one) for one in root.glob("plans/*")),
    ]:
        told = _told(path)
        if told:
            facts = {"item_id": path.stem, "kind": kind, "name": told["name"], "saved_at": told["saved_at"]}
            found.append({**facts, "owner": owner(path.stem, told["saved_by"])})
    return sorted(found, key=lambda one: (one["saved_at"], one["item_id"]))


def _told(path: Path) -> dict[str, str]:
    """What a kept file says of itself; nothing where it cannot be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(told[name]) for name in ("name", "saved_at", "saved_by")}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _root() -> Path:
    return paths.data_dir() / "lists"
