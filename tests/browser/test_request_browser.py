"""The call: a misspelt name typed, who is active and what fits read, logged, its outcome filled in on the desk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import psutil
import pytest
from playwright.sync_api import expect

from etl.building import publish
from tests.browser.conftest import Server, starting, visiting

pytestmark = pytest.mark.browser
SECONDS, ACTIONS = 10, 8


@pytest.fixture
def data(tmp_path, sample_data) -> Path:
    """Data of its own: this test writes."""
    shutil.copytree(sample_data, tmp_path / "data")
    return tmp_path / "data"


def former_name(data: Path) -> tuple[str, str, str]:
    """A listed primary school that had another name: its id, its name of now, the former one."""
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(
            "select school_id, s.name, n.name from mart.school as s join mart.school_name as n using (school_id)"
            " where is_listed and sector = 'PO' order by length(n.name) desc, school_id limit 1"
        ).fetchone()


def cpu_seconds(server: Server) -> float:
    """What the server has worked so far; not how long a busy machine let it wait."""
    times = psutil.Process(server.process.pid).cpu_times()
    return times.user + times.system


@pytest.mark.slow  # without a browser: tests/desk
def test_a_call_is_answered_logged_and_found_again(data, tmp_path, chromium):
    school_id, name, former = former_name(data)
    misspelt = former[:3] + former[4] + former[3] + former[5:]
    with starting(data, tmp_path / "log") as server, visiting(chromium, server.base()) as visit:
        page = visit.open("/overzicht").page
        start, actions = cpu_seconds(server), 0
        box = page.get_by_role("textbox", name="Zoek een school")
        box.fill(misspelt)
        box.press("Enter")  # 1: typed and entered
        visit.settle()
        assert "/zoeken?q=" in page.url
        expect(page.get_by_text(f"heet of heette ook {former}").first).to_be_visible()
        page.evaluate("window.rwKept = true")
        page.get_by_role("link", name=name, exact=True).first.click()  # 2
        visit.settle()
        assert f"/school?school={school_id}" in page.url
        assert page.evaluate("window.rwKept") is True, "a school's link is a step in the session, no new visit"
        page.get_by_role("radio", name="Aanvraag").click()  # 3
        visit.settle()
        for question in ("Wie is hier nu?", "Wie is het dichtst bij?", "Wat past?", "Hoe groot is de behoefte?"):
            expect(page.get_by_text(question)).to_be_visible()
        expect(page.get_by_text("Beste collega,")).to_be_visible()
        page.get_by_role("textbox", name="In een paar woorden").fill("Hulp bij rekenen")  # 4
        page.get_by_role("button", name="Leg de aanvraag vast").click()  # 5
        visit.settle()
        expect(page.get_by_text("De aanvraag is vastgelegd.")).to_be_visible()
        actions = 5
        seconds = cpu_seconds(server) - start
        told = [json.loads(path.read_text()) for path in (data / "partners" / "voorbeeld" / "requests").glob("*.json")]
        assert [(one["kind"], one["school_id"], one["wish"]) for one in told] == [
            ("asked", school_id, "Hulp bij rekenen")
        ]
    # another browser on another day: the server was stopped, what was logged is there
    with starting(data, tmp_path / "log2") as server, visiting(chromium, server.base()) as visit:
        page = visit.open("/aanvragen").page
        start = cpu_seconds(server)
        expect(page.get_by_text("Hulp bij rekenen").first).to_be_visible()
        box = page.get_by_role("combobox", name="Vul in wat ervan kwam")
        box.focus()
        page.keyboard.type("rekenen")  # 6
        page.keyboard.press("Enter")
        visit.settle()
        visit.choose("Uitkomst", "komt")  # 7
        page.get_by_role("button", name="Bewaar de uitkomst").click()  # 8
        visit.settle()
        expect(page.get_by_text("Vastgelegd: de uitkomst.")).to_be_visible()
        seconds, actions = seconds + cpu_seconds(server) - start, actions + 3
    print(f"the call: {actions} actions, {seconds:.1f} s of machine time")
    assert actions <= ACTIONS
    assert seconds < SECONDS
    kinds = sorted(path.name for path in (data / "partners" / "voorbeeld" / "requests").glob("n*.json"))
    assert len(kinds) == 2
