"""Sources and editions as data: reads the YAML and CSV files below etl/ into frozen records."""

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from etl import paths
from etl.errors import EtlError


@dataclass(frozen=True)
class Field:
    """One canonical column of a raw table and what its cells must look like."""

    name: str
    type: str = "text"
    pattern: str | None = None
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    is_reference_date: bool = False
    """Every cell is the vintage's reference date (YYYYMMDD): a file of another year is refused."""
    on_error: str = "refuse"
    """`refuse` stops the build; `issue` empties the cell and files an issue."""


@dataclass(frozen=True)
class Table:
    """One raw table that a source's file gives: its fields, key and where it stands in the file."""

    name: str
    fields: Mapping[str, Field]
    key: tuple[str, ...] = ()
    place: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Vintage:
    """One published version of a source: its file, the shape of its columns and its reference date."""

    name: str
    file: str
    shape: str
    reference_date: dt.date
    period: str
    format: str
    dialect: Mapping[str, Any]
    rows: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Source:
    """One publication of one publisher."""

    source_id: str
    facts: Mapping[str, Any]
    tables: tuple[Table, ...]
    vintages: Mapping[str, Vintage]


@dataclass(frozen=True)
class Edition:
    """A set of source vintages that belong together, on one CBS classification year."""

    name: str
    title_nl: str
    title_en: str
    as_of_date: dt.date
    classification_year: int
    is_fictional: bool
    settings: Mapping[str, str]
    uses: tuple[tuple[Source, Vintage], ...]
    imports: tuple[str, ...] = ()
    brings_partners: bool = False


def _field(name: str, spec: Mapping[str, Any] | None) -> Field:
    spec = dict(spec or {})
    spec["values"] = tuple(spec.get("values", ()))
    return Field(name=name, **spec)


def _table(name: str, spec: Mapping[str, Any]) -> Table:
    fields = {key: _field(key, value) for key, value in spec["fields"].items()}
    return Table(name, fields, tuple(spec.get("key") or ()), spec.get("place", {}))


def _vintage(name: str, spec: Mapping[str, Any], facts: Mapping[str, Any]) -> Vintage:
    rows = spec.get("rows", {})
    return Vintage(
        name=name,
        file=spec["file"],
        shape=str(spec.get("shape", "default")),
        reference_date=spec["reference_date"],
        period=str(spec.get("period", spec["reference_date"].year)),
        format=spec.get("format", facts["format"]),
        dialect={**facts.get("dialect", {}), **spec.get("dialect", {})},
        rows={table: (low, high) for table, (low, high) in rows.items()},
    )


@cache
def sources() -> dict[str, Source]:
    """All declared sources by id. Raises EtlError where a file's name and its id differ."""
    found = {}
    for path in sorted(paths.SOURCES.glob("*.yml")):
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
        if facts["source_id"] != path.stem:
            raise EtlError(f"{path.name}: expected source_id {path.stem}, found {facts['source_id']}")
        tables = facts.pop("tables", None) or {path.stem: facts}
        vintages = {str(name): _vintage(str(name), spec, facts) for name, spec in facts["vintages"].items()}
        built = tuple(_table(name, spec) for name, spec in tables.items())
        found[path.stem] = Source(path.stem, facts, built, vintages)
    return found


def edition(name: str, folder: Path | None = None) -> Edition:
    """The edition called `name`. Raises EtlError that lists the known ones."""
    folder = folder or paths.EDITIONS
    path = folder / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.yml")))
        raise EtlError(f"Edition '{name}' is not known. Expected one of: {known}.")
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    if base := spec.pop("like", None):
        spec = {**yaml.safe_load((folder / f"{base}.yml").read_text(encoding="utf-8")), **spec}
    uses = tuple(_use(source_id, str(vintage)) for source_id, vintage in spec.pop("sources").items())
    spec["imports"] = tuple(spec.get("imports", ()))
    spec["settings"] = {key: str(value) for key, value in spec.get("settings", {}).items()}
    return Edition(name=name, uses=uses, **spec)


def _use(source_id: str, vintage: str) -> tuple[Source, Vintage]:
    source = sources().get(source_id)
    if source is None or vintage not in source.vintages:
        raise EtlError(f"Source {source_id} has no vintage {vintage}; see etl/sources/{source_id}.yml.")
    return source, source.vintages[vintage]


@cache
def column_map(table: str, shape: str) -> dict[str, str]:
    """Publisher's header -> canonical field ('' = known and not used), for one table and shape.

    Read from etl/sources/columns/<table>.csv with the columns shape, header, field.
    """
    path = paths.SOURCES / "columns" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["shape"] == shape]
    if not rows:
        raise EtlError(f"{path.name} has no column map for shape '{shape}'.")
    return {row["header"]: row["field"] for row in rows}


def shapes(table: str) -> list[str]:
    """Names of the column shapes that a table's publisher has used, in file order."""
    with (paths.SOURCES / "columns" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(dict.fromkeys(row["shape"] for row in csv.DictReader(handle)))
