"""A workbook (XLSX) as records per sheet, and which of its sheets holds the table. Its reader runs apart."""

import hashlib
import logging
import pickle
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl import apart
from etl.errors import UploadRejected
from etl.partners.intake import columns
from etl.partners.intake.findings import Finding, note
from etl.partners.intake.textfile import HEADER_WITHIN, Record

log = logging.getLogger(__name__)
MEMORY = 1_500_000_000  # bytes of address space of the child
SECONDS = 30  # of processor time
# what is remembered: so many workbooks, and so many bytes of these (as objects they would take ten times as much)
KEPT, KEPT_BYTES = 32, 20_000_000


@dataclass(frozen=True)
class Outcome:
    """What the child made of a workbook: its sheets (see etl.apart.workbook), or the word for why not (or died).

    packed is b"" where they are too large to be remembered.
    """

    refused: str = ""
    packed: bytes = b""


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
            self.known[digest] = outcome if len(outcome.packed) <= KEPT_BYTES else Outcome(outcome.refused)
            self.known.move_to_end(digest)
            while len(self.known) > KEPT or sum(len(held.packed) for held in self.known.values()) > KEPT_BYTES:
                self.known.popitem(last=False)


_memory = _Memory()


def refusal(data: bytes) -> str:
    """Why a workbook cannot be read within bounds, as one word; '' when it can."""
    return (_memory.get(_digest(data)) or _tried(data)).refused


def packed(data: bytes) -> bytes:
    """What is remembered of a workbook, to hand on to a process that reads it again; b"" for nothing."""
    known = _memory.get(_digest(data)) if data.startswith(b"PK") else None
    return known.packed if known else b""


def remember(data: bytes, known: bytes) -> None:
    """Takes over what another process remembers of a workbook."""
    if known:
        _memory.keep(_digest(data), Outcome(packed=known))


def read(data: bytes) -> dict[str, list[Record]]:
    """Every sheet's rows as text, in the workbook's order. Raises UploadRejected for a workbook that is refused."""
    found = _memory.get(_digest(data))
    if found is None or not (found.packed or found.refused):
        found = _tried(data)
    if found.refused:
        raise UploadRejected(
            f"Expected a workbook (XLSX) that can be read within bounds, found one that cannot ({found.refused}). "
            f"Open it, copy the table alone into a new workbook and save that as XLSX or CSV."
        )
    sheets = pickle.loads(zlib.decompress(found.packed))
    return {name: list(enumerate(rows, 1)) for name, rows in sheets}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _tried(data: bytes) -> Outcome:
    """Judges and reads a workbook in a child process, and remembers what came of it."""
    try:
        outcome = Outcome(**apart.call("etl.apart.workbook:packed", data, memory=MEMORY, seconds=SECONDS))
    except apart.Died as died:
        log.warning("a workbook of %d bytes ended its reader: %s", len(data), died.why)
        outcome = Outcome("died")
    _memory.keep(_digest(data), outcome)
    return outcome


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
