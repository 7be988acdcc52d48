"""Partners' files from the page: the only place where the app calls the ETL, so that page and command do the same.

Everything here writes or reads what only partners may: each function asks `may` first.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.frame import audit, gate, kept, warehouse
from dashboard.frame.access import EXPORT, PARTNER, READ, WRITE, Access, owns, require
from etl.building import build, letters
from etl.declared import catalog
from etl.errors import BuildDamaged, Busy, DiskFull, EtlError, MartOnly, NotWritable, OtherVersion, UploadRejected
from etl.partners import events as partners_events
from etl.partners import ledger as partners_ledger
from etl.partners import tables
from etl.partners.events import Apart
from etl.partners.facts import AREAS, FACTS, MOMENTS, NUMBER, OF_PARTNER, TEXT, THEMES, YES_NO
from etl.partners.facts import read as read_fact
from etl.partners.intake import UNDOABLE, Layout, Proposal, lacks, large, screening
from etl.partners.intake.findings import Finding
from etl.partners.ledger import KINDS, Delivery, Ledger, NameTaken

PROPOSALS_BYTES = 40_000_000  # of what was last read of files; one of the largest takes 30 MB
log = logging.getLogger(__name__)
__all__ = [
    "AREAS", "FACTS", "KINDS", "MOMENTS", "NUMBER", "OF_PARTNER", "TEXT", "THEMES", "UNDOABLE", "YES_NO", "Apart",
    "BuildDamaged", "Busy", "Delivery", "DiskFull", "EtlError", "Finding", "Layout", "MartOnly", "NameTaken",
    "NotWritable", "OtherVersion", "Proposal", "UploadRejected", "lacks", "read_fact",
]  # fmt: skip


def _allow(access: Access, action: str, partner: str | None = None) -> None:
    require(access, action, PARTNER, "partner files", partner=partner)


def _partner_of(delivery_id: str, access: Access) -> str:
    """Whose delivery it is; '' for one that never came, which is nobody's."""
    delivery = ledger(access).deliveries.get(delivery_id)
    return delivery.partner_id if delivery else ""


def own(rows: pd.DataFrame, access: Access) -> pd.DataFrame:
    """The rows of partners whose data this person may change."""
    mine = {partner_id for partner_id in rows["partner_id"].unique() if owns(access, partner_id)}
    return rows[rows["partner_id"].isin(mine)].reset_index(drop=True)


def _edition() -> catalog.Edition:
    return catalog.edition(warehouse.current().edition)


def ledger(access: Access) -> Ledger:
    """Every delivery, also the ones that are not in the atlas, and every decision made so far."""
    _allow(access, READ)
    return tables.ledger(_edition())


class Judged(Exception):
    """Somebody judged this name meanwhile."""


def decided(access: Access) -> set[tuple[str, str]]:
    """Partner and words of every name that was judged so far."""
    _allow(access, READ)
    return partners_ledger.decided(partners_ledger.folder(_edition()))


def apart(access: Access) -> list[Apart]:
    """What does not count until a person looks at it: damaged events and files."""
    _allow(access, READ)
    return tables.apart(_edition()) if (warehouse.data_directory() / "partners").is_dir() else []


def pending(access: Access) -> list[Delivery]:
    """Deliveries of one's own partners that were taken in or out since the build in use: it does not count so yet.

    As when a process is killed before its refresh, or has not ended it. What `apart` names is not among them.
    """
    return [one for one in _pending(access) if owns(access, one.partner_id)]


def _pending(access: Access) -> list[Delivery]:
    """As `pending`, of every partner."""
    _allow(access, READ)
    if not (warehouse.data_directory() / "partners").is_dir():  # as where builds of another machine are shown
        return []
    told, root = ledger(access), partners_ledger.folder(_edition())
    shown = set(warehouse.run("deliveries", {}, access)["delivery_id"])
    differ = [one for one in told.deliveries.values() if one.is_accepted != (one.delivery_id in shown)]
    return [one for one in differ if one.is_erased or partners_ledger.is_whole(root, one)]


_proposals = kept.Frames(PROPOSALS_BYTES)


