"""Every page of the registry on paper: whole, silent, and with the screen's own figures."""

from __future__ import annotations

import html as html_entities
import random
import re
from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import language, warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL
from dashboard.frame.program import NAME
from dashboard.ui.paper import document, place
from dashboard.ui.paper.document import View
from pages import PAGES, Page
from tests.pages.cases import CASES
from tests.support.rounds import sampled
from tests.support.screen import english_in, for_others, opened

BY_PATH = {page.path: page for page in PAGES}
VIEWS = [(page.path, k) for page in PAGES for k in range(len(CASES[page.path].views))]
OF_EVERY_RUN = [*random.Random(21).sample(VIEWS, 4), ("dekking", 2), ("doelscholen", 0), ("school", 0)]
TAG, TEXT = re.compile(r"<[^>]*>"), re.compile(r">([^<>]+)<")


def view(page: Page, choices: Mapping[str, str], access=LOCAL) -> View:
    reader = warehouse.reader(access)
    return View(language.marked(page.title), lambda: page.render(reader), choices)


def texts(markup: str) -> list[str]:
    """Every text between two tags, without what only a screen or only paper says."""
    plain = re.sub(r"<(style|script|title)\b.*?</\1>", "", markup, flags=re.DOTALL)
    plain = re.sub(r'<(p|details) class="rw-cite">.*?</\1>', "", plain, flags=re.DOTALL)
    plain = re.sub(r"</?a\b[^>]*>", "", plain)  # on paper a link is a word among others
    found = (" ".join(html_entities.unescape(one).split()) for one in TEXT.findall(f">{plain}<"))
    return [one for one in found if one]


def on_screen(app: AppTest) -> set[str]:
    """Every text of our own HTML in the main part, and every cell of a table as it is shown."""
    found = {text for one in app.main if one.type == "html" for text in texts(one.proto.body)}
    for table in app.dataframe:
        cells = (cell for name in table.value for cell in table.value[name])
        found |= {" ".join(cell.split()) for cell in cells if isinstance(cell, str)}
    return {one for one in found if one and not one.startswith("$")}  # the values of a question, which is not read


BOX = {"Notities", "van coördinatoren; alleen in de gesloten groep"}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("at", sampled(VIEWS, OF_EVERY_RUN, lambda one: f"{one[0]}-{one[1]}"))
def test_paper_has_every_text_and_figure_of_the_screen(at):
    path, k = at
    choices = CASES[path].views[k]
    app = opened(path, **choices)
    on_paper = opened(path, **choices, afdruk="1")
    shown = next(one.proto.body for one in on_paper.main if one.type == "html" and "rw-paper" in one.proto.body)
    lacking = on_screen(app) - set(texts(shown))
    lacking -= BOX  # of who may pin a note and finds none
    # lists that end on a screen, and say so, are whole on paper; cards are on leaves
    assert sorted(one for one in lacking if "de export heeft alles" not in one and "de eerste" not in one) == []
    assert english_in(texts(shown)) == []
    tables, pictures = len(app.dataframe), len(app.get("deck_gl_json_chart")) + len(app.get("vega_lite_chart"))
    assert shown.count("rw-whole") == tables
    assert len(re.findall(r'<img class="rw-picture rw-(?:map|chart)" alt="[^"]', shown)) == pictures
    assert not re.search(r"<script|<iframe|<form|javascript:|\bon\w+=", shown)


@pytest.mark.slow
@pytest.mark.usefixtures("world")
def test_a_file_of_a_municipality_has_its_views_under_one_title_and_fetches_nothing():
    warehouse.pin()
    reader = warehouse.reader(LOCAL)
    views = [view(BY_PATH[path], choices) for path, _title, choices in place.views("GM9000")]
    whole = document.whole("Aderveen", views, reader.build)
    assert len(whole.encode()) < 2_000_000
    assert whole.count("<h1>") == 1
    assert whole.count("<section ") == len(views)
    assert reader.build.build_id in whole
    assert "default-src 'none'" in whole
    assert not re.search(r"""(src|href)=["'](?!#|https?:)|url\((?!data:|#)|<script""", whole)


@pytest.mark.usefixtures("world")
def test_who_may_not_see_partners_gets_none_of_it_on_paper(monkeypatch):
    """The same gate as the page: an address of a page one has not is the first page."""
    for_others(monkeypatch)
    app = opened("dekking", gebied="GM9000", afdruk="1")
    body = " ".join(one.proto.body for one in app.main if one.type == "html")
    assert "rw-paper" not in body or "Dekking" not in body
    warehouse.pin()
    told = document.page(view(BY_PATH["overzicht"], {}, ANONYMOUS))
    assert "Brug" not in told


@pytest.mark.usefixtures("world")
def test_the_page_for_paper_offers_the_file_and_the_way_back():
    app = opened("kaart", gebied="GM9000", afdruk="1")
    assert [one.proto.label for one in app.get("download_button")] == [
        "HTML, één bestand",
        "Alles van Aderveen (HTML, één bestand)",
    ]
    assert [one.proto.label for one in app.get("page_link")] == ["Terug naar de pagina"]
    assert [one.proto.label for one in opened("kaart").get("page_link")][-1] == "Afdrukken of bewaren"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("page", [one for one in PAGES if one.path in ("dekking", "kaart", "wijken-vergelijken")])
def test_each_picture_says_how_to_cite_it(page):
    asked = next(one for one in CASES[page.path].views if one)
    app = opened(page.path, **asked)
    cited = [one.proto.body for one in app.main if one.type == "html" and "rw-cite" in one.proto.body]
    assert cited
    line = html_entities.unescape(TAG.sub(" ", cited[-1][cited[-1].index("<details") :]))
    build = warehouse.reader(LOCAL).build
    for part in (f"{NAME}, ", build.build_id, "stand van", "bekeken op", f"/{page.path}?"):
        assert part in line
    for name, value in asked.items():
        assert f"{name}={value.replace(',', '%2C')}" in line
