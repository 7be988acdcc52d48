"""Requests of schools from the page: the only place where they are read and written, so that rights hold everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pandas as pd

from dashboard.frame import audit, warehouse
from dashboard.frame.access import PARTNER, READ, WRITE, Access, may, require
from etl.declared import catalog
from etl.errors import DiskFull, NotWritable
from etl.partners import ledger, requests, tables
from etl.partners.requests import CHANNELS, OUTCOMES, Log, Refused, Request

__all__ = ["CHANNELS", "OUTCOMES", "DiskFull", "Log", "NotWritable", "Refused", "Request", "now", "read", "today"]
FACTS = (
    "request_id", "school_id", "asked_on", "theme_id", "group", "wish", "channel", "role", "partner_id", "passed_on",
    "outcome", "closed_on", "state",
)  # fmt: skip
WHAT = "requests of schools"
ANSWERED = ("comes", "no_place", "does_not_fit", "elsewhere")  # the school heard something; it did not withdraw
NOT_SERVED = ("no_place", "does_not_fit")


def now() -> dt.datetime:
    """The clock of deeds, which tests set."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    return now().date()


def read(access: Access) -> Log:
    """Every request, and what cannot be read as one."""
    require(access, READ, PARTNER, WHAT)
    return tables.asked(catalog.edition(warehouse.current().edition))


def may_tell(access: Access, request: Request) -> bool:
    """Whether this person may do something with a request: it is nobody's yet, or of one of its own partners."""
    return may(access, WRITE, PARTNER, partner=request.partner_id or None)


def frame(log: Log) -> pd.DataFrame:
    """One row per request that was not erased, the newest first, with FACTS as columns; dates as dates."""
    kept = [one for one in log.requests.values() if not one.is_erased]
    rows = [[getattr(one, name) for name in FACTS] for one in kept]
    found = pd.DataFrame(rows, columns=list(FACTS))
    for name in ("asked_on", "passed_on", "closed_on"):
        found[name] = pd.to_datetime(found[name])
    return found.sort_values(["asked_on", "request_id"], ascending=False, kind="stable").reset_index(drop=True)


def ask(access: Access, **facts: object) -> str:
    """Writes a request down; returns its request_id. Raises Refused for words that tell of a person."""
    require(access, WRITE, PARTNER, WHAT)
    request_id = requests.ask(_root(), access.actor, now(), **{"asked_on": today().isoformat(), **facts})
    audit.wrote(access, "request", place=str(facts.get("school_id", "")))
    return request_id


def tell(
    access: Access, kind: str, request_id: str, *, look: Callable[[], None] = lambda: None, **facts: object
) -> None:
    """Writes down what was done with a request: passed_on, corrected, closed, reopened or erased.

    One that a partner has is that partner's, one that nobody has is of whoever may write for any partner. `look` is
    done when nobody else can write: what it raises, ends it.
    """
    known = read(access).requests.get(request_id)
    for partner in {known.partner_id if known else "", str(facts.get("partner_id", ""))}:
        require(access, WRITE, PARTNER, WHAT, partner=partner or None)
    dated: Mapping[str, object] = {"on": today().isoformat()} if kind in ("passed_on", "closed") else {}
    requests.tell(_root(), kind, request_id, access.actor, now(), look=look, **{**dated, **facts})
    audit.wrote(access, f"request {kind}", place=known.school_id if known else "", is_gone=kind == "erased")


def _root():
    return ledger.folder(catalog.edition(warehouse.current().edition))
