"""Page Begrippen: the words of this field and what they mean here."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.indicators import words
from dashboard.ui import pieces, terms

DEFAULTS = {"woord": ""}


def render(reader: Reader) -> None:
    chosen = Selection("begrippen", DEFAULTS)
    known = terms.every()
    if chosen["woord"] not in known:
        chosen.set(woord=None)
    with st.sidebar:
        chosen.choose(
            "woord", _("Word"), list(known), format_func=lambda code: known[code].word, placeholder=_("Choose a word")
        )
    pieces.head(_("Glossary"), [_("what words mean here")], words.finding(known.get(chosen["woord"])))
    pieces.piece(words.table(), "rw-scroll")
    pieces.source_line([pieces.build_text(reader.build)])
    chosen.write()
