"""Live download against the local server that plays all publishers: what arrives, what each fault ends with."""

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import get_args

import duckdb
import pytest
from pydantic import TypeAdapter

from etl import paths
from etl.building import publish
from etl.declared import catalog, reference
from etl.declared.fetch_form import BundleFetch, Fetch, Single, urls
from etl.declared.source_form import Dialect, Source, Vintage
from etl.decoding import archives, contract, readers
from etl.decoding import files as decode
from etl.decoding import services as decode_live
from etl.errors import ContractBroken, EtlError, SourceChanged, SourceIncomplete
from etl.fetching import download, publishers
from etl.fetching import snapshots as fetch
from etl.fetching.download import Client
from tests.support import kept_builds
from tests.support.environment import DATA, LIMITS
from tests.support.publisher_server import CKAN, DUO, WFS, Fault, Publishers, serving
from tests.support.rounds import sampled

PO = f"https://{DUO}/02.-alle-schoolvestigingen-basisonderwijs.csv"
FETCH = TypeAdapter(Fetch)
FAST = "connect_s=5 read_s=20 retries=2 backoff_s=0.01 max_pages=40"
IMPATIENT = f"{FAST} read_s=0.15"


@pytest.fixture(autouse=True)
def no_internet(monkeypatch) -> None:
    """Without a local server every request ends at a closed port of this machine."""
    monkeypatch.setenv(download.ROUTE, "http://127.0.0.1:9")


@pytest.fixture
def world(sample_files, tmp_path, monkeypatch) -> Iterator[Publishers]:
    """The publishers of the small sample, asked instead of the real ones; a data folder of its own."""
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    monkeypatch.setenv(LIMITS, FAST)
    with serving(sample_files) as (address, played):
        monkeypatch.setenv(download.ROUTE, address)
        yield played


def vintage_of(source_id: str, name: str) -> tuple[Source, Vintage]:
    """A source with a vintage of edition 2025; the sample is one province, so the row counts are left out."""
    source = catalog.sources()[source_id]
    return source, source.vintages[name].model_copy(update={"rows": {}})


def holds(source: Source, vintage: Vintage, path: Path) -> None:
    """Raises an EtlError unless the file can be decoded and keeps its contract."""
    decoded = readers.decode(source, vintage, path)
    for table in source.tables.values():
        contract.check(table, vintage, decoded[table.name].frame)


def brought(source: Source, vintage: Vintage) -> fetch.Snapshot:
    """The snapshot of a vintage without a mirror: live where its source says how, else the one that is there."""
    return fetch.accepted(source, vintage, None, partial(holds, source, vintage))[0]


def take(source_id: str = "duo_vestigingen_po", name: str = "2025") -> fetch.Snapshot:
    return brought(*vintage_of(source_id, name))


def with_fetch(spec: dict) -> tuple[Source, Vintage]:
    """DUO's PO list, fetched in another way."""
    source, vintage = vintage_of("duo_vestigingen_po", "2025")
    return source, vintage.model_copy(update={"fetch": FETCH.validate_python(spec)})


def downloaded(spec: dict, part: Path) -> publishers.Fetched | None:
    with Client("test 2025") as client:
        return publishers.fetch(client, FETCH.validate_python(spec), part, {})


def snapshots() -> list[str]:
    """All files below the snapshots, sidecars and notes left out."""
    folder = paths.data_dir() / "snapshots"
    found = {p for p in folder.rglob("*") if p.is_file()}
    notes = {p for p in found if p.with_name(p.name.removesuffix(".json")) in found - {p}}
    return sorted(p.relative_to(folder).as_posix() for p in found - notes)


def sidecar(snapshot: fetch.Snapshot) -> dict:
    return json.loads(snapshot.path.with_name(snapshot.path.name + ".json").read_text())


EDITION = [(source.source_id, vintage.name) for source, vintage in catalog.edition("2025").uses]


