"""Every question of queries/ask: what it says of itself is true, and it runs with its own sample values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.figures.coverage import Filters
from dashboard.frame import access, questions, warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.questions import WrongQuestion
from dashboard.ui import pieces as parts
from tests.support import mart as builders
from tests.support.environment import DATA
from tests.support.source import app_files

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in warehouse.QUESTIONS.glob("*.sql"))
FILES = app_files()
# what gives no rows with the sample values, each with its reason; a question that is not here must give some
EMPTY_IN_SAMPLE: dict[str, str] = {
    "source_holes": "all its sources are there",
    "compare_past": "no boundaries of another year",
    "closed_institution_values": "its delivery is of areas and schools",
}
OTHER_CODES = "its codes are those of the sample"
EMPTY_IN_STAND_IN = {
    "compare_past": "no boundaries of another year",
    "compare_bounds": "no examinations",
    "gka_area_values": "no examinations",
    "national_exams": "no examinations",
    "national_types": "no pupils by type",
    "indicator_faults": OTHER_CODES,
    "compare_school_rates": "no examinations",
    "compare_spread": "too few areas for a spread",
    "compare_history": "no numbers of pupils through the years",
    "coverage_cell": OTHER_CODES,
    "delivery_rows": OTHER_CODES,
    "indicator_gaps": "nothing is missing",
    "source_holes": "nothing is missing",
    "facts": "no activities in that school year",
    "partner_place": OTHER_CODES,
    "activity_facts": OTHER_CODES,
    "programme_facts": OTHER_CODES,
    "targets": "no activities in that school year",
    "school_area": OTHER_CODES,
    "school_made_of": "no counts behind a school's shares",
    "school_outcomes": "no tests",
    "school_rates": "no examinations",
    "schools_by_id": OTHER_CODES,
    "search_schools": OTHER_CODES,
    "search_codes": OTHER_CODES,
    "search_partners": OTHER_CODES,
    "school_facts": OTHER_CODES,
    "school_strips": OTHER_CODES,
    "school_years": OTHER_CODES,
    "school_advice": OTHER_CODES,
    "school_exams": OTHER_CODES,
    "school_types": OTHER_CODES,
    "school_activities": OTHER_CODES,
    "school_near": OTHER_CODES,
    "divide_distance": OTHER_CODES,
    "school_partner_names": OTHER_CODES,
    "request_schools": OTHER_CODES,
    "offer_schools": OTHER_CODES,
}
ASKING = {"run", "question", "Asked"}  # take a question and its parameters
HEAD = '-- one row\n-- resource: open\n-- area: none\n-- params: level text = "x"\n'


@pytest.fixture
def stand_in(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(DATA, str(tmp_path))
    return builders.write_warehouse(tmp_path)


# ---- all of them run


def empty(monkeypatch, data: Path) -> set[str]:
    """Asks every question of a data folder, looks at its columns, and returns those that gave no rows."""
    monkeypatch.setenv(DATA, str(data))
    found = set()
    for name in NAMES:
        question = warehouse.question(name)
        rows = warehouse.run(name, question.samples, LOCAL)
        assert rows.columns.is_unique, name
        assert question.area is None or question.area in rows.columns, f"{name} has no column {question.area}"
        if rows.empty:
            found.add(name)
    return found


def test_every_question_gives_rows_in_the_sample_with_its_own_values(sample_data, monkeypatch):
    assert len(NAMES) >= 48
    assert empty(monkeypatch, sample_data) == set(EMPTY_IN_SAMPLE)


def test_every_question_runs_on_the_stand_in_with_the_same_values(tmp_path, monkeypatch):
    assert empty(monkeypatch, builders.write_warehouse(tmp_path)) == set(EMPTY_IN_STAND_IN)


@pytest.mark.parametrize("name", NAMES)
def test_every_question_says_its_grain_and_reads_one_kind_of_data(name):
    question = warehouse.question(name)
    assert re.match(r"one row( |:)", question.grain)
    assert question.resource in access.RESOURCES


# ---- every call passes what is declared


def calls(code: str) -> Iterator[tuple[str, set[str], bool]]:
    """Question, names passed, and whether those are all, of each `"question", {...}` in a call.

    `**filters.params()` stands for the choices that every coverage question has. What is passed by the name of a
    variable is refused when it is asked, by `bound`: the tests of the pages ask it.
    """
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not node.args or ast.unparse(node.func).split(".")[-1] not in ASKING:
            continue
        name, params = [*node.args, ast.Dict([], [])][:2]  # without parameters: run("build")
        if isinstance(name, ast.Constant) and isinstance(params, ast.Dict):
            choices = [value for key, value in zip(params.keys, params.values, strict=True) if key is None]
            known = [value for value in choices if ast.unparse(value) == "filters.params()"]
            names = {key.value for key in params.keys if isinstance(key, ast.Constant)}
            yield str(name.value), names | (set(Filters().params()) if known else set()), known == choices


def faults(code: str) -> list[str]:
    """What is wrong with the calls in a file."""
    found = []
    for name, names, is_all in calls(code):
        if name not in NAMES:
            found.append(f"there is no question {name}")
            continue
        declared = {param.name for param in warehouse.question(name).params}
        if names - declared or (is_all and names != declared):
            found.append(f"{name} declares {sorted(declared)}, passed {sorted(names)}")
    return found


def test_every_call_in_the_app_passes_the_declared_names():
    found = [fault for file in FILES for fault in faults(file.read_text("utf-8"))]
    assert found == []
    assert sum(1 for file in FILES for _call in calls(file.read_text("utf-8"))) >= 70


@pytest.mark.parametrize(
    ("code", "is_wrong"),
    [
        ('run("areas", {"level": level}, access)', False),
        ('run("areas", {"levl": level}, access)', True),
        ('run("areas", {}, access)', True),
        ('reader.run("areas")', True),
        ('reader.run("build")', False),
        ('run("area", {"level": level}, access)', True),
        ('Asked("areas", {"level": level, "area": area})', True),
        ('run("coverage_areas", {"level": level, **filters.params()}, access)', False),
        ('run("coverage_areas", {**filters.params()}, access)', True),
        ('run("overview_facts", {**params, "school_year": year}, access)', False),
        ('run("overview_facts", {**params, "year": year}, access)', True),
    ],
)
def test_a_mistyped_name_in_a_call_is_seen(code, is_wrong):
    assert bool(faults(code)) is is_wrong


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"levl": "district"}, r"question areas: parameter 'lev(e)?l' is (missing|not declared)"),
        ({"level": "district", "area": "NL00"}, "question areas: parameter 'area' is not declared"),
        ({}, "question areas: parameter 'level' is missing"),
        ({"level": None}, "question areas: parameter 'level' is None; expected text"),
    ],
)
def test_a_call_with_other_parameters_is_refused_by_name(params, fault):
    with pytest.raises(WrongQuestion, match=fault):
        warehouse.run("areas", params, LOCAL)


@pytest.mark.usefixtures("stand_in")
def test_a_list_may_be_a_list_or_a_tuple_and_never_a_text_with_commas():
    one = warehouse.run("overview_sectors", {"areas": ["PV90"]}, LOCAL)["schools_count"]
    two = warehouse.run("overview_sectors", {"areas": ("PV90", "PV91")}, LOCAL)["schools_count"]
    assert 0 < one.sum() < two.sum()
    assert warehouse.run("overview_sectors", {"areas": []}, LOCAL)["schools_count"].tolist() == [0, 0]
    with pytest.raises(WrongQuestion, match=r"'areas' is 'PV90,PV91'; expected text\[\]"):
        warehouse.run("overview_sectors", {"areas": "PV90,PV91"}, LOCAL)


@pytest.mark.usefixtures("stand_in")
def test_what_a_page_shows_as_its_question_is_checked_too():
    with pytest.raises(WrongQuestion, match="'levl'"):
        parts.question("areas", {"level": "district", "levl": "x"})


# ---- what a head must say


def test_a_head_is_read_into_a_record(tmp_path, monkeypatch):
    head = (
        "-- one row per thing\n-- resource: partner\n-- area: area_code\n-- weight: a word of our own\n"
        '-- params: codes text[] = ["a, b", "c"], n integer = 3\n'
        '-- params: x double = 1.5, on_day date = "2020-10-01", all boolean = false\n'
    )
    sql = "select '$text' as area_code, $codes, $n, $x, $on_day, $all -- $other\n-- area: of no head"
    question = asked(tmp_path, monkeypatch, head + sql)
    assert (question.grain, question.resource, question.area) == ("one row per thing", "partner", "area_code")
    assert question.samples == {"codes": ("a, b", "c"), "n": 3, "x": 1.5, "on_day": date(2020, 10, 1), "all": False}


def asked(folder: Path, monkeypatch, text: str) -> questions.Question:
    (folder / "asked.sql").write_text(text)
    monkeypatch.setattr(warehouse, "QUESTIONS", folder)
    return warehouse.question("asked")


SQL = "select $level as level"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (SQL, "expected one line `-- area:"),
        ("", "expected one line `-- area:"),
        (HEAD.replace("-- resource: open\n", "") + SQL, "expected one line `-- resource:"),
        (HEAD.replace("-- area: none\n", "") + SQL, "expected one line `-- area:"),
        (HEAD.replace("area: none", "area:") + SQL, "expected one line `-- area:"),
        (HEAD + "-- area: code\n" + SQL, "expected one line `-- area:"),
        (HEAD.replace("params", "parms") + SQL, "expected a line `-- params:"),
        (HEAD + "select $levl", "parameter 'level' is declared but not used"),
        (HEAD + "select 1 -- $level", "parameter 'level' is declared but not used"),
        (HEAD + SQL + ", $area", "parameter 'area' is used but not declared"),
        (HEAD.replace("level", "levl") + SQL, "parameter 'level' is used but not declared"),
        (HEAD.replace("text", "txt") + SQL, "expected `name type = sample"),
        (HEAD.replace("text", "integer") + SQL, "the sample of 'level' is 'x'; expected integer"),
        (HEAD.replace("text", "text[]") + SQL, "the sample of 'level' is 'x'; expected text"),
        (HEAD.replace('"x"', "x") + SQL, "expected a sample in JSON"),
        (HEAD.replace("text", "date") + SQL, "expected a sample in JSON"),
        (HEAD + '-- params: level text = "y"\n' + SQL, "declared twice"),
    ],
)
def test_a_head_that_does_not_fit_is_refused_by_name(tmp_path, monkeypatch, text, fault):
    with pytest.raises(WrongQuestion, match=f"question asked: .*{re.escape(fault)}"):
        asked(tmp_path, monkeypatch, text)


# ---- the macros that a question calls


@pytest.mark.usefixtures("stand_in")
def test_macros_are_those_called_and_not_those_mentioned():
    called = "mart.coverage_activity('', [], [], true, true)"
    sql = f"-- mart.coverage_area(1)\nselect 'mart.coverage_school(2)' as x from {called}"
    (text,) = warehouse.macros(sql)
    assert "create macro mart.coverage_activity(" in text
    assert len(warehouse.macros(warehouse.question("coverage_areas").text)) == 3
    assert warehouse.macros("select 1") == []


@pytest.mark.usefixtures("stand_in")
def test_questions_order_by_names_and_hold_one_statement():
    for name in NAMES:
        text = warehouse.question(name).text
        assert not re.search(r"(order|group) by \d", text), name
        assert ";" not in re.sub(r"'[^']*'|--.*", "", text), name
