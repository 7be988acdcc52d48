"""Known errors of sources as data: etl/corrections.yml, applied before a frame is judged.

An entry names one cell (source, vintage, table, key, field), the wrong value that stands there (`expect`), the right
one (`value`), the reason, and where the fact comes from (`fact_source`).
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from etl import paths
from etl.declared import catalog, declarations
from etl.declared.closed_records import Declared, Line, Text
from etl.errors import DeclarationBroken


class Correction(Declared):
    """One wrong cell of one vintage; `key` is the table's key as the contract writes it (parts joined by a slash)."""

    source: Text
    vintage: Text
    table: Text
    key: Text
    field: Text
    expect: Line
    value: Line
    reason: Text
    fact_source: Text


class CorrectionsFile(Declared):
    """All known errors, in the order in which they are set right."""

    corrections: tuple[Correction, ...] | None


def file() -> Path:
    """Where the corrections stand."""
    return paths.PROJECT / "etl" / "corrections.yml"


def of(table: str, vintage: str) -> list[Correction]:
    """The corrections of one table in one vintage, in file order."""
    return [known for known in read(file()) if (known.table, known.vintage) == (table, vintage)]


@cache
def read(path: Path) -> tuple[Correction, ...]:
    """All corrections of a file. Raises DeclarationBroken with every fault of every entry."""
    said: CorrectionsFile = declarations.read(path, CorrectionsFile)
    entries = said.corrections or ()
    wrong = [f"corrections.{n}.{fault}" for n, entry in enumerate(entries, 1) for fault in _faults(entry)]
    if wrong:
        raise DeclarationBroken([f"{declarations.shown(path)}: {fault}" for fault in wrong])
    return entries


def _faults(entry: Correction) -> Iterator[str]:
    source = catalog.sources().get(entry.source)
    if source is None:
        yield f"source: expected a file of etl/sources, found {entry.source}. Mend it."
        return
    if entry.vintage not in source.vintages:
        yield f"vintage: expected one of {', '.join(source.vintages)}, found {entry.vintage}. Mend it."
    table = source.tables.get(entry.table)
    if table is None:
        yield f"table: expected one of {', '.join(source.tables)}, found {entry.table}. Mend it."
    elif not table.key:
        yield f"table: expected one with a key, found {entry.table}, which has none. Its cells cannot be set right."
    elif entry.field not in table.fields:
        yield f"field: expected one of {', '.join(table.fields)}, found {entry.field}. Mend it."
