"""Target schools from filter to waterfall, export, saved list, and the list's link in a fresh browser."""

from __future__ import annotations

import csv
import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, serving, visiting

pytestmark = pytest.mark.browser
FIRST_ROW, ROW = 37, 30


@pytest.fixture
def own(tmp_path, sample_data, chromium):
    """A server with data of its own, because a list is saved: (visit, address)."""
    shutil.copytree(sample_data, tmp_path / "data")
    with serving(tmp_path / "data", tmp_path / "log") as base, visiting(chromium, base) as visit:
        yield visit, base


def choose_row(visit: Visit, row: int) -> None:
    box = visit.table()
    visit.page.mouse.click(box["x"] + 18, box["y"] + FIRST_ROW + ROW * row + ROW / 2)
    visit.page.wait_for_url(re.compile("keuze="))
    visit.settle()


def test_from_filter_to_a_saved_list_in_a_fresh_browser(own, chromium):
    visit, base = own
    page = visit.page
    visit.open("/doelscholen?eerste=25")
    page.get_by_text("Nog geen partner", exact=True).first.click()
    page.wait_for_url(re.compile("voorkeuze=nieuw"))
    visit.settle()
    expect(page.locator(".rw-lede")).to_contain_text("25 scholen")

    choose_row(visit, 3)
    why = page.locator(".rw-h", has_text="Waarom").locator("xpath=..")
    expect(why).to_contain_text("is nummer 4 van")
    points = [float(text.replace(",", ".")) for text in re.findall(r"\+(\d+,\d)(?!\)|\s?%)", why.inner_text())]
    total = re.search(r"Doelscore\s+(\d+,\d)", why.inner_text())
    assert total
    assert sum(points) == pytest.approx(float(total[1].replace(",", ".")), abs=0.5)

    page.get_by_role("button", name="Exporteren").click()
    expect(page.get_by_test_id("stPopoverBody").get_by_role("button", name="GeoJSON")).to_be_visible()
    visit.settle()
    file = visit.file_of(page.get_by_test_id("stPopoverBody").get_by_role("button", name="CSV"))
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
    table = [row for row in rows if not row[0].startswith("# ")]
    fourth = dict(zip(table[0], table[4], strict=True))
    assert (fourth["Nr."], round(float(fourth["Doelscore"].replace(",", ".")), 1)) == (
        "4",
        float(total[1].replace(",", ".")),
    )
    assert fourth["School"] in why.inner_text()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Lijst bewaren").click()
    name = page.get_by_role("textbox", name="Naam van de lijst")
    name.fill("Voor het <i>overleg</i>")
    name.press("Tab")
    visit.settle()
    page.get_by_role("button", name="Bewaar deze lijst").click()
    page.wait_for_url(re.compile("lijst="))
    visit.settle()
    link = page.url.removeprefix(base)

    with visiting(chromium, base) as fresh:
        fresh.open(link)
        expect(fresh.page.locator(".rw-lede")).to_contain_text("Voor het <i>overleg</i>: 25 scholen")
        expect(fresh.page.locator(".rw-lede")).to_contain_text("niets veranderd")
        fresh.page.get_by_text("Deze keuze met de cijfers van nu").click()
        fresh.page.wait_for_url(re.compile("voorkeuze=nieuw"))
        fresh.settle()
        expect(fresh.page.locator(".rw-lede")).to_contain_text("25 scholen")
        assert fresh.outside == []

    page.get_by_role("button", name="Verwijderen").click()
    page.get_by_role("button", name="Deze lijst verwijderen").click()
    page.wait_for_url(lambda url: "lijst=" not in url)
    with visiting(chromium, base) as late:
        late.open(link)
        expect(late.page.get_by_text("Deze lijst is hier niet")).to_be_visible()
    assert visit.outside == []


@pytest.mark.slow
def test_a_school_on_the_map_is_the_school_in_the_list(visit):
    """A school chosen by a link stands in the middle of the map; the click finds it there."""
    page = visit.page
    visit.open("/doelscholen")
    choose_row(visit, 2)
    chosen = re.search("keuze=(\\w+)", page.url)
    assert chosen
    visit.open(f"/doelscholen?beeld={chosen[1]}&keuze={chosen[1]}")
    name = page.locator(".rw-h", has_text="Waarom").inner_text().split("?")[0].removeprefix("Waarom ")
    page.locator("[data-testid=stDeckGlJsonChart] canvas").first.scroll_into_view_if_needed()
    visit.settle()
    visit.click_middle_of_map()
    expect(page.locator(".rw-h", has_text="Waarom")).to_contain_text(name)
    page.wait_for_url(re.compile(f"keuze={chosen[1]}(?!.*beeld)"))


def test_a_change_of_filter_stays_within_its_message(visit):
    visit.open("/doelscholen")
    visit.forget()
    visit.page.get_by_text("totaal", exact=True).first.click()
    visit.page.wait_for_url(re.compile("meten=totaal"))
    visit.settle()
    assert 0 < sum(visit.received) < 150_000


@pytest.mark.parametrize("path", ["/doelscholen", "/bronnen"])
def test_the_toolbar_of_a_table_searches_but_offers_no_download_past_the_export(visit, path):
    page = visit.open(path).page
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.hover()
    tools = page.get_by_test_id("stElementToolbar").filter(has=page.get_by_label(re.compile("^Zoeken:")))
    expect(tools.get_by_label(re.compile("^Zoeken:")).first).to_be_visible()
    expect(tools.get_by_label(re.compile("^Volledig scherm")).first).to_be_visible()
    download = page.get_by_label(re.compile("^Download as CSV"))
    expect(download.first).to_be_attached()
    expect(download.locator("visible=true")).to_have_count(0)
