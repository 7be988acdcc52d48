"""The page Wat veranderde er: letters that add up, rights, states, places; its words against the rows of the letter."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pandas as pd
import pytest

from dashboard.changed import scope
from dashboard.frame import export, letters, reads, warehouse
from dashboard.frame.access import LOCAL, Access
from dashboard.frame.records import Place
from tests.support import mart as builders
from tests.support.lettered import ROWS, SES, SINCE, frame, write_letter
from tests.support.persons import PERSONS
from tests.support.screen import for_others, opened, told

PAGE = "wat-veranderde"


def figure(before: float | None, after: float | None) -> dict:
    return {"kind": "figure", "key": "f", "before": "observed", "after": "observed", "value_before": before,
            "value_after": after}  # fmt: skip


def summed(*letters_: list[dict]) -> list[tuple]:
    rows = letters.summed(pd.concat([frame(rows) for rows in letters_], ignore_index=True))
    return [tuple(row) for row in rows[["key", "value_before", "value_after"]].itertuples(index=False)]


def test_letters_add_up_to_one_from_the_first_build_to_the_last():
    assert summed([figure(1, 2)], [figure(2, 5)]) == [("f", 1, 5)]
    assert summed([figure(1, 2)], [{"kind": "area", "key": "a", "after": "Nieuw"}])[0][0] == "a"


def test_what_came_back_to_what_it_was_is_no_change():
    assert summed([figure(1, 2)], [figure(2, 1)]) == []
    came, went = {"kind": "partner", "key": "p", "after": "P"}, {"kind": "partner", "key": "p", "before": "P"}
    assert summed([came], [went]) == []


def test_a_place_has_its_own_changes_and_those_of_partners_that_began_there():
    rows = frame(ROWS)
    town = Place("GM9000", "municipality")
    assert sorted(scope.inside(rows, town)["kind"]) == ["activity", "figure", "partner", "school", "source", "verdict"]
    assert sorted(scope.inside(rows, Place("GM9002", "municipality"))["kind"]) == ["source"]
    assert len(scope.inside(rows, Place("NL00", "country"))) == len(rows)
    own = Place("regio", "own_region", members=("GM9000", "GM9002"))
    assert len(scope.inside(rows, own)) == len(scope.inside(rows, town))


def test_what_partners_did_is_read_by_who_may_only(data):
    write_letter(data)
    chain, damaged = letters.known(warehouse.reader(LOCAL))
    assert damaged == 0
    open_only = Access("anoniem", "shared")
    assert set(letters.changes(chain, open_only)["resource"]) == {"open"}
    assert set(letters.changes(chain, LOCAL)["resource"]) == {"open", "partner"}


def test_the_letter_names_what_changed_with_its_figures_and_units(data):
    write_letter(data)
    text = told(opened(PAGE))
    verdict = "was: geen oordeel, alleen een plaats; is nu: valt op"
    for words in ("School: nieuw op de lijst (1): School 00", "School: niet meer op de lijst (1): De Oude",
                  "SES-WOA, 2019 (1): Noord: van 0,10 naar 0,12", verdict, "11 rijen", "De Brug is nieuw, op 1 school",
                  ):  # fmt: skip
        assert words in text, words


def test_others_see_open_changes_only(data, monkeypatch):
    write_letter(data)
    for_others(monkeypatch)
    text = told(opened(PAGE))
    assert "School 00" in text
    assert "De Brug" not in text


def test_since_an_earlier_build_letters_are_told_together(data):
    write_letter(
        data,
        [{"kind": "school", "key": "x", "name_nl": "De Eerste", "after": "De Eerste"}],
        build_id=SINCE,
        since="klein-0",
    )
    write_letter(data, n=2)
    assert "De Eerste" not in told(opened(PAGE))
    both = told(opened(PAGE, sinds="klein-0"))
    assert "De Eerste" in both
    assert "School 00" in both


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ({"state": "first", "before": None}, "Dit is hier de eerste build van editie"),
        ({"state": "same", "before": None}, "Opnieuw gemaakt uit dezelfde bestanden: er veranderde niets"),
        ({"state": "other_edition", "before": None}, "Hiervoor stond hier een andere editie"),
        ({"state": "other_program", "before": None}, "gemaakt door een andere versie van het programma"),
        ({}, "veranderde er niets in Nederland"),
        ({"erased_at": "2026-11-01T09:00:00+00:00"}, "op 1 november 2026 weggehaald"),
    ],
)
def test_where_nothing_is_compared_the_page_says_why(data, head, words):
    write_letter(data, [], **head)
    assert words in told(opened(PAGE)).replace("*", "")


def test_a_build_without_a_letter_and_a_damaged_letter_are_states(data):
    write_letter(data)
    builders.change(data, "update mart.school set name = 'x' where false")
    assert "Deze build heeft geen brief" in told(opened(PAGE))
    write_letter(data, n=2).write_bytes(b"half")
    write_letter(data, n=3).with_suffix(".parquet").write_bytes(b"half")
    assert "2 brieven zijn niet te lezen" in told(opened(PAGE))


def test_the_same_build_made_again_can_still_be_compared_with_the_one_before(data):
    write_letter(data)
    write_letter(data, [], n=2, state="same", before=None)
    assert "er veranderde niets" in told(opened(PAGE))
    assert "School 00" in told(opened(PAGE, sinds=SINCE))


def test_the_files_say_what_the_screen_says(data, monkeypatch):
    write_letter(data)
    makers: list[Callable[[], bytes]] = []
    real = export.later
    monkeypatch.setattr(export, "later", lambda make: makers.append(real(make)) or real(make))
    app = opened(PAGE)
    table, text = (make().decode("utf-8-sig") for make in makers)
    rows = list(
        csv.reader((line for line in table.splitlines() if not line.startswith('"#') and line[0] != "#"), delimiter=";")
    )
    screen = app.dataframe[0].value.fillna("")
    assert [row[:5] for row in rows[1:]] == screen.to_numpy().tolist()
    assert len(rows) == len(ROWS) + 1
    assert all(line in text for line in ("School: nieuw op de lijst (1): School 00", "De Brug is nieuw, op 1 school"))
    assert SINCE in text


def test_closed_changes_are_read_where_the_closed_figures_are(data):
    closed = {"kind": "figure", "resource": "closed", "before": "observed", "after": "observed", "value_before": 1.0,
              "value_after": 2.0, **SES}  # fmt: skip
    places = {"own": ("WK900000", "district", "GM9000"), "other": ("GM9001", "municipality", "GM9001"),
              "country": ("NL00", "country", None)}  # fmt: skip
    rows = [
        {**closed, "key": name, "area_code": code, "level": level, "municipality_code": town}
        for name, (code, level, town) in places.items()
    ]
    counted = {**closed, "kind": "many_figures", "key": "counted", "level": "municipality"}
    write_letter(data, [*rows, counted])
    chain, _damaged = letters.known(warehouse.reader(LOCAL))
    with reads.noted() as noted:
        assert set(letters.changes(chain, PERSONS["coordinator"])["key"]) == {"own", "country"}
    assert noted.resources == {"closed"}, "a frozen view of it is of who may read closed figures"
    for who in ("analyst", "national coordinator", "local"):
        assert len(letters.changes(chain, PERSONS[who])) == 4
    for who in ("stranger", "partner"):
        assert len(letters.changes(chain, PERSONS[who])) == 0
