"""The figures of a school's page as a file: strips, years, advice, types, examinations, tests, and what they are of."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.frame import export
from dashboard.frame.export import Column
from dashboard.frame.language import _, unit
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.school import around, facts, made_of, outcomes, secondary, years
from dashboard.school import strips as school_strips
from dashboard.school.facts import School
from dashboard.ui import pieces
from dashboard.ui.group_words import words


def button(school: School, strips: pd.DataFrame, reader: Reader) -> None:
    """CSV, made when it is pressed."""
    st.download_button(
        "CSV",
        data=export.later(partial(content, school, strips, reader)),
        file_name=export.file_name(_("school"), school.school_id, reader.build.build_id),
        mime="text/csv",
        icon=":material/download:",
        key="school-csv",
    )


def content(school: School, strips: pd.DataFrame, reader: Reader) -> bytes:
    """One row per figure, group and period that the page shows."""
    columns = [
        Column("name", _("Indicator")), Column("group", _("Group")), Column("unit", _("Unit")),
        Column("period", _("Period")), Column("value", _("Value"), 0, "status", 4), Column("n", "n"),
        Column("middle", _("Middle of the country"), 0, None, 4),
        Column("near_middle", _("Middle of the municipality"), 0, None, 4),
        Column("below_count", _("Schools with less")), Column("others_count", _("Schools compared with")),
        Column("country_value", _("Mean of the country"), 0, None, 2), Column("indicator_id", _("Indicator code")),
    ]  # fmt: skip
    header = {
        _("School"): f"{school.name}, {school.town} ({school.school_id})",
        _("Selection"): " · ".join(facts.line(school, reader)),
        _("Source"): " · ".join(around.source_lines(school, reader)),
        _("Build"): pieces.build_text(reader.build),
    }
    return export.csv_bytes(rows(school, strips, reader), columns, header)


def rows(school: School, strips: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """All figures under one head; a percentage of fewer than 100 is whole, as on the page."""
    parts = [strips, *_through_the_years(school, reader), made_of.of(school, reader)]
    found = pd.concat([part for part in parts if len(part)], ignore_index=True) if any(map(len, parts)) else strips
    indicators = school_strips.indicators(reader)
    known = [indicators[code] for code in found["indicator_id"]]
    groups = found["group_code"] if "group_code" in found else pd.Series("all", index=found.index)
    # where no figure is on a strip, or none goes through the years, their columns are empty
    empty = {name: None for name in (*strips.columns, "country_value", "group_code") if name not in found}
    return found.assign(
        **empty,
        name=[pieces.named(one, "name") for one in known],
        unit=[unit(one) for one in known],
        group=["" if code == "all" else words(code) for code in groups.fillna("all")],
        value=[_rounded(*cell) for cell in zip(found["value"], found["n"], known, strict=True)],
    )


def _through_the_years(school: School, reader: Reader) -> list[pd.DataFrame]:
    """Of a secondary school its types and examinations, of another its pupils, advice and tests."""
    if school.sector == "VO":
        types = secondary.types_of(school, reader)
        names = {"pupils_count": "value", "pupils_status": "status"}
        counts = types.drop(columns=["n"]).rename(columns=names).assign(indicator_id=secondary.COUNTS, n=None)
        names = {"share_pct": "value", "share_status": "status"}
        shares = types[types["share_status"].notna()].rename(columns=names).assign(indicator_id=secondary.SHARES)
        exams = secondary.exams_of(school, reader).assign(indicator_id=secondary.PASSED)
        kept = ["indicator_id", "group_code", "period", "value", "n", "status"]
        return [counts[kept], shares[kept], exams[kept]]
    pupils = (
        years.pupils_of(school, reader).rename(columns={"year": "period"}).assign(indicator_id=years.HISTORY, n=None)
    )
    advice = years.advice_of(school, reader).assign(indicator_id=years.ADVICE)
    return [pupils, advice, outcomes.of(school, reader)] if school.sector in ("PO", "SBO") else [pupils]


def _rounded(value: float, n: float, indicator: Indicator) -> float | None:
    if pd.isna(value):
        return None
    is_of_few = indicator.unit == "pct" and pd.notna(n) and indicator.digits(n) == 0
    return round(value) if is_of_few else value
