"""Figures of a built warehouse against the ones a person committed: etl/expectations/<edition>.csv.

One row per metric and key: metric, key, expected, tolerance_pct (of expected), dated, reason. The metrics are the
queries in queries/expect (each gives metric, key, value). `python -m etl expect` prints the file anew: rows that
still hold stay as they are, others get today's figure, today's date and a reason that a person gives.
"""

import csv
import datetime as dt
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import pydantic

from etl import paths
from etl.declared import declarations, faults
from etl.declared.closed_records import Declared, Pattern, Text
from etl.errors import DeclarationBroken, EtlError

KEYS = ["metric", "key"]
COLUMNS = [*KEYS, "expected", "tolerance_pct", "dated", "reason"]
DEFAULT_TOLERANCE_PCT = {"areas": 0.0, "schools_listed": 3.0, "values_observed": 5.0, "values_hidden": 5.0}
DEFAULT_TOLERANCE_PCT |= {"values_p90": 10.0, "schools_with_municipality_pct": 0.5}
OTHER_TOLERANCE_PCT = 2.0


class Expectation(Declared):
    """One figure that a person committed, with the day and the reason."""

    metric: Text
    key: Text
    expected: pydantic.FiniteFloat
    tolerance_pct: Annotated[pydantic.FiniteFloat, pydantic.Field(ge=0)]
    dated: dt.date
    reason: Text


def file_of(edition: str) -> Path:
    """Where the expectations of an edition stand; many editions have none."""
    return paths.PROJECT / "etl" / "expectations" / f"{edition}.csv"


def standing(edition: str) -> str:
    """Whether figures of an edition were committed; what makes them where not."""
    if file_of(edition).is_file():
        return f"expectations: {file_of(edition).relative_to(paths.PROJECT)}"
    return (
        f"expectations: none: no figure of edition {edition} was ever held against its publishers' files. After the "
        f'first build: python -m etl expect --edition {edition} --reason "..."'
    )


def committed(edition: str) -> pd.DataFrame | None:
    """One row per metric and key of the edition's file, or None where it has none.

    Raises DeclarationBroken with every wrong line.
    """
    path = file_of(edition)
    if not path.is_file():
        return None
    _judge(path)
    return _typed(pd.read_csv(path, dtype="str", keep_default_na=False))


def _judge(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, restkey="more cells", restval="")
        lines = [(reader.line_num, row) for row in reader]
        headers = list(reader.fieldnames or [])
    if headers != COLUMNS:
        told = f"expected the columns {', '.join(COLUMNS)}, found {', '.join(headers)}. Mend its first line."
        raise DeclarationBroken([f"{declarations.shown(path)}: {told}"])
    wrong, seen = [], set()
    for line, row in lines:
        try:
            pydantic.TypeAdapter(Expectation).validate_python(row)
        except pydantic.ValidationError as error:
            wrong += [f"line {line}: {fault}" for fault in faults.sentences(Expectation, error)]
        place = (row["metric"], row["key"])
        if place in seen:
            wrong.append(f"line {line}: expected each metric and key once, found {' '.join(place)} again. Take it out.")
        seen.add(place)
    if wrong:
        raise DeclarationBroken([f"{declarations.shown(path)}: {fault}" for fault in wrong])


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({"expected": "float", "tolerance_pct": "float"})


