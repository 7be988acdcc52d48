"""A workbook (XLSX) as records per sheet, and which of its sheets holds the table. Its reader runs apart."""

import hashlib
import itertools
import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
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
MOST_MERGED = 50_000  # cells under merged ones: no table of schools has more
OLD_SHEET = re.compile(r"\b(?:oud|oude|old|archief|archive|kopie|copy|backup|concept|draft)\b")
KEPT, KEPT_WEIGHT = 32, 2_000_000


@dataclass(frozen=True)
class Outcome:
    """What the child made of a workbook: its sheets, or the word for why not (see etl.apart.workbook; or died).

    sheets is None where they are too large to be remembered.
    """

    refused: str = ""
    sheets: dict[str, list[Record]] | None = None
    weight: int = 0
    merged: Mapping[str, Sequence[tuple[int, ...]]] = field(default_factory=dict)
    marks: Mapping[str, Any] = field(default_factory=dict)


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
            self.known[digest] = outcome if outcome.weight <= KEPT_WEIGHT else replace(outcome, sheets=None)
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
    outcome = Outcome(answer["refused"]) if "refused" in answer else _outcome(answer)
    _memory.keep(_digest(data), outcome)
    return outcome


def _outcome(answer: Mapping[str, Any]) -> Outcome:
    sheets = answer["sheets"]
    weight = sum(len(cells) + sum(map(len, cells)) // 20 for _, rows in sheets for cells in rows)
    numbered = {name: list(enumerate(rows, 1)) for name, rows in sheets}
    return Outcome(sheets=numbered, weight=weight, merged=answer["merged"], marks=answer["marks"])


def beside(data: bytes) -> Outcome:
    """Merged ranges (by sheet) and marks of a workbook that `read` reads; see etl.apart.workbook."""
    return _memory.get(_digest(data)) or _tried(data)


def propose(
    found: Mapping[str, Sequence[Record]], without: Set[str] = frozenset()
) -> tuple[str, tuple[str, ...], list[Finding]]:
    """The sheet with the table, the sheets that are read as one with it, and what is said of the others.

    It is the first with a table that has known headers, else the first with two rows and two columns. Others of the
    same columns go along, but for copies and old ones.
    """
    filled = {name: [r for r in rows if any(c.strip() for c in r[1])] for name, rows in found.items()}
    tables = [name for name, rows in filled.items() if len(rows) > 1 and max(len(r[1]) for r in rows) > 1]
    named = [name for name in tables if max(columns.known(cells) for _, cells in filled[name][:HEADER_WITHIN]) > 1]
    sheet = next(iter([*named, *tables, *found]), "")
    together = (sheet,) if "sheets" in without or not named else _together(sheet, named, filled)
    others = [position for position, name in enumerate(found, 1) if name not in together and filled[name]]
    return sheet, together, _told_sheets([list(found).index(name) + 1 for name in together if name in found], others)


def _together(sheet: str, named: Sequence[str], filled: Mapping[str, Sequence[Record]]) -> tuple[str, ...]:
    """The sheets, in order, whose header names the same columns."""
    header, seen, found = _header_of(filled[sheet]), set(), []
    for name in named:
        content = tuple(cells for _, cells in filled[name])
        is_old = bool(OLD_SHEET.search(columns.key(name))) and name != sheet
        if _header_of(filled[name]) == header and content not in seen and not is_old:
            found.append(name)
            seen.add(content)
    return tuple(found)


def _header_of(rows: Sequence[Record]) -> frozenset[str]:
    best = max(rows[:HEADER_WITHIN], key=lambda record: (columns.known(record[1]), -record[0]))
    return frozenset(columns.key(cell) for cell in best[1] if cell.strip())


def _told_sheets(used: Sequence[int], others: Sequence[int]) -> list[Finding]:
    findings, told = [], ", ".join(map(str, used))
    if len(used) > 1:
        nl = f"Werkbladen {told} hebben dezelfde kolommen en zijn samen gelezen; de regels tellen door."
        en = f"Sheets {told} have the same columns and were read as one; lines run on from sheet to sheet."
        findings.append(note("sheets", nl, en))
    if others:
        rest = ", ".join(map(str, others))
        only_nl, only_en = (f"Alleen werkblad {told} wordt", f"Only sheet {told} is") if len(used) == 1 else ("", "")
        only_nl, only_en = only_nl or f"Alleen werkbladen {told} worden", only_en or f"Only sheets {told} are"
        nl = f"{only_nl} gelezen; ook gevuld: werkblad {rest}. Lever die apart als er scholen in staan."
        en = f"{only_en} read; also filled: sheet {rest}. Deliver those apart if they hold schools."
        findings.append(note("sheets", nl, en))
    return findings


def merged_from(
    merged: Mapping[str, Sequence[tuple[int, ...]]], places: Sequence[tuple[str, int, int]]
) -> dict[int, dict[int, int]]:
    """Merged cells over several lines: line -> position (0-based) -> the line that has the text."""
    found: dict[int, dict[int, int]] = {}
    room = MOST_MERGED
    for name, start, end in places:
        for top, left, bottom, right in merged.get(name, ()):
            lines = range(start + top + 1, min(start + bottom, end) + 1)
            cells = ((line, position) for line in lines for position in range(left, right + 1))
            for line, position in itertools.islice(cells, room):
                found.setdefault(line, {})[position] = start + top
                room -= 1
    return found
