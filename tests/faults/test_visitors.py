"""Failure modes 26, 27 and 30: two visitors with different rights at once, strangers, and a key that stays secret."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from dashboard.frame.program import SLUG
from etl.building import publish
from tests.browser.conftest import ROOT, serving
from tests.support.environment import DATA, KEY
from tests.support.visits import START_KEY, cookie_of, given, is_refused, pages, run, text, until_finished, visiting

pytestmark = pytest.mark.xdist_group("visitors")  # they share a server
PARTNER_PAGES = {"dekking", "doelscholen", "partner", "partnerdata"}
PROXIED = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("visitors") / "log"


@pytest.fixture(scope="module")
def base(sample_data, log) -> Iterator[str]:
    with serving(sample_data, log) as address:
        yield address


@pytest.fixture(scope="module")
def partner_names(sample_data) -> list[str]:
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        names = [name for (name,) in con.sql("select name from mart.partner order by name").fetchall()]
    assert len(names) > 5
    return names


def test_two_visitors_with_different_rights_ask_in_turn_and_neither_gets_the_others(base, partner_names):
    """What is kept of one visitor's answers must not be given to the other: same pages, same build, same process."""
    with visiting(base) as near, visiting(base, headers=PROXIED) as far:
        for path in ("overzicht", "dekking", "partnerdata", "overzicht", "kaart"):
            own, others = run(near, path), run(far, path)
            assert pages(own) >= PARTNER_PAGES
            assert pages(others) & PARTNER_PAGES == set()
            seen = text(others)
            assert [name for name in partner_names if name in seen] == [], path
        shown = text(run(near, "dekking"))
        assert any(name in shown for name in partner_names)


def test_a_forged_state_of_a_widget_hurts_only_who_sends_it(base):
    with visiting(base, headers=PROXIED) as forger, visiting(base, headers=PROXIED) as other:
        for told in ({"string_value": "x"}, {"trigger_value": True}, {"json_value": "[]"}, {"bytes_value": b"\x80"}):
            message = BackMsg()
            message.rerun_script.page_name = "overzicht"
            for name in ("$$ID-x-language-switch", "$$GENERATED_WIDGET_ID-0-None", "$$STREAMLIT_INTERNAL_KEY_x"):
                message.rerun_script.widget_states.widgets.add(id=name, **told)
            forger.send(message.SerializeToString())
            seen = text(until_finished(forger))
            assert "Traceback" not in seen
            assert "encountered an error" not in seen
            assert "Overzicht" in text(run(other, "overzicht"))
    with visiting(base, headers=PROXIED) as forger:
        assert "Foutcode" not in text(run(forger, "overzicht"))


def test_a_page_says_that_it_comes_again_so_a_browser_whose_connection_is_lost_asks_for_all_of_it(base):
    """dashboard/ui/moved.py; Streamlit's browser waits for a click else."""
    with visiting(base) as near:
        assert [one.auto_rerun.interval > 3_600 for one in run(near, "overzicht") if one.HasField("auto_rerun")] == [
            True
        ]


def until_closed(connection) -> None:
    while True:
        connection.recv(timeout=20)


@pytest.mark.parametrize("headers", [{}, PROXIED], ids=["near", "stranger"])
def test_a_message_that_is_too_long_ends_its_own_session_only(base, headers):
    """It would stay with its session, and a stranger may open many."""
    with visiting(base, headers=headers) as sender, visiting(base, headers=headers) as other:
        assert "Overzicht" in text(run(sender, "overzicht"))
        sender.send(bytes(1_100_000))
        with pytest.raises(ConnectionClosed):
            until_closed(sender)
        assert "Overzicht" in text(run(other, "overzicht"))


# each brings the start key along, but for the last
STRANGERS = {
    "a proxy that says so": ("", PROXIED),
    "another page on this machine": ("", {"Origin": "http://localhost:9"}),
    "a program without a page": ("", {"Origin": ""}),
    "a proxy that only names itself": ("", {"Via": "1.1 edge"}),
    "a proxy that claims to come from here": ("", {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "localhost"}),
    "a proxy of the standard that claims so": ("", {"Forwarded": 'for=127.0.0.1;host="localhost"'}),
    "a proxy under a header of its own": ("", {"X-Real-IP": "127.0.0.1"}),
    "our own verdict, forged": ("", {"Via": "1.1 edge", f"X-{SLUG}-Visitor": "local-x"}),
    "what a program forges of a browser here": ("", {"Cookie": ""}),
}


