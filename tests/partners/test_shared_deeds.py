"""What people enter in a PostgreSQL that machines share: seen by all, lost by none, read on while it is away."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from dashboard.frame import documents
from dashboard.ui import keeping
from etl import audit, backup, deeds, disk, given, paths
from etl.deeds import copy, server
from etl.errors import DeedsAway, EtlError, NotWritable, Unconfirmed
from etl.partners import claims, frozen, ledger, notes, requests
from tests.support import mart as builders
from tests.support import postgres, shared_store
from tests.support.environment import AUDIT_FOLDER, DATA, DEEDS
from tests.support.screen import english_in, opened, texts, told
from tests.support.source import app_files, place

NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
FACTS = {"school_id": "11CJ00", "asked_on": "2026-03-02", "theme_id": "language", "wish": "Hulp bij lezen"}
NOTE = {"place": "WK900000", "municipality": "GM9000", "text": "Hier komt een nieuwe school"}
FILE = b"school;plaats\nDe Eik;Aderveen\n"


@pytest.fixture
def away(tmp_path, monkeypatch) -> Path:
    """A data folder whose deeds are in a PostgreSQL that does not answer."""
    shared_store.needs_packages()
    with socket.socket() as taken:  # bound and not listening: nobody else answers here
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv(DATA, str(tmp_path))
        monkeypatch.setenv(DEEDS, f"postgresql://joe:s3cret@127.0.0.1:{taken.getsockname()[1]}/x")
        yield tmp_path


@pytest.fixture
def own_server() -> Iterator[postgres.Postgres]:
    """A PostgreSQL that a test may stop."""
    shared_store.needs_packages()
    with postgres.running() as running:
        yield running


class Machines:
    """Several data folders that share one PostgreSQL; the program is on one of them at a time."""

    def __init__(self, folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.url, self._patch = folder, url, monkeypatch
        monkeypatch.setenv(DEEDS, url)
        monkeypatch.delenv(AUDIT_FOLDER)  # the log is shared too
        monkeypatch.setattr(copy, "FRESH_SECONDS", 0)
        monkeypatch.setattr(copy, "AGAIN_SECONDS", 0)

    def go(self, name: str) -> Path:
        """From now on this process is a program on this machine; returns its partners' folder."""
        self._patch.setenv(DATA, str(self.folder / name))
        return self.folder / name / "partners" / "nederland"


@pytest.fixture
def machines(deeds_server, tmp_path, monkeypatch) -> Machines:
    return Machines(tmp_path, deeds_server.database(), monkeypatch)


# ---- without a server


def test_what_cannot_be_reached_is_told_without_its_password_and_nothing_is_written(away, caplog):
    with pytest.raises(DeedsAway, match="Nothing was written") as caught:
        claim(away / "partners" / "nederland", "brug")
    assert isinstance(caught.value, NotWritable), "pages say it where they say that a folder is closed"
    assert "s3cret" not in str(caught.value) + caplog.text
    with pytest.raises(DeedsAway):
        documents.write(away / "lists" / "a.json", "{}")
    assert [path for path in away.rglob("*.json") if path.is_file()] == []
    assert "De database met wat mensen invoeren" in keeping.words(caught.value)


