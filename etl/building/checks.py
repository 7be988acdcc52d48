"""The checks of a build: queries that must return no rows, each over rows that it says.

A check's file begins with three lines: its rule, `-- judges:` (the rows that it looks at, as they stand behind
`from`), and `-- needs:` (the source without which there is nothing to judge; `nothing` where there always is;
`partners` and `issues` are what people and cells bring, which may be none).
"""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl import paths
from etl.declared import expectations
from etl.errors import ContractBroken, DeclarationBroken

HEAD = re.compile(r"-- (?P<rule>.+)\n-- judges: (?P<judges>.+)\n-- needs: (?P<needs>[a-z_]+)\n")
MAY_BE_NONE = {"partners", "issues"}


@dataclass(frozen=True)
class Check:
    """One file of queries/checks."""

    name: str
    rule: str
    judges: str
    needs: str
    sql: str


def read(path: Path) -> Check:
    """A check with what its head says. Raises DeclarationBroken where the head is not whole."""
    sql = path.read_text(encoding="utf-8")
    head = HEAD.match(sql)
    if head is None:
        told = (
            "expected a rule, '-- judges: <rows>' and '-- needs: <source or nothing>' in the first lines, found other"
        )
        raise DeclarationBroken([f"queries/checks/{path.name}: {told}. Add them."])
    return Check(path.stem, head["rule"], head["judges"], head["needs"], sql)


def run(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Name of each check that held -> how many rows it judged; 0 = not judged, as what it needs is not in this build.

    Raises ContractBroken with all that found rows, all that had nothing to judge, and all unmet expectations.
    """
    held, broken = {}, []
    for path in sorted((paths.QUERIES / "checks").glob("*.sql")):
        check = read(path)
        judged = _count(con, check)
        rows = con.sql(check.sql).df()
        if not rows.empty:
            told = f"expected that {check.rule}; found {len(rows)} row(s):\n{rows.head(3).to_string()}"
            broken.append(f"{check.name}: {told}")
        elif judged == 0 and _is_due(con, check):
            broken.append(
                f"{check.name}: expected rows to judge ({check.judges}), found none: it would pass on nothing"
            )
        else:
            held[check.name] = judged
    broken += expectations.deviations(con)
    if broken:
        raise ContractBroken("The build was not published.\n" + "\n".join(broken))
    return held


def _count(con: duckdb.DuckDBPyConnection, check: Check) -> int:
    row = con.execute(f"select count(*) from {check.judges}").fetchone()
    assert row is not None
    return int(row[0])


def _is_due(con: duckdb.DuckDBPyConnection, check: Check) -> bool:
    """Whether there must be something to judge: what the check needs is in this build."""
    if check.needs in MAY_BE_NONE:
        return False
    wanted = {"source": check.needs}
    there = con.execute("select count(*) from raw.source_used where source_id = $source", wanted).fetchone()
    return check.needs == "nothing" or there != (0,)
