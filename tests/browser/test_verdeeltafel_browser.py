"""The table that partners divide schools at: a cell opened, one school claimed in two browsers, the clash settled."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from etl.declared import catalog
from etl.partners import claims, ledger
from tests.browser.conftest import Visit, serving, visiting
from tests.support.environment import DATA

pytestmark = pytest.mark.browser
HEAD, ROW = 35, 30  # of the list, in pixels
VIEW = "/verdeeltafel?schooljaar=alle&vak=5-0&namens="
PARTNERS = {"debathuis-kwend": "Debathuis Kwend", "muziekatelier-brenzel": "Muziekatelier Brenzel"}


@pytest.fixture
def data(tmp_path, sample_data) -> Path:
    """Data of its own: this test writes."""
    shutil.copytree(sample_data, tmp_path / "data")
    return tmp_path / "data"


def tick_first_row(visit: Visit) -> None:
    grid = visit.table()
    visit.page.mouse.click(grid["x"] + 18, grid["y"] + HEAD + ROW / 2)
    visit.settle()


def test_a_cell_is_a_link_in_this_session_and_the_back_button_closes_it(visit):
    page = visit.open("/verdeeltafel?schooljaar=alle").page
    page.evaluate("window.rwKept = true")
    page.get_by_role("link", name="Tiende 5, geen partner").click()
    visit.settle()
    assert "vak=5-0" in page.url
    assert page.evaluate("window.rwKept") is True
    expect(page.get_by_text("Tiende 5, geen partner").first).to_be_visible()
    page.go_back()
    visit.settle()
    assert "vak" not in page.url


@pytest.mark.slow  # without a browser: tests/divide
def test_one_school_is_claimed_in_two_browsers_both_are_kept_and_the_clash_is_named(
    data, tmp_path, chromium, monkeypatch
):
    monkeypatch.setenv(DATA, str(data))
    root = ledger.folder(catalog.edition("voorbeeld"))
    with serving(data, tmp_path / "log") as base, visiting(chromium, base) as one, visiting(chromium, base) as other:
        for visit, partner in zip((one, other), PARTNERS, strict=True):
            visit.open(VIEW + partner)
            tick_first_row(visit)
        for visit in (one, other):  # both had ticked it while it was free
            visit.page.get_by_role("button", name="Claim gekozen scholen").click()
            visit.settle()
            expect(visit.page.get_by_text("1 school geclaimd")).to_be_visible()
        told = list(claims.read(root).claims.values())
        assert [claim.partner_id for claim in told] == list(PARTNERS)
        assert len({claim.school_id for claim in told}) == 1
        for visit, partner in zip((one, other), PARTNERS, strict=True):
            page = visit.open(VIEW + partner).page
            expect(page.get_by_text("door meer partners geclaimd").first).to_be_visible()
            for name in PARTNERS.values():
                expect(page.get_by_role("button", name=name)).to_be_visible()
        one.page.get_by_role("button", name="Samen").last.click()
        one.settle()
        expect(one.page.get_by_text("zij gaan samen")).to_be_visible()
        told = list(claims.read(root).claims.values())
        assert [len(claim.with_ids) for claim in told] == [1, 1], "both claims are kept"
    print(f"two browsers: {len(told)} claims kept on {told[0].school_id}, the clash named in both, settled as together")
