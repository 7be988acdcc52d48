"""What the chosen districts were in another year, by area; a refusal where nothing tells it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.compare.look import note
from dashboard.compare.subject import Subject
from dashboard.frame import markup
from dashboard.frame.language import _, day, ngettext, percent
from dashboard.frame.markup import Cell, Markup
from dashboard.ui import pieces


def show(subject: Subject, *, is_about_years: bool) -> None:
    """Below a picture of districts; without bridges only where two periods are compared, and then as a refusal."""
    codes = subject.choice.codes
    if subject.choice.level != "district" or not codes:
        return
    rows = subject.reader.run("compare_past", {"codes": codes})
    if rows.empty and not is_about_years:
        return
    year = subject.reader.build.classification_year
    if rows.empty:
        pieces.piece(note(refusal(year)))
        return
    years = sorted(set(rows["from_year"]))
    title = ngettext("These districts in another year ({years})", "These districts in other years ({years})",
                     len(years), years=", ".join(map(str, years)))  # fmt: skip
    with st.expander(title):
        pieces.piece(table(rows, subject.names), "rw-scroll")
        pieces.piece(note(weighed(rows, year, _titles(subject))))
        pieces.question("compare_past", {"codes": codes})


def refusal(year: int) -> str:
    return _(
        "All periods stand on the districts of {year}. What these districts were in another year is not told: "
        "this build has no boundaries of another year, and an equal code can be another district.",
        year=year,
    )


def weighed(rows: pd.DataFrame, year: int, titles: Mapping[str, str]) -> str:
    """What the shares are, and of which files; CBS draws the districts of a year as of its first day."""
    told = rows.drop_duplicates(["source", "from_year"]).to_dict("records")
    files = "; ".join(
        _("{source}, as of {date}", source=_in(titles, row["source"]), date=day(pd.Timestamp(row["from_year"], 1, 1)))
        for row in told
    )
    return _(
        "The share is of the area of the district of that year, not of its people; less than half a per cent is "
        "left out. All figures on this page stand on the districts of {year}. Source: {files}",
        year=year,
        files=files,
    )


def _titles(subject: Subject) -> dict[str, str]:
    """Title of each source as the build writes it -> in the reader's language."""
    rows = subject.reader.run("sources").to_dict("records")
    return {row["title_nl"]: pieces.named(row, "title") for row in rows}


def _in(titles: Mapping[str, str], source: str) -> str:
    """“publisher; title vintage” of a bridge, its title in the reader's language."""
    publisher, _sign, title = source.rpartition("; ")
    name, _space, vintage = title.rpartition(" ")
    return f"{publisher}, {titles.get(name, name)} {vintage}"


def table(rows: pd.DataFrame, names: Mapping[str, str]) -> Markup:
    """One line per chosen district and year: the districts of that year, and how much of each lies in it."""
    lines = []
    for _key, parts in rows.groupby(["from_year", "to_code"], sort=False):
        year, code = parts["from_year"].iloc[0], parts["to_code"].iloc[0]
        was = [f"{row['name']} ({row['from_code']}, {percent(row['weight'], 0)})" for row in parts.to_dict("records")]
        lines.append([names[code], Cell(str(year), is_number=True), ", ".join(was)])
    return markup.table([_("District"), Cell(_("Year"), is_number=True), _("In that year (share of its area)")], lines)
