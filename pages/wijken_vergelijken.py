"""Page Wijken vergelijken: up to six wijken or municipalities against a benchmark, their past and their twins."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.compare import area_map, circumstances, controls, figures, look
from dashboard.compare import sentence as told
from dashboard.compare import views as compare_views
from dashboard.compare.subject import Asked, Subject
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import choices, pieces

DEFAULTS = choices.REGION | {
    "niveau": "wijk",
    "gebieden": "",  # up to six area codes
    "vergelijk": "land",
    "indicatoren": "",  # empty = the core set
    "weergave": "verschil",
    "indicator": "ses_woa",  # of a picture that shows only one
    "periode1": "",
    "periode2": "",
    "rond": "",  # what a funnel is drawn around; empty = the first area's municipality
    "keuze": "",  # the area whose twins are shown
    "punten": "gebieden",  # what a funnel is of: areas, or the schools in their municipality
    "midden": "gemeente",  # the mean that schools are drawn around
    "uitkomst": "",  # the outcome on which twins are looked at
}


def render(reader: Reader) -> None:
    chosen = Selection("wijken-vergelijken", DEFAULTS)
    build = reader.build
    with st.sidebar:
        choice = controls.every(chosen, reader)
    if choice.benchmark.kind == "tweelingen":
        choice = replace(choice, benchmark=replace(choice.benchmark, twins=circumstances.of_each(choice.codes, reader)))

    codes = list(choice.indicators.index)
    found = {
        code: figures.compare(choice.codes, code, choice.level, choice.benchmark, reader)
        for code in (codes if choice.codes else [])
    }
    names = look.titles(choice.areas)
    views = compare_views.words()
    view = chosen.valid("weergave", list(views))
    selection = told.selection(choice.areas, choice.against, int(build.classification_year), views[view])
    lines = told.source_lines(choice.indicators, found, build, reader)
    top = st.container()
    if len(choice.unknown):
        st.warning(told.refused(choice.unknown), icon=":material/event_busy:")
    finding = ""
    asked = Asked("compare_values", {"indicator": codes[0] if codes else "", "level": choice.level, "period": ""})
    if found:
        chosen.pick("weergave", _("View"), list(views), format_func=views.get, label_visibility="collapsed", wrap=True)
        header = {_("Selection"): " · ".join(selection), _("Source"): " · ".join(lines)}
        own = compare_views.draw(view, Subject(choice, names, found, header, chosen, reader))
        finding = own.sentence or told.finding(found, choice.indicators, names, choice.against)
        asked = own.asked or asked
        lines = [f"{own.source} · {pieces.build_text(build)}", *lines[1:]] if own.source else lines
    else:
        st.info(told.nothing_chosen(choice.level), icon=":material/compare_arrows:")
        area_map.show(Subject(choice, names, found, {}, chosen, reader))
    with top:
        pieces.head(_("Compare neighbourhoods"), selection if found else selection[1:3], finding)
    pieces.question(*asked)
    pieces.source_line(lines)
    chosen.write()