def test_what_was_known_is_read_on_and_pages_say_of_when_it_is(away, monkeypatch):
    builders.lend_warehouse(away)
    root = away / "partners" / "2020"
    with monkeypatch.context() as patch:
        patch.delenv(DEEDS)
        claim(root, "brug")
    (away / copy.STATE).write_text(json.dumps({"store": "x", "sequence": 1}))
    os.utime(away / copy.STATE, (NOW.timestamp(), NOW.timestamp()))
    assert [one.partner_id for one in claims.read(root).claims.values()] == ["brug"]
    app = opened("doelscholen")
    assert f"van 2 november 2026 {NOW.astimezone():%H:%M}" in told(app).replace("**", "")
    assert "kan niets worden vastgelegd" in told(app).replace("er kan", "kan")
    assert english_in(texts(app)) == []


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite.db"])
def test_a_database_of_another_kind_is_refused(url, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    monkeypatch.setenv(DEEDS, url)
    with pytest.raises(EtlError, match="expected postgresql"):
        claim(tmp_path / "partners" / "nederland", "brug")


def test_the_app_writes_and_removes_files_by_the_deeds_only():
    """What goes past them would stay on one machine, as sign-ins that ended and nginx's file are to."""
    of_one_machine = {"dashboard/frame/ended.py", "dashboard/serve.py"}
    past = re.compile(r"\.unlink\(|\.write_text\(|\.write_bytes\(|os\.replace\(|\bdisk\.(write|remove)\(")
    files = app_files()
    assert len(files) > 200
    assert {place(file) for file in files if past.search(file.read_text("utf-8"))} == of_one_machine


def test_what_is_not_peoples_own_stays_on_this_machine(away):
    for name in ("warehouse/current.json", "geo/x.geojson", "snapshots/a/b.csv"):
        deeds.write(away / name, b"x")
        assert (away / name).read_bytes() == b"x"
    deeds.write(away.parent / "elsewhere.json", b"x")


# ---- with one: the long checks


@pytest.mark.slow
def test_each_kind_of_deed_on_one_machine_is_on_the_other_within_two_seconds(machines, monkeypatch):
    monkeypatch.setattr(copy, "FRESH_SECONDS", 1)
    other = machines.go("b")
    requests.read(other)
    one = machines.go("a")
    for write in WRITERS:
        write(one)
    written = own_files(machines.folder / "a")
    machines.go("b")
    began = time.monotonic()
    while own_files(machines.folder / "b") != written:
        requests.read(other)
        assert time.monotonic() - began < 2, "not there within 2 s"
    assert len(written) == 9
    assert [deed.by for deed in audit.read().deeds] == ["ans@example.org"]
    assert [len(found) for found in (claims.read(other).claims, requests.read(other).requests,
            notes.read(other).notes, ledger.read(other).deliveries)] == [1, 1, 1, 1]  # fmt: skip
    (delivery,) = ledger.read(other).deliveries.values()
    assert ledger.content(other, delivery) == FILE


@pytest.mark.slow
def test_writers_on_three_machines_at_once_are_all_kept_in_one_order(machines):
    code = (
        "import sys; from pathlib import Path; from tests.partners.test_shared_deeds import claim, ask\n"
        "for n in range(12): claim(Path(sys.argv[1]), f'p{n}'); ask(Path(sys.argv[1]))"
    )
    roots = [machines.go(name) for name in ("a", "b", "c")]
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(root)], cwd=paths.PROJECT, env=env_of(root))
        for root in roots
        for _two in range(2)
    ]
    assert [process.wait(120) for process in running] == [0] * 6
    found = set()
    for name in ("a", "b", "c"):
        root = machines.go(name)
        assert len(claims.read(root).claims) == 72
        assert len(requests.read(root).requests) == 72
        found.add(tuple(claims.read(root).claims))
        numbers = sorted(int(path.name[1:11]) for path in (root / "claims").glob("*.json"))
        assert numbers == list(range(1, 73)), "no number twice, none left out"
    assert len(found) == 1


@pytest.mark.slow
def test_a_stop_of_the_server_loses_nothing_and_is_read_through(own_server, tmp_path, monkeypatch):
    machines = Machines(tmp_path, own_server.database(), monkeypatch)
    other, one = machines.go("b"), machines.go("a")
    kept = [claim(one, "brug")]
    machines.go("b")
    assert list(claims.read(other).claims) == kept
    own_server.stop()
    for root in (machines.go("a"), machines.go("b")):
        machines.go(root.parents[1].name)
        with pytest.raises(DeedsAway):
            claim(root, "lees")
        assert list(claims.read(root).claims) == kept
        assert deeds.away_since() is not None
        assert NOW.date() < deeds.away_since().date()
    own_server.start()
    machines.go("b")
    kept.append(claim(other, "toren"))
    assert deeds.away_since() is None
    one = machines.go("a")
    assert list(claims.read(one).claims) == kept
    own_server.restart()
    kept.append(claim(one, "eik"))
    machines.go("b")
    assert list(claims.read(other).claims) == kept


