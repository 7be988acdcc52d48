"""What holds for every page of the registry, on the stand-in mart: languages, states, links, tables, files, rights.

What a page is told to show stands in cases.py. In a browser: tests/browser/test_every_page_browser.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

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
from tests.support.rounds import sampled
from tests.support.screen import MAIN, NOT_SHOWN, english_in, for_others, link, opened, texts, told
from tests.support.states import STATES
from tests.support.words import not_said

EVERY = pytest.mark.parametrize("page", [pytest.param(page, id=page.path) for page in PAGES])
VIEWS = pytest.mark.parametrize(
    ("page", "view"),
    [
        pytest.param(page, view, id=f"{page.path}?{'&'.join(f'{key}={value}' for key, value in view.items())}")
        for page in PAGES
        for view in (CASES[page.path].views if page.path in CASES else ())
    ],
)


def title(page: Page, code: str = "nl") -> str:
    return language.catalog(code).gettext(page.title)


@pytest.mark.usefixtures("world")
@EVERY
def test_every_page_is_english_one_click_away(page):
    app = opened(page.path)
    assert app.title[0].value == title(page)
    app.get("button_group")[-1].set_value("en").run()
    assert not app.exception
    assert app.title[0].value == title(page, "en")
    assert link(app)["lang"] == "en"
    assert not_said(told(app), "en") == []


@EVERY
def test_every_view_is_dutch_and_its_own_and_together_they_have_map_tables_and_files(page, world, monkeypatch):
    """A view's link is its address, so a copied link shows it again; that the browser does too is looked at after a
    task by keyboard."""
    makers: list[Callable[[], bytes]] = []
    real = export.later
    monkeypatch.setattr(export, "later", lambda make: makers.append(real(make)) or real(make))
    case = CASES[page.path]
    apps, made = [], []
    for view in case.views:
        start = len(makers)
        apps.append(opened(page.path, **view))
        made.append(makers[start:])
    assert {str(view): english_in(texts(app)) for view, app in zip(case.views, apps, strict=True)} == {
        str(view): [] for view in case.views
    }
    assert [link(app) for app in apps] == [dict(view) for view in case.views], "what differs from the default, no more"
    assert all(app.title[0].value == title(page) for app in apps) or case.is_named
    assert min(len(texts(app)) for app in apps) > 10
    assert len({told(app) for app in apps}) == len(case.views), "a choice in a link of cases.py changes nothing"
    offered = [{button.proto.label for button in app.get("download_button")} for app in apps]
    assert set().union(*offered) == case.downloads
    assert any(app.get("deck_gl_json_chart") for app in apps) is case.has_map
    tables = [table for app in apps for table in app.dataframe]
    assert bool(tables) is case.has_table
    # without a placeholder of ours the browser writes None in an empty cell
    assert {table.proto.placeholder for table in tables} <= {"–", ""}
    assert all(table.proto.HasField("placeholder") for table in tables)
    assert bool(makers) is bool(case.downloads)
    # of the views that offer the same files the first
    files = [make() for n, of_view in enumerate(made) if offered[n] - set().union(*offered[:n]) for make in of_view]
    assert [content[:200] for content in files if not names_its_build(content, world)] == []
    assert not_said("\n".join([*map(told, apps), *(content.decode(errors="ignore") for content in files)]), "nl") == []


def names_its_build(content: bytes, world: Path) -> bool:
    """A workbook, a picture and a PDF are packed: that they can be made is enough here."""
    build_id = builders.file_of(world).stem.split("-", 1)[1].encode()
    return content.startswith((b"PK", b"\x89PNG", b"%PDF")) or build_id in content


# ---- states


@EVERY
@pytest.mark.parametrize("state", sampled(STATES, ("empty", "all suppressed")))
def test_little_or_nothing_is_told_in_a_sentence(page, state, world):
    deplete(world, state)
    app = opened(page.path, **CASES[page.path].views[0])
    assert_is_told(app, page)
    assert CASES[page.path].says[state] in readable(app)


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
@VIEWS
def test_little_or_nothing_is_told_in_a_sentence_in_every_view(page, view, state, world):
    deplete(world, state)
    assert_is_told(opened(page.path, **view), page)


def deplete(world: Path, state: str) -> None:
    """Publishes the mart in which little is left, its delivery still the one in the ledger."""
    builders.change(world, *STATES[state])


def assert_is_told(app: AppTest, page: Page) -> None:
    assert app.title[0].value in (title(page), NAME) or CASES[page.path].is_named
    assert re.search(r"[A-Z][^.]{20,}\.", told(app))
    assert "Traceback" not in told(app)


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
    assert [heading.value for heading in app.title] == [NOT_SHOWN if CASES[page.path].asks else title(page)]
    if not CASES[page.path].asks:
        return
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
    app = asked(page, **CASES[page.path].views[0])
    assert not app.exception
    is_named = page.resource == OPEN and CASES[page.path].is_named
    assert app.title[0].value == title(page if page.resource == OPEN else PAGES[0]) or is_named
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
