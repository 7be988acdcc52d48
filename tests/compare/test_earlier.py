"""What the chosen districts were in another year: told with its weights, or refused."""

from __future__ import annotations

import re

import pytest

from tests.support.mart import change
from tests.support.screen import english_in, opened, texts

PAGE, TWO = "wijken-vergelijken", "WK900101,WK900102"
BRIDGES = (
    "insert into mart.area_bridge values"
    " ('WK900101', 2024, 'WK900102', 2020, 1.0, 'Oud <b>Zuid', 'CBS; Wijkgrenzen 2024'),"
    " ('WK9001AB', 2024, 'WK900101', 2020, 0.75, 'Noord', 'CBS; Wijkgrenzen 2024'),"
    " ('WK9001AB', 2024, 'WK900102', 2020, 0.246, 'Noord', 'CBS; Wijkgrenzen 2024'),"
    " ('WK9001AB', 2024, 'WK900200', 2020, 0.004, 'Noord', 'CBS; Wijkgrenzen 2024')"
)


def earlier(app) -> list[str]:
    return [
        re.sub(r"<[^>]+>", " ", one.proto.body)
        for box in app.expander
        if "in een ander jaar" in box.label
        for one in box.get("html")
    ]


def test_districts_say_what_they_were_with_the_share_of_the_area(data):
    change(data, BRIDGES)
    told = " ".join(earlier(opened(PAGE, gebieden=TWO)))
    told = re.sub(r"\s+", " ", told.replace("\xa0", " "))
    assert "2024 Noord (WK9001AB, 75 %)" in told
    # the code that stayed is another district, and is named as such
    assert re.search(r"2024 Oud &lt;b&gt;Zuid \(WK900101, 100 %\), Noord \(WK9001AB, 25 %\)", told)
    assert "niet van haar inwoners" in told
    assert "Bron: CBS, Wijkgrenzen 2024, stand van 1 januari 2024" in told
    assert "WK900200" not in told


def test_the_file_of_a_bridge_is_named_in_the_language_of_the_reader(data):
    change(data, BRIDGES, "update mart.source set title_nl = 'Wijkgrenzen', title_en = 'District boundaries'")
    app = opened(PAGE, gebieden=TWO, lang="en")
    told = " ".join(one.proto.body for box in app.expander for one in box.get("html") if "another year" in box.label)
    assert "Source: CBS, District boundaries 2024, as of 1 January 2024" in told.replace("\xa0", " ")
    assert "In that year" in told


def test_a_code_of_another_year_says_where_it_lies_now(data):
    change(data, BRIDGES)
    (told,) = [one.value for one in opened(PAGE, gebieden=f"WK9001AB,{TWO}").warning]
    plain = told.replace("\\", "")
    assert "WK9001AB was in 2024 Noord, en ligt naar oppervlakte in Midden (75 %), Zuid (25 %)." in plain


@pytest.mark.usefixtures("data")
def test_without_boundaries_of_another_year_two_periods_refuse_and_other_views_are_silent():
    app = opened(PAGE, gebieden=TWO, weergave="perioden")
    assert any("wordt niet gezegd: deze bouw heeft geen grenzen van een ander jaar" in text for text in texts(app))
    assert english_in(texts(app)) == []
    assert not any("wordt niet gezegd" in text for text in texts(opened(PAGE, gebieden=TWO)))
