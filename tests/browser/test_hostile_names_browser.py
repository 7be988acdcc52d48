"""Hostile names through every page in a real browser: nothing is asked for, nothing runs, the text stands as typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext

from pages import PAGES
from tests.browser.conftest import MAP, Visit, fresh_profile, serving, tab
from tests.pages.cases import CASES, Link
from tests.pages.test_hostile_names import harmful
from tests.support import delivered, hostile
from tests.support.rounds import sampled

pytestmark = pytest.mark.browser
# what a browser would have made of a name: a picture, a link, a formula; and what never ran
MADE = "img[src='x'], img[src*='127.0.0.1:9'], a[href*='127.0.0.1:9'], a[href^='javascript'], .katex"


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Iterator[str]:
    data = hostile.write_warehouse(tmp_path_factory.mktemp("hostile") / "data")
    with serving(data, tmp_path_factory.mktemp("hostile-log") / "log") as address:
        yield address


@pytest.fixture(scope="module")
def profile(chromium) -> Iterator[BrowserContext]:
    with fresh_profile(chromium) as fresh:
        yield fresh


def harm(visit: Visit, dialogs: list[str]) -> dict[str, object]:
    """What a name has done; empty values when nothing."""
    text = hostile.visible(visit.page.get_by_test_id("stApp").inner_text())
    return {
        "made": [element.evaluate("e => e.outerHTML.slice(0, 200)") for element in visit.page.locator(MADE).all()],
        "emoji": "\N{FIRE}" in text,
        "dialogs": dialogs,
        "outside": visit.outside,
        "signs": r"\!" in text or r"\[" in text,
    }


NONE = {"made": [], "emoji": False, "dialogs": [], "outside": [], "signs": False}


EVERY = pytest.mark.parametrize("path", [page.path for page in PAGES])
FIRST = pytest.mark.parametrize("path", sampled((page.path for page in PAGES), ("dekking",)))


@FIRST
def test_a_name_that_would_do_harm_is_only_a_text(path, profile, base):
    """In the first view; tests/pages/test_hostile_names.py reads the messages of all."""
    seen = walk(path, CASES[path].views[:1], profile, base)
    if CASES[path].names - {"cell"}:
        assert hostile.EVIL in seen


@pytest.mark.slow
@EVERY
def test_a_name_that_would_do_harm_is_only_a_text_in_every_view(path, profile, base):
    walk(path, CASES[path].views, profile, base)


def walk(path: str, views: Sequence[Link], profile: BrowserContext, base: str) -> str:
    """Opens each view, moves over what tells more, and finds no harm done; returns all text that was seen."""
    seen, dialogs = "", []
    with tab(profile, base) as visit:
        visit.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for view in views:
            visit.open(f"/{path}?{urlencode(harmful(view))}")
            seen += visit.page.get_by_test_id("stApp").inner_text()
            hover(visit)
            assert harm(visit, dialogs) == NONE, view
    return hostile.visible(seen)


def hover(visit: Visit) -> None:
    """The pointer over the middle of a map brings its tooltip, and over a question mark its help."""
    marks = visit.page.get_by_test_id("stTooltipHoverTarget").locator("visible=true").all()[:4]
    for one in [*visit.page.locator(MAP).all()[:1], *marks]:
        box = one.bounding_box()
        assert box
        visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=2)
        visit.page.wait_for_timeout(200)


def test_a_delivered_file_with_hostile_name_header_and_cells(profile, base):
    with tab(profile, base) as visit:
        dialogs: list[str] = []
        visit.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        visit.open(f"/partnerdata?deel=aanleveren&partner={delivered.PARTNER}")
        file = {"name": f"3 {hostile.FILE}", "mimeType": "text/csv", "buffer": hostile.LIST + b"\n\n"}
        visit.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        visit.settle()
        visit.page.get_by_text("Hoe het bestand wordt gelezen").wait_for()
        hover(visit)
        assert harm(visit, dialogs) == NONE
        assert hostile.EVIL in hostile.visible(visit.page.get_by_test_id("stMain").inner_text())
