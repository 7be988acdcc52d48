"""A delivery of which the process was killed before its refresh: told as taken in and not counted, and brought in by a
click. The real thing: tests/browser/test_serve_browser.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.markup import NO_WIDTH
from dashboard.partners import files
from etl.building import build
from etl.errors import MartOnly
from etl.partners import intake, ledger, tables
from tests.partners.test_partners import ask, published, schools, take_in
from tests.support import mart as builders
from tests.support.delivered import FILE, PARTNER, folder, write_delivery
from tests.support.lettered import write_letter
from tests.support.persons import PERSONS, become
from tests.support.screen import english_in, opened, texts, told

__all__ = ["published"]
NOT_YET = "is ingenomen en staat nog niet in de atlas"
STILL_IN = "is eruit gehaald en telt nog mee in de atlas"
ALREADY = "Dit bestand staat al in de atlas"
BUTTON = "bring-in"
DELIVER = {"deel": "aanleveren", "partner": PARTNER}


def accept(data: Path, content: bytes = FILE, name: str = "nieuw.csv", partner: str = PARTNER) -> str:
    """What a taking in writes down before its refresh."""
    root = folder(data)
    found, _was_here = ledger.receive(root, partner, name, content, "lokaal")
    proposal = intake.propose(name, content)
    ledger.tell(root, "accepted", "lokaal", delivery_id=found, **tables.taken(proposal.layout, proposal.columns))
    return found


@pytest.fixture
def unshown(data) -> str:
    """A delivery that is taken in, and in no build."""
    return accept(data)


@pytest.fixture
def refreshed(data, monkeypatch) -> list[str]:
    """The stand-in mart cannot be refreshed: its next build has the deliveries that the ledger has, without rows."""
    asked: list[str] = []

    def refresh() -> str:
        asked.append("refresh")
        counts = [one for one in ledger.read(folder(data)).deliveries.values() if one.is_accepted]
        rows = [f"('{one.delivery_id}', '{one.partner_id}', '{one.file_name}', '{one.sha256}', date '2026-11-28',"
                " 'lokaal', null, 2, 2, 0, 0, 0)" for one in counts]  # fmt: skip
        builders.change(data, "delete from mart.delivery", *(f"insert into mart.delivery values {row}" for row in rows))
        return "klein"

    monkeypatch.setattr(build, "refresh", refresh)
    return asked


def seen(app: AppTest) -> str:
    """What a person reads, without the signs of Markdown and of names."""
    return re.sub(rf"\*\*|\\|{NO_WIDTH}", "", told(app))


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run(timeout=60)
    assert not app.exception
    return app


def upload(app: AppTest, content: bytes = FILE) -> AppTest:
    app.file_uploader[0].set_value(("nieuw.csv", content, "text/csv")).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("part", ["stand", "aanleveren"])
@pytest.mark.usefixtures("unshown")
def test_what_is_in_no_build_is_told_on_top(part):
    app = opened("partnerdata", deel=part)
    assert len(re.findall(rf"nieuw\.csv van De Brug \([^)]+\) {NOT_YET}", seen(app))) == 1
    assert seen(app).count(NOT_YET) == 1
    assert BUTTON in keys(app)
    assert english_in(texts(app)) == []


@pytest.mark.usefixtures("unshown")
def test_its_file_chosen_again_is_not_told_to_be_in_the_atlas(refreshed):
    app = upload(opened("partnerdata", **DELIVER))
    assert ALREADY not in seen(app)
    assert seen(app).count(NOT_YET) == 1
    assert "bovenaan deze pagina" in seen(app)
    assert english_in(texts(app)) == []
    press(app, BUTTON)
    assert "nieuw.csv staat in de atlas: 2 rijen, 2 gekoppeld" in seen(app)
    assert NOT_YET not in seen(app)
    assert ALREADY in seen(upload(opened("partnerdata", **DELIVER)))
    assert refreshed == ["refresh"]


def test_the_button_writes_down_that_the_atlas_shows_it(data, unshown, refreshed):
    app = press(opened("partnerdata"), BUTTON)
    assert refreshed
    assert ledger.read(folder(data)).deliveries[unshown].shown_at
    assert "deed-next" in keys(app), "what an intake tells, with its next step"


@pytest.mark.usefixtures("unshown")
def test_several_are_each_named_and_one_click_brings_them_in(data, refreshed):
    accept(data, FILE + b"School 01;Aderveen;Taal;2019-2020;7\n", "ander.csv")
    app = opened("partnerdata")
    assert seen(app).count(NOT_YET) == 2
    app = press(app, BUTTON)
    assert "De atlas is bijgewerkt." in seen(app)
    assert NOT_YET not in seen(app)
    assert all(one.shown_at for one in ledger.read(folder(data)).deliveries.values())
    assert refreshed == ["refresh"]


def test_nothing_is_told_where_all_counts(data):
    write_delivery(data)
    app = opened("partnerdata")
    assert NOT_YET not in seen(app)
    assert BUTTON not in keys(app)


@pytest.mark.parametrize("page", ["partnerdata", "partner"])
@pytest.mark.usefixtures("unshown")
@pytest.mark.parametrize(("who", "is_told"), [("partner", True), ("partner of nobody", False)])
def test_who_may_not_bring_it_in_is_not_told(page, who, is_told, monkeypatch):
    become(PERSONS[who], monkeypatch)
    app = opened(page, partner=PARTNER)
    assert (NOT_YET in seen(app), BUTTON in keys(app)) == (is_told, is_told)


def test_a_partner_is_told_of_its_own_only(data, monkeypatch):
    accept(data, name="toren.csv", partner="toren")
    become(PERSONS["partner"], monkeypatch)
    assert NOT_YET not in seen(opened("partnerdata"))


def test_a_damaged_one_is_told_as_such_and_not_twice(data, unshown):
    (path,) = (folder(data) / "files").iterdir()
    path.write_bytes(b"iets anders")
    app = opened("partnerdata")
    assert unshown in seen(app)
    assert NOT_YET not in seen(app)
    assert BUTTON not in keys(app)


@pytest.mark.parametrize("kind", ["withdrawn", "erased"])
def test_one_that_was_taken_out_and_still_counts_is_told_and_goes_out(data, refreshed, kind):
    one = write_delivery(data)
    if kind == "erased":
        ledger.erase(folder(data), one, "lokaal")
    else:
        ledger.tell(folder(data), kind, "lokaal", delivery_id=one)
    letter = write_letter(data, [{"kind": "figure", "key": kind, "resource": kind} for kind in ("open", "partner")])
    app = opened("partnerdata")
    assert seen(app).count(STILL_IN) == 1
    press(app, BUTTON)
    assert STILL_IN not in seen(app)
    assert "De atlas is bijgewerkt." in seen(app)
    assert refreshed == ["refresh"]
    assert ledger.read(folder(data)).deliveries[one].shown_at is None
    left = set(pd.read_parquet(letter.with_suffix(".parquet"))["resource"])
    assert left == ({"open"} if kind == "erased" else {"open", "partner"}), "an erased one is in no letter either"


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_an_erasure_that_is_killed_before_its_refresh_leaves_no_letter_that_tells_of_it(
    data, monkeypatch, is_withdrawn
):
    class Killed(BaseException):
        pass

    def kill() -> str:
        raise Killed

    one = write_delivery(data)
    if is_withdrawn:
        ledger.tell(folder(data), "withdrawn", "lokaal", delivery_id=one)
    letter = write_letter(data, [{"kind": "figure", "key": kind, "resource": kind} for kind in ("open", "partner")])
    monkeypatch.setattr(build, "refresh", kill)
    with pytest.raises(Killed):
        files.erase(one, LOCAL)
    assert ledger.read(folder(data)).deliveries[one].is_erased
    assert set(pd.read_parquet(letter.with_suffix(".parquet"))["resource"]) == {"open"}


@pytest.mark.usefixtures("data")
def test_where_there_are_no_deliveries_at_all_nothing_is_pending():
    assert files.pending(LOCAL) == []
    assert NOT_YET not in seen(opened("partnerdata"))


def test_a_new_partners_first_delivery_is_named(data):
    facts = {"name": "Nieuwe Club", "partner_kind": "offer", "website": "", "contact": "", "is_fictional": False}
    ledger.tell(folder(data), "partner", "lokaal", partner_id="nieuwe-club", **facts)
    accept(data, partner="nieuwe-club")
    assert "nieuw.csv van Nieuwe Club" in seen(opened("partnerdata"))


@pytest.mark.usefixtures("unshown", "refreshed")
def test_a_partners_own_page_tells_it_of_that_partner_only():
    assert NOT_YET not in seen(opened("partner", partner="toren"))
    app = press(opened("partner", partner=PARTNER), BUTTON)
    assert "nieuw.csv staat in de atlas: 2 rijen, 2 gekoppeld" in seen(app)
    assert NOT_YET not in seen(app)
    assert "deed-next" not in keys(app), "the next step is on page Partnerdata"


@pytest.mark.usefixtures("unshown")
def test_on_a_server_that_shows_builds_of_elsewhere_the_click_says_so(monkeypatch):
    def refuse() -> str:
        raise MartOnly

    monkeypatch.setattr(build, "refresh", refuse)
    app = press(opened("partnerdata"), BUTTON)
    assert "telt mee vanaf de volgende" in seen(app)
    assert NOT_YET in seen(opened("partnerdata"))


@pytest.mark.slow
def test_a_click_counts_its_rows_once(published):
    (school,) = schools(published, 1)
    one = take_in([f"{';'.join(school)};Les;2024-2025;12"])
    rows = (
        f"select (select count(*) from mart.delivery where delivery_id = '{one}'), count(*) from mart.partner_row"
        f" where delivery_id = '{one}'"
    )
    assert ask(published, rows) == [(0, 0)]
    app = opened("partnerdata", deel="aanleveren", partner="proef")
    assert seen(app).count(NOT_YET) == 1
    press(app, BUTTON)
    assert "proef.csv staat in de atlas: 1 rij, 1 gekoppeld" in seen(app)
    assert NOT_YET not in seen(app)
    warehouse.close()
    assert ask(published, rows) == [(1, 1)]
