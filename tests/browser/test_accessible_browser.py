"""axe finds nothing on any page, in light and in dark: contrast, names, what can be reached by keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import visiting

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]}
PATHS = [
    "/overzicht",
    "/kaart",
    "/dekking?weergave=samen",
    "/dekking?vorm=tabel",
    "/doelscholen",
    "/wijken-vergelijken",
    "/partnerdata",
    "/partnerdata?deel=nakijken",
    "/bronnen",
    "/methode",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium, server, scheme):
    found = []
    with visiting(chromium, server, color_scheme=scheme) as visit:
        for path in PATHS:
            visit.open(path)
            visit.page.locator(".ka-lede").first.wait_for()
            for violation in Axe().run(visit.page, options=RULES).response["violations"]:
                found.append((path, violation["id"], violation["nodes"][0]["html"][:120]))
    assert found == []
