"""Requests through the pages, without a browser: logged, refused, passed on, closed, reopened, erased; who may."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from dashboard.desk import rows as desk_rows
from dashboard.figures import requests as figures
from dashboard.frame import requests, warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL, NotAllowed
from tests.support import mart as builders
from tests.support.asked import write_requests
from tests.support.delivered import folder
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import for_others, opened, told


@pytest.fixture
def asked(data) -> list[str]:
    return write_requests(data)


def log(school: str = "") -> list[requests.Request]:
    found = requests.read(LOCAL).requests.values()
    return [one for one in found if school in ("", one.school_id)]


def filled(words: str):
    app = opened("school", school="901A00", deel="aanvraag", thema="language")
    app.text_input(key="request-wish").input(words)
    submit = next(one for one in app.button if one.label == "Leg de aanvraag vast")
    return submit.click().run()


def test_what_is_typed_is_logged_with_what_was_chosen(data):  # noqa: ARG001
    app = filled("Hulp bij rekenen")
    assert not app.exception
    (request,) = log("901A00")
    assert (request.wish, request.theme_id, request.state) == ("Hulp bij rekenen", "language", "open")
    assert "De aanvraag is vastgelegd" in told(app)


def test_a_request_that_is_pressed_twice_is_logged_once_and_its_words_leave_the_fields(data):  # noqa: ARG001
    app = filled("Hulp bij rekenen")
    assert app.text_input(key="request-wish").value == ""
    again = filled(" Hulp bij  rekenen")  # in another browser, or before the first answer came
    assert "Deze aanvraag van vandaag staat al in de lijst" in told(again)
    assert len(log("901A00")) == 1
    assert len(filled("Hulp bij lezen").error) == 0
    assert len(log("901A00")) == 2


@pytest.mark.parametrize("words", ["bel 06 12345678", "naam@school.nl", "Contactpersoon: J. de Wit"])
def test_words_about_a_person_are_refused_and_said(data, words):  # noqa: ARG001
    app = filled(words)
    assert log() == []
    assert "Niet vastgelegd" in told(app)


def test_an_outcome_is_filled_in_and_taken_back_on_the_desk(asked):
    app = opened("aanvragen", keuze=asked[0])
    app.selectbox(key=f"outcome-{asked[0]}").select("comes").run()
    app.button(key=f"close-{asked[0]}").click().run()
    assert not app.exception
    now = requests.read(LOCAL).requests[asked[0]]
    assert (now.state, now.outcome, now.closed_on) == ("closed", "comes", requests.today())
    school = opened("school", school="900A00", deel="aanvraag")
    school.button(key=f"open-{asked[0]}").click().run()
    assert requests.read(LOCAL).requests[asked[0]].state == "open"


def test_an_outcome_is_not_written_over_that_of_a_colleague(asked):
    """Two browsers with the same open request; the second was opened before the first was done."""
    first, second = (opened("aanvragen", keuze=asked[0]) for _browser in range(2))
    for app, outcome in ((first, "comes"), (second, "no_place")):
        app.selectbox(key=f"outcome-{asked[0]}").set_value(outcome)
    second.run()
    first.run()
    first.button(key=f"close-{asked[0]}").click().run()
    second.button(key=f"close-{asked[0]}").click().run()
    assert "Iemand anders deed intussen iets met deze aanvraag" in told(second)
    assert requests.read(LOCAL).requests[asked[0]].outcome == "comes"


def test_of_two_who_do_something_in_the_same_moment_one_is_told(asked, monkeypatch):
    """The other one's deed comes after the look and before the lock, as from another process."""
    app = opened("aanvragen", keuze=asked[0])
    app.selectbox(key=f"outcome-{asked[0]}").select("no_place").run()
    clock = requests.now

    def first() -> dt.datetime:
        monkeypatch.setattr(requests, "now", clock)
        requests.tell(LOCAL, "closed", asked[0], outcome="comes")
        return clock()

    monkeypatch.setattr(requests, "now", first)
    app.button(key=f"close-{asked[0]}").click().run()
    assert "Iemand anders deed intussen iets met deze aanvraag" in told(app)
    assert requests.read(LOCAL).requests[asked[0]].outcome == "comes"


def test_passed_on_is_a_button_and_erased_is_for_good(asked, data):
    app = opened("aanvragen", keuze=asked[0])
    app.selectbox(key=f"who-{asked[0]}").select("toren").run()
    app.button(key=f"pass-{asked[0]}").click().run()
    assert requests.read(LOCAL).requests[asked[0]].partner_id == "toren"
    app.button(key=f"erase-{asked[0]}").click().run()
    assert asked[0] not in requests.read(LOCAL).requests
    words = [path.read_text() for path in (folder(data) / "requests").glob("*.json") if asked[0] in path.read_text()]
    assert len(words) == 1
    assert "lezen" not in words[0]


def test_what_is_typed_and_saved_at_once_is_what_is_corrected(asked):
    app = opened("aanvragen", keuze=asked[0])
    app.text_input(key=f"wish-{asked[0]}").set_value("Hulp bij breuken")
    app.button(key=f"correct-{asked[0]}").click().run()
    assert "Hulp bij breuken" in [one.wish for one in log()]


def test_who_may_not_see_partners_sees_no_request(asked, monkeypatch):  # noqa: ARG001
    for action in (lambda: requests.read(ANONYMOUS), lambda: requests.ask(ANONYMOUS, school_id="900A00")):
        with pytest.raises(NotAllowed):
            action()
    for_others(monkeypatch)
    app = opened("school", school="900A00")
    assert "Hulp bij lezen" not in told(app)
    assert not {"De Brug", "Leeskring", "De Toren"} & set(told(app).split(" · "))
    assert "Aanvraag" not in told(app)


def test_a_school_that_is_gone_keeps_its_request(asked, data):  # noqa: ARG001
    builders.change(data, "delete from mart.school where school_id in ('900A00', '930A00')")
    app = opened("aanvragen")
    assert not app.error
    assert "900A00" in told(app)


def test_an_empty_desk_says_so(data):  # noqa: ARG001
    assert "Er is nog geen aanvraag vastgelegd" in told(opened("aanvragen"))


def test_the_map_and_the_figures_are_those_of_pandas(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    every, _apart = desk_rows.every(local())
    told_log = requests.read(LOCAL).requests.values()
    raw = pd.DataFrame([vars(one) for one in told_log if not one.is_erased])
    since = requests.today() - dt.timedelta(days=365)
    year = raw[raw["asked_on"] >= since]
    answered = year[year["outcome"].isin(["comes", "no_place", "does_not_fit", "elsewhere"])]
    days = [(row.closed_on - row.asked_on).days for row in answered.itertuples()]
    found = figures.summary(figures.within(every, since, requests.today()))
    assert (found.asked, found.answered) == (len(year), len(answered))
    assert found.median_days == pd.Series(days).median()
    unserved = year[year["outcome"].isin(["", "no_place", "does_not_fit"])]
    shown = figures.within(every, since, requests.today())
    assert set(shown[figures.is_unserved(shown)]["request_id"]) == set(unserved["request_id"])
    warehouse.close()
    towns = dict(builders.ask(sample_data, "select school_id, municipality_code from mart.school"))
    by_town = unserved["school_id"].map(towns).value_counts().to_dict()
    counts = figures.by_town(shown)
    assert {row.municipality_code: row.unserved_count for row in counts.itertuples() if row.unserved_count} == by_town
    print(f"sample: of {found.asked} requests {found.answered} answered, median {found.median_days} days")
