"""A flipped byte in the published warehouse, as readers of the app see it: a state, what to do, and on again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import warehouse
from dashboard.ui import unforeseen
from tests.faults.test_damaged import flip
from tests.support import mart
from tests.support.screen import opened, told

WORDS = "De gepubliceerde gegevens zijn niet te lezen"
READ = ("mart.build", "mart.source", "mart.source_check", "mart.etl_issue", "mart.issue_rule", "mart.partner")
HEADERS = 12_288  # bytes before the first block
PLACES = {"the first header": 9, "a header of the database": 4_200, "the last block": -3_000}


def blocks_of(file: Path, table: str) -> list[int]:
    """A place in each block that holds data of this table alone, or with others that page Bronnen does not read."""
    with duckdb.connect(str(file), read_only=True) as con:
        names = [f"mart.{name}" for (name,) in con.sql("select table_name from duckdb_tables()").fetchall()]
        ask = "select distinct block_id from pragma_storage_info($table) where block_id >= 0"
        held = {name: {block for (block,) in con.execute(ask, {"table": name}).fetchall()} for name in names}
    read = set().union(*(blocks for name, blocks in held.items() if name in READ))
    return [HEADERS + block * mart.SMALL_BLOCKS + 5_000 for block in sorted(held[table] - read)]


@pytest.fixture
def data(data):
    """With a file of its own, to be damaged."""
    mart.change(data)
    return data


def is_told(app: AppTest) -> None:
    """The state alone, with what to do and without the words of an error."""
    seen = told(app)
    assert WORDS in seen
    assert "make data EDITION=2020" in seen
    assert len(app.title) == len(app.error) == 1
    assert not app.dataframe
    assert "checksum" not in seen


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("mended", ["in its place", "by a build"])
def test_a_build_that_cannot_be_opened_is_a_state_until_it_is_mended(place, mended, data):
    file = mart.file_of(data)
    whole = file.read_bytes()
    flip(file, place)
    app = opened("bronnen")
    is_told(app)
    is_told(app.run())
    if mended == "by a build":
        mart.write_warehouse(data, seed=2)
    else:
        file.write_bytes(whole)
    app.button(key="load-again").click().run()
    assert app.title[0].value == "Bronnen"
    assert not app.error


@pytest.mark.parametrize(("page", "table"), [("kaart", "mart.area_value"), ("doelscholen", "mart.school_need")])
def test_a_damaged_table_is_a_state_on_the_pages_that_read_it_and_the_others_go_on(page, table, data):
    file = mart.file_of(data)
    whole, places = file.read_bytes(), blocks_of(file, table)
    assert opened("bronnen").title[0].value == "Bronnen"  # the app has it open
    for place in places:
        flip(file, place)
    app = opened(page)
    is_told(app)
    assert opened("bronnen").title[0].value == "Bronnen"
    file.write_bytes(whole)
    app.button(key="load-again").click().run()
    assert app.title[0].value == page.capitalize()
    assert not app.error


def test_what_a_click_reads_of_a_damaged_build_is_the_same_state(data):
    def click() -> None:
        from dashboard.frame import language
        from tests.faults.test_damaged_build import read_all

        language.use("nl")
        read_all()

    flip(mart.file_of(data), 9)
    app = AppTest.from_function(click, default_timeout=30).run()
    is_told(app)


def read_all() -> None:
    """As the server does with what no page caught."""
    try:
        warehouse.fits(warehouse.current())
    except warehouse.Unreadable as error:
        unforeseen.outside_a_page(error)
