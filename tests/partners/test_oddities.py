"""Tables that were once read wrongly in silence, made by rule: read right, said, or stopped."""

import random

import pytest

from etl import partner_commands
from etl.partners import intake
from tests.partners.test_habits import Row, book, csv, rows_of, table

YEAR = "2019-2020"


@pytest.fixture
def rows() -> list[Row]:
    return rows_of(random.Random(15))


def said(proposal: intake.Proposal) -> dict[str, str]:
    return {found.check: found.result for found in proposal.findings if found.result != "ok"}


def test_cards_below_each_other_are_no_schools(rows):
    cards = [line for school, place, *_ in rows
             for line in (["School:", school], ["Plaats:", place], ["Schooljaar:", YEAR], ["", ""])]  # fmt: skip
    proposal = intake.propose("a.csv", csv(cards))
    assert said(proposal)["cards"] == "stop"
    assert proposal.rows.empty


def test_a_school_that_is_called_as_a_column_is_no_card(rows):
    named = [("De Gemeente", *rows[0][1:]), *rows[1:]]
    assert "cards" not in said(intake.propose("a.csv", csv(table(named))))


def test_tables_beside_each_other_stop(rows):
    halves = [[*left, "", *right] for left, right in zip(table(rows[:4]), table(rows[4:8]), strict=True)]
    assert said(intake.propose("a.csv", csv(halves)))["side_by_side"] == "stop"
    assert "side_by_side" not in said(intake.propose("a.csv", csv(table(rows))))


@pytest.mark.parametrize("stroke", ["idem", "''", "Idem.", "〃"])
def test_as_above_is_as_above(rows, stroke):
    school, place, programme, year, _ = rows[0]
    lines = [[school, place, programme, year, "12"], [stroke, stroke, "Techniek", stroke, "8"], [*rows[1]],
             [stroke, stroke, "Techniek", stroke, stroke]]  # fmt: skip
    proposal = intake.propose("a.csv", csv([[*table(rows)[0]], *lines]))
    read = proposal.rows[["school", "place", "programme", "school_year", "participants"]].to_numpy().tolist()
    meant = [lines[0], [school, place, "Techniek", year, "8"], [*rows[1]]]
    # how many is never taken from above
    assert read == [*meant, [*rows[1][:2], "Techniek", rows[1][3], ""]]
    assert said(proposal)["carried"] == "note"
    undone = intake.propose("a.csv", csv([[*table(rows)[0]], *lines]), without={"carried"})
    assert undone.rows["school"].tolist()[1] == ""


def test_what_stopped_or_was_called_off_is_said(rows):
    words = ["loopt", "gestopt", "afgezegd", "is vervallen", "wachtlijst"]
    lines = [[*row, word] for row, word in zip(rows, words, strict=False)]
    proposal = intake.propose("a.csv", csv([[*table(rows)[0], "Status"], *lines]))
    (found,) = [one for one in proposal.findings if one.check == "not_on"]
    assert found.lines == (3, 4, 5, 6)
    named = [("De Gestopte Ster", *row[1:]) for row in rows]
    assert "not_on" not in said(intake.propose("a.csv", csv(table(named))))


def test_columns_of_numbers_that_are_not_read_are_named(rows):
    lines = [[*row[:4], "30", row[4]] for row in rows]
    heads = [*table(rows)[0][:4], "Gepland aantal", "Werkelijk aantal"]
    (found,) = [one for one in intake.propose("a.csv", csv([heads, *lines])).findings if one.check == "unused"]
    assert "5, 6" in found.message_nl
    assert "unused" not in said(intake.propose("a.csv", csv(table(rows))))


def test_years_of_columns_are_years_of_the_file(rows):
    """They were read, and the page and the command asked for a year all the same."""
    per_year = csv([["School", "Plaats", "2018-2019", "2019-2020"], *[[*row[:2], row[4], ""] for row in rows]])
    above = book({"Blad1": [["", "", "2018-2019", "", YEAR, ""], ["School", "Plaats", *["Debat", "Techniek"] * 2],
                            *[[*row[:2], "x", "", "x", "x"] for row in rows]]})  # fmt: skip
    for data in (per_year, above):
        proposal = intake.propose("a.xlsx" if data.startswith(b"PK") else "a.csv", data)
        assert (proposal.rows["school_year"] != "").all()
        assert intake.lacks(proposal.layout, proposal.columns) == ""


def test_words_between_marks_are_said_and_are_no_activity(rows):
    words = ["in overleg", "misschien", "x", "ja, groep 7", "nee, vol", "x", "x", "", "volgend jaar"]
    lines = [[*row[:2], row[3], "x", word] for row, word in zip(rows, words, strict=True)]
    proposal = intake.propose("a.csv", csv([["School", "Plaats", "Schooljaar", "Debat", "Techniek"], *lines]))
    (found,) = [one for one in proposal.findings if one.check == "marks"]
    assert found.lines == (2, 3, 10)
    assert "not_on" not in said(proposal), "what does not count is not told to count"
    assert (proposal.rows["programme"] == "Techniek").sum() == 4


def test_a_number_in_the_name_of_a_school_stays_where_no_header_says_that_it_counts(rows):
    named = [("OBS De Ster (12)", *rows[0][1:]), ("Kaleidoscoop 4", *rows[1][1:])]
    read = intake.propose("a.csv", csv(table(named))).rows
    assert read["school"].tolist() == [named[0][0], named[1][0]]
    counted = intake.propose(
        "a.csv", csv([["School (lln)", "Plaats"], ["Kaleidoscoop 4", "Ede"], ["Ster 4 (7)", "Ede"]])
    )
    assert said(counted)["behind_name"] == "note"
    assert counted.rows[["school", "participants"]].to_numpy().tolist() == [["Kaleidoscoop 4", ""], ["Ster 4", "7"]]


