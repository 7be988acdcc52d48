"""Which tables a query of queries/build reads, by its syntax tree: no hits in comments, macros by their kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from etl.errors import EtlError


@dataclass(frozen=True)
class Query:
    """One file of queries/build: the tables and table macros it reads as schema.name, itself left out."""

    name: str
    reads: frozenset[str]
    is_macro: bool


def queries(folder: Path) -> dict[str, Query]:
    """Name -> query of every file <schema>.<table>.sql. Raises EtlError on a file that is no SQL."""
    return {path.stem: read(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.*.sql"))}


@lru_cache(maxsize=512)
def read(name: str, sql: str) -> Query:
    """What one query reads; parsed once per text. Raises EtlError on what is not one create table or macro."""
    import sqlglot  # here, because it takes a tenth of a second and the app never reads a query this way
    from sqlglot import exp

    try:
        statements = [statement for statement in sqlglot.parse(sql, dialect="duckdb") if statement]
    except sqlglot.errors.SqlglotError as error:
        raise EtlError(f"Expected SQL in {name}.sql, found what cannot be read: {error}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Create):
        raise EtlError(
            f"Expected one create table or create macro in {name}.sql, found {len(statements)} statement(s)."
        )
    # a table macro that is called has its name one step deeper
    tables = {f"{table.db}.{table.name or table.this.name}" for table in statements[0].find_all(exp.Table) if table.db}
    return Query(name, frozenset(tables - {name}), statements[0].kind == "MACRO")


def in_order(reads: Mapping[str, Iterable[str]]) -> list[str]:
    """The names, each after those that it reads; equal input gives equal order. Raises EtlError on a cycle."""
    sorter = TopologicalSorter({name: sorted(reads[name]) for name in sorted(reads)})
    try:
        return list(sorter.static_order())
    except CycleError as error:
        circle = " <- ".join(error.args[1])
        raise EtlError(f"Expected queries/build without a circle, found one: {circle}.") from error


def standing_on(reads: Mapping[str, Iterable[str]], roots: Iterable[str]) -> set[str]:
    """The names that read a root, directly or through another name; the roots themselves left out."""
    reached = set(roots)
    while more := {name for name in reads if reached.intersection(reads[name])} - reached:
        reached |= more
    return reached - set(roots)
