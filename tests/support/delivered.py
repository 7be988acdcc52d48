"""A partner's file in the ledger of a data folder with the stand-in mart: the file behind its one delivery."""

from __future__ import annotations

from pathlib import Path

from etl.partners import intake, ledger, tables
from tests.support import mart as builders

PARTNER = "brug"
FILE = (
    b"school;plaats;programma;schooljaar;aantal\nSchool 00;Aderveen;Taal;2019-2020;20\nDe =1+1;Aderveen;Taal;19/20;5\n"
)
DELIVERY = ledger.delivery_id_of(PARTNER, FILE)


def folder(directory: Path) -> Path:
    """Where the ledger of the stand-in's edition lies."""
    return directory / "partners" / "nederland"


def write_delivery(directory: Path, data: bytes = FILE, name: str = "brug.csv") -> str:
    """Receives and accepts this file, and has the mart's delivery be it; returns its delivery_id."""
    delivery_id, _was_here = ledger.receive(folder(directory), PARTNER, name, data, "lokaal")
    proposal = intake.propose(name, data)
    taken = tables.taken(proposal.layout, proposal.columns)
    ledger.tell(folder(directory), "accepted", "lokaal", delivery_id=delivery_id, **taken)
    changed = [
        f"update mart.{table} set delivery_id = '{delivery_id}'" for table in ("delivery", "partner_row", "activity")
    ]
    builders.change(directory, *changed)
    return delivery_id
