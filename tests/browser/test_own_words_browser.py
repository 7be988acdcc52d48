"""Streamlit's own words in the Dutch view: every list, menu, table and upload opened, and nothing English seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.support.rounds import sampled

pytestmark = pytest.mark.browser
# words that Streamlit uses and Dutch does not; names of icons are drawn as pictures and not read here
ENGLISH = re.compile(
    r"\b(?:the|and|select|choose|results?|options?|upload|drag|drop|browse|files?|download|search|clear|close|view|copy|"
    r"copied|hide|fullscreen|settings|rerun|running|recorded|about|collapse|expand|increment|decrement|ascending|"
    r"descending|autosize|unpin|columns?|theme|light|dark|system|remove|press|apply|skip|main|navigate|home|page|"
    r"sidebar|help|menu for|"
    r"match(?:es)?|chart|data|image|use|your|this|value|per file|limit|rows?|format|show)\b",
    re.IGNORECASE,
)
# text and names of all that is seen or heard, but for icons, code, marks of charts and what people or publishers wrote
READ = """() => {
  const found = [], skip = 'script, style, noscript, [data-testid=stIconMaterial], code, pre, .rw';
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), owner = walk.currentNode.parentElement;
    if (text && owner && !owner.closest(skip)) found.push(text);
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    if (!one.closest('[data-testid=stIconMaterial], [role^=graphics]') && one.checkVisibility())
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        if (one.getAttribute(name)) found.push(one.getAttribute(name));
  return found;
}"""
LISTED = ("/kaart?vorm=tabel", "/partnerdata?deel=aanleveren&partner=sportkring-dwarlemark")
OTHERS = (
    "/dekking",
    "/doelscholen",
    "/wijken-vergelijken",
    "/bronnen",
    "/aanvragen",
    "/school?school=90AP00",
    "/partner",
    "/planner",
)


def english(visit: Visit) -> set[str]:
    """What is read on the page now that is English."""
    return {text for text in visit.page.evaluate(READ) if ENGLISH.search(text)}


def in_lists(visit: Visit) -> set[str]:
    """Of every list opened, and asked for a name that it does not have."""
    found: set[str] = set()
    for k in range(visit.page.get_by_role("combobox").count()):
        if visit.page.get_by_role("combobox").nth(k).is_disabled():  # waits for another choice
            continue
        visit.page.get_by_role("combobox").nth(k).click()
        found |= english(visit)
        visit.page.keyboard.type("qqqq")
        if visit.page.get_by_role("listbox").count():
            expect(visit.page.get_by_role("option")).to_have_count(1)
        found |= english(visit)
        while visit.page.get_by_role("listbox").count():  # the first only clears what was typed
            visit.page.keyboard.press("Escape")
            visit.page.wait_for_timeout(100)
        visit.settle()
    return found


def in_menus(visit: Visit) -> set[str]:
    """Of what unfolds or pops up, and of the menu of the app."""
    found: set[str] = set()
    for opener in visit.page.locator("[data-testid=stPopover] button, summary, [data-testid=stMainMenu] button").all():
        opener.click()
        visit.page.wait_for_timeout(150)
        found |= english(visit)
        visit.page.keyboard.press("Escape")
        visit.settle()
    return found


def in_table(visit: Visit) -> set[str]:
    """Of the menu of the first table's last column, and of its tools."""
    box = visit.table()
    visit.page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 17)
    visit.page.wait_for_timeout(200)
    visit.page.mouse.click(box["x"] + box["width"] - 16, box["y"] + 17)
    expect(visit.page.get_by_test_id("stDataFrameColumnMenu")).to_contain_text("Oplopend sorteren")
    found = english(visit)
    visit.page.keyboard.press("Escape")
    for name in ("Kolommen tonen of verbergen", "Zoeken"):
        visit.page.get_by_test_id("stDataFrame").first.hover()
        visit.page.get_by_role("button", name=f"{name}:").first.click()
        visit.page.wait_for_timeout(150)
        found |= english(visit)
        visit.page.keyboard.press("Escape")
    return found


def seen(visit: Visit, path: str) -> set[str]:
    visit.open(path)
    found = english(visit) | (in_table(visit) if "vorm=tabel" in path else set())
    return found | in_lists(visit) | in_menus(visit)


@pytest.mark.parametrize("path", sampled((*LISTED, *OTHERS), LISTED[:1]))
def test_nothing_of_streamlits_is_english_in_the_dutch_view(path, visit):
    assert seen(visit, path) == set()


def test_an_address_without_a_page_says_so_in_dutch(visit):
    visit.open("/bestaat-niet")
    expect(visit.page.get_by_role("dialog")).to_contain_text("Op dit adres is geen pagina, of deze is niet voor u.")
    assert english(visit) == set()


@pytest.mark.slow
def test_an_english_word_of_streamlits_is_seen(visit):
    """In English all of it stands there, so that the test above would see it."""
    assert len(seen(visit, "/kaart?lang=en")) > 5