@pytest.mark.parametrize(("source_id", "name"), EDITION)
def test_every_vintage_of_2025_comes_in_and_holds(world, source_id, name):
    if (source_id, name) == ("cbs_kerncijfers_wijken", "2024"):
        world.page["v3"] = 50
    source, vintage = vintage_of(source_id, name)
    assert vintage.fetch is not None
    snapshot = brought(source, vintage)
    assert snapshot.failure is None
    assert snapshot.bytes == snapshot.path.stat().st_size
    facts = sidecar(snapshot)
    assert facts["sha256"] == hashlib.sha256(snapshot.path.read_bytes()).hexdigest()
    assert all(url.startswith("https://") for url in [facts["url"], facts["final_url"], *facts["urls"]])
    assert len(snapshots()) == 1
    assert all(paths.NAME in headers["User-Agent"] for _, headers in world.asked)


def frames(source_id: str, name: str) -> dict[str, decode.Decoded]:
    source, vintage = vintage_of(source_id, name)
    return readers.decode(source, vintage, brought(source, vintage).path)


@pytest.mark.usefixtures("world")
def test_single_answers_keep_the_publishers_bytes(sample_files):
    assert take().path.read_bytes() == (sample_files / "duo_vestigingen_po.csv").read_bytes()


def voorbeeld(source_id: str, files: Path) -> decode.Decoded:
    source = catalog.sources()[source_id]
    vintage = source.vintages["voorbeeld"]
    return readers.decode(source, vintage, files / vintage.file)[source_id]


@pytest.mark.parametrize(
    ("vintage", "key", "fields"),
    [
        (("cbs_ses_woa", "2023"), "area_code", ["period", "score", "spread"]),
        (("cbs_kerncijfers_wijken", "2024"), "area_code", ["municipality_code", "households_count", "urbanity_class"]),
        (("cbs_wijkgrenzen", "2024"), "area_code", ["name", "municipality_code"]),
        (("cbs_buurtgrenzen", "2024"), "area_code", ["name", "district_code", "municipality_code"]),
        (("pc4_punten", "2024"), "postcode4", ["lon", "lat"]),
    ],
)
def test_services_say_the_same_as_the_files_they_were_made_from(world, sample_files, vintage, key, fields):
    world.page.update(v3=17, ogc=41)
    source_id, name = vintage
    live, file = frames(source_id, name)[source_id].frame, voorbeeld(source_id, sample_files).frame
    live, file = (f.set_index(f[key].str.strip())[fields] for f in (live, file))
    assert len(live) > 90
    assert set(live.index) <= set(file.index)
    water = set(file.index) - set(live.index)
    assert len(water) <= 3
    for field in fields:
        expected, found = file.loc[live.index, field], live[field]
        if field in {"score", "spread", "lon", "lat"}:
            expected, found = expected.replace("", "nan").astype(float).round(5), found.replace("", "nan").astype(float)
            assert (expected - found.round(5)).abs().max() < 2e-5
            assert (expected.isna() == found.isna()).all()
        else:
            assert found.tolist() == expected.tolist(), field


@pytest.mark.usefixtures("world")
def test_open_links_of_rio_give_each_school_its_points(sample_files):
    live, file = (
        f[["school_id", "postcode", "lon", "lat"]].drop_duplicates()
        for f in (
            frames("duo_schoolpunten", "2025")["duo_schoolpunten"].frame,
            voorbeeld("duo_schoolpunten", sample_files).frame,
        )
    )
    assert sorted(map(tuple, live.to_numpy())) == sorted(map(tuple, file.to_numpy()))
    assert not set(live["school_id"]) & {"99ZZ99", "99YY00"}


def test_gebieden_pages_keep_every_observation_once(world, sample_files):
    world.page["v4"] = 100
    live = frames("cbs_gebieden", "2024")["cbs_gebieden"].frame
    file = voorbeeld("cbs_gebieden", sample_files).frame
    read = live[~live["measure"].str.startswith("ZZ")]
    assert not live.duplicated(["region", "measure"]).any()
    columns = ["region", "measure", "text_value"]
    assert sorted(map(tuple, read[columns].to_numpy())) == sorted(map(tuple, file[columns].to_numpy()))


# unchanged, changed, refused


def test_an_unchanged_file_is_not_fetched_again(world):
    first = take()
    backdate(first)
    again = take()
    assert "If-None-Match" in world.asked[-1][1]
    assert again.fetched_at == dt.datetime(2020, 1, 1)
    assert again.checked_at > again.fetched_at
    assert again.sha256 == first.sha256


