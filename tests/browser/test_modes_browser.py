"""A server that others can reach shows open pages only; a new build is picked up by an open page at the next click."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving, visiting

pytestmark = pytest.mark.browser


def test_an_open_page_takes_a_new_build_at_the_next_click(chromium, sample_data, tmp_path):
    data = Path(shutil.copytree(sample_data, tmp_path / "data"))
    with serving(data, tmp_path / "log") as base, visiting(chromium, base) as visit:
        before = json.loads((data / "warehouse" / "current.json").read_text())["build_id"]
        visit.open("/kaart")
        expect(visit.page.locator(".rw-src")).to_contain_text(before)
        point_to_another(data, "voorbeeld-0000beef")
        visit.choose("Indicator", "SES-WOA-score")
        expect(visit.page.locator(".rw-src")).to_contain_text("voorbeeld-0000beef")


def point_to_another(data: Path, build_id: str) -> None:
    """The same tables published under another build id."""
    pointer = data / "warehouse" / "current.json"
    now = json.loads(pointer.read_text())
    file = now["file"].replace(now["build_id"], build_id)
    shutil.copy(data / "warehouse" / now["file"], data / "warehouse" / file)
    with duckdb.connect(str(data / "warehouse" / file)) as con:
        con.execute("update mart.build set build_id = ?", [build_id])
    draft = pointer.with_suffix(".draft")
    draft.write_text(json.dumps(now | {"build_id": build_id, "file": file}))
    draft.replace(pointer)


@pytest.mark.slow  # without a browser: tests/pages/test_every_page.py
def test_without_sign_in_a_server_for_others_says_so_and_shows_open_pages(chromium, sample_data, tmp_path):
    with (
        serving(sample_data, tmp_path / "log", "--server.address", "0.0.0.0") as base,
        visiting(chromium, base) as visit,
    ):
        visit.open("/kaart")
        expect(visit.page.get_by_role("heading", name="Kaart")).to_be_visible()
        expect(visit.page.get_by_test_id("stSidebar")).to_contain_text("Alleen open gegevens")


def test_a_server_on_loopback_says_nothing_of_the_kind(visit):
    visit.open("/bronnen")
    expect(visit.page.get_by_test_id("stSidebar")).not_to_contain_text("Alleen open gegevens")
