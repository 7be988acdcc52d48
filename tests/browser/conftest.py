"""A real Chromium and a real server: one server per session, colder ones on request, stopped by their own pid."""

from __future__ import annotations

import base64
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    FloatRect,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as Late
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.environment import DATA, KEY
from tests.support.visits import START_KEY

ROOT = Path(__file__).resolve().parents[2]
MEND = "run `playwright install --only-shell chromium`, or as root `apt-get install chromium-headless-shell`"
ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=gl-egl",  # Mesa's software renderer keeps its shaders: a fifth of SwiftShader's work
    "--enable-unsafe-swiftshader",  # taken where Mesa is not
    "--ignore-gpu-blocklist",
    "--disable-gpu-compositing",  # only WebGL is drawn by the software renderer, not each frame of the page
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MAP = "[data-testid=stDeckGlJsonChart] canvas"
GEOMETRY_IS_HERE = "performance.getEntriesByType('resource').some(e => e.name.includes('/geo/'))"
DRAWN = """() =>
    document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid=stMain] [data-testid=stElementContainer]')
    && !document.querySelector('[data-testid=stSkeleton], [data-testid=stDeckGlJsonChart]:not(:has(canvas))')"""
QUIET, PATIENCE = 0.1, 60  # seconds; what is under way is known from the messages, the rest is drawing
START = 120  # seconds that a server gets
expect.set_options(timeout=PATIENCE * 1000)


class Visit:
    """One page of the app in the browser, with everything it asked for and everything it was sent."""

    def __init__(self, page: Page, base: str):
        self.page, self.base = page, base
        self.requests: list[str] = []
        self.received: list[int] = []
        self.under_way: set[Request] = set()
        self.is_waiting, self.last_news = True, time.monotonic()
        page.context.request.get(f"{base}/start?key={START_KEY}", max_redirects=0)  # as `make keyed` opens it
        page.on("request", self._requested)
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, self._ended)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameSent", self._sent)
        session.on("Network.webSocketFrameReceived", self._receive)

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)
        if request.url.startswith("http"):
            self.under_way.add(request)

    def _ended(self, request: Request) -> None:
        self.last_news = time.monotonic()
        self.under_way.discard(request)

    def _sent(self, event: dict) -> None:
        self.last_news = time.monotonic()
        message = BackMsg.FromString(base64.b64decode(event["response"]["payloadData"]))
        self.is_waiting |= message.WhichOneof("type") == "rerun_script"

    def _receive(self, event: dict) -> None:
        self.last_news = time.monotonic()
        payload = base64.b64decode(event["response"]["payloadData"])
        self.received.append(len(payload))
        kind = ForwardMsg.FromString(payload).WhichOneof("type")
        self.is_waiting = (self.is_waiting or kind == "new_session") and kind != "script_finished"

    def open(self, path: str) -> Visit:
        self.is_waiting = True
        self.under_way.clear()
        self.page.goto(self.base + path)
        self.settle()
        if self.page.locator(MAP).count():
            self.until(GEOMETRY_IS_HERE)
        return self._quiet()

    def turn_to(self, path: str) -> Visit:
        """As a link within the app: another page in the same window, of which only the first loads the app."""
        if not self.page.url.startswith(self.base):
            return self.open(path)
        self.is_waiting = True
        self.page.evaluate("to => (history.pushState({}, '', to), dispatchEvent(new PopStateEvent('popstate')))", path)
        return self.settle()

    def file_of(self, button: Locator) -> Path:
        """The file of a button; pressed again, as a person would, where nothing came: a busy machine loses a press."""
        for _attempt in range(3):
            self.settle()
            with suppress(Late), self.page.expect_download(timeout=20_000) as download:
                button.click()
                return download.value.path()
        raise AssertionError("no file after three presses")

    def settle(self) -> Visit:
        """Waits until the server has answered what the browser asked, and the browser has drawn it.

        An app that has not connected yet calls itself "not running" too, so the messages are watched.
        """
        self._quiet()
        self.until(DRAWN)
        return self._quiet()

    def until(self, condition: str) -> None:
        """Waits until this holds in the page; asked from outside, for the app's policy lets no page evaluate a text."""
        start = time.monotonic()
        while not self.page.evaluate(condition):
            assert time.monotonic() - start < PATIENCE, f"not so after {PATIENCE} s on {self.page.url}: {condition}"
            self.page.wait_for_timeout(50)

    def _quiet(self) -> Visit:
        """Waits until for a while nothing was under way, nor came or went."""
        start = self.last_news = time.monotonic()
        while self.is_waiting or self.under_way or time.monotonic() - self.last_news < QUIET:
            assert time.monotonic() - start < PATIENCE, (
                f"not there after {PATIENCE} s: {self.under_way or self.page.url}"
            )
            self.page.wait_for_timeout(50)
        return self

    def forget(self) -> None:
        self.requests.clear()
        self.received.clear()

    def table(self) -> FloatRect:
        """Where the first table stands, once its cells are drawn: a click on it before that is lost."""
        self.page.locator('[role="gridcell"]').first.wait_for(state="attached")
        self.settle()
        box = self.page.get_by_test_id("stDataFrame").first.bounding_box()
        assert box
        return box

    def choose(self, label: str, option: str) -> Visit:
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        return self.settle()

    def go_to(self, section: str, page: str) -> Visit:
        """Through the bar on top."""
        self.page.get_by_test_id("stTopNavSection").get_by_text(section).click()
        self.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=page).click()
        return self.settle()

    def click_middle_of_map(self) -> Visit:
        """Moves first: deck.gl looks under the pointer before it takes a click.

        It takes no click that lasts over 250 ms, and a software renderer needs longer than that to look; so
        the clock stands still between down and up.
        """
        box = self.page.locator(MAP).first.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x - 6, y - 6)
        self.page.mouse.move(x, y, steps=4)
        self.page.locator(".deck-tooltip").filter(has_text=re.compile(r"\w")).wait_for()
        self.page.evaluate("() => { const t = Date.now(); window.realNow = Date.now; Date.now = () => t }")
        self.page.mouse.down()
        self.page.mouse.up()
        self.page.evaluate("() => { Date.now = window.realNow }")
        self.page.wait_for_timeout(700)
        return self.settle()

    @property
    def outside(self) -> list[str]:
        """Requests to anything but this server."""
        return [url for url in self.requests if not url.startswith((self.base, "data:", "blob:"))]

    @property
    def geometry(self) -> list[str]:
        return [url for url in self.requests if "/geo/" in url]


