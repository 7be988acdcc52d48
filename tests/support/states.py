"""Marts in which little or nothing is left: each statement set makes one of the stand-in mart."""

from __future__ import annotations

from tests.support.mart import DDL, DERIVED, ROOT

TABLES = [
    line.split("(")[0].removeprefix("create table ") for line in DDL.splitlines() if line.startswith("create table")
]
OF_PARTNERS = (
    *("partner", "programme", "activity", "delivery", "partner_row", "programme_fact", "activity_fact", "target_year"),
)
HIDDEN = "status = 'suppressed', value = null, lower = null, upper = null"
PLACES = ("WK900000", "GM9000", "PV90", "NL00")

STATES = {
    # a build that says what it is, and has nothing in it
    "empty": tuple(f"delete from {table}" for table in TABLES if table != "mart.build"),
    "no partner": tuple(f"delete from mart.{table}" for table in OF_PARTNERS),
    "all suppressed": (
        f"update mart.area_value set {HIDDEN}",
        f"update mart.school_value set {HIDDEN}",
        "update mart.activity set participants_status = 'suppressed', participants_count = null",
    ),
    "one row": (
        f"delete from mart.area where area_code not in {PLACES}",
        "delete from mart.school where school_id <> '900A00'",
        "delete from mart.school_area where school_id <> '900A00'",
        "delete from mart.area_value where area_code not in (select area_code from mart.area)",
        "delete from mart.school_value where school_id <> '900A00'",
        "delete from mart.activity where school_id <> '900A00' or programme_id <> 'brug/taal'",
        "delete from mart.programme where programme_id <> 'brug/taal'",
        "delete from mart.partner where partner_id <> 'brug'",
        "delete from mart.partner_row where line <> 99",
        "delete from mart.source where source_id <> 'duo_po'",
        "delete from mart.etl_issue where source_id <> 'duo_po'",
    ),
}
FACTS = ("drop table mart.fact", (ROOT / "queries" / "build" / "mart.fact.sql").read_text(encoding="utf-8"))
STATES = {name: (*statements, *DERIVED, *FACTS) for name, statements in STATES.items()}
