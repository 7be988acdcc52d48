"""What a link asks and a page does not have is said above the page, with what is shown instead."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.frame.test_selection import by_menu
from tests.support.mart import change
from tests.support.screen import english_in, opened

TWO = {"gebieden": "WK900000,WK900001"}
# page -> what it is opened with -> choices that it looks at then, and whose values it does not have
ASKED = {
    "overzicht": ({}, ("gebied", "sector", "schooljaar", "partners", "themas", "verbleekt", "gemeenten")),
    "kaart": ({}, ("gebied", "niveau", "indicator", "scholen", "vorm", "keuze")),
    "dekking": ({}, ("gebied", "niveau", "sector", "schooljaar", "partners", "themas", "verbleekt", "gemeenten", "gka",
                     "stedelijkheid", "oprichters", "leerlijn", "weergave", "vorm", "keuze")),
    "doelscholen": ({}, ("gebied", "sector", "schooljaar", "partners", "meten", "gewichten", "voorkeuze", "eerste",
                         "grootte", "behoefte", "ses", "aantal-partners", "wel", "niet", "bereikt", "gka",
                         "stedelijkheid", "gemerkt", "sorteer", "keuze")),
    "zoeken": ({"q": "eik"}, ("sector", "gesloten")),
    "wijken-vergelijken": (TWO, ("niveau", "vergelijk", "indicatoren", "weergave")),
    "school": ({"school": "900A00"}, ("deel",)),
    "partner": ({}, ("partner",)),
    "partnerdata": ({}, ("deel",)),
    "aanvragen": ({}, ("jaar",)),
    "bronnen": ({}, ("bron", "regel", "ernst")),
}  # fmt: skip
VIEWS = {
    "a funnel's town": ("wijken-vergelijken", TWO | {"weergave": "trechter"}, "rond"),
    "twins of": ("wijken-vergelijken", TWO | {"weergave": "tweelingen"}, "keuze"),
    "a seventh area": ("wijken-vergelijken", {"gebieden": "WK900000,GM9000"}, "gebieden"),
    "a partner to deliver": ("partnerdata", {"deel": "aanleveren"}, "partner"),
    "a doubt": ("partnerdata", {"deel": "nakijken"}, "van"),
}


def notes(app: AppTest) -> str:
    return " ".join(one.value for one in app.info if "Gevraagd en hier niet" in one.value)


FEW = ("kaart", "dekking", "doelscholen", "partner")  # looked at in every run
EACH = [page if page in FEW else pytest.param(page, marks=pytest.mark.slow) for page in ASKED]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", EACH)
def test_each_choice_that_a_page_does_not_have_is_said(page):
    known, names = ASKED[page]
    told = notes(opened(page, **known, **{name: f"zz{number}zz" for number, name in enumerate(names)}))
    assert [name for number, name in enumerate(names) if f"zz{number}zz" not in told] == []


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", EACH)
def test_nothing_is_said_of_a_link_whose_choices_are_all_there(page):
    assert notes(opened(page, **ASKED[page][0])) == ""


@pytest.mark.slow
@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("name", VIEWS)
def test_so_are_the_choices_of_a_view(name):
    page, known, choice = VIEWS[name]
    asked = known.get(choice, "zz0zz")
    assert asked.split(",")[-1] in notes(opened(page, **{**known, choice: asked}))


def test_an_indicator_that_the_edition_lacks_is_named_with_what_is_shown(data):
    change(data, "insert into mart.indicator_gap values ('ses_woa', 'cbs_s', 'not_in_vintage')")
    app = opened("kaart", indicator="ses_woa")
    assert "Indicator: SES\\-WOA. Getoond in plaats daarvan: Behoefte per leerling" in notes(app)
    assert english_in([notes(app)]) == []
    assert "Asked for and not here" in " ".join(one.value for one in opened("kaart", indicator="x", lang="en").info)


@pytest.mark.usefixtures("data")
def test_a_choice_is_named_as_its_box_is():
    told = notes(opened("dekking", partners="weg,brug", gka="misschien"))
    assert "Partners: weg." in told
    assert "Alleen GKA-gemeenten: misschien. Getoond in plaats daarvan: uit." in told


@pytest.mark.usefixtures("data")
def test_the_own_region_of_another_page_is_said_where_there_is_none():
    app = opened("dekking", gebied="regio", gemeenten="GM9000,GM9001", regionaam="Kust")
    assert notes(app) == ""
    assert "Gebied: Eigen regio. Getoond in plaats daarvan: Nederland" in notes(by_menu(app, "kaart"))
    assert "Eigen regio" in notes(opened("kaart", gebied="regio"))


@pytest.mark.usefixtures("data")
def test_it_is_said_once_of_a_choice_of_the_page_itself_and_not_of_what_the_reader_changes():
    app = opened("kaart", indicator="bestaat-niet", keuze="WK900001")
    assert r"bestaat\-niet" in notes(app)
    app.segmented_control(key="kaart-niveau").set_value("gemeente").run()
    assert notes(app) == ""


@pytest.mark.usefixtures("data")
def test_what_stands_in_a_link_is_shown_as_text_and_not_in_full():
    told = notes(opened("kaart", indicator="**[klik](http://evil.example)** <b>" + "x" * 500))
    assert "\\*\\*\\[klik" in told
    assert "x" * 61 not in told
