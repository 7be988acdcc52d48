"""Page Toegang and the page for signing in, on a closed server, without a browser: who sees what of whom."""

from __future__ import annotations

import pytest

from dashboard.frame import access
from dashboard.frame.language import catalog
from dashboard.ui.entry import REASONS, STANDINGS
from etl import access as table
from pages import PAGES
from tests.support import closing, oidc
from tests.support.rounds import sampled
from tests.support.screen import english_in, opened, texts, told

ADMIN = closing.ADMIN["who"]
ROWS = (
    {"who": "anna@taalhuis.example", "role": "partner", "partners": ["brug"]},
    {"who": "@gemeente.example", "role": "coordinator", "areas": ["GM9000"], "provider": "twee"},
    {"who": "jan@elders.example", "role": "analyst", "until": "2020-01-01"},
    {"who": "els@elders.example", "role": "coordinator", "areas": ["*"]},
    {"who": "bo@elders.example", "role": "coordinator", "areas": ["GM0001"], "provider": "weg"},
)


NOT_OPEN = {page.path: page for page in PAGES if page.resource != "open"}


@pytest.fixture
def file(world, monkeypatch, tmp_path):
    """The list of a closed server that shows the stand-in."""
    assert world.is_dir()
    return closing.close(monkeypatch, tmp_path, *ROWS, session_hours=9)


def seen_by(monkeypatch, email: str | None, path: str, **params: str):
    closing.sign_in(monkeypatch, oidc.person(email) if email else None)
    return opened(path, **params)


def test_the_roles_of_the_file_are_those_that_are_judged():
    assert table.ROLES == access.ROLES


@pytest.mark.usefixtures("file")
def test_an_admin_sees_who_may_what_by_name_and_until_when(monkeypatch):
    app = seen_by(monkeypatch, ADMIN, "toegang")
    said = told(app)
    assert app.title[0].value == "Toegang"
    assert english_in(texts(app)) == []
    for word in ("anna@taalhuis.example", "iedereen van gemeente.example", "Aderveen", "alle gemeenten", "9 uur",
                 "GM0001 (niet in deze gegevens)", "weg: hier niet ingesteld",
                 "1 januari 2020", "niet meer", closing.CONTACT):  # fmt: skip
        assert word.replace("@", "") in said.replace("@", "").replace("\u2060", ""), word
    assert "4 personen hebben op naam toegang, en iedereen van 1 domein. 1 regel geldt niet meer." in said.replace(
        "**", ""
    )


@pytest.mark.usefixtures("file")
def test_an_admin_asks_what_one_address_has_and_no_link_holds_it(monkeypatch):
    app = seen_by(monkeypatch, ADMIN, "toegang")
    app.text_input(key="toegang-wie").set_value("Anna@taalhuis.example").run()
    assert "partner" in app.success[0].value
    app.text_input(key="toegang-wie").set_value("niemand@taalhuis.example").run()
    assert "geen rechten" in app.info[0].value
    assert "anna" not in str(app.query_params)


def test_faults_of_the_list_are_told_to_an_admin_and_to_nobody_else(file, monkeypatch):
    seen_by(monkeypatch, ADMIN, "toegang")
    file.write_text("contact: x")
    app = seen_by(monkeypatch, ADMIN, "toegang")
    assert "line 1: contact" in app.code[0].value
    assert any("staan fouten" in one.value for one in app.sidebar.error)
    assert not seen_by(monkeypatch, "anna@taalhuis.example", "bronnen").error


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("email", sampled((None, "anna@taalhuis.example", "vreemd@elders.example"), (None,)))
def test_nobody_else_sees_who_is_on_it(email, monkeypatch):
    app = seen_by(monkeypatch, email, "toegang")
    assert app.title[0].value == "Toegang"
    assert [row["who"] for row in ROWS if row["who"] != email and row["who"].lstrip("@") in told(app)] == []
    assert [
        button.label for button in app.button if "Aanmelden met" in button.label
    ] or email == "anna@taalhuis.example"


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("page", sampled(NOT_OPEN, ("dekking",)))
def test_a_page_that_is_not_theirs_is_a_way_in_and_nothing_of_the_page(page, monkeypatch):
    page = NOT_OPEN[page]
    app = seen_by(monkeypatch, None, page.path)
    assert app.title[0].value == catalog("nl").gettext(page.title)
    assert "Meld u aan om deze pagina te zien" in app.info[0].value
    assert not app.dataframe
    assert english_in(texts(app)) == []


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("lang", sampled(("nl", "en"), ("nl",)))
@pytest.mark.parametrize("why", sampled(REASONS, ("expired", "out")))
def test_what_became_of_a_sign_in_is_a_state_in_both_languages(why, lang, monkeypatch):
    params = {"reden": why} | ({"lang": lang} if lang == "en" else {})
    app = seen_by(monkeypatch, None, "aanmelden", **params)
    shown = [one.value for one in (*app.warning, *app.info)]
    assert catalog(lang).gettext(REASONS[why]) in shown
    assert lang == "en" or english_in(texts(app)) == []


@pytest.mark.usefixtures("file")
def test_a_word_that_is_no_reason_says_nothing_of_it(monkeypatch):
    app = seen_by(monkeypatch, None, "aanmelden", reden="<b>")
    assert app.info[0].value == catalog("nl").gettext(STANDINGS["out"])


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("path", sampled(("dekking", "bronnen", "aanmelden"), ("dekking",)))
def test_who_is_not_listed_is_told_whom_to_ask_on_every_page(path, monkeypatch):
    app = seen_by(monkeypatch, "vreemd@elders.example", path)
    assert "hebt hier nog geen rechten" in app.warning[0].value
    assert "het secretariaat" in app.warning[0].value


@pytest.mark.usefixtures("world")
def test_an_open_server_shows_no_sign_in(monkeypatch):
    monkeypatch.delenv(closing.ACCESS, raising=False)
    app = opened("bronnen")
    assert [one for one in texts(app) if "Aanmelden" in one or "aangemeld" in one] == []
    assert [button.label for button in app.button if "melden" in button.label] == []
