"""People's own data in an archive and back, equal by hash; a damaged archive is refused, what is newer stays."""

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from dashboard.frame.access import LOCAL
from dashboard.targets.saved import store as saved_lists
from etl import __main__ as command_line
from etl import backup
from etl.declared import catalog
from etl.errors import EtlError
from etl.partners import ledger
from tests.support.environment import DATA
from tests.targets.test_saved_lists import FACTS, ROWS

FILE = b"school;plaats;programma;schooljaar\nDe Eik;Aderveen;Debatles;2024-2025\n"


def hashes(data: Path) -> dict[str, str]:
    """sha256 of every file that is people's own."""
    found = [path for name in backup.OWN for path in (data / name).rglob("*") if path.is_file()]
    return {path.relative_to(data).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """A data folder with something in each of people's folders, and with what can be built again beside it."""
    data = tmp_path / "data"
    monkeypatch.setenv(DATA, str(data))
    for edition in ("2020", "voorbeeld"):
        root = ledger.folder(catalog.edition(edition))
        found, _ = ledger.receive(root, "eik", "eik.csv", FILE, "test")
        ledger.tell(root, "accepted", "test", delivery_id=found, columns={}, layout={})
    saved_lists.save(data / "lists", LOCAL, name="Noord", rows=ROWS, **FACTS)
    (data / "imports").mkdir()
    for suffix in (".csv", ".yml"):
        (data / "imports" / f"eigen{suffix}").write_text(f"as it was {suffix}")
    brought = data / "partners" / "voorbeeld" / "brought-voorbeeld"
    brought.mkdir()
    for path in (brought / "partners.yml", data / "imports" / ".half.csv.1", data / "warehouse.duckdb"):
        path.write_text("not people's own")
    return data


@pytest.fixture
def archive(own, tmp_path) -> Path:  # noqa: ARG001
    backup.backup(tmp_path / "own.zip")
    return tmp_path / "own.zip"


def empty(monkeypatch, folder: Path) -> Path:
    monkeypatch.setenv(DATA, str(folder))
    return folder


def test_a_backup_comes_back_equal_by_hash(own, archive, tmp_path, monkeypatch):
    data = empty(monkeypatch, tmp_path / "new")
    found = backup.restore(archive)
    wanted = {name: told for name, told in hashes(own).items() if "brought-" not in name and "/.half" not in name}
    assert hashes(data) == wanted
    assert len(wanted) == found["put_back"] == 2 * 3 + 1 + 2
    root = ledger.folder(catalog.edition("2020"))
    (delivery,) = ledger.read(root).deliveries.values()
    assert delivery.is_accepted
    assert ledger.content(root, delivery) == FILE
    assert {path.stat().st_mode & 0o077 for path in data.rglob("*")} == {0}
    assert archive.stat().st_mode & 0o077 == 0
    again = backup.backup(tmp_path / "again.zip")
    assert again["sha256"] == found["sha256"]


def test_the_commands_answer_as_json(own, tmp_path, monkeypatch, capsys):
    told = []
    for words in (["backup", str(tmp_path / "a.zip"), "--json"], ["restore", str(tmp_path / "a.zip"), "--json"]):
        monkeypatch.setattr("sys.argv", ["etl", *words])
        command_line.main()
        told.append(json.loads(capsys.readouterr().out))
    assert told[0]["files"] == told[1]["were_here"] == len(hashes(own)) - 2
    assert told[0]["sha256"] == told[1]["sha256"]
    assert os.umask(0o022) == 0o077


def rewritten(archive: Path, change) -> Path:
    """A copy of the archive whose members were changed: {name: bytes} in, {name: bytes} out."""
    with zipfile.ZipFile(archive) as packed:
        members = change({name: packed.read(name) for name in packed.namelist()})
    made = archive.with_name("other.zip")
    with zipfile.ZipFile(made, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return made


def event(members: dict[str, bytes]) -> str:
    return next(name for name in members if "/events/" in name)


def with_manifest(members: dict[str, bytes], name: str) -> dict[str, bytes]:
    """A member with an odd name that the manifest knows of."""
    told = json.loads(members[backup.MANIFEST])
    told["files"][name] = hashlib.sha256(b"x").hexdigest()
    return members | {backup.MANIFEST: json.dumps(told).encode(), name: b"x"}


DAMAGE = {
    "a file differs": lambda m: m | {event(m): m[event(m)] + b" "},
    "a file is gone": lambda m: {name: data for name, data in m.items() if name != event(m)},
    "a file is extra": lambda m: m | {"partners/nederland/events/x.json": b"{}"},
    "no manifest": lambda m: {name: data for name, data in m.items() if name != backup.MANIFEST},
    "no manifest to read": lambda m: m | {backup.MANIFEST: b"[]"},
    "out of the folder": lambda m: with_manifest(m, "partners/../../evil"),
    "an absolute path": lambda m: with_manifest(m, "/partners/evil"),
    "another folder": lambda m: with_manifest(m, "warehouse/current.json"),
    "a newer version": lambda m: m | {backup.MANIFEST: m[backup.MANIFEST].replace(b'"version": 1', b'"version": 2')},
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_archive_is_refused_and_nothing_is_written(name, archive, tmp_path, monkeypatch):
    data = empty(monkeypatch, tmp_path / "new")
    with pytest.raises(EtlError, match=r"other\.zip"):
        backup.restore(rewritten(archive, DAMAGE[name]))
    assert not data.exists()


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8, None])
def test_a_flipped_byte_or_half_an_archive_is_refused(place, archive, tmp_path, monkeypatch):
    data, whole = empty(monkeypatch, tmp_path / "new"), bytearray(archive.read_bytes())
    if place is None:
        whole = whole[: len(whole) // 2]
    else:
        whole[int(place * len(whole))] ^= 0xFF
    archive.write_bytes(whole)
    try:
        backup.restore(archive)
    except EtlError:
        assert not data.exists()
    else:  # the byte stood where nothing is read: a date, say
        assert len(hashes(data)) == 9


def test_what_is_newer_here_is_not_overwritten_in_silence(own, archive):
    newer = own / "imports" / "eigen.csv"
    newer.write_text("newer")
    lost = next((own / "lists").iterdir())
    lost.unlink()
    with pytest.raises(EtlError, match=r"imports/eigen\.csv.*--replace"):
        backup.restore(archive)
    assert newer.read_text() == "newer"
    assert not lost.exists()

    found = backup.restore(archive, replace=True)
    assert (found["replaced"], found["put_back"]) == (1, 1)
    assert newer.read_text() == "as it was .csv"
    assert lost.exists()
    with zipfile.ZipFile(found["backup_of_before"]) as packed:
        assert packed.read("imports/eigen.csv") == b"newer"


@pytest.mark.usefixtures("own")
def test_damaged_files_and_events_are_mended_and_later_events_stay(archive):
    root = ledger.folder(catalog.edition("2020"))
    kept, first = next((root / "files").iterdir()), min((root / "events").iterdir())
    kept.write_bytes(b"x")
    first.write_bytes(b"")
    (found,) = {d.delivery_id for d in ledger.read(ledger.folder(catalog.edition("voorbeeld"))).deliveries.values()}
    ledger.tell(root, "withdrawn", "test", delivery_id=found)
    assert backup.restore(archive)["mended"] == 2
    ledgered = ledger.read(root)
    assert (ledgered.apart, ledger.state(ledgered.deliveries[found])) == ([], "withdrawn")
    assert ledger.content(root, ledgered.deliveries[found]) == FILE


@pytest.mark.usefixtures("own")
def test_what_was_erased_since_the_backup_stays_erased(archive):
    root = ledger.folder(catalog.edition("2020"))
    (found,) = ledger.read(root).deliveries
    ledger.erase(root, found, "test")
    backup.restore(archive)
    assert list((root / "files").iterdir()) == []
    assert ledger.state(ledger.read(root).deliveries[found]) == "erased"


def test_a_backup_takes_no_others_place_and_leaves_the_folder_it_stands_in_as_it_is(own, archive, tmp_path):
    tmp_path.chmod(0o755)
    before = archive.read_bytes()
    with pytest.raises(EtlError, match="is there"):
        backup.backup(archive)
    assert archive.read_bytes() == before
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    shutil.rmtree(own)
    with pytest.raises(EtlError, match="nothing to back up"):
        backup.backup(tmp_path / "none.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.zip"]
