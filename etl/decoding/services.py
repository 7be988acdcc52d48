"""Readers of what the publishers' services answer: OData and CKAN records, OGC and WFS features, zipped CSV.

Services name more columns than we use and number them anew each year, so these maps are open: what is not in the
map is not read. A header of the map is found by its exact name, else without CBS's trailing number
(`AantalInwoners` finds `AantalInwoners_5`), and it must be found once. `GM{statcode:2:6}` makes a code out of a
part of another: CBS builds its area codes so. (lon) and (lat) are the degrees of a feature's point.
"""

import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from etl.declared.column_maps import PART_OF, called, headers_of
from etl.declared.source_form import RIO_HEADERS, RIO_MEMBERS, Table, Vintage
from etl.decoding import archives, files
from etl.decoding.files import Decoded
from etl.errors import SourceChanged

Record = Mapping[str, Any]
NUMBERED = re.compile(r"_\d+$")
LON, LAT = "(lon)", "(lat)"


def read_records(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """Records of an OData table or CKAN resource; `keep` (column -> pattern) in the dialect chooses rows."""
    return Decoded(_frame(table, vintage, _kept(vintage, _list(table, vintage, path.read_bytes(), "records"))))


def read_feature_areas(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """Polygons of a feature service as RD metres; the dialect names the crs they come in."""
    import geopandas as gpd  # on first use: most commands read no shapes

    features = _kept_features(table, vintage, path)
    frame = _frame(table, vintage, [f["properties"] for f in features])
    shapes = gpd.GeoSeries(_shapes(features), crs=vintage.dialect.crs).to_crs(28992)
    return Decoded(frame, shapes)


def read_feature_points(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """One point per feature (degrees): the point itself, or one that lies inside its polygon."""
    import geopandas as gpd

    features = _kept_features(table, vintage, path)
    points = gpd.GeoSeries(_shapes(features), crs=vintage.dialect.crs).to_crs(4326).representative_point()
    places = [{LON: round(p.x, 6), LAT: round(p.y, 6)} if not p.is_empty else {LON: None, LAT: None} for p in points]
    return Decoded(_frame(table, vintage, [{**f["properties"], **at} for f, at in zip(features, places, strict=True)]))


def read_rio_points(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """One row per open link between a school location and a place of RIO: the place's address and point.

    The zip holds `locaties.json` (onderwijslocaties) and `relaties.json` (links to vestigingserkenningen); links
    with an end date are past, places without coordinates say nothing.
    """
    with zipfile.ZipFile(path) as held:
        places, links = (_list(table, vintage, archives.member(path.name, held, n), "records") for n in RIO_MEMBERS)
    key, ended, school, lon, lat = (called(header, vintage) for header in RIO_HEADERS)
    _refuse_lacking(table, vintage, links, [key, ended, school])
    _refuse_lacking(table, vintage, places, [key, lon, lat])
    by_code = {place[key]: place for place in places if place[lon] and place[lat]}
    rows = [{**by_code[link[key]], **link} for link in links if link[key] in by_code and not link[ended]]
    return Decoded(_frame(table, vintage, _kept(vintage, rows)))


def read_zip_csv(table: Table, vintage: Vintage, path: Path) -> Decoded:
    """The CSV called `member` in the dialect, out of a zip, within bounds."""
    with zipfile.ZipFile(path) as held, tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder) / "member.csv"
        unpacked.write_bytes(archives.member(path.name, held, vintage.dialect.member or ""))
        return files.read_csv(table, vintage, unpacked)


def _list(table: Table, vintage: Vintage, data: bytes, name: str) -> list[Any]:
    try:
        return json.loads(data.decode("utf-8"))[name]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceChanged(
            f"{table.name} {vintage.name}: expected JSON with '{name}', found none ({error})."
        ) from error


def _kept_features(table: Table, vintage: Vintage, path: Path) -> list[Any]:
    features = _list(table, vintage, path.read_bytes(), "features")
    chosen = {id(p) for p in _kept(vintage, [f["properties"] for f in features])}
    return [f for f in features if id(f["properties"]) in chosen]


def _shapes(features: Iterable[Record]) -> list[Any]:
    import shapely

    texts = [json.dumps(f["geometry"]) if f["geometry"] else None for f in features]
    return list(shapely.from_geojson(texts))


def _kept(vintage: Vintage, records: Sequence[Record]) -> list[Record]:
    """The records whose cells match every pattern of `keep`; a column that is absent matches nothing."""
    patterns = {called(name, vintage): re.compile(text) for name, text in vintage.dialect.keep.items()}
    return [r for r in records if all(p.fullmatch(_text(r.get(name)).strip()) for name, p in patterns.items())]


def _text(value: Any) -> str:
    return files._cell(value)


def _refuse_lacking(table: Table, vintage: Vintage, records: Sequence[Record], names: Sequence[str]) -> None:
    missing = [n for n in names if not records or n not in records[0]]
    if missing:
        found = sorted(records[0]) if records else "no record"
        raise SourceChanged(f"{table.name} {vintage.name}: expected the columns {missing}, found {found}.")


def _frame(table: Table, vintage: Vintage, records: Sequence[Record]) -> Any:
    """A raw frame of the mapped columns. Raises SourceChanged with all headers that are absent or not alone."""
    mapping = {header: field for header, field in headers_of(table.name, vintage).items() if field}
    # OData leaves nothing out, but a feature may lack a property that the next one has
    headers = dict.fromkeys(name for record in records for name in record)
    cells, missing = {}, []
    for header in mapping:
        reader = _reader(header, list(headers))
        if reader is None:
            missing.append(header)
        else:
            cells[header] = reader
    if missing:
        raise SourceChanged(
            f"{table.name} {vintage.name}: the columns differ from the map '{vintage.shape}'. Expected once, found "
            f"never or more often: {missing}. Found: {list(headers)}. If the publisher renamed a column, add a shape "
            f"to etl/sources/columns/{table.name}.csv."
        )
    rows = [[reader(record) for reader in cells.values()] for record in records]
    return files._frame(table, vintage, list(mapping.values()), rows, range(1, len(rows) + 1))


def _reader(header: str, found: Sequence[str]) -> Callable[[Record], str] | None:
    """What gives a record's cell for a header of the map; None when the header is not found exactly once."""
    part = PART_OF.fullmatch(header)
    if part:
        prefix, name, first, last = part["prefix"], part["column"], int(part["first"]), int(part["end"])
        return (lambda r: prefix + _text(r.get(name))[first:last]) if name in found else None
    names = [header] if header in found else [n for n in found if NUMBERED.sub("", n) == header]
    if len(names) != 1:
        return None
    name = names[0]
    return lambda r: _text(r.get(name))
