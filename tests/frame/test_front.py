"""What stands before several processes: nginx's file as it is made, what the processes are told, who ended a sign-in.

tests/faults/test_serve.py runs all of it.
"""

from __future__ import annotations

import configparser
import inspect
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import streamlit

from dashboard import front, running, serve
from dashboard.frame import ended
from dashboard.front import COOKIE, Front
from tests.support import closing, environment
from tests.support.source import ROOT

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
ENDED = environment.paths.variable(ended.SETTING)
DEFAULTS = {"--server.address": "127.0.0.1", "--server.maxUploadSize": 40}
PORTS = (8601, 8602, 8603)
CERTIFIED = [
    "--server.address",
    "0.0.0.0",
    "--server.sslCertFile=/srv/it.pem",
    "--server.sslKeyFile",
    "/srv/it key.pem",
]


def made(folder: Path, *options: str) -> Front:
    return front.of(folder, 8501, PORTS, options, DEFAULTS)


def group(told: str, name: str) -> list[str]:
    """The servers of an upstream, as they stand."""
    return re.findall(r"server (127[^;]*);", re.search(rf"upstream {name} {{(.*?)}}", told, re.DOTALL)[1])


def table(told: str, key: str) -> dict[str, str]:
    """The lines of a map but for the comments, by what they match."""
    lines = re.search(rf"map {re.escape(key)} \$\w+ {{(.*?)}}", told, re.DOTALL)[1].split(";")
    return {
        one.strip('"'): other.strip('"') for one, other in (line.split() for line in lines if len(line.split()) == 2)
    }


def test_every_word_of_the_template_is_filled_in(tmp_path):
    words = set(re.findall("@[A-Z]+@", front.TEMPLATE.read_text("utf-8")))
    assert len(words) > 10
    for options in ([], CERTIFIED):
        assert "@" not in made(tmp_path, *options).configuration().replace("@nobody", "")


def test_a_browser_keeps_its_process_and_has_the_others_when_that_is_gone(tmp_path):
    told = made(tmp_path).configuration()
    known = {"default": "any", "0": "process_0", "1": "process_1", "2": "process_2"}
    assert table(told, f"$cookie_{COOKIE}") == known
    out = "max_fails=0"
    assert group(told, "process_1") == [
        f"127.0.0.1:8602 {out}", f"127.0.0.1:8601 {out} backup", f"127.0.0.1:8603 {out} backup",
    ]  # fmt: skip
    assert group(told, "any") == [f"127.0.0.1:{port} {out}" for port in PORTS]


@pytest.mark.parametrize(
    ("tried", "served"),
    [
        ("127.0.0.1:8602", "1"),
        ("127.0.0.1:8601, 127.0.0.1:8603", "2"),
        ("127.0.0.1:86021", ""),
        ("", ""),
    ],
)
def test_the_cookie_names_who_served_at_last(tried, served, tmp_path):
    found = table(made(tmp_path).configuration(), "$upstream_addr")
    assert [told for match, told in found.items() if match[0] == "~" and re.search(match[1:], tried)] == [
        served
    ] * bool(served)


def test_what_the_processes_need_comes_through(tmp_path):
    told = made(tmp_path).configuration()
    for line in (
        "client_max_body_size 41m;", "gzip off;", "proxy_set_header Host $http_host;",
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header X-Forwarded-For $remote_addr;", "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_next_upstream error timeout;", "proxy_next_upstream_tries 3;", "listen 127.0.0.1:8501;",
    ):  # fmt: skip
        assert line in told
    assert "client_max_body_size 8m;" in made(tmp_path, "--server.maxUploadSize=7").configuration()
    assert "access_log off;" in told  # links and addresses of people
    assert "proxy_request_buffering off;" in told  # a stranger's file would fill the disk before the app refuses it
    assert "proxy_max_temp_file_size 0;" in told


def test_a_certificate_is_nginxs_and_its_cookie_goes_by_https_only(tmp_path):
    told = made(tmp_path, *CERTIFIED).configuration()
    for line in (
        "listen 0.0.0.0:8501 ssl;",
        'ssl_certificate "/srv/it.pem";',
        'ssl_certificate_key "/srv/it key.pem";',
    ):
        assert line in told
    assert "SameSite=Lax; Secure" in told
    assert "Secure" not in made(tmp_path).configuration()
    left = front.of_processes([*CERTIFIED, "--server.allowedHosts", "a.example", "--global.x=1"])
    assert left == ["--server.allowedHosts=a.example", "--global.x=1"]


