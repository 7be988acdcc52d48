"""Each hostile file through the page: the server lives, another visitor is answered, and the memory comes back."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Server, Visit, starting, tab
from tests.support import hostile_files, hostile_texts
from tests.support.visits import run, text
from tests.support.visits import visiting as connected

MB = 1_000_000
BACK_WITHIN = 60  # seconds
# what a file may leave: its own bytes, for as long as its session may come back, and rows of it that were shown
LEFT, LEFT_OF_ALL = 60 * MB, 200 * MB
ORDINARY = b"school;plaats;programma;schooljaar;aantal\nDe Akker;Kwend;Taal;2024-2025;20\n"
FILES = {name: ("a.xlsx", make) for name, (make, _) in hostile_files.WORKBOOKS.items()} | {
    name: (file_name, make) for name, (file_name, make, _) in hostile_texts.TEXTS.items()
}


@pytest.fixture(scope="module")
def attacked(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copytree(sample_data, folder / "data")
    with starting(folder / "data", folder / "log") as server:
        yield server


@pytest.fixture(scope="module")
def memory(attacked: Server, profile: BrowserContext) -> tuple[psutil.Process, int]:
    """The server's process, and the bytes that it took when it had shown two pages and read an ordinary file.

    What reading takes for good, its libraries and the register of schools, is no trace of a hostile file.
    """
    base = attacked.base()
    with connected(base) as first:
        run(first, "kaart")
        run(first, "partnerdata")
    with tab(profile, base) as visit:
        deliver(visit, "gewoon.csv", ORDINARY)
    process = psutil.Process(attacked.process.pid)
    return process, process.memory_info().rss


def deliver(visit: Visit, name: str, data: bytes) -> None:
    visit.open("/partnerdata?deel=aanleveren&partner=debathuis-kwend")
    field = visit.page.get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files([{"name": name, "mimeType": "application/octet-stream", "buffer": data}])
    visit.page.wait_for_timeout(300)
    visit.settle()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_on_the_page_hurts_nobody(name, attacked, memory, profile, record_property):
    file_name, make = FILES[name]
    (process, start), base, answers = memory, attacked.base(), []
    before = process.memory_info().rss
    with connected(base) as other, tab(profile, base) as visit:

        def ask() -> None:
            time.sleep(0.5)
            began = time.monotonic()
            answers.append("Bronnen" in text(run(other, "bronnen")))
            record_property("seconds of the other visitor", round(time.monotonic() - began, 1))

        asking = threading.Thread(target=ask)
        asking.start()
        deliver(visit, file_name, make())
        asking.join(60)
        seen = visit.page.get_by_test_id("stMain").inner_text()
    assert answers == [True]
    assert "Niet ingenomen" in seen or "Hoe het bestand wordt gelezen" in seen
    assert "Foutcode" not in seen
    last = time.monotonic() + BACK_WITHIN
    while process.memory_info().rss > before + LEFT and time.monotonic() < last:
        time.sleep(2)
    now = process.memory_info().rss
    record_property("MB before and after", f"{before // MB} {now // MB}")
    assert attacked.process.poll() is None
    assert now < before + LEFT
    assert now < start + LEFT_OF_ALL
