"""The offer: what fits a school and why the rest does not, unknown that stays unknown, states, who adds to what."""

from __future__ import annotations

import pytest

from dashboard.figures import complements, fit
from dashboard.figures.fit import State, Wish
from dashboard.frame import warehouse
from dashboard.offer import programmes
from tests.support import mart as builders
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import opened, told

A = {"programme_id": "a/x", "partner_id": "a", "sector": "PO,VO", "theme_ids": "language", "group_from": "7",
     "group_to": "vo2", "region": "Aderveen, Belterhem", "capacity_count": 40}  # fmt: skip


def other(**changes) -> dict:
    return {**A, "programme_id": "b/y", "partner_id": "b", **changes}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (True, ("7", "8", "vo1", "vo2"), ())),
        ({"theme_ids": "sport_culture"}, (False, ("7", "8", "vo1", "vo2"), ())),
        ({"group_from": "1", "group_to": "7"}, (True, ("7",), ())),
        ({"region": None}, (True, ("7", "8", "vo1", "vo2"), ("region",))),
        ({"capacity_count": None}, (True, ("7", "8", "vo1", "vo2"), ("capacity",))),
        ({"partner_id": "a"}, None),
        ({"sector": "VSO"}, None),
        ({"group_from": "1", "group_to": "2"}, None),
        ({"region": "Krelm"}, None),
        ({"theme_ids": None}, None),
        ({"region": None, "group_from": None}, None),
    ],
)
def test_a_pair_needs_what_is_known_of_both(changes, expected):
    found = [(one.is_same, one.groups, one.unknown) for one in complements.pairs(A, [A, other(**changes)])]
    assert found == ([] if expected is None else [expected])


def test_a_province_or_the_whole_country_is_a_working_area_too():
    programme = {**A, "region": "Kustland"}
    assert fit.judged(programme, Wish("PO", "Aderveen")).state is State.NOT
    assert fit.judged(programme, Wish("PO", "Aderveen", around=("Kustland",))).state is State.FITS
    assert fit.judged({**A, "region": "landelijk"}, Wish("PO", "Krelm")).state is State.FITS
    assert fit.judged(programme, Wish("", "Kustland")).state is State.FITS


def test_a_school_sees_what_fits_and_why_the_rest_does_not(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    warehouse.pin()
    reader = local()
    ((school, town),) = builders.ask(
        sample_data,
        "select school_id, municipality_name from mart.school where sector = 'PO' and is_listed order by 1 limit 1",
    )
    seen = told(opened("aanbod", school=school, thema="language"))
    rows = reader.run("school_programmes", {"school": school, "sector": "PO"}).to_dict("records")
    own = [fit.judged(row, Wish("PO", town, "language", around=("Noorderzilt",))).state for row in rows]
    fits, ask, rest = (own.count(state) for state in (State.FITS, State.ASK, State.NOT))
    assert fits >= 1
    assert f"{fits} programma" in seen
    assert f"bij {ask} moet u navragen, {rest} passen niet" in seen.replace("  ", " ")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", 'https://x" onclick="alert(1)', "//x"])
def test_an_address_that_is_no_web_address_is_no_link(data, address):
    builders.change(data, f"update mart.partner set website = '{address}'")
    app = opened("aanbod", programma="brug/taal")
    assert "niet getoond: geen webadres" in told(app)
    assert not [html for html in app.get("html") if "javascript" in html.proto.body or "onclick" in html.proto.body]


def test_a_web_address_is_a_link(data):
    builders.change(data, "update mart.partner set website = 'https://brug.example/a?b=1'")
    app = opened("aanbod", programma="brug/taal")
    assert [html for html in app.get("html") if 'href="https://brug.example/a?b=1"' in html.proto.body]


def test_states_of_a_programme(data):
    builders.change(
        data,
        "update mart.activity set is_current = false, stopped_on = '2020-09-01' where programme_id = 'lees/taal'",
        "insert into mart.programme"
        " values ('lees/nieuw', 'lees', 'Nieuw plan', 'language', 'PO', '1', '8', false, null, null, null)",
        *builders.DERIVED,
    )
    offer = programmes.every(local())
    state = {row["programme_id"]: programmes.freshness(row) for row in offer.rows.to_dict("records")}
    assert state["lees/taal"] == "stopped"
    assert state["lees/nieuw"] == "never"
    assert state["brug/taal"] == "current"
    assert "geen activiteit gemeld" in told(opened("aanbod", programma="lees/nieuw"))
    assert "Deze partner is er niet meer" in told(opened("aanbod", programma="weg/taal"))
    assert "Dit programma staat niet meer in het aanbod" in told(opened("aanbod", programma="lees/weg"))


def test_who_told_nothing_for_a_year_can_be_found(data):
    assert "Geen programma gevonden" in told(opened("aanbod", stil="1"))
    builders.change(
        data,
        "update mart.delivery set received_on = date '2018-01-01'",
        "update mart.activity set confirmed_on = date '2018-01-01' where partner_id = 'toren'",
    )
    seen = told(opened("aanbod", stil="1"))
    assert "Sport na school" in seen
    assert "partner meldt een jaar niets" in seen
    assert "Samen lezen" not in seen


def test_a_mark_that_was_not_told_is_neither_yes_nor_no(data):
    builders.change(
        data,
        "insert into mart.programme_fact values ('brug/taal', 'brug', 'quality_mark', 'geen', 'x', null, 'brought'),"
        " ('lees/taal', 'lees', 'quality_mark', 'Goed', 'x', null, 'brought')",
        *builders.DERIVED,
    )
    seen = told(opened("aanbod", keurmerk="1"))
    assert "1 programma van één partner" in seen.replace("  ", " ")
    assert "Van 2 programma’s is niet gemeld wat u vraagt" in seen


def test_a_working_area_told_by_codes_is_told_by_names(data):
    builders.change(
        data,
        "insert into mart.programme_fact values"
        " ('brug/taal', 'brug', 'working_area', 'GM9000,GM9002', 'x', null, 'form')",
        *builders.DERIVED,
    )
    ((names,),) = builders.ask(
        data, "select string_agg(name, ', ' order by area_code) from mart.area where area_code in ('GM9000', 'GM9002')"
    )
    assert names in told(opened("aanbod", programma="brug/taal"))