def backdate(snapshot: fetch.Snapshot) -> None:
    path = snapshot.path.with_name(snapshot.path.name + ".json")
    path.write_text(json.dumps({**json.loads(path.read_text()), "fetched_at": "2020-01-01T00:00:00"}))


@pytest.mark.usefixtures("world")
def test_equal_pages_keep_the_moment_of_fetching():
    first = take("cbs_ses_woa", "2023")
    backdate(first)
    again = take("cbs_ses_woa", "2023")
    assert (again.sha256, again.fetched_at) == (first.sha256, dt.datetime(2020, 1, 1))
    assert len(snapshots()) == 1


def test_a_snapshot_that_was_touched_is_fetched_again(world):
    first = take()
    first.path.write_bytes(first.path.read_bytes()[:-300])
    assert take().sha256 == first.sha256
    assert "If-None-Match" not in world.asked[-1][1]


def test_another_content_replaces_the_snapshot(world):
    first = take()
    world.faults.append(Fault(DUO, "changed", value=lambda body: body.rsplit(b"\r\n", 2)[0] + b"\r\n"))
    second = take()
    assert second.bytes < first.bytes
    assert second.failure is None


def test_a_file_that_breaks_its_contract_does_not_replace_the_accepted_one(world):
    first = take()
    world.faults.append(Fault(DUO, "changed", value=lambda body: body.replace(b"VESTIGINGSCODE", b"VESTIGING", 1)))
    second = take()
    assert (second.sha256, second.fetched_at) == (first.sha256, first.fetched_at)
    assert "SourceChanged" in second.failure
    assert "VESTIGING" in second.failure
    rejected = list((first.path.parent / "rejected").glob("*.csv"))
    assert len(rejected) == 1
    reason = json.loads(rejected[0].with_name(rejected[0].name + ".json").read_text())
    assert reason["error"] == "SourceChanged"
    world.faults.clear()
    assert take().failure is None


@pytest.mark.usefixtures("world")
def test_without_an_accepted_one_the_contract_error_is_raised():
    source, vintage = vintage_of("duo_vestigingen_po", "2025")
    vintage = vintage.model_copy(update={"rows": {"duo_vestigingen_po": (5000, 6000)}})
    with pytest.raises(ContractBroken, match="rows: expected 5000 to 6000, found 370"):
        brought(source, vintage)
    assert not (fetch.folder_of(source, vintage) / Path(vintage.file).name).exists()
    with pytest.raises(ContractBroken):
        brought(source, vintage)


def test_rejected_files_do_not_pile_up(world):
    take()
    for number in range(fetch.KEPT_REJECTED + 2):
        world.faults[:] = [Fault(DUO, "changed", value=lambda body, n=number: b"x;%d\r\n" % n + body)]
        assert take().failure
    folder = paths.data_dir() / "snapshots" / "duo_vestigingen_po" / "2025" / "rejected"
    assert len(list(folder.iterdir())) == 2 * fetch.KEPT_REJECTED


@pytest.mark.usefixtures("world")
def test_a_mirrors_bad_file_is_refused_and_keeps_the_snapshot(sample_files, tmp_path):
    source = catalog.sources()["duo_vestigingen_po"]
    vintage = source.vintages["voorbeeld"]
    judged = partial(holds, source, vintage)
    first, _ = fetch.accepted(source, vintage, sample_files, judged)
    (tmp_path / vintage.file).write_bytes(b"<html></html>")
    with pytest.raises(SourceChanged, match="web page"):
        fetch.accepted(source, vintage, tmp_path, judged)
    assert fetch.sha256_of(first.path) == first.sha256


# faults: each ends with a named error, or with the snapshot that was kept; nothing half-written stays

