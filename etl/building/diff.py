"""What changed between two builds: the question `build_figures` of both, and which schools came and went."""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl import paths
from etl.errors import EtlError

SCHOOLS = "select school_id, name, sector from mart.school where is_listed"


def figures(warehouse: Path) -> pd.DataFrame:
    """The rows of queries/changes/build_figures.sql of a build."""
    return _read(warehouse, (paths.QUERIES / "changes" / "build_figures.sql").read_text(encoding="utf-8"))


def between(before: Path, after: Path) -> list[dict[str, Any]]:
    """One entry per figure that differs: kind, key, before, after; and one per school that came or went.

    Raises EtlError where a build is of a program with other tables, or damaged.
    """
    keys = ["kind", "key"]
    both = figures(before).merge(figures(after), on=keys, how="outer", suffixes=("_before", "_after")).sort_values(keys)
    changed = []
    for row in both.to_dict("records"):
        old, new = _told(row, "before"), _told(row, "after")
        if old != new:
            changed.append({"kind": row["kind"], "key": row["key"], "before": old, "after": new})
    return [*changed, *_schools(before, after)]


def _told(row: dict, side: str) -> str | None:
    """A figure as text; None where that build does not have it."""
    value, text = row[f"value_{side}"], row[f"text_{side}"]
    parts = [] if pd.isna(value) else [f"{value:.6g}"]
    return " ".join([*parts, *([] if pd.isna(text) else [str(text)])]) or None


def _schools(before: Path, after: Path) -> list[dict[str, Any]]:
    old, new = (_read(path, SCHOOLS).set_index("school_id") for path in (before, after))
    gone = [(code, f"{row['name']} ({row.sector})", None) for code, row in old[~old.index.isin(new.index)].iterrows()]
    came = [(code, None, f"{row['name']} ({row.sector})") for code, row in new[~new.index.isin(old.index)].iterrows()]
    return [{"kind": "school", "key": code, "before": b, "after": a} for code, b, a in sorted([*gone, *came], key=str)]


def _read(warehouse: Path, sql: str) -> pd.DataFrame:
    try:
        with duckdb.connect(str(warehouse), read_only=True) as con:
            return con.sql(sql).df()
    except duckdb.Error as error:
        raise EtlError(
            f"{warehouse.name}: expected a build of this version of the program, found one that cannot be asked "
            f"({str(error).splitlines()[0]}). Build its edition again, then compare."
        ) from error
