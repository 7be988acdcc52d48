"""Claims of partners from the page: the only place where they are read and written, so that rights hold everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dashboard.frame import audit, warehouse
from dashboard.frame.access import PARTNER, READ, WRITE, Access, owns, require
from etl.declared import catalog
from etl.errors import DiskFull, NotWritable
from etl.partners import claims, ledger, tables
from etl.partners.claims import Claim, Log, clashes, standing

__all__ = ["Claim", "DiskFull", "Log", "NotWritable", "clashes", "now", "read", "standing", "today"]
WHAT = "claims of partners"


def now() -> dt.datetime:
    """The clock of deeds, which tests set."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    return now().date()


def read(access: Access) -> Log:
    """Every claim with its history, and what cannot be read as one."""
    require(access, READ, PARTNER, WHAT)
    return tables.claimed(_edition())


def claim(access: Access, partner_id: str, school_ids: Iterable[str], school_year: str, until: dt.date) -> int:
    """Claims schools for a partner; returns how many claims were written.

    One that the partner has on a school in that year already is prolonged instead, where `until` is later.
    """
    require(access, WRITE, PARTNER, WHAT, partner=partner_id)
    mine = {
        one.school_id: one
        for one in standing(read(access).claims.values(), today(), school_year)
        if one.partner_id == partner_id
    }
    written = 0
    for school_id in school_ids:
        facts = {"school_id": school_id, "partner_id": partner_id, "school_year": school_year, "until": until}
        if school_id not in mine:
            claims.claim(_root(), access.actor, now(), **facts, on=today())
        elif mine[school_id].until < until:
            claims.tell(_root(), "prolonged", mine[school_id].claim_id, access.actor, now(), until=until)
        else:
            continue
        written += 1
        audit.wrote(access, "claim", place=partner_id)
    return written


def withdraw(access: Access, claim_ids: Iterable[str]) -> int:
    """Lets claims go; they stay in the history. Returns how many."""
    require(access, WRITE, PARTNER, WHAT)
    ids, known = list(claim_ids), read(access).claims
    for claim_id in ids:
        require(access, WRITE, PARTNER, WHAT, partner=known[claim_id].partner_id)
    for claim_id in ids:
        claims.tell(_root(), "withdrawn", claim_id, access.actor, now())
        audit.wrote(access, "claim withdrawn", place=known[claim_id].partner_id)
    return len(ids)


def together(access: Access, claim_ids: Iterable[str]) -> None:
    """Says that the partners of these claims go to the school together: no clash any more, and both claims stay.

    It takes the right to write for one of them: it changes none of the claims.
    """
    ids, known = list(claim_ids), read(access).claims
    mine = [claim_id for claim_id in ids if owns(access, known[claim_id].partner_id)]
    require(access, WRITE, PARTNER, WHAT, partner=known[mine[0]].partner_id if mine else "")
    first, others = mine[0], [claim_id for claim_id in ids if claim_id != mine[0]]
    claims.tell(_root(), "together", first, access.actor, now(), with_ids=others)
    audit.wrote(access, "claims together", place=known[first].partner_id)


def _edition():
    return catalog.edition(warehouse.current().edition)


def _root():
    return ledger.folder(_edition())
