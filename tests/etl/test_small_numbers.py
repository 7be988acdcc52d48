"""The rule for small numbers holds for every rate that we make, and its check finds the breaks when the rule is out."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from etl import paths
from etl.building import publish
from etl.declared import reference

CHECK = (paths.QUERIES / "checks" / "small_numbers_are_withheld.sql").read_text(encoding="utf-8")
# the tables that judge, in the order of the build, and what is made of them
JUDGED = (
    "core.value_school_vo_types", "core.value_school_flow", "core.value_school_weights", "core.value_school_exams",
    "core.value_school_referentieniveaus", "core.area_circumstances", "core.advice_value",
)  # fmt: skip
RULE = "create or replace macro tells_too_much(part, whole) as "


@pytest.fixture
def con(sample_data, tmp_path):
    """A copy of the built sample, with the macros of the build."""
    file = tmp_path / "copy.duckdb"
    shutil.copyfile(publish.current(sample_data / "warehouse"), file)
    with duckdb.connect(str(file)) as con:
        con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
        yield con


def broken(con) -> set[str]:
    return {row[2] for row in con.execute(CHECK).fetchall()}


def rebuild(con, table: str) -> None:
    con.execute(f"drop table {table}")
    con.execute((paths.QUERIES / "build" / f"{table}.sql").read_text(encoding="utf-8"))


def test_the_check_holds_and_finds_the_breaks_when_the_rule_is_out(con):
    assert broken(con) == set()
    con.execute(RULE + "false")
    for table in JUDGED:
        rebuild(con, table)
    for table in ("mart.school_value", "core.area_school", "mart.area_value", "mart.institution_value"):
        rebuild(con, table)
    con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
    found = broken(con)
    assert {"vo_vmbo_bk_pro_pct", "vo_type_pct", "vo_repeaters_pct", "vo_exam_pass_pct"} <= found
    assert found <= {one.indicator_id for one in reference.indicators() if one.rate == "derived"}


def test_a_published_rate_and_a_coverage_are_not_judged(con):
    assert {one.indicator_id for one in reference.indicators() if one.rate in ("published", "coverage")} == {
        "low_income_households_pct", "social_minimum_households_pct", "poverty_persons_pct", "ses_woa_coverage_pct",
    }  # fmt: skip
    few = "update mart.area_value set value = 1, n = 20 where status = 'observed' and indicator_id = "
    con.execute(few + "'low_income_households_pct'")
    assert broken(con) == set()
    con.execute(few + "'education_low_pct'")
    assert broken(con) == {"education_low_pct"}


def test_a_count_rounded_away_is_withheld_and_not_zero(con):
    rows = con.execute(
        "select p.social_assistance_count, v.status, v.value from core.district_people as p"
        " join mart.area_value as v using (area_code) where v.indicator_id = 'social_assistance_pct'"
    ).fetchall()
    assert not [row for row in rows if row[2] == 0]
    assert {status for count, status, _value in rows if count == 0} <= {"withheld"}


NAMED = {
    "low_income_households_pct": "lage inkomens",
    "social_minimum_households_pct": "rond het sociaal minimum",
    "poverty_persons_pct": "personen in armoede",
}


def test_the_method_page_names_what_a_publisher_publishes_and_the_rule_of_the_check():
    page = " ".join((paths.PROJECT / "docs" / "method.md").read_text(encoding="utf-8").split())
    rule = page[page.index("## Kleine aantallen") : page.index("## Doelen")]
    assert "bij 10 of meer, met minstens 5 erin en 5 erbuiten" in rule
    published = [one.indicator_id for one in reference.indicators() if one.rate == "published"]
    assert sorted(published) == sorted(NAMED)
    assert all(words in rule for words in NAMED.values())
