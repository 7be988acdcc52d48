"""Page Zoeken: a school by what one remembers of it, and what else goes by that name."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.search import others, schools, states, table
from dashboard.ui import pieces, school_links

DEFAULTS = {"q": "", "sector": "alles", "gesloten": "1"}


def render(reader: Reader) -> None:
    chosen = Selection("zoeken", DEFAULTS, apart=("sector",))
    school_links.recent()
    asked = chosen["q"].strip()
    found = schools.find(asked, reader) if asked else None
    if found is not None and states.opens(found, chosen):
        return
    shown = states.limited(found.rows, chosen["sector"], chosen["gesloten"] == "1") if found else None
    pieces.head(_("Search"), states.selection(asked, shown, chosen), states.sentence(asked, shown, found, reader))
    if found is not None and shown is not None:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            states.filters(chosen)
        if shown.empty:
            states.nothing(asked, found)
        else:
            table.show(shown, found)
            states.understood(found)
            pieces.question("search_schools", {"ids": list(shown["school_id"])})
    states.help_columns(others.find(asked, reader) if asked else [])
    pieces.source_line(states.source_lines(reader))
    chosen.write()