BASIS = "duo_vestigingen_po", "2025", "basisonderwijs.csv"
SES = "cbs_ses_woa", "2023", "86092NED"
MAP = "cbs_wijkgrenzen", "2024", "wijk_gegeneraliseerd"
PLACES = "duo_schoolpunten", "2025", "datastore_search"
Case = tuple[tuple[str, str, str], str, object, type[EtlError], str]
FAULTS: list[Case] = [
    (BASIS, "slow", 0.4, SourceIncomplete, "no answer from duo.nl"),
    (BASIS, "cut", None, SourceIncomplete, r"broke off 3 time\(s\)"),
    (BASIS, "anonymous_cut", None, SourceIncomplete, "broke off"),
    (BASIS, "too_long", None, SourceIncomplete, "broke off"),
    (BASIS, "too_short", None, ContractBroken, "cells in every row"),
    (
        BASIS,
        "status",
        404,
        SourceIncomplete,
        r"look up the new address and put it in etl/sources/duo_vestigingen_po.yml",
    ),
    (BASIS, "status", 403, SourceIncomplete, "refuses us"),
    (BASIS, "status", 418, SourceChanged, "status 418"),
    (BASIS, "status", 429, SourceIncomplete, "come back later"),
    (BASIS, "status", 500, SourceIncomplete, "server fails"),
    (BASIS, "html", None, SourceChanged, "found a web page"),
    (BASIS, "away", "https://duo-nl.example/x.csv", SourceChanged, r"sends us elsewhere.*hosts.yml"),
    (BASIS, "away", "http://127.0.0.1:1/x.csv", SourceChanged, "sends us elsewhere"),
    (BASIS, "away", "https://duo.nl@127.0.0.1/x.csv", SourceChanged, "sends us elsewhere"),
    (BASIS, "away", PO, SourceChanged, "at most 5 redirects"),
    (SES, "endless", None, SourceChanged, "the paging does not end"),
    (SES, "circle", None, SourceChanged, "go in a circle"),
    (SES, "html", None, SourceChanged, "expected JSON"),
    (SES, "cut", None, SourceIncomplete, "broke off"),
    (SES, "status", 500, SourceIncomplete, "server fails"),
    (MAP, "endless", None, SourceChanged, "the paging does not end"),
    (MAP, "status", 404, SourceIncomplete, "found nothing there"),
    (PLACES, "status", 500, SourceIncomplete, "server fails"),
    (PLACES, "endless", None, SourceChanged, "expected 'result'"),
]


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: f"{case[0][0]}-{case[1]}-{case[2]}")
def test_a_fault_is_an_error_by_name_and_leaves_nothing_half_written(world, monkeypatch, case):
    what, kind, value, error, words = case
    source_id, name, where = what
    world.faults.append(Fault(where, kind, value=value))
    monkeypatch.setenv(LIMITS, IMPATIENT if kind == "slow" else FAST)
    with pytest.raises(error, match=words):
        take(source_id, name)
    left = [path for path in snapshots() if "/rejected/" not in path]
    resumable = [path for path in left if path.endswith(".part")]
    assert left == resumable
    assert bool(resumable) == ((what, kind) in {(BASIS, "cut"), (BASIS, "too_long")})


@pytest.mark.parametrize("case", sampled(FAULTS, FAULTS[::3], lambda case: f"{case[0][0]}-{case[1]}-{case[2]}"))
def test_after_a_fault_the_accepted_snapshot_stays_and_says_so(world, monkeypatch, case):
    what, kind, value, error, _ = case
    source_id, name, where = what
    first = take(source_id, name)
    forget_version(first)
    world.faults.append(Fault(where, kind, value=value))
    monkeypatch.setenv(LIMITS, IMPATIENT if kind == "slow" else FAST)
    kept = take(source_id, name)
    monkeypatch.setenv(LIMITS, FAST)
    assert (kept.sha256, kept.fetched_at) == (first.sha256, first.fetched_at)
    assert kept.failure.startswith(error.__name__)
    assert kept.failed_at is not None
    world.faults.clear()
    healed = take(source_id, name)
    assert (healed.sha256, healed.failure) == (first.sha256, None)
    assert [path for path in snapshots() if "/rejected/" not in path] == [
        first.path.relative_to(paths.data_dir() / "snapshots").as_posix()
    ]


def forget_version(snapshot: fetch.Snapshot) -> None:
    """As if the publisher's version had changed since: the next answer is read in full."""
    path = snapshot.path.with_name(snapshot.path.name + ".json")
    path.write_text(json.dumps({**json.loads(path.read_text()), "etag": None, "last_modified": None}))


# faults that pass


