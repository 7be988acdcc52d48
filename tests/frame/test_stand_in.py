"""The stand-in mart has the tables of the real one: the same columns of the same types, none more and none less."""

from __future__ import annotations

import random

import duckdb

from dashboard.frame.program import MART_SHAPE, SLUG
from etl.building import publish, status
from tests.support import mart as builders

COLUMNS = """
select table_name, column_name, data_type from information_schema.columns
where table_schema = 'mart' order by table_name, ordinal_position
"""
MACROS = """
select function_name, parameters from duckdb_functions()
where schema_name = 'mart' and function_type = 'table_macro' order by 1
"""


def test_the_stand_in_has_the_columns_and_macros_of_the_real_mart(sample_data):
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        real, macros = con.sql(COLUMNS).fetchall(), con.sql(MACROS).fetchall()
    with duckdb.connect() as con:
        builders.fill_mart(con, random.Random(1))
        ours, our_macros = con.sql(COLUMNS).fetchall(), con.sql(MACROS).fetchall()
    assert {table for table, *_ in real} >= {"school", "area", "indicator", "activity", "closed_school_value"}
    missing, unknown = sorted(set(real) - set(ours)), sorted(set(ours) - set(real))
    assert (missing, unknown) == ([], []), "tests/support/mart.py: DDL is not what queries/build makes"
    assert our_macros == macros


def test_every_copy_of_the_stand_in_is_a_build_of_its_own(tmp_path):
    """What the app keeps of one test's build is then never taken for another's."""
    first, second = (builders.write_warehouse(tmp_path / name) for name in ("one", "two"))
    known = {builders.file_of(first).stem, builders.file_of(second).stem}
    builders.change(first, "delete from mart.partner")
    assert len(known | {builders.file_of(first).stem}) == 3
    ((build_id,),) = builders.ask(first, "select build_id from mart.build")
    assert builders.file_of(first).stem == f"{SLUG}-{build_id}"
    assert builders.ask(first, "select count(*) from mart.partner") == [(0,)]
    assert builders.ask(second, "select count(*) from mart.partner") == [(len(builders.PARTNERS),)]


def test_the_shape_that_the_app_expects_is_that_of_the_mart(sample_data):
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        assert status.shape(con) == MART_SHAPE, "the mart has another shape: put it in queries/mart_shape.txt"
