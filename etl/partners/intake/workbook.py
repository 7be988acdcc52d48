"""A workbook (XLSX) as records per sheet, and which of its sheets holds the table. Its reader runs apart."""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl import apart
from etl.errors import UploadRejected
from etl.partners.intake import columns
from etl.partners.intake.findings import Finding, note
from etl.partners.intake.textfile import HEADER_WITHIN, Record

log = logging.getLogger(__name__)
MEMORY = 1_500_000_000  # bytes of address space of the child
SECONDS = 30  # of processor time
# what is remembered: so many workbooks, and of these so much (a cell is 1, and so are 20 characters)
KEPT, KEPT_WEIGHT = 32, 2_000_000


@dataclass(frozen=True)
class Outcome:
    """What the child made of a workbook: its sheets, or the word for why not (see etl.apart.workbook; or died).

    sheets is None where they are too large to be remembered.
    """

    refused: str = ""
    sheets: dict[str, list[Record]] | None = None
    weight: int = 0


class _Memory:
    """Outcomes of late, by sha256, so that a file that ended its reader is not tried again at every click."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.known: OrderedDict[str, Outcome] = OrderedDict()

    def get(self, digest: str) -> Outcome | None:
        """What is known of these bytes."""
        with self.lock:
            if digest in self.known:
                self.known.move_to_end(digest)
            return self.known.get(digest)

    def keep(self, digest: str, outcome: Outcome) -> None:
        """Remembers an outcome, and forgets the ones that were used longest ago."""
        with self.lock:
            self.known[digest] = outcome if outcome.weight <= KEPT_WEIGHT else Outcome(outcome.refused)
            self.known.move_to_end(digest)
            while len(self.known) > KEPT or sum(held.weight for held in self.known.values()) > KEPT_WEIGHT:
                self.known.popitem(last=False)


_memory = _Memory()


def refusal(data: bytes) -> str:
    """Why a workbook cannot be read within bounds, as one word; '' when it can."""
    return (_memory.get(_digest(data)) or _tried(data)).refused


def read(data: bytes) -> dict[str, list[Record]]:
    """Every sheet's rows as text, in the workbook's order. Raises UploadRejected for a workbook that is refused."""
    found = _memory.get(_digest(data))
    if found is None or (found.sheets is None and not found.refused):
        found = _tried(data)
    if found.sheets is None:
        raise UploadRejected(
            f"Expected a workbook (XLSX) that can be read within bounds, found one that cannot ({found.refused}). "
            f"Open it, copy the table alone into a new workbook and save that as XLSX or CSV."
        )
    return found.sheets


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _tried(data: bytes) -> Outcome:
    """Judges and reads a workbook in a child process, and remembers what came of it."""
    answer: dict[str, Any]
    try:
        answer = apart.call("etl.apart.workbook:read", data, memory=MEMORY, seconds=SECONDS)
    except apart.Died as died:
        log.warning("a workbook of %d bytes ended its reader: %s", len(data), died.why)
        answer = {"refused": "died"}
    outcome = Outcome(answer["refused"]) if "refused" in answer else _outcome(answer["sheets"])
    _memory.keep(_digest(data), outcome)
    return outcome


def _outcome(sheets: Sequence[tuple[str, list[tuple[str, ...]]]]) -> Outcome:
    weight = sum(len(cells) + sum(map(len, cells)) // 20 for _, rows in sheets for cells in rows)
    return Outcome(sheets={name: list(enumerate(rows, 1)) for name, rows in sheets}, weight=weight)


def propose(found: Mapping[str, Sequence[Record]]) -> tuple[str, list[Finding]]:
    """The first sheet with a table that has known headers, else the first with two rows and two columns."""
    filled = {name: [r for r in rows if any(c.strip() for c in r[1])] for name, rows in found.items()}
    tables = [name for name, rows in filled.items() if len(rows) > 1 and max(len(r[1]) for r in rows) > 1]
    named = [name for name in tables if max(columns.known(cells) for _, cells in filled[name][:HEADER_WITHIN]) > 1]
    sheet = next(iter([*named, *tables, *found]), "")
    others = [position for position, name in enumerate(found, 1) if name != sheet and filled[name]]
    if not others:
        return sheet, []
    used, told = list(found).index(sheet) + 1, ", ".join(map(str, others))
    nl = f"Alleen werkblad {used} wordt gelezen; ook gevuld: werkblad {told}. Lever die apart als er scholen in staan."
    en = f"Only sheet {used} is read; also filled: sheet {told}. Deliver those apart if they hold schools."
    return sheet, [note("sheets", nl, en)]