@pytest.mark.parametrize(
    ("kind", "value", "times"), [("status", 500, 2), ("status", 429, 1), ("cut", None, 2), ("anonymous_cut", None, 2)]
)
def test_a_passing_fault_is_outlived(world, sample_files, kind, value, times):
    world.faults.append(Fault("basisonderwijs.csv", kind, times, value))
    snapshot = take()
    assert snapshot.path.read_bytes() == (sample_files / "duo_vestigingen_po.csv").read_bytes()
    assert sidecar(snapshot)["attempts"] == times + 1


def test_retry_after_is_waited_for(world):
    world.faults.append(Fault("basisonderwijs.csv", "wait", 1, 1))
    started = dt.datetime.now()
    take()
    assert dt.datetime.now() - started > dt.timedelta(seconds=0.9)


def test_a_part_is_resumed_where_it_broke_off(world, sample_files):
    world.faults.append(Fault("basisonderwijs.csv", "cut", 3))
    with pytest.raises(SourceIncomplete, match="bytes are held"):
        take()
    size = (sample_files / "duo_vestigingen_po.csv").stat().st_size
    assert take().bytes == size
    ranges = [int(h["Range"].strip("bytes=-")) for _, h in world.asked if "Range" in h]
    assert ranges == sorted(ranges)
    assert 0 < ranges[0] <= size * 6 // 10
    assert sum("Range" not in h for _, h in world.asked) == 1


def test_a_part_of_another_version_is_not_glued_on(world, sample_files):
    def without_first_row(body: bytes) -> bytes:
        lines = body.split(b"\r\n")
        return b"\r\n".join([lines[0], *lines[2:]])

    world.faults.append(Fault("basisonderwijs.csv", "cut", 3))
    with pytest.raises(SourceIncomplete):
        take()
    world.faults.append(Fault("basisonderwijs.csv", "changed", value=without_first_row))
    whole = (sample_files / "duo_vestigingen_po.csv").read_bytes()
    assert take().path.read_bytes() == without_first_row(whole)


@pytest.mark.usefixtures("world")
def test_a_process_killed_while_downloading_leaves_no_snapshot(sample_files):
    code = (
        "import os, signal\nfrom etl.declared import catalog\nfrom etl.fetching import snapshots as fetch\n"
        "s = catalog.sources()['duo_vestigingen_po']; v = s.vintages['2025'].model_copy(update={'rows': {}})\n"
        "with fetch.told(lambda *_: os.kill(os.getpid(), signal.SIGKILL)): fetch.accepted(s, v, None, print)\n"
    )
    child = subprocess.run([sys.executable, "-c", code], cwd=paths.PROJECT, capture_output=True, check=False)
    assert child.returncode == -9
    assert all(path.endswith(".part") for path in snapshots())
    assert take().path.read_bytes() == (sample_files / "duo_vestigingen_po.csv").read_bytes()
    assert len(snapshots()) == 1


# bounds and routes


@pytest.mark.usefixtures("world")
def test_bytes_are_bounded(monkeypatch):
    monkeypatch.setenv(LIMITS, f"{FAST} max_bytes=50000")
    with pytest.raises(SourceChanged, match="expected at most 50000 bytes, found more"):
        take()
    with pytest.raises(SourceChanged, match="expected at most 50000 bytes, found more"):
        take("cbs_kerncijfers_wijken", "2024")
    assert snapshots() == []


@pytest.mark.usefixtures("world")
def test_time_is_bounded(monkeypatch):
    monkeypatch.setenv(LIMITS, f"{FAST} total_s=0.001")
    with pytest.raises(SourceIncomplete, match="expected all within"):
        take("cbs_wijkgrenzen", "2024")


@pytest.mark.usefixtures("world")
def test_an_unknown_limit_is_refused(monkeypatch):
    monkeypatch.setenv(LIMITS, "speed=9")
    with pytest.raises(EtlError, match="found 'speed'"):
        take()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x",
        "ftp://duo.nl/x",
        "https://duo.nl:8443/x",
        "https://a:b@duo.nl/x",
        "https://duo.nl.example.org/x",
        "http://127.0.0.1/x",
        "file:///etc/passwd",
    ],
)
def test_only_listed_hosts_are_asked(url):
    with pytest.raises(SourceChanged, match=r"hosts\.yml"):
        download.permitted(url)


