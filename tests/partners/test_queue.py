"""The queue of names to judge: one number everywhere, filters, candidates told apart, two keys, undo."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.partners import files
from dashboard.partners.queue import waiting
from etl.partners import events, ledger
from tests.support import mart as builders
from tests.support.delivered import PARTNER, folder, write_delivery
from tests.support.screen import opened, told

CANDIDATES = '[{"school_id": "900A00", "score": 0.6}, {"school_id": "901A00", "score": 0.6}]'
MORE = (
    "insert into mart.partner_row select * replace ('f98' as fingerprint, 98 as line, 'none' as decision,"
    " '[]' as candidates, null as score) from mart.partner_row where line = 99",
    "insert into mart.partner_row select * replace ('lees' as partner_id, 'f97' as fingerprint, 97 as line,"
    f" '{CANDIDATES}' as candidates) from mart.partner_row where line = 99",
    # the same words in a second row of the file are one name
    "insert into mart.partner_row select * replace (96 as line) from mart.partner_row where line = 99",
    "update mart.school set name = 'De Poort', place = 'Aderveen' where school_id in ('900A00', '901A00')",
)


def button(app, name: str):
    """The button of this name; its key tells the rows too that it is for."""
    (found,) = [one for one in app.button if one.key.startswith(f"{name}-")]
    return found


@pytest.fixture
def queue(data):
    """The stand-in mart with three names to judge, of two partners, and the file behind them."""
    write_delivery(data)
    builders.change(data, *MORE)
    return data


def numbers(app) -> set[str]:
    """Every number that is told of the queue: sentence, tab, heading."""
    seen = told(app)
    found = re.findall(r"\*?\*?(\d+) namen\*?\*? wachten|Nakijken \((\d+)\)|(\d+) namen te beoordelen", seen)
    return {number for hit in found for number in hit if number}


def test_the_queue_has_one_number_on_every_place(queue):
    ((names,),) = builders.ask(queue, "select count(distinct (partner_id, fingerprint)) from mart.partner_row"
                                      " where decision in ('review', 'none')")  # fmt: skip
    assert names == 3
    app = opened("partnerdata", deel="nakijken")
    assert numbers(app) == {"3"}
    assert len(app.dataframe[0].value) == 3
    stand = opened("partnerdata")
    assert numbers(stand) == {"3"}
    (table,) = [
        one.proto.body for one in stand.get("html") if "rw-fresh" in one.proto.body and "<table" in one.proto.body
    ]
    rows = [re.findall(r'<td class="r">(\d+)', row)[-1] for row in table.split("<tr>")[2:]]
    assert sum(map(int, rows)) == 3, "the column of the partners adds up to it"


def test_a_partner_and_a_doubt_can_be_chosen(queue):  # noqa: ARG001
    assert len(opened("partnerdata", deel="nakijken", van="lees").dataframe[0].value) == 1
    assert len(opened("partnerdata", deel="nakijken", van=PARTNER).dataframe[0].value) == 2
    app = opened("partnerdata", deel="nakijken", van=PARTNER, twijfel="geen")
    assert len(app.dataframe[0].value) == 1
    assert numbers(app) >= {"3"}, "the number of the whole queue stays"
    assert "Hiervan wacht niets" in told(opened("partnerdata", deel="nakijken", van="lees", twijfel="geen"))


def test_names_whose_location_alone_is_open_are_a_doubt_of_their_own(queue):
    builders.change(queue, "update mart.partner_row set rule = 'institution' where line = 97")
    app = opened("partnerdata", deel="nakijken", twijfel="vestiging")
    assert len(app.dataframe[0].value) == 1
    (box,) = [one for one in app.selectbox if one.label == "Wat is onzeker"]
    assert "de instelling staat vast, de vestiging niet" in box.options
    assert "Hiervan wacht niets" in told(opened("partnerdata", deel="nakijken", van="lees", twijfel="meer"))


def test_many_at_once_take_no_location_by_chance(queue):
    """Where only the institution is certain its first location would be a guess: each waits for a person."""
    row = "partner_id = 'lees' and line = 97"
    for rule, best in (("name", "De Poort"), ("institution", "–")):
        builders.change(queue, f"update mart.partner_row set rule = '{rule}' where {row}")
        frame = opened("partnerdata", deel="nakijken", van="lees").dataframe[0].value
        assert list(frame["Beste kandidaat"]) == [best], rule


def test_a_partner_stays_chosen_when_its_last_name_is_judged(queue):  # noqa: ARG001
    """The next key would have judged a name of another partner."""
    app = opened("partnerdata", deel="nakijken", van="lees", rij="lees:f97")
    button(app, "refuse").click().run()
    assert "Hiervan wacht niets" in told(app)
    assert not [one for one in app.button if one.key.startswith("refuse")]


def test_locations_of_the_institution_are_shown_in_the_order_of_the_linking(queue):
    builders.change(
        queue, f"update mart.partner_row set candidates = '{CANDIDATES.replace('0.6', '0.5', 1)}' where line = 97"
    )
    app = opened("partnerdata", deel="nakijken", rij="lees:f97")
    (radio,) = [one for one in app.radio if one.label == "Dit is"]
    assert ["900A00" in radio.options[0], "901A00" in radio.options[1]] == [True, True]


def test_candidates_of_one_name_and_place_read_differently(queue):  # noqa: ARG001
    app = opened("partnerdata", deel="nakijken", rij="lees:f97")
    (radio,) = [one for one in app.radio if one.label == "Dit is"]
    assert len(set(radio.options)) == 2
    assert all(code in option for code, option in zip(("900A00", "901A00"), radio.options, strict=True))
    assert all("Laan" in option for option in radio.options)


def test_the_chosen_partner_stays_when_its_number_changes(queue):  # noqa: ARG001
    """The box names the partner with a number; a browser sends that name back."""
    app = opened("partnerdata", deel="nakijken", van=PARTNER)
    before = [box.label for box in app.selectbox]
    (box,) = [one for one in app.selectbox if any("alle partners" in option for option in one.options)]
    assert box.value == PARTNER
    button(app, "refuse").click().run()
    (after,) = [one for one in app.selectbox if any("alle partners" in option for option in one.options)]
    assert (after.value, after.key != box.key) == (PARTNER, True)
    assert len(app.dataframe[0].value) == 1
    assert [one.label for one in app.selectbox] == before


def test_of_two_people_who_judge_a_name_at_once_the_first_counts_and_the_other_is_told(queue):
    first, second = (opened("partnerdata", deel="nakijken", rij="lees:f97") for _person in range(2))
    button(first, "accept").click().run()
    button(second, "refuse").click().run()
    assert "is intussen beoordeeld" in told(second)
    assert "Gevraagd en hier niet" not in told(second), "it would name the rows by their numbers"
    assert "deed-undo" not in [one.key for one in second.button]
    decisions = ledger.read(folder(queue)).decisions
    assert {key: one["school_id"] for key, one in decisions.items()} == {("lees", "f97"): "900A00"}, "no other name"


def test_what_was_ticked_is_judged_and_nothing_that_came_in_its_place(queue):
    app = opened("partnerdata", deel="nakijken")
    rows = waiting(warehouse.reader(LOCAL))
    ids = list(rows["row_id"])
    table = re.search(r"queue-[0-9a-f]{12}", app.dataframe[0].proto.id)[0]
    app.session_state[table] = {"selection": {"rows": [0, 1], "columns": [], "cells": []}}
    app.run()
    partner, fingerprint = ids[0].split(":", 1)
    files.decide(partner, fingerprint, "", LOCAL)
    button(app, "bulk-refuse").click().run()
    assert set(ledger.read(folder(queue)).decisions) == {(partner, fingerprint)}
    assert not [one for one in app.button if one.key.startswith("bulk-")], "nothing is ticked any more"


def test_two_processes_that_judge_a_name_at_the_same_moment_do_not_both_get_it(queue, monkeypatch):  # noqa: ARG001
    both = threading.Barrier(2)
    locked = events.locked

    @contextmanager
    def at_once(root):
        with suppress(threading.BrokenBarrierError):
            both.wait(2)
        with locked(root):
            yield

    monkeypatch.setattr(events, "locked", at_once)

    def judge(school_id: str) -> str:
        try:
            return files.decide("lees", "f97", school_id, LOCAL)
        except files.Judged:
            return ""

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(judge, ["900A00", "901A00"]))
    assert sorted(map(bool, done)) == [False, True]


def test_two_keys_judge_a_row_and_undo_brings_it_back(queue):
    app = opened("partnerdata", deel="nakijken", rij="lees:f97")
    keys = {one.key: one.proto.shortcut.casefold() for one in app.button if one.proto.shortcut}
    assert keys == {"key-1": "1", "key-2": "2", "accept-lees:f97": "k", "refuse-lees:f97": "g"}
    app.button(key="key-2").click().run()
    button(app, "accept").click().run()
    decisions = ledger.read(folder(queue)).decisions
    assert {key: one["school_id"] for key, one in decisions.items()} == {("lees", "f97"): "901A00"}
    assert numbers(app) >= {"2"}
    app.button(key="deed-undo").click().run()
    assert ledger.read(folder(queue)).decisions == {}
    assert "wacht weer op u" in told(app)
    assert numbers(app) == {"3"}
