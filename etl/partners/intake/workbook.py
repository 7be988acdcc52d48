"""A workbook (XLSX, ODS) as records per sheet, and which of its sheets holds the table. Its reader runs apart."""

import hashlib
import itertools
import logging
import pickle
import re
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from etl import apart
from etl.errors import UploadRejected
from etl.partners.intake import columns, textfile
from etl.partners.intake.findings import Finding, listed, note
from etl.partners.intake.textfile import HEADER_WITHIN, Dialect, Record

log = logging.getLogger(__name__)
MEMORY = 1_500_000_000  # bytes of address space of the child
SECONDS = 30  # of processor time
MOST_MERGED = 50_000  # cells under merged ones: no table of schools has more
OLD_SHEET = re.compile(r"\b(?:oud|oude|old|archief|archive|kopie|copy|backup|concept|draft)\b")
# what is remembered: so many workbooks, and so many bytes of these (as objects they would take ten times as much)
KEPT, KEPT_BYTES = 32, 20_000_000


@dataclass(frozen=True)
class Outcome:
    """What the child made of a workbook: its sheets, and what is beside them, or the word for why not (or died).

    Both as etl.apart.workbook packs them; b"" where they are too large to be remembered. weight: bytes of
    both when they are not packed.
    """

    refused: str = ""
    packed: bytes = b""
    beside: bytes = b""
    weight: int = 0

    @property
    def size(self) -> int:
        """Bytes that remembering it takes."""
        return len(self.packed) + len(self.beside)


@dataclass(frozen=True)
class Beside:
    """What a workbook says beside its cells: merged ranges by sheet, and marks (see etl.apart.marks)."""

    merged: Mapping[str, Sequence[tuple[int, ...]]]
    marks: Mapping[str, Any]


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
        less = (outcome, replace(outcome, packed=b""), replace(outcome, packed=b"", beside=b""))
        with self.lock:
            self.known[digest] = next(one for one in less if one.size <= KEPT_BYTES)
            self.known.move_to_end(digest)
            while len(self.known) > KEPT or sum(held.size for held in self.known.values()) > KEPT_BYTES:
                self.known.popitem(last=False)


_memory = _Memory()


def refusal(data: bytes) -> str:
    """Why a workbook cannot be read within bounds, as one word; '' when it can."""
    return (_memory.get(_digest(data)) or _tried(data)).refused


def packed(data: bytes) -> tuple[bytes, bytes]:
    """What is remembered of a workbook (sheets, beside), to hand on to another process; b"" for nothing."""
    known = _memory.get(_digest(data)) if data.startswith(b"PK") else None
    return (known.packed, known.beside) if known else (b"", b"")


def weight(data: bytes) -> int:
    """Bytes of a workbook's sheets and remarks as they are judged, whatever its own; 0 for one that was not read."""
    known = _memory.get(_digest(data)) if data.startswith(b"PK") else None
    return known.weight if known else 0


def remember(data: bytes, known: tuple[bytes, bytes]) -> None:
    """Takes over what another process remembers of a workbook."""
    if any(known):
        _memory.keep(_digest(data), Outcome("", *known))


def read(data: bytes) -> dict[str, list[Record]]:
    """Every sheet's rows as text, in the workbook's order. Raises UploadRejected for a workbook that is refused."""
    found = _memory.get(_digest(data))
    if found is None or not (found.packed or found.refused):
        found = _tried(data)
    if found.refused:
        raise UploadRejected(
            f"Expected a workbook that can be read within bounds, found one that cannot ({found.refused}). "
            f"Open it, copy the table alone into a new workbook and save that as XLSX or CSV."
        )
    return {name: list(enumerate(rows, 1)) for name, rows in _unpacked(found.packed)}


def ungluing(sheets: Mapping[str, list[Record]]) -> dict[str, list[Record]]:
    """The sheets whose rows are delimited text in their first cell, by name, put into cells of their own."""
    found = {}
    for name, rows in sheets.items():
        filled = [cells for _, cells in rows if any(cells)]
        if len(filled) < 2 or any(any(cells[1:]) for cells in filled):
            continue
        if dialect := textfile.glued([cells[0] for cells in filled]):
            found[name] = [(line, _cells_of(cells, dialect)) for line, cells in rows]
    return found


def _cells_of(cells: Sequence[str], dialect: Dialect) -> tuple[str, ...]:
    parts = textfile.split(" ".join(cells[0].splitlines()), dialect) if any(cells) else []
    return parts[0][1] if parts else tuple(cells)


def beside(data: bytes) -> Beside:
    """Merged ranges and marks of a workbook; none of one that is refused."""
    found = _memory.get(_digest(data))
    if found is None or not (found.beside or found.refused):
        found = _tried(data)
    return Beside(*_unpacked(found.beside)) if found.beside else Beside({}, {})


def _unpacked(known: bytes) -> Any:
    return pickle.loads(zlib.decompress(known))


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
    findings, (told, told_en) = [], listed(used)
    if len(used) > 1:
        nl = f"Werkbladen {told} hebben dezelfde kolommen en zijn samen gelezen; de regels tellen door."
        en = f"Sheets {told_en} have the same columns and were read as one; lines run on from sheet to sheet."
        findings.append(note("sheets", nl, en))
    if others:
        rest, rest_en = listed(others)
        only_nl, only_en = (f"Alleen werkblad {told} wordt", f"Only sheet {told} is") if len(used) == 1 else ("", "")
        only_nl, only_en = only_nl or f"Alleen werkbladen {told} worden", only_en or f"Only sheets {told_en} are"
        nl = f"{only_nl} gelezen; ook gevuld: werkblad {rest}. Lever die apart als er scholen in staan."
        en = f"{only_en} read; also filled: sheet {rest_en}. Deliver those apart if they hold schools."
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