def test_http_of_a_listed_host_is_asked_over_https():
    assert download.permitted("http://OPENDATA.cbs.nl/a?b=c") == "https://opendata.cbs.nl/a?b=c"


@pytest.mark.parametrize("base", ["http://example.org", "http://192.168.0.1:80", "ftp://127.0.0.1", "127.0.0.1:8000"])
def test_only_loopback_may_play_the_publishers(monkeypatch, base):
    monkeypatch.setenv(download.ROUTE, base)
    with pytest.raises(EtlError, match="expected a loopback address"):
        download.stand_in()


def test_every_fetch_address_is_on_a_listed_host_and_every_host_says_why():
    assert all(reference.hosts().values())
    asked = [v.fetch for s in catalog.sources().values() for v in s.vintages.values() if v.fetch is not None]
    addresses = [url for spec in asked for url in urls(spec)]
    assert len(addresses) > 8
    assert [download.permitted(url) for url in addresses] == addresses


def test_every_declared_kind_of_fetch_has_a_function_and_every_function_a_kind():
    kinds = [form.model_fields["kind"].annotation for form in [*get_args(Single), BundleFetch]]
    assert sorted(publishers.KINDS) == sorted(kind for literal in kinds for kind in get_args(literal))


def test_only_the_download_uses_the_network():
    users = {
        path.name
        for path in (paths.PROJECT / "etl").rglob("*.py")
        if any(f"import {m}" in path.read_text(encoding="utf-8") for m in ("requests", "urllib3", "httpx", "socket"))
    }
    assert users == {"download.py", "deadline.py"}


@pytest.mark.usefixtures("world")
def test_progress_is_told(sample_files):
    told: list[tuple[str, int, int | None]] = []
    with fetch.told(lambda *told_now: told.append(told_now)):
        take()
    size = (sample_files / "duo_vestigingen_po.csv").stat().st_size
    assert told[-1] == ("duo_vestigingen_po 2025", size, size)


def test_a_web_page_is_refused_before_it_is_looked_at(world, tmp_path):
    world.faults.append(Fault("basisonderwijs.csv", "html"))
    with pytest.raises(SourceChanged, match="test 2025: expected a data file, found a web page"):
        downloaded({"kind": "file", "url": PO}, tmp_path / "x")
    assert list(tmp_path.glob("x*")) == []


# the other ways of publishing


@pytest.mark.usefixtures("world")
def test_a_ckan_file_is_found_by_name_and_follows_its_redirect(tmp_path):
    spec = {"kind": "ckan_file", "package": "poleerlingen-v1", "resource": "Leerlingen po per vestiging"}
    found = downloaded(spec, tmp_path / "x")
    assert found is not None
    assert (tmp_path / "x").read_bytes().startswith(b"INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO")
    assert found.final_url == f"https://{CKAN}/storage/brin6_totaal.csv"


@pytest.mark.usefixtures("world")
def test_a_ckan_resource_of_another_name_is_told_with_the_names_there_are(tmp_path):
    spec = {"kind": "ckan_file", "package": "poleerlingen-v1", "resource": "Leerlingen po"}
    with pytest.raises(SourceChanged, match=r"found 0\s+among \['Leerlingen po per vestiging', 'toelichting'\]"):
        downloaded(spec, tmp_path / "x")


def test_wfs_is_read_until_number_matched(world, tmp_path):
    spec = {"kind": "wfs", "url": f"https://{WFS}", "type": "gebiedsindelingen:wijk_gegeneraliseerd", "page": 50}
    downloaded(spec, tmp_path / "x")
    features = json.loads((tmp_path / "x").read_text())["features"]
    assert len({f["properties"]["statcode"] for f in features}) == len(features) == 118
    assert len([url for url, _ in world.asked if "startIndex" in url]) == 3


