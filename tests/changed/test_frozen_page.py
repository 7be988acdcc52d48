"""Freezing a view and opening it: beside a newer build, after an erasure, without rights, when it is gone."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from dashboard.frame import frozen, letters, notes, reads, requests
from dashboard.frame.access import CLOSED, LOCAL, OPEN, PARTNER
from etl.partners import ledger
from tests.support import mart as builders
from tests.support.delivered import DELIVERY, folder
from tests.support.screen import for_others, opened, told

PAGE, FREEZE = "wat-veranderde", "Bevries deze weergave"
MAP = {"gebied": "GM9000", "indicator": "ses_woa", "vorm": "tabel"}


def freeze(path: str, **choices: str) -> frozen.FrozenView:
    """Presses the button on a page; returns what is kept by it."""
    before = {view.view_id for view in frozen.own(LOCAL)}
    app = opened(path, **choices)
    (button,) = [one for one in app.button if one.label == FREEZE]
    button.click().run()
    assert not app.exception
    (view,) = [view for view in frozen.own(LOCAL) if view.view_id not in before]
    return view


def shown(view: frozen.FrozenView) -> str:
    return told(opened(PAGE, bevroren=view.view_id)).replace("*", "")


@pytest.mark.usefixtures("world")
def test_a_frozen_view_shows_what_it_showed_and_that_nothing_differs():
    view = freeze("kaart", **MAP)
    assert (view.path, view.choices, view.resources, view.deliveries) == ("kaart", MAP, [OPEN], [])
    text = shown(view)
    for words in (
        "zoals toen, bevroren op",
        "Hij komt uit de build van nu",
        "Er is nu niets anders",
        "Noord",
        "SES-WOA",
    ):
        assert words in text, words


@pytest.mark.usefixtures("world")
def test_on_another_day_nothing_differs_by_that_alone(monkeypatch):
    view = freeze("kaart", **MAP)
    assert "bekeken op" in view.html
    monkeypatch.setattr(requests, "today", lambda: dt.date(2031, 2, 3))
    assert "Er is nu niets anders" in shown(view)


def test_beside_a_newer_build_it_says_so_and_what_differs_with_both_figures(world):
    value = builders.ask(
        world, "select value from mart.area_value where indicator_id = 'ses_woa' and area_code = 'WK900000'"
    )
    view = freeze("kaart", **MAP)
    builders.change(
        world, "update mart.area_value set value = 7.77 where indicator_id = 'ses_woa' and area_code = 'WK900000'"
    )
    text = shown(view)
    then = f"{value[0][0]:.2f}".replace(".", ",").replace("-", "\u2212")
    assert "Er is nu een andere build" in text
    assert "Wat nu anders is" in text
    assert "7,77" in text
    assert then in text
    assert "7,77" not in frozen.load(view.view_id, LOCAL).html


@pytest.mark.slow
def test_a_newer_build_that_says_the_same_of_it_differs_in_nothing(world):
    view = freeze("kaart", **MAP)
    builders.change(
        world, "update mart.area_value set value = 5 where indicator_id = 'ses_woa' and area_code = 'WK900100'"
    )
    assert "Er is nu een andere build" in shown(view)
    assert "Er is nu niets anders" in shown(view)


@pytest.mark.usefixtures("world")
def test_with_figures_of_partners_it_is_for_who_may_read_these(monkeypatch):
    of_partners, of_all = freeze("dekking"), freeze("kaart", **MAP)
    assert PARTNER in of_partners.resources
    assert of_partners.deliveries == [DELIVERY]
    assert CLOSED not in of_partners.resources
    for_others(monkeypatch)
    assert "niet voor iedereen" in shown(of_partners)
    assert "De Brug" not in shown(of_partners)
    assert "Noord" in shown(of_all)


@pytest.mark.usefixtures("world")
def test_with_a_note_of_the_closed_group_it_is_for_who_may_read_closed_figures():
    notes.pin(LOCAL, "Alleen onder ons gezegd.", place="GM9000", municipality="GM9000")
    view = freeze("gesprekspakket", gebied="GM9000")
    assert "Alleen onder ons gezegd" in view.html
    assert CLOSED in view.resources
    assert view.areas


def test_a_letter_is_of_the_kinds_of_its_rows(tmp_path):
    where = {"area_code": [None], "municipality_code": [None], "level": [None]}
    rows = pd.DataFrame({"kind": ["figure"], "resource": [PARTNER], "key": ["x"], **where})
    rows.to_parquet(tmp_path / "1.parquet")
    letter = letters.Letter("compared", {}, file=tmp_path / "1.parquet")
    with reads.noted() as read:
        assert len(letters.changes([letter], LOCAL)) == 1
    assert read.resources == {PARTNER}


def test_after_an_erasure_its_figures_are_gone_and_that_is_said(world):
    view = freeze("dekking", vorm="partners", gebied="GM9000")
    assert "De Brug" in view.html
    ledger.erase(folder(world), DELIVERY, "lokaal")
    text = shown(view)
    assert "Wat deze weergave liet zien, is weg" in text
    assert "gewist" in text
    assert "Zoals toen" not in text


@pytest.mark.usefixtures("world")
def test_its_maker_withdraws_it_and_the_link_says_that_it_is_gone():
    view = freeze("kaart", **MAP)
    assert "Bevroren weergaven" in told(opened(PAGE))
    app = opened(PAGE, bevroren=view.view_id)
    next(one for one in app.button if one.label == "Trek deze bevroren weergave in").click().run()
    assert not app.exception
    assert frozen.own(LOCAL) == []
    assert "Deze bevroren weergave is hier niet" in shown(view)


@pytest.mark.usefixtures("world")
def test_a_damaged_one_is_a_state():
    view = freeze("kaart", **MAP)
    (frozen.folder() / f"{view.view_id}.json").write_text("{", "utf-8")
    assert "Deze bevroren weergave is niet te lezen" in shown(view)


@pytest.mark.slow
@pytest.mark.usefixtures("world")
def test_a_frozen_view_goes_on_paper_with_what_differs():
    view = freeze("kaart", **MAP)
    text = told(opened(PAGE, bevroren=view.view_id, afdruk="1"))
    assert "Er is nu niets anders" in text
    assert "Noord" in text


def test_others_have_no_button(world, monkeypatch):
    for_others(monkeypatch)
    assert FREEZE not in [one.label for one in opened("kaart").button]
    assert world.is_dir()
