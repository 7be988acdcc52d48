"""Publishers' headers -> our fields: etl/sources/columns/<table>.csv with the columns shape, header, field."""

import csv
import re
from functools import cache

from etl import paths
from etl.declared.source_form import Vintage
from etl.errors import DeclarationBroken

PART_OF = re.compile(r"(?P<prefix>[A-Z]*)\{(?P<column>[^:{}]+):(?P<first>\d+):(?P<end>\d+)\}")
"""A header that makes a code out of a part of another column: `GM{statcode:2:6}`."""
COLUMNS = ["shape", "header", "field"]


@cache
def _rows(table: str) -> list[dict[str, str]]:
    path = paths.SOURCES / "columns" / f"{table}.csv"
    if not path.is_file():
        raise DeclarationBroken([f"etl/sources/columns/{table}.csv: expected the map of table {table}, found no file."])
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames != COLUMNS:
            told = f"expected the columns {', '.join(COLUMNS)}, found {reader.fieldnames}. Mend its first line."
            raise DeclarationBroken([f"etl/sources/columns/{table}.csv: {told}"])
        return list(reader)


@cache
def column_map(table: str, shape: str) -> dict[str, str]:
    """Publisher's header -> canonical field ('' = known and not used), for one table and shape.

    Raises DeclarationBroken where the table has no map of that shape.
    """
    rows = [row for row in _rows(table) if row["shape"] == shape]
    if not rows:
        told = f"expected a shape '{shape}', found {', '.join(shapes(table))}. Add it, or mend `shape` of the vintage."
        raise DeclarationBroken([f"etl/sources/columns/{table}.csv: {told}"])
    return {row["header"]: row["field"] for row in rows}


def headers_of(table: str, vintage: Vintage) -> dict[str, str]:
    """The map of a vintage's shape, with the headers that its publisher renamed under their names in this vintage."""
    return {called(header, vintage): field for header, field in column_map(table, vintage.shape).items()}


def called(header: str, vintage: Vintage) -> str:
    """A header of the shape under its publisher's name in this vintage, also where it is a part of that column."""
    part = PART_OF.fullmatch(header)
    if part is None:
        return vintage.renamed.get(header, header)
    column = vintage.renamed.get(part["column"], part["column"])
    return f"{part['prefix']}{{{column}:{part['first']}:{part['end']}}}"


def read_from(header: str) -> str:
    """The publisher's column that a header of a map reads: itself, or the one that it is a part of."""
    part = PART_OF.fullmatch(header)
    return part["column"] if part else header


def shapes(table: str) -> list[str]:
    """Names of the column shapes that a table's publisher has used, in file order."""
    return list(dict.fromkeys(row["shape"] for row in _rows(table)))
