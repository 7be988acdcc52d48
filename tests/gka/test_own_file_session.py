"""An own file lives in one session: its figures are on that session's pictures, and nowhere else in the process."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from etl.partners.intake import workbook
from tests.support.screen import opened, told

PLANTED = 61.83  # a figure that no other has
FILE = (
    "indicator;sleutel;periode;groep;waarde;n\n"
    f"afstroom;WK900000;2016-2018;;{PLANTED};4000\nafstroom;WK900000;2018-2020;;12,5;4100\n"
    "afstroom;WK900001;2016-2018;;30;9\nafstroom;WK900001;2018-2020;;31;400\n"
    "havo_vwo_17;GM9000;2020-2021;laag;27;900\nhavo_vwo_17;GM9000;2020-2021;hoog;88;800\n"
    "toetsadvies;900A00;2020-2021;;5,83;31\narmoede;900A00;2020-2021;;44;31\n"
).encode()


@pytest.fixture
def mine(data) -> AppTest:  # noqa: ARG001 - the mart that the app looks at
    """The app after a file was dropped and its pictures asked for."""
    workbook._memory.known.clear()  # other tests of this process read partners' files
    app = opened("gka-regionaal", gebied="GM9000", weergave="bestand")
    app.file_uploader[0].set_value(("eigen.csv", FILE, "text/csv")).run()
    assert not app.exception
    app.button(key="gka-own-show").click().run()
    assert not app.exception
    return app


def seen(app: AppTest) -> str:
    """What is told, without marks of bold and with single spaces."""
    return " ".join(told(app).replace("**", "").split())


def test_its_three_pictures_are_drawn_and_told_as_its_own(mine):
    assert "In de enige wijk met cijfers over beide perioden ging het omlaag" in seen(mine)
    assert "61,8" in told(mine)
    assert "Uw eigen bestand." in told(mine)
    assert "alleen in deze sessie" in told(mine)
    assert "niet te vergelijken" in told(mine), "a share of nine pupils is withheld"


def test_its_view_is_neither_frozen_nor_laid_out_for_paper_which_would_have_other_figures(mine):
    assert "het bestand staat alleen in deze sessie" in seen(mine)
    assert "Bevries deze weergave" not in [one.label for one in mine.button]
    assert "Afdrukken of bewaren" not in seen(mine)
    assert "Bevries deze weergave" in [one.label for one in opened("gka-regionaal", gebied="GM9000").button]


def test_the_file_is_in_no_other_session_and_in_nothing_that_sessions_share(mine):
    assert "61,8" in told(mine)
    other = opened("gka-regionaal", gebied="GM9000")
    assert "61,8" not in told(other)
    assert "Uw eigen bestand." not in told(other)
    assert workbook._memory.known == {}


@pytest.mark.usefixtures("data")
def test_what_is_kept_of_answers_never_has_it():
    from dashboard.frame import warehouse

    app = opened("gka-regionaal", gebied="GM9000", weergave="bestand")
    app.file_uploader[0].set_value(("eigen.csv", FILE, "text/csv")).run()
    app.button(key="gka-own-show").click().run()
    kept = [one.value for one in warehouse._answers._frames.values() if isinstance(one.value, pd.DataFrame)]
    assert kept
    assert not [one for one in kept if any((one[name] == PLANTED).any() for name in one.select_dtypes("float").columns)]


def test_clear_lets_go_of_it(mine):
    mine.query_params["weergave"] = "bestand"
    mine.run()
    mine.button(key="gka-own-clear").click().run()
    assert not mine.exception
    assert "gka-own-file" not in mine.session_state
    assert "Uw eigen bestand." not in told(mine)


@pytest.mark.usefixtures("data")
def test_the_columns_of_a_second_file_are_proposed_by_its_own_head():
    app = opened("gka-regionaal", gebied="GM9000", weergave="bestand")
    for head, rows in (
        ("sleutel;periode;waarde;indicator", ("WK900000;2016-2018;6,4;afstroom", "WK900000;2018-2020;7,4;afstroom")),
        ("waarde;indicator;sleutel;periode", ("6,4;afstroom;WK900000;2016-2018", "7,4;afstroom;WK900000;2018-2020")),
        ("x;sleutel;y;periode;waarde;indicator", (";WK900000;;2016;6,4;afstroom", ";WK900000;;2018;7,4;afstroom")),
    ):
        app.file_uploader[0].set_value(("eigen.csv", "\n".join([head, *rows]).encode(), "text/csv")).run()
        assert "Afstroom 2 alle met een cijfer" in seen(app), head
        assert "niet gebruikt" not in seen(app), head


@pytest.mark.usefixtures("data")
def test_a_file_without_figures_for_a_picture_says_so_and_asks_for_no_rights():
    app = opened("gka-regionaal", gebied="GM9000", weergave="bestand")
    file = b"indicator;sleutel;periode;waarde;n\ntoetsadvies;900A00;2020-2021;5,83;31\n"
    app.file_uploader[0].set_value(("eigen.csv", file, "text/csv")).run()
    app.button(key="gka-own-show").click().run()
    for view in ("afstroom", "ouders"):
        app.query_params["weergave"] = view
        app.run()
        assert "Uw eigen bestand heeft geen cijfer voor dit beeld" in seen(app), view
        assert "Gesloten cijfers" not in seen(app), view
    assert "eigen bestand" in seen(app)
