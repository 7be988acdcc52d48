"""Dutch queries find the programmes of the sample that they mean; they stand in queries.csv.

Those marked "written blind" were written by who knew the programmes and not the search:
16 of the 25 were right at once.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dashboard.figures.search import likeness, stems
from dashboard.frame import warehouse
from dashboard.offer import programmes
from tests.support.environment import DATA
from tests.support.reading import local

QUERIES = list(csv.DictReader((Path(__file__).parent / "queries.csv").open(encoding="utf-8")))


@pytest.fixture
def offer(sample_data, monkeypatch) -> programmes.Offer:
    monkeypatch.setenv(DATA, str(sample_data))
    warehouse.pin()
    return programmes.every(local())


def names(offer: programmes.Offer, asked: str) -> list[str]:
    return list(programmes.found(offer, asked)[0]["name"])


def split(cell: str) -> set[str]:
    return {one for one in cell.split("|") if one}


def test_the_queries_are_found(offer):
    assert len(QUERIES) >= 50
    assert len(offer.rows) == 76
    found = {one["asked"]: set(names(offer, one["asked"])) for one in QUERIES}
    lacking = {one["asked"]: split(one["expected"]) - found[one["asked"]] for one in QUERIES}
    wrong = {one["asked"]: split(one["not_expected"]) & found[one["asked"]] for one in QUERIES}
    assert {asked: left for asked, left in lacking.items() if left} == {}
    assert {asked: left for asked, left in wrong.items() if left} == {}
    print(f"{len(QUERIES)} queries, each with all programmes that it means")


def test_what_is_named_so_comes_first(offer):
    for asked, first in (
        ("taal voor ouders", "Taal voor ouders"),
        ("huiswerkhoek", "Huiswerkhoek"),
        ("poezie", "Poëzie in de klas"),
    ):
        assert names(offer, asked)[0] == first


def test_nonsense_and_words_that_say_nothing(offer):
    assert names(offer, "xyzzy") == []
    assert len(names(offer, "voor de")) == 76
    assert len(names(offer, "'; drop table <b>")) < 76


def test_a_stem_keeps_apart_what_is_another_word():
    assert likeness.stem("lezen") == likeness.stem("lees") != likeness.stem("lessen")
    assert stems.words("Coöperatie") == stems.words("cooperatie")
    index = stems.build([{"Zes lessen": 1.0}, {"Samen lezen": 1.0}, {"Vlees eten": 1.0}])
    assert [hit.row for hit in index.find("lezen")] == [1]
    assert [hit.row for hit in index.find("lessen")] == [0]


def test_parts_and_letters_count_only_where_no_word_has_the_stem():
    index = stems.build([{"Huiswerk": 1.0}, {"Werkbezoek": 1.0}])
    assert [hit.row for hit in index.find("werk")] == [0, 1]
    assert [hit.row for hit in index.find("huiswerk")] == [0]
    assert [hit.row for hit in index.find("huiswekr")] == [0]


def test_a_word_of_form_decides_only_where_it_is_alone():
    index = stems.build([{"Muziekkoffer": 1.0}, {"Les in schaken": 1.0}, {"Zes muzieklessen": 1.0}])
    assert sorted(hit.row for hit in index.find("muziek les")) == [0, 2]
    assert [hit.row for hit in index.find("les")] == [1]


def test_another_word_for_the_same_is_found_behind_the_word_itself():
    index = stems.build([{"Toneel": 1.0}, {"Theater": 1.0}, {"Techniek": 1.0}])
    assert [hit.row for hit in index.find("theaters")] == [1, 0]
    index = stems.build([{"Maatschappij": 1.0}, {"Schaakmaatje": 1.0}])
    assert [hit.row for hit in index.find("buddy")] == [1]


def test_a_verb_and_a_noun_of_foreign_origin_share_their_root():
    assert likeness.root("solliciteren") == likeness.root("sollicitatie")
    assert likeness.root("debateren") == likeness.root("debatteren") == "debat"
    assert {likeness.root(word) for word in ("leren", "kinderen", "jongeren", "debat")} == {""}


def test_two_words_are_one_where_a_text_has_them_so_and_a_compound_is_its_parts():
    index = stems.build(
        [{"Huiswerk": 1.0}, {"Werkbezoek": 1.0}, {"Taalzomer": 1.0}, {"Zomer op school": 1.0}, {"School": 1.0}]
    )
    assert [hit.row for hit in index.find("huis werk")] == [0]
    assert sorted(hit.row for hit in index.find("zomerscholing")) == [2, 3]
