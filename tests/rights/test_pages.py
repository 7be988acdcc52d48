"""Each page for each person, as written in pages.csv, and each file that it offers, as written in files.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dashboard.frame.access import may
from pages import PAGES
from tests.pages.cases import CASES
from tests.support.persons import PERSONS, become
from tests.support.rounds import sampled
from tests.support.screen import opened

FOLDER = Path(__file__).parent
ROWS = {row["page"]: row for row in csv.DictReader((FOLDER / "pages.csv").open(encoding="utf-8"))}
FILES = list(csv.DictReader((FOLDER / "files.csv").open(encoding="utf-8")))
LOOKING = ("stranger", "partner", "coordinator", "analyst", "local")  # one per kind of rights, as columns of files.csv
QUICK = ("logboek",)


def test_every_page_is_in_the_table_and_every_row_is_a_page():
    assert [page.path for page in PAGES] == list(ROWS)
    assert {row["page"] for row in FILES} <= set(ROWS)
    assert all(set(row) == {"page", *PERSONS} for row in ROWS.values())
    assert all(set(row) == {"page", "file", *LOOKING} for row in FILES)
    told = {cell for row in [*ROWS.values(), *FILES] for name, cell in row.items() if name not in ("page", "file")}
    assert told == {"yes", "no"}


@pytest.mark.parametrize("name", PERSONS)
def test_a_person_has_the_pages_that_are_written(name):
    has = {page.path for page in PAGES if may(PERSONS[name], "read", page.resource)}
    assert has == {path for path, row in ROWS.items() if row[name] == "yes"}


def offered(path: str, who: str, monkeypatch) -> set[str]:
    """The labels of all files that the views of a page offer somebody."""
    become(PERSONS[who], monkeypatch)
    apps = [opened(path, **view) for view in CASES[path].views]
    return {button.proto.label for app in apps for button in app.get("download_button")}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", sampled(ROWS, QUICK))
def test_a_page_offers_a_person_the_files_that_are_written(path, monkeypatch):
    here = [row for row in FILES if row["page"] == path]
    assert {row["file"] for row in here} >= set(CASES[path].downloads)
    for who in LOOKING:
        if ROWS[path][who] == "yes":
            assert offered(path, who, monkeypatch) == {row["file"] for row in here if row[who] == "yes"}, who
        else:
            assert all(row[who] == "no" for row in here), who
