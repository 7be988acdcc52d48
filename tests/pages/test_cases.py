"""The registry and what is told of its pages elsewhere agree both ways: rows for tests, README, rooms, questions."""

from __future__ import annotations

import re

import pytest

from dashboard.frame import language
from dashboard.frame.access import RESOURCES
from dashboard.frame.links import link
from pages import PAGES
from tests.pages import table
from tests.pages.cases import CASES
from tests.support.hostile import KINDS
from tests.support.source import ROOT, app_files, questions
from tests.support.states import STATES

BY_PATH = {page.path: page for page in PAGES}
ADD = "add a Case to CASES in tests/pages/cases.py: links of its views, its states in words, a task by keyboard"


def title(page) -> str:
    """As a Dutch reader sees it."""
    return language.catalog("nl").gettext(page.title)


def test_every_page_has_its_row_and_every_row_its_page():
    assert sorted(BY_PATH.keys() - CASES.keys()) == [], f"pages without a row: {ADD}"
    assert sorted(CASES.keys() - BY_PATH.keys()) == [], (
        "rows of tests/pages/cases.py without a page in pages/__init__.py"
    )


@pytest.mark.parametrize("path", CASES)
def test_a_row_is_whole(path):
    case = CASES[path]
    assert case.says.keys() == STATES.keys(), "say for each state with which words the page tells it"
    assert len({frozenset(view.items()) for view in case.views}) == len(case.views) > 0
    assert case.names <= KINDS.keys()
    assert case.task.keys
    assert case.task.then


def test_paths_titles_and_drawings_are_each_pages_own():
    for facts in ([page.path for page in PAGES], [title(page) for page in PAGES], [page.render for page in PAGES]):
        assert len(set(facts)) == len(PAGES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", path) for path in BY_PATH)
    assert {page.resource for page in PAGES} <= RESOURCES


def test_every_page_file_is_in_the_registry():
    files = {file.stem for file in app_files() if file.parent == ROOT / "pages"} - {"__init__"}
    assert files == {page.render.__module__.removeprefix("pages.") for page in PAGES}


def test_every_folder_of_a_page_is_there_and_every_other_is_shared():
    rooms = {folder.name for folder in (ROOT / "dashboard").iterdir() if (folder / "__init__.py").exists()}
    assert rooms == {page.folder for page in PAGES} | set(table.SHARED)


def readme_rows() -> list[tuple[str, str]]:
    """Page and what it answers, as README's table has them."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = text.partition("| page | answers |\n| --- | --- |\n")[2].partition("\n\n")[0].splitlines()
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows]


def test_the_readme_has_each_page_in_the_order_of_the_bar():
    expected = [(title(page), page.answers) for page in PAGES]
    lines = "\n".join(f"| {name} | {answers} |" for name, answers in expected)
    assert readme_rows() == expected, f"README.md, under Pages, should have:\n{lines}"


def test_every_question_stands_with_a_page_or_with_what_pages_share():
    rows = table.table().splitlines()[2:]
    assert len(rows) == len(PAGES) + 1
    listed = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row.split("|")[4])}
    assert sorted({question.stem for question in questions()} - listed) == []
    for page, row in zip(PAGES, rows, strict=False):
        assert row.startswith(f"| {title(page)} | `pages/")
        assert f"`dashboard/{page.folder}/`" in row


def test_links_lead_to_pages_of_the_registry():
    """links.link draws nothing for a path that nobody has: a wrong one would never be seen."""
    call = re.compile(rf'links\.{link.__name__}\(\s*"([^"]*)"')
    paths = {path for file in app_files() for path in call.findall(file.read_text("utf-8"))}
    assert len(paths) >= 4
    assert paths <= BY_PATH.keys()
