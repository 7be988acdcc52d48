"""Page Dekking without a browser: each view, both languages, links, and the states that are designed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from dashboard.frame import warehouse
from dashboard.frame.markup import escape, md
from tests.pages.test_pages import NOT_SHOWN, forbid, opened, texts
from tests.support import mart as builders
from tests.support.rounds import sampled
from tests.support.screen import english_in


def change(data: Path, *statements: str) -> None:
    """The next build: with these changes, and the need that follows from them."""
    builders.change(data, *statements, *builders.DERIVED)


def told(app: AppTest) -> str:
    """Everything a reader sees as one text; without the random marks of a run."""
    seen = " ".join(text for text in texts(app) if not re.fullmatch("[0-9a-f]{32}", text))
    return re.sub(r"\s+", " ", seen)


def states(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.info, *app.warning])


VIEWS = [
    {},
    {"weergave": "samen", "niveau": "gemeente"},
    {"weergave": "behoefte", "behoefte-als": "per-leerling", "sector": "VO"},
    {"weergave": "aanwezig", "aanwezig-als": "scholen", "niveau": "provincie"},
    {"weergave": "deelnemers", "deelnemers-als": "aandeel", "keuze": "WK900000"},
    {"vorm": "tabel", "gebied": "GM9000", "stedelijkheid": "3", "gka": "0", "verbleekt": "1"},
    {"vorm": "partners", "gebied": "PV90"},
    {"gebied": "regio", "gemeenten": "GM9000,GM9002", "regionaam": "Kust", "leerlijn": "1"},
    {"partners": "brug,toren", "themas": "language", "schooljaar": "2019-2020", "oprichters": "1", "weergave": "samen"},
    {"weergave": "wit", "niveau": "gemeente", "schooljaar": "alle"},
    {"vorm": "tabel", "alleen-wit": "1", "partners": "toren"},
    {"gebied": "GM9000", "klassen": "land"},
]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("params", sampled(VIEWS, VIEWS[5:9:2], urlencode))
def test_every_view_in_dutch_and_its_link_shows_it_again(params):
    app = opened("dekking", **params)
    seen = texts(app)
    assert english_in(seen) == []
    asked = {name: value for name, value in params.items() if value != "0"}
    assert dict(app.query_params) == asked
    assert told(opened("dekking", **app.query_params)) == told(app)


@pytest.mark.usefixtures("data")
def test_the_square_counts_what_the_table_holds():
    app = opened("dekking", weergave="samen", niveau="gemeente")
    square = next(text for text in (e.proto.body for e in app.get("html")) if "rw-biv" in text)
    counts = [int(n) for n in re.findall(r"class=cell[^>]*>(\d+)", square)]
    assert len(counts) == 9
    table = opened("dekking", weergave="samen", niveau="gemeente", vorm="tabel").dataframe[0].value
    assert sum(counts) == len(table) == 4


@pytest.mark.usefixtures("data")
def test_a_chosen_area_shows_its_shares_its_schools_and_who_is_near():
    app = opened("dekking", keuze="WK900000", schooljaar="alle")
    assert "Noord wijk in Aderveen, Noorderland" in told(app)
    assert re.search(r"Op 1 van de \d scholen is een partner actief", told(app))
    assert "Leeskring (" in told(app)
    rows = next(e.proto.body for e in app.get("html") if "rw-list" in e.proto.body).split("<tr>")[2:]
    assert ["De Brug, De Toren" in row for row in rows] == ["School 00" in row for row in rows]
    assert rows[-1].startswith("<td>School 00") or '<td class="r">0' in rows[-1]
    assert any(row.endswith("<td>geen") for row in rows)


@pytest.mark.usefixtures("data")
def test_an_own_region_is_a_place_with_its_own_sum():
    app = opened("dekking", gebied="regio", gemeenten="GM9000,GM9002", regionaam="Kust", vorm="tabel")
    assert told(app).count("Kust") >= 2
    assert {title.split(",")[0] for title in app.dataframe[0].value["title"]} == {"Aderveen", "Citerhoek"}
    assert "Nederland" in opened("dekking", gebied="regio").selectbox(key="dekking-gebied").format_func("NL00")


@pytest.mark.usefixtures("data")
def test_the_matrix_has_a_column_for_each_partner_and_an_empty_cell_for_a_gap():
    matrix = opened("dekking", gebied="PV90", vorm="partners", schooljaar="alle").dataframe[-1].value
    assert list(matrix.columns) == ["area", "schools", "active", "unreached", "brug", "toren", "lees"]
    assert matrix["active"].tolist() == [2, 0]
    assert (matrix["unreached"] > 0).all()
    assert list(matrix["area"]) == ["Aderveen", "Boskerk"]
    assert matrix["brug"].tolist()[0] == 2
    assert matrix["brug"].isna().tolist() == [False, True]


def test_names_are_shown_as_they_were_typed(data):
    """HTML escapes them; the help of a column is Markdown, its title is not."""
    name = "Evil ![a](http://127.0.0.1:9/x.png) <img src=x onerror=alert(1)> :fire: $x$"
    partner = f"update mart.partner set name = '{name}' where partner_id = 'lees'"
    change(data, partner, f"update mart.school set name = '{name}'")
    matrix = opened("dekking", gebied="PV90", vorm="partners").dataframe[-1]
    column = json.loads(matrix.proto.columns)["lees"]
    assert (column["label"], column["help"]) == (name, md(name))
    pieces = [element.proto.body for element in opened("dekking", keuze="WK900000", schooljaar="alle").get("html")]
    assert sum(body.count(escape(name)) for body in pieces) == 5  # three schools; the nearest partner and its school
    assert not any("<img" in body for body in pieces)


@pytest.mark.usefixtures("data")
def test_areas_outside_a_group_are_neither_counted_nor_coloured(data):
    change(data, "update mart.area set is_gka = true where municipality_code = 'GM9000'")
    table = opened("dekking", gka="1", vorm="tabel").dataframe[0].value
    assert {title.split(",")[0] for title in table["title"]} == {"Aderveen"}
    # A province is partly in the group: there the choice is off.
    assert len(opened("dekking", gka="1", niveau="provincie", vorm="tabel").dataframe[0].value) == 2


def test_without_partners_the_page_shows_need_and_says_what_to_do(data):
    change(data, "delete from mart.activity", "delete from mart.partner")
    app = opened("dekking")
    assert "Er zijn nog geen gegevens van partners" in states(app)
    assert "De helft van de behoefte van Nederland" in told(app)
    assert app.get("deck_gl_json_chart")


@pytest.mark.usefixtures("data")
def test_a_choice_without_activities_says_so_and_keeps_its_map():
    app = opened("dekking", schooljaar="2018-2019")
    assert "Zet verbleekte activiteiten aan" in states(app)
    assert app.get("deck_gl_json_chart")


def test_all_suppressed_has_a_designed_state_and_shows_no_need(data):
    change(data, "update mart.school_value set status = 'suppressed' where indicator_id = 'po_need_load'")
    app = opened("dekking", keuze="WK900000")
    assert "Alles is hier onderdrukt" in states(app)
    assert "een deel is onderdrukt" in told(app)
    assert "· onderdrukt" in told(app)
    assert opened("dekking", weergave="aanwezig", **{"aanwezig-als": "scholen"}).get("deck_gl_json_chart")


def test_one_school_has_a_designed_state(data):
    change(data, "delete from mart.school where school_id <> '900A00'")
    app = opened("dekking", weergave="samen", schooljaar="2019-2020")
    assert "Op de enige school is een partner actief" in told(app)
    assert not opened("dekking", sector="VO").get("deck_gl_json_chart")


@pytest.mark.usefixtures("data")
def test_a_link_with_nonsense_shows_the_default_view():
    nonsense = {
        "gebied": "'; drop",
        "niveau": "straat",
        "sector": "XX",
        "partners": "x,<b>",
        "weergave": "?",
    }
    app = opened("dekking", **nonsense, gemeenten="GM1", stedelijkheid="9", schooljaar="1900-1901", keuze="WK1")
    assert "Nederland · wijken · PO · schooljaar 2020-2021 · alle 3 partners · actueel bevestigd" in told(app)


@pytest.mark.usefixtures("data")
def test_others_on_the_network_do_not_get_the_page(monkeypatch):
    real = streamlit.get_option
    monkeypatch.setattr(streamlit, "get_option", lambda key: None if key == "server.address" else real(key))
    assert "Dekking" not in told(opened("dekking"))


@pytest.mark.unforeseen
@pytest.mark.usefixtures("data")
def test_the_page_reads_nothing_that_access_forbids(monkeypatch):
    refused = forbid(monkeypatch, "partner")
    app = AppTest.from_file(str(warehouse.ROOT / "dashboard" / "main.py"), default_timeout=30)
    app._page_hash = streamlit.util.calc_hash("dekking")
    app.run()
    assert refused
    assert app.title[0].value == NOT_SHOWN
    assert not app.dataframe


def test_partners_that_are_made_up_are_named_in_an_edition_of_real_schools(data):
    change(data, "update mart.build set is_fictional = false")
    assert any("Partneractiviteit is fictief" in info.value for info in opened("dekking").markdown)


@pytest.mark.usefixtures("data")
def test_in_one_municipality_its_districts_are_named_without_it():
    assert not any(
        "," in title for title in opened("dekking", gebied="GM9000", vorm="tabel").dataframe[0].value["title"]
    )
    assert all("," in title for title in opened("dekking", vorm="tabel").dataframe[0].value["title"])


@pytest.mark.usefixtures("data")
def test_the_table_tells_in_words_why_need_is_missing():
    table = opened("dekking", vorm="tabel").dataframe[0].value
    bare = table["load"].isna()
    assert table.loc[bare, ["title", "note"]].to_numpy().tolist() == [["Dalmeer, Zuid", "niet van toepassing"]]
    assert set(table.loc[~bare, "note"]) == {""}


@pytest.mark.usefixtures("data")
def test_the_question_shows_the_macros_that_it_calls_too():
    shown = "\n".join(block.value for block in opened("dekking").code)
    for macro in ("mart.coverage_area(", "mart.coverage_school(", "mart.coverage_activity("):
        assert shown.count(f"create macro {macro}") == 1


def test_a_listed_school_whose_pupils_are_gone_is_named_and_flagged(data):
    """It stays in the shares, which are over the list; the reader must know."""
    builders.change(data, "update mart.school_profile set quality_flag = 'no_pupils' where school_id = '900A00'")
    app = opened("dekking", schooljaar="2019-2020", gebied="GM9000")
    assert "1 school in de lijst had bij de laatste telling geen leerlingen" in told(app)
    assert "geen leerlingen meer" in told(app)
    assert "bij de laatste telling geen leerlingen" not in told(opened("dekking", gebied="GM9001"))
