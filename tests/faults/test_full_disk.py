"""A disk that is full or closed: told with what to do, the old build stays, no draft is left, nothing is half kept.

A small real file system where this user may mount one (a loop device with ext4, else tmpfs); elsewhere the limit on
the size of a file (RLIMIT_FSIZE), which refuses in the same place with another number.
"""

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import documents, warehouse
from dashboard.frame.access import LOCAL
from dashboard.partners import files
from dashboard.ui import keeping
from etl import __main__ as command_line
from etl import disk
from etl.building import build, publish
from etl.declared import catalog
from etl.errors import DiskFull, NotWritable
from etl.partners import ledger
from tests.pages.test_pages import opened, texts
from tests.support.environment import DATA

EDITION = catalog.edition("voorbeeld")
FILE = b"brin;school;plaats;programma;schooljaar;aantal\n;De Eik;Aderveen;Les;2024-2025;1\n"


def run(*words: str | Path) -> bool:
    return subprocess.run([str(word) for word in words], capture_output=True, check=False).returncode == 0


def mounted(place: Path, megabytes: int) -> bool:
    """A file system of this size at the place, when this user may mount."""
    place.mkdir()
    image = place.with_suffix(".img")
    with image.open("wb") as file:
        file.truncate(megabytes * 1_000_000)
    return (run("mkfs.ext4", "-q", "-m", "0", image) and run("mount", "-o", "loop", image, place)) or run(
        "mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place
    )


@contextmanager
def disk_of(place: Path, megabytes: int) -> Iterator[Path]:
    if os.geteuid() != 0 or not mounted(place, megabytes):
        pytest.skip("no file system of its own here: this user may not mount; the test with a limit covers the words")
    try:
        yield place
    finally:
        warehouse.close()  # what a page opened holds the disk
        run("umount", place)


@pytest.fixture
def small_disk(tmp_path, sample_data, monkeypatch) -> Iterator[Path]:
    """The published sample on a disk of its own, with room for one more build and a half."""
    size = publish.current(sample_data / "warehouse").stat().st_size // 1_000_000
    with disk_of(tmp_path / "disk", size * 2 + size // 2 + 12) as place:
        for name in ("warehouse", "partners"):
            shutil.copytree(sample_data / name, place / "data" / name)
        monkeypatch.setenv(DATA, str(place / "data"))
        yield place / "data"


def fill(data: Path, leave: int) -> Path:
    """Takes the disk's room until this many bytes are left."""
    filler = data.parent / "filler"
    with filler.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, max(shutil.disk_usage(data).free - leave, 1))
    return filler


def state(data: Path) -> dict[str, bytes]:
    """Pointer, names of builds and all that partners sent."""
    kept = [*(data / "warehouse").glob("[!.]*"), *(data / "partners").rglob("*")]
    return {str(p.relative_to(data)): p.read_bytes() if p.suffix == ".json" else b"" for p in kept if p.is_file()}


def drafts(data: Path) -> list[Path]:
    return list((data / "warehouse").glob(".building*"))


def test_a_full_disk_is_told_before_a_refresh_and_a_file_and_nothing_changes(small_disk, sample_files):
    before = state(small_disk)
    filler = fill(small_disk, 20_000_000)
    with pytest.raises(DiskFull, match="Make room"):
        build.refresh()
    with pytest.raises(DiskFull, match="Make room"):
        build.build(EDITION, sample_files)
    filler.unlink()
    fill(small_disk, 1_000_000)
    with pytest.raises(DiskFull, match="Nothing was done"):
        ledger.receive(ledger.folder(EDITION), "eik", "eik.csv", FILE, "test")
    assert state(small_disk) == before
    assert drafts(small_disk) == []


@pytest.mark.slow
def test_a_disk_that_fills_up_while_a_refresh_copies_is_told_and_the_draft_goes(small_disk, monkeypatch):
    before = state(small_disk)
    filler = fill(small_disk, 20_000_000)
    monkeypatch.setattr(disk, "ask_room", lambda *_: None)  # it was there when it was asked
    with pytest.raises(DiskFull, match="disk of the data folder is full"):
        build.refresh()
    assert (state(small_disk), drafts(small_disk)) == (before, [])
    assert shutil.disk_usage(small_disk).free > 15_000_000, "the draft gave its room back"
    filler.unlink()
    monkeypatch.undo()
    os.environ[DATA] = str(small_disk)
    build.refresh()


def test_a_disk_that_fills_up_while_duckdb_writes_is_told_and_the_draft_goes(small_disk, sample_files, monkeypatch):
    before = state(small_disk)
    fill(small_disk, 8_000_000)
    monkeypatch.setattr(disk, "ask_room", lambda *_: None)
    with pytest.raises(DiskFull):
        build.build(EDITION, sample_files)
    assert (state(small_disk), drafts(small_disk)) == (before, [])


