"""An indicator of two sources, of which one comes: which one it is told of."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from etl import paths
from etl.building import dependencies, publish

INDICATOR = "po_schoolweging"
FIRST, OTHER = "inspectie_schoolweging", "cbs_schoolweging"


@pytest.fixture
def con(sample_data) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that mart.indicator is made of, of the sample, as views that a test puts others in the place of."""
    with duckdb.connect() as con:
        con.execute(f"attach '{publish.current(sample_data / 'warehouse')}' as built (read_only)")
        con.execute("create schema raw; create schema core; create schema mart")
        files = dependencies.queries(paths.QUERIES / "build")
        for name in set(files["mart.indicator"].reads) - {"raw.source_used", "raw.source_hole"}:
            con.execute(f"create view {name} as from built.{name}")
        con.execute("create macro clean(cell) as nullif(trim(cell), '')")
        yield con


def told(con: duckdb.DuckDBPyConnection, came: list[str], failed: list[str]) -> str:
    """The source that the indicator names when these came and these failed."""
    con.execute(
        "create or replace table raw.source_used as select unnest($came::varchar[]) as source_id", {"came": came}
    )
    con.execute(
        "create or replace table raw.source_hole as select unnest($failed::varchar[]) as source_id, 'failed' as kind "
        "union all select $first, 'not_in_edition'",
        {"failed": failed, "first": FIRST},
    )
    con.execute("drop table if exists mart.indicator")
    con.execute((paths.QUERIES / "build" / "mart.indicator.sql").read_text(encoding="utf-8"))
    return con.execute("select source_id from mart.indicator where indicator_id = $1", [INDICATOR]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("came", "failed", "source"),
    [
        ([FIRST], [], FIRST),
        ([OTHER], [], OTHER),
        ([FIRST, OTHER], [], FIRST),
        ([OTHER], [FIRST], OTHER),
        ([], [OTHER], OTHER),
        ([], [FIRST], FIRST),
        ([], [], FIRST),
    ],
)
def test_it_is_told_of_the_source_that_came_else_of_the_one_that_failed(con, came, failed, source):
    """A broken workbook of CBS was told as a file of the Inspectorate that the edition does not have."""
    assert told(con, came, failed) == source
