"""One small function per way of publishing: each brings one vintage's bytes to one file.

Single answers keep the publisher's bytes. Paged ones become one JSON document with the records in the order of
the pages; `bundle` puts several of these into one zip with fixed dates, so equal content gives equal bytes.
"""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from etl.declared.fetch_form import (
    BundleFetch,
    CkanDatastoreFetch,
    CkanFileFetch,
    Fetch,
    FileFetch,
    ODataV3Fetch,
    ODataV4Fetch,
    OgcFetch,
    WfsFetch,
    ZipFetch,
)
from etl.decoding import archives
from etl.errors import SourceChanged, SourceIncomplete
from etl.fetching.download import Client

Known = Mapping[str, Any]
CKAN = "https://onderwijsdata.duo.nl/api/3/action"
MAX_UNPACKED = 2_000_000_000
PAGE = {"ckan_datastore": 10_000, "ogc": 1000, "wfs": 1000}


@dataclass
class Fetched:
    """What is told about one complete vintage in its sidecar; the file itself stands at the part's path."""

    url: str
    final_url: str
    etag: str | None = None
    last_modified: str | None = None
    version: str | None = None
    """The publisher's own mark of this version, for paged kinds: the same mark is not read again."""
    urls: list[str] = field(default_factory=list)


def fetch(client: Client, spec: Fetch, part: Path, known: Known) -> Fetched | None:
    """Brings one vintage to `part`; None when it is what `known` (its sidecar) describes.

    Raises SourceChanged or SourceIncomplete; then `part` is absent, or can be resumed.
    """
    return KINDS[spec.kind](client, spec, part, known)


def file(client: Client, spec: FileFetch | ZipFetch, part: Path, known: Known) -> Fetched | None:
    """One file at one address (`url`)."""
    same = known if known.get("url") == spec.url else {}
    answer = client.save(spec.url, part, same)
    if answer is None:
        return None
    return Fetched(answer.url, answer.final_url, answer.etag, answer.last_modified, urls=[answer.final_url])


def archive(client: Client, spec: ZipFetch, part: Path, known: Known) -> Fetched | None:
    """One zip (`url`, `members`: names that must be in it), looked into but kept as it is."""
    found = file(client, spec, part, known)
    if found is not None:
        try:
            look_into(client.label, part, spec.members)
        except SourceChanged:
            part.unlink()
            raise
    return found


def look_into(label: str, path: Path, wanted: tuple[str, ...] | list[str]) -> None:
    """Raises SourceChanged for a zip that is none, lacks a member, or unpacks to too much or outside its folder."""
    try:
        with zipfile.ZipFile(path) as held:
            archives.refuse_odd(label, held)
            members = held.infolist()
    except zipfile.BadZipFile as error:
        raise SourceChanged(f"{label}: expected a zip, found {path.stat().st_size} bytes of another kind.") from error
    names, size = [member.filename for member in members], sum(member.file_size for member in members)
    if size > MAX_UNPACKED:
        raise SourceChanged(f"{label}: expected a zip of at most {MAX_UNPACKED} bytes unpacked, found {size} bytes.")
    missing = [name for name in wanted if name not in names]
    if missing:
        raise SourceChanged(f"{label}: expected {missing} in the zip, found {names[:10]}. Adapt `members`.")


def ckan_file(client: Client, spec: CkanFileFetch, part: Path, known: Known) -> Fetched | None:
    """The file of a CKAN resource, found by `package` and resource name, since ids change on re-upload."""
    found_resource = resource(client, spec.package, spec.resource)
    same = known if known.get("url") == found_resource["url"] else {}
    answer = client.save(found_resource["url"], part, same)
    if answer is None:
        return None
    return Fetched(answer.url, answer.final_url, answer.etag, answer.last_modified, urls=[answer.final_url])


