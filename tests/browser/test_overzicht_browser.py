"""Overzicht in a real browser: the first page, links that take the selection along, the phone, the report map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import visiting
from tests.browser.test_kaart_browser import ask, chosen

pytestmark = pytest.mark.browser


def a_town(data: Path) -> tuple[str, str]:
    """The municipality with the most activities."""
    (row,) = ask(
        data,
        "select area_code, area.name from mart.activity join mart.school using (school_id)"
        " join mart.area as area on area_code = school.municipality_code"
        " group by all order by count(*) desc, 1 limit 1",
    )
    return row


def test_the_first_page_links_to_coverage_with_the_selection_and_back_is_back(visit, sample_data):
    code, name = a_town(sample_data)
    visit.open("/")
    expect(visit.page.get_by_role("heading", name="Overzicht")).to_be_visible()
    visit.choose("Gebied", name)
    visit.page.get_by_test_id("stSidebar").get_by_text("VO", exact=True).click()
    visit.settle()
    expect(visit.page.locator(".rw-lede")).to_contain_text(re.compile(rf"In {name} zijn in schooljaar .* VO-scho"))

    visit.page.get_by_text("Bekijk de dekking per wijk").click()
    visit.settle()
    expect(visit.page.get_by_role("heading", name="Dekking")).to_be_visible()
    assert chosen(visit)["gebied"] == code
    assert chosen(visit)["sector"] == "VO"
    assert "schooljaar" not in chosen(visit)  # both pages begin with the same
    visit.page.go_back()
    visit.settle()
    expect(visit.page.get_by_role("heading", name="Overzicht")).to_be_visible()
    expect(visit.page.locator(".rw-lede")).to_contain_text(name)
    assert visit.outside == []


@pytest.mark.slow
def test_a_copied_link_shows_the_same_figures_in_a_fresh_browser(chromium, server, sample_data):
    code, _name = a_town(sample_data)
    seen = []
    for _profile in range(2):
        with visiting(chromium, server) as visit:
            visit.open(f"/overzicht?gebied={code}&sector=VO&verbleekt=1&lang=en")
            seen.append(visit.page.get_by_test_id("stMain").locator(".rw").all_inner_texts())
    assert seen[0] == seen[1]
    assert len(seen[0]) > 8


def test_the_report_map_is_a_file_in_the_readers_language(visit):
    visit.open("/dekking?weergave=samen&niveau=gemeente&lang=en")
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Map (SVG)").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert waiting.value.suggested_filename.endswith(".svg")
    assert "<!-- number of municipalities in" in text
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Map (PNG)").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
