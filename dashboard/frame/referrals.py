"""Referrals from the page: the only place where they are read and written, so that rights hold everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from dashboard.frame import audit, requests, warehouse
from dashboard.frame.access import PARTNER, READ, WRITE, Access, require
from etl.declared import catalog
from etl.errors import DiskFull, NotWritable
from etl.partners import ledger, referrals, tables
from etl.partners.referrals import Log, Referral

__all__ = ["DiskFull", "Log", "NotWritable", "Referral", "counts", "read", "refer", "undo"]


def read(access: Access) -> Log:
    """Every referral that stands, and what cannot be read as one."""
    require(access, READ, PARTNER, "referrals")
    return tables.referred(catalog.edition(warehouse.current().edition))


def refer(access: Access, from_programme: str, other_programme: str, school_id: str = "") -> str:
    """Writes a referral of today down, of a programme of one's own; returns its referral_id."""
    partner = _partner(from_programme)
    require(access, WRITE, PARTNER, "referrals", partner=partner)
    facts = {"from_programme": from_programme, "other_programme": other_programme, "school_id": school_id}
    referral_id = referrals.refer(_root(), access.actor, requests.now(), on=requests.today().isoformat(), **facts)
    audit.wrote(access, "referral", place=partner)
    return referral_id


def undo(access: Access, referral_id: str) -> None:
    """Writes down that a referral no longer counts."""
    known = read(access).referrals.get(referral_id)
    partner = _partner(known.from_programme) if known else ""
    require(access, WRITE, PARTNER, "referrals", partner=partner)
    referrals.undo(_root(), referral_id, access.actor, requests.now())
    audit.wrote(access, "referral undone", place=partner)


def _partner(programme_id: str) -> str:
    return programme_id.partition("/")[0]


def counts(told: Iterable[Referral]) -> pd.DataFrame:
    """One row per partner that gave or got any: partner_id, given_count, received_count; the most given first."""
    pairs = [(_partner(one.from_programme), _partner(one.other_programme)) for one in told]
    given, got = (pd.Series([pair[end] for pair in pairs], dtype="str").value_counts() for end in (0, 1))
    rows = pd.DataFrame({"given_count": given, "received_count": got}).fillna(0).astype(int)
    rows = rows.rename_axis("partner_id").reset_index()
    return rows.sort_values(["given_count", "received_count", "partner_id"], ascending=[False, False, True])


def _root() -> Path:
    return ledger.folder(catalog.edition(warehouse.current().edition))
