"""The committed data dictionary is what the contracts, the queries and a built warehouse say now."""

import re

import duckdb
import pytest

from etl import paths
from etl.building import dictionary, publish
from etl.declared import catalog

PAGE = paths.PROJECT / "docs" / "data-dictionary.md"
MEND = "run: python -m etl build && python -m etl dictionary > docs/data-dictionary.md"


@pytest.fixture
def con(sample_data):
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        yield con


def test_the_committed_page_is_what_the_code_says_now(con):
    assert PAGE.read_text(encoding="utf-8") == dictionary.text(con), MEND


@pytest.mark.realdata
def test_another_edition_gives_the_same_page(con, real_data):
    with duckdb.connect(str(publish.current(real_data / "warehouse")), read_only=True) as other:
        assert dictionary.text(other) == dictionary.text(con)


def test_every_declared_field_stands_on_it_with_its_rule():
    page = PAGE.read_text(encoding="utf-8")
    for source in catalog.sources().values():
        part = page.split(f"\n### {source.source_id}\n")[1].split("\n### ")[0]
        for table in source.tables.values():
            assert f"**{table.name}**: one row per" in part
            for name in table.fields:
                assert f"| `{name}` |" in part
    assert "required; like `[0-9]{2}[A-Z]{2}[0-9]{2}`" in page


def test_every_source_says_what_a_row_of_each_table_is():
    for source in catalog.sources().values():
        assert len(dictionary.grains(source)) == len(source.tables), source.source_id


def test_every_status_that_a_query_gives_is_explained():
    sql = " ".join(path.read_text(encoding="utf-8") for path in (paths.QUERIES / "build").glob("*.sql"))
    words = "observed|suppressed|withheld|missing|not_applicable"
    given = set(re.findall(rf"'({words})'", sql))
    assert given == set(dictionary.STATUSES)


def test_nothing_of_one_build_stands_on_it(con):
    row = con.sql("select build_id, code_sha256, cast(built_at as varchar) from mart.build").fetchone()
    page = PAGE.read_text(encoding="utf-8")
    assert [fact for fact in row if fact in page] == []
    assert "/tmp" not in page


def test_a_bar_within_a_cell_does_not_end_it():
    assert dictionary._grid(["a"], [["x|y"]]) == "| a |\n| --- |\n| x\\|y |\n"