@pytest.fixture(scope="session", autouse=True)
def _no_server_stays() -> Iterator[None]:
    """Every server that a test started has ended when the tests are done."""
    yield
    left = [child.cmdline() for child in psutil.Process().children(recursive=True) if "streamlit" in child.cmdline()]
    assert left == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # the shell has no window of its own to draw: a page costs a fifth of what it costs in the whole browser
        found = next(filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "chromium-browser"])), None)
        try:
            browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)  # None: Playwright's own shell
        except Error:
            if found:
                raise
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"no Chromium here: {MEND}")
        yield browser
        browser.close()


@contextmanager
def serving(data: Path, log: Path, *arguments: str, key: str = START_KEY) -> Iterator[str]:
    """The app on a free port of the loopback, with this data directory."""
    with starting(data, log, *arguments, key=key) as server:
        yield server.base()


def free_port() -> int:
    """A port of the loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def starting(
    data: Path,
    log: Path,
    *arguments: str,
    key: str = START_KEY,
    port: int = 0,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """As `serving`, with its process, and without waiting until it answers; `key` "" asks nobody for one."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *arguments]
    environment = os.environ | {DATA: str(data), KEY: key, **(settings or {})}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield Server(process, port, log)
    finally:
        _stop(process)


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Server:
    """A process that was started on a port of the loopback."""

    process: subprocess.Popen
    port: int
    log: Path

    def base(self) -> str:
        """Its address, as soon as it answers. Raises RuntimeError with its log when it does not in time."""
        address, last = f"http://127.0.0.1:{self.port}", time.monotonic() + START
        while time.monotonic() < last:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server stopped: {self.log.read_text()}")
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                    return address
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"no answer from {address}: {self.log.read_text()}")


@pytest.fixture(scope="session")
def server(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with edition voorbeeld."""
    with serving(sample_data, tmp_path_factory.mktemp("server") / "log") as base:
        yield base


@pytest.fixture(scope="module")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """One browser profile per file: what the browser has loaded once it need not load for every test."""
    with fresh_profile(chromium) as fresh:
        yield fresh


@pytest.fixture
def visit(profile: BrowserContext, server: str) -> Iterator[Visit]:
    """A new tab of the file's profile on the shared server. Tests that store something take `visiting`."""
    with tab(profile, server) as fresh:
        yield fresh


@contextmanager
def fresh_profile(chromium: Browser, **context) -> Iterator[BrowserContext]:
    """Small, so that the software renderer keeps up."""
    profile = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="nl-NL", **context)
    profile.set_default_timeout(PATIENCE * 1000)
    yield profile
    profile.close()


@contextmanager
def tab(profile: BrowserContext, base: str) -> Iterator[Visit]:
    page = profile.new_page()
    yield Visit(page, base)
    page.close()


@contextmanager
def visiting(chromium: Browser, base: str, **context) -> Iterator[Visit]:
    """A browser that was never here before."""
    with fresh_profile(chromium, **context) as profile:
        yield Visit(profile.new_page(), base)
