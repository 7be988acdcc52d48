"""Two app servers that pull from one store and share their deeds in PostgreSQL, as readers of either see them: figures
of one published build per page, whatever happens to the store; what is entered through one is on the other, and kept.
"""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.readers import Answer, Reader
from etl.errors import StoreAway
from etl.lake import versions
from etl.lake.store import Place
from tests.browser.conftest import Server, Visit, starting, tab
from tests.support import postgres, several, shared_store
from tests.support.environment import AUDIT_FOLDER, DEEDS
from tests.support.visits import cookie_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUBLISHES, RESTART, STOP = 10, 4, 7
WAITED_FOR = (3, STOP - 1, PUBLISHES)  # else the next one may come before this one is pulled
STOPPED = 10  # seconds
SEEN_AFTER = 2  # seconds after which a click shows what was entered elsewhere
THINKS = 0.5  # seconds between two rounds of a reader
SCHOOL = "school=90AP00"
MARKS = re.compile(r"bouw-(\d\d)|voorbeeld-0{6}(\w\w)|77\.0(\d\d)")
OPENS, WORDS, KEEPS = "Notitie vastprikken", "Wat moeten anderen ervan weten?", "Deze notitie bewaren"
KEPT, NOT_KEPT = "De notitie is bewaard.", "Niet bewaard. De database met wat mensen invoeren is niet bereikbaar."


class Machine:
    """A data folder that follows the store, and the app on it."""

    def __init__(self, folder: Path, place: Place, deeds: str) -> None:
        self.folder, self._place, self._deeds, self._port = folder, place, deeds, 0
        self._life = ExitStack()
        self.app: Server

    @contextmanager
    def on(self) -> Iterator[Machine]:
        with shared_store.following(self.folder, self._place), self._life:
            yield self.start()

    def start(self) -> Machine:
        """The app, on the port that it had before."""
        log = self.folder.with_suffix(".log")
        self.app = self._life.enter_context(starting(self.folder, log, port=self._port, settings={DEEDS: self._deeds}))
        self._port = self.app.port
        return self

    @property
    def base(self) -> str:
        return self.app.base()

    def kill(self) -> None:
        self.app.process.kill()
        assert self.app.process.wait(30) == -signal.SIGKILL


class Store:
    """A PostgreSQL, the store in it, and who publishes there: builds that tell their number in names and a figure."""

    def __init__(self, server: postgres.Postgres, place: Place, publisher: Path) -> None:
        self.server, self.place, self._publisher, self.number = server, place, publisher, 0

    def make(self) -> None:
        self.number += 1
        shared_store.mark(self._publisher, self.number, f"bouw-{self.number:02}")

    def publish(self) -> None:
        versions.publish(self.place, self._publisher)


class Clicking(threading.Thread):
    """A reader who goes from page to page, and chooses on one; what each page told of its build, in order."""

    def __init__(self, base: str) -> None:
        super().__init__(daemon=True)
        self.base, self.told = base, list[set[int]]()
        self.error: Exception | None = None
        self._ended = threading.Event()

    def run(self) -> None:
        try:
            with Reader(self.base, {"Cookie": cookie_of(self.base)}) as reader:
                while not self._ended.wait(THINKS):
                    self._look(reader.open("school", SCHOOL))
                    self._look(reader.open("wijken-vergelijken", "gebied=GM9001"))
                    self._look(reader.choose("Vergelijk met", "Eigen gemeente"))
                    self._look(reader.open("kaart", "niveau=wijk&indicator=po_need_load"))
        except Exception as error:
            self.error = error

    def _look(self, answer: Answer) -> None:
        found = MARKS.findall(answer.text)
        self.told.append({int(name or figure) if name or figure else int(build, 16) for name, build, figure in found})

    def goes_on(self) -> set[int]:
        """What pages tell that are asked for from now on."""
        so_far = len(self.told) + 1  # one may be under way
        several.wait(lambda: self.error or len(self.told) > so_far + 5)
        return set().union(*self.told[so_far:])

    def end(self) -> None:
        self._ended.set()
        self.join(60)


