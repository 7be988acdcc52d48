"""Who is local: judged per connection, whatever the configured address says; in doubt nobody is."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import streamlit
from starlette.requests import Request

from dashboard.frame import rights, server, visitor, warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL
from tests.support import environment

HOST, KEY = "127.0.0.1:8501", "geheim"
KEPT = {"cookie": f"a=1; {visitor.SLUG}-key-8501={visitor.brought(KEY)}"}
NEAR = {"host": HOST, "origin": f"http://{HOST}"} | KEPT


@pytest.fixture(autouse=True)
def _started_with_a_key(monkeypatch):
    monkeypatch.setenv(environment.KEY, KEY)


def scope(headers: dict[str, str] | list[tuple[str, str]], **facts) -> visitor.Scope:
    """A websocket handshake between two ends on this machine."""
    pairs = headers.items() if isinstance(headers, dict) else headers
    ends = {"client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8501)}
    encoded = [(name.encode(), value.encode()) for name, value in pairs]
    return {"type": "websocket", "scheme": "ws", "path": "/_stcore/stream", **ends, "headers": encoded} | facts


@pytest.mark.parametrize(
    "headers",
    [
        NEAR,
        KEPT | {"host": "localhost:8501", "origin": "http://localhost:8501"},
        KEPT | {"host": "[::1]:8501", "origin": "http://[::1]:8501"},
        {"Host": HOST, "Origin": f"http://{HOST}", "Cookie": f"a=b; _xsrf=2; {KEPT['cookie']}"},
    ],
)
def test_a_browser_on_this_machine_is_near(headers):
    assert visitor.judge(scope(headers)) == visitor.LOCAL


FAR = {
    "a proxy that passes the name on": {"host": "atlas.example", "origin": "https://atlas.example"},
    "a proxy that keeps the name to itself": {"host": HOST, "origin": "https://atlas.example"},
    "a page whose name was bound anew": {"host": "evil.example:8501", "origin": "http://evil.example:8501"},
    "another page on this machine": {"host": HOST, "origin": "http://localhost:9999"},
    "the same name under another spelling": {"host": HOST, "origin": "http://localhost:8501"},
    "a program without a page": {"host": HOST},
    "a page in a sandbox": {"host": HOST, "origin": "null"},
    "no name": {"origin": f"http://{HOST}"},
    "a name that only begins like one of ours": {
        "host": "127.0.0.1.evil.example", "origin": "http://127.0.0.1.evil.example",
    },
    "a name with a person in it": {"host": "localhost@evil.example", "origin": "http://localhost@evil.example"},
    "the encrypted twin": {"host": HOST, "origin": f"https://{HOST}"},
}  # fmt: skip


@pytest.mark.parametrize("headers", FAR.values(), ids=FAR)
def test_anything_else_is_not(headers):
    assert visitor.judge(scope(KEPT | headers)) == visitor.ANYONE


@pytest.mark.parametrize(
    "mark",
    ["X-Forwarded-For", "x-forwarded-proto", "Forwarded", "Via", "X-Real-IP", "cf-connecting-ip", "Fly-Client-IP",
     "X-Original-Forwarded-For", "X-Envoy-External-Address"],
)  # fmt: skip
def test_the_mark_of_a_proxy_is_enough(mark):
    assert visitor.judge(scope({**NEAR, mark: "127.0.0.1"})) == visitor.ANYONE


@pytest.mark.parametrize(
    "facts", [{"client": ("192.168.1.4", 5)}, {"server": ("10.0.0.2", 8501)}, {"client": None}, {"server": None}]
)
def test_both_ends_must_be_this_machine(facts):
    assert visitor.judge(scope(NEAR, **facts)) == visitor.ANYONE


def test_two_names_are_no_name():
    assert visitor.judge(scope([*NEAR.items(), ("host", "atlas.example")])) == visitor.ANYONE
    assert visitor.judge(scope([*NEAR.items(), ("origin", "https://atlas.example")])) == visitor.ANYONE


def test_a_visit_without_a_page_may_look_and_not_send():
    """A typed address comes from no page; whoever sends something tells where from."""
    ask = {"host": HOST} | KEPT
    assert visitor.judge(scope(ask, type="http", scheme="http", method="GET")) == visitor.LOCAL
    assert visitor.judge(scope(ask, type="http", scheme="http", method="PUT")) == visitor.ANYONE
    assert visitor.judge(scope(NEAR, type="http", scheme="http", method="PUT")) == visitor.LOCAL


OTHER_KEYS = ["", "a=1", f"{visitor.SLUG}-key-8501=anders", KEPT["cookie"].replace("8501", "8502")]


@pytest.mark.parametrize("brings", OTHER_KEYS)
def test_without_the_start_key_nobody_is_local_whatever_else_is_right(brings):
    """A program behind a proxy forges name and origin; the key it does not know. Another port has a key of its own."""
    assert visitor.judge(scope(NEAR | {"cookie": brings})) == visitor.KEYLESS


def test_a_server_that_was_started_without_a_key_asks_for_none(monkeypatch):
    monkeypatch.delenv(environment.KEY)
    assert visitor.judge(scope(NEAR | {"cookie": ""})) == visitor.LOCAL
    assert visitor.judge(scope(NEAR | {"cookie": "", "origin": "https://atlas.example"})) == visitor.ANYONE


@pytest.mark.parametrize("key", ["geheim", "gehéim", "tajność 教育"])
def test_a_start_key_and_what_is_tried_for_it_may_be_of_any_letters(key, monkeypatch):
    """The control is is_same: the library compares no text of other letters than English, and stops on it."""
    monkeypatch.setenv(environment.KEY, key)
    assert visitor.judge(scope({**NEAR, "cookie": f'{visitor.SLUG}-key-8501="\\351"'})) == visitor.KEYLESS
    assert _start("é") is None
    assert visitor.judge(scope({**NEAR, "cookie": _start(key).split(";")[0]})) == visitor.LOCAL


def _start(key: str) -> str | None:
    """The cookie that the start link of this key gives."""
    facts = {"type": "http", "query_string": f"key={quote(key)}".encode(), "headers": [], "server": ("127.0.0.1", 8501)}
    request = Request(facts)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, server.take_key(request)).result().headers.get("set-cookie")


def test_the_verdict_cannot_be_sent_along():
    forged = scope({**NEAR, "origin": "https://atlas.example", visitor.HEADER.title(): visitor.LOCAL})
    passed_on = [value for name, value in visitor.marked(forged)["headers"] if name.decode().lower() == visitor.HEADER]
    assert passed_on == [visitor.ANYONE.encode()]


@pytest.mark.parametrize(
    ("address", "is_near", "who"),
    [
        ("127.0.0.1", True, LOCAL),
        ("localhost", True, LOCAL),
        ("::1", True, LOCAL),
        ("127.0.0.1", False, ANONYMOUS),
        ("0.0.0.0", True, ANONYMOUS),
        ("192.168.1.4", True, ANONYMOUS),
        (None, True, ANONYMOUS),
        ("127.0.0.1.evil.org", True, ANONYMOUS),
    ],
)
def test_rights_need_a_near_visitor_and_a_server_that_is_not_for_others(address, is_near, who, monkeypatch):
    monkeypatch.setattr(visitor, "is_near", lambda: is_near)
    monkeypatch.setattr(streamlit, "get_option", lambda _name: address)
    assert visitor.current() == who


@pytest.mark.parametrize(("address", "is_told"), [("127.0.0.1", True), ("0.0.0.0", False)])
def test_how_to_get_in_is_told_where_a_key_would_help(address, is_told, monkeypatch):
    """The key gives no rights on a server for others."""
    monkeypatch.setattr(streamlit, "get_option", lambda _name: address)
    monkeypatch.setattr(streamlit, "context", SimpleNamespace(headers={visitor.HEADER: visitor.KEYLESS}))
    assert visitor.lacks_key() is is_told
    monkeypatch.setattr(streamlit, "context", SimpleNamespace(headers={visitor.HEADER: visitor.ANYONE}))
    assert not visitor.lacks_key()


# ---- what is closed before Streamlit sees it


async def behind(_scope, _receive, send):
    """What stands behind the middleware: it answers 200."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def answer(app, method: str, path: str, headers: dict[str, str]) -> dict:
    """The first message that comes back."""
    sent: list[dict] = []
    sent_in: list[bool] = []

    async def send(message):
        sent.append(message)

    async def receive():
        if sent_in:  # whoever goes on listening waits for a visitor who leaves
            await asyncio.Event().wait()
        sent_in.append(True)
        return {"type": "http.request", "body": b""}

    facts = {"type": "http", "scheme": "http", "method": method, "path": path, "query_string": b""}
    with ThreadPoolExecutor(1) as thread:  # a browser test before this one may have left an event loop in its own
        thread.submit(asyncio.run, app(scope({"host": HOST, **headers}, **facts), receive, send)).result()
    return sent[0]


