"""Fills the raw schema: every source table as text with line numbers, and our own reference facts."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from etl import paths
from etl.declared import catalog, reference
from etl.declared.catalog import Edition
from etl.declared.source_form import Source, Vintage
from etl.decoding import contract, readers
from etl.errors import ContractBroken, EtlError, SourceChanged, SourceIncomplete
from etl.fetching import snapshots
from etl.partners import indicators as partners_indicators
from etl.partners import tables

if TYPE_CHECKING:
    import geopandas as gpd

    from etl.building import geometry

log = logging.getLogger(__name__)
PUBLISHERS_FAULTS = (SourceIncomplete, SourceChanged, ContractBroken)
Say = Callable[[str], None]
# what only some indicators say of themselves (data/reference/indicators.yml)
SOME_SAY = (
    "sector",
    "factor_id",
    "aggregate",
    "numerator",
    "denominator",
    "weight_id",
    "spread_id",
    "coverage_id",
    "is_need_of",
    "rate",
)
SOME_SAY += ("share_part_id", "share_whole_id", "ratio_part_id", "ratio_whole_id", "change_id", "change_since")
SOME_SAY += ("family", "no_verdict", "or_source_id")


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
    used, issues, shapes, digests, holes = [], [], {}, [], []
    for source, vintage in edition.uses:
        say(source.source_id)
        taken, hole = take(con, edition, source, vintage, mirror)
        if taken is None:
            # what is missing is part of what the build says, so it makes another build
            digests.append(f"{source.source_id} {vintage.name} hole {hole['why'] if hole else ''}")
            holes.append(hole)
            continue
        # a failure is part of what the build says too
        digests.append(f"{source.source_id} {vintage.name} {taken.row['sha256']} {taken.row['failure'] or ''}".rstrip())
        used.append(taken.row)
        issues += taken.issues
        shapes |= taken.shapes
    _empty_tables(con, {row["source_id"] for row in used})
    store(con, "raw.source_hole", _holes(edition, holes))
    issues.append(_load_imports(con, edition, mirror, digests))
    texts = dict.fromkeys(("seen", "assumption", "note_nl", "note_en"), "str")
    store(con, "raw.source_used", pd.DataFrame(used).astype(texts))
    store(con, "raw.contract_issue", pd.concat(issues, ignore_index=True).astype({"line": "Int64"}))
    from etl.building import geometry  # on first use, as below: most commands need no shapes

    none = geometry.shapes_of(pd.DataFrame(), None)
    return geometry.Shapes(shapes["cbs_wijkgrenzen"], shapes.get("cbs_buurtgrenzen", none)), digests


@dataclass(frozen=True)
class Taken:
    """What one source gave: its row of raw.source_used, the issues of its tables and their shapes."""

    row: dict
    issues: list[pd.DataFrame]
    shapes: dict[str, gpd.GeoDataFrame]


def take(
    con: duckdb.DuckDBPyConnection, edition: Edition, source: Source, vintage: Vintage, mirror: Path | None
) -> tuple[Taken | None, dict | None]:
    """Creates the raw tables of one source; (None, hole) where it cannot be had and the edition may lack it.

    Raises an EtlError where it may not.
    """
    judged = partial(_judged, source, vintage, mirror is None)
    try:
        snapshot, frames = snapshots.accepted(source, vintage, mirror, judged)
    except PUBLISHERS_FAULTS as error:
        if not edition.may_lack(source.source_id):
            raise
        return None, _hole(source, vintage, error)
    snapshots.whole_again(source, vintage)
    issues, shapes, rows = [], {}, 0
    for name, (frame, found, shape) in frames.items():
        frame.insert(0, "vintage", vintage.name)
        store(con, f"raw.{name}", frame)
        issues.append(found.assign(source_id=source.source_id))
        rows += len(frame)
        shapes[name] = shape
    state = "its last good file, as the newest could not be had" if snapshot.failure else f"{snapshot.bytes} bytes"
    log.info("source %s %s: %d rows, %s", source.source_id, vintage.name, rows, state)
    return Taken(_source_row(source, vintage, snapshot, rows), issues, shapes), None


def _judged(source: Source, vintage: Vintage, is_fetched: bool, path: Path) -> dict[str, tuple]:
    """Checked frame, issues and shapes of a file by table. Raises an EtlError when the contract does not hold."""
    if is_fetched and snapshots.is_candidate(path):
        readers.rehearse(source, vintage, path)
    from etl.building import geometry

    judged = {}
    for name, decoded in readers.decode(source, vintage, path).items():
        shape = geometry.shapes_of(decoded.frame, decoded.geometry)
        judged[name] = (*contract.check(source.tables[name], vintage, decoded.frame), shape)
    return judged


def _load_imports(
    con: duckdb.DuckDBPyConnection, edition: Edition, mirror: Path | None, digests: list[str]
) -> pd.DataFrame:
    """Organisations' own indicators: what was imported, and what a fictional edition brings along.

    One that cannot be read is set apart and told as an issue; the rest goes on.
    """
    own = [mirror / name for name in edition.imports] if mirror else []
    brought = [partners_indicators.read(file, file.with_suffix(".yml")) for file in own]
    taken = [name for delivery in brought for name in delivery.indicators["indicator_id"]]
    kept, apart = partners_indicators.kept(taken)
    files = [*own, *(partners_indicators.folder() / f"{delivery.name}.csv" for delivery in kept)]
    digests += [f"import apart {one.name} {one.why}" for one in apart]
    digests += [f"import {file.stem} {snapshots.sha256_of(file)}" for file in files]
    digests += [f"import {file.stem} {snapshots.sha256_of(file.with_suffix('.yml'))}" for file in files]
    rows, indicators, issues = partners_indicators.frames([*brought, *kept])
    con.execute(f"drop table raw.{partners_indicators.SOURCE}")
    store(con, f"raw.{partners_indicators.SOURCE}", rows)
    store(con, "raw.imported_indicator", indicators)
    issues = pd.concat([issues, partners_indicators.issues_of(apart)], ignore_index=True)
    return issues.assign(source_id=partners_indicators.SOURCE)


def load_partners(con: duckdb.DuckDBPyConnection, edition: Edition) -> list[str]:
    """Creates raw.partner*; returns one line per event and delivery that went into them."""
    frames, digests = tables.frames(edition)
    for name, frame in frames.items():
        store(con, f"raw.{name}", frame)
    return digests


def _source_row(source: Source, vintage: Vintage, snapshot: snapshots.Snapshot, rows: int) -> dict:
    facts = {"title_nl", "title_en", "max_age_days"}
    return {
        "source_id": source.source_id,
        "vintage": vintage.name,
        **source.model_dump(include=facts),
        **source.provenance(vintage),
        # where it was fetched from, unless it is a copy whose address the declaration tells
        **({} if vintage.url else {"url": snapshot.url}),
        "file": snapshot.path.name,
        "sha256": snapshot.sha256,
        "bytes": snapshot.bytes,
        "rows": rows,
        "reference_date": vintage.reference_date,
        "period": vintage.period,
        "small_numbers": source.small_numbers,
        "seen": vintage.seen,
        "assumption": "; ".join(filter(None, [source.assumption, vintage.assumption])) or None,
        "note_nl": vintage.note_nl or None,
        "note_en": vintage.note_en or None,
        "fetched_at": snapshot.fetched_at,
        "checked_at": snapshot.checked_at,
        "failed_at": snapshot.failed_at,
        "failure": snapshot.failure,
    }


def _hole(source: Source, vintage: Vintage, error: EtlError) -> dict:
    """A source of the edition that could not be had: since when, and why."""
    why = f"{type(error).__name__}: {error}"
    log.warning("source %s %s is missing in this build: %s", source.source_id, vintage.name, why)
    since = dt.datetime.fromisoformat(snapshots.hole(source, vintage, why))
    publisher = source.provenance(vintage)["publisher"]
    said = {"publisher": publisher, "vintage": vintage.name, "kind": "failed", "since": since, "why": why}
    return {**_named(source), **said}


def _named(source: Source) -> dict:
    return {name: getattr(source, name) for name in ("source_id", "title_nl", "title_en", "publisher", "url")}


def _holes(edition: Edition, failed: list[dict]) -> pd.DataFrame:
    """One row per source without a file in this build: those that failed, and those that the edition does not name."""
    named = {source.source_id for source, _ in edition.uses} | {partners_indicators.SOURCE}
    other = [
        {**_named(one), "kind": "not_in_edition"} for one in catalog.sources().values() if one.source_id not in named
    ]
    columns = ["source_id", "vintage", "title_nl", "title_en", "publisher", "url", "kind", "since", "why"]
    frame = pd.DataFrame([*failed, *other], columns=columns).astype(dict.fromkeys(columns, "object"))
    return frame.astype({name: "str" for name in columns if name != "since"} | {"since": "datetime64[s]"})


def _empty_tables(con: duckdb.DuckDBPyConnection, used: set[str]) -> None:
    for source in catalog.sources().values():
        if source.source_id in used:
            continue
        for table in source.tables.values():
            columns = ", ".join(f"{name} varchar" for name in table.fields)
            con.execute(f"create table raw.{table.name} (vintage varchar, line bigint, {columns})")


def load_reference(con: duckdb.DuckDBPyConnection) -> None:
    """Facts of our own: indicators with their units, issue rules, the newcomer rule and list."""
    store(con, "raw.reference_indicator", _indicators(reference.indicators()))
    spelled = [
        {"unit": unit, "nl_one": u.nl[0], "nl_many": u.nl[1], "en_one": u.en[0], "en_many": u.en[1]}
        for unit, u in reference.units().items()
    ]
    store(con, "raw.reference_unit", pd.DataFrame(spelled))
    rules = [{"rule": name, **rule.model_dump()} for name, rule in reference.rules().items()]
    store(con, "raw.reference_rule", pd.DataFrame(rules))
    for path in sorted(paths.REFERENCE.glob("*.csv")):
        store(con, f"raw.reference_{path.stem}", pd.read_csv(path, dtype="str", keep_default_na=False).astype("str"))
    con.execute("set variable newcomer_pattern = $pattern", {"pattern": reference.newcomer_rule().pattern})


def _indicators(declared: tuple[reference.Indicator, ...]) -> pd.DataFrame:
    """One row per indicator in the order of the file; a text that is not declared is null, a multiplier is 1."""
    frame = pd.DataFrame([indicator.model_dump() for indicator in declared])
    frame["sort_order"] = range(len(frame))
    for name, pair in {"share": "share_of", "ratio": "ratio_of"}.items():
        for place, end in enumerate(("part_id", "whole_id")):
            frame[f"{name}_{end}"] = frame[pair].str[place]
    # a column in which nothing is declared is text all the same
    frame[[*SOME_SAY]] = frame[[*SOME_SAY]].astype("str")
    frame["multiplier"] = frame["multiplier"].astype("float").fillna(1.0)
    return frame.drop(columns=["share_of", "ratio_of"])
