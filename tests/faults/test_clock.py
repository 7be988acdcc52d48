"""Events follow a sequence, not the clock: what was told last holds, and what was erased stays away."""

import datetime as dt
import json
import os
import shutil
from pathlib import Path

import pytest

from etl.errors import UploadRejected
from etl.partners import events, ledger

FILE = b"school;plaats;programma;schooljaar\nDe Eik;Aderveen;Debatles;2024-2025\n"
NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock(monkeypatch):
    """Sets what the system's clock says to the store."""

    def at(moment: dt.datetime) -> None:
        class Clock(dt.datetime):
            @classmethod
            def now(cls, tz=None):
                return moment.astimezone(tz)

        monkeypatch.setattr(events, "datetime", Clock)

    return at


def test_a_clock_set_back_a_day_changes_nothing_in_what_holds(tmp_path, clock):
    clock(NOON)
    found, _ = ledger.receive(tmp_path, "eik", "eik.csv", FILE, "test")
    ledger.tell(tmp_path, "decision", "test", partner_id="eik", fingerprint="f", school_id="A")
    clock(NOON - dt.timedelta(days=1))
    ledger.tell(tmp_path, "accepted", "test", delivery_id=found, columns={}, layout={})
    ledger.tell(tmp_path, "decision", "test", partner_id="eik", fingerprint="f", school_id="B")
    now = ledger.read(tmp_path)
    assert ledger.state(now.deliveries[found]) == "accepted"
    assert now.decisions["eik", "f"]["school_id"] == "B"
    assert now.apart == []


def test_erasing_takes_the_bytes_away_whatever_the_clock_says(tmp_path, clock):
    clock(NOON)
    found, _ = ledger.receive(tmp_path, "eik", "eik.csv", FILE, "test")
    ledger.tell(tmp_path, "accepted", "test", delivery_id=found, columns={}, layout={})
    clock(NOON - dt.timedelta(days=1))
    ledger.erase(tmp_path, found, "test")
    assert list((tmp_path / "files").iterdir()) == []
    assert ledger.state(ledger.read(tmp_path).deliveries[found]) == "erased"


def test_an_erased_delivery_whose_bytes_were_left_by_a_killed_process_loses_them_at_the_next_sweep(tmp_path):
    found, _ = ledger.receive(tmp_path, "eik", "eik.csv", FILE, "test")
    ledger.tell(tmp_path, "erased", "test", delivery_id=found)
    assert list((tmp_path / "files").iterdir())
    ledger.sweep(tmp_path)
    assert list((tmp_path / "files").iterdir()) == []


def old(root: Path, moment: dt.datetime, kind: str, **facts) -> None:
    """An event as earlier versions wrote it: named after its moment, without version."""
    event = {"kind": kind, "at": moment.isoformat(timespec="microseconds"), "by": "test", **facts}
    path = root / "events" / f"{moment:%Y%m%dT%H%M%S.%f}-{os.urandom(4).hex()}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(event), encoding="utf-8")


def old_delivery(root: Path) -> str:
    """A delivery that an earlier version received and took in, at noon."""
    found = ledger.delivery_id_of("eik", FILE)
    digest = ledger.hashlib.sha256(FILE).hexdigest()
    old(root, NOON, "received", delivery_id=found, partner_id="eik", sha256=digest, file_name="eik.csv")
    (root / "files").mkdir()
    (root / "files" / digest).write_bytes(FILE)
    old(root, NOON + dt.timedelta(seconds=1), "accepted", delivery_id=found, columns={}, layout={})
    return found


def test_events_of_an_earlier_version_come_first_and_keep_their_order(tmp_path):
    found = old_delivery(tmp_path)
    old(tmp_path, NOON.replace(year=2090), "withdrawn", delivery_id=found)
    assert ledger.state(ledger.read(tmp_path).deliveries[found]) == "withdrawn"
    ledger.tell(tmp_path, "accepted", "test", delivery_id=found, columns={}, layout={})
    assert ledger.state(ledger.read(tmp_path).deliveries[found]) == "accepted"


def test_an_erasure_that_an_earlier_version_told_with_its_clock_set_back_holds(tmp_path):
    found = old_delivery(tmp_path)
    old(tmp_path, NOON - dt.timedelta(hours=1), "erased", delivery_id=found)
    assert ledger.state(ledger.read(tmp_path).deliveries[found]) == "erased"
    ledger.sweep(tmp_path)
    assert list((tmp_path / "files").iterdir()) == []


def test_an_erased_delivery_does_not_come_back_by_an_older_event_and_does_when_it_is_sent_again(tmp_path):
    found = old_delivery(tmp_path)
    (tmp_path / "before").mkdir()
    for path in (tmp_path / "events").iterdir():
        shutil.copy(path, tmp_path / "before")
    ledger.erase(tmp_path, found, "test")
    for path in (tmp_path / "before").iterdir():  # a copy of the folder, put back over it
        shutil.copy(path, tmp_path / "events" / f"9{path.name}")
    assert ledger.state(ledger.read(tmp_path).deliveries[found]) == "erased"
    with pytest.raises(UploadRejected, match="found 0 others"):
        ledger.content(tmp_path, ledger.read(tmp_path).deliveries[found])
    ledger.receive(tmp_path, "eik", "eik.csv", FILE, "test")
    assert ledger.state(ledger.read(tmp_path).deliveries[found]) == "received"


def test_every_event_has_a_version_and_a_number_of_its_own(tmp_path):
    for n in range(12):
        ledger.tell(tmp_path, "decision", "test", partner_id="eik", fingerprint=f"{n}", school_id="A")
    paths = sorted((tmp_path / "events").iterdir())
    assert [events.sequence(path) for path in paths] == list(range(1, 13))
    assert {json.loads(path.read_text())["version"] for path in paths} == {1}
    ledger.undo(tmp_path, paths[0].name, "test")
    (last,) = {*(tmp_path / "events").iterdir()} - {*paths}
    assert (events.sequence(last), json.loads(last.read_text())["version"]) == (13, events.VERSION)
