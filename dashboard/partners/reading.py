"""How a delivered file is read: which column holds what, and the first rows as they will be used."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, number
from dashboard.frame.markup import md
from dashboard.partners import facts, files
from dashboard.ui import pieces, tables


def field_words() -> dict[str, str]:
    """The fields that a column can hold; '' is a column that is not used."""
    return {
        "": _("not used"),
        "brin": _("BRIN (4 or 6 characters)"),
        "location": _("location number"),
        "school": _("name of the school"),
        "street": _("street"),
        "house_number": _("house number"),
        "postcode": _("postcode"),
        "place": _("place"),
        "municipality": _("name of the municipality"),
        "programme": _("programme"),
        "school_year": _("school year"),
        "participants": _("participants"),
        "start_date": _("start date"),
        "end_date": _("end date"),
        **facts.words(),
    }


def missing(columns: Mapping[int, str]) -> str:
    """Why the rows could not become activities; empty when they can."""
    used = set(columns.values())
    if not used & {"brin", "school", "street", "postcode"}:
        return _("Say which column holds the school: its BRIN, name or address.")
    if not used & {"school_year", "start_date"}:
        return _("Say which column holds the school year: without it nothing can be counted.")
    return ""


def columns_form(proposal: files.Proposal, delivery_id: str) -> dict[int, str]:
    """How each column is read; the proposal stands there and a person can change it."""
    pieces.heading(_("How the file is read"), _layout_words(proposal.layout))
    words = field_words()
    reasons = {"name": _("by its header"), "content": _("by its cells"), "remembered": _("as last time")}
    columns: dict[int, str] = {}
    grid = st.columns(4, gap="small")
    for place, header in enumerate(proposal.layout.headers):
        examples = map(md, proposal.examples.get(place, ()))
        with grid[place % 4]:
            columns[place] = st.selectbox(
                md(header) or _("column {n}", n=place + 1),
                list(words),
                list(words).index(proposal.columns.get(place, "")),
                format_func=words.__getitem__,
                key=f"column-{delivery_id}-{place}",
                help=" · ".join(filter(None, [reasons.get(proposal.why.get(place, ""), ""), *examples])) or None,
            )
    return columns


def preview(rows: pd.DataFrame) -> None:
    """The first rows as they will be used."""
    words = field_words()
    used = [name for name in rows.columns if name == "line" or (rows[name] != "").any()]
    pieces.heading(_("As it will be used"), _("first rows of {n}", n=number(len(rows))))
    titles = {name: words.get(name, _("Line")).capitalize() for name in used}
    st.dataframe(
        rows[used].head(8).rename(columns=titles), hide_index=True, placeholder=tables.NONE, alt=_("As it will be used")
    )


def _layout_words(layout: files.Layout) -> str:
    """How the file is read, in one line."""
    delimiters = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("upright line")}
    if layout.kind == "xlsx":
        traits = [_("workbook, sheet {name}", name=layout.sheet)]
    else:
        delimiter = delimiters.get(layout.delimiter, layout.delimiter)  # a first line `sep=` may name any sign
        traits = [_("text with {delimiter} between cells", delimiter=delimiter), layout.encoding]
    traits.append(_("header in line {n}", n=layout.header_line) if layout.header_line else _("no header"))
    for lines, word in ((layout.title_lines, _("title lines left out")), (layout.footer_lines, _("totals left out"))):
        if lines:
            traits.append(f"{word}: {', '.join(map(str, lines[:8]))}")
    return " · ".join(traits)
