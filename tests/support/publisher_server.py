"""A local server that plays all publishers: the sample's files under the real addresses, faults on request.

`http://127.0.0.1:PORT/HOST/PATH` answers as `https://HOST/PATH` would: plain files, CKAN, OData v3 and v4 with
nextLink, OGC pages with a cursor, WFS pages, zips; with ETag, 304 and ranges. By hand:
`.venv/bin/python tests/support/publisher_server.py FOLDER 8700`, and then `make data EDITION=2025` with the address
`http://127.0.0.1:8700` in the setting PUBLISHERS (etl/fetching/download.py, ROUTE).
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd

from tests.support import publisher_forms as forms

DUO = "duo.nl/open_onderwijsdata/images"
CKAN = "onderwijsdata.duo.nl"
FEED = "opendata.cbs.nl/ODataFeed/odata"
PDOK = "api.pdok.nl/cbs"
WFS = "service.pdok.nl/cbs/gebiedsindelingen/2024/wfs/v1_0"
RIO = "rio_nfo_po_vo_vavo_mbo_ho"
SCORES = "www.cbs.nl/-/media/_excel/2026/02"
WEGING = "www.onderwijsinspectie.nl/site/binaries/site-content/collections/documents/2026/02/09"
FORMS: dict[str, Callable[[Path], bytes]] = {
    f"{DUO}/01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2025.csv": forms.secondary_pupils,
    f"{DUO}/05.-gemiddelde-eindscores-bo-sbo-2024-2025.csv": forms.end_tests,
    f"{DUO}/05.-zittenblijvers-niveau-vestiging-2023-2024-tov-2024-2025.csv": forms.flows,
    f"{DUO}/geslaagden-gezakten-en-cijfers-2024-2025.csv": forms.marks,
    f"{DUO}/examenkandidaten-en-geslaagden-2020-2025.csv": forms.exams,
    f"{WEGING}/schoolweging-2022-2023---2023-2024---2024-2025/schoolweging-2022-2023-2024.ods": forms.schoolweging,
}
CKAN_FILES = {
    "poleerlingen-v1": ("Leerlingen po per vestiging", "brin6_totaal.csv"),
    "popostcode4-v1": ("Leerlingen po per vestiging naar postcode4", "brin6_pc4.csv"),
}
MODIFIED = "Sat, 22 Nov 2025 10:00:00 GMT"


@dataclass
class Reply:
    """One answer before faults: body, content type, status and more headers."""

    body: bytes
    kind: str = "application/octet-stream"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """What goes wrong on addresses that hold `where`, the first `times` times (None: always)."""

    where: str
    kind: str
    times: int | None = None
    value: Any = None


def as_json(value: object) -> Reply:
    """A JSON answer."""
    return Reply(json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8")


class Publishers:
    """The publishers' content, from a folder that etl.sample wrote; tests set `faults` and `page`, and read `asked`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.page = {"v3": 500, "v4": 5000, "ogc": 1000}
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.files: dict[str, Callable[[], bytes]] = {
            f"{DUO}/02.-alle-schoolvestigingen-basisonderwijs.csv": self._file("duo_vestigingen_po.csv"),
            f"{DUO}/02.-alle-vestigingen-vo.csv": self._file("duo_vestigingen_vo.csv"),
            "www.cbs.nl/-/media/_excel/2025/36/achterstandsscores-scholen-2025.xlsx": self._file(
                "cbs_achterstandsscores.xlsx"
            ),
            f"www.{DUO}/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv": self._history,
            "download.cbs.nl/postcode/pc4.zip": self._postcode_zip,
            f"{CKAN}/storage/brin6_totaal.csv": self._totals,
            f"{CKAN}/storage/brin6_pc4.csv": self._file("duo_leerlingen_pc4.csv"),
            f"{DUO}/09.-alle-vestigingen-sbo-so-en-vso.csv": self._file("duo_vestigingen_so.csv"),
            f"{DUO}/10.-leerlingen-bo-referentieniveaus-2024-2025.csv": self._file("duo_referentieniveaus.csv"),
            f"{DUO}/04-leerlingen-bo-sbo-schooladviezen-2024-2025.csv": self._file("duo_schooladviezen.csv"),
            f"{SCORES}/achterstandsscores_scholen_vhv_2024.xlsx": self._file("cbs_achterstandsscores_vo.xlsx"),
            f"{SCORES}/achterstandsscores_scholen_pro_2024.xlsx": self._file("cbs_achterstandsscores_pro.xlsx"),
            **{address: self._form(make) for address, make in FORMS.items()},
        }

    def _form(self, make: Callable[[Path], bytes]) -> Callable[[], bytes]:
        """A file in the publisher's present form; made once."""
        return cache(lambda: make(self.folder))

    def _file(self, name: str) -> Callable[[], bytes]:
        return (self.folder / name).read_bytes

    def _postcode_zip(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
            held.writestr(zipfile.ZipInfo("pc4.csv"), (self.folder / "pc4_punten.csv").read_bytes())
            held.writestr(zipfile.ZipInfo("leesmij.txt"), b"Fictief")
        return out.getvalue()

    def _history(self) -> bytes:
        """The sample's overview; at national size with the locations that closed long ago, as the real one."""
        text = (self.folder / "duo_leerlingenhistorie.csv").read_text(encoding="utf-8-sig").splitlines()
        closed = range(max(0, 9500 - len(text)) if len(text) > 5000 else 0)
        years = ";".join(["120", *["0"] * (text[0].count(";") - 8)])
        ids = [f"{10 + n // 676}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}" for n in closed]
        text += [f"{i};{i}00;De Gesloten School;BO;Openbaar;09999;9001;KRELMHOEVE;{years}" for i in ids]
        return ("\r\n".join(text) + "\r\n").encode("utf-8-sig")

    def _totals(self) -> bytes:
        rows = self._rows("duo_afstand.csv", ";", "cp1252")
        lines = ["INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,PEILJAAR,AANTAL_LEERLINGEN"]
        lines += [f"{r['BRIN_NUMMER']},{r['VESTIGINGSNUMMER']},{r['SOORT_PO']},2025,{r['LEERLINGEN']}" for r in rows]
        return "\n".join(lines).encode()

    def _rows(self, name: str, delimiter: str, encoding: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding=encoding, newline="") as stream:
            return list(csv.DictReader(stream, delimiter=delimiter))

    def _geojson(self, name: str) -> list[dict[str, Any]]:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))["features"]

    # CKAN

    @cached_property
    def resources(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Records of each resource with a datastore, by package and resource name."""
        with zipfile.ZipFile(self.folder / "duo_schoolpunten.zip") as held:
            features = json.loads(held.read("scholen.geo.json"))["features"]
        places, links = [], []
        for number, feature in enumerate(features, start=1):
            p, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"]
            code = f"{100 + number // 1000}X{number % 1000:03d}"
            place = {"ONDERWIJSLOCATIECODE": code, "STRAATNAAM": p["straat"], "HUISNUMMER": p["huisnummer"]}
            place |= {"HUISNUMMERTOEVOEGING": p["huisletter"], "POSTCODE": p["postcode"], "PLAATSNAAM": p["plaats"]}
            places.append({**place, "BAG_ID": None, "GPS_LATITUDE": lat, "GPS_LONGITUDE": lon})
            link = {"ONDERWIJSLOCATIECODE": code, "VESTIGINGSCODE": p["vestigingscode"], "BEGINDATUM": "2010-08-01"}
            links.append({**link, "EINDDATUM": None})
            if number % 50 == 0:
                links.append({**link, "VESTIGINGSCODE": "99ZZ99", "EINDDATUM": "2019-07-31"})
        overseas = {**places[0], "ONDERWIJSLOCATIECODE": "999X999", "POSTCODE": None, "GPS_LONGITUDE": -68.27}
        links.append({**links[0], "ONDERWIJSLOCATIECODE": "999X999", "VESTIGINGSCODE": "99YY00"})
        relations = "relaties_onderwijslocatiegebruiken_vestigingserkenningen"
        return {RIO: {"onderwijslocaties": [*places, overseas], relations: links}}

    def _resource_id(self, package: str, name: str) -> str:
        return hashlib.md5(f"{package}/{name}".encode()).hexdigest()

    def package_show(self, asked: dict[str, str]) -> Reply:
        """The package with its resources, another one first."""
        package = asked["id"]
        name, file = CKAN_FILES.get(package, ("", "brin6_totaal.csv"))
        names = [name] if name else [*self.resources.get(package, {})]
        resources = [{"id": "0", "name": "toelichting", "format": "PDF", "url": f"https://{CKAN}/toelichting.pdf"}]
        for name in names:
            rid = self._resource_id(package, name)
            url = f"https://{CKAN}/dataset/1/resource/{rid}/download/{file}"
            resources.append({"id": rid, "name": name, "format": "CSV", "url": url, "last_modified": None})
        return as_json({"success": True, "result": {"name": package, "resources": resources}})

    def datastore_search(self, asked: dict[str, str]) -> Reply:
        """A page of records with the total."""
        for package, named in self.resources.items():
            for name, records in named.items():
                if self._resource_id(package, name) == asked["resource_id"]:
                    start = int(asked["offset"])
                    page = records[start : start + int(asked["limit"])]
                    page = [{"_id": start + i, **record} for i, record in enumerate(page, start=1)]
                    return as_json({"success": True, "result": {"records": page, "total": len(records)}})
        return Reply(b'{"success": false}', "application/json", 404)

    # CBS

    @cached_property
    def catalogue(self) -> list[dict[str, Any]]:
        """CBS's catalogue of tables: title and period; tests add a newer one."""
        titles = {"Kerncijfers wijken en buurten": {"85984NED": "2024", "86165NED": "2025"}}
        titles |= {"Gebieden in Nederland": {"85755NED": "2024", "86059NED": "2025"}}
        titles |= {"Sociaal-economische status; scores": {"86092NED": "2014-2023", "86296NED": "2014-2024"}}
        return [
            {"Identifier": name, "Title": title, "Period": period}
            for title, named in titles.items()
            for name, period in named.items()
        ]

    @cached_property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Records of the OData tables, regions of all levels and other periods among them."""
        figures = {"86165NED": False, "85984NED": True}
        tables = {name: forms.key_figures(self.folder, has_incomes) for name, has_incomes in figures.items()}
        tables |= {"86092NED": self._ses(2023), "86296NED": self._ses(2024)}
        return tables | dict.fromkeys(("85755NED", "86059NED"), self._regions())

    def _ses(self, newest: int) -> list[dict[str, Any]]:
        found = []
        for row in self._rows("cbs_ses_woa.csv", ",", "utf-8"):
            for year in (2014, newest):
                score, spread = (forms.number_of(row[name]) for name in ("SES", "SES_MAD"))
                record = {"ID": len(found), "WijkenEnBuurten": f"{row['WK_CODE']:<10}", "Perioden": f"{year}JJ00"}
                found.append({**record, "GemiddeldeScore_29": score, "Waarde_37": spread, "GemiddeldeScore_2": 0.1})
        return found

    def _regions(self) -> list[dict[str, Any]]:
        frame = pd.read_parquet(self.folder / "cbs_gebieden.parquet").astype(object)
        frame = frame.where(frame.notna(), None)
        found = [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
        found = [{**r, "Id": int(r["Id"]), "Value": forms.number_of(r["Value"] or "")} for r in found]
        # the real table has 57 measures, the sample those that are read
        measures = sorted({r["Measure"] for r in found})
        more = [f"ZZ{number:04d}" for number in range(57 - len(measures))]
        regions = sorted({r["RegioS"] for r in found})
        empty = {"Id": 0, "ValueAttribute": "None", "Value": None, "StringValue": None}
        return found + [{**empty, "Measure": m, "RegioS": region} for region in regions for m in more]

    def odata_v3(self, host_path: str, asked: dict[str, str], accepts: str) -> Reply:
        """A page; the next link is http and does not repeat $format, as CBS's; XML unless JSON is asked for."""
        if "json" not in accepts and asked.get("$format") != "json":
            return Reply(b'<?xml version="1.0"?><feed/>', "application/atom+xml")
        records = self.tables[host_path.split("/")[-2]]
        wanted = asked.get("$filter", "")
        if period := re.search(r"Perioden eq '(\w+)'", wanted):
            records = [r for r in records if r["Perioden"] == period[1]]
        if level := re.search(r"startswith\(WijkenEnBuurten,'(\w\w)'\)", wanted):
            records = [r for r in records if r["WijkenEnBuurten"].startswith(level[1])]
        start, size = int(asked.get("$skip", 0)), int(asked.get("$top", self.page["v3"]))
        answer: dict[str, Any] = {"odata.metadata": "...", "value": records[start : start + size]}
        if start + size < len(records):
            answer["odata.nextLink"] = f"http://{host_path}?$filter={wanted}&$skip={start + size}"
        return as_json(answer)

    def odata_v4(self, host_path: str, asked: dict[str, str]) -> Reply:
        """A page of observations."""
        records = self.tables[host_path.split("/")[-2]]
        start, size = int(asked.get("$skip", 0)), int(asked.get("$top", self.page["v4"]))
        answer: dict[str, Any] = {"@odata.context": "...", "value": records[start : start + size]}
        if start + size < len(records):
            answer["@odata.nextLink"] = f"https://{host_path}?$skip={start + size}"
        return as_json(answer)

    # PDOK

    @cached_property
    def collections(self) -> dict[str, list[dict[str, Any]]]:
        """Features per collection, of 2024 and a few of 2023; the generalised maps hold no water."""
        return {
            "wijk_gegeneraliseerd": _areas(self._geojson("cbs_wijkgrenzen.geojson"), "wijk", "wijknaam"),
            "buurt_gegeneraliseerd": _areas(self._geojson("cbs_buurtgrenzen.geojson"), "buurt", "buurtnaam"),
            "postcode4": [_square(row) for row in self._postcodes()],
        }

    def _postcodes(self) -> list[dict[str, str]]:
        """The sample's points, and far more in the sea: the Netherlands has 4,000 postcodes."""
        rows = self._rows("pc4_punten.csv", ",", "utf-8")
        taken = {row["postcode4"] for row in rows}
        free = (f"{number:04d}" for number in range(1000, 9999) if f"{number:04d}" not in taken)
        more = [{**rows[0], "postcode4": next(free)} for _ in range(4000 - len(rows))]
        return rows + more if len(rows) > 500 else rows

    def ogc(self, host_path: str, asked: dict[str, str]) -> Reply:
        """A page of features; the next one behind an opaque cursor."""
        collection = host_path.split("/")[-2]
        year = asked.get("jaarcode")
        features = [f for f in self.collections[collection] if not year or str(f["properties"]["jaarcode"]) == year]
        start = int(base64.urlsafe_b64decode(asked["cursor"])) if "cursor" in asked else 0
        size = min(int(asked["limit"]), self.page["ogc"])
        page = features[start : start + size]
        links = [{"rel": "self", "href": f"https://{host_path}?f=json"}]
        if start + size < len(features):
            cursor = base64.urlsafe_b64encode(str(start + size).encode()).decode()
            following = f"https://{host_path}?cursor={cursor}&f=json&jaarcode={year}&limit={size}"
            links.append({"rel": "next", "href": following})
        answer = {"type": "FeatureCollection", "links": links, "numberReturned": len(page), "features": page}
        return as_json(answer)

    def wfs(self, asked: dict[str, str]) -> Reply:
        """A page of features by startIndex and count, with numberMatched; at most 1,000."""
        features = [f for f in self.collections["wijk_gegeneraliseerd"] if f["properties"]["jaarcode"] == 2024]
        start = int(asked["startIndex"])
        page = features[start : start + min(int(asked["count"]), 1000)]
        return as_json({"type": "FeatureCollection", "numberMatched": len(features), "features": page})

    def answer(self, path: str, asked: dict[str, str], accepts: str) -> Reply:
        """The answer to a well-formed request, faults left out."""
        if path in self.files:
            return Reply(self.files[path](), headers={"Last-Modified": MODIFIED, "Accept-Ranges": "bytes"})
        if path.startswith(f"{CKAN}/api/3/action/"):
            return {"package_show": self.package_show, "datastore_search": self.datastore_search}[Path(path).name](
                asked
            )
        if path.startswith(f"{CKAN}/dataset/"):
            return Reply(b"", status=302, headers={"Location": f"https://{CKAN}/storage/{Path(path).name}"})
        return self.service(path, asked, accepts) or Reply(b"not found", "text/plain", 404)

    def service(self, path: str, asked: dict[str, str], accepts: str) -> Reply | None:
        """A page of a CBS or PDOK service."""
        name = path.split("/")[-2]
        if path == "opendata.cbs.nl/ODataCatalog/Tables":
            titled = re.search(r"startswith\(Title,'(.*)'\)", asked.get("$filter", ""))
            found = [one for one in self.catalogue if titled and one["Title"].startswith(titled[1])]
            return as_json({"odata.metadata": "...", "value": found})
        if path.startswith(FEED) and name in self.tables:
            return self.odata_v3(path, asked, accepts)
        if path.startswith("datasets.cbs.nl/odata/v1/CBS/") and name in self.tables:
            return self.odata_v4(path, asked)
        if path.startswith(PDOK) and name in self.collections:
            return self.ogc(path, asked)
        return self.wfs(asked) if path == WFS else None

    def fault_at(self, path: str) -> Fault | None:
        """The first fault that is still on for a path; its count goes down."""
        for fault in self.faults:
            if fault.where in path and fault.times != 0:
                fault.times = None if fault.times is None else fault.times - 1
                return fault
        return None


def _areas(features: list[dict[str, Any]], kind: str, name: str) -> list[dict[str, Any]]:
    found = []
    for year in (2023, 2024, 2025):
        for feature in features[:3] if year == 2023 else features:
            p = feature["properties"]
            code = p[f"{kind}code"]
            if p.get("water") == "JA" or p[name].startswith("Groot water"):
                continue
            now = {"statcode": code, "statnaam": p[name], "jrstatcode": f"{year}{code}", "jaarcode": year}
            properties = {**now, "rubriek": kind, "id": len(found)}
            found.append(
                {"type": "Feature", "id": len(found), "properties": properties, "geometry": feature["geometry"]}
            )
    return found


def _square(row: dict[str, str]) -> dict[str, Any]:
    lon, lat = float(row["lon"]), float(row["lat"])
    corners = [(lon + dx, lat + dy) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    ring = [[round(lon + (x - lon) * 0.001, 7), round(lat + (y - lat) * 0.001, 7)] for x, y in corners]
    properties = {"postcode": int(row["postcode4"]) if row["postcode4"][0] != "0" else row["postcode4"]}
    properties |= {"jaarcode": 2024, "aantal_inwoners": int(row["inwoners"])}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


class Handler(BaseHTTPRequestHandler):
    """Turns a request into the publishers' answer, with the fault of its address."""

    protocol_version = "HTTP/1.1"
    publishers: Publishers

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = parts.path.lstrip("/")
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.publishers.asked.append((f"{path}?{parts.query}", dict(self.headers)))
        fault = self.publishers.fault_at(f"{path}?{parts.query}")
        early = FAULTS_BEFORE.get(fault.kind) if fault else None
        reply = early(self, path, fault) if early and fault else None
        if reply is None:
            reply = self.publishers.answer(path, asked, self.headers.get("Accept", ""))
        if fault and fault.kind == "changed" and reply.status == 200:
            reply.body = fault.value(reply.body)
        self._send(reply, fault)

    def _send(self, reply: Reply, fault: Fault | None) -> None:
        body, kind = reply.body, fault.kind if fault else ""
        headers = {"Content-Type": reply.kind, **reply.headers}
        if reply.status == 200 and "Last-Modified" in headers and kind != "anonymous_cut":
            headers["ETag"] = f'"{hashlib.md5(body).hexdigest()}"'
            if self.headers.get("If-None-Match") == headers["ETag"]:
                reply.status, body = 304, b""
            elif self.headers.get("Range") and self.headers.get("If-Range") in {None, headers["ETag"]}:
                start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                reply.status, body = (206, body[start:]) if start < len(body) else (416, b"")
        if kind == "anonymous_cut":
            headers.pop("Last-Modified", None)
            headers.pop("Accept-Ranges", None)
        told = len(body) + {"too_long": 100, "too_short": -(len(body) // 3)}.get(kind, 0)
        headers["Content-Length"] = str(told)
        sent = body[: len(body) * 6 // 10] if kind in {"cut", "anonymous_cut"} else body[: max(told, 0)]
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        with suppress(ConnectionError):
            self.end_headers()
            self.wfile.write(sent)
        if kind in {"cut", "anonymous_cut", "too_long", "too_short"}:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _slow(_handler: Handler, _path: str, fault: Fault) -> None:
    time.sleep(fault.value)


def _status(_handler: Handler, _path: str, fault: Fault) -> Reply:
    return Reply(b"no", "text/plain", fault.value, {"Retry-After": "0"} if fault.value == 429 else {})


def _wait(_handler: Handler, _path: str, fault: Fault) -> Reply:
    return Reply(b"busy", "text/plain", 429, {"Retry-After": str(fault.value)})


def _html(_handler: Handler, _path: str, _fault: Fault) -> Reply:
    return Reply(
        b"<!DOCTYPE html>\n<html><body>Onderhoud</body></html>", "text/html", headers={"Last-Modified": MODIFIED}
    )


def _away(_handler: Handler, _path: str, fault: Fault) -> Reply:
    return Reply(b"", status=302, headers={"Location": fault.value})


def _endless(_handler: Handler, path: str, fault: Fault) -> Reply:
    fault.value = (fault.value or 0) + 1
    link = f"https://{path}?$skip={fault.value}&cursor={fault.value}"
    return _page(link)


def _circle(_handler: Handler, path: str, _fault: Fault) -> Reply:
    return _page(f"https://{path}?$skip=1")


def _page(link: str) -> Reply:
    links = [{"rel": "next", "href": link}]
    page = {"value": [{"x": 1}], "features": [], "links": links, "odata.nextLink": link, "@odata.nextLink": link}
    return as_json(page)


FAULTS_BEFORE: dict[str, Callable[[Handler, str, Fault], Reply | None]] = {
    "slow": _slow,
    "status": _status,
    "wait": _wait,
    "html": _html,
    "away": _away,
    "endless": _endless,
    "circle": _circle,
}


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[tuple[str, Publishers]]:
    """(address, publishers) while the context lasts; on 127.0.0.1 only."""
    publishers = Publishers(folder)
    handler = type("Bound", (Handler,), {"publishers": publishers})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", publishers
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


if __name__ == "__main__":
    with serving(Path(sys.argv[1]), int(sys.argv[2])) as (address, _):
        print(f"All publishers on {address}; end with Ctrl-C.", flush=True)
        threading.Event().wait()
