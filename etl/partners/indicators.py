"""Indicators that organisations hold themselves: judged, kept byte-exact in data/imports, built in like the rest.

A delivery is a CSV (the contract is etl/sources/indicator_import.yml) and a metadata YAML beside it with
visibility (open or closed), publisher, terms and the indicators. Closed values go to tables of their own.
"""

import datetime as dt
import functools
import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import pandas as pd
from pydantic import AfterValidator

from etl import deeds, disk, paths
from etl.declared import catalog, declarations, reference
from etl.declared.closed_records import Declared, Text
from etl.declared.reference import Described
from etl.declared.source_form import SmallNumbers, Vintage
from etl.decoding import contract, files
from etl.errors import DeclarationBroken, EtlError, UploadRejected
from etl.partners.events import Apart

log = logging.getLogger(__name__)
SOURCE = "indicator_import"
UNREADABLE = (EtlError, OSError, ValueError, RecursionError)
CODES = ["area_code", "school_id", "brin"]


def _some(indicators: tuple[Described, ...]) -> tuple[Described, ...]:
    if not indicators:
        raise ValueError("expected at least one indicator, found none")
    return indicators


class Metadata(Declared):
    """What the YAML beside a delivery says."""

    visibility: Literal["open", "closed"]
    publisher: Text
    terms: Text
    small_numbers: SmallNumbers | None = None
    """None = as etl/sources/indicator_import.yml says."""
    indicators: Annotated[tuple[Described, ...], AfterValidator(_some)]


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
        _refuse_double(delivery)
    except EtlError as error:
        log.warning("import of indicators refused: %s", type(error).__name__)
        raise
    disk.ask_room(folder(), file.stat().st_size, "Keeping the figures")
    with disk.explained(folder()):
        kept = folder() / f"{file.stem}.csv"
        deeds.remove(_seal(kept))  # whoever dies before the end leaves files without a seal, not a wrong one
        for origin, suffix in ((metadata, ".yml"), (file, ".csv")):
            deeds.write(kept.with_suffix(suffix), origin.read_bytes())
        deeds.write(_seal(kept), _digests(kept).encode())
    log.info("import of %d indicators kept: %d rows", len(delivery.indicators), len(delivery.rows))
    return delivery


def _seal(file: Path) -> Path:
    """Where the digests stand of what was accepted, as `sha256sum` writes and checks them."""
    return file.with_suffix(".sha256")


def _digests(file: Path) -> str:
    both = (file, file.with_suffix(".yml"))
    return "".join(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in both)


def _is_whole(file: Path) -> bool:
    """Whether both files hold what was accepted; those of earlier versions have no seal."""
    return not _seal(file).exists() or _seal(file).read_bytes() == _digests(file).encode()


def _refuse_double(delivery: Delivery) -> None:
    ids = set(delivery.indicators["indicator_id"])
    for other in kept()[0]:
        if other.name != delivery.name and (double := ids & set(other.indicators["indicator_id"])):
            raise UploadRejected(
                f"{delivery.name}: indicators {sorted(double)} stand in import {other.name} already. Name the file "
                f"{other.name}.csv to replace that import, or remove it from data/imports."
            )


def kept(taken: Iterable[str] = ()) -> tuple[list[Delivery], list[Apart]]:
    """Every delivery that was accepted before, judged again, and those that are set apart: the rest goes on.

    A delivery with an indicator of one before it, by name, or of `taken`, does not count.
    """
    found, apart, known = [], [], set(taken)
    for file in sorted(folder().glob("[!.]*.csv")):
        try:
            delivery, is_whole = read(file, file.with_suffix(".yml"), is_kept=True), _is_whole(file)
        except UNREADABLE as error:
            log.warning("an import of indicators is set apart: %s", type(error).__name__)
            apart.append(Apart(file.stem, "import_unreadable"))
            continue
        ids = set(delivery.indicators["indicator_id"])
        if not is_whole:
            apart.append(Apart(file.stem, "import_damaged"))
        elif ids & known:
            apart.append(Apart(file.stem, "import_double"))
        else:
            found.append(delivery)
            known |= ids
    return found, apart


def apart() -> list[Apart]:
    """What of the imports does not count; looked at again only when a file was touched."""
    return list(_apart(tuple(_state(file) for file in sorted(folder().glob("*")))))


@functools.lru_cache(maxsize=4)
def _apart(_files: tuple) -> list[Apart]:
    return kept()[1]


