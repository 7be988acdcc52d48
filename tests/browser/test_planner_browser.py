"""The partner meeting at the planner: ten schools, two put in for good, one left out, what demands cost, the file."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
FIRST_ROW, ROW = 37, 30


def choose_row(visit: Visit, row: int) -> str:
    """Chooses a row of the plan; returns the school's code as the link has it."""
    box = visit.table()
    visit.page.mouse.click(box["x"] + 18, box["y"] + FIRST_ROW + ROW * row + ROW / 2)
    visit.page.wait_for_url(re.compile("keuze="))
    visit.settle()
    return visit.page.url.split("keuze=")[1].split("&")[0]


def press(visit: Visit, label: str, name: str) -> None:
    """A button under the table, until the link says what it does."""
    visit.page.get_by_role("button", name=label, exact=True).click()
    visit.page.wait_for_url(re.compile(f"[?&]{name}="))
    visit.settle()


def test_plan_ten_lock_two_ban_one_read_the_price_take_the_file(visit):
    page = visit.open("/planner").page
    expect(page.locator(".rw-lede")).to_contain_text("10 scholen")
    locked = []
    for row in (0, 8):
        locked.append(choose_row(visit, row))
        press(visit, "Altijd erin", "vast")
    banned = choose_row(visit, 2)
    press(visit, "Nooit erin", "niet")
    assert f"vast={'%2C'.join(locked)}" in page.url
    assert f"niet={banned}" in page.url

    page.get_by_role("button", name="Reken de prijzen uit").click()
    prices = page.locator("table", has_text="alle eisen samen")
    expect(prices).to_contain_text("altijd erin:")
    expect(prices).to_contain_text("nooit erin:")
    visit.settle()
    said = page.locator(".rw-lede").inner_text()
    together = re.findall(r"\d,\d\d(?= \((?:PO|VO)\))", said)
    assert len(together) == 2
    assert prices.locator("tr").last.inner_text().split()[3:5] == together

    page.get_by_role("button", name="Exporteren").click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_role("button", name="GeoJSON")).to_be_visible()
    visit.settle()
    with page.expect_download() as download:
        body.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines(), delimiter=";"))
    table = [row for row in rows if not row[0].startswith("# ")]
    codes = [row[table[0].index("Schoolcode")] for row in table[1:]]
    assert len(codes) == 10
    assert set(locked) <= set(codes)
    assert banned not in codes
