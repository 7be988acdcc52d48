"""axe finds nothing on any page, in light and in dark: contrast, names, what can be reached by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages import PAGES
from tests.browser.conftest import Visit, visiting

pytestmark = pytest.mark.browser
# only what is violated: naming all that is well takes longer than looking
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"], "resultTypes": ["violations"]}
CHIPS = re.compile(r'aria-autocomplete|aria-label="(Remove|Clear|Alles wissen|Wissen|[^"]* weghalen)')
# every page of the registry, and views that draw something else
PATHS = [
    *(f"/{page.path}" for page in PAGES),
    "/dekking?weergave=samen",
    "/dekking?vorm=tabel",
    "/wijken-vergelijken?gebieden=WK900101,WK900102",
    "/partnerdata?deel=nakijken",
    "/partnerdata?deel=themas",
    "/partner?partner=sportkring-dwarlemark",
    "/partner?partner=sportkring-dwarlemark&deel=feiten",
    "/school?school=90AP00",
    "/school?school=90AP00&deel=aanvraag",
    "/school?school=90GF00",
    "/zoeken?q=school",
    "/verdeeltafel?deel=wat-als&als=x~-p*sportkring-dwarlemark",
    "/partner?partner=brugteam-halverzwin&deel=feiten",
    "/partner?partner=sportkring-dwarlemark&deel=bevestigen",
    "/partner?partner=sportkring-dwarlemark&deel=kansen",
]


# in every run, those that are drawn most by ourselves; the others in make prove
IN_DARK = ("/overzicht", "/dekking")
IN_LIGHT = (
    *(f"/{path}" for path in ("doelscholen", "verdeeltafel", "planner", "gka-regionaal", "landelijk", "aanbod")),
    "/wijken-vergelijken?gebieden=WK900101,WK900102",
    "/school?school=90AP00",
    "/partnerdata?deel=nakijken",
)


@pytest.fixture(scope="module")
def scheme(request, chromium, server) -> Iterator[Visit]:
    """One window of a reader who prefers this scheme."""
    with visiting(chromium, server, color_scheme=request.param) as visit:
        yield visit


SEEN = [
    pytest.param(scheme, path, id=f"{scheme}-{path}", marks=() if path in of_every_run else pytest.mark.slow)
    for scheme, of_every_run in (("light", IN_LIGHT), ("dark", IN_DARK))
    for path in PATHS
]


@pytest.mark.parametrize(("scheme", "path"), SEEN, indirect=["scheme"])
def test_axe_finds_nothing_and_nothing_comes_from_outside(scheme, path):
    visit = scheme.turn_to(path)
    visit.page.get_by_role("heading", level=1).wait_for()
    found = []
    for violation in Axe().run(visit.page, options=RULES).response["violations"]:
        nodes = [node["html"] for node in violation["nodes"]]
        # Streamlit's own list of chosen options has a narrow field and small crosses: not ours to size
        ours = [n for n in nodes if not (violation["id"] == "target-size" and CHIPS.search(n))]
        found += [(violation["id"], node[:300]) for node in ours]
    assert found == []
    assert visit.outside == []
