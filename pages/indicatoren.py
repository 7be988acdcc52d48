"""Page Indicatoren: the list of all figures, and of each one its definition, source, periods, faults and uses."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.indicators import catalogue, detail
from dashboard.ui import pieces

DEFAULTS = {"indicator": "", "groep": ""}


def render(reader: Reader) -> None:
    chosen = Selection("indicatoren", DEFAULTS)
    rows = catalogue.every(reader)
    names = {code: pieces.named(row, "name") for code, row in rows.to_dict("index").items()}
    if chosen["indicator"] not in names:
        chosen.set(indicator=None, groep=None)
    with st.sidebar:
        chosen.choose(
            "indicator", _("Indicator"), list(names), then=lambda: chosen.set(groep=None),
            format_func=names.__getitem__, placeholder=_("Choose an indicator"),
        )  # fmt: skip
    if chosen["indicator"]:
        row = rows.loc[chosen["indicator"]].to_dict()
        selection = [names[chosen["indicator"]], row["sector"] or "", catalogue.source_words(row)]
        figures = catalogue.figures(row, reader) if catalogue.may_tell(row, reader) else None
        pieces.head(_("Indicators"), selection, detail.finding(row, figures, chosen))
        detail.show(row, rows, figures, chosen, reader)
        pieces.question(catalogue.question_of(row), {"indicator": chosen["indicator"]})
    else:
        pieces.head(_("Indicators"), [_("every figure of this edition")], catalogue.finding(rows))
        pieces.piece(catalogue.table(rows), "rw-scroll")
        pieces.question("indicator_facts", {})
    pieces.source_line([pieces.build_text(reader.build)])
    chosen.write()
