"""One page at a time is drawn in a process: who waits, who is aside, and who went away while waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import StopException

from dashboard.frame import export, gate
from dashboard.frame.access import LOCAL
from dashboard.frame.gate import Gate
from dashboard.gka import own_bytes
from dashboard.pack import document
from dashboard.partners import files
from dashboard.plan import apart
from tests.support.screen import opened
from tests.support.source import app_files

PATIENCE = 10


def nothing() -> None:
    """Nobody went on or away."""


def wait(condition: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < last:
        time.sleep(0.005)
    assert condition()


class Reader:
    """Somebody in a thread of their own who goes in, and out again when told to."""

    def __init__(self, places: Gate, look: Callable[[], object] = nothing):
        self.places, self.look = places, look
        self.is_in, self.may_go = threading.Event(), threading.Event()
        self.ended_with: BaseException | None = None
        self.thread = threading.Thread(target=self._be, daemon=True)
        self.thread.start()

    def _be(self) -> None:
        try:
            with self.places.turn(self.look):
                self.is_in.set()
                self.may_go.wait(PATIENCE)
        except StopException as error:
            self.ended_with = error

    def go(self) -> None:
        self.may_go.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(gate, "BEAT", 0.01)


def waiting(places: Gate) -> int:
    return len(places._waiting)


def test_no_more_than_its_places_are_inside_and_who_waits_goes_in_the_order_of_coming():
    places = Gate(2)
    first, second = Reader(places), Reader(places)
    wait(lambda: first.is_in.is_set() and second.is_in.is_set())
    later = []
    for n in range(3):
        later.append(Reader(places))
        wait(lambda n=n: waiting(places) == n + 1)
    assert not any(one.is_in.is_set() for one in later)
    second.go()
    wait(later[0].is_in.is_set)
    assert [one.is_in.is_set() for one in later] == [True, False, False]
    first.go()
    wait(later[1].is_in.is_set)
    assert not later[2].is_in.is_set()
    for one in later:
        one.go()
    assert places.free == 2


def test_a_thread_holds_one_place_however_deep_it_is():
    places = Gate(1)
    with places.turn(nothing), places.turn(nothing):
        assert places.free == 0
    assert places.free == 1


def test_what_ends_a_turn_gives_the_place_back():
    places = Gate(1)
    with suppress(StopException), places.turn(nothing):
        raise StopException
    assert places.free == 1
    assert not places.is_inside


def test_who_goes_away_while_waiting_takes_no_place_and_lets_the_next_through():
    places, gone = Gate(1), threading.Event()

    def look() -> None:
        if gone.is_set():
            raise StopException

    inside = Reader(places)
    wait(inside.is_in.is_set)
    leaving = Reader(places, look)
    wait(lambda: waiting(places) == 1)
    last = Reader(places)
    wait(lambda: waiting(places) == 2)
    gone.set()
    leaving.thread.join(PATIENCE)
    assert isinstance(leaving.ended_with, StopException)
    assert not leaving.is_in.is_set()
    inside.go()
    wait(last.is_in.is_set)
    last.go()
    assert places.free == 1


def test_a_place_given_at_the_moment_of_going_away_is_passed_on():
    places = Gate(1)
    inside = Reader(places)
    wait(inside.is_in.is_set)

    def look() -> None:
        inside.go()  # its place is given to who looks, who goes away
        raise StopException

    leaving = Reader(places, look)
    leaving.thread.join(PATIENCE)
    assert isinstance(leaving.ended_with, StopException)
    assert places.free == 1


def test_aside_a_place_is_anothers_and_comes_back_after():
    places = Gate(1)
    with places.turn(nothing):
        with places.aside():
            assert not places.is_inside
            other = Reader(places)
            wait(other.is_in.is_set)
            other.go()
        assert places.is_inside
        assert places.free == 0
    assert places.free == 1


def test_who_comes_back_from_aside_waits_for_a_place_again():
    places, back = Gate(1), threading.Event()

    def leave_and_come_back() -> None:
        with places.turn(nothing):
            with places.aside():
                away.set()
                go_on.wait(PATIENCE)
            back.set()

    away, go_on = threading.Event(), threading.Event()
    one = threading.Thread(target=leave_and_come_back, daemon=True)
    one.start()
    wait(away.is_set)
    other = Reader(places)
    wait(other.is_in.is_set)
    go_on.set()
    wait(lambda: waiting(places) == 1)
    assert not back.is_set()
    other.go()
    wait(back.is_set)
    one.join(PATIENCE)
    assert places.free == 1


def test_aside_without_a_place_changes_nothing():
    places = Gate(1)
    with places.aside():
        assert places.free == 1
    assert places.free == 1
    assert not places.is_inside


# ---- where the app stands at it


def free_while(monkeypatch: pytest.MonkeyPatch, module: object, name: str, run: Callable[[], object]) -> list[int]:
    """The free places of the app while `name` of a module runs, called from inside a turn."""
    seen: list[int] = []

    def stand_in(*_args: object, **_named: object) -> None:
        seen.append(gate._pages.free)
        raise LookupError

    monkeypatch.setattr(module, name, stand_in)
    with gate._pages.turn(nothing), suppress(LookupError):
        run()
    assert gate._pages.free == gate.AT_ONCE
    return seen


@pytest.mark.parametrize(
    ("module", "name", "run"),
    [
        (apart, "_take", lambda: apart.ask("solve", (), lambda *_: None)),
        (own_bytes, "_text", lambda: own_bytes.records("a.csv", b"a;b\n1;2\n")),
        (files.build, "refresh", lambda: files.refresh(LOCAL)),
        (files.screening, "at_the_door", lambda: files.at_the_door("a.csv", b"a;b\n", LOCAL)),
        (files.partners_ledger, "receive", lambda: files.receive("a.csv", b"a;b\n", "brug", LOCAL)),
        (files.large, "propose", lambda: files.propose("a.csv", b"a;b\n7;8\n", "brug", LOCAL)),
    ],
    ids=["plan", "own file", "refresh", "door", "keeping", "reading"],
)
@pytest.mark.usefixtures("data")
def test_what_takes_long_is_done_aside(module, name, run, monkeypatch):
    assert free_while(monkeypatch, module, name, run) == [gate.AT_ONCE]


@pytest.mark.parametrize(
    ("path", "view", "module", "name"),
    [
        ("gesprekspakket", {"gebied": "GM9000"}, document, "html"),
        ("factoren", {}, export, "csv_bytes"),
    ],
    ids=["pack", "export"],
)
@pytest.mark.usefixtures("data")
def test_a_file_is_made_while_another_page_is_drawn(path, view, module, name, monkeypatch):
    """In a thread of its own that waits for no place."""
    made, real, begun = [], export.later, threading.Event()

    def stand_in(*_args: object, **_named: object) -> None:
        begun.set()
        raise LookupError

    def file() -> None:
        with suppress(LookupError):
            made[0]()

    monkeypatch.setattr(export, "later", lambda make: made.append(real(make)) or real(make))
    monkeypatch.setattr(module, name, stand_in)
    assert not opened(path, **view).exception
    assert not begun.is_set()
    making = threading.Thread(target=file, daemon=True)
    with gate._pages.turn(nothing):
        making.start()
        wait(begun.is_set)
        making.join(PATIENCE)
        assert not making.is_alive()


@pytest.mark.usefixtures("data")
def test_a_page_is_drawn_inside_and_waits_for_its_turn(monkeypatch):
    seen = []
    real = gate._pages._enter
    monkeypatch.setattr(gate._pages, "_enter", lambda look: (seen.append(look), real(look)))
    with ExitStack() as stack:
        stack.callback(lambda: seen.append(gate._pages.free))
        app = opened("methode")
    assert not app.exception
    assert seen == [gate._still_wanted, gate.AT_ONCE]


def test_no_part_of_a_page_is_drawn_without_the_main_script():
    """A fragment would pass by the gate; the one that there is draws nothing."""
    found = [file.name for file in app_files() if "st.fragment" in Path(file).read_text("utf-8")]
    assert found == ["moved.py"]