@pytest.mark.slow
def test_no_deed_that_was_confirmed_is_lost_when_its_process_is_killed(machines):
    code = (
        "import sys; from pathlib import Path; from tests.partners.test_shared_deeds import claim\n"
        "while True: print(claim(Path(sys.argv[1]), 'brug'), flush=True)"
    )
    confirmed = []
    for turn, name in enumerate("abab"):
        root = machines.go(name)
        with subprocess.Popen(
            [sys.executable, "-c", code, str(root)], cwd=paths.PROJECT, env=env_of(root), stdout=subprocess.PIPE,
            text=True,
        ) as running:  # fmt: skip
            assert running.stdout is not None
            lines = [running.stdout.readline() for _line in range(5 + turn)]
            running.send_signal(signal.SIGKILL)
            lines += running.stdout.readlines()
        confirmed += [line.strip() for line in lines if re.fullmatch(r"\d{8}-[0-9a-f]{8}\n", line)]
    for name in "ab":
        root = machines.go(name)
        log = claims.read(root)
        assert set(confirmed) <= set(log.claims)
        assert len(log.claims) <= len(confirmed) + 4
        assert log.apart == ()
    assert len(confirmed) >= 26


@pytest.mark.slow
def test_what_is_erased_on_one_machine_is_gone_on_all_and_in_the_database(machines):
    other, one = machines.go("b"), machines.go("a")
    request, note, delivery = ask(one), pin(one), deliver(one)
    view = frozen.folder() / "abc.json"
    told = {"html": "Hulp bij lezen", "deliveries": [delivery]}
    deeds.write(view, frozen.sealed(told).encode())
    keep(one)
    machines.go("b")
    assert requests.read(other).requests[request].wish == "Hulp bij lezen"
    machines.go("a")
    requests.tell(one, "erased", request, "desk", NOW)
    notes.withdraw(one, note, "desk", NOW)
    ledger.erase(one, delivery, "desk")
    documents.remove(machines.folder / "a" / "lists" / f"{'a' * 24}.json")
    machines.go("b")
    assert requests.read(other).requests.get(request) is None or not requests.read(other).requests[request].wish
    kept = b"".join(path.read_bytes() for path in machines.folder.rglob("*") if path.is_file())
    rows = [row.content or b"" for row in every_row(machines.url)]
    assert not list(machines.folder.rglob(f"lists/{'a' * 24}.json"))
    for words in (b"Hulp bij lezen", b"nieuwe school", b"De Eik;Aderveen"):
        assert words not in kept
        assert words not in b"".join(rows)


@pytest.mark.slow
def test_months_of_the_log_that_are_over_go_from_every_machine(machines):
    other, one = machines.go("b"), machines.go("a")
    log(one, NOW.replace(year=2020))
    machines.go("b")
    deeds.freshen()
    assert [root.name for root in audit.months()] == ["2020-11"]
    log(other)
    machines.go("a")
    deeds.freshen()
    assert [root.name for root in audit.months()] == ["2026-11"]
    assert [row.path[:13] for row in every_row(machines.url) if row.content] == ["audit/2026-11"]


@pytest.mark.slow
def test_who_lost_the_lock_writes_nothing(machines):
    one = machines.go("a")
    claim(one, "brug")
    with claims.store.STORE.turn(one) as put:
        end_every_connection(machines.url)
        with pytest.raises(DeedsAway):
            put({"kind": "withdrawn", "claim_id": "x", "at": NOW.isoformat(), "by": "lokaal"})
    assert len(list((one / "claims").glob("*.json"))) == 1
    assert len(list(every_row(machines.url))) == 1


@pytest.mark.slow
def test_the_server_lets_go_of_a_machine_that_is_gone_within_half_a_minute(machines):
    """It would hold its locks for two hours where the system's own times hold."""
    asked = server.Server(machines.url)
    names = ("idle", "interval", "count")
    idle, interval, count = (
        int(asked._con.execute(f"select current_setting('tcp_keepalives_{name}')").fetchone()[0]) for name in names
    )
    asked.close()
    assert 0 < idle + interval * count <= 30


@pytest.mark.slow
def test_a_change_that_is_seen_has_none_before_it_that_is_still_to_come(machines):
    """Two writers at once: whoever got the lower number is seen first, however long it takes."""
    one = machines.go("a")
    claim(one, "brug")
    slow = server.Server(machines.url)
    started, done = threading.Event(), threading.Event()

    def writes_slowly() -> None:
        with slow._con.transaction():
            slow._con.execute("select pg_advisory_xact_lock(%s)", [server.ORDER])
            slow._con.execute(server.PUT, ["lists/slow.json", b"slow"])
            started.set()
            time.sleep(1)
            done.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(writes_slowly)
        started.wait(10)
        deeds.write(machines.folder / "a" / "lists" / "fast.json", b"fast")
        assert done.is_set(), "the faster one waited for its number"
        writing.result()
    slow.close()
    assert [row.path for row in every_row(machines.url)][-2:] == ["lists/slow.json", "lists/fast.json"]


