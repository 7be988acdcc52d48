"""Partners' files from the page: the only place where the app calls the ETL, so that page and command do the same.

Everything here writes or reads what only partners may: each function asks `may` first.
"""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.frame import kept, warehouse
from dashboard.frame.access import PARTNER, Access, require
from etl.building import build
from etl.declared import catalog
from etl.errors import BuildDamaged, Busy, DiskFull, EtlError, NotWritable, OtherVersion, UploadRejected
from etl.partners import intake, tables
from etl.partners import ledger as partners_ledger
from etl.partners.events import Apart
from etl.partners.intake import UNDOABLE, Layout, Proposal, lacks, rows, school_year, screening
from etl.partners.intake import layout as layouts
from etl.partners.intake.findings import Finding
from etl.partners.ledger import KINDS, Ledger, NameTaken

PROPOSALS_BYTES = 40_000_000  # of what was last read of files; one of the largest takes 30 MB
log = logging.getLogger(__name__)
__all__ = [
    "KINDS", "UNDOABLE", "Apart", "BuildDamaged", "Busy", "DiskFull", "EtlError", "Finding", "Layout", "NameTaken",
    "NotWritable", "OtherVersion", "Proposal", "UploadRejected", "lacks", "rows", "school_year",
]  # fmt: skip
records, sheet = layouts.data_records, layouts.records


def _allow(access: Access, action: str) -> None:
    require(access, action, PARTNER, "partner files")


def _edition() -> catalog.Edition:
    return catalog.edition(warehouse.current().edition)


def ledger(access: Access) -> Ledger:
    """Every delivery, also the ones that are not in the atlas, and every decision made so far."""
    _allow(access, "read")
    return tables.ledger(_edition())


def apart(access: Access) -> list[Apart]:
    """What does not count until a person looks at it: damaged events and files."""
    _allow(access, "read")
    return tables.apart(_edition()) if (warehouse.data_directory() / "partners").is_dir() else []


_proposals = kept.Frames(PROPOSALS_BYTES)


def propose(
    name: str, data: bytes, partner_id: str, access: Access, *, without: frozenset[str] = frozenset(), year: str = ""
) -> Proposal:
    """What intake makes of a file, with what this partner's earlier deliveries taught and what a person said of it."""
    _allow(access, "write")
    remembered = tables.remembered(ledger(access), partner_id)
    key = (name, hashlib.sha256(data).hexdigest(), tuple(sorted(remembered.items())), tuple(sorted(without)), year)
    return _proposals.get(key, lambda: intake.propose(name, data, remembered or None, without, year))


def school_years() -> list[str]:
    """The school years that a whole file may be about, the edition's own first."""
    now = _edition().as_of_date
    start = now.year - (now.month < 8)
    return [f"{year}-{year + 1}" for year in (start, start - 1, start + 1, *range(start - 2, start - 8, -1))]


def at_the_door(name: str, data: bytes, access: Access) -> list[Finding]:
    """What is refused before anything is kept; empty when the file may come in."""
    _allow(access, "write")
    refused = [finding for finding in screening.at_the_door(name, data) if finding.result == "stop"]
    if refused:
        _log_refusal(hashlib.sha256(data).hexdigest(), tuple(finding.check for finding in refused))
    return refused


@functools.lru_cache(maxsize=64)
def _log_refusal(_sha256: str, checks: tuple[str, ...]) -> None:
    """Once per file: the page looks at it again on every click."""
    log.warning("file refused at the door: %s", ", ".join(checks))


def receive(name: str, data: bytes, partner_id: str, access: Access) -> tuple[str, bool]:
    """Keeps the bytes; returns the delivery_id and whether the same file was here before.

    A file that mends a damaged one counts again at once.
    """
    _allow(access, "write")
    damaged = {one.name for one in apart(access)}
    found, was_here = partners_ledger.receive(partners_ledger.folder(_edition()), partner_id, name, data, access.actor)
    if found in damaged:
        refresh(access)
    return found, was_here


