"""What publishers' catalogues and services say of a vintage now: its address, its headers, its rows, newer ones.

CKAN knows its resources by name, CBS's catalogue its tables by title, PDOK its collections by year. DUO's plain files
have no catalogue: there the next year in a file's name is asked, and the ways in which DUO has spelled a name before.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from python_calamine import CalamineWorkbook

from etl.declared.fetch_form import (
    BundleFetch,
    CkanDatastoreFetch,
    CkanFileFetch,
    FileFetch,
    ODataV3Fetch,
    ODataV4Fetch,
    OgcFetch,
    Single,
    WfsFetch,
    ZipFetch,
)
from etl.declared.source_form import Source, Table, Vintage
from etl.errors import EtlError, SourceIncomplete
from etl.fetching import publishers
from etl.fetching.download import Client

TABLES = "https://opendata.cbs.nl/ODataCatalog/Tables"
YEARS = re.compile(r"(20\d\d)-(20\d\d)|(?<![\d-])(20\d\d)(?![\d-])")


@dataclass
class Seen:
    """What one fetch finds at its publisher: headers per table ({} = not to be seen), rows where they are told."""

    address: str = ""
    headers: dict[str, list[str]] = field(default_factory=dict)
    rows: int | None = None


def look(client: Client, source: Source, vintage: Vintage, folder: Path) -> Seen:
    """What stands at the address that a vintage declares. Raises an EtlError where nothing does."""
    spec = vintage.fetch
    assert spec is not None, "only what is fetched is asked"
    if isinstance(spec, FileFetch | ZipFetch | CkanFileFetch):
        return _file(client, source, vintage, spec, folder / "file")
    if isinstance(spec, BundleFetch):
        seen = [_service(client, source, one) for one in spec.parts.values()]
        headers = [header for one in seen for found in one.headers.values() for header in found]
        return Seen(seen[0].address, dict.fromkeys(source.tables, headers), None)
    return _service(client, source, spec)


def newer(client: Client, source: Source, vintage: Vintage) -> tuple[str, str] | None:
    """(what is newer, its address or table) where the publisher has a vintage of a later year; None otherwise."""
    spec = vintage.fetch
    if isinstance(spec, ODataV3Fetch | ODataV4Fetch) and source.catalogue_title:
        return _newer_table(client, source.catalogue_title, spec.url)
    if isinstance(spec, OgcFetch) and "jaarcode" in spec.params:
        year = int(spec.params["jaarcode"]) + 1
        page, url = client.read(spec.url, {"f": "json", "limit": 1, **spec.params, "jaarcode": year})
        return (str(year), url) if page.get("features") else None
    if isinstance(spec, FileFetch):
        return next(((name, url) for name, url in _next_names(spec.url) if _is_there(client, url)), None)
    return None


def elsewhere(client: Client, vintage: Vintage) -> str | None:
    """Where a file that is gone from its address stands now, by the ways its publisher spells names."""
    spec = vintage.fetch
    if not isinstance(spec, FileFetch):
        return None
    return next((url for url in _spellings(spec.url) if _is_there(client, url)), None)


def _file(
    client: Client, source: Source, vintage: Vintage, spec: FileFetch | ZipFetch | CkanFileFetch, part: Path
) -> Seen:
    found = publishers.fetch(client, spec, part, {})
    assert found is not None, "a fetch that knows nothing cannot be unchanged"
    headers = {table.name: found_headers(table, vintage, part) for table in source.tables.values()}
    rows = part.read_bytes().count(b"\n") - 1 if vintage.format == "csv" else None
    part.unlink()
    return Seen(found.final_url, {name: heads for name, heads in headers.items() if heads}, rows)


def found_headers(table: Table, vintage: Vintage, path: Path) -> list[str]:
    """The headers of a CSV or of a table in a workbook; [] for another format."""
    if vintage.format == "csv":
        first = path.read_bytes().split(b"\n", 1)[0].decode(vintage.dialect.encoding, errors="replace")
        return [
            " ".join(cell.split())
            for cell in next(csv.reader(io.StringIO(first), delimiter=vintage.dialect.delimiter), [])
        ]
    place = vintage.places.get(table.name, table.place)
    if vintage.format != "xlsx" or place is None:
        return []
    book = CalamineWorkbook.from_path(str(path))
    if place.sheet not in book.sheet_names:
        raise SourceIncomplete(f"{table.name}: expected a sheet '{place.sheet}', found {book.sheet_names}.")
    rows = book.get_sheet_by_name(place.sheet).to_python(skip_empty_area=False)
    return [" ".join(str(cell).split()) or "(unnamed)" for cell in rows[place.header_row - 1]]


def _service(client: Client, source: Source, spec: Single) -> Seen:
    """The first record of a service, and how many there are where it says so."""
    rows: int | None = None
    if isinstance(spec, CkanDatastoreFetch):
        resource = publishers.resource(client, spec.package, spec.resource)
        page, url = client.read(
            f"{publishers.CKAN}/datastore_search", {"resource_id": resource["id"], "limit": 1, "offset": 0}
        )
        records, rows = page["result"]["records"], page["result"]["total"]
    elif isinstance(spec, ODataV3Fetch | ODataV4Fetch):
        form = {"$format": "json"} if isinstance(spec, ODataV3Fetch) else {}
        page, url = client.read(spec.url, {**form, **spec.params, "$top": 1})
        records = page["value"]
    elif isinstance(spec, OgcFetch):
        page, url = client.read(spec.url, {"f": "json", "limit": 1, **spec.params})
        records, rows = [one["properties"] for one in page["features"]], page.get("numberMatched")
    else:
        assert isinstance(spec, WfsFetch)
        params = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": spec.type, "count": 1}
        page, url = client.read(
            spec.url, {**params, "outputFormat": "application/json", "startIndex": 0, **spec.params}
        )
        records, rows = [one["properties"] for one in page["features"]], page.get("numberMatched")
    if not records:
        raise SourceIncomplete(f"{client.label}: expected a record, found none at {url}. Look at the filters.")
    return Seen(url, {name: list(records[0]) for name in source.tables}, rows)


def _newer_table(client: Client, title: str, url: str) -> tuple[str, str] | None:
    """A table of the same title whose period is later than that of ours, in CBS's catalogue."""
    page, _ = client.read(TABLES, {"$format": "json", "$filter": f"startswith(Title,'{title}')"})
    ours = url.rstrip("/").split("/")[-2]
    known = {str(one["Identifier"]): _last_year(one) for one in page["value"]}
    later = [(year, name) for name, year in known.items() if year > known.get(ours, 0)]
    if not later or ours not in known:
        return None
    year, name = max(later)
    return str(year), name