UPLOAD, ORIGIN = "/_stcore/upload_file/s/f", {"origin": f"http://{HOST}"} | KEPT


@pytest.mark.parametrize("path", [UPLOAD, f"/base{UPLOAD}"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_only_a_near_visitor_reaches_the_upload(method, path):
    doors = server.Visitors(behind)
    assert answer(doors, method, path, ORIGIN)["status"] == 200
    elsewhere = {"origin": "https://atlas.example"}
    for far in ({}, KEPT | elsewhere, ORIGIN | {"x-forwarded-for": "203.0.113.9"}, ORIGIN | {"cookie": ""}):
        assert answer(doors, method, path, far)["status"] == 403


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/base/_stcore/metrics"])
def test_the_servers_own_figures_are_closed(path):
    assert answer(server.Visitors(behind), "GET", path, ORIGIN)["status"] == 404


def test_every_answer_has_the_headers():
    headers = dict(answer(server.SecurityHeaders(behind), "GET", "/", {})["headers"])
    policy = headers[b"content-security-policy"].decode()
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    assert "object-src 'none'" in policy
    assert headers[b"x-content-type-options"] == b"nosniff"


async def build_route(scope, receive, send):
    """The route that app.py gives the file of the build."""
    await (await server.build_file(Request(scope)))(scope, receive, send)


@pytest.mark.usefixtures("data")
def test_only_the_person_at_this_machine_gets_the_file_of_the_build(monkeypatch):
    """It holds the figures of every partner: no proxy, no visitor, nobody on a server for others."""
    file = warehouse.current().file
    given = answer(build_route, "GET", "/build.duckdb", ORIGIN)
    headers = dict(given["headers"])
    assert given["status"] == 200
    assert int(headers[b"content-length"]) == file.stat().st_size
    assert file.name in headers[b"content-disposition"].decode()
    for far in (
        {},
        {"cookie": ""},
        KEPT | {"origin": "https://atlas.example"},
        ORIGIN | {"x-forwarded-for": "1.2.3.4"},
    ):
        assert answer(build_route, "GET", "/build.duckdb", {"host": HOST} | far)["status"] == 404
    with monkeypatch.context() as closed:
        closed.setattr(rights, "is_closed", lambda: True)
        assert answer(build_route, "GET", "/build.duckdb", ORIGIN)["status"] == 404
    monkeypatch.setattr(streamlit, "get_option", lambda _name: "0.0.0.0")
    assert answer(build_route, "GET", "/build.duckdb", ORIGIN)["status"] == 404


def test_without_a_build_there_is_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv(environment.DATA, str(tmp_path))
    assert answer(build_route, "GET", "/build.duckdb", ORIGIN)["status"] == 404
