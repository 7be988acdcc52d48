"""Indicators that organisations hold themselves: judged, kept byte-exact in data/imports, built in like the rest.

A delivery is a CSV (the contract is etl/sources/indicator_import.yml) and a metadata YAML beside it with
visibility (open or closed), publisher, terms and the indicators. Closed values go to tables of their own.
"""

import datetime as dt
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from etl import catalog, contract, decode, paths
from etl.catalog import Vintage
from etl.errors import EtlError, UploadRejected

log = logging.getLogger(__name__)
SOURCE = "indicator_import"
CODES = ["area_code", "school_id", "brin"]
NEEDED = ("visibility", "publisher", "terms", "indicators")
NEEDED_PER_INDICATOR = ("indicator_id", "name_nl", "name_en", "description_nl", "description_en")
NEEDED_PER_INDICATOR += ("unit", "decimals", "direction", "method_nl", "method_en")
VISIBILITIES = ("open", "closed")


@dataclass(frozen=True)
class Delivery:
    """One judged delivery: rows as text, its indicators, and what the contract filed as issues."""

    name: str
    rows: pd.DataFrame
    indicators: pd.DataFrame
    issues: pd.DataFrame


def folder() -> Path:
    """Where accepted deliveries are kept."""
    return paths.data_dir() / "imports"


def accept(file: Path, metadata: Path | None = None) -> Delivery:
    """Judges a delivery and keeps both files. Raises UploadRejected or a contract error; nothing is kept then."""
    metadata = metadata or file.with_suffix(".yml")
    try:
        delivery = read(file, metadata)
    except EtlError as error:
        log.warning("import of indicators refused: %s", type(error).__name__)
        raise
    folder().mkdir(parents=True, exist_ok=True)
    for origin, suffix in ((metadata, ".yml"), (file, ".csv")):
        part = folder() / f".{file.stem}{suffix}.{os.getpid()}"
        shutil.copyfile(origin, part)
        os.replace(part, folder() / f"{file.stem}{suffix}")
    log.info("import of %d indicators kept: %d rows", len(delivery.indicators), len(delivery.rows))
    return delivery


def kept() -> Iterator[Delivery]:
    """Every delivery that was accepted before, judged again."""
    for file in sorted(folder().glob("*.csv")):
        yield read(file, file.with_suffix(".yml"))


def read(file: Path, metadata: Path) -> Delivery:
    """A delivery as judged rows. Raises UploadRejected with all that is wrong in the metadata or the rows."""
    facts = _metadata(metadata)
    (table,) = catalog.sources()[SOURCE].tables
    dialect = catalog.sources()[SOURCE].facts["dialect"]
    vintage = Vintage(file.stem, file.name, "default", dt.date.today(), "", "csv", dialect, {})
    rows, issues = contract.check(table, vintage, decode.read_csv(table, vintage, file).frame)
    indicators = pd.DataFrame(facts["indicators"]).assign(
        visibility=facts["visibility"],
        publisher=facts["publisher"],
        small_numbers=facts.get("small_numbers", "withhold"),
    )
    _judge_rows(file.name, rows, indicators)
    return Delivery(file.stem, rows.assign(delivery=file.stem), indicators.assign(delivery=file.stem), issues)


def _metadata(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise UploadRejected(
            f"{path.name}: expected a metadata file beside the CSV, found none. "
            f"docs/import-indicators.md has an example."
        )
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(facts, dict):
        raise UploadRejected(f"{path.name}: expected YAML with {', '.join(NEEDED)}.")
    wrong = [f"'{key}' is missing" for key in NEEDED if not facts.get(key)]
    if facts.get("visibility") not in VISIBILITIES:
        wrong.append(f"visibility must be open or closed, found {facts.get('visibility')!r}")
    units = set(yaml.safe_load((paths.REFERENCE / "units.yml").read_text(encoding="utf-8")))
    for number, indicator in enumerate(facts.get("indicators") or [], start=1):
        blank = [key for key in NEEDED_PER_INDICATOR if _blank(indicator.get(key))]
        wrong += [f"indicator {number}: '{key}' is missing" for key in blank]
        if indicator.get("unit") not in units:
            wrong.append(f"indicator {number}: unit {indicator.get('unit')!r} is not one of {sorted(units)}")
    if wrong:
        raise UploadRejected(f"{path.name}: {'; '.join(wrong)}.")
    return facts


def _blank(value: Any) -> bool:
    return value is None or not str(value).strip()


def _judge_rows(name: str, rows: pd.DataFrame, indicators: pd.DataFrame) -> None:
    known = set(indicators["indicator_id"])
    filled = rows[CODES].apply(lambda column: column.str.strip() != "").sum(axis=1)
    wrong = []
    if (filled != 1).any():
        lines = rows.loc[filled != 1, "line"].head(5).tolist()
        wrong.append(f"expected exactly one of {', '.join(CODES)} in each row, found other in lines {lines}")
    unknown = sorted(set(rows["indicator_id"].str.strip()) - known)
    if unknown:
        wrong.append(f"the metadata does not describe {unknown}")
    shares = set(indicators.loc[indicators["unit"] == "pct", "indicator_id"])
    numbers = pd.to_numeric(rows["value"].str.strip().str.replace(",", "."), errors="coerce")
    beyond = rows["indicator_id"].str.strip().isin(shares) & ~numbers.between(0, 100) & numbers.notna()
    if beyond.any():
        lines = rows.loc[beyond, "line"].head(5).tolist()
        wrong.append(f"expected percentages from 0 to 100, found others in lines {lines}")
    own = {i["indicator_id"] for i in yaml.safe_load((paths.REFERENCE / "indicators.yml").read_text(encoding="utf-8"))}
    if known & own:
        wrong.append(f"these names are already indicators of the atlas: {sorted(known & own)}")
    if wrong:
        raise UploadRejected(f"{name}: {'; '.join(wrong)}.")


def frames(deliveries: list[Delivery]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """All deliveries as one frame of rows, one of indicators, one of issues. Raises EtlError on a name used twice."""
    (table,) = catalog.sources()[SOURCE].tables
    if not deliveries:
        rows = pd.DataFrame(columns=["vintage", "line", *table.fields, "delivery"], dtype="str")
        rows["line"] = rows["line"].astype("int64")
        keys = [*NEEDED_PER_INDICATOR, "visibility", "publisher", "small_numbers", "delivery"]
        return rows, pd.DataFrame(columns=keys, dtype="str"), pd.DataFrame(columns=contract.ISSUE_COLUMNS)
    indicators = pd.concat([d.indicators for d in deliveries], ignore_index=True)
    double = indicators[indicators["indicator_id"].duplicated(keep=False)]
    if len(double):
        raise EtlError(
            f"Indicators {sorted(set(double['indicator_id']))} stand in more than one delivery: "
            f"{sorted(set(double['delivery']))}. Remove one from data/imports."
        )
    rows = pd.concat([d.rows.assign(vintage=d.name) for d in deliveries], ignore_index=True)
    return rows, indicators, pd.concat([d.issues for d in deliveries], ignore_index=True)
