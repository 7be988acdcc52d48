"""Kaart and Bronnen on a small mart: their choices, their designed states; what holds for every page is beside this."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import within
from dashboard.frame.access import Access, NotAllowed
from tests.support.environment import DATA
from tests.support.mart import change
from tests.support.screen import MAIN, NOT_SHOWN, opened, sources_that_differ, texts

__all__ = ["MAIN", "NOT_SHOWN", "change", "forbid", "opened", "sources_that_differ"]


@pytest.mark.usefixtures("data")
def test_kaart_in_both_languages():
    dutch, english = opened("kaart"), opened("kaart", lang="en")
    assert dutch.title[0].value == "Kaart"
    assert english.title[0].value == "Map"
    assert any("punt per leerling" in text for text in texts(dutch))
    assert any("points per pupil" in text for text in texts(english))


@pytest.mark.usefixtures("data")
def test_the_first_page_is_the_overview():
    assert opened().title[0].value == "Overzicht"


@pytest.mark.usefixtures("data")
def test_a_fictional_edition_says_so():
    assert any("verzonnen" in info.value for info in opened("bronnen").markdown)


@pytest.mark.usefixtures("data")
def test_a_chosen_area_shows_its_schools_and_what_the_figure_stands_on():
    app = opened("kaart", keuze="WK900001", niveau="wijk")
    told = " ".join(texts(app))
    assert "Midden wijk in Aderveen, Noorderland" in re.sub(r"\s+", " ", told)
    assert "Het cijfer steunt op 4 scholen (PO). 1 school zonder cijfer telt niet mee." in told
    assert "1 alleen geplaatst op postcode van 4 cijfers" in told
    table = app.dataframe[-1].value
    assert list(table.columns) == ["name", "need_per_pupil", "pupils_count", "remarks", "sector", "place"]
    assert app.get("download_button")


@pytest.mark.usefixtures("data")
def test_flags_are_words():
    remarks = " ".join(
        opened("kaart", gebied=f"GM900{k}").dataframe[-1].value["remarks"].str.cat(sep=" ") for k in range(4)
    )
    for words in ("nieuwkomers of asielzoekers", "40 leerlingen of minder", "plek ongeveer (postcodegebied)"):
        assert words in remarks


@pytest.mark.usefixtures("data")
def test_an_area_without_a_figure_says_so():
    assert any("voor dit gebied is er geen cijfer" in text for text in texts(opened("kaart", keuze="WK900302")))


@pytest.mark.usefixtures("data")
def test_an_area_without_schools_says_so():
    assert any("Hier staan geen scholen" in info.value for info in opened("kaart", keuze="WK900302").info)


def test_a_suppressed_value_is_not_shown_and_is_counted_apart(data):
    change(
        data,
        "update mart.area_value set status = 'suppressed', value = 9.87 where area_code = 'WK900001'"
        " and indicator_id = 'po_need_per_pupil'",
    )
    told = " ".join(texts(opened("kaart", keuze="WK900001")))
    assert "9,87" not in told
    assert "niet getoond, want het aantal is te klein" in told
    assert "onderdrukt (1)" in re.sub(r"\s+", " ", told)


def test_a_level_without_figures_has_a_designed_state(data):
    change(data, "delete from mart.area_value where level = 'province'")
    app = opened("kaart", niveau="provincie")
    assert any("Geen cijfers op dit niveau" in info.value for info in app.info)
    assert not app.get("deck_gl_json_chart")


def test_all_areas_suppressed_has_a_designed_state(data):
    change(data, "update mart.area_value set status = 'suppressed', value = null where level = 'district'")
    assert any("Geen cijfers op dit niveau" in info.value for info in opened("kaart").info)


def test_without_a_warehouse_the_page_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    assert "make data" in opened("kaart").warning[0].value


@pytest.mark.usefixtures("data")
def test_a_link_with_nonsense_shows_the_default_view():
    app = opened("kaart", gebied="'; drop", niveau="straat", indicator="x", keuze="WK999999", beeld="<b>", scholen="9")
    assert app.title[0].value == "Kaart"
    assert "Nederland · wijken · Behoefte per leerling" in " ".join(texts(app))


@pytest.mark.usefixtures("data")
def test_the_url_holds_what_differs_from_the_default():
    app = opened("kaart", gebied="GM9001", niveau="gemeente", indicator="ses_woa")
    app.selectbox(key="kaart-indicator").select("po_need_load").run()
    assert app.query_params["indicator"] == "po_need_load"
    assert app.query_params["gebied"] == "GM9001"
    app.selectbox(key="kaart-indicator").select("po_need_per_pupil").run()
    assert "indicator" not in app.query_params


@pytest.mark.usefixtures("data")
def test_switching_the_indicator_keeps_the_camera_and_choosing_in_the_list_moves_it():
    def camera(app: AppTest) -> dict:
        return json.loads(app.get("deck_gl_json_chart")[0].proto.json)["initialViewState"]

    app = opened("kaart")
    before = camera(app)
    app.selectbox(key="kaart-indicator").select("ses_woa").run()
    assert camera(app) == before
    app.selectbox(key="kaart-keuze").select("WK900102").run()
    assert camera(app) != before
    assert app.query_params["beeld"] == "WK900102"


@pytest.mark.usefixtures("data")
def test_bronnen_filters_its_issues():
    app = opened("bronnen")
    assert len(app.dataframe[-1].value) == 2
    app.selectbox(key="bronnen-ernst").select("refused").run()
    assert list(app.dataframe[-1].value["key"]) == ["901A00"]
    assert app.query_params["ernst"] == "refused"


def test_an_old_source_is_marked(data):
    change(data, "update mart.source set reference_date = date '2015-01-01' where source_id = 'duo_po'")
    assert any("te oud" in text for text in texts(opened("bronnen")))


def forbid(monkeypatch, *resources: str) -> list[str]:
    """The warehouse refuses what reads these, the menu does not know; returns what will have been refused."""
    allowed, refused = within.require, []

    def require(who: Access, action: str, resource: str, what: str, **of: str | None) -> None:
        if resource in resources:
            refused.append(what)
            raise NotAllowed(what)
        allowed(who, action, resource, what, **of)

    monkeypatch.setattr(within, "require", require)
    return refused


@pytest.mark.usefixtures("data")
def test_the_areas_of_the_map_are_a_table_too_the_highest_value_first():
    areas = opened("kaart", vorm="tabel", niveau="gemeente", indicator="po_need_load").dataframe[0].value
    assert len(areas) == 4
    assert areas["value"].tolist() == sorted(areas["value"], reverse=True)


def test_an_indicator_with_figures_of_groups_only_has_no_map(data):
    """A value of one group must never be drawn as if it were of all."""
    change(data, "update mart.area_value set group_code = 'vwo' where indicator_id = 'ses_woa'")
    app = opened("kaart", indicator="ses_woa")
    assert not app.get("deck_gl_json_chart")
    assert "Geen cijfers op dit niveau" in " ".join(texts(app))