def ckan_datastore(client: Client, spec: CkanDatastoreFetch, part: Path, known: Known) -> Fetched | None:
    """All records of a CKAN resource (`package`, `resource`, `filters`), a page at a time in the order of _id."""
    found_resource = resource(client, spec.package, spec.resource)
    version = (
        f"{found_resource['id']} {found_resource.get('last_modified')}" if found_resource.get("last_modified") else None
    )
    if version and version == known.get("version"):
        return None
    size = spec.page or PAGE["ckan_datastore"]
    params = {"resource_id": found_resource["id"], "sort": "_id", "limit": size}
    if spec.filters:
        params["filters"] = json.dumps(spec.filters, separators=(",", ":"))

    def pages() -> Iterator[tuple[list, str]]:
        read, total = 0, None
        while total is None or read < total:
            page, url = client.read(f"{CKAN}/datastore_search", {**params, "offset": read})
            result = _of(client, page, "result", url)
            records, counted = _of(client, result, "records", url), int(_of(client, result, "total", url))
            _same_total(client, total, counted)
            total, read = counted, read + len(records)
            yield records, url
            if not records and read < total:
                raise _fewer(client, total, read)

    return _write(client, part, pages(), '{"records":[', version)


def odata_v3(client: Client, spec: ODataV3Fetch, part: Path, known: Known) -> Fetched | None:
    """All records of a CBS OData v3 table (`url`, `params`), following odata.nextLink."""
    del known
    return _odata(client, spec.url, {"$format": "json", **spec.params}, part, "odata.nextLink")


def odata_v4(client: Client, spec: ODataV4Fetch, part: Path, known: Known) -> Fetched | None:
    """All records of a CBS OData v4 table (`url`, `params`), following @odata.nextLink."""
    del known
    return _odata(client, spec.url, spec.params, part, "@odata.nextLink")


def _odata(client: Client, first: str, params: Mapping[Any, str], part: Path, link: str) -> Fetched:
    def pages() -> Iterator[tuple[list, str]]:
        page, url = client.read(first, params or None)
        seen = {url}
        while True:
            yield _of(client, page, "value", url), url
            if not page.get(link):
                return
            page, url = client.read(page[link])
            _no_circle(client, seen, url)

    return _write(client, part, pages(), '{"records":[', None)


def ogc(client: Client, spec: OgcFetch, part: Path, known: Known) -> Fetched | None:
    """All features of an OGC API collection (`url` of its items, `params`), following rel=next."""

    def pages() -> Iterator[tuple[list, str]]:
        params = {"f": "json", "limit": spec.page or PAGE["ogc"], **spec.params}
        page, url = client.read(spec.url, params)
        seen, read, total = {url}, 0, None
        while True:
            features = _of(client, page, "features", url)
            read, total = read + len(features), page.get("numberMatched", total)
            yield features, url
            following = [k["href"] for k in page.get("links", ()) if k.get("rel") == "next"]
            if not following:
                break
            page, url = client.read(following[0])
            _no_circle(client, seen, url)
        if total is not None and read != total:
            raise _fewer(client, total, read)

    del known
    return _write(client, part, pages(), '{"type":"FeatureCollection","features":[', None)


def wfs(client: Client, spec: WfsFetch, part: Path, known: Known) -> Fetched | None:
    """All features of a WFS type (`url`, `type`, `params`) by startIndex and count, until numberMatched."""
    size = spec.page or PAGE["wfs"]
    params = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": spec.type, "count": size}
    params |= {"outputFormat": "application/json", "srsName": "EPSG:4326", **spec.params}

    def pages() -> Iterator[tuple[list, str]]:
        read, total = 0, None
        while total is None or read < total:
            page, url = client.read(spec.url, {**params, "startIndex": read})
            features, counted = _of(client, page, "features", url), int(_of(client, page, "numberMatched", url))
            _same_total(client, total, counted)
            total, read = counted, read + len(features)
            yield features, url
            if not features and read < total:
                raise _fewer(client, total, read)

    del known
    return _write(client, part, pages(), '{"type":"FeatureCollection","features":[', None)


