"""`make keyed` gives the person at this machine a key, one command is enough, and a start loads what it needs only."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys

import pytest

from dashboard import start
from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.warehouse import Reader
from dashboard.partners import queue
from etl.partners import tables
from pages import PAGES
from tests.support import environment
from tests.support.source import ROOT


def test_a_fresh_key_is_made_each_time_and_stands_in_the_link(monkeypatch):
    monkeypatch.delenv(environment.KEY, raising=False)
    first, second = {}, {}
    links = [start.key_of(one, "http://localhost:8501") for one in (first, second)]
    assert [f"http://localhost:8501/start?key={one[environment.KEY]}" for one in (first, second)] == links
    assert len(first[environment.KEY]) >= 32
    assert first != second


def test_a_key_that_was_set_is_kept_and_told_to_nobody(monkeypatch):
    monkeypatch.setenv(environment.KEY, "mijn-woord")
    made: dict[str, str] = {}
    assert start.key_of(made, "http://localhost:8501") == ""
    assert made == {}


def test_a_port_that_is_taken_is_told_before_a_browser_opens_on_what_is_there():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Expected port {port} free"):
            start.main(str(port))


def test_only_keyed_starts_with_a_key():
    recipes = re.findall(r"^(run|dev|keyed):.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {name: "dashboard.start $(PORT)" in recipe for name, recipe in recipes} == {
        "run": False, "dev": False, "keyed": True,
    }  # fmt: skip


def test_whether_there_is_something_to_make_is_asked_without_what_makes_it(sample_data):
    said = "import runpy, sys\n"
    said += "try: runpy.run_module('etl.building.code', run_name='__main__')\n"
    said += "except SystemExit as end: print(end.code, sorted({'pandas', 'typer', 'pydantic'} & set(sys.modules)))"
    asked = [
        subprocess.run(
            [sys.executable, "-c", said], cwd=ROOT, env=os.environ | {environment.DATA: str(folder)},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for folder in (sample_data, sample_data / "nothing")
    ]  # fmt: skip
    assert asked == ["False []", "True []"]


def test_a_page_loads_what_draws_charts_when_it_draws_one():
    modules = [file for room in ("dashboard", "pages") for file in (ROOT / room).rglob("*.py")]
    at_once = [file.name for file in modules if re.search(r"^(import|from) altair", file.read_text("utf-8"), re.M)]
    assert len(modules) > 200
    assert at_once == []


def test_the_queue_of_the_first_page_reads_no_delivery_anew(sample_data, monkeypatch):
    monkeypatch.setenv(environment.DATA, str(sample_data))
    monkeypatch.setattr(tables, "_judged", None)
    assert len(queue.waiting(Reader(LOCAL, warehouse.current()))) > 0


def test_the_server_names_the_pages_before_it_makes_the_app():
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    assert 0 < text.find("\nimport pages") < text.index("st.App(")


@pytest.mark.slow
def test_pages_are_loaded_before_anything_listens_and_what_is_heavy_is_not():
    script = "import app, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = set(loaded.stdout.split())
    assert {f"pages.{page.path.replace('-', '_')}" for page in PAGES} <= modules
    assert not modules & {"scipy", "statsmodels", "matplotlib", "geopandas", "weasyprint"}