@pytest.mark.parametrize(("host", "headers"), STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_gets_open_pages_only(base, partner_names, host, headers):
    with visiting(base, host, headers) as far:
        for path in sorted(PARTNER_PAGES):
            messages = run(far, path)
            assert pages(messages) & PARTNER_PAGES == set()
            assert [name for name in partner_names if name in text(messages)] == []


@pytest.mark.parametrize("host", ["atlas.example", "evil.example:8501", "127.0.0.1.evil.example"])
def test_a_name_that_is_not_ours_is_not_answered(base, host):
    assert is_refused(base, host)


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1.evil.example", "http://localhost.evil.example"])
def test_a_page_that_is_not_ours_is_not_answered(base, origin):
    assert is_refused(base, headers={"Origin": origin})


def put(base: str, headers: dict[str, str]) -> int:
    """Status of a file sent to the upload."""
    asked = urllib.request.Request(f"{base}/_stcore/upload_file/s/f", data=b"x", method="PUT", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_stranger_cannot_fill_the_memory_with_files(base):
    assert put(base, {}) == put(base, {"Origin": "https://atlas.example"}) == put(base, PROXIED) == 403


def test_only_who_brings_the_start_key_is_local_and_no_log_tells_it(base, log):
    for key, is_taken in (("wrong", False), (START_KEY, True)):
        cookie = given(base, key)
        assert ("HttpOnly" in cookie and "SameSite=strict" in cookie) is is_taken
    with visiting(base, headers={"Cookie": ""}) as without, visiting(base) as bringing:
        told = run(without, "kaart")
        assert pages(told) & PARTNER_PAGES == set()
        assert "startlink" in text(told)
        assert pages(run(bringing, "kaart")) >= PARTNER_PAGES
    assert START_KEY not in log.read_text()


@pytest.mark.slow  # a server of its own; tests/frame/test_start.py asks the rest in every run
def test_make_keyed_makes_a_key_and_tells_the_link_that_brings_it(sample_data, tmp_path, free_tcp_port, monkeypatch):
    """One command, and who opens what it tells may do everything; the address without it shows open pages."""
    monkeypatch.delenv(KEY, raising=False)
    data, base = shutil.copytree(sample_data, tmp_path / "data"), f"http://127.0.0.1:{free_tcp_port}"
    command = ["make", "-o", ".venv/.runtime", "keyed", f"PORT={free_tcp_port}"]
    with (tmp_path / "log").open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {DATA: str(data)}, stdout=output, stderr=output,
                                   start_new_session=True)  # fmt: skip
    try:
        _answering(base, 600)
        told = _link(tmp_path / "log")
        assert told.startswith(f"http://localhost:{free_tcp_port}/start?key=")
        cookie = cookie_of(base, told.partition("key=")[2])
        with visiting(base, headers={"Cookie": cookie}) as near, visiting(base, headers={"Cookie": ""}) as far:
            assert pages(run(near, "kaart")) >= PARTNER_PAGES
            assert pages(run(far, "kaart")) & PARTNER_PAGES == set()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)


def _link(log: Path) -> str:
    """The address that was told; it comes as soon as the server answers."""
    for _attempt in range(100):
        found = re.findall(r"http://localhost:\S+/start\S+", log.read_text())
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


# ---- behind a real proxy


CONF = """
pid {folder}/pid; error_log {folder}/err; events {{}}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; location / {{
    proxy_pass {base}; proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; {more} }} }}
}}
"""
WAYS = {
    "Host passed on": "proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;",
    "the two-line default": "",
    "without the page's name": 'proxy_set_header Origin "";',
}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def proxied(request, base, tmp_path, free_tcp_port) -> Iterator[str]:
    """The server behind nginx on the loopback."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists():
        pytest.skip("nginx is not here; as root: apt-get install nginx-light")
    conf = tmp_path / "nginx.conf"
    conf.write_text(CONF.format(folder=tmp_path, port=free_tcp_port, base=base, more=request.param))
    process = subprocess.Popen([nginx, "-c", str(conf), "-g", "daemon off;"])
    try:
        yield _answering(f"http://127.0.0.1:{free_tcp_port}")
    finally:
        process.terminate()
        process.wait(timeout=10)


def _answering(address: str, attempts: int = 100) -> str:
    for _attempt in range(attempts):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return address
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}")


@pytest.mark.slow
def test_behind_a_proxy_nobody_reaches_what_is_of_partners(proxied, base, partner_names):
    """Also who forges the name of this machine and the origin of its browser, as nginx in two lines passes both on."""
    port = urlsplit(proxied).port
    for host in ("atlas.example", f"localhost:{port}"):
        forged = ({"Origin": origin} for origin in (f"https://{host}", f"http://{host}", "", base))
        for headers in ({"Cookie": ""} | one for one in forged):
            if is_refused(proxied, host, headers):
                continue
            with visiting(proxied, host, headers) as far:
                messages = run(far, "partnerdata")
                assert pages(messages) & PARTNER_PAGES == set(), (host, headers)
                assert [name for name in partner_names if name in text(messages)] == []
    for origin in ("https://atlas.example", base):
        assert put(proxied, {"Origin": origin}) == 403
