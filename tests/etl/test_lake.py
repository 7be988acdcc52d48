"""Builds through a shared store: what comes out is what went in, whole, whatever happens to the store meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl import deeds, paths
from etl.building import build as building
from etl.building import publish as publishing
from etl.errors import BuildDamaged, EtlError, MartOnly, StoreAway
from etl.lake import store, versions
from etl.lake.store import Place
from tests.support import mart as builders
from tests.support import postgres, shared_store
from tests.support.environment import DATA

LAKE = paths.variable(store.SETTING)
PUBLISHES = 10
TOLERANCE = 1e-9
FIRST = "2020-00000001"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a publisher of the stand-in mart, marked as build 1, its store, and a server that pulled it."""
    shared_store.needs_packages()
    folder = tmp_path_factory.mktemp("once")
    shared_store.mark(builders.write_warehouse(folder / "publisher"), 1)
    version = versions.publish(shared_store.in_a_file(folder), folder / "publisher")
    assert versions.pull(shared_store.in_a_file(folder), folder / "server") == (version, True)
    return folder


@pytest.fixture
def small(once: Path, tmp_path: Path) -> tuple[Place, Path, Path]:
    """A store in a file, the data folder of who published into it, and that of a server that pulled from it."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return shared_store.in_a_file(tmp_path), tmp_path / "publisher", tmp_path / "server"


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Postgres]:
    shared_store.needs_packages()
    with postgres.running() as running:
        yield running


@pytest.fixture
def shared(server: postgres.Postgres, tmp_path: Path) -> Place:
    """A store with its catalog in a PostgreSQL that runs, in a database of its own."""
    return Place(server.database(), tmp_path / "files")


# ---- in a file, on the stand-in: every run


def test_what_is_pulled_is_what_was_published(small, monkeypatch):
    place, publisher, server = small
    assert versions.pull(place, server) == (versions.newest(place), False)
    assert publishing.pointed(server / "warehouse")["build_id"] == FIRST
    _alike(shared_store.mart_tables(publisher), shared_store.mart_tables(server))
    asked = shared_store.answers(publisher, monkeypatch, DATA)
    _alike(asked, shared_store.answers(server, monkeypatch, DATA))
    files = sorted((publisher / "geo").iterdir())
    assert [file.name for file in files] == sorted(file.name for file in (server / "geo").iterdir())
    assert all(file.read_bytes() == (server / "geo" / file.name).read_bytes() for file in files)
    assert len(asked) > 100
    assert len(files) > 5


def test_only_what_changed_is_written_and_the_same_build_is_no_other_version(small):
    place, publisher, _ = small
    before = _parquet(place)
    assert versions.publish(place, publisher).number == 1
    assert _parquet(place) == before
    shared_store.mark(publisher, 2)
    assert versions.publish(place, publisher).number == 2
    written = {file.split("/")[1] for file in _parquet(place) - before}
    assert "school" in written
    assert not written & {"school_value", "area_value", "map_file"}


def test_a_table_that_is_not_as_published_is_not_taken(small):
    place, publisher, server = small
    shared_store.mark(publisher, 2)
    versions.publish(place, publisher)
    with store.connected(place) as con, store.attached(con, place, to_write=True):
        con.execute("update lake.mart.school_value set value = value + 1")
    with pytest.raises(BuildDamaged, match=r"\['school_value'\]"):
        versions.pull(place, server)
    assert publishing.pointed(server / "warehouse")["build_id"] == FIRST
    assert list((server / "warehouse").glob(".building*")) == []
    assert versions.publish(place, publisher, anew=True).number == 3
    assert versions.pull(place, server)[1]
    _alike(shared_store.mart_tables(publisher), shared_store.mart_tables(server))


def damaged_by(harm: str, data: bytes) -> bytes:
    """What is left of a file."""
    middle = len(data) // 2
    return {
        "cut": data[:middle],
        "empty": b"",
        "end": data[:-8] + b"XXXXXXXX",
        "flipped": data[:40] + bytes(255 - byte for byte in data[40:-200]) + data[-200:],
    }[harm]


@pytest.mark.parametrize(
    "harm", ["cut", *(pytest.param(one, marks=pytest.mark.slow) for one in ("empty", "end", "flipped"))]
)
def test_a_damaged_file_of_the_store_is_told_with_what_to_do(small, harm):
    place, publisher, server = small
    shared_store.mark(publisher, 2)
    versions.publish(place, publisher)
    for file in Path(place.folder).rglob("*.parquet"):
        if file.parent.name == "school_value":
            file.write_bytes(damaged_by(harm, file.read_bytes()))
    with pytest.raises(BuildDamaged, match="publish --anew"):
        versions.pull(place, server)
    assert publishing.pointed(server / "warehouse")["build_id"] == FIRST
    versions.publish(place, publisher, anew=True)
    assert versions.pull(place, server)[1]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("No magic bytes found at end of file '/srv/postgres/server/a.parquet'", BuildDamaged),
        ('Cannot open file "/srv/lake/a.parquet": No such file or directory', StoreAway),
        ("DuckLake catalog version mismatch: catalog version is 9.9, but the extension requires 1.0", StoreAway),
    ],
)
def test_what_a_folder_is_called_says_nothing_of_what_is_wrong(told, kind, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_attach", lambda *_words: None)
    with pytest.raises(kind), duckdb.connect() as con, store.attached(con, shared_store.in_a_file(tmp_path)):
        raise duckdb.IOException(told)


@pytest.mark.slow
def test_what_is_forgotten_takes_no_file_of_the_version_that_counts(small):
    place, publisher, server = small
    shared_store.mark(publisher, 2)
    versions.publish(place, publisher)
    versions.forget(place, 30)
    assert _snapshots(place) > 1
    versions.forget(place, 0)
    assert _snapshots(place) == 1
    assert versions.pull(place, server)[0].number == 2


def test_a_build_of_another_version_of_the_program_is_not_taken(small):
    place, publisher, server = small
    builders.change(publisher, "update mart.build set mart_shape = 'other'")
    versions.publish(place, publisher)
    with pytest.raises(EtlError, match=r"found others \(other\)"):
        versions.pull(place, server)
    assert publishing.pointed(server / "warehouse")["build_id"] == FIRST


def test_a_map_file_that_is_not_as_built_is_not_published(small):
    place, publisher, _ = small
    builders.change(publisher, "update mart.geo_file set sha256 = md5(file) where file like 'school%'")
    with pytest.raises(BuildDamaged, match="school"):
        versions.publish(place, publisher)
    assert versions.newest(place).number == 1


def test_without_the_store_a_server_goes_on(small, tmp_path, monkeypatch):
    place, _, server = small
    shutil.move(tmp_path / "store", tmp_path / "away")
    done = _command(server, "pull", "--lake", place.url)
    assert (done.returncode, done.stdout) == (StoreAway.exit_code, "")
    assert f"Build {FIRST} stays in use." in " ".join(done.stderr.split())
    monkeypatch.setenv(DATA, str(server))
    assert shared_store.numbers_told(server) == {"1"}


@pytest.mark.slow
def test_a_watching_server_says_once_that_the_store_is_away_and_comes_back(small, tmp_path, caplog):
    place, publisher, server = small
    caplog.set_level("INFO", logger="etl")
    shutil.move(tmp_path / "store", tmp_path / "away")
    versions.watch(place, server, 0.01, rounds=3)
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1
    shutil.move(tmp_path / "away", tmp_path / "store")
    shared_store.mark(publisher, 2)
    versions.publish(place, publisher)
    versions.watch(place, server, 0.01, rounds=2)
    assert _number(server) == 2


@pytest.mark.slow
def test_what_is_pulled_cannot_be_refreshed_and_a_build_made_here_takes_its_place(small, monkeypatch):
    place, _, server = small
    monkeypatch.setenv(DATA, str(server))
    with pytest.raises(MartOnly):
        building.refresh()
    folder = server / "warehouse"
    draft = folder / ".building-0.duckdb"
    shutil.copyfile(publishing.current(folder), draft)
    with duckdb.connect(str(draft)) as con:
        con.execute("create schema core; create table core.made as select 1 as n")
    publishing.publish(draft, folder, FIRST, "2020")
    assert not publishing.is_mart_only(publishing.current(folder))
    versions.pull(place, server)
    assert not publishing.is_mart_only(publishing.current(folder))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ('Unable to connect to Postgres at "postgresql://joe:s%40cret@db/x": connection failed: no route', "no route"),
        ("password=s@cret\nmore", "password=***"),
    ],
)
def test_a_password_is_never_told(error, told):
    place = Place("postgresql://joe:s%40cret@db/x")
    assert place.reason(duckdb.IOException(error)) == told
    assert place.name == "db/x"


@pytest.mark.parametrize("url", ["", "mysql://db/x", "s3://bucket/x"])
def test_a_store_of_another_kind_is_refused(url, monkeypatch):
    monkeypatch.delenv(LAKE, raising=False)
    with pytest.raises(EtlError, match=r"Expected (the|a) store"):
        store.place(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://joe:ge#heim@db/x",
        "postgresql://joe:ge/heim@db/x",
        "postgresql://joe:ge?heim@db/x",
        "postgresql://joe:ge@heim@db/x",
        "postgresql://joe:ge[heim@db/x",
        "POSTGRESQL://joe:geheim@db/x",
        "postgres:joe:geheim@db/x",
        "postgresql//joe:geheim@db/x",
        "joe:geheim@db/x",
        "host=db dbname=x password=geheim",
        "password = geheim",
    ],
)
def test_an_address_of_which_a_part_could_be_taken_for_another_is_refused_and_not_quoted(url, monkeypatch):
    with pytest.raises(EtlError, match="expected postgresql://") as error:
        store.place(url)
    assert "heim" not in str(error.value)
    monkeypatch.setenv(paths.variable(deeds.SETTING), url)
    with pytest.raises(EtlError, match="expected postgresql://") as error:
        deeds.freshen()
    assert "heim" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://db/x", "db/x"),
        ("postgres://joe:a%23b%2F@db.example:5433/x?sslmode=require&password=other", "db.example:5433/x"),
        ("postgresql://joe@[::1]:5432/x", "[::1]:5432/x"),
        ("postgresql:///x?host=/run/postgresql", "/x"),
    ],
)
def test_of_an_address_host_and_database_are_told(url, told):
    place = store.place(url)
    assert (place.is_postgres, place.url, place.name) == (True, url, told)
    shown = place.reason(duckdb.IOException(f"neither a%23b%2F nor a#b/ or other for {url}"))
    assert not any(secret in shown for secret in ("a%23b%2F", "a#b/", "other")) or "password" not in url


# ---- in PostgreSQL, on the sample: the long checks


@pytest.mark.slow
def test_a_build_comes_through_postgresql_as_it_is(shared, sample_data, tmp_path, monkeypatch):
    _through(shared, sample_data, tmp_path / "server", monkeypatch)


@pytest.mark.slow
@pytest.mark.realdata
def test_the_whole_country_comes_through_postgresql_as_it_is(shared, linked, tmp_path, monkeypatch):
    _through(shared, linked, tmp_path / "server", monkeypatch)


@pytest.mark.slow
def test_ten_publishes_and_two_servers_that_pull_never_mix(shared, server, sample_data, tmp_path, monkeypatch):
    """Two servers follow while the store is restarted once and stopped once; every rerun reads one build."""
    publisher = shared_store.data_like(sample_data, tmp_path / "publisher")
    shared_store.mark(publisher, 1)
    versions.publish(shared, publisher)
    with ExitStack() as stack:
        for name in ("one", "two"):
            stack.enter_context(shared_store.following(tmp_path / name, shared))
        _until(lambda: all(_number(tmp_path / name) == 1 for name in ("one", "two")))
        monkeypatch.setenv(DATA, str(tmp_path / "one"))
        reader = Reader(tmp_path / "one")
        stack.callback(reader.stop)
        for number in range(2, PUBLISHES + 2):
            shared_store.mark(publisher, number)
            if number == 4:
                server.restart()
            if number == 7:
                server.stop()
                seen = reader.reruns
                with pytest.raises(StoreAway):
                    versions.publish(shared, publisher)
                _until(lambda: reader.reruns > seen + 3)  # noqa: B023
                server.start()
            assert versions.publish(shared, publisher).number == number
            if number % 3 == 0:
                _until(lambda: _number(tmp_path / "one") == number)  # noqa: B023
        _until(lambda: all(_number(tmp_path / name) == PUBLISHES + 1 for name in ("one", "two")))
        _until(lambda: str(PUBLISHES + 1) in reader.seen)
    assert reader.mixed == []
    assert reader.errors == []
    assert {"1", str(PUBLISHES + 1)} <= reader.seen
    assert len(reader.seen) >= 5
    print(f"{reader.reruns} reruns, builds {sorted(reader.seen, key=int)} seen, 0 mixed")


@pytest.mark.slow
def test_a_publisher_that_is_killed_leaves_the_store_as_it_was(shared, sample_data, tmp_path):
    publisher = shared_store.data_like(sample_data, tmp_path / "publisher")
    shared_store.mark(publisher, 1)
    first, ended = versions.publish(shared, publisher), set()
    for number, seconds in enumerate((0.9, 1.2, 1.4, 1.6, 1.8, 2.2), start=2):
        shared_store.mark(publisher, number)
        running = _started(publisher, "publish", "--lake", shared.url)
        time.sleep(seconds)
        running.kill()
        ended.add(running.wait(30))
        version, _ = versions.pull(shared, tmp_path / "server")
        assert version.build_id in {first.build_id, f"voorbeeld-{number:08x}"}
        if version != first:
            _alike(shared_store.mart_tables(publisher), shared_store.mart_tables(tmp_path / "server"))
        first = version
    assert -signal.SIGKILL in ended


@pytest.mark.slow
def test_two_publishers_at_once_leave_one_whole_build(shared, sample_data, tmp_path):
    both = [shared_store.data_like(sample_data, tmp_path / name) for name in ("a", "b")]
    for number, data in enumerate(both, start=1):
        shared_store.mark(data, number)
    versions.publish(shared, both[0])
    running = [_started(data, "publish", "--lake", shared.url) for data in both[::-1]]
    assert {process.wait(120) for process in running} <= {0, 1}
    version, _ = versions.pull(shared, tmp_path / "server")
    winner = both[int(version.build_id[-1]) - 1]
    _alike(shared_store.mart_tables(winner), shared_store.mart_tables(tmp_path / "server"))


# ---- what the tests share


class Reader:
    """Reruns of a page, one after the other, on the build in use of a server."""

    def __init__(self, data: Path) -> None:
        self.data, self.reruns, self.seen = data, 0, set[str]()
        self.mixed: list[set[str]] = []
        self.errors: list[Exception] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._stopped.wait(0.02):
            try:
                told = shared_store.numbers_told(self.data)
            except Exception as error:
                self.errors.append(error)
                continue
            self.reruns += 1
            self.seen |= told
            if len(told) != 1:
                self.mixed.append(told)


def _through(place: Place, origin: Path, server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishes, pulls, and holds every table row by row and every answer beside those of the file."""
    versions.publish(place, origin)
    version, is_new = versions.pull(place, server)
    assert is_new
    assert version.build_id == publishing.pointed(origin / "warehouse")["build_id"]
    tables, pulled = shared_store.mart_tables(origin), shared_store.mart_tables(server)
    assert len(tables) > 40
    _alike(tables, pulled)
    asked = shared_store.answers(origin, monkeypatch, DATA)
    _alike(asked, shared_store.answers(server, monkeypatch, DATA))
    print(f"{version.build_id}: {len(tables)} tables of {sum(map(len, tables.values()))} rows, {len(asked)} questions")