def propose(
    name: str, data: bytes, partner_id: str, access: Access, *, without: frozenset[str] = frozenset(), year: str = ""
) -> Proposal:
    """What intake makes of a file, with what this partner's earlier deliveries taught and what a person said of it."""
    _allow(access, WRITE, partner_id)
    remembered = tables.remembered(ledger(access), partner_id)
    key = (name, hashlib.sha256(data).hexdigest(), tuple(sorted(remembered.items())), tuple(sorted(without)), year)
    return _proposals.get(key, lambda: _read(large.propose, name, data, remembered or None, without, year))


def school_years() -> list[str]:
    """The school years that a whole file may be about, the edition's own first."""
    now = _edition().as_of_date
    start = now.year - (now.month < 8)
    return [f"{year}-{year + 1}" for year in (start, start - 1, start + 1, *range(start - 2, start - 8, -1))]


def rows(proposal: Proposal, columns: Mapping[int, str], data: bytes, access: Access) -> pd.DataFrame:
    """Rows under canonical names, as these columns say."""
    _allow(access, WRITE)
    if columns == proposal.columns:
        return proposal.rows
    key = (hashlib.sha256(data).hexdigest(), proposal.layout, tuple(sorted(columns.items())))
    return _proposals.get(key, lambda: _read(large.rows, data, proposal.layout, columns))


def _read(read: Callable[..., Any], *given: object) -> Any:
    """A file that is not kept yet: reading a large one takes long."""
    with gate.aside():
        return read(*given)


@gate.aside()
def at_the_door(name: str, data: bytes, access: Access) -> list[Finding]:
    """What is refused before anything is kept; empty when the file may come in."""
    _allow(access, WRITE)
    refused = [finding for finding in screening.at_the_door(name, data) if finding.result == "stop"]
    if refused:
        _log_refusal(hashlib.sha256(data).hexdigest(), tuple(finding.check for finding in refused))
    return refused


@functools.lru_cache(maxsize=64)
def _log_refusal(_sha256: str, checks: tuple[str, ...]) -> None:
    """Once per file: the page looks at it again on every click."""
    log.warning("file refused at the door: %s", ", ".join(checks))


@gate.aside()
def receive(name: str, data: bytes, partner_id: str, access: Access) -> tuple[str, bool]:
    """Keeps the bytes; returns the delivery_id and whether the same file was here before.

    A file that mends a damaged one counts again at once.
    """
    _allow(access, WRITE, partner_id)
    damaged = {one.name for one in apart(access)}
    found, was_here = partners_ledger.receive(partners_ledger.folder(_edition()), partner_id, name, data, access.actor)
    audit.wrote(access, "received", place=partner_id)
    if found in damaged:
        refresh(access)
    return found, was_here


def left_lying(partner_id: str, access: Access) -> list[Delivery]:
    """Files of a partner that came in and that nobody took in yet, newest first."""
    of_partner = [d for d in ledger(access).deliveries.values() if d.partner_id == partner_id]
    return [d for d in reversed(of_partner) if partners_ledger.state(d) == "received"]


def came_in(delivery_id: str, access: Access) -> tuple[str, bytes]:
    """Name and bytes of a file that came in before."""
    _allow(access, WRITE, _partner_of(delivery_id, access))
    delivery = ledger(access).deliveries[delivery_id]
    return delivery.file_name, partners_ledger.content(partners_ledger.folder(_edition()), delivery)


def found_partner(name: str, facts: Mapping[str, object], access: Access, is_another: bool = False) -> str:
    """Writes a new partner down; returns its partner_id. Raises NameTaken, or UploadRejected for a name of no letters.

    is_another: a person said that it is not the partner of the same name.
    """
    _allow(access, WRITE)
    partner_id = partners_ledger.new_partner_id(name, tables.partners(_edition()), is_another)
    _tell("partner", access, partner_id=partner_id, name=name.strip(), **facts)
    return partner_id


def refuse(delivery_id: str, findings: Sequence[Finding], access: Access) -> None:
    """Writes down, once, which checks stopped a delivery."""
    _allow(access, WRITE, _partner_of(delivery_id, access))
    checks = [finding.check for finding in findings if finding.result == "stop"]
    delivery = ledger(access).deliveries.get(delivery_id)
    if delivery is not None and list(delivery.refused) != checks:
        _tell("refused", access, delivery_id=delivery_id, checks=checks)


