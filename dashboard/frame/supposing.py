"""The world of a scenario: in memory, the tables of a build that say who is active where, with its changes made.

All else is the build's own, and so are the statements that count facts and targets: what is shown of a scenario is
made as a build would make it. Only warehouse.py opens the database that is filled here; nothing is written to disk.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dashboard.frame import scenario as scenarios
from dashboard.frame.program import ROOT
from dashboard.frame.scenario import Scenario

FOLDER, BUILD = ROOT / "queries" / "suppose", ROOT / "queries" / "build"
# each after those that it reads; the last are made by the build's own statements
ANEW = ("mart.partner", "mart.programme", "mart.activity", "mart.programme_fact", "mart.activity_fact")
DERIVED = ("mart.fact", "mart.target_year")
MACROS = ("mart.coverage_activity", "mart.coverage_school", "mart.coverage_area")
CHANGED = (*ANEW, *DERIVED)
COUNTING = "reference_skb_target_counting"  # what targets are counted by; a build without it keeps its targets
SETTINGS = ("memory_limit", "threads")
_READS = re.compile(rf"\b({'|'.join(map(re.escape, (*CHANGED, *MACROS)))})\b")


def reads_changed(sql: str) -> bool:
    """Whether a text reads a table that a scenario makes anew, itself or by a macro of the mart."""
    return bool(_READS.search(sql))


def make(con: Any, file: Path, scenario: Scenario) -> None:
    """Fills an empty DuckDB in memory with the world of a scenario; after it nothing outside can be reached."""
    con.execute("attach '{}' as actual (read_only)".format(str(file).replace("'", "''")))
    con.execute("set enable_external_access = false")
    known = con.execute("select schema_name, table_name from duckdb_tables() where database_name = 'actual'").fetchall()
    _views(con, [(schema, name) for schema, name in known if _is_read(schema, name)])
    _tables(con, dict(scenarios.tables(scenario)))
    for name in MACROS:
        con.execute(_statement(BUILD, name))
    has_targets = ("raw", COUNTING) in known
    for name in ("_macros", *DERIVED) if has_targets else DERIVED[:1]:
        con.execute(_statement(BUILD, name))
    if not has_targets:
        _views(con, [("mart", "target_year")])
    con.execute("set lock_configuration = true")


def _is_read(schema: str, name: str) -> bool:
    """Whether what is asked, or a statement that is run again, reads this table as the build has it."""
    if schema == "raw":
        return name.startswith("reference_") or name == "source_used"
    return schema == "mart" and f"{schema}.{name}" not in CHANGED


def _views(con: Any, tables: list[tuple[str, str]]) -> None:
    """The tables of the build under their own names; these are its own, nobody typed them."""
    for schema in sorted({schema for schema, _name in tables}):
        con.execute(f"create schema if not exists {schema}")
    for schema, name in tables:
        con.execute(f'create view {schema}."{name}" as from actual.{schema}."{name}"')


def _tables(con: Any, values: dict[str, list[str]]) -> None:
    """What the scenario changes, and what the build's statements need to be run again."""
    con.execute(_statement(FOLDER, "_as_of"))
    for name in ANEW:
        sql = _statement(FOLDER, name)
        con.execute(sql, {key: value for key, value in values.items() if f"${key} " in sql})


def _statement(folder: Path, name: str) -> str:
    return (folder / f"{name}.sql").read_text(encoding="utf-8")
