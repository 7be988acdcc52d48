"""Names in lists and of files: nothing cut, nothing in another language than the reader's."""

from __future__ import annotations

import pytest

from dashboard.frame import export
from dashboard.frame.program import SLUG
from dashboard.ui.tables import brief
from tests.support.screen import opened, texts


def test_the_number_before_a_name_is_left_out_where_each_stays_its_own():
    told = [
        "'s-Gravenhage, Wijk 33 Bouwlust",
        "Norg, Wijk 01 Norg",
        "Norg, Wijk 02: Norg",
        "Aalten, Wijk 05",
        "Wijk 12 Oost",
    ]
    assert brief(told) == [
        "'s-Gravenhage, Bouwlust",
        "Norg, Wijk 01 Norg",
        "Norg, Wijk 02: Norg",
        "Aalten, Wijk 05",
        "Oost",
    ]


def test_a_file_is_named_in_plain_letters_once_each():
    assert export.file_name("Behoefte, totaal (PO)", "wijken in Súdwest-Fryslân", kind="png") == (
        f"{SLUG}-behoefte-totaal-po-wijken-in-sudwest-fryslan.png"
    )


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("code", "words"),
    [("nl", "onbereikte-behoefte-wijken-po.png"), ("en", "unreached-need-districts-po.png")],
)
def test_files_of_a_page_bear_words_of_its_language(code, words, monkeypatch):
    named, real = [], export.file_name
    monkeypatch.setattr(export, "file_name", lambda *parts, **kw: named.append(real(*parts, **kw)) or named[-1])
    opened("dekking", lang=code)
    assert f"{SLUG}-{words}" in named


@pytest.mark.usefixtures("data")
def test_questions_side_by_side_have_names():
    told = [text for text in texts(opened("overzicht")) if text.startswith("Toon de vraag")]
    assert sorted(told) == ["Toon de vraag van de doelen", "Toon de vraag van de feiten", "Toon de vraag van de kaart"]
