"""Page GKA regionaal: afstroom in two periods, advice against poverty or need, 17-year-olds by their parents."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.gka import own_page, scope, views
from dashboard.gka.advice import Measure, measures
from dashboard.gka.choices import DEFAULTS, View, titles
from dashboard.gka.look import Look
from dashboard.ui import pieces


def render(reader: Reader) -> None:
    chosen = Selection("gka-regionaal", DEFAULTS)
    with st.sidebar:
        place = scope.choose(chosen, reader)
        found = own_page.chosen_figures(chosen, place, reader)
    top = st.container()
    names = titles(has_test=Measure.TEST in measures(found), has_districts=bool(found.indicators("area")))
    view = chosen.valid("weergave", list(names))
    chosen.pick("weergave", _("View"), list(names), format_func=names.get, label_visibility="collapsed", wrap=True)
    if view == View.OWN_FILE:
        told = own_page.show(chosen, place, reader)
    else:
        look = Look(found, chosen, reader)
        told = views.draw(view, look)
        look.show_notes(told)
    with top:
        pieces.head(_("GKA regional"), [place.name, *told.selection], told.sentence)
        own_page.told(found)
    pieces.question(*told.asked)
    pieces.source_line([*told.sources, pieces.build_text(reader.build)])
    chosen.write()
