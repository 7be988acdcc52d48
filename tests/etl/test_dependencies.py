"""Who reads whom in queries/build: by syntax, never by what a comment or a text mentions."""

from __future__ import annotations

import subprocess
import sys

import pytest

from etl import paths
from etl.building import build, dependencies
from etl.errors import EtlError


def test_names_in_comments_and_texts_are_no_dependencies():
    sql = (
        "-- as mart.noted does\ncreate table core.made as\n"
        "select 'mart.quoted' as x, a.code /* core.blocked */ from core.asked as a join raw.told as t using (code)"
    )
    assert dependencies.read("core.made", sql).reads == {"core.asked", "raw.told"}


def test_a_mention_in_a_comment_of_the_real_queries_gives_no_order():
    found = dependencies.queries(paths.QUERIES / "build")
    rule = (paths.QUERIES / "build" / "mart.issue_rule.sql").read_text(encoding="utf-8")
    assert "mart.etl_issue" in rule
    assert found["mart.issue_rule"].reads == {"raw.reference_rule"}


def test_macros_are_known_by_their_kind_and_calls_of_them_are_reads():
    found = dependencies.queries(paths.QUERIES / "build")
    macros = {name for name, query in found.items() if query.is_macro}
    assert macros == {"mart.coverage_activity", "mart.coverage_area", "mart.coverage_school"}
    assert found["mart.coverage_area"].reads == {"mart.coverage_school", "mart.school_area"}
    assert macros.isdisjoint(build._reads_partners())


def test_names_of_common_tables_are_no_dependencies():
    sql = "create table core.made as with known as (from core.asked) select * from known, lateral (select 1) as x"
    assert dependencies.read("core.made", sql).reads == {"core.asked"}


def test_the_order_puts_everything_after_what_it_reads_and_is_always_the_same():
    reads = {"d": {"b", "c"}, "c": {"a"}, "b": {"a"}, "a": set()}
    assert dependencies.in_order(reads) == ["a", "b", "c", "d"]
    assert dependencies.in_order(dict(reversed(reads.items()))) == ["a", "b", "c", "d"]


def test_a_circle_is_an_error_that_names_it():
    with pytest.raises(EtlError, match=r"without a circle, found one: .*core\.a.*core\.b"):
        dependencies.in_order({"core.a": {"core.b"}, "core.b": {"core.a"}, "core.c": set()})


@pytest.mark.parametrize("sql", ["create table core.made as selec 1 from (", "select 1", "drop table core.made", ""])
def test_a_file_that_makes_no_table_is_refused_by_name(sql):
    with pytest.raises(EtlError, match=r"core\.made\.sql"):
        dependencies.read("core.made", sql)


def test_what_stands_on_a_table_is_found_through_others():
    reads = {"core.one": {"raw.partner_row"}, "core.two": {"core.one"}, "core.three": {"raw.other"}}
    assert dependencies.standing_on(reads, {"raw.partner_row"}) == {"core.one", "core.two"}


def test_a_refresh_makes_the_partner_tables_again_and_no_others():
    made = build._reads_partners()
    assert {"core.partner_link", "mart.build", "mart.activity", "mart.fact", "mart.partner_row"} <= made
    assert made.isdisjoint({"mart.school", "mart.area_value", "core.school_name"})


def test_the_app_starts_without_the_sql_parser():
    code = "import sys, dashboard.partners.files, dashboard.ui.pieces; sys.exit('sqlglot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=paths.PROJECT, check=False).returncode == 0
