"""One selection for all pages: what is chosen on one holds on the next, a link wins, what a page lacks is kept."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tests.support.screen import link, opened, told

pytestmark = pytest.mark.usefixtures("data")
CHOICES = {"gebied": "GM9000", "sector": "VO", "schooljaar": "2019-2020", "partners": "brug", "themas": "language",
           "verbleekt": "1"}  # fmt: skip


def by_menu(app: AppTest, page: str) -> AppTest:
    """The next page as the menu opens it: the address loses its choices, the session stays."""
    app._page_hash = calc_hash(page)
    app.query_params.clear()
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("first", ["overzicht", "dekking", "doelscholen"])
def test_what_is_chosen_holds_on_every_page_that_asks_it(first):
    app = opened(first, **CHOICES)
    pages = ["dekking", "doelscholen", "overzicht"]
    for page in pages[pages.index(first) + 1 :] + pages[: pages.index(first)]:
        assert link(by_menu(app, page)) == CHOICES, page
        assert "Aderveen" in told(app)
        assert "schooljaar 2019-2020" in told(app)


def test_a_page_that_does_not_ask_a_choice_leaves_it_for_the_next():
    app = opened("dekking", **CHOICES)
    assert link(by_menu(app, "kaart")) == {"gebied": "GM9000"}
    by_menu(app, "bronnen")
    assert link(by_menu(app, "doelscholen")) == CHOICES


def test_a_level_that_a_page_does_not_have_is_its_default_there_and_kept():
    app = opened("dekking", niveau="buurt", gebied="regio", gemeenten="GM9000,GM9001", regionaam="Kust")
    kept = link(app)
    assert kept["gebied"] == "regio"
    by_menu(app, "kaart")  # knows no own region
    assert "gebied" not in link(app)
    assert link(by_menu(app, "dekking")) == kept
    assert link(by_menu(app, "doelscholen")) == {name: kept[name] for name in ("gebied", "gemeenten", "regionaam")}


def test_a_link_wins_over_what_was_chosen_before():
    app = opened("dekking", **CHOICES)
    app.query_params.clear()
    app.query_params["gebied"] = "GM9001"
    app.run()
    assert link(app) == {"gebied": "GM9001"}
    assert link(by_menu(app, "overzicht")) == {"gebied": "GM9001"}  # also on the next page


def test_the_back_button_brings_back_what_was_chosen():
    app = opened("overzicht", sector="VO")
    by_menu(app, "dekking")
    app.segmented_control(key="dekking-sector").set_value("PO").run()
    assert link(app) == {}
    app._page_hash = calc_hash("overzicht")
    app.query_params["sector"] = "VO"
    app.run()
    assert link(app) == {"sector": "VO"}
    assert link(by_menu(app, "dekking")) == {"sector": "VO"}


def test_back_over_the_address_that_the_menu_made_keeps_the_view_and_leaves_the_way_free():
    app = opened("overzicht", gebied="GM9000")
    assert link(by_menu(app, "dekking")) == {"gebied": "GM9000"}
    app.query_params.clear()  # the back button: /dekking as the menu opened it
    app.run()
    assert link(app) == {}  # not written again: that would be a step forward
    assert "Aderveen" in told(app)
    app._page_hash = calc_hash("overzicht")
    app.query_params["gebied"] = "GM9000"  # the next step back
    app.run()
    assert link(app) == {"gebied": "GM9000"}
    by_menu(app, "dekking")
    app.selectbox(key="dekking-gebied").select("GM9001").run()
    app.query_params.clear()  # back over a choice of the reader's own
    app.query_params["gebied"] = "GM9000"
    app.run()
    app.query_params.clear()
    app.run()
    assert "Nederland · wijken" in told(app)


def test_the_widget_shows_what_was_chosen_elsewhere():
    app = opened("dekking")
    by_menu(app, "overzicht")
    app.selectbox(key="overzicht-gebied").select("GM9001").run()
    app.selectbox(key="overzicht-schooljaar").select("alle").run()
    by_menu(app, "dekking")
    assert app.selectbox(key="dekking-gebied").value == "GM9001"
    assert app.selectbox(key="dekking-schooljaar").value == "alle"
    assert "Boskerk" in told(app)


def test_areas_that_are_compared_keep_a_level_of_their_own():
    app = opened("dekking", niveau="gemeente")
    assert link(by_menu(app, "wijken-vergelijken")) == {}


# ---- the school year


@pytest.mark.parametrize("page", ["overzicht", "dekking", "doelscholen"])
def test_every_page_starts_with_the_same_year_and_all_years_is_a_choice_that_says_so(page):
    app = opened(page)
    assert "schooljaar 2020-2021" in told(app)
    assert "alle schooljaren" not in told(app).replace("Alle", "")
    every = opened(page, schooljaar="alle")
    assert link(every) == {"schooljaar": "alle"}
    assert "alle schooljaren" in told(every)


@pytest.mark.parametrize("page", ["overzicht", "dekking"])
def test_the_sentence_names_the_year_and_how_many_partners_told_of_it(page):
    assert "in schooljaar 2020-2021" in told(opened(page))
    assert "2 van de 3 partners leverden daarover." in told(opened(page))
    assert "1 van de 2 partners leverde daarover." in told(opened(page, partners="brug,toren"))
    assert "daarover" not in told(opened(page, schooljaar="alle"))


@pytest.mark.parametrize("page", ["dekking", "doelscholen"])
def test_an_old_link_without_a_year_says_what_changed(page):
    note = "Link zonder schooljaar: 2020-2021. Vroeger waren dat alle jaren."

    def passing(app) -> str:
        return " ".join(toast.value for toast in app.toast)

    app = opened(page, gebied="GM9000")
    assert note in passing(app)
    app.run()
    assert note not in passing(app)  # once
    assert note not in passing(opened(page))
    assert note not in passing(opened(page, gebied="GM9000", schooljaar="alle"))


def test_over_all_years_there_is_no_share_of_participants():
    one = opened("dekking", weergave="deelnemers", schooljaar="2019-2020")
    assert len(one.selectbox(key="dekking-deelnemers-als").options) == 2
    app = opened("dekking", weergave="deelnemers", schooljaar="alle", **{"deelnemers-als": "aandeel"})
    assert app.selectbox(key="dekking-deelnemers-als").options == ["aantal"]
    assert "Jaren tellen op" in told(app)
    assert "ingeschreven leerlingen" not in told(app)
    assert "ingeschreven leerlingen" not in told(opened("overzicht", schooljaar="alle"))