def test_a_page_that_is_short_is_not_taken_for_the_end(world, tmp_path):
    def emptied(body: bytes) -> bytes:
        return json.dumps({**json.loads(body), "features": []}).encode()

    world.faults.append(Fault("startIndex=50", "changed", value=emptied))
    spec = {"kind": "wfs", "url": f"https://{WFS}", "type": "gebiedsindelingen:wijk_gegeneraliseerd", "page": 50}
    with pytest.raises(SourceIncomplete, match="expected 118 records, found 50"):
        downloaded(spec, tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_features_that_are_fewer_than_matched_are_not_taken_for_all(world):
    def matched(body: bytes) -> bytes:
        return json.dumps({**json.loads(body), "numberMatched": 119}).encode()

    world.faults.append(Fault("wijk_gegeneraliseerd", "changed", value=matched))
    with pytest.raises(SourceIncomplete, match="expected 119 records, found 118"):
        take("cbs_wijkgrenzen", "2024")


@pytest.mark.usefixtures("world")
def test_a_zip_is_kept_as_it_is_and_its_csv_is_read():
    table = catalog.sources()["pc4_punten"].tables["pc4_punten"]
    spec = {"kind": "zip", "url": "https://download.cbs.nl/postcode/pc4.zip", "members": ["pc4.csv"]}
    path = paths.data_dir() / "pc4.zip"
    downloaded(spec, path)
    dialect = Dialect(member="pc4.csv", delimiter=",", encoding="utf-8")
    vintage = catalog.sources()["pc4_punten"].vintages["voorbeeld"].model_copy(update={"dialect": dialect})
    frame = decode_live.read_zip_csv(table, vintage, path).frame
    contract.check(table, vintage, frame)
    assert len(frame) == 140
    with pytest.raises(SourceChanged, match=r"expected \['pc6.csv'\] in the zip"):
        downloaded({**spec, "members": ["pc6.csv"]}, path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("names", "size", "words"),
    [
        (["../evil.csv"], 1, r"odd names: \['\.\./evil.csv'\]"),
        (["/evil.csv"], 1, "odd names"),
        ([f"{n}.csv" for n in range(101)], 1, "101 members"),
        (["a.csv"], 3000, "3000 bytes"),
    ],
)
def test_a_hostile_zip_is_refused(tmp_path, monkeypatch, names, size, words):
    monkeypatch.setattr(publishers, "MAX_UNPACKED", 2000)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as held:
        for name in names:
            held.writestr(name, b"0" * size)
    with pytest.raises(SourceChanged, match=words):
        publishers.look_into("test", tmp_path / "x.zip", ())


def test_a_member_that_unpacks_to_more_than_it_says_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("a.csv", b"0" * 1001)
    with zipfile.ZipFile(tmp_path / "x.zip") as held, pytest.raises(SourceChanged, match="more than 1000 bytes"):
        archives.member("x.zip", held, "a.csv")


def test_a_table_without_a_column_of_the_map_is_refused(world):
    without = lambda body: body.replace(b"HuishoudensTotaal", b"HuishoudensSom")  # noqa: E731
    world.faults.append(Fault("85984NED", "changed", value=without))
    with pytest.raises(SourceChanged, match="'HuishoudensTotaal'"):
        take("cbs_kerncijfers_wijken", "2024")


def test_a_column_that_stands_twice_is_refused(world):
    twice = lambda body: body.replace(b'"Mannen_6"', b'"AantalInwoners_6"')  # noqa: E731
    world.faults.append(Fault("85984NED", "changed", value=twice))
    with pytest.raises(SourceChanged, match="'AantalInwoners'"):
        take("cbs_kerncijfers_wijken", "2024")


# the whole


# what the sample must give as edition 2025, per size
SIZES = {
    "province": {"PO": 370, "VO": 80, "areas": (12, 118, 500), "observed": 70, "placed": 400},
    "national": {"PO": 6400, "VO": 1600, "areas": (342, 3295, 14_000), "observed": 2000, "placed": 7000},
}
# the command itself, on an edition whose files may be as short as those of one province, or, of those that are named,
# as long as those of the fictional country
OTHER_SIZE = """
import sys
from etl import __main__ as command
from etl.declared import catalog
known = catalog.edition
named = sys.argv.pop(1).split()
def other(name, folder=None):
    edition = known(name, folder)
    uses = [(source, vintage.model_copy(update={"rows": {t: (1, 2 * most) for t, (_, most) in vintage.rows.items()}})
             if source.source_id in named or not named else vintage) for source, vintage in edition.uses]
    return edition.model_copy(update={"uses": tuple(uses)})
catalog.edition = other
command.main()
"""
OF_ANOTHER_SIZE = {"province": "", "national": "duo_examens duo_examencijfers duo_leerlingen_pc4"}


@pytest.fixture(scope="session")
def national_files() -> Iterator[Path]:
    """The sample at the size of the country: edition 2025 checks its row counts."""
    make = partial(kept_builds.write_sample, scale="national")
    with kept_builds.shared("national", kept_builds.code(), make) as folder:
        yield folder


def build_2025(address: str, data: Path, size: str) -> subprocess.CompletedProcess:
    env = {**os.environ, download.ROUTE: address, DATA: str(data), LIMITS: FAST}
    command = [sys.executable, "-c", OTHER_SIZE, OF_ANOTHER_SIZE[size], "build", "--edition", "2025", "--json"]
    return subprocess.run(command, cwd=paths.PROJECT, env=env, capture_output=True, text=True, check=False, timeout=500)


@pytest.mark.parametrize("size", ["province", pytest.param("national", marks=pytest.mark.slow)])
def test_the_command_builds_edition_2025_from_the_publishers(size, request, tmp_path):
    files = request.getfixturevalue("national_files" if size == "national" else "sample_files")
    with serving(files) as (address, played):
        played.faults.append(Fault("vestigingen-vo.csv", "status", 1, 500))
        done = build_2025(address, tmp_path, size)
    assert done.returncode == 0, done.stderr
    check_2025(publish.current(tmp_path / "warehouse"), SIZES[size])


@pytest.mark.slow
def test_a_build_of_2025_that_fails_leaves_what_there_is_and_says_why(sample_files, tmp_path):
    with serving(sample_files) as (address, played):
        assert build_2025(address, tmp_path, "province").returncode == 0
        pointer = (tmp_path / "warehouse" / "current.json").read_bytes()
        # one source fails and keeps its snapshot, another without which there is no edition has none to keep
        next((tmp_path / "snapshots" / "cbs_wijkgrenzen").rglob("*.geojson")).unlink()
        played.faults[:] = [Fault("basisonderwijs.csv", "html"), Fault("wijk_gegeneraliseerd", "endless")]
        failed = build_2025(address, tmp_path, "province")
    assert failed.returncode == 1
    assert "SourceChanged: cbs_wijkgrenzen 2025" in failed.stderr.replace("\n", " ")
    assert (tmp_path / "warehouse" / "current.json").read_bytes() == pointer
    notes = [json.loads(p.read_text()) for p in (tmp_path / "snapshots" / "duo_vestigingen_po").rglob("*.csv.json")]
    assert [note["failure"][:30] for note in notes] == ["SourceChanged: duo_vestigingen"]
    left = [p for p in (tmp_path / "snapshots").rglob("*") if ".part" in p.name or p.name == "new"]
    assert left == []


def check_2025(warehouse: Path, size: dict) -> None:
    """What the sample of this size must give as edition 2025."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        listed = con.sql("select sector, count(*) from mart.school where is_listed group by 1").fetchall()
        assert {sector: size[sector] for sector in ("PO", "VO")}.items() <= dict(listed).items()
        assert con.sql("select classification_year, edition from mart.build").fetchone() == (2025, "2025")
        levels = dict(con.sql("select level, count(*) from mart.area group by 1").fetchall())
        assert (levels["municipality"], levels["district"], levels["neighbourhood"]) == size["areas"]
        values = "select count(*) from mart.area_value where level = 'district' and status = 'observed'"
        for indicator in ("ses_woa", "po_need_load", "households"):
            found = con.execute(f"{values} and indicator_id = $indicator", {"indicator": indicator}).fetchone()
            assert found is not None
            assert found[0] > size["observed"], indicator
        assert dict(con.sql("select source_id, vintage from mart.source").fetchall()).items() >= dict(EDITION).items()
        placed = con.sql(
            "select count(*) from mart.school where is_listed and location_precision = 'address'"
        ).fetchone()
        assert placed is not None
        assert placed[0] > size["placed"]