def test_a_proxy_before_it_is_the_only_one_that_it_takes(tmp_path, monkeypatch):
    monkeypatch.setenv(closing.PROXY, "10.0.0.7, 10.0.0.8")
    told = made(tmp_path, "--server.address", "10.0.0.1").configuration()
    assert re.findall(r"(?:allow|deny) [^;]+;", told) == ["allow 10.0.0.7;", "allow 10.0.0.8;", "deny all;"]
    assert "X-Forwarded-Proto $http_x_forwarded_proto;" in told
    assert "deny all" not in made(tmp_path, *CERTIFIED).configuration()


@pytest.mark.parametrize(
    ("options", "trusted"), [([], ""), (CERTIFIED, "127.0.0.1"), (["--server.address=0.0.0.0"], "127.0.0.1")]
)
def test_a_process_trusts_nginx_only_and_holds_a_key_that_nobody_has(options, trusted, tmp_path, monkeypatch):
    monkeypatch.delenv(closing.PROXY, raising=False)
    one = made(tmp_path, *options)
    told, again = one.environment({environment.KEY: "known", "HOME": "/root"}), one.environment({})
    assert told[closing.PROXY] == trusted
    assert told["HOME"] == "/root"
    assert len(told[environment.KEY]) >= 32
    assert told[environment.KEY] != again[environment.KEY]


@pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not here; as root: apt-get install nginx-light")
def test_nginx_takes_the_file(tmp_path):
    file = tmp_path / "nginx.conf"
    file.write_text(made(tmp_path).configuration())
    done = subprocess.run(
        [NGINX, "-t", "-q", "-c", str(file), "-p", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_nginx_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *_a, **_k: None)
    with pytest.raises(SystemExit, match="apt-get install nginx-light"):
        serve.main("2", "8501")


@pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not here; as root: apt-get install nginx-light")
def test_a_port_that_is_taken_is_told_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Expected port {port} free"):
            serve.main("2", str(port))


UNIT = configparser.ConfigParser(strict=False, interpolation=None)
UNIT.optionxform = str
UNIT.read(front.TEMPLATE.with_name("dashboard.service"), encoding="utf-8")


def test_the_unit_starts_what_is_there_and_renews_and_ends_it():
    service = UNIT["Service"]
    program, *words = service["ExecStart"].split()
    assert program == service["WorkingDirectory"] + "/.venv/bin/python"
    assert words == ["-m", "dashboard.serve", "$WORKERS", "$PORT", "$OPTIONS"]
    assert list(inspect.signature(serve.main).parameters) == ["workers", "port", "options"]
    assert service["ExecReload"].split() == ["kill", "-HUP", "$MAINPID"]
    assert int(service["TimeoutStopSec"]) > 2 * running.LEAVING, "it ends its processes itself"
    assert service["UMask"] == "0077"


def test_the_page_about_it_names_files_and_options_that_are_there():
    told = (ROOT / "docs" / "deploying.md").read_text("utf-8")
    files = set(re.findall(r"`((?:deploy|docs)/[\w./]+)`|\*(docs/[\w./]+)\*", told))
    assert len(files) >= 4
    assert [name for pair in files for name in pair if name and not (ROOT / name).is_file()] == []
    options = set(re.findall(r"--server\.\w+", told))
    assert set(front.OWN) < options
    for name in options:
        streamlit.get_option(name[2:])  # raises for one that there is not


# ---- a sign-in that was ended in another process


@pytest.fixture
def elsewhere(monkeypatch):
    """From now on this process is another one, which remembers nothing."""

    def forget():
        monkeypatch.setattr(ended, "_ended", ended.OrderedDict())

    forget()
    return forget


def test_a_folder_of_ended_sign_ins_that_is_there_is_closed_to_others(tmp_path, monkeypatch):
    (shared := tmp_path / "ended").mkdir(mode=0o777)
    shared.chmod(0o777)
    monkeypatch.setenv(ENDED, str(shared))
    ended.end("a1")
    assert shared.stat().st_mode & 0o777 == 0o700


def test_a_sign_in_that_was_ended_holds_in_no_process(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv(ENDED, str(tmp_path / "ended"))
    ended.end("a1")
    elsewhere()
    assert [ended.is_ended(mark) for mark in ("a1", "b2", "")] == [True, False, False]


def test_alone_a_process_remembers_it_by_itself(elsewhere, monkeypatch):
    monkeypatch.delenv(ENDED, raising=False)
    ended.end("a1")
    assert ended.is_ended("a1")
    elsewhere()
    assert not ended.is_ended("a1")


def test_what_ran_out_is_let_go_and_a_folder_that_fails_ends_it_here_all_the_same(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv(ENDED, str(tmp_path))
    ended.end("a1")
    monkeypatch.setattr(ended, "KEPT", -1)
    ended.end("b2")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    monkeypatch.setenv(ENDED, str(tmp_path / "file" / "ended"))
    ended.end("c3")
    assert ended.is_ended("c3")
    elsewhere()
    assert not ended.is_ended("c3")
