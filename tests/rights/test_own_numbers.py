"""Small numbers whatever the role: 1 to 4 participants are told as that, in full to their own partner only."""

from __future__ import annotations

import pytest

from dashboard.frame import warehouse
from tests.support import mart
from tests.support.persons import PERSONS, become
from tests.support.screen import opened, told

SCHOOL = "900A00"  # of the partner `brug` 20 young people, and of `toren` 12, before this file
FEW = (
    "update mart.activity set participants_count = 3, participants_text = '3' where school_id = '900A00'"
    " and programme_id = 'brug/taal'",
    "update mart.activity set participants_count = 2, participants_text = '2' where school_id = '900A00'"
    " and programme_id = 'toren/sport'",
)
OWNS = ("partner", "partner and coordinator")  # of `brug`
CELL = {"area": "NL00", "sector": "PO", "faded": True}


@pytest.fixture(autouse=True)
def few(data):
    mart.change(data, *FEW)


def numbers(name: str, question: str, partner: str) -> tuple:
    """(least, status) of a partner's activity at the school, as a person gets it."""
    asked = warehouse.question(question).samples | {"school": SCHOOL, **CELL, "partner": partner}
    values = {param.name: asked[param.name] for param in warehouse.question(question).params}
    rows = warehouse.run(question, values, PERSONS[name])
    ours = rows[rows["partner_id"] == partner] if "partner_id" in rows else rows[rows["school_id"] == SCHOOL]
    return ours["participants_lower"].item(), ours["participants_status"].item()


@pytest.mark.parametrize("question", ["school_activities", "coverage_cell"])
@pytest.mark.parametrize("name", ["partner", "partner and coordinator", "partner of nobody", "admin", "local"])
def test_only_the_partner_itself_gets_its_small_number(question, name):
    assert numbers(name, question, "brug") == ((3, "observed") if name in OWNS else (1, "withheld"))
    assert numbers(name, question, "toren") == (1, "withheld")


def test_on_the_page_of_a_school_too(monkeypatch):
    for name in ("partner", "partner of nobody", "admin"):
        become(PERSONS[name], monkeypatch)
        seen = told(opened("school", school=SCHOOL))
        assert seen.count("1–4") == (1 if name == "partner" else 2), name
