"""Each question for each person: answered, refused, or answered for its own places, as written in questions.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from dashboard.frame import warehouse
from dashboard.frame.access import NotAllowed
from tests.support import mart, planted
from tests.support.persons import OTHERS, OWN, PERSONS, person
from tests.support.rounds import sampled

TABLE = Path(__file__).with_name("questions.csv")
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8")))
EXPECTED = {row["question"]: row for row in ROWS}
CLOSED = {row["question"] for row in ROWS if "own" in row.values()}
# every kind: closed of rows, closed of all, of partners with and without places, open
QUICK = (*sorted(CLOSED), "closed_indicator_figures", "coverage_areas", "partners", "area_values", "build")
NATION = {"NL00", "PV90", "PV91", "GKA"}  # the wholes that the coordinator's municipality may lie in


def test_every_question_is_in_the_table_and_every_row_is_a_question():
    assert len(ROWS) == len(EXPECTED) > 100
    assert {path.stem for path in warehouse.QUESTIONS.glob("*.sql")} == set(EXPECTED)
    assert all(set(row) == {"question", *PERSONS} for row in ROWS)


def places(question: str, answer: pd.DataFrame) -> set[str]:
    return set(answer[warehouse.question(question).area])


def asked(question: str) -> dict:
    """Its sample values, and where it takes municipalities all that there are."""
    values = warehouse.question(question).samples
    return values | ({"municipalities": [OWN, *OTHERS, "NL00"]} if "municipalities" in values else {})


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("question", sampled(sorted(EXPECTED), QUICK))
def test_a_question_is_answered_as_written(question):
    answers = {}
    for name, who in PERSONS.items():
        expected = EXPECTED[question][name]
        if expected == "no":
            with pytest.raises(NotAllowed):
                warehouse.run(question, asked(question), who)
            continue
        assert expected in ("yes", "own"), name
        answers[name] = warehouse.run(question, asked(question), who)
        if expected == "own":
            assert all(code.startswith((OWN, "WK9000", "BU9000")) or code in NATION
                       for code in places(question, answers[name])), name  # fmt: skip
    whole = answers["local"]
    for name, answer in answers.items():
        if EXPECTED[question][name] == "yes" and not warehouse.question(question).tells_own:
            pd.testing.assert_frame_equal(answer, whole)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("question", ["closed_area_values", "closed_indicators", "closed_school_values"])
def test_of_closed_figures_there_is_something_to_keep_back(question):
    """The table says something only where the whole answer has rows of others, and the person has some of its own."""
    everything = places(question, warehouse.run(question, asked(question), PERSONS["local"]))
    own = places(question, warehouse.run(question, asked(question), PERSONS["coordinator"]))
    assert OWN in own
    assert everything - own


@pytest.mark.parametrize("question", sorted(CLOSED))
def test_an_answer_for_some_places_is_that_of_a_build_with_these_places_only(question, data):
    """So nothing in it is made of figures of others: no sum, no place, no count."""
    coordinator = PERSONS["coordinator"]
    limited = warehouse.run(question, asked(question), coordinator)
    others = {table: where.format(test="<>", town=OWN) for table, where in planted.OF.items()}
    mart.change(data, *(f"delete from mart.{table} where {where}" for table, where in others.items()))
    pd.testing.assert_frame_equal(warehouse.run(question, asked(question), coordinator), limited)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("code", ["WK900000", "PV90", "NL00", ""])
def test_a_right_is_to_a_municipality_and_to_nothing_smaller_or_larger(code):
    who = person("coordinator", areas=(code,))
    answer = warehouse.run("closed_area_values", asked("closed_area_values"), who)
    assert answer.empty
