"""A click whose own function fails: no page can catch that, the server's last resort shows the state."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving, visiting
from tests.support import mart as builders

pytestmark = pytest.mark.browser


@pytest.mark.slow  # without a browser: tests/pages/test_every_page.py
def test_a_click_that_fails_shows_the_state_and_loading_again_the_page(chromium, tmp_path):
    data = builders.write_warehouse(tmp_path / "data")
    (data / "lists").write_text("a file where the folder of saved lists should be")
    with serving(data, tmp_path / "log") as base, visiting(chromium, base) as visit:
        page = visit.open("/doelscholen").page
        page.get_by_role("button", name="Lijst bewaren").click()
        page.get_by_role("textbox", name="Naam van de lijst").fill("Zoek Jansen")
        page.get_by_role("textbox", name="Naam van de lijst").press("Tab")
        visit.settle()
        page.get_by_role("button", name="Bewaar deze lijst").click()
        expect(page.get_by_role("heading", name="Deze pagina kan niet worden getoond")).to_be_visible()
        shown = page.get_by_test_id("stApp").inner_text()
        assert "Traceback" not in shown
        assert "Error" not in shown
        error_id = re.search(r"Foutcode: ([0-9a-f]{6})", shown)
        assert error_id
        page.get_by_role("button", name="Laad opnieuw").click()
        expect(page.get_by_role("heading", name="Doelscholen")).to_be_visible()
    log = (tmp_path / "log").read_text()
    where = r"on a click or the frame around the page, build klein-\w{8}"
    assert re.search(rf"ERROR dashboard\.ui\.unforeseen: error {error_id[1]} {where}", log), log
    assert "FileExistsError" in log
    assert log.count("saved/store.py") == 1  # once, and not by Streamlit with the words of every error
    assert "Jansen" not in log
