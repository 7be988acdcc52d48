"""What stands in a warehouse, as one dictionary: for `python -m etl status` and for tests."""

import hashlib
from pathlib import Path
from typing import Any

import duckdb

from etl import paths
from etl.building.publish import table_hashes


def read(path: Path) -> dict[str, Any]:
    """The rows of every query in queries/status by its name, the shape of the mart and a content hash per table."""
    found: dict[str, Any] = {}
    with duckdb.connect(str(path), read_only=True) as con:
        for question in sorted((paths.QUERIES / "status").glob("*.sql")):
            rows = con.sql(question.read_text(encoding="utf-8"))
            found[question.stem] = [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
        found["mart_shape"] = shape(con)
    return {**found, "table_hashes": table_hashes(path)}


def missing(path: Path) -> list[str]:
    """Sources of the edition that this build lacks: source, since when, why."""
    with duckdb.connect(str(path), read_only=True) as con:
        sql = "select source_id, since, why from mart.source_hole where kind = 'failed' order by 1"
        return [f"{source} since {since:%Y-%m-%d}: {why}" for source, since, why in con.sql(sql).fetchall()]


def shape(con: duckdb.DuckDBPyConnection) -> str:
    """Digest of what questions stand on: columns and types of the mart's tables, names and parameters of its macros."""
    columns = con.sql(
        """
        select table_name, column_name, data_type from information_schema.columns
        where table_schema = 'mart' order by table_name, ordinal_position
        """
    )
    macros = con.sql(
        """
        select function_name, parameters from duckdb_functions()
        where schema_name = 'mart' and function_type = 'table_macro' order by function_name
        """
    )
    return hashlib.sha256(repr([columns.fetchall(), macros.fetchall()]).encode()).hexdigest()[:12]
