"""Page Aanbod: what the partners offer, for whom and where; and to whom a question can be referred."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.offer import cards, choices, detail, listing, matrix, programmes, referrals, sentence
from dashboard.ui import pieces, school_links

DEFAULTS = choices.DEFAULTS


def render(reader: Reader) -> None:
    chosen = Selection("aanbod", DEFAULTS, apart=choices.APART)
    offer = programmes.every(reader)
    with st.sidebar:
        asked = choices.draw(chosen, offer, reader)
    school_links.recent()
    found = choices.result(chosen, asked, offer)
    views = {"kaartjes": _("Cards"), "lijst": _("List"), "matrix": _("Theme × sector"), "door": _("Referrals")}
    view = chosen.valid("weergave", list(views))
    selection = sentence.selection(chosen, asked, reader)
    is_matrix = view == "matrix" and len(found.rows) > 0
    told = matrix.sentence(found, reader) if is_matrix else sentence.finding(chosen, asked, found, reader)
    pieces.head(_("Offer"), selection, told)
    programmes.told_fictional(offer, reader)
    detail.of_school(asked, chosen)
    detail.show(offer, asked, chosen, reader)
    header = {
        _("Selection"): " · ".join(filter(None, selection)),
        _("Source"): _("as told by the partners"),
        _("Build"): pieces.build_text(reader.build),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen.pick("weergave", _("View"), list(views), format_func=views.__getitem__, label_visibility="collapsed")
        if len(found.rows) and view != "door":
            listing.buttons(found, header, reader)
    if view == "door":
        referrals.counted(offer, reader)
    else:
        _view(view, found, asked, chosen, reader)
    pieces.question("offer_programmes", {})
    pieces.source_line(sentence.lines(found, reader))
    chosen.write()


def _view(view: str, found: choices.Result, asked: choices.Asked, chosen: Selection, reader: Reader) -> None:
    if found.rows.empty:
        cards.nothing(chosen, reader)
    elif view == "lijst":
        listing.show(found, reader)
    elif view == "matrix":
        matrix.show(found, reader)
    else:
        cards.show(found, asked, chosen, reader)
