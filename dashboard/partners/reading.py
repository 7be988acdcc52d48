"""How a delivered file is read: which column holds what, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.markup import md
from dashboard.partners import facts, files, grid
from dashboard.ui import pieces


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


def missing(layout: files.Layout, columns: Mapping[int, str], rows: pd.DataFrame) -> str:
    """Why the rows could not become activities; empty when they can."""
    lacks = files.lacks(layout, columns)
    if lacks == "school":
        return _("Say which column holds the school: its BRIN, name or address.")
    if lacks == "year":
        return _("Say which column holds the school year, or choose one for the whole file: without it nothing counts.")
    return "" if len(rows) else _("No row tells of an activity: switch off what was understood wrongly.")


def columns_form(proposal: files.Proposal, delivery_id: str) -> dict[int, str]:
    """How each column is read; the proposal stands there and a person can change it."""
    pieces.heading(_("How the file is read"), _layout_words(proposal.layout))
    words = field_words()
    reasons = {"name": _("by its header"), "content": _("by its cells"), "remembered": _("as last time")}
    columns: dict[int, str] = {}
    together = _together(proposal.layout)
    for box, (place, header) in zip(grid.places(4), enumerate(proposal.layout.headers), strict=False):
        examples = map(md, proposal.examples.get(place, ()))
        label = md(header) or _("column {n}", n=place + 1)
        with box:
            if place in together:  # read with others; the switch above takes that back
                st.selectbox(label, [together[place]], disabled=True, key=f"column-{delivery_id}-{place}-together")
                columns[place] = proposal.columns.get(place, "")
                continue
            columns[place] = st.selectbox(
                label,
                list(words),
                list(words).index(proposal.columns.get(place, "")),
                format_func=words.__getitem__,
                key=f"column-{delivery_id}-{place}",
                help=" · ".join(filter(None, [reasons.get(proposal.why.get(place, ""), ""), *examples])) or None,
            )
    return columns


def _together(layout: files.Layout) -> dict[int, str]:
    """What is made of the columns that are read together, by position."""
    cells = {position for cells, _told in layout.blocks for position, _field in cells}
    found = dict.fromkeys(cells, _("an activity per filled cell"))
    return found | dict.fromkeys(layout.summed, _("added to the participants"))


def _layout_words(layout: files.Layout) -> str:
    """How the file is read, in one line."""
    delimiters = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("upright line")}
    if layout.kind == "xlsx":
        traits = [_("workbook, sheet {name}", name=", ".join(layout.sheets or (layout.sheet,)))]
    else:
        delimiter = delimiters.get(layout.delimiter, layout.delimiter)  # a first line `sep=` may name any sign
        traits = [_("text with {delimiter} between cells", delimiter=delimiter), layout.encoding]
    traits.append(_("header in line {n}", n=layout.header_line) if layout.header_line else _("no header"))
    for lines, word in ((layout.title_lines, _("title lines left out")), (layout.footer_lines, _("totals left out"))):
        if lines:
            traits.append(f"{word}: {', '.join(map(str, lines[:8]))}")
    return " · ".join(traits)
