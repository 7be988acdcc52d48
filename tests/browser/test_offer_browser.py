"""Clicked through: from a school to what fits it, from a factor to its map, from a theme to initiatives, a referral."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import expect

from etl.building import publish
from etl.partners import referrals
from tests.browser.conftest import serving, visiting

pytestmark = pytest.mark.browser


def test_a_factor_leads_to_its_map_and_a_theme_to_initiatives(chromium, server):
    with visiting(chromium, server) as visit:
        page = visit.open("/factoren").page
        page.get_by_role("link", name="Sociale klasse").click()
        visit.settle()
        expect(
            page.get_by_text("Niets over één leerling. Kinderen gaan ook buiten hun wijk naar school.")
        ).to_be_visible()
        page.get_by_role("link", name="op de kaart").first.click()
        visit.settle()
        assert "/kaart?" in page.url
        assert "indicator=ses_woa" in page.url
        page = visit.open("/interventies").page
        page.get_by_role("link", name="Taalbevordering").first.click()
        visit.settle()
        assert "thema=language" in page.url
        expect(page.locator(".rw-h", has_text="Lokale initiatieven van maart 2019")).to_contain_text("3 initiatieven")
        expect(page.get_by_text("Onderdompelen in taal")).to_be_visible()


@pytest.fixture
def data(tmp_path, sample_data) -> Path:
    """Data of its own: this test writes."""
    shutil.copytree(sample_data, tmp_path / "data")
    return tmp_path / "data"


def a_school(data: Path) -> str:
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(
            "select school_id from mart.school"
            " where sector = 'PO' and is_listed and municipality_code = 'GM9003' order by 1 limit 1"
        ).fetchone()[0]


@pytest.mark.slow  # without a browser: tests/offer
def test_from_a_school_to_programmes_that_fit_and_a_referral(data, tmp_path, chromium):
    school = a_school(data)
    with serving(data, tmp_path / "log") as base, visiting(chromium, base) as visit:
        page = visit.open(f"/school?school={school}&deel=aanvraag").page
        page.get_by_role("link", name="Al het aanbod voor deze school").click()
        visit.settle()
        assert f"/aanbod?school={school}" in page.url
        fitting = page.locator(".rw-cards article", has_text="✓ past")
        assert fitting.count() >= 3
        last = page.get_by_role("radio", name=re.compile("^Blad")).last
        last.click()
        visit.settle()
        assert page.locator(".rw-cards article", has_text=re.compile("× past niet.*ander")).count() >= 1
        page.get_by_role("radio", name="Blad 1").click()
        visit.settle()
        fitting.first.get_by_role("link").first.click()
        visit.settle()
        assert "programma=" in page.url
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        text = page.get_by_test_id("stCode").filter(has_text="U vroeg naar")
        text.hover()
        text.get_by_role("button").click()
        assert "U vroeg naar" in page.evaluate("navigator.clipboard.readText()")
        page.get_by_role("button", name="Leg de doorverwijzing vast").click()
        visit.settle()
        expect(page.get_by_text("Vastgelegd: doorverwezen van").first).to_be_visible()
        (one,) = referrals.read(data / "partners" / "voorbeeld").referrals.values()
        assert one.school_id == school
        page.get_by_role("radio", name="Doorverwijzingen").click()
        visit.settle()
        expect(page.locator(".rw-h", has_text="Doorverwijzingen gegeven en gekregen")).to_contain_text(
            "14 doorverwijzingen"
        )
        page.get_by_role("button", name="Maak deze ongedaan").click()
        visit.settle()
        expect(page.locator(".rw-h", has_text="gegeven en gekregen")).to_contain_text("13 doorverwijzingen")
        assert referrals.read(data / "partners" / "voorbeeld").referrals == {}