def _state(file: Path) -> tuple[Path, int, int, int]:
    stat = file.lstat()
    return file, stat.st_mtime_ns, stat.st_size, stat.st_ino


def issues_of(apart: list[Apart]) -> pd.DataFrame:
    """One issue per import that is set apart: its name and why, nothing of what stands in it."""
    told = [{"key": one.name, "field": "file", "value": one.name, "rule": one.why} for one in apart]
    return pd.DataFrame(told).reindex(columns=contract.ISSUE_COLUMNS)


def read(file: Path, metadata: Path, is_kept: bool = False) -> Delivery:
    """A delivery as judged rows. Raises UploadRejected with all that is wrong in the metadata or the rows."""
    said = _metadata(metadata, is_kept)
    source = catalog.sources()[SOURCE]
    (table,) = source.tables.values()
    vintage = Vintage(
        name=file.stem, file=file.name, reference_date=dt.date.today(), format=source.format, dialect=source.dialect
    )
    rows, issues = contract.check(table, vintage, files.read_csv(table, vintage, file).frame)
    indicators = pd.DataFrame([indicator.model_dump() for indicator in said.indicators]).assign(
        visibility=said.visibility,
        publisher=said.publisher,
        small_numbers=said.small_numbers or source.small_numbers,
    )
    _judge_rows(file.name, rows, indicators)
    return Delivery(file.stem, rows.assign(delivery=file.stem), indicators.assign(delivery=file.stem), issues)


def _metadata(path: Path, is_kept: bool) -> Metadata:
    """The metadata of a delivery. Raises UploadRejected with all that is wrong.

    One that was taken in by an earlier version may have keys that nothing reads: they are left out, so that what
    people handed in stays in use.
    """
    if not path.is_file():
        raise UploadRejected(
            f"{path.name}: expected a metadata file beside the CSV, found none. "
            f"docs/import-indicators.md has an example."
        )
    try:
        plain = declarations.load(path)
        if not isinstance(plain, Mapping):
            raise UploadRejected(f"{path.name}: expected YAML with {', '.join(Metadata.model_fields)}, found other.")
        said: Metadata = declarations.judged(path, Metadata, _known(plain) if is_kept else plain)
    except DeclarationBroken as error:
        raise UploadRejected("\n  ".join([f"{path.name}: nothing was taken in.", *error.faults])) from error
    units = reference.units()
    wrong = [
        f"indicators.{n}.unit: expected one of {', '.join(units)}, found {one.unit!r}. Mend it."
        for n, one in enumerate(said.indicators, start=1)
        if one.unit not in units
    ]
    if wrong:
        raise UploadRejected("\n  ".join([f"{path.name}: nothing was taken in.", *wrong]))
    return said


def _known(plain: Mapping[str, Any]) -> dict[str, Any]:
    """What a form of today knows of a metadata file."""
    indicators = plain.get("indicators")
    known = {key: value for key, value in plain.items() if key in Metadata.model_fields}
    if isinstance(indicators, list):
        known["indicators"] = [_described(one) if isinstance(one, Mapping) else one for one in indicators]
    return known


def _described(one: Mapping[str, Any]) -> dict[str, Any]:
    """Earlier versions took any word for a direction, which read as neutral, and decimals as text."""
    known = {key: value for key, value in one.items() if key in Described.model_fields}
    if known.get("direction") not in get_args(Described.model_fields["direction"].annotation):
        known["direction"] = "neutral"
    if isinstance(known.get("decimals"), str) and known["decimals"].strip().isdecimal():
        known["decimals"] = int(known["decimals"])
    return known


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
    own = {indicator.indicator_id for indicator in reference.indicators()}
    if known & own:
        wrong.append(f"these names are already indicators of the atlas: {sorted(known & own)}")
    if wrong:
        raise UploadRejected(f"{name}: {'; '.join(wrong)}.")


def frames(deliveries: list[Delivery]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """All deliveries as one frame of rows, one of indicators, one of issues. Raises EtlError on a name used twice."""
    (table,) = catalog.sources()[SOURCE].tables.values()
    if not deliveries:
        rows = pd.DataFrame(columns=["vintage", "line", *table.fields, "delivery"], dtype="str")
        rows["line"] = rows["line"].astype("int64")
        keys = [*Described.model_fields, "visibility", "publisher", "small_numbers", "delivery"]
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
