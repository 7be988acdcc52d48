"""What a source's YAML must agree on with itself, with its column maps and with the list of hosts.

Each check gives one sentence per fault: key, what was expected, what was found.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from etl.declared import reference
from etl.declared.column_maps import column_map, headers_of, read_from, shapes
from etl.declared.fetch_form import BundleFetch, urls
from etl.declared.source_form import RIO_MEMBERS, Source, Table, Vintage
from etl.errors import DeclarationBroken

NEEDS = {
    "csv": {"encoding", "delimiter"},
    "areas": {"crs"},
    "topo_areas": {"crs"},
    "series": {"values"},
    "feature_areas": {"crs"},
    "feature_points": {"crs"},
    "zip_csv": {"member", "encoding", "delimiter"},
}
"""Settings of the dialect without which a format cannot be read."""
FROM_GEOMETRY = {"points": {"lon", "lat"}}
"""Fields that a format's shapes give, beside the columns of its map."""


def faults(source: Source) -> list[str]:
    """All that a source declares and cannot hold."""
    told = [*_source(source)]
    for table in source.tables.values():
        told += _table(source, table)
    for vintage in source.vintages.values():
        told += [f"vintages.{vintage.name}.{fault}" for fault in _vintage(source, vintage)]
    return told


def _source(source: Source) -> Iterator[str]:
    for name in sorted(NEEDS.get(source.format, set()) - source.dialect.model_fields_set):
        if not source.vintages:
            yield f"dialect.{name}: expected what format {source.format} is read with, found nothing. Add it."


def _table(source: Source, table: Table) -> Iterator[str]:
    place = f"tables.{table.name}." if len(source.tables) > 1 else ""
    for field in table.fields.values():
        for shape in sorted(set(field.shapes) - set(_shapes(table))):
            yield f"{place}fields.{field.name}.shapes: expected shapes of its map, found {shape}. Mend it."
    lacking = [name for name in table.key if name not in table.fields]
    if lacking:
        yield f"{place}key: expected names of fields, found {lacking}. Mend them."
    if source.format == "xlsx" and table.place is None:
        yield f"{place}place: expected the sheet and rows that format xlsx is read with, found nothing. Add it."
    if source.format != "xlsx" and table.place is not None:
        yield f"{place}place: expected none for format {source.format}, found one. Take it out."
    try:
        known = {name for shape in shapes(table.name) for name in column_map(table.name, shape).values() if name}
    except DeclarationBroken as error:
        yield from error.faults
        return
    known |= {name for one in source.vintages.values() for name in FROM_GEOMETRY.get(one.format, ())}
    file = f"etl/sources/columns/{table.name}.csv"
    for name in sorted(known - set(table.fields)):
        yield f"{place}fields: expected {name}, which {file} names, found none. Declare it, or mend the map."
    for name in sorted(set(table.fields) - known):
        yield f"{place}fields.{name}: expected a column in {file}, found none. Mend its name, or add it to the map."


def _shapes(table: Table) -> list[str]:
    try:
        return shapes(table.name)
    except DeclarationBroken:
        return []  # told where the map is asked for


def _vintage(source: Source, vintage: Vintage) -> Iterator[str]:
    for name in sorted(set(vintage.rows) - set(source.tables)):
        yield f"rows.{name}: expected one of the tables {', '.join(source.tables)}, found another. Mend its name."
    for name, (low, high) in vintage.rows.items():
        if low > high:
            yield f"rows.{name}: expected the fewest rows first, found [{low}, {high}]. Turn them round."
    for name in sorted((set(vintage.places) | set(vintage.totals)) - set(source.tables)):
        yield f"places, totals: expected one of the tables {', '.join(source.tables)}, found {name}. Mend its name."
    for table, sums in vintage.totals.items():
        for name in sorted(set(sums) - set(source.tables[table].fields if table in source.tables else sums)):
            yield f"totals.{table}.{name}: expected a field of the table, found none. Mend its name."
    for name in sorted(NEEDS.get(vintage.format, set()) - vintage.dialect.model_fields_set):
        yield f"dialect.{name}: expected what format {vintage.format} is read with, found nothing. Add it."
    for table in source.tables.values():
        yield from _columns(table, vintage)
    yield from _renamed(source, vintage)
    yield from _fetch(vintage)


def _columns(table: Table, vintage: Vintage) -> Iterator[str]:
    try:
        mapping = headers_of(table.name, vintage)
    except DeclarationBroken as error:
        yield from (f"shape: {fault}" for fault in error.faults)
        return
    given = set(mapping.values()) | FROM_GEOMETRY.get(vintage.format, set())
    needed = {
        name
        for name, field in table.fields.items()
        if field.required and (not field.shapes or vintage.shape in field.shapes)
    }
    for name in sorted(needed - given):
        yield f"shape: expected a column for the required field {name} in shape '{vintage.shape}', found none. Add it."
    told = {read_from(header) for header in column_map(table.name, vintage.shape)}
    for name in sorted(set(vintage.dialect.keep) - told):
        yield f"dialect.keep.{name}: expected a header of shape '{vintage.shape}', found none. Mend it or map it."


def _renamed(source: Source, vintage: Vintage) -> Iterator[str]:
    """A workbook has tables with headers of their own: what is renamed stands in one of them."""
    maps = [column_map(name, vintage.shape) for name in source.tables if vintage.shape in shapes(name)]
    told = {read_from(header) for one in maps for header in one}
    for name in sorted(set(vintage.renamed) - told):
        yield f"renamed.{name}: expected a header of shape '{vintage.shape}', found none. Mend its name."


def _fetch(vintage: Vintage) -> Iterator[str]:
    if vintage.fetch is None:
        return
    if vintage.seen is None:
        yield "seen: expected how the form of what is fetched is known, found nothing. Say it, nothing if need be."
    if vintage.seen == "nothing" and not vintage.assumption:
        yield "assumption: expected what was assumed of a form that nobody saw, found nothing. Say it."
    for host in sorted({urlsplit(url).hostname or "" for url in urls(vintage.fetch)} - set(reference.hosts())):
        yield f"fetch: expected a host of data/reference/hosts.yml, found {host}. Add it there, or mend the address."
    if vintage.format == "rio_points":
        parts = sorted(vintage.fetch.parts) if isinstance(vintage.fetch, BundleFetch) else []
        if parts != sorted(RIO_MEMBERS):
            yield f"fetch.parts: expected {' and '.join(RIO_MEMBERS)}, found {parts}. Mend their names."