def set_apart(partner_id: str, data: bytes, findings: Sequence[Finding], access: Access) -> bool:
    """Whether a file that is refused at the door was kept by an earlier version: it is then on record as refused."""
    _allow(access, WRITE, partner_id)
    delivery_id = partners_ledger.delivery_id_of(partner_id, data)
    known = ledger(access).deliveries.get(delivery_id)
    if known is None or known.is_erased:
        return False
    refuse(delivery_id, findings, access)
    return True


def take_in(delivery_id: str, layout: Layout, columns: Mapping[int, str], access: Access) -> str:
    """Takes a delivery into the atlas as it was shown; returns the new build id."""
    _tell("accepted", access, delivery_id=delivery_id, **tables.taken(layout, columns))
    build_id = refresh(access)
    partners_ledger.tell(partners_ledger.folder(_edition()), "shown", access.actor, delivery_id=delivery_id)
    return build_id


def decide(partner_id: str, fingerprint: str, school_id: str, access: Access) -> str:
    """Remembers which school these words stand for; '' means that it is no school. Returns the event.

    Raises Judged where they were judged already: of two people who judge at once the first one counts, and is told so.
    """

    def look() -> None:
        if (partner_id, fingerprint) in partners_ledger.decided(partners_ledger.folder(_edition())):
            raise Judged

    return _tell("decision", access, look, partner_id=partner_id, fingerprint=fingerprint, school_id=school_id)


def undo(event_names: Sequence[str], access: Access) -> None:
    """Takes back what these events said, and brings the atlas up to date where it counted with them."""
    _allow(access, WRITE)
    for name in event_names:
        _allow(access, WRITE, _partner_told_of(name, access))
    build.ask_room_to_refresh()
    decisions = ledger(access).decisions
    waiting = warehouse.run("review_queue", {}, access)
    keys = zip(waiting["partner_id"], waiting["fingerprint"], strict=True)
    not_in_build = {decisions[key]["event_name"] for key in keys if key in decisions}
    for name in event_names:
        partners_ledger.undo(partners_ledger.folder(_edition()), name, access.actor)
        audit.wrote(access, "undone")
    if set(event_names) - not_in_build:
        refresh(access)


def tell_themes(themes: Mapping[str, str], access: Access) -> str:
    """Writes down the theme_id ('' = none) of programmes by programme_id; returns the new build id."""
    partners = {programme_id.partition("/")[0] for programme_id in themes}
    for partner in sorted(partners):
        _allow(access, WRITE, partner)
    build.ask_room_to_refresh()
    tables.tell_themes(_edition(), themes, access.actor)
    for partner in sorted(partners):
        audit.wrote(access, "themes", place=partner)
    return refresh(access)


def tell_facts(programme_id: str, told: Mapping[str, str], access: Access) -> str:
    """Writes plain facts of a programme down ('' = unknown) by fact_id; returns the event, with which it is undone."""
    partner = programme_id.partition("/")[0]
    _allow(access, WRITE, partner)
    build.ask_room_to_refresh()
    event = tables.tell_facts(_edition(), programme_id, told, access.actor)
    audit.wrote(access, "facts", place=partner)
    refresh(access)
    return event


def stand(where: tuple[str, str, str], word: str, on: dt.date, access: Access) -> str:
    """Still so or stopped: of a partner a programme ('*' = all) at a school ('' = all); returns the event."""
    facts = dict(zip(("partner_id", "programme_slug", "school_id"), where, strict=True))
    event = _tell("standing", access, **facts, word=word, on=on.isoformat())
    refresh(access)
    return event


def today() -> dt.date:
    """The clock of deeds: what fades, a reminder, a confirmation."""
    return tables.today()


def with_new(partners: pd.DataFrame, access: Access) -> pd.DataFrame:
    """The rows of question partners, with the ones that were written down and have nothing in the build yet."""
    told = ledger(access).partners.values()
    new = [one for one in told if one["partner_id"] not in set(partners["partner_id"])]
    rows = [{"kind": one["partner_kind"], "is_fictional": False, "deliveries_count": 0, **one} for one in new]
    if not rows:
        return partners
    return pd.concat([partners, pd.DataFrame(rows).reindex(columns=partners.columns)], ignore_index=True)


