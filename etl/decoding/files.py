"""Publisher's bytes -> raw frames: every cell as text under canonical field names, with its line number.

A raw frame has one row per record of the publisher, the column `line` (1-based line, sheet row or feature
number) and one text column per declared field; '' is an empty cell. Nothing is judged here but the shape.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from python_calamine import CalamineWorkbook

from etl.declared.column_maps import headers_of
from etl.declared.source_form import Table, Vintage
from etl.decoding import archives, guards
from etl.errors import ContractBroken, SourceChanged, SourceIncomplete

if TYPE_CHECKING:
    import geopandas as gpd

UNNAMED = "(unnamed)"


@dataclass(frozen=True)
class Decoded:
    """One raw frame; `geometry` has the same length and order where the format carries shapes (RD, metres)."""

    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None = None


def _named(table: Table, vintage: Vintage, headers: Sequence[str]) -> list[str]:
    """Canonical field per header ('' = unused). Raises SourceChanged with both sides of the difference."""
    mapping = headers_of(table.name, vintage)
    missing, extra = [h for h in mapping if h not in headers], [h for h in headers if h not in mapping]
    double = sorted({h for h in headers if list(headers).count(h) > 1})
    if missing or extra or double:
        raise SourceChanged(
            f"{table.name} {vintage.name}: the columns differ from the map '{vintage.shape}'. "
            f"Expected but not found: {missing or 'none'}. Found but not expected: {extra or 'none'}. "
            f"Twice: {double or 'none'}. If the publisher renamed a column, add a shape to "
            f"etl/sources/columns/{table.name}.csv."
        )
    return [mapping[h] for h in headers]


def _frame(
    table: Table, vintage: Vintage, fields: Sequence[str], rows: Sequence[Sequence[str]], lines: Iterable[int]
) -> pd.DataFrame:
    """A raw frame with every declared field; fields the vintage lacks are ''."""
    frame = pd.DataFrame(rows, columns=range(len(fields)), dtype=object)
    keep = {position: name for position, name in enumerate(fields) if name}
    frame = frame[list(keep)].rename(columns=keep)
    for name in table.fields:
        if name not in frame:
            frame[name] = ""
    missing = dict.fromkeys(vintage.dialect.missing, "")
    if missing:
        frame = frame.replace(missing)
    unknown = sorted(set(frame.columns) - set(table.fields))
    if unknown:
        raise SourceChanged(f"{table.name}: the column map names fields that are not declared: {unknown}.")
    frame = frame[list(table.fields)].astype("str")
    frame.insert(0, "line", list(lines))
    return frame


def _text(table: Table, vintage: Vintage, path: Path) -> str:
    data = path.read_bytes()
    encoding = vintage.dialect.encoding
    guards.refuse_page(table, vintage, data[:1000])
    if encoding == "cp1252" and not vintage.dialect.mixed_encoding:
        guards.refuse_utf8(table, vintage, data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceChanged(
            f"{table.name} {vintage.name}: expected {encoding}, found byte 0x{data[error.start]:02x} "
            f"in line {line}. Declare the encoding the publisher uses now."
        ) from error
    if encoding == "cp1252":
        guards.refuse_other_letters(table, vintage, text)
    return text


def read_csv(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """A delimited file with one header line; a row of another width stops the read."""
    text = _text(table, vintage, path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=vintage.dialect.delimiter, strict=True)
    headers = [_squeeze(h) for h in next(reader)]
    fields = _named(table, vintage, headers)
    rows, lines, ragged = [], [], []
    try:
        for row in reader:
            if not row:
                continue
            if len(row) != len(headers):
                ragged.append(f"line {reader.line_num}: {len(row)} cells")
                continue
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise ContractBroken(f"{table.name} {vintage.name}: line {reader.line_num}: {error}.") from error
    if ragged:
        raise ContractBroken(
            f"{table.name} {vintage.name}: expected {len(headers)} cells in every row, found {len(ragged)} "
            f"rows of another width: {'; '.join(ragged[:5])}. The file is cut off or a cell is not quoted."
        )
    return Decoded(_frame(table, vintage, fields, rows, lines))


def _squeeze(header: object) -> str:
    return " ".join(str(header).split()) or UNNAMED


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def read_xlsx(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """One sheet of a workbook: header row, first data row (both 1-based), ends at the first blank key."""
    place = vintage.places.get(table.name, table.place)
    assert place is not None, "a source of format xlsx declares it"
    sheet, header_row, first_row = place.sheet, place.header_row, place.first_row
    book = CalamineWorkbook.from_path(str(path))
    if sheet not in book.sheet_names:
        raise SourceChanged(f"{table.name}: expected a sheet '{sheet}', found {book.sheet_names}.")
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if len(rows) < first_row:
        raise SourceIncomplete(f"{table.name}: expected data from row {first_row}, found {len(rows)} rows.")
    # a last column without any cell is not part of the sheet's used range
    width = max(len(rows[header_row - 1]), len(headers_of(table.name, vintage)))
    rows = [[*row, *[None] * (width - len(row))] for row in rows]
    fields = _named(table, vintage, [_squeeze(_cell(h)) for h in rows[header_row - 1]])
    body = []
    for row in rows[first_row - 1 :]:
        if not _cell(row[0]).strip():
            break
        body.append([_cell(value) for value in row])
    _refuse_records_below(table, fields[0], rows, first_row + len(body))
    return Decoded(_frame(table, vintage, fields, body, range(first_row, first_row + len(body))))


def _refuse_records_below(table: Table, field: str, rows: Sequence[Sequence[object]], end: int) -> None:
    """Raises ContractBroken when a record stands below the blank that ends the table (`end`, 1-based row)."""
    pattern = table.fields[field].pattern if field in table.fields else None
    below = [n for n, row in enumerate(rows[end:], end + 1) if pattern and re.fullmatch(pattern, _cell(row[0]).strip())]
    if below:
        raise ContractBroken(
            f"{table.name}: expected the table to end at row {end}, where {field} is blank, found {len(below)} more "
            f"records below it, the first in row {below[0]}."
        )


def read_parquet(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """A parquet file; the line is the record number. `keep` (column -> pattern) in the dialect chooses rows."""
    frame = pd.read_parquet(path).reset_index(drop=True)
    fields = _named(table, vintage, list(frame.columns))
    for name, pattern in vintage.dialect.keep.items():
        frame = frame[[re.fullmatch(pattern, _cell(cell).strip()) is not None for cell in frame[name]]]
    rows = [[_cell(None if pd.isna(v) else v) for v in row] for row in frame.itertuples(index=False, name=None)]
    return Decoded(_frame(table, vintage, fields, rows, [number + 1 for number in frame.index]))


def _features(table: Table, vintage: Vintage, path: Path) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(_unpacked(vintage, path).decode("utf-8"))
        return found["features"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceChanged(f"{table.name} {vintage.name}: expected GeoJSON, found none ({error}).") from error


def _unpacked(vintage: Vintage, path: Path) -> bytes:
    member = vintage.dialect.member
    if member is None:
        return path.read_bytes()
    with zipfile.ZipFile(path) as held:
        return archives.member(path.name, held, member)


def read_points(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """GeoJSON points (WGS84), zipped or not: the properties plus lon and lat in degrees."""
    features = _features(table, vintage, path)
    headers = list(features[0]["properties"])
    fields = [*_named(table, vintage, headers), "lon", "lat"]
    rows = [
        [
            *(_cell(f["properties"].get(h)) for h in headers),
            *(repr(c) for c in f["geometry"]["coordinates"][:2]),
        ]
        for f in features
    ]
    return Decoded(_frame(table, vintage, fields, rows, range(1, len(rows) + 1)))


def read_areas(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """Polygons from GeoJSON (areas) or TopoJSON (topo_areas) as RD metres; the CRS is what the dialect declares."""
    guards.refuse_no_json(table, vintage, path)
    guards.refuse_other_shapes(table, vintage, path)
    import geopandas as gpd  # on first use: most commands read no shapes
    from pyogrio.errors import DataSourceError

    try:
        shapes = gpd.read_file(path)
    except DataSourceError as error:
        raise ValueError(str(error)) from error
    shapes = shapes.set_crs(vintage.dialect.crs, allow_override=True).to_crs(28992)
    headers = [c for c in shapes.columns if c != "geometry"]
    fields = _named(table, vintage, headers)
    rows = [[_cell(None if pd.isna(v) else v) for v in row] for row in shapes[headers].to_numpy(dtype=object)]
    return Decoded(_frame(table, vintage, fields, rows, range(1, len(rows) + 1)), shapes.geometry)


def read_series(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """JSON of key -> period -> list: one row per key and period; the dialect names the list's first places."""
    try:
        found = json.loads(path.read_bytes().decode("utf-8"))
        series = [(key, period, values) for key, periods in found.items() for period, values in periods.items()]
    except (ValueError, AttributeError, RecursionError) as error:
        raise SourceChanged(f"{table.name} {vintage.name}: expected JSON of series, found none ({error}).") from error
    names = list(vintage.dialect.values)
    fields = _named(table, vintage, ["key", "period", *names])
    short = [f"{key} {period}" for key, period, values in series if len(values) < len(names)]
    if short:
        raise ContractBroken(f"{table.name}: expected {len(names)} numbers a period, found fewer at {short[:5]}.")
    rows = [[key, period, *(_cell(v) for v in values[: len(names)])] for key, period, values in series]
    return Decoded(_frame(table, vintage, fields, rows, range(1, len(rows) + 1)))
