"""Files as partners make them, each with its right answer: the table of the cases' README, row by row."""

from pathlib import Path

import pytest

from etl.partners import intake
from etl.partners.linking import match
from tests.partners.test_match import edition
from tests.support import habit_table

pytestmark = pytest.mark.realdata
# file -> activities, findings that must be said (check: result)
TAKEN = {
    "17-row-format-to-last-row.xlsx": (5, {}),
    "18-styled-empty-last-cell.xlsx": (5, {}),
    "brin4-and-brin6-columns.csv": (3, {}),
    "brin6-overruled-by-name.csv": (1, {}),
    "06-matrix-x.xlsx": (17, {"blocks": "note"}),
    "22-columns-per-group.xlsx": (5, {"groups": "note"}),
    "05-column-per-year.xlsx": (20, {"blocks": "note"}),
    "04-year-in-title.xlsx": (8, {"year": "note"}),
    "03-sheet-per-year.xlsx": (10, {"year": "note", "sheets": "note"}),
    "24-two-tables-other-column-order.xlsx": (8, {"second_table": "note"}),
    "08-sections-subtotals-footnotes.xlsx": (6, {"sections": "note"}),
    "municipality-as-section-row.txt": (4, {"sections": "note"}),
    "20-merged-place.xlsx": (6, {"carried": "note"}),
    "21-place-only-on-first-row.xlsx": (6, {"carried": "note"}),
    "27-header-on-row-36.xlsx": (5, {}),
    "07-colour-and-strike.xlsx": (8, {"struck": "note", "colours": "note"}),
    "10-formulas-no-cache.xlsx": (6, {"formula_values": "note"}),
    "14-person-in-remarks.xlsx": (5, {"remarks": "note"}),
    "31-macroman.csv": (9, {"encoding": "note"}),
    "34-cp850.csv": (9, {"encoding": "note"}),
    "swapped-columns.csv": (8, {"swapped": "note"}),
    "titles-abbreviated-and-brackets.csv": (6, {}),
    "comma-tail-read-as-place.csv": (2, {}),
    "09-two-schools-one-cell.xlsx": (6, {"two_schools": "note"}),
    "one-column-one-semicolon.csv": (4, {"ragged": "note"}),
    "many-blank-rows-with-spaces.xlsx": (4, {}),
}
REFUSED = {"19-transposed.xlsx": "transposed", "15-cell-comment-phone.xlsx": "phone", "json-as-csv.csv": "content"}
DEBATE = {"school": "RK Basisschool de Rietvink", "place": "Zaandam", "programme": "Debatlessen"}
# a row that must be among those of the file
HOLDS = {
    "06-matrix-x.xlsx": DEBATE | {"school_year": "2019-2020", "programme": "Weekendschool"},
    "05-column-per-year.xlsx": {"school": "RK Basisschool De Cirkel", "school_year": "2020-2021", "participants": "34"},
    "03-sheet-per-year.xlsx": {"school": "Willem van Oranjeschool", "school_year": "2020-2021", "participants": "30"},
    "04-year-in-title.xlsx": DEBATE | {"school_year": "2019-2020", "participants": "21"},
    "22-columns-per-group.xlsx": {"school": "Theresiasch v KBSO", "participants": "35"},
    "24-two-tables-other-column-order.xlsx": {"place": "Gulpen", "participants": "53", "programme": "Debatlessen"},
    "08-sections-subtotals-footnotes.xlsx": {"school": "RK Basisschool de Rietvink", "municipality": "Rotterdam"},
    "municipality-as-section-row.txt": {"school": "De Heemgaard", "municipality": "Apeldoorn"},
    "20-merged-place.xlsx": {"school": "Christelijke Basisschool De Til", "place": "Rotterdam"},
    "21-place-only-on-first-row.xlsx": {"school": "School Muhring", "place": "Dordrecht"},
    "31-macroman.csv": {"school": "Basisschool De Coöperatie é ë"},
    "34-cp850.csv": {"school": "Basisschool De Coöperatie é ë"},
    "swapped-columns.csv": {"school": "Theresiasch v KBSO", "place": "Rotterdam"},
    "brin4-and-brin6-columns.csv": {"brin": "20LO10"},
}


@pytest.fixture(scope="module")
def cases(mirror: Path) -> Path:
    folder = mirror.parent / "cases" / "partners"
    if not folder.is_dir():
        pytest.skip("no cases beside the published files")
    return folder


def proposed(cases: Path, name: str) -> intake.Proposal:
    return intake.propose(name, (cases / name).read_bytes())


def test_every_case_is_here(cases):
    assert {file.name for file in cases.iterdir()} == TAKEN.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", TAKEN)
def test_is_taken_in_with_its_rows_and_notes(cases, name):
    rows, said = TAKEN[name]
    proposal = proposed(cases, name)
    assert not proposal.stopped, proposal.findings
    assert len(proposal.rows) == rows
    results = {found.check: found.result for found in proposal.findings if found.result != "ok"}
    assert said.items() <= results.items()
    meant = HOLDS.get(name, {})
    assert any(meant.items() <= row.items() for row in proposal.rows.to_dict("records"))


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_for_its_reason(cases, name):
    checks = {found.check for found in proposed(cases, name).findings if found.result == "stop"}
    assert checks == {REFUSED[name]}


def test_schools_in_columns_are_read_when_a_person_says_so(cases):
    name = "19-transposed.xlsx"
    rows = intake.propose(name, (cases / name).read_bytes(), without={"upright"}).rows
    assert len(rows) == 5
    assert (set(rows["programme"]), set(rows["school_year"])) == ({"Debatlessen"}, {"2019-2020"})
    assert rows.loc[1, ["school", "place", "participants"]].tolist() == ["RK Basisschool de Rietvink", "Zaandam", "20"]


def test_a_school_without_a_mark_has_no_activity(cases):
    rows = proposed(cases, "06-matrix-x.xlsx").rows
    assert rows.groupby("line").size().tolist() == [1, 3, 2, 2, 2, 3, 1, 3]
    assert set(rows["programme"]) == {"Debatlessen", "Weekendschool", "Bliksemstage"}


@pytest.mark.slow
def test_input_reading_and_sentence_of_every_case(cases):
    """The table itself: `pytest -m slow -s` prints it."""
    for name in [*TAKEN, *REFUSED]:
        told, reading, sentence = habit_table.line(name, (cases / name).read_bytes())
        print(f"| {name} | {told} | {reading} | {sentence} |")
        assert sentence or not TAKEN.get(name, (0, {}))[1], name


LINKED = {
    "brin6-overruled-by-name.csv": ["18WS00"],
    "brin4-and-brin6-columns.csv": ["20LO08", "20LO10", "14SF00"],
}
SHOWN = {"comma-tail-read-as-place.csv": ["20GD00", "19GY06"]}


def test_links_are_those_of_the_table(cases, real_data):
    schools, names = edition(real_data)
    for name, meant in (LINKED | SHOWN).items():
        found = match.link(proposed(cases, name).told, schools, names)
        pairs = zip(found["school_id"], found["candidates"], meant, strict=True)
        for got, candidates, school_id in pairs:
            assert got in ("", school_id), name
            assert got or school_id in {c["school_id"] for c in candidates}, name