@pytest.mark.slow
@pytest.mark.parametrize("answers_later", [True, False])
def test_of_a_deed_whose_confirmation_was_lost_it_is_looked_up_whether_it_stands(machines, monkeypatch, answers_later):
    file = machines.go("a").parents[1] / "lists" / "a.json"
    deeds.write(file, b"before")
    with Silent(machines.url, answers_later) as there:
        monkeypatch.setenv(DEEDS, there.url)
        deeds.write(file.with_name("b.json"), b"through")
        there.is_silent = True
        if answers_later:
            deeds.write(file, b"after")
            assert file.read_bytes() == b"after"
        else:
            with pytest.raises(Unconfirmed, match="is not known") as caught:
                deeds.write(file, b"after")
            assert file.read_bytes() == b"before"
            said = keeping.told(caught.value, "Niet bewaard.")
            assert "niet bekend" in said
            assert "Niet bewaard" not in said
            assert english_in([said]) == []
    monkeypatch.setenv(DEEDS, machines.url)
    deeds.freshen()
    assert file.read_bytes() == b"after", "it was written"


@pytest.mark.slow
def test_a_change_that_the_server_did_not_keep_is_told_as_not_written(machines, monkeypatch):
    file = machines.go("a").parents[1] / "lists" / "a.json"
    deeds.write(file, b"before")

    def lost(_self, _statement, *_values):
        raise server.Unconfirmed("gone before it arrived")

    with monkeypatch.context() as patch:
        patch.setattr(server.Server, "_change", lost)
        with pytest.raises(DeedsAway, match="Nothing was written") as caught:
            deeds.write(file, b"after")
    assert not isinstance(caught.value, Unconfirmed)
    assert file.read_bytes() == b"before"


@pytest.mark.slow
def test_on_a_machine_that_saw_nothing_yet_the_log_and_a_backup_have_what_others_wrote(machines, tmp_path):
    log(machines.go("a"))
    machines.go("b")
    assert [deed.by for deed in audit.read().deeds] == ["ans@example.org"]
    machines.go("c")
    assert backup.backup(tmp_path / "c.zip")["files"] == 1


@pytest.mark.slow
def test_on_a_full_disk_what_is_here_is_read_on_and_of_when_it_is_told(machines, monkeypatch):
    other, one = machines.go("b"), machines.go("a")
    kept = claim(one)
    machines.go("b")
    assert list(claims.read(other).claims) == [kept]
    machines.go("a")
    later = claim(one, "lees")
    machines.go("b")

    def full(_path, _data):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(disk, "write", full)
        assert list(claims.read(other).claims) == [kept]
        assert deeds.away_since() is not None
    assert list(claims.read(other).claims) == [kept, later]
    assert deeds.away_since() is None


@pytest.mark.slow
@pytest.mark.parametrize("told", [b"", b'{"store": "x", "sequ', b"\xff"])
def test_a_damaged_note_of_what_is_followed_is_told_with_what_to_do(machines, told):
    root = machines.go("a")
    claim(root)
    (machines.folder / "a" / copy.STATE).write_bytes(told)
    with pytest.raises(EtlError, match=r"it is damaged\. Begin with an empty data folder"):
        deeds.freshen()


@pytest.mark.slow
def test_a_folder_that_is_no_copy_of_this_database_is_refused(machines, deeds_server, monkeypatch):
    root = machines.go("a")
    with monkeypatch.context() as patch:
        patch.delenv(DEEDS)
        claim(root, "brug")
    with pytest.raises(EtlError, match="Expected an empty data folder"):
        claim(root, "lees")
    claim(machines.go("b"), "lees")
    monkeypatch.setenv(DEEDS, deeds_server.database())
    with pytest.raises(EtlError, match="Expected the deeds that this data folder follows"):
        claim(machines.go("b"), "toren")
    assert len(list((machines.folder / "a").rglob("n*.json"))) == 1


