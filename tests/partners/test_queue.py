"""The queue of names to judge: one number everywhere, filters, candidates told apart, two keys, undo."""

from __future__ import annotations

import re

import pytest

from etl.partners import ledger
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
    app.button(key="refuse").click().run()
    assert "Hiervan wacht niets" in told(app)
    assert not [one for one in app.button if one.key == "refuse"]


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
    app.button(key="refuse").click().run()
    (after,) = [one for one in app.selectbox if any("alle partners" in option for option in one.options)]
    assert (after.value, after.key != box.key) == (PARTNER, True)
    assert len(app.dataframe[0].value) == 1
    assert [one.label for one in app.selectbox] == before


def test_two_keys_judge_a_row_and_undo_brings_it_back(queue):
    app = opened("partnerdata", deel="nakijken", rij="lees:f97")
    keys = {button.key: button.proto.shortcut.casefold() for button in app.button if button.proto.shortcut}
    assert keys == {"key-1": "1", "key-2": "2", "accept": "k", "refuse": "g"}
    app.button(key="key-2").click().run()
    app.button(key="accept").click().run()
    decisions = ledger.read(folder(queue)).decisions
    assert {key: one["school_id"] for key, one in decisions.items()} == {("lees", "f97"): "901A00"}
    assert numbers(app) >= {"2"}
    app.button(key="deed-undo").click().run()
    assert ledger.read(folder(queue)).decisions == {}
    assert "wacht weer op u" in told(app)
    assert numbers(app) == {"3"}