def test_adding_a_file_to_a_full_disk_writes_no_event(small_disk, monkeypatch, tmp_path, capsys):
    fill(small_disk, 20_000_000)
    before = state(small_disk)
    (tmp_path / "eik.csv").write_bytes(FILE)
    monkeypatch.setattr("sys.argv", ["etl", "partner", "add", str(tmp_path / "eik.csv"), "--partner", "Eik"])
    with pytest.raises(SystemExit, match="1"):
        command_line.main()
    assert "DiskFull" in capsys.readouterr().err
    assert state(small_disk) == before


def in_a_child(task: Callable[[], object]) -> int:
    """How a process of its own ends that may write no file beyond 1,000 bytes: 0 when the task told of a full disk."""
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
        try:
            task()
        except DiskFull:
            os._exit(0)
        except BaseException:
            os._exit(3)
        os._exit(4)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_lists_plans_and_scenarios_that_find_no_room_are_told_and_leave_nothing(tmp_path):
    assert in_a_child(lambda: documents.write(tmp_path / "lists" / "a.json", "x" * 5_000)) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def keeps_and_goes_on() -> None:
    """A page with a button that keeps something where there is no room."""
    import streamlit as st

    from dashboard.ui import keeping
    from etl.errors import DiskFull

    def deed() -> None:
        raise DiskFull("Maak ruimte")

    st.button("Bewaar", on_click=keeping.carry_out, args=(deed,))
    st.write("de rest")


def test_a_press_that_finds_no_room_says_so_above_the_page():
    app = AppTest.from_function(keeps_and_goes_on).run()
    app.button[0].click().run()
    assert not app.exception
    assert [one.value for one in app.error] == [f"**Niet vastgelegd.** {keeping.words(DiskFull('x'))}"]
    assert app.markdown[0].value == "de rest"


def test_a_write_that_the_system_refuses_is_told_and_leaves_nothing(tmp_path):
    ledger.receive(tmp_path, "eik", "eik.csv", FILE, "test")
    before = sorted(tmp_path.rglob("*"))
    assert in_a_child(lambda: ledger.receive(tmp_path, "eik", "big.csv", FILE * 100, "test")) == 0
    assert sorted(tmp_path.rglob("*")) == before
    assert len(ledger.read(tmp_path).deliveries) == 1


@pytest.fixture
def closed(tmp_path, sample_data, monkeypatch) -> Iterator[Path]:
    """The published sample in a folder that nobody may write in, root neither."""
    place = tmp_path / "closed"
    for name in ("warehouse", "partners"):
        shutil.copytree(sample_data / name, place / name)
    if os.geteuid() != 0 or not (run("mount", "--bind", place, place) and run("mount", "-o", "remount,bind,ro", place)):
        run("umount", place)
        pytest.skip("no read-only folder here: this user may not mount")
    monkeypatch.setenv(DATA, str(place))
    try:
        yield place
    finally:
        warehouse.close()
        run("umount", place)


def test_a_read_only_folder_is_told_with_what_to_do_and_can_be_read(closed, sample_files):
    tasks: list[Callable[[], object]] = [
        build.refresh,
        lambda: build.build(EDITION, sample_files),
        lambda: ledger.receive(ledger.folder(EDITION), "eik", "eik.csv", FILE, "test"),
        lambda: ledger.tell(ledger.folder(EDITION), "decision", "t", partner_id="e", fingerprint="f", school_id="A"),
    ]
    for task in tasks:
        with pytest.raises(NotWritable, match=DATA):
            task()
    assert publish.whole(closed / "warehouse").is_file()
    assert not opened("partnerdata").error


@pytest.mark.usefixtures("closed")
def test_the_page_says_in_dutch_that_the_folder_is_closed(monkeypatch):
    monkeypatch.setattr("dashboard.partners.freshness.show", lambda *_: files.refresh(LOCAL))
    told = " ".join(texts(opened("partnerdata")))
    assert "In de gegevensmap kan niet worden geschreven" in told
    assert "Geef de server het recht" in told


def test_the_page_says_in_dutch_that_the_disk_is_full(small_disk, monkeypatch):
    fill(small_disk, 20_000_000)
    monkeypatch.setattr("dashboard.partners.freshness.show", lambda *_: files.refresh(LOCAL))
    told = " ".join(texts(opened("partnerdata")))
    assert "De schijf met de gegevensmap is vol" in told
    assert "Maak ruimte" in told


@pytest.mark.parametrize(("error", "dutch"), [(DiskFull, "Maak ruimte"), (NotWritable, "Geef de server het recht")])
def test_a_deed_that_the_disk_refuses_is_told_in_the_readers_language_and_the_log_has_the_place(error, dutch, caplog):
    assert dutch in keeping.words(error("Expected room in /a/place, found none."))
    assert "/a/place" in caplog.text


def test_a_file_where_a_folder_is_to_be_is_told(tmp_path):
    (tmp_path / "events").write_text("")
    with pytest.raises(NotWritable, match="a file where a folder is to be"):
        ledger.tell(tmp_path, "decision", "test", partner_id="eik", fingerprint="f", school_id="")
