"""What holds for every page of the registry, on the stand-in mart: languages, states, links, tables, files, rights.

What a page is told to show stands in cases.py. In a browser: tests/browser/test_every_page_browser.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.frame import export, language
from dashboard.frame.access import OPEN
from dashboard.frame.program import NAME
from pages import PAGES, Page
from tests.pages.cases import CASES
from tests.pages.test_pages import forbid
from tests.support import mart as builders
from tests.support.delivered import DELIVERY
from tests.support.screen import MAIN, NOT_SHOWN, english_in, for_others, link, opened, texts, told
from tests.support.states import STATES

EVERY = pytest.mark.parametrize("page", [pytest.param(page, id=page.path) for page in PAGES])
VIEWS = pytest.mark.parametrize(
    ("page", "view"),
    [
        pytest.param(page, view, id=f"{page.path}?{'&'.join(f'{key}={value}' for key, value in view.items())}")
        for page in PAGES
        for view in CASES[page.path].views
    ],
)


def title(page: Page, code: str = "nl") -> str:
    return language.catalog(code).gettext(page.title)


@pytest.mark.usefixtures("world")
@VIEWS
def test_every_view_is_dutch_and_its_link_shows_it_again(page, view):
    app = opened(page.path, **view)
    assert app.title[0].value == title(page)
    assert len(texts(app)) > 10
    assert english_in(texts(app)) == []
    assert link(app) == dict(view), "the address holds what differs from the default, no more and no less"
    assert told(opened(page.path, **link(app))) == told(app)


@pytest.mark.usefixtures("world")
@EVERY
def test_every_choice_in_a_link_changes_the_page(page):
    seen = [told(opened(page.path, **view)) for view in CASES[page.path].views]
    assert len(set(seen)) == len(seen)


@pytest.mark.usefixtures("world")
@EVERY
def test_every_page_is_english_one_click_away(page):
    app = opened(page.path)
    assert app.title[0].value == title(page)
    app.get("button_group")[-1].set_value("en").run()
    assert not app.exception
    assert app.title[0].value == title(page, "en")
    assert link(app)["lang"] == "en"


@pytest.mark.usefixtures("world")
@EVERY
def test_every_page_has_its_map_its_tables_and_its_files(page):
    case, labels, maps, tables = CASES[page.path], set(), 0, []
    for view in case.views:
        app = opened(page.path, **view)
        labels |= {button.proto.label for button in app.get("download_button")}
        maps += len(app.get("deck_gl_json_chart"))
        tables += app.dataframe
    assert labels == case.downloads
    assert bool(maps) is case.has_map
    assert bool(tables) is case.has_table
    # without a placeholder of ours the browser writes None in an empty cell
    assert {table.proto.placeholder for table in tables} <= {"–", ""}
    assert all(table.proto.HasField("placeholder") for table in tables)


@pytest.mark.usefixtures("world")
@EVERY
def test_every_file_that_a_page_offers_can_be_made_and_names_its_build(page, world, monkeypatch):
    makers: list[Callable[[], bytes]] = []
    real = export.later
    monkeypatch.setattr(export, "later", lambda make: makers.append(real(make)) or real(make))
    for view in CASES[page.path].views:
        opened(page.path, **view)
    assert bool(makers) is bool(CASES[page.path].downloads)
    build_id = builders.file_of(world).stem.split("-", 1)[1].encode()
    for content in [make() for make in makers]:
        is_packed = content.startswith((b"PK", b"\x89PNG"))
        assert is_packed or build_id in content, content[:300]


# ---- states


@pytest.mark.parametrize("state", STATES)
@EVERY
def test_little_or_nothing_is_told_in_a_sentence(page, state, world):
    builders.change(world, *STATES[state], f"update mart.delivery set delivery_id = '{DELIVERY}'")
    for view in CASES[page.path].views:
        app = opened(page.path, **view)
        assert app.title[0].value in (title(page), NAME), view
        assert re.search(r"[A-Z][^.]{20,}\.", told(app)), view
        assert "Traceback" not in told(app)
        if view == CASES[page.path].views[0]:
            assert CASES[page.path].says[state] in readable(app)


def readable(app: AppTest) -> str:
    """What is told without marks of Markdown and with plain spaces."""
    return re.sub(r"\s+", " ", told(app).replace("**", "")).replace(" .", ".")


@pytest.mark.usefixtures("data")
@EVERY
def test_nonsense_in_a_link_shows_the_page(page):
    names = {name for view in CASES[page.path].views for name in view}
    app = opened(page.path, **dict.fromkeys(names, "'; drop <b>"))
    assert app.title[0].value == title(page)


@pytest.mark.unforeseen
@EVERY
def test_what_nobody_foresaw_is_a_state_with_an_id_on_every_page(page, world, caplog):
    tables = builders.ask(world, "select table_name from duckdb_tables() where schema_name = 'mart'")
    builders.change(world, *(f"drop table mart.{name}" for (name,) in tables if name != "build"))
    app = opened(page.path)
    assert [heading.value for heading in app.title] == [NOT_SHOWN]
    assert re.search(r"Foutcode: \*\*[0-9a-f]{6}\*\*", app.error[0].value)
    assert f"on page {page.path}, build " in caplog.text
    assert not re.search("Traceback|Error|mart", told(app))


# ---- rights


def asked(page: Page, **params: str) -> AppTest:
    """As `opened`, for a path that the reader may not have."""
    app = AppTest.from_file(MAIN, default_timeout=30)
    app._page_hash = calc_hash(page.path)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


@pytest.mark.usefixtures("world")
@EVERY
def test_where_others_read_along_only_open_pages_are_there(page, monkeypatch):
    """The first page stands in for a page that is not theirs, whatever its link asks."""
    for_others(monkeypatch)
    for view in CASES[page.path].views:
        app = asked(page, **view)
        assert not app.exception
        assert app.title[0].value == title(page if page.resource == OPEN else PAGES[0])
        assert not [name for _, name, *_ in builders.PARTNERS if name in told(app)]


@pytest.mark.unforeseen
@pytest.mark.usefixtures("world")
@EVERY
def test_a_page_reads_nothing_that_access_forbids(page, monkeypatch):
    refused = forbid(monkeypatch, "open", "partner")
    app = asked(page)
    assert refused
    assert app.title[0].value == NOT_SHOWN
    assert not app.dataframe
