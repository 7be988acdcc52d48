"""Every table that names schools leads to their pages: by a link in it, or by choosing a row."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest

from dashboard.coverage import matrix
from dashboard.frame.markup import md
from tests.divide.test_verdeeltafel import ticked
from tests.support.screen import opened

ROW = {"selection": {"rows": [0], "columns": [], "cells": []}}
# a page, what it is opened with, and the tables whose first row is chosen; a cell of the matrix is chosen before
TABLES = (
    ("partner", {"partner": "toren"}, "own-rows-toren", {}),
    ("kaart", {"gebied": "GM9000", "keuze": "WK900000"}, "kaart-schools-WK900000", {}),
    ("gka-regionaal", {"gebied": "GM9001", "weergave": "advies"}, "gka-scholen", {}),
    ("dekking", {"vorm": "partners", "gebied": "GM9000", "schooljaar": "alle"}, "dekking-activiteiten",
     {matrix.KEY: {"selection": {"rows": [], "columns": [], "cells": [[0, "brug"]]}}}),
)  # fmt: skip
LISTS = (("partner", {"partner": "toren", "deel": "kansen"}), ("aanvragen", {}), ("dekking", {"keuze": "WK900000"}))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("page", "choices", "table", "before"),
    [pytest.param(*one, id=one[2], marks=pytest.mark.slow if one[0] in ("kaart", "dekking") else ()) for one in TABLES],
)
def test_a_row_that_is_chosen_leads_to_its_school(page, choices, table, before):
    app = opened(page, **choices)
    for key, state in {**before, table: ROW}.items():
        app.session_state[key] = state
    app.run()
    assert not app.exception
    ways = [one.proto for one in app.get("page_link") if one.proto.page == "school"]
    assert [re.fullmatch(r"school=[0-9A-Z]{6}", way.query_string) is not None for way in ways] == [True]
    assert ways[0].label


@pytest.mark.usefixtures("data")
def test_what_is_ticked_to_be_claimed_can_be_looked_at_first():
    app = ticked(opened("verdeeltafel", namens="brug"), [0, 1])
    assert [one.proto.page for one in app.get("page_link")].count("school") == 1


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("page", "choices"),
    [pytest.param(*one, id=one[0], marks=() if one[0] == "partner" else pytest.mark.slow) for one in LISTS],
)
def test_a_list_has_its_links(page, choices):
    seen = " ".join(str(getattr(getattr(one, "proto", None), "body", "")) for one in opened(page, **choices).main)
    assert re.search(r'class="rw-go" href="school\?school=[0-9A-Z]{6}', seen)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("asked", ["900A", "[x](y) *z*"])
def test_a_number_that_is_no_school_is_one_click_from_a_search(asked):
    app = opened("school", school=asked)
    (way,) = (one.proto for one in app.get("page_link") if one.proto.page == "zoeken")
    assert parse_qs(way.query_string)["q"] == [asked.upper()]
    assert f"Geen school met nummer {md(asked.upper())}." in app.info[0].value
