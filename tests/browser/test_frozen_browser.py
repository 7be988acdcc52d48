"""A view frozen by a press of a key, opened by its link in another browser: pictures whole, axe clean; withdrawn."""

from __future__ import annotations

import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import serving, visiting
from tests.browser.test_accessible_browser import RULES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_frozen_view_opens_by_its_link_with_its_pictures_until_it_is_withdrawn(
    scheme, sample_data, chromium, tmp_path
):
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    with serving(data, tmp_path / "log") as base:
        with visiting(chromium, base, color_scheme=scheme) as maker:
            maker.open("/school?school=90AP00")
            maker.page.get_by_role("button", name="Bevries deze weergave").focus()
            maker.page.keyboard.press("Enter")
            maker.page.wait_for_url(re.compile("wat-veranderde.*bevroren="))
            link = maker.page.url.removeprefix(base)
        with visiting(chromium, base, color_scheme=scheme) as reader:
            reader.open(link)
            reader.page.get_by_text("Er is nu niets anders").wait_for()
            pictures = reader.page.locator("img.rw-picture")
            assert pictures.count() == 3
            assert pictures.evaluate_all("all => all.every(one => one.naturalWidth > 0 && one.alt !== '')")
            violations = Axe().run(reader.page, options=RULES).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:300]) for one in violations] == []
            assert reader.outside == []
            reader.page.get_by_role("button", name="Intrekken").click()
            reader.page.get_by_role("button", name="Trek deze bevroren weergave in").click()
            reader.page.get_by_role("heading", name="Alle wijzigingen").or_(
                reader.page.get_by_text("Alle wijzigingen")
            ).first.wait_for()
            reader.open(link)
            reader.page.get_by_text("Deze bevroren weergave is hier niet").wait_for()
