"""Page Logboek, for administrators: who took what out, opened closed figures, wrote or erased, and when."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import links
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.logbook import locally, rows, table
from dashboard.ui import pieces


def render(reader: Reader) -> None:
    chosen = Selection("logboek", rows.DEFAULTS)
    every, unreadable = rows.every(chosen, reader)
    with st.sidebar:
        table.choices(chosen, every)
    part = rows.chosen_part(every, chosen)
    pieces.head(_("Log"), table.selection(chosen), rows.finding(part, chosen["dagen"]))
    told = rows.written(part, links.titles())
    table.show(told)
    table.download(told, chosen, reader)
    locally.show(reader)
    pieces.source_line([*table.kept_lines(unreadable), pieces.build_text(reader.build)])
    chosen.write()
