"""Fills the raw schema: every source table as text with line numbers, and our own reference facts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from etl import catalog, contract, decode, fetch, geometry, imports, partners, paths
from etl.catalog import Edition

Say = Callable[[str], None]
# what only some indicators say of themselves (data/reference/indicators.yml)
SOME_SAY = ("factor_id", "aggregate", "numerator", "denominator", "weight_id", "spread_id", "coverage_id", "is_need_of")
SOME_SAY += ("share_part_id", "share_whole_id", "ratio_part_id", "ratio_whole_id", "change_id", "change_since")


def store(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """Creates `table` (schema.name) from a frame."""
    con.register("incoming", frame)
    con.execute(f"create table {table} as select * from incoming")
    con.unregister("incoming")


def load(
    con: duckdb.DuckDBPyConnection, edition: Edition, mirror: Path | None, say: Say
) -> tuple[geometry.Shapes, list[str]]:
    """Creates every raw table, also the empty ones of sources that this edition does not use.

    Returns the shapes of districts and neighbourhoods, and one line per file that tells its bytes (sha256).
    """
    used, issues, shapes, digests = [], [], {}, []
    for source, vintage in edition.uses:
        say(source.source_id)
        judged = partial(_judged, source, vintage)
        snapshot, frames = fetch.accepted(source, vintage, mirror, judged)
        # a failure is part of what the build says, so it makes another build
        digests.append(f"{source.source_id} {vintage.name} {snapshot.sha256} {snapshot.failure or ''}".rstrip())
        rows = 0
        for name, (frame, found, shape) in frames.items():
            frame.insert(0, "vintage", vintage.name)
            store(con, f"raw.{name}", frame)
            issues.append(found.assign(source_id=source.source_id))
            rows += len(frame)
            shapes[name] = shape
        used.append(_source_row(source, vintage, snapshot, rows))
    _empty_tables(con, edition)
    issues.append(_load_imports(con, edition, mirror, digests))
    store(con, "raw.source_used", pd.DataFrame(used))
    store(con, "raw.contract_issue", pd.concat(issues, ignore_index=True).astype({"line": "Int64"}))
    none = geometry.shapes_of(pd.DataFrame(), None)
    return geometry.Shapes(shapes["cbs_wijkgrenzen"], shapes.get("cbs_buurtgrenzen", none)), digests


def _judged(source: catalog.Source, vintage: catalog.Vintage, path: Path) -> dict[str, tuple]:
    """Checked frame, issues and shapes of a file by table. Raises an EtlError when the contract does not hold."""
    judged = {}
    for name, decoded in decode.decode(source, vintage, path).items():
        table = next(t for t in source.tables if t.name == name)
        shape = geometry.shapes_of(decoded.frame, decoded.geometry)
        judged[name] = (*contract.check(table, vintage, decoded.frame), shape)
    return judged


def _load_imports(
    con: duckdb.DuckDBPyConnection, edition: Edition, mirror: Path | None, digests: list[str]
) -> pd.DataFrame:
    """Organisations' own indicators: what was imported, and what a fictional edition brings along."""
    own = [mirror / name for name in edition.imports] if mirror else []
    deliveries = [*(imports.read(file, file.with_suffix(".yml")) for file in own), *imports.kept()]
    files = [*own, *sorted(imports.folder().glob("*.csv"))]
    digests += [f"import {file.stem} {fetch.sha256_of(file)}" for file in files]
    digests += [f"import {file.stem} {fetch.sha256_of(file.with_suffix('.yml'))}" for file in files]
    rows, indicators, issues = imports.frames(deliveries)
    con.execute(f"drop table raw.{imports.SOURCE}")
    store(con, f"raw.{imports.SOURCE}", rows)
    store(con, "raw.imported_indicator", indicators)
    return issues.assign(source_id=imports.SOURCE)


def load_partners(con: duckdb.DuckDBPyConnection, edition: Edition) -> list[str]:
    """Creates raw.partner*; returns one line per event and delivery that went into them."""
    frames, digests = partners.frames(edition)
    for name, frame in frames.items():
        store(con, f"raw.{name}", frame)
    return digests


def _source_row(source: catalog.Source, vintage: catalog.Vintage, snapshot: fetch.Snapshot, rows: int) -> dict:
    facts = ("title_nl", "title_en", "publisher", "licence", "licence_url", "max_age_days")
    return {
        "source_id": source.source_id,
        "vintage": vintage.name,
        **{name: source.facts[name] for name in facts},
        "url": snapshot.url,
        "file": snapshot.path.name,
        "sha256": snapshot.sha256,
        "bytes": snapshot.bytes,
        "rows": rows,
        "reference_date": vintage.reference_date,
        "period": vintage.period,
        "small_numbers": source.facts.get("small_numbers", "as_published"),
        "fetched_at": snapshot.fetched_at,
        "checked_at": snapshot.checked_at,
        "failed_at": snapshot.failed_at,
        "failure": snapshot.failure,
    }


def _empty_tables(con: duckdb.DuckDBPyConnection, edition: Edition) -> None:
    used = {source.source_id for source, _ in edition.uses}
    for source in catalog.sources().values():
        if source.source_id in used:
            continue
        for table in source.tables:
            columns = ", ".join(f"{name} varchar" for name in table.fields)
            con.execute(f"create table raw.{table.name} (vintage varchar, line bigint, {columns})")


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def load_reference(con: duckdb.DuckDBPyConnection) -> None:
    """Facts of our own: indicators with their units, issue rules, the newcomer rule and list."""
    indicators = pd.DataFrame(_yaml(paths.REFERENCE / "indicators.yml"))
    indicators["sort_order"] = range(len(indicators))
    for name, pair in {"share": "share_of", "ratio": "ratio_of"}.items():
        for place, end in enumerate(("part_id", "whole_id")):
            indicators[f"{name}_{end}"] = indicators[pair].str[place]
    for column in SOME_SAY:
        indicators[column] = indicators.get(column, pd.Series(None, index=indicators.index)).astype("str")
    indicators["multiplier"] = indicators.get("multiplier", pd.Series(1.0, index=indicators.index)).fillna(1.0)
    units = _yaml(paths.REFERENCE / "units.yml")
    words = {f"{language}_{number}": place for language in ("nl", "en") for place, number in enumerate(("one", "many"))}
    spelled = [{"unit": unit, **{n: u[n[:2]][at] for n, at in words.items()}} for unit, u in units.items()]
    store(con, "raw.reference_unit", pd.DataFrame(spelled))
    store(con, "raw.reference_indicator", indicators.drop(columns=["share_of", "ratio_of"]))
    rules = _yaml(paths.PROJECT / "etl" / "rules.yml")
    store(con, "raw.reference_rule", pd.DataFrame([{"rule": rule, **facts} for rule, facts in rules.items()]))
    for path in sorted(paths.REFERENCE.glob("*.csv")):
        store(con, f"raw.reference_{path.stem}", pd.read_csv(path, dtype="str", keep_default_na=False).astype("str"))
    pattern = _yaml(paths.REFERENCE / "newcomer_rule.yml")["pattern"]
    con.execute("set variable newcomer_pattern = $pattern", {"pattern": pattern})
