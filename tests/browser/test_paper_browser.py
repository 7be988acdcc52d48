"""A view in the browser as a reader prints and keeps it: whole on A4, and as a file that opens without a network."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pages import PAGES
from tests.browser.conftest import Visit
from tests.browser.test_accessible_browser import PATHS, RULES

pytestmark = pytest.mark.browser
PAPER = "document.querySelector('.rw-paper')"
LIST = "/doelscholen?gebied=GM9001&grootte=tot-200"


def printed(visit: Visit, path: str) -> tuple[str, str]:
    """The text of the view on its page for paper, and of its PDF at A4."""
    visit.open(f"{path}{'&' if '?' in path else '?'}afdruk=1")
    visit.page.locator(".rw-paper h1").wait_for()
    told = visit.page.evaluate(f"{PAPER}.innerText")
    pdf = pypdf.PdfReader(BytesIO(visit.page.pdf(format="A4", print_background=True, prefer_css_page_size=True)))
    width, height = (float(one) for one in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)
    return told, " ".join(page.extract_text() for page in pdf.pages)


def kept(visit: Visit, folder: Path) -> Path:
    """The file that the button gives."""
    file = folder / "view.html"
    file.write_bytes(visit.file_of(visit.page.get_by_role("button", name="HTML, één bestand", exact=True)).read_bytes())
    return file


def squeezed(text: str) -> str:
    """Without the white space and the letters joined to one sign (ffi) in which screen and paper differ."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def opened_alone(chromium: Browser, file: Path) -> tuple[Page, list[str]]:
    """The file in a browser without a network, and all it asked for."""
    context = chromium.new_context(viewport={"width": 1000, "height": 900})
    context.set_offline(True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(file.as_uri())
    return page, [one for one in asked if one != file.as_uri() and not one.startswith("data:")]


def words(page: Page) -> str:
    """All that is read; the letters in a picture are part of the picture."""
    page.add_style_tag(content="svg { display: none !important }")
    return page.locator("main").inner_text()


def axe(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], node["html"][:300]) for one in found for node in one["nodes"]]


def test_a_list_is_whole_on_paper_and_its_file_opens_without_a_network(visit, chromium, tmp_path):
    told, pdf = printed(visit, LIST)
    names = [line.split("\t")[1] for line in told.splitlines() if re.match(r"\d+\t", line)]
    assert len(names) >= 50
    assert [name for name in names if squeezed(name) not in squeezed(pdf)] == []
    for hidden in ("Zoek een school", "Terug naar de pagina", "Afdrukken", "HTML, één bestand"):
        assert hidden not in pdf
    for said in ("Doelscholen", "Krelmhoeve", "build voorbeeld-", "stand van", "Citeer dit"):
        assert said in pdf
    assert axe(visit.page) == []
    page, asked = opened_alone(chromium, kept(visit, tmp_path))
    assert asked == []
    assert axe(page) == []
    assert squeezed(words(page)) == squeezed(told)
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_printed_and_kept(path, visit, chromium, tmp_path):
    told, pdf = printed(visit, path)
    title = told.strip().splitlines()[0]
    assert squeezed(title) in squeezed(pdf)
    assert "Afdrukken" not in pdf
    file = kept(visit, tmp_path)
    assert file.stat().st_size < 2_000_000
    page, asked = opened_alone(chromium, file)
    assert asked == []
    assert axe(page) == []
    assert squeezed(words(page)) == squeezed(told)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert page.locator("main svg").count() == visit.page.locator(".rw-paper img").count()
    page.context.close()


def test_the_paths_are_those_of_every_page():
    assert {f"/{page.path}" for page in PAGES} <= set(PATHS)