def confirmation_date(access: Access) -> dt.date:
    """The day from which a confirmation of now counts."""
    _allow(access, READ)
    return tables.confirmation_date(_edition())


def confirm(delivery_id: str, access: Access) -> str:
    """Still so: everything in this delivery holds today; returns the event, with which it can be undone."""
    _allow(access, WRITE, _partner_of(delivery_id, access))
    day = tables.confirmation_date(_edition())
    event = _tell("confirmed", access, delivery_id=delivery_id, confirmed_on=day.isoformat())
    refresh(access)
    return event


def withdraw(delivery_id: str, access: Access) -> str:
    """Leaves a delivery out of the atlas, its file stays; returns the event, with which it can be undone."""
    event = _tell("withdrawn", access, delivery_id=delivery_id)
    refresh(access)
    return event


def erase(delivery_id: str, access: Access) -> str:
    """Takes the bytes of a delivery that somebody sent away for good; returns the new build id."""
    partner = _partner_of(delivery_id, access)
    _allow(access, WRITE, partner)
    build.ask_room_to_refresh()
    letters.forget(warehouse.data_directory() / "warehouse")  # a process killed after this leaves none that tells of it
    partners_ledger.erase(partners_ledger.folder(_edition()), delivery_id, access.actor)
    audit.wrote(access, "delivery", place=partner, is_gone=True)
    build_id = refresh(access)
    letters.forget(warehouse.data_directory() / "warehouse")
    return build_id


def counts(delivery_id: str, access: Access) -> bool:
    """Whether a delivery counts at this moment, whatever the page showed."""
    delivery = ledger(access).deliveries.get(delivery_id)
    return delivery is not None and delivery.is_accepted


def was_sent(delivery_id: str, access: Access) -> bool:
    """Whether somebody sent this delivery, so that it can be erased; the others came along with the edition."""
    delivery = ledger(access).deliveries.get(delivery_id)
    return delivery is not None and delivery.path is None


def _tell(kind: str, access: Access, look: Callable[[], None] = lambda: None, /, **facts: object) -> str:
    """Writes an event of a partner or delivery down, when there is room for the build that is to count with it.

    Returns its name.
    """
    partner = str(facts.get("partner_id", "")) or _partner_of(str(facts.get("delivery_id", "")), access)
    _allow(access, WRITE, partner)
    build.ask_room_to_refresh()
    event = partners_ledger.tell(partners_ledger.folder(_edition()), kind, access.actor, look, **facts)
    audit.wrote(access, kind, place=partner)
    return event


def _partner_told_of(event_name: str, access: Access) -> str:
    """Whose event it is; '' for one that is not there."""
    events, _apart = partners_events.read(partners_ledger.folder(_edition()))
    event = next((one for one in events if one["event_name"] == event_name), {})
    return event.get("partner_id", "") or _partner_of(event.get("delivery_id", ""), access)


@gate.aside()
def refresh(access: Access) -> str:
    """Publishes the build with all deliveries and decisions of now; returns its id."""
    _allow(access, WRITE)
    is_erased_in_it = any(one.is_erased for one in _pending(access))
    build_id = build.refresh()
    if is_erased_in_it:  # the process that erased it did not come so far
        letters.forget(warehouse.data_directory() / "warehouse")
    warehouse.pin()
    return build_id


def bring_up_to_date(access: Access) -> str:
    """As `refresh`, and writes down that the atlas now shows what was taken in; returns the build id."""
    taken_in = [one.delivery_id for one in pending(access) if one.is_accepted]
    build_id = refresh(access)
    for one in taken_in:
        partners_ledger.tell(partners_ledger.folder(_edition()), "shown", access.actor, delivery_id=one)
    return build_id


def as_delivered(delivery_id: str, access: Access) -> pd.DataFrame:
    """A delivery's own table: its headers, its cells as text, and `line`. As it was told, so for its partner only."""
    _allow(access, EXPORT)
    _allow(access, WRITE, _partner_of(delivery_id, access))
    delivery = ledger(access).deliveries[delivery_id]
    data = partners_ledger.content(partners_ledger.folder(_edition()), delivery)
    return tables.as_delivered(delivery, data)