@pytest.mark.slow
def test_a_folder_of_before_goes_in_by_a_backup(machines, tmp_path, monkeypatch):
    root = machines.go("before")
    with monkeypatch.context() as patch:
        patch.delenv(DEEDS)
        for write in WRITERS:
            write(root)
        backup.backup(tmp_path / "before.zip")
    machines.go("a")
    assert backup.restore(tmp_path / "before.zip")["put_back"] == 9
    other = machines.go("b")
    requests.read(other)
    assert own_files(machines.folder / "b") == own_files(machines.folder / "before")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["../x.json", "warehouse/current.json", "partners/../../x", "partners/.hidden", "lists"]
)
def test_the_database_cannot_write_anywhere_else(machines, name):
    root = machines.go("a")
    claim(root, "brug")
    hostile = server.Server(machines.url)
    hostile.put(name, b"x")
    hostile.close()
    with pytest.raises(EtlError, match="people's own data"):
        deeds.freshen()
    assert [path.name for path in tmp_files(machines.folder)] == [claims_file(root).name]


# ---- what the tests share


def claim(root: Path, partner: str = "brug") -> str:
    facts = {"partner_id": partner, "school_id": "11CJ00", "school_year": "2026-2027", "until": dt.date(2027, 1, 31)}
    return claims.claim(root, "lokaal", NOW, **facts)


def ask(root: Path) -> str:
    return requests.ask(root, "desk", NOW, **FACTS)


def pin(root: Path) -> str:
    return notes.pin(root, "desk", NOW, **NOTE)


def deliver(root: Path) -> str:
    return ledger.receive(root, "eik", "eik.csv", FILE, "test")[0]


def keep(root: Path) -> None:
    """A list, whose it is, and a plan."""
    folder = root.parents[1] / "lists"
    for file in (folder / f"{'a' * 24}.json", folder / "plans" / f"{'b' * 24}.json"):
        told = {"name": "Lijst", "saved_at": NOW.isoformat(), "saved_by": "lokaal"}
        documents.write(file, documents.sealed(told))
    given.give("a" * 24, "ans@example.org", "lokaal")


def log(_root: Path, at: dt.datetime = NOW) -> None:
    audit.tell(audit.Deed(at, "ans@example.org", "exported", "csv", "partner", "dekking", {"gebied": "GM9000"}, 12))


WRITERS = (claim, ask, pin, deliver, keep, log)


def own_files(data: Path) -> dict[str, bytes]:
    """Every file of people's own data below a data folder."""
    found = (path for folder in deeds.OWN for path in (data / folder).rglob("*") if path.is_file())
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in found}


def tmp_files(folder: Path) -> list[Path]:
    """Every file that is not the copy's own note."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(copy.STATE)]


class Silent:
    """In the way to a PostgreSQL: when told so it takes the next commit along and never brings the answer back."""

    def __init__(self, url: str, answers_later: bool) -> None:
        parts = urlsplit(url)
        self._to = parts.hostname, parts.port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{self._listener.getsockname()[1]}"))
        self.is_silent, self._is_asked, self._is_gone, self._answers_later = False, False, False, answers_later

    def __enter__(self) -> Silent:
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(self, *_error) -> None:
        self._listener.close()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                if self._is_gone:
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                threading.Thread(target=self._bring, args=(near, far), daemon=True).start()
                threading.Thread(target=self._bring, args=(far, near), daemon=True).start()

    def _bring(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if self._is_asked:  # what comes now is the answer: it was kept, and nobody hears of it
                    self._is_asked, self._is_gone = False, not self._answers_later
                    target.shutdown(socket.SHUT_RDWR)
                    return
                if self.is_silent and b"COMMIT" in data:
                    self.is_silent, self._is_asked = False, True
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


def claims_file(root: Path) -> Path:
    (file,) = (root / "claims").glob("*.json")
    return file


def env_of(root: Path) -> dict[str, str]:
    return {**os.environ, DATA: str(root.parents[1])}


def every_row(url: str) -> Iterator[server.Row]:
    found = server.Server(url)
    yield from found.since(0)
    found.close()


def end_every_connection(url: str) -> None:
    own = server.Server(url)
    own._con.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    own.close()