def bundle(client: Client, spec: BundleFetch, part: Path, known: Known) -> Fetched | None:
    """Several fetches (`parts`: member name -> its own fetch) in one zip; all are read again each time."""
    del known
    urls, final = [], ""
    folder = part.with_name(part.name + "s")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(part, "w") as held:
            for name, inner in spec.parts.items():
                found = fetch(client, inner, folder / name, {})
                assert found is not None, "a fetch that knows nothing cannot be unchanged"
                urls, final = [*urls, *found.urls], found.final_url
                _pack(held, folder / name, name)
                (folder / name).unlink()
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()
    return Fetched(urls[0], final, urls=urls)


def _pack(held: zipfile.ZipFile, path: Path, name: str) -> None:
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
    with held.open(member, "w") as out, path.open("rb") as origin:
        while chunk := origin.read(1 << 20):
            out.write(chunk)


def resource(client: Client, package: str, name: str) -> dict[str, Any]:
    """The one resource of a package with this name. Raises SourceChanged with the names that are there."""
    page, url = client.read(f"{CKAN}/package_show", {"id": package})
    resources = _of(client, _of(client, page, "result", url), "resources", url)
    found = [r for r in resources if r.get("name") == name]
    if len(found) != 1:
        names = sorted(str(r.get("name")) for r in resources)
        raise SourceChanged(
            f"{client.label}: expected one resource '{name}' in the package {package}, found {len(found)} "
            f"among {names[:60]}. Put its new name in the fetch entry."
        )
    return found[0]


def _write(client: Client, part: Path, pages: Iterator[tuple[list, str]], opening: str, version: str | None) -> Fetched:
    """Writes the records of all pages as one JSON document; leaves nothing when a page fails."""
    urls: list[str] = []
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("w", encoding="utf-8") as out:
            count = _write_records(out, pages, opening, urls)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if count == 0:
        part.unlink()
        raise SourceIncomplete(f"{client.label}: expected records, found none at {urls[0]}. Look at the filters.")
    return Fetched(urls[0], urls[-1], version=version, urls=urls)


def _write_records(out: IO[str], pages: Iterator[tuple[list, str]], opening: str, urls: list[str]) -> int:
    count = 0
    out.write(opening)
    for records, url in pages:
        urls.append(url)
        for record in records:
            out.write(",\n" if count else "\n")
            json.dump(record, out, ensure_ascii=False, separators=(",", ":"))
            count += 1
    out.write("\n]}\n")
    return count


def _of(client: Client, page: Any, name: str, url: str) -> Any:
    if isinstance(page, dict) and name in page:
        return page[name]
    shown = json.dumps(page, ensure_ascii=False)[:120]
    raise SourceChanged(f"{client.label}: expected '{name}' in the answer, found {shown}... at {url}.")


def _no_circle(client: Client, seen: set[str], url: str) -> None:
    if url in seen:
        raise SourceChanged(f"{client.label}: the pages go in a circle: {url} was read before. Nothing was kept.")
    seen.add(url)


def _same_total(client: Client, before: int | None, now: int) -> None:
    if before is not None and before != now:
        raise SourceIncomplete(f"{client.label}: {before} records became {now} while reading. Ask again.")


def _fewer(client: Client, expected: int, found: int) -> SourceIncomplete:
    return SourceIncomplete(f"{client.label}: expected {expected} records, found {found} on all pages. Ask again.")


KINDS: dict[str, Callable[[Client, Any, Path, Known], Fetched | None]] = {
    "file": file,
    "zip": archive,
    "ckan_file": ckan_file,
    "ckan_datastore": ckan_datastore,
    "odata_v3": odata_v3,
    "odata_v4": odata_v4,
    "ogc": ogc,
    "wfs": wfs,
    "bundle": bundle,
}