def measured(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per metric and key, in their order: metric, key, value."""
    parts = [
        con.sql(path.read_text(encoding="utf-8")).df() for path in sorted((paths.QUERIES / "expect").glob("*.sql"))
    ]
    found = pd.concat(parts, ignore_index=True)
    return found.sort_values(KEYS, ignore_index=True)


def deviations(con: duckdb.DuckDBPyConnection) -> list[str]:
    """One sentence per expectation that does not hold: expected, found, tolerance, reason. Empty without a file."""
    compared = _compared(con)
    if compared is None:
        return []
    return [_sentence(row) for row in compared[~compared["holds"] & compared["judged"]].itertuples(index=False)]


def not_judged(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Metric and key of each expectation whose source is not in this build."""
    compared = _compared(con)
    if compared is None:
        return []
    return [f"{metric} {key}" for metric, key in compared.loc[~compared["judged"], KEYS].to_numpy()]


def sources_of(metric: str, key: str, sources: Mapping[str, str]) -> tuple[str, ...]:
    """What a line stands on, by etl/metrics.yml; `sources` is indicator -> source. Raises DeclarationBroken."""
    for pattern, named in metrics().get(metric, {}).items():
        if re.fullmatch(pattern, key):
            own = sources.get(key.rsplit("/", maxsplit=1)[-1], "")
            return tuple(own if one == "indicator" else one for one in named)
    raise DeclarationBroken([f"etl/metrics.yml: expected what {metric} {key} stands on, found nothing. Add it."])


def metrics(path: Path | None = None) -> dict[str, dict[str, tuple[str, ...]]]:
    """Metric -> key pattern -> sources. Raises DeclarationBroken."""
    form = Mapping[Text, Mapping[Pattern, tuple[Text, ...]]]
    return declarations.read(path or paths.PROJECT / "etl" / "metrics.yml", form)


def unexpected(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Metric and key of every figure that the edition's file says nothing of. Empty where nothing is compared."""
    rows = committed(_edition(con)[0])
    if rows is None or _compared(con) is None:
        return []
    found = measured(con).merge(rows[KEYS], on=KEYS, how="left", indicator=True)
    return [f"{metric} {key}" for metric, key in found.loc[found["_merge"] == "left_only", KEYS].to_numpy()]


def verdict(warehouse: Path) -> str:
    """What the build says of its expectations: how many held and which are lacking, or why none were compared."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        edition, _ = _edition(con)
        rows = committed(edition)
        if rows is None:
            found = measured(con)
            # not straight into its place: an empty file there is refused
            made = f"python -m etl expect --edition {edition} --reason '...' > new.csv"
            accept = f"{made} && mv new.csv etl/expectations/{edition}.csv"
            lines = [f"{metric} {key}: {_written(value)}" for metric, key, value in found.to_numpy()]
            told = f"none: no etl/expectations/{edition}.csv. Read these {len(lines)} figures; to accept them: {accept}"
            return "\n  ".join([told, *lines])
        if _compared(con) is None:
            return f"none: etl/expectations/{edition}.csv was measured at another scale"
        lacking, out = unexpected(con), not_judged(con)
    kept = len(rows) - len(out)
    unjudged = f", {len(out)} not judged as their source is missing" if out else ""
    if not lacking:
        return f"{kept} hold{unjudged}"
    first = ", ".join(lacking[:5]) + (", ..." if len(lacking) > 5 else "")
    return f"{kept} hold{unjudged}, {len(lacking)} lacking ({first}): python -m etl expect --edition {edition}"


def renewed(con: duckdb.DuckDBPyConnection, edition: str, today: dt.date, reason: str) -> pd.DataFrame:
    """The edition's file as it should be now: what holds stays, what does not is measured, dated and reasoned.

    Raises EtlError when another edition is published.
    """
    published, _ = _edition(con)
    if published != edition:
        raise EtlError(f"Expected edition {edition} to be published, found {published}; build it first.")
    rows = committed(edition)
    known = _typed(pd.DataFrame(columns=COLUMNS)) if rows is None else rows
    found = measured(con).merge(known, on=KEYS, how="left")
    keep = _holds(found)
    found["tolerance_pct"] = [
        _written(old if pd.notna(old) else _tolerance(metric, value))
        for old, metric, value in zip(found["tolerance_pct"], found["metric"], found["value"], strict=True)
    ]
    found["expected"] = [_written(v) for v in found["expected"].where(keep, found["value"])]
    found["dated"] = found["dated"].where(keep, today.isoformat())
    found["reason"] = found["reason"].where(keep, reason)
    return found[COLUMNS]


def _edition(con: duckdb.DuckDBPyConnection) -> tuple[str, bool]:
    row = con.sql("select edition, is_fictional from mart.build").fetchone()
    return (row[0], row[1]) if row else ("", False)


def _compared(con: duckdb.DuckDBPyConnection) -> pd.DataFrame | None:
    """Every expectation with what was found (NaN = nothing) and whether it holds; None where there is none to hold."""
    edition, is_fictional = _edition(con)
    rows = committed(edition)
    if rows is None:
        return None
    compared = rows.merge(measured(con), on=KEYS, how="left")
    if is_fictional and _is_other_scale(compared):
        return None
    return compared.assign(holds=_holds(compared), judged=_judged(con, compared))


def _judged(con: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> list[bool]:
    """Whether all that a line stands on is in this build."""
    lacking = {name for (name,) in con.sql("select source_id from raw.source_hole where kind = 'failed'").fetchall()}
    known = dict(con.sql("select indicator_id, source_id from raw.reference_indicator").fetchall())
    if not lacking:
        return [True] * len(rows)
    told = zip(rows["metric"], rows["key"], strict=True)
    return [not lacking.intersection(sources_of(metric, key, known)) for metric, key in told]


def _holds(rows: pd.DataFrame) -> pd.Series:
    slack = rows["expected"].abs() * rows["tolerance_pct"] / 100 + 1e-6
    return (rows["value"] - rows["expected"]).abs() <= slack


def _is_other_scale(compared: pd.DataFrame) -> bool:
    """The generator makes its fictional country in more than one size; the file was measured at one of them."""
    row = compared[(compared["metric"] == "areas") & (compared["key"] == "municipality")]
    return len(row) == 1 and not 0.5 < float(row["value"].iloc[0] / row["expected"].iloc[0]) < 2


def _tolerance(metric: str, value: float) -> float:
    """The metric's usual tolerance; a small count may always differ by one."""
    usual = DEFAULT_TOLERANCE_PCT.get(metric, OTHER_TOLERANCE_PCT)
    if metric in {"areas", "values_p90"} or metric.endswith("_pct"):
        return usual
    return max(usual, math.ceil(101 / value))


def _written(value: float) -> str:
    """Four digits behind the point are enough to be compared with percents of tolerance."""
    short = round(float(value), 4)
    return str(int(short) if short == int(short) else short)


def _sentence(row: tuple) -> str:
    metric, key, expected, tolerance, dated, reason, found = row[:7]
    told = "nothing" if pd.isna(found) else _written(found)
    return f"{metric} {key}: expected {_written(expected)} within {tolerance:g} % ({dated}: {reason}), found {told}"