@pytest.fixture(scope="module")
def store(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """With one build."""
    shared_store.needs_packages()
    folder = tmp_path_factory.mktemp("store")
    with postgres.running() as server:
        publisher = shared_store.data_like(sample_data, folder / "publisher")
        store = Store(server, Place(server.database(), folder / "files"), publisher)
        store.make()
        store.publish()
        yield store


@pytest.fixture(scope="module")
def machines(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Machine]]:
    """Two, with their deeds and the log of these in one database."""
    folder, deeds = tmp_path_factory.mktemp("machines"), store.server.database()
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.delenv(AUDIT_FOLDER)
        two = [Machine(folder / name, store.place, deeds) for name in "ab"]
        for one in two:
            versions.pull(store.place, one.folder)
            stack.enter_context(one.on())
        yield two


@pytest.fixture
def readers(machines: list[Machine]) -> Iterator[list[Clicking]]:
    """One on each machine."""
    both = [Clicking(one.base) for one in machines]
    for one in both:
        one.start()
    yield both
    for one in both:
        one.end()


def all_come_to(readers: list[Clicking], number: int) -> None:
    """Waits until both are shown this build."""
    several.wait(lambda: all(one.error or one.told[-1:] == [{number}] for one in readers))


def school(visit: Visit) -> Page:
    return visit.open(f"/school?{SCHOOL}").page


def press(visit: Visit, button: str) -> None:
    visit.page.get_by_role("button", name=button).click()
    visit.settle()


def note(visit: Visit, words: str) -> None:
    """Pins a note at the school, and sees that it is confirmed."""
    press(visit, OPENS)
    visit.page.get_by_role("textbox", name=WORDS).fill(words)
    press(visit, KEEPS)
    expect(visit.page.get_by_text(KEPT)).to_be_visible()


def test_ten_publishes_a_restart_and_a_stop_of_the_store_show_no_mixed_page(store, machines, readers, profile):
    surely = {store.number}
    with tab(profile, machines[0].base) as visit:
        page = school(visit)
        press(visit, OPENS)
        page.get_by_role("textbox", name=WORDS).fill("Tijdens een storing geschreven")
        all_come_to(readers, store.number)
        for turn in range(1, PUBLISHES + 1):
            store.make()
            if turn == RESTART:
                store.server.restart()
            if turn == STOP:
                stopped = time.monotonic()
                store.server.stop()
                with pytest.raises(StoreAway):
                    store.publish()
                press(visit, KEEPS)
                expect(page.get_by_text(NOT_KEPT)).to_be_visible()
                expect(page.get_by_text("er kan niets worden vastgelegd")).to_be_visible()
                time.sleep(max(0, stopped + STOPPED - time.monotonic()))
                for reader in readers:
                    assert reader.goes_on() == {store.number - 1}
                store.server.start()
                press(visit, KEEPS)
                expect(page.get_by_text(KEPT)).to_be_visible()
            store.publish()
            if turn in WAITED_FOR:
                all_come_to(readers, store.number)
                surely.add(store.number)
    for reader in readers:
        reader.end()
        assert reader.error is None
        assert [told for told in reader.told if len(told) != 1] == []
        shown = [number for told in reader.told for number in told]
        assert shown == sorted(shown), "a server went back to an older build"
        assert surely <= set(shown) <= set(range(1, store.number + 1))
        print(f"{len(shown)} pages, builds {sorted(set(shown))} seen, 0 mixed", file=sys.stderr)


@pytest.mark.parametrize(("through", "other"), [(0, 1), (1, 0)], ids=["through A", "through B"])
def test_what_is_entered_through_one_is_on_the_page_of_the_other_at_a_click(through, other, machines, profile):
    words = f"Geschreven op machine {through}"
    with tab(profile, machines[through].base) as writer, tab(profile, machines[other].base) as visit:
        page = school(visit)
        school(writer)
        expect(page.get_by_text(words)).to_have_count(0)
        note(writer, words)
        time.sleep(SEEN_AFTER)
        press(visit, OPENS)
        expect(page.get_by_text(words)).to_be_visible(timeout=1)


def test_what_was_confirmed_is_kept_when_its_server_is_killed(machines, profile):
    words = "Vlak voor het einde geschreven"
    killed, other = machines
    with tab(profile, killed.base) as visit:
        school(visit)
        note(visit, words)
        killed.kill()
    with tab(profile, other.base) as visit:
        expect(school(visit).get_by_text(words)).to_be_visible()
    with tab(profile, killed.start().base) as visit:
        expect(school(visit).get_by_text(words)).to_be_visible()
