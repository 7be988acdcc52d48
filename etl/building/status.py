"""What stands in a warehouse, as one dictionary: for `python -m etl status` and for tests."""

from pathlib import Path
from typing import Any

import duckdb

from etl import paths
from etl.building.publish import table_hashes


def read(path: Path) -> dict[str, Any]:
    """The rows of every query in queries/status by its name, and a content hash per table."""
    found: dict[str, Any] = {}
    with duckdb.connect(str(path), read_only=True) as con:
        for question in sorted((paths.QUERIES / "status").glob("*.sql")):
            rows = con.sql(question.read_text(encoding="utf-8"))
            found[question.stem] = [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
    return {**found, "table_hashes": table_hashes(path)}
