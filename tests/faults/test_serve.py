"""Several processes behind nginx: each reader keeps its own, one that dies is passed over and comes back, no one is
local. In every run: how programs are kept running, on small ones; tests/frame/test_front.py reads nginx's file.
"""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from dashboard import running, serve
from dashboard.front import COOKIE
from tests.browser.conftest import free_port
from tests.faults.test_visitors import PARTNER_PAGES, STRANGERS
from tests.support import closing, several
from tests.support.several import Several, ask, needs_nginx, wait
from tests.support.visits import is_refused, pages, run, text, visiting

pytestmark = pytest.mark.xdist_group("serve")
HEALTH = "/_stcore/health"
SOON = 20  # seconds, on small programs


# ---- programs that are kept running


@pytest.fixture
def made(monkeypatch) -> Iterator[list[running.Kept]]:
    """What a test starts, none of which waits for long; it is stopped at the end."""
    for name, seconds in {"PAUSE": 0, "LONGEST_PAUSE": 0, "BEAT": 0.01, "HUNG": 0.2}.items():
        monkeypatch.setattr(running, name, seconds)
    kept: list[running.Kept] = []
    yield kept
    for one in kept:
        one.stop()
        one.join()
    assert all(one.process.poll() is not None for one in kept)


def started(made: list[running.Kept], command: list[str], answers=lambda: True) -> running.Kept:
    made.append(one := running.Kept("small", command, answers))
    one.start()
    return one


def another(one: running.Kept, pid: int) -> int:
    """The pid of the one that came in the place of this one."""
    wait(lambda: one.is_well.is_set() and one.process.pid != pid, SOON)
    return one.process.pid


def test_what_dies_is_started_again_each_time(made):
    one = started(made, ["sleep", "999"])
    pid = another(one, 0)
    for _again in range(3):
        os.kill(pid, signal.SIGKILL)
        pid = another(one, pid)


def test_what_it_began_goes_with_it_so_that_its_port_is_free(made):
    one = started(made, ["sh", "-c", "sleep 999 & sleep 998"])
    pid = another(one, 0)
    wait(lambda: len(psutil.Process(pid).children()) == 2, SOON)
    children = psutil.Process(pid).children()
    os.kill(pid, signal.SIGKILL)
    another(one, pid)
    assert [child.pid for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


def test_what_does_not_answer_any_more_is_ended_and_started_again(made):
    told = {"answers": True}
    one = started(made, ["sleep", "999"], lambda: told["answers"])
    pid = another(one, 0)
    told["answers"] = False
    wait(lambda: not psutil.pid_exists(pid), SOON)
    told["answers"] = True
    assert another(one, pid) != pid


def test_what_never_came_up_is_not_tried_again_and_ends_all(made):
    one = started(made, ["false"], lambda: False)
    wait(one.never_up.is_set, SOON)
    bad = running.Kept("bad", ["false"], lambda: False)
    serving = serve.Serving([bad], running.Kept("good", ["sleep", "999"], lambda: True))
    with pytest.raises(serve.NeverUp, match="bad"):
        serving.run()
    assert serving.nginx.process.poll() is not None, "it does not stay alone"


def test_what_does_not_end_when_told_is_ended(made, monkeypatch):
    monkeypatch.setattr(running, "LEAVING", 0.1)
    one = started(made, ["sh", "-c", "trap '' TERM; while :; do sleep 0.05; done"])
    another(one, 0)
    time.sleep(0.1)  # until it has said what it does with the signal
    one.stop()
    one.join()
    assert one.process.returncode == -signal.SIGKILL


def test_they_are_renewed_one_after_the_other(made):
    first, second = started(made, ["sleep", "999"]), started(made, ["sleep", "999"])
    before = [another(one, 0) for one in (first, second)]
    serving = serve.Serving([first, second], running.Kept("none", ["false"], lambda: True))
    seen: list[bool] = []

    def renew() -> None:
        seen.append(first.is_well.is_set() and first.process.pid != before[0])
        running.Kept.renew(second)

    second.renew = renew
    serving._renew()
    assert seen == [True], "the first was back when the second was told to go"
    assert {first.process.pid, second.process.pid} & set(before) == set()


# ---- the app behind nginx


@pytest.fixture(scope="module")
def served(sample_data, tmp_path_factory) -> Iterator[Several]:
    """An open server of two processes."""
    folder = tmp_path_factory.mktemp("serve")
    data = Path(shutil.copytree(sample_data, folder / "data"))
    with several.serving(data, folder / "log", free_port()) as one:
        yield one.up()


def of(number: object) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={number}"}


@needs_nginx
@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1])
def test_a_browser_stays_with_its_process_for_pages_and_connection(number, served):
    assert ask(served.base + "/kaart", **of(number)).process == ""
    with visiting(served.base, headers=of(number)) as connection:
        assert "Kaart" in text(run(connection, "kaart"))
        for each in (0, 1):
            found = psutil.Process(served.pid(each)).net_connections()
            ours = [one for one in found if one.status == "ESTABLISHED" and one.laddr.port == served.port_of(each)]
            assert bool(ours) is (each == number)