@pytest.mark.parametrize("cell", ["Debatlessen + Techniek", "Techniek, Debatlessen", "debatlessen en koken"])
def test_several_programmes_in_one_cell_are_said(rows, cell):
    lines = [*[[*row] for row in rows], ["De Bron", "Ede", cell, YEAR, "9"]]
    (found,) = [one for one in intake.propose("a.csv", csv(table(lines))).findings if one.check == "two_programmes"]
    assert found.lines == (len(rows) + 2,)
    alone = [[*row[:2], "Taal en rekenen", *row[3:]] for row in rows]
    assert "two_programmes" not in said(intake.propose("a.csv", csv(table(alone))))


def test_a_second_column_of_years_is_named(rows):
    lines = [[*row[:3], "2018-2019", YEAR] for row in rows]
    heads = [*table(rows)[0][:3], "Van schooljaar", "Tot schooljaar"]
    (found,) = [one for one in intake.propose("a.csv", csv([heads, *lines])).findings if one.check == "unused"]
    assert "kolom 5" in found.message_nl


def test_what_is_only_asked_for_is_said(rows):
    lines = [[*row, word] for row, word in zip(rows, ["loopt", "aangevraagd", "offerte", "in overleg"], strict=False)]
    proposal = intake.propose("a.csv", csv([[*table(rows)[0], "Status"], *lines]))
    (found,) = [one for one in proposal.findings if one.check == "not_on"]
    assert found.lines == (3, 4, 5)


def test_ones_among_other_numbers_are_people(rows):
    lines = [[*row[:2], row[3], "1", "" if n else "12"] for n, row in enumerate(rows)]
    read = intake.propose("a.csv", csv([["School", "Plaats", "Schooljaar", "Debat", "Techniek"], *lines])).rows
    assert set(read["participants"]) == {"1", "12"}


@pytest.mark.parametrize("head", ["Doet mee?", "Deelname", "Neemt deel"])
def test_a_school_that_says_no_is_said_to_count(rows, head):
    lines = [[*row, word] for row, word in zip(rows, ["ja", "nee", "ja", "nee (vol)"], strict=False)]
    proposal = intake.propose("a.csv", csv([[*table(rows)[0], head], *lines]))
    (found,) = [one for one in proposal.findings if one.check == "not_on"]
    assert found.lines == (3, 5)
    other = intake.propose("a.csv", csv([[*table(rows)[0], "Contract getekend"], *lines]))
    assert "not_on" not in said(other)


def test_years_and_numbers_that_cannot_be_read_are_said_before_anything_counts(rows):
    years = ["2018-2020", "sinds 2015", "18/19 en 19/20", YEAR, ""]
    counts = ["2 klassen", "12", "45%", "ca. 20", ""]
    lines = [[*row[:3], year, count] for row, year, count in zip(rows, years, counts, strict=False)]
    proposal = intake.propose("a.csv", csv([table(rows)[0], *lines]))
    told = {one.check: one.lines for one in proposal.findings}
    assert (told["unread_years"], told["unread_counts"]) == ((2, 3, 4, 6), (2, 4))
    assert not {"unread_years", "unread_counts"} & said(intake.propose("a.csv", csv(table(rows)))).keys()
    assert "unread_years" not in said(intake.propose("a.csv", csv(table(rows, 3)))), "it is asked for a year"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_sheet_whose_rows_stand_in_its_first_column_is_taken_apart(rows, delimiter):
    lines = [["Bereik van het debat"], *table(rows)]
    glued = [[delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in line)] for line in lines]
    data = book({"Blad1": glued})
    proposal, plain = intake.propose("a.xlsx", data), intake.propose("a.xlsx", book({"Blad1": lines}))
    assert said(proposal)["glued"] == "note"
    assert "glued" not in said(plain)
    assert proposal.rows.equals(plain.rows)
    assert intake.rows(data, proposal.layout, proposal.columns).equals(plain.rows)


def test_a_column_of_names_with_commas_stays_one_column(rows):
    names = [["School"], *[[f"{school}, {place}"] for school, place, *_ in rows]]
    assert "glued" not in said(intake.propose("a.xlsx", book({"Blad1": names})))


@pytest.mark.parametrize(("cell", "is_said"), [("10,5", True), ("10.5", True), ("10,0", False), ("10", False)])
def test_a_part_of_a_person_is_said(rows, cell, is_said):
    rows[1] = (*rows[1][:4], cell)
    proposal = intake.propose("a.csv", csv(table(rows)))
    assert ("part_counts" in said(proposal)) is is_said
    assert intake.participants(proposal.rows["participants"].iloc[1])[0] == 10


def test_a_name_too_long_to_be_one_is_said_before_the_rows_are_taken_in(rows):
    rows[2] = (" ".join(["woord"] * 600), *rows[2][1:])
    (found,) = [one for one in intake.propose("a.csv", csv(table(rows))).findings if one.check == "too_long"]
    assert (found.result, found.lines) == ("note", (4,))


def test_the_command_tells_school_years_as_they_are_read(rows):
    years = ["19/20", "2019", "schooljaar 2019-2020"] * 3
    told = [[*row[:3], year, row[4]] for row, year in zip(rows, years, strict=True)]
    found = partner_commands._activities(intake.propose("a.csv", csv([table(rows)[0], *told])))
    assert {one["school_year"] for activities in found for one in activities} == {"2019-2020"}
