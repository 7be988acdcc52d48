"""The pages without a browser: each on a small mart, in both languages, in both modes, in each designed state."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.frame import language, warehouse
from dashboard.frame.access import Access, NotAllowed
from tests.support.mart import change
from tests.support.strings import used_strings

NOT_SHOWN = "Deze pagina kan niet worden getoond"
MAIN = str(Path(__file__).resolve().parents[2] / "dashboard" / "main.py")


def opened(page: str = "", **params: str) -> AppTest:
    """The app after one run at /page?params, without an exception."""
    app = AppTest.from_file(MAIN, default_timeout=30)
    if page:
        app._page_hash = calc_hash(page)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def texts(app: AppTest) -> list[str]:
    """Every text a reader can see or hear: no code, no markup, no keys."""
    found = []
    for element in [*app.main, *app.sidebar]:
        proto = getattr(element, "proto", None)
        if isinstance(proto, Message) and element.type not in ("code", "deck_gl_json_chart", "arrow_data_frame"):
            found += list(leaves(proto))
    return [readable(text) for text in found]


def leaves(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in ("id", "form_id", "url", "element_id", "icon", "allowed_types", "key"):
            continue
        for one in value if isinstance(value, (list, tuple)) or hasattr(value, "add") else [value]:
            if isinstance(one, Message):
                yield from leaves(one)
            elif isinstance(one, str):
                yield one


def readable(text: str) -> str:
    text = re.sub(r"<(style|script).*?</\1>", " ", text, flags=re.DOTALL)
    if text.startswith('{"'):  # how the columns of a table are set up: only their titles and help are read
        text = " ".join(re.findall(r'"(?:label|help)": "([^"]*)"', text))
    text = re.sub(r"\$\w+ = ('[^']*'|\w+)", " ", html.unescape(text))
    return re.sub(r"<[^>]*>", " ", text)


def sources_that_differ() -> list[str]:
    """English texts (the part before a placeholder) that read differently in Dutch."""
    catalog = language.catalog("nl")
    parts = set()
    for singular, *_plural in used_strings():
        dutch = catalog.gettext(singular) if not _plural else catalog.ngettext(singular, _plural[0], 2)
        start = re.split(r"\{\w+\}", singular)[0].strip(" :(*")
        if len(start) > 2 and start not in dutch:
            parts.add(start)
    return sorted(parts)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("page", "params"),
    [
        ("kaart", {}),
        ("kaart", {"keuze": "WK900001", "indicator": "ses_woa"}),
        ("kaart", {"niveau": "provincie", "indicator": "ses_woa"}),
        ("kaart", {"gebied": "GM9002", "indicator": "po_need_load"}),
        ("bronnen", {}),
    ],
)
def test_no_english_in_the_dutch_view(page, params):
    seen = texts(opened(page, **params))
    assert len(seen) > 10
    for english in sources_that_differ():
        found = [text for text in seen if re.search(rf"(?<!\w){re.escape(english)}(?!\w)", text)]
        assert not found, (english, found)


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
    assert any("verzonnen" in info.value for info in opened("bronnen").info)


@pytest.mark.usefixtures("data")
def test_a_chosen_area_shows_its_schools_and_what_the_figure_stands_on():
    app = opened("kaart", keuze="WK900001", niveau="wijk")
    told = " ".join(texts(app))
    assert "Midden wijk in Aderveen, Noorderland" in re.sub(r"\s+", " ", told)
    assert "Het cijfer steunt op 4 scholen (PO). 1 school zonder cijfer telt niet mee." in told
    assert "1 alleen geplaatst op postcode van 4 cijfers" in told
    table = app.dataframe[0].value
    assert list(table.columns) == ["name", "need_per_pupil", "pupils_count", "remarks", "sector", "place"]
    assert app.get("download_button")


@pytest.mark.usefixtures("data")
def test_flags_are_words():
    remarks = " ".join(
        opened("kaart", gebied=f"GM900{k}").dataframe[0].value["remarks"].str.cat(sep=" ") for k in range(4)
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
    monkeypatch.setenv("RUGWIND_DATA", str(tmp_path))
    assert "make data" in opened("kaart").warning[0].value


@pytest.mark.usefixtures("data")
def test_a_link_with_nonsense_shows_the_default_view():
    app = opened("kaart", gebied="'; drop", niveau="straat", indicator="x", keuze="WK999999", beeld="<b>", scholen="9")
    assert app.title[0].value == "Kaart"
    assert "Nederland · wijken · Behoefte per leerling" in " ".join(texts(app))


PAGES_WITH_TABLES = {"kaart": {"gebied": "GM9000"}, "bronnen": {}, "doelscholen": {}, "dekking": {"vorm": "tabel"}}


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", PAGES_WITH_TABLES)
def test_an_empty_cell_of_a_table_is_not_written_in_english(page):
    """Without a placeholder of ours the browser writes None."""
    tables = opened(page, **PAGES_WITH_TABLES[page]).dataframe
    assert len(tables) > 0
    assert {table.proto.placeholder for table in tables} <= {"–", ""}
    assert all(table.proto.HasField("placeholder") for table in tables)


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


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", ["kaart", "bronnen"])
def test_the_open_pages_are_open_to_anyone(page, monkeypatch):
    real = streamlit.get_option
    monkeypatch.setattr(streamlit, "get_option", lambda key: None if key == "server.address" else real(key))
    assert not opened(page).exception


def forbid(monkeypatch, *resources: str) -> list[str]:
    """The warehouse refuses what reads these, the menu does not know; returns what will have been refused."""
    allowed, refused = warehouse.require, []

    def require(who: Access, action: str, resource: str, what: str) -> None:
        if resource in resources:
            refused.append(what)
            raise NotAllowed(what)
        allowed(who, action, resource, what)

    monkeypatch.setattr(warehouse, "require", require)
    return refused


@pytest.mark.unforeseen
@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", ["kaart", "bronnen"])
def test_a_page_reads_nothing_that_access_forbids(page, monkeypatch):
    refused = forbid(monkeypatch, "open", "partner")
    app = AppTest.from_file(MAIN, default_timeout=30)
    app._page_hash = calc_hash(page)
    app.run()
    assert refused
    assert app.title[0].value == NOT_SHOWN
    assert not app.dataframe