@needs_nginx
@pytest.mark.slow
def test_who_comes_for_the_first_time_or_with_a_cookie_of_no_process_gets_one(served):
    for headers in ({}, of(9), of("0:0"), of("")):
        told = ask(served.base, **headers)
        assert told.status == 200
        assert told.process in ("0", "1"), headers
    assert ask(f"{served.base}/geo/none.geojson").process == "", "files for all are kept by others too"


@needs_nginx
@pytest.mark.slow
@pytest.mark.parametrize("way", ["through nginx", "past it"])
def test_nobody_is_local(way, served):
    """Neither who forges all that a browser of this machine says, nor who finds the port of a process."""
    port = served.port if way == "through nginx" else served.port_of(0)
    base = f"http://127.0.0.1:{port}"
    forged = [{"Cookie": ""}, *({"Cookie": "", **more} for _host, more in STRANGERS.values() if "Cookie" not in more)]
    for headers in forged:
        if is_refused(base, headers=headers):
            continue
        with visiting(base, headers=headers) as far:
            assert pages(run(far, "partnerdata")) & PARTNER_PAGES == set(), headers
    put = ask(f"{base}/_stcore/upload_file/s/f", method="PUT", data=b"x", Origin=base)
    assert put.status == 403


@needs_nginx
@pytest.mark.slow
def test_a_file_over_the_limit_goes_no_further_and_the_app_presses_by_itself(served):
    large = ask(f"{served.base}/_stcore/upload_file/s/f", method="PUT", data=bytes(44_000_000))
    assert large.status == 413
    page = ask(served.base, Accept_Encoding="gzip")
    assert page.headers["content-encoding"] == "gzip"


@needs_nginx
@pytest.mark.slow
def test_a_process_that_was_killed_is_passed_over_and_comes_back(served):
    so_far = len(served.told("answers"))
    dead = served.kill(0)
    told = ask(served.base + HEALTH, **of(0))
    assert (told.status, told.body, told.process) == (200, b"ok", "1")
    served.up(after=so_far)
    assert served.pid(0) != dead
    assert ask(served.base + HEALTH, **of(0)).process == ""


@needs_nginx
@pytest.mark.slow
def test_without_any_process_a_visitor_is_told_to_wait_and_all_come_back(served):
    so_far = len(served.told("answers"))
    for number in (0, 1):
        served.kill(number)
    told = ask(served.base)
    assert (told.status, told.headers["retry-after"], told.process) == (503, "3", "")
    assert "Even geduld" in told.body.decode()
    served.up(after=so_far + 1)
    assert ask(served.base + HEALTH).status == 200


@needs_nginx
@pytest.mark.slow
def test_they_are_renewed_without_a_moment_in_which_nobody_answers(served):
    so_far, before = len(served.told("answers")), {served.pid(number) for number in (0, 1)}
    served.process.send_signal(signal.SIGHUP)
    seen: set[int] = set()

    def is_done() -> bool:
        seen.add(ask(served.base + HEALTH, **of(0)).status)
        seen.add(ask(served.base + HEALTH, **of(1)).status)
        return len(served.told("answers")) >= so_far + 2

    wait(is_done)
    assert seen == {200}
    assert {served.pid(number) for number in (0, 1)} & before == set()


# ---- a closed one


@needs_nginx
@pytest.mark.slow
def test_a_closed_server_that_is_set_up_by_halves_does_not_start(sample_data, tmp_path):
    settings = {closing.ACCESS: str(closing.write_list(tmp_path / "access.yml"))}
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("")
    with several.serving(
        sample_data, tmp_path / "log", free_port(), "--secrets.files", str(secrets), settings=settings
    ) as one:
        assert one.process.wait(timeout=120) == 1
    assert "A closed server is not set up yet" in one.log.read_text()
    assert one.told("started again") == []


@needs_nginx
@pytest.mark.slow
def test_by_its_certificate_people_come_to_a_closed_server_by_https_and_in_no_other_way(sample_data, tmp_path):
    name, port = "dashboard.example", free_port()
    pem, key = certificate(tmp_path, name)
    public = {"redirect_uri": f"https://{name}/oauth2callback"}
    told = closing.write_secrets(tmp_path / "secrets.toml", port, {"een": "https://een.example/x"}, **public)
    settings = {closing.ACCESS: str(closing.write_list(tmp_path / "access.yml"))}
    options = ("--secrets.files", str(told), "--server.allowedHosts", name, "--server.sslCertFile", str(pem),
               "--server.sslKeyFile", str(key))  # fmt: skip
    trusting = ssl.create_default_context(cafile=str(pem))
    trusting.check_hostname = False
    with several.serving(sample_data, tmp_path / "log", port, *options, settings=settings, scheme="https") as one:
        one.up()
        page = ask(one.base, context=trusting, Host=name)
        assert page.status == 200
        assert "max-age" in page.headers["strict-transport-security"]
        cookies = page.headers.get_all("set-cookie")
        assert cookies
        assert all("; secure" in line.lower() for line in cookies)
        past = f"http://127.0.0.1:{one.port_of(0)}"
        assert ask(past, Host=name).status == 403
        assert ask(f"http://127.0.0.1:{port}", Host=name).status == 400


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """One for this name, signed by itself, and its key."""
    pem, key = folder / "it.pem", folder / "it.key"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    subprocess.run([*words, "-out", str(pem), "-keyout", str(key)], check=True, capture_output=True)
    return pem, key
