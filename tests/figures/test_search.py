"""The index of names by itself: what is alike, what comes first, what is no hit."""

from __future__ import annotations

import pytest

from dashboard.figures.search import index, words
from dashboard.figures.search.index import Text

NAMES = [
    "De Springplank",
    "OBS De Springplank",
    "Bernardusschool",
    "De Goede Herder",
    "J.P. Coen",
    "Emmaus School",
    "It Skûlplak",
    "Eerste Openluchtschool",
    "Tweede Openluchtschool",
]


@pytest.fixture(scope="module")
def names() -> index.Index:
    return index.build([Text(row, name, ("Hoorn" if row % 2 else "Delft", "1234AB")) for row, name in enumerate(NAMES)])


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("goeie herder", "De Goede Herder"),
        ("HERDER GOEDE", "De Goede Herder"),
        ("degoedeherder", "De Goede Herder"),
        ("goede her der", "De Goede Herder"),
        ("bernardus", "Bernardusschool"),
        ("bernardus school", "Bernardusschool"),
        ("emmausschool", "Emmaus School"),
        ("skulplak", "It Skûlplak"),
        ("springplank hoorn", "OBS De Springplank"),
        ("sprinkplang delft", "De Springplank"),
        ("openbare basisschool de springplank", "OBS De Springplank"),
        ("jp coen", "J.P. Coen"),
        ("O.B.S. de Springplank", "OBS De Springplank"),
        ("1e openluchtschool", "Eerste Openluchtschool"),
        ("2de openluchtschool", "Tweede Openluchtschool"),
    ],
)
def test_a_name_as_people_type_it_comes_first(names, asked, name):
    assert NAMES[names.find(asked)[0].row] == name


@pytest.mark.parametrize("asked", ["", "   ", "de", "qqqqqq", "zwartkruis lyceum", "'; drop <b>", "\x00", "…" * 300])
def test_nothing_like_it_is_no_hit(names, asked):
    assert [hit for hit in names.find(asked) if hit.score > 0.9 and asked != "de"] == []


def test_an_empty_index_finds_nothing():
    assert index.build([]).find("springplank") == []


@pytest.mark.parametrize(
    ("old", "new"), [("Jacobus", "Jakobus"), ("Bosch", "Bos"), ("Sophia", "Sofia"), ("Meyer", "Meijer")]
)
def test_old_and_new_spelling_sound_alike(old, new):
    assert words.sound(old.lower()) == words.sound(new.lower())


def test_an_abbreviation_with_dots_is_the_abbreviation_and_initials_stay():
    assert words.words("r.k. Kiel") == words.words("RK Kiel") == ("rooms", "katholieke", "kiel")
    assert words.words("s.g.voor vmbo")[0] == "scholengemeenschap"
    assert words.words("J.P. Coen") == ("j", "p", "coen")
    assert words.words("Kerkstraat 2 De Bilt")[1:3] == ("2", "de"), "a house number is no ordinal"


def test_a_postcode_is_one_word():
    assert words.words("3053 CD") == words.words("3053cd") == ("3053cd",)


def test_what_was_read_for_what_was_typed():
    assert index.understood("goeie herder roterdam", ["De Goede Herder", "Rotterdam"]) == [
        ("goeie", "goede"), ("roterdam", "rotterdam")
    ]  # fmt: skip
