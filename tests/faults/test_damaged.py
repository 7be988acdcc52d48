"""Damaged bytes on disk: the one file is set apart and named, the rest goes on, and it mends or says how."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from dashboard.frame import warehouse
from etl import paths
from etl.building import build, publish
from etl.declared import catalog
from etl.errors import BuildDamaged, EtlError, UploadRejected
from etl.partners import claims, events, intake, ledger, referrals, requests, tables
from tests.pages.test_pages import opened, texts
from tests.support.environment import DATA
from tests.support.rounds import sampled

EDITION = catalog.edition("voorbeeld")
HEAD = b"brin;school;plaats;programma;schooljaar;aantal\n"
ONE, TWO = HEAD + b";De Eik;Aderveen;Les;2024-2025;1\n", HEAD + b";De Beuk;Aderveen;Les;2024-2025;2\n"
BAD = {
    "empty": b"",
    "cut": b'{"kind": "decision", "at": "2026-',
    "not UTF-8": b"\xff\xfe{}",
    "nested": b"[" * 100_000,
    "a list": b"[]",
    "null": b"null",
    "without keys": b'{"kind": "partner"}',
    "an unknown kind": b'{"kind": "x", "at": "2026-11-26T00:00:00+00:00", "by": "x", "delivery_id": "p"}',
    "a path for a hash": b'{"kind": "received", "at": "2026-11-26T00:00:00+00:00", "by": "x", "delivery_id": "p",'
    b' "partner_id": "p", "file_name": "x", "sha256": "../../etc/passwd"}',
    "no time zone": b'{"kind": "withdrawn", "at": "2026-11-26T00:00:00", "by": "x", "delivery_id": "p"}',
    "a number for a moment": b'{"kind": "withdrawn", "at": 1764115200, "by": "x", "delivery_id": "p"}',
    "a moment before time": b'{"kind": "withdrawn", "at": "0001-01-01T00:00:00+14:00", "by": "x", "delivery_id": "p"}',
    "a number for a day": b'{"kind": "confirmed", "at": "2026-11-26T00:00:00+00:00", "by": "x", "delivery_id": "p",'
    b' "confirmed_on": 86400}',
    "a newer version": b'{"version": 99, "kind": "withdrawn"}',
}


@pytest.fixture
def published(tmp_path, sample_data, monkeypatch) -> Path:
    """A data folder of its own with the sample published."""
    data = tmp_path / "data"
    for name in ("warehouse", "partners"):
        shutil.copytree(sample_data / name, data / name)
    monkeypatch.setenv(DATA, str(data))
    return data


def take_in(root: Path, data: bytes, partner: str) -> str:
    facts = {"name": partner, "partner_kind": "offer", "website": "", "contact": "", "is_fictional": True}
    ledger.tell(root, "partner", "test", partner_id=partner, **facts)
    found, _ = ledger.receive(root, partner, f"{partner}.csv", data, "test")
    proposal = intake.propose(f"{partner}.csv", data)
    ledger.tell(root, "accepted", "test", delivery_id=found, **tables.taken(proposal.layout, proposal.columns))
    return found


def delivered(data: Path) -> set[str]:
    """The partners whose deliveries are in the published build."""
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return {name for (name,) in con.sql("select partner_id from mart.delivery").fetchall()}


@pytest.mark.parametrize("name", BAD)
def test_an_event_that_cannot_be_read_is_set_apart_and_the_rest_goes_on(name, tmp_path, caplog):
    found, _ = ledger.receive(tmp_path, "eik", "eik.csv", ONE, "test")
    bad = tmp_path / "events" / f"{name}.json"
    bad.write_bytes(BAD[name])
    ledger.tell(tmp_path, "withdrawn", "test", delivery_id=found)
    events.told.cache_clear()
    now = ledger.read(tmp_path)
    assert ledger.state(now.deliveries[found]) == "withdrawn"
    assert [one.name for one in now.apart] == [bad.name]
    assert f"set apart: {bad.name}" in caplog.text
    assert bad.read_bytes() == BAD[name], "it stays for whoever can mend it"


NOW = '"at": "2026-11-26T00:00:00+00:00", "by": "x"'
ODD_DAYS = {
    claims: f'{{"kind": "claimed", {NOW}, "claim_id": "a", "school_id": "900A00", "partner_id": "p",'
    ' "school_year": "2026-2027", "on": "2026-11-26", "until": %s}',
    referrals: f'{{"kind": "referred", {NOW}, "referral_id": "a", "from_programme": "a/b", "other_programme": "c/d",'
    ' "on": %s}',
    requests: f'{{"kind": "asked", {NOW}, "request_id": "a", "school_id": "900A00", "asked_on": %s}}',
}


@pytest.mark.parametrize("kind", ODD_DAYS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("day", ["86400", '"2026-11-26T00:00:00"'])
def test_a_day_that_no_reader_reads_is_set_apart_wherever_it_stands(kind, day, tmp_path):
    (tmp_path / kind.FOLDER).mkdir()
    (tmp_path / kind.FOLDER / "n0000000001-aaaaaaaa.json").write_text(ODD_DAYS[kind] % day)
    assert [one.why for one in kind.read(tmp_path).apart] == ["incomplete"]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_a_folder_or_pipe_with_the_name_of_an_event_is_set_apart(make, tmp_path):
    found, _ = ledger.receive(tmp_path, "eik", "eik.csv", ONE, "test")
    make(tmp_path / "events" / "x.json")
    now = ledger.read(tmp_path)
    assert (list(now.deliveries), now.apart) == ([found], [events.Apart("x.json", "unreadable")])


def test_an_event_that_is_gone_is_told_until_it_is_back_or_a_person_says_that_it_was_meant(tmp_path):
    found, _ = ledger.receive(tmp_path, "eik", "eik.csv", ONE, "test")
    withdrawn = tmp_path / "events" / ledger.tell(tmp_path, "withdrawn", "test", delivery_id=found)
    ledger.tell(tmp_path, "confirmed", "test", delivery_id=found, confirmed_on="2026-01-01")
    assert ledger.read(tmp_path).apart == []
    text = withdrawn.read_bytes()
    withdrawn.unlink()
    (gone,) = ledger.read(tmp_path).apart
    assert (gone.name, gone.why) == ("n0000000002", "gone")
    assert "python -m etl partner let-go" in str(gone)
    with pytest.raises(EtlError, match="names as gone, found 3"):
        ledger.let_go(tmp_path, 3, "test")
    withdrawn.write_bytes(text)
    assert ledger.read(tmp_path).apart == []
    withdrawn.unlink()
    ledger.let_go(tmp_path, 2, "test")
    assert ledger.read(tmp_path).apart == []
    with pytest.raises(EtlError, match="names as gone, found 2"):
        ledger.let_go(tmp_path, 2, "test")


def test_a_number_far_beyond_the_others_names_a_hundred_and_costs_no_time(tmp_path):
    ledger.receive(tmp_path, "eik", "eik.csv", ONE, "test")
    only = next((tmp_path / "events").glob("*.json"))
    only.rename(only.with_name("n9999999999-00000000.json"))
    assert len(ledger.read(tmp_path).apart) == events.MOST_GONE


def test_a_folder_in_the_place_of_a_kept_file_is_named_and_goes_aside_when_the_file_is_sent_again(tmp_path, caplog):
    found, _ = ledger.receive(tmp_path, "eik", "eik.csv", ONE, "test")
    delivery = ledger.read(tmp_path).deliveries[found]
    kept = tmp_path / "files" / delivery.sha256
    kept.unlink()
    kept.mkdir()
    (kept / "van iemand.txt").write_text("x")
    assert not ledger.is_whole(tmp_path, delivery)
    with pytest.raises(UploadRejected, match=r"expected the bytes that came .* send it again"):
        ledger.content(tmp_path, delivery)
    assert ledger.receive(tmp_path, "eik", "eik.csv", ONE, "test") == (found, True)
    assert ledger.content(tmp_path, delivery) == ONE
    assert [one.read_text() for one in (tmp_path / "files").glob("*.folder-*/van iemand.txt")] == ["x"]
    assert "a folder stood in the place of the kept file" in caplog.text


def test_a_pipe_in_the_place_of_a_kept_file_is_damage_and_not_waited_for(tmp_path):
    found, _ = ledger.receive(tmp_path, "eik", "eik.csv", ONE, "test")
    delivery = ledger.read(tmp_path).deliveries[found]
    kept = tmp_path / "files" / delivery.sha256
    kept.unlink()
    os.mkfifo(kept)
    assert not ledger.is_whole(tmp_path, delivery)
    ledger.receive(tmp_path, "eik", "eik.csv", ONE, "test")
    assert ledger.is_whole(tmp_path, delivery)


def test_an_event_about_a_delivery_that_never_came_is_told(tmp_path):
    ledger.tell(tmp_path, "withdrawn", "test", delivery_id="eik-000000000000")
    ((one),) = ledger.read(tmp_path).apart
    assert one.why == "unknown_delivery"
    assert "never came" in str(one)


def test_a_damaged_file_stops_only_its_own_delivery_and_mends_when_it_is_sent_again(published):
    root = ledger.folder(EDITION)
    hurt, well = take_in(root, ONE, "eik"), take_in(root, TWO, "beuk")
    _, whole = tables.frames(EDITION)
    kept = root / "files" / ledger.read(root).deliveries[hurt].sha256
    flipped = bytearray(ONE)
    flipped[50] ^= 1
    kept.write_bytes(flipped)

    build.refresh()
    assert "beuk" in delivered(published)
    assert "eik" not in delivered(published)
    assert tables.apart(EDITION) == [events.Apart(hurt, "damaged_file")]
    assert tables.frames(EDITION)[1] != whole, "another build id"

    ledger.receive(root, "eik", "eik.csv", ONE, "test")
    assert kept.read_bytes() == ONE
    assert tables.apart(EDITION) == []
    frames, lines = tables.frames(EDITION)
    assert {hurt, well} <= set(frames["partner_delivery"]["delivery_id"])
    assert lines == whole


@pytest.mark.usefixtures("published")
def test_the_page_names_what_is_set_apart_and_says_what_to_do():
    root = ledger.folder(EDITION)
    found, _ = ledger.receive(root, "eik", "eik.csv", ONE, "test")
    (root / "events" / "20260101T000000.000000-aaaaaaaa.json").write_bytes(b"")
    next((root / "files").iterdir()).write_bytes(b"x")
    told = " ".join(texts(opened("partnerdata")))
    assert "2 bewaarde bestanden zijn apart gezet" in told
    assert "aaaaaaaa" in told
    assert found.split("-")[1] in told
    assert "Lever hetzelfde bestand opnieuw aan" in told


POINTERS = {
    "empty": b"", "a list": b"[]", "null": b"null", "a number": b"7", "half": b'{"build_id": "x", "fi',
    "nested": b"[" * 100_000, "not UTF-8": b"\xff\xfe\x00{",
    "file is a number": b'{"build_id": "x", "file": 7, "edition": "x"}',
}  # fmt: skip


@pytest.mark.parametrize("name", POINTERS)
@pytest.mark.usefixtures("data")
def test_a_damaged_pointer_is_no_data_for_the_app_and_a_word_what_to_do_for_the_command(name, tmp_path):
    pointer = tmp_path / "warehouse" / "current.json"
    good, pointed = pointer.read_bytes(), warehouse.current()
    pointer.write_bytes(POINTERS[name])
    with pytest.raises(warehouse.NoWarehouse):
        warehouse.current()
    with pytest.raises(EtlError, match="Build it again: python -m etl build --edition"):
        publish.current(tmp_path / "warehouse")
    pointer.write_bytes(good)
    assert warehouse.current() == pointed


def flip(path: Path, place: int) -> None:
    whole = bytearray(path.read_bytes())
    whole[place] ^= 0xFF
    path.write_bytes(whole)


def test_a_flipped_byte_in_the_warehouse_stops_a_refresh_and_the_next_build_takes_its_place(published):
    folder = published / "warehouse"
    root = ledger.folder(EDITION)
    take_in(root, ONE, "eik")
    damaged, pointer = publish.current(folder), (folder / publish.POINTER).read_bytes()
    flip(damaged, damaged.stat().st_size // 2)
    with pytest.raises(BuildDamaged, match="Build it again: python -m etl build --edition voorbeeld"):
        build.refresh()
    assert (folder / publish.POINTER).read_bytes() == pointer
    assert list(folder.glob(".building*")) == []
    assert len(ledger.read(root).deliveries) == 1
    # a build of the same inputs has the same id; the damaged file may not stand in for it
    draft = folder / ".building-1.duckdb"
    shutil.copy(damaged, draft)
    flip(draft, damaged.stat().st_size // 2)
    build_id = json.loads(pointer)["build_id"]
    publish.publish(draft, folder, build_id, "voorbeeld")
    assert publish.whole(folder).name == f"{paths.SLUGS[0]}-{build_id}.1.duckdb"
    assert publish.newest(folder, "voorbeeld") == publish.current(folder)


@pytest.mark.parametrize("verb", sampled(("status", "check"), ("status",)))
def test_a_warehouse_cut_short_is_a_word_what_to_do_for_each_verb(verb, published):
    damaged = publish.current(published / "warehouse")
    os.truncate(damaged, damaged.stat().st_size // 2)
    done = subprocess.run([sys.executable, "-m", "etl", verb], capture_output=True, text=True, check=False)
    told = " ".join(done.stderr.split())
    assert done.returncode == BuildDamaged.exit_code
    assert "Traceback" not in told
    assert "Build it again: python -m etl build --edition voorbeeld" in told


@pytest.mark.slow
def test_a_folder_that_duckdb_spilled_to_is_swept(published):
    folder = published / "warehouse"
    for name in (".building-99.duckdb.tmp", ".building-99.duckdb.tmp/deep"):
        (folder / name).mkdir()
    (folder / ".building-99.duckdb.tmp" / "duckdb_temp_storage-0.tmp").write_bytes(b"x")
    (folder / ".building-99.duckdb").write_bytes(b"x")
    (folder / ".current.json.99.abc").write_bytes(b"x")
    build.refresh()
    assert [p.name for p in folder.iterdir() if p.name.startswith((".building", ".current"))] == []


def test_what_went_wrong_leaves_no_spill_folder(tmp_path):
    draft = tmp_path / ".building-1.duckdb"
    draft.write_bytes(b"x")
    draft.with_name(f"{draft.name}.tmp").mkdir()
    (draft.with_name(f"{draft.name}.tmp") / "storage").write_bytes(b"x")
    publish.discard(draft)
    assert list(tmp_path.iterdir()) == []


def builds(folder: Path, ages: dict[str, float]) -> None:
    """Stand-in builds of these ages in seconds; the first is the pointed one."""
    for name, age in ages.items():
        path = folder / f"{paths.SLUGS[0]}-{name}.duckdb"
        path.write_bytes(b"x")
        moment = time.time() - age
        publish.os.utime(path, (moment, moment))
    first = next(iter(ages))
    pointer = {"build_id": first, "file": f"{paths.SLUGS[0]}-{first}.duckdb", "edition": "voorbeeld"}
    (folder / publish.POINTER).write_text(json.dumps(pointer))


def test_old_builds_are_bounded_by_number_and_age_and_the_pointed_one_stays(tmp_path):
    within_the_hour = {f"voorbeeld-{n:08x}": 60.0 + n for n in range(50)}
    builds(tmp_path, {"voorbeeld-0000ffff": 90_000.0, **within_the_hour, "2020-00000001": 99_000.0})
    publish.prune(tmp_path)
    left = {path.stem.removeprefix(f"{paths.SLUGS[0]}-") for path in tmp_path.glob("*.duckdb")}
    newest = {f"voorbeeld-{n:08x}" for n in range(publish.MOST_BUILDS)}
    assert left == {"voorbeeld-0000ffff", "2020-00000001", *newest}


def test_after_the_hour_the_newest_few_stay_which_the_app_may_just_have_opened(tmp_path):
    builds(tmp_path, {f"voorbeeld-{n:08x}": 4_000.0 + n for n in range(20)})
    publish.prune(tmp_path)
    assert len(list(tmp_path.glob("*.duckdb"))) == publish.KEEP_BUILDS


def test_without_a_readable_pointer_no_build_goes(tmp_path):
    builds(tmp_path, {f"voorbeeld-{n:08x}": 4_000.0 + n for n in range(20)})
    (tmp_path / publish.POINTER).write_bytes(b"[]")
    publish.prune(tmp_path)
    assert len(list(tmp_path.glob("*.duckdb"))) == 20


def open_to_others(data: Path) -> list[str]:
    return [p.relative_to(data).as_posix() for p in data.rglob("*") if p.stat().st_mode & 0o077]


def test_data_of_an_earlier_version_are_closed_to_others_at_the_next_build(published):
    for path in published.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    take_in(ledger.folder(EDITION), ONE, "eik")
    build.refresh()
    assert open_to_others(published) == []


def test_a_whole_build_writes_nothing_that_others_can_read(sample_data):
    assert open_to_others(sample_data / "warehouse") == []
    assert open_to_others(sample_data / "geo") == []
    assert open_to_others(sample_data / "partners") == []
    folders = {
        name: (sample_data / name).stat().st_mode & 0o777 for name in ("warehouse", "geo", "partners", "snapshots")
    }
    assert set(folders.values()) == {0o700}, folders