def _alike(wanted: dict[str, pd.DataFrame], found: dict[str, pd.DataFrame]) -> None:
    assert wanted.keys() == found.keys()
    for name, frame in wanted.items():
        pd.testing.assert_frame_equal(frame, found[name], rtol=TOLERANCE, atol=TOLERANCE, obj=name)


def _snapshots(place: Place) -> int:
    """How many moments of the store can still be asked for."""
    with store.connected(place) as con, store.attached(con, place):
        return con.sql("select count(snapshot_id) from __ducklake_metadata_lake.ducklake_snapshot").fetchall()[0][0]


def _parquet(place: Place) -> set[str]:
    assert place.folder is not None
    return {path.relative_to(place.folder).as_posix() for path in place.folder.rglob("*.parquet")}


def _number(data: Path) -> int:
    try:
        return int(publishing.pointed(data / "warehouse")["build_id"].rpartition("-")[2], 16)
    except EtlError:
        return 0


def _until(is_so, seconds: float = 120) -> None:
    last = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < last, "it did not come to that"
        time.sleep(0.05)


def _started(data: Path, *words: str) -> subprocess.Popen:
    data.mkdir(exist_ok=True)
    with (data / "log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "etl", *words],
            cwd=paths.PROJECT,
            env={**os.environ, DATA: str(data)},
            stdout=log,
            stderr=log,
        )


def _command(data: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "etl", *words],
        cwd=paths.PROJECT,
        env={**os.environ, DATA: str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
