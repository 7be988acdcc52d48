"""The partner meeting: ten schools, two put in for good, one left out, what demands cost, the file; then who goes."""

from __future__ import annotations

import csv
import re
import shutil

import pytest
from playwright.sync_api import Locator, expect

from etl.declared import catalog
from etl.partners import claims, ledger
from tests.browser.conftest import Visit, serving, visiting
from tests.support.environment import DATA

pytestmark = pytest.mark.browser
FIRST_ROW, ROW = 37, 30
PARTNER, NAME = "debathuis-kwend", "Debathuis Kwend"


def click_row(visit: Visit, row: int) -> None:
    box = visit.table()
    visit.page.mouse.click(box["x"] + 18, box["y"] + FIRST_ROW + ROW * row + ROW / 2)


def choose_row(visit: Visit, row: int) -> str:
    """Chooses a row of the plan; returns the school's code as the link has it."""
    click_row(visit, row)
    visit.page.wait_for_url(re.compile("keuze="))
    visit.settle()
    return visit.page.url.split("keuze=")[1].split("&")[0]


def press(visit: Visit, label: str, name: str) -> None:
    """A button under the table, until the link says what it does."""
    visit.page.get_by_role("button", name=label, exact=True).click()
    visit.page.wait_for_url(re.compile(f"[?&]{name}="))
    visit.settle()


def read_file(visit: Visit, button: Locator) -> list[list[str]]:
    """The heads and lines of a CSV, without what it says of itself."""
    rows = list(csv.reader(visit.file_of(button).read_text("utf-8-sig").splitlines(), delimiter=";"))
    return [row for row in rows if not row[0].startswith("# ")]


def column(table: list[list[str]], name: str) -> list[str]:
    return [row[table[0].index(name)] for row in table[1:]]


def prices_are_read(visit: Visit) -> None:
    """What the demands cost is told per demand, and together as the sentence says it."""
    visit.page.get_by_role("button", name="Reken de prijzen uit").click()
    prices = visit.page.locator("table", has_text="alle eisen samen")
    expect(prices).to_contain_text("altijd erin:")
    expect(prices).to_contain_text("nooit erin:")
    visit.settle()
    said = visit.page.locator(".rw-lede").inner_text()
    together = re.findall(r"\d,\d\d(?= \((?:PO|VO)\))", said)
    assert len(together) == 2
    assert prices.locator("tr").last.inner_text().split()[3:5] == together


def plan_ten(visit: Visit, read_prices: bool = False) -> list[str]:
    """Plans, locks two, bans one, reads the prices where asked, takes the file; returns the school codes in it."""
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

    if read_prices:
        prices_are_read(visit)
    page.get_by_role("button", name="Exporteren").click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_role("button", name="GeoJSON")).to_be_visible()
    visit.settle()
    codes = column(read_file(visit, body.get_by_role("button", name="CSV")), "Schoolcode")
    assert len(codes) == 10
    assert set(locked) <= set(codes)
    assert banned not in codes
    page.keyboard.press("Escape")
    return codes


def test_plan_ten_lock_two_ban_one_take_the_file(visit):
    plan_ten(visit)


@pytest.mark.slow  # its first half runs every time, the rest without a browser in tests/plan and tests/divide
def test_the_whole_meeting_ends_with_three_schools_claimed_and_in_the_file(
    sample_data, tmp_path, chromium, monkeypatch
):
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    monkeypatch.setenv(DATA, str(data))
    with serving(data, tmp_path / "log") as base, visiting(chromium, base) as visit:
        page, codes = visit.page, plan_ten(visit, read_prices=True)
        page.get_by_role("link", name="Verdeel deze scholen").click()
        page.wait_for_url(re.compile("/verdeeltafel.*scholen="))
        visit.settle()
        expect(page.get_by_text("Scholen van het voorstel", exact=True)).to_be_visible()
        expect(page.get_by_text("5 scholen van het voorstel staan niet in deze matrix")).to_be_visible()
        visit.choose("Ik verdeel namens", NAME)
        for row in range(3):
            click_row(visit, row)
            visit.settle()
        page.get_by_role("button", name="Claim gekozen scholen").click()
        visit.settle()
        expect(page.get_by_text("3 scholen geclaimd.")).to_be_visible()
        told = claims.read(ledger.folder(catalog.edition("voorbeeld"))).claims.values()
        mine = {one.school_id for one in told if one.partner_id == PARTNER}
        assert len(mine) == 3
        assert mine < set(codes)
        table = read_file(visit, page.get_by_role("button", name="Scholen van de matrix (CSV)"))
    claimed = dict(zip(column(table, "Schoolnummer"), column(table, "Geclaimd door"), strict=True))
    assert [school for school in mine if NAME not in claimed[school]] == []
    print(f"plan of {len(codes)}, 2 locked, 1 banned, prices read, {len(mine)} of them claimed by {NAME}, in the file")