def left_lying(partner_id: str, access: Access) -> list[partners_ledger.Delivery]:
    """Files of a partner that came in and that nobody took in yet, newest first."""
    of_partner = [d for d in ledger(access).deliveries.values() if d.partner_id == partner_id]
    return [d for d in reversed(of_partner) if partners_ledger.state(d) == "received"]


def came_in(delivery_id: str, access: Access) -> tuple[str, bytes]:
    """Name and bytes of a file that came in before."""
    _allow(access, "write")
    delivery = ledger(access).deliveries[delivery_id]
    return delivery.file_name, partners_ledger.content(partners_ledger.folder(_edition()), delivery)


def found_partner(name: str, facts: Mapping[str, object], access: Access, is_another: bool = False) -> str:
    """Writes a new partner down; returns its partner_id. Raises NameTaken, or UploadRejected for a name of no letters.

    is_another: a person said that it is not the partner of the same name.
    """
    _allow(access, "write")
    partner_id = partners_ledger.new_partner_id(name, tables.partners(_edition()), is_another)
    _tell("partner", access, partner_id=partner_id, name=name.strip(), **facts)
    return partner_id


def refuse(delivery_id: str, findings: Sequence[Finding], access: Access) -> None:
    """Writes down, once, which checks stopped a delivery."""
    checks = [finding.check for finding in findings if finding.result == "stop"]
    delivery = ledger(access).deliveries.get(delivery_id)
    if delivery is not None and list(delivery.refused) != checks:
        _tell("refused", access, delivery_id=delivery_id, checks=checks)


def set_apart(partner_id: str, data: bytes, findings: Sequence[Finding], access: Access) -> bool:
    """Whether a file that is refused at the door was kept by an earlier version: it is then on record as refused."""
    delivery_id = partners_ledger.delivery_id_of(partner_id, data)
    known = ledger(access).deliveries.get(delivery_id)
    if known is None or known.is_erased:
        return False
    refuse(delivery_id, findings, access)
    return True


def take_in(delivery_id: str, layout: Layout, columns: Mapping[int, str], access: Access) -> str:
    """Takes a delivery into the atlas as it was shown; returns the new build id."""
    _tell("accepted", access, delivery_id=delivery_id, **tables.taken(layout, columns))
    return refresh(access)


def decide(partner_id: str, fingerprint: str, school_id: str, access: Access) -> None:
    """Remembers which school these words stand for; '' means that it is no school."""
    _tell("decision", access, partner_id=partner_id, fingerprint=fingerprint, school_id=school_id)


def tell_themes(themes: Mapping[str, str], access: Access) -> str:
    """Writes down the theme_id ('' = none) of programmes by programme_id; returns the new build id."""
    _allow(access, "write")
    build.ask_room_to_refresh()
    tables.tell_themes(_edition(), themes, access.actor)
    return refresh(access)


def confirm(delivery_id: str, access: Access) -> str:
    """Still so: everything in this delivery holds today; returns the new build id."""
    _allow(access, "write")
    day = tables.confirmation_date(_edition())
    _tell("confirmed", access, delivery_id=delivery_id, confirmed_on=day.isoformat())
    return refresh(access)


def withdraw(delivery_id: str, access: Access) -> str:
    """Leaves a delivery out of the atlas, its file stays; returns the new build id."""
    _tell("withdrawn", access, delivery_id=delivery_id)
    return refresh(access)


def _tell(kind: str, access: Access, **facts: object) -> None:
    """Writes an event down, when there is room for the build that is to count with it."""
    _allow(access, "write")
    build.ask_room_to_refresh()
    partners_ledger.tell(partners_ledger.folder(_edition()), kind, access.actor, **facts)


def refresh(access: Access) -> str:
    """Publishes the build with all deliveries and decisions of now; returns its id."""
    _allow(access, "write")
    build_id = build.refresh()
    warehouse.pin()
    return build_id


def as_delivered(delivery_id: str, access: Access) -> pd.DataFrame:
    """A delivery's own table: its headers, its cells as text, and `line`."""
    _allow(access, "export")
    delivery = ledger(access).deliveries[delivery_id]
    data = partners_ledger.content(partners_ledger.folder(_edition()), delivery)
    return tables.as_delivered(delivery, data)
