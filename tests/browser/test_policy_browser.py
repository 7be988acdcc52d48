"""The content policy in a browser: what an injected element asks of elsewhere is not asked, on any page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from pages import PAGES
from tests.browser.conftest import PATIENCE, Visit

pytestmark = pytest.mark.browser
EVERY = ["", *(one.path for one in PAGES)]
# name in the address that is asked -> directive that must refuse it
KINDS = {
    "image": "img-src",
    "script": "script-src-elem",
    "frame": "frame-src",
    "style": "style-src-elem",
    "object": "object-src",
    "answer": "connect-src",
    "form": "form-action",
}
INJECT = """outside => {
    window.refused = []
    document.addEventListener('securitypolicyviolation', e => window.refused.push(e.effectiveDirective))
    const add = (tag, set) => document.body.appendChild(Object.assign(document.createElement(tag), set))
    add('img', {src: outside + 'image'})
    add('script', {src: outside + 'script'})
    add('iframe', {src: outside + 'frame'})
    add('link', {rel: 'stylesheet', href: outside + 'style'})
    add('object', {data: outside + 'object'})
    fetch(outside + 'answer', {mode: 'no-cors'}).catch(() => {})
    add('iframe', {name: 'away'})
    const form = add('form', {action: outside + 'form', method: 'post', target: 'away'})
    form.appendChild(Object.assign(document.createElement('input'), {name: 'q', value: 'told'}))
    form.submit()
}"""


class Elsewhere(ThreadingHTTPServer):
    """Another server on the loopback that writes down what it was asked; its own page has no policy."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: list[str] = []
        self.base = f"http://127.0.0.1:{self.server_port}/"


class Asked(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.server.asked.append(self.path.strip("/"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title><body></body>")

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_words: object) -> None:
        """Not among the tests' own output."""


@contextmanager
def listening() -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with listening() as server:
        yield server


def test_from_a_page_without_a_policy_all_of_it_is_asked(profile, elsewhere):
    """The control: what the pages of the app stop would arrive."""
    with listening() as plain:
        page = profile.new_page()
        page.goto(plain.base)
        page.evaluate(INJECT, elsewhere.base)
        page.wait_for_load_state("networkidle")
        assert set(elsewhere.asked) >= set(KINDS)
        assert page.evaluate("window.refused") == []
        page.close()


@pytest.mark.parametrize("paths", [EVERY[:2], pytest.param(EVERY, marks=pytest.mark.slow)], ids=["two", "every"])
def test_on_every_page_an_injected_element_reaches_nothing_outside(paths, profile, server, elsewhere):
    page = Visit(profile.new_page(), server).page  # who opened the start link has every page
    for path in paths:
        page.goto(f"{server}/{path}", wait_until="domcontentloaded")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        elsewhere.asked.clear()
        page.evaluate(INJECT, elsewhere.base)
        for _attempt in range(PATIENCE * 20):
            if set(page.evaluate("window.refused")) >= set(KINDS.values()):
                break
            page.wait_for_timeout(50)
        assert set(page.evaluate("window.refused")) == set(KINDS.values()), path
        assert elsewhere.asked == [], path
        assert page.url.startswith(server)
    page.close()
