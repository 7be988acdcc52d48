"""A new partner never takes over an old one: the code of a name, who is meant by it, and who is asked."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.partners import files
from etl.declared import catalog
from etl.errors import UploadRejected
from etl.partners import ledger

KNOWN = {"taal-co": "Taal & Co", "caf-n": "Café Ünï", "debathuis-kwend": "Debathuis Kwend"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Debatclub De Brug", "debatclub-de-brug"),
        ("Café Ünï", "cafe-uni"),
        ("Cafe\u0301 U\u0308ni\u0308", "cafe-uni"),
        ("Łódź Ørsted straße Æsir", "lodz-orsted-strasse-aesir"),
        ("ＡＢＣ ２", "abc-2"),
        ("Ĳsbrand ﬁets", "ijsbrand-fiets"),
        ("  Taal \u00a0 & Co ", "taal-co"),
    ],
)
def test_accents_are_taken_off(name, expected):
    assert ledger.slug(name) == expected


@pytest.mark.parametrize("name", ["教育", "Школа", "مدرسة", "École 教育", "हिन्दी"])
def test_other_scripts_get_a_code_of_their_own_that_stays(name):
    code = ledger.slug(name)
    assert ledger.SLUG.fullmatch(code)
    assert ledger.slug(f" {name} ") == code
    assert ledger.slug(name + "x") != code


def test_names_in_another_script_do_not_share_a_code():
    assert len({ledger.slug(name) for name in ("教育", "教学", "Школа", "Дом", "partner")}) == 5


@pytest.mark.parametrize("name", ["", "---", "!?", "\u200b", "´`"])
def test_a_name_without_letters_is_refused(name):
    with pytest.raises(UploadRejected, match="letters or digits"):
        ledger.new_partner_id(name, KNOWN)


@pytest.mark.parametrize("told", ["taal-co", "Taal & Co", "taal  &  co", "TAAL & CO"])
def test_a_partner_is_meant_by_name_or_code(told):
    assert ledger.known_partner(told, KNOWN) == "taal-co"


@pytest.mark.parametrize("told", ["Taal-Co", "Taal en Co", ""])
def test_what_only_looks_like_a_name_means_nobody(told):
    assert ledger.known_partner(told, KNOWN) is None


@pytest.mark.parametrize(
    ("name", "partner_id", "other"),
    [
        ("Taal-Co", "taal-co", "Taal & Co"),
        ("Debathuis-Kwend", "debathuis-kwend", "Debathuis Kwend"),
        # written down when accents were dropped: the name is known though its code is another now
        ("café ünï", "caf-n", "Café Ünï"),
    ],
)
def test_the_same_code_or_name_asks(name, partner_id, other):
    with pytest.raises(ledger.NameTaken, match=f"that is '{other}'") as asked:
        ledger.new_partner_id(name, KNOWN)
    assert (asked.value.partner_id, asked.value.other) == (partner_id, other)


def test_another_organisation_of_that_name_gets_a_code_of_its_own():
    assert ledger.new_partner_id("Taal-Co", KNOWN, is_another=True) == "taal-co-2"
    assert ledger.new_partner_id("Taal-Co", {**KNOWN, "taal-co-2": "Taal-Co"}, is_another=True) == "taal-co-3"
    assert ledger.new_partner_id("De Brug", KNOWN) == "de-brug"


# on the page


def form() -> None:
    """The part of page Partnerdata that asks for a new partner."""
    from dashboard.frame.selection import Selection
    from dashboard.partners import deliver
    from tests.support import reading

    deliver._new_partner(Selection("partnerdata", {"partner": "+"}), reading.local())


@pytest.fixture
def asked(data, monkeypatch):  # noqa: ARG001
    """The form, with Taal & Co (made up) written down; and what partners there are."""
    edition = catalog.edition("2020")
    monkeypatch.setattr(files, "_edition", lambda: edition)
    root = ledger.folder(edition)
    facts = {"partner_kind": "offer", "website": "https://taal.example", "is_fictional": True}
    ledger.tell(root, "partner", "test", partner_id="taal-co", name="Taal & Co", **facts)

    def fill(name: str) -> AppTest:
        app = AppTest.from_function(form, default_timeout=30).run()
        app.text_input[0].input(name)
        return app.button[0].click().run()

    return fill, lambda: {key: partner["name"] for key, partner in ledger.read(root).partners.items()}


def test_the_page_asks_which_organisation_and_writes_nothing(asked):
    fill, partners = asked
    app = fill("Taal-Co")
    assert [warning.value for warning in app.warning] == [
        "**Taal \\& Co** is al een partner. Is het dezelfde organisatie?"
    ]
    assert [button.label for button in app.button[1:]] == [
        "Ja, lever aan voor Taal \\& Co",
        "Nee, een andere organisatie: bewaar die",
    ]
    assert partners() == {"taal-co": "Taal & Co"}


def test_the_same_organisation_stays_as_it_was(asked):
    fill, partners = asked
    app = fill("Taal-Co").button(key="same-partner").click().run()
    assert app.session_state["founded"] == "taal-co"
    assert not app.warning
    assert partners() == {"taal-co": "Taal & Co"}


def test_another_organisation_stands_beside_it(asked):
    fill, partners = asked
    app = fill("Taal-Co").button(key="another-partner").click().run()
    assert app.session_state["founded"] == "taal-co-2"
    assert partners() == {"taal-co": "Taal & Co", "taal-co-2": "Taal-Co"}


def test_a_name_without_letters_is_a_sentence_in_dutch(asked):
    fill, partners = asked
    app = fill("!?")
    assert [warning.value for warning in app.warning] == [
        "Deze naam heeft geen letters of cijfers. Geef de naam van de organisatie."
    ]
    assert not app.exception
    assert len(partners()) == 1


def test_a_name_in_another_script_is_saved(asked):
    fill, partners = asked
    app = fill("教育")
    assert not app.warning
    assert partners()[app.session_state["founded"]] == "教育"
