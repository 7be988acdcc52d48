"""Known errors of sources as data: etl/corrections.yml, applied before a frame is judged.

An entry names one cell (source, vintage, table, key, field), the wrong value that stands there (`expect`), the right
one (`value`), the reason, and where the fact comes from (`fact_source`).
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml

from etl import paths
from etl.declared import catalog
from etl.errors import EtlError


@dataclass(frozen=True)
class Correction:
    """One wrong cell of one vintage; `key` is the table's key as the contract writes it (parts joined by a slash)."""

    source: str
    vintage: str
    table: str
    key: str
    field: str
    expect: str
    value: str
    reason: str
    fact_source: str


def file() -> Path:
    """Where the corrections stand."""
    return paths.PROJECT / "etl" / "corrections.yml"


def of(table: str, vintage: str) -> list[Correction]:
    """The corrections of one table in one vintage, in file order."""
    return [known for known in read(file()) if (known.table, known.vintage) == (table, vintage)]


@cache
def read(path: Path) -> tuple[Correction, ...]:
    """All corrections of a file. Raises EtlError with every entry that lacks a fact or names what is not declared."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["corrections"] or []
    wrong = [f"entry {n}: {fault}" for n, entry in enumerate(entries, 1) if (fault := _fault(entry))]
    if wrong:
        raise EtlError(f"{path.name}: {'; '.join(wrong)}.")
    return tuple(Correction(**{name: str(text) for name, text in entry.items()}) for entry in entries)


def _fault(entry: dict) -> str | None:
    needed = {f.name for f in fields(Correction)}
    if set(entry) != needed:
        return f"expected exactly {sorted(needed)}, found {sorted(entry)}"
    source = catalog.sources().get(str(entry["source"]))
    table = next((t for t in source.tables if t.name == entry["table"]), None) if source else None
    if source is None or table is None or str(entry["vintage"]) not in source.vintages:
        return f"{entry['source']} {entry['vintage']} {entry['table']} is not declared in etl/sources"
    if not table.key or entry["field"] not in table.fields:
        return f"{table.name} has no key, or no field {entry['field']}"
    return None if str(entry["reason"]).strip() and str(entry["fact_source"]).strip() else "a reason or source is blank"