def _last_year(table: dict[str, Any]) -> int:
    found = re.findall(r"20\d\d", f"{table.get('Period', '')} {table.get('Title', '')}")
    return max(map(int, found), default=0)


def _next_names(url: str) -> Iterator[tuple[str, str]]:
    """The name of the next year, where a file's name has a year or a school year in it."""
    head, _, name = url.rpartition("/")
    if YEARS.search(name):
        moved = YEARS.sub(_next_year, name)
        yield list(YEARS.finditer(moved))[-1][0], f"{head}/{moved}"


def _next_year(found: re.Match[str]) -> str:
    return "-".join(str(int(year) + 1) for year in found.groups() if year)


def _spellings(url: str) -> Iterator[str]:
    """DUO's ways with the number in front (`04.-`, `04-`) and with commas."""
    head, _, name = url.rpartition("/")
    bare = unquote(name)
    forms = [re.sub(r"^(\d\d)-", r"\1.-", bare), re.sub(r"^(\d\d)\.-", r"\1-", bare), bare.replace(",", "")]
    forms += [re.sub(r"^(\w+)-", r"\1,-", bare)]
    yield from (f"{head}/{quote(one, safe=',.-_')}" for one in dict.fromkeys(forms) if one != bare)


def _is_there(client: Client, url: str) -> bool:
    try:
        return client.is_there(url)
    except EtlError:
        return False
