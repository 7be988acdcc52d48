"""Page Wijken vergelijken: up to six wijken or municipalities against a benchmark, their past and their twins."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.compare import circumstances, controls, earlier, look, sentence, start, types, views
from dashboard.compare.choices import BenchmarkKind, Dots, Level, Mean, View
from dashboard.compare.subject import Asked, Subject
from dashboard.frame import links
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import choices, notes, pieces

DEFAULTS = choices.REGION | {
    "niveau": Level.DISTRICT,
    "gebieden": "",  # up to six area codes
    "vergelijk": BenchmarkKind.COUNTRY,
    "indicatoren": "",  # empty = the core set
    "weergave": View.DIFFERENCE,
    "indicator": "ses_woa",  # of a picture that shows only one
    "soort": types.FIRST,  # the type of school of such a picture, where its rate mixes them
    "periode1": "",
    "periode2": "",
    "rond": "",  # what a funnel is drawn around; empty = the first area's municipality
    "keuze": "",  # the area whose twins are shown
    "punten": Dots.AREAS,  # what a funnel is of: areas, or the schools in their municipality
    "midden": Mean.MUNICIPALITY,  # the mean that schools are drawn around
    "uitkomst": "",  # the outcome on which twins are looked at
    "binnen": "",  # the municipality whose districts are shown before any is chosen
}


def render(reader: Reader) -> None:
    chosen = Selection("wijken-vergelijken", DEFAULTS, apart=["niveau"])  # it goes with the areas that are compared
    build = reader.build
    with st.sidebar:
        choice = controls.every(chosen, reader)
    if choice.benchmark.kind == BenchmarkKind.TWINS:
        twins = circumstances.twins_of_each(choice.codes, choice.level, reader)
        choice = replace(choice, benchmark=replace(choice.benchmark, twins=twins))

    codes = list(choice.indicators)
    comparisons, indicators = types.compared(choice, reader) if choice.codes else ({}, choice.indicators)
    choice = replace(choice, indicators=indicators)
    names = look.names(choice.areas)
    titles = views.titles()
    view = View(chosen.valid("weergave", list(titles)))
    selection = sentence.selection(choice.areas, choice.against, build.classification_year, titles[view])
    lines = sentence.source_lines(choice.indicators, comparisons, build, reader)
    top = st.container()
    if len(choice.unknown):
        st.warning(sentence.refused(choice.unknown), icon=":material/event_busy:")
    finding = ""
    asked = Asked(
        "compare_values", {"indicator": codes[0] if codes else "", "level": choice.level, "period": "", "group": "all"}
    )
    if comparisons:
        chosen.pick(
            "weergave", _("View"), list(titles), format_func=titles.get, label_visibility="collapsed", wrap=True
        )
        header = {_("Selection"): " · ".join(selection), _("Source"): " · ".join(lines)}
        subject = Subject(choice, names, comparisons, header, chosen, reader)
        caption = views.draw(view, subject)
        earlier.show(subject, is_about_years=view == View.PERIODS)
        finding = caption.sentence or sentence.finding(comparisons, choice.indicators, names, choice.against)
        asked = caption.asked or asked
        lines = [f"{caption.source} · {pieces.build_text(build)}", *lines[1:]] if caption.source else lines
    else:
        begun = start.begin(Subject(choice, names, comparisons, {}, chosen, reader))
        finding = begun.sentence
        selection = start.selection(begun, selection) if not choice.codes else selection
        lines = [f"{begun.source} · {lines[0]}", *lines[1:]] if begun.source else lines
    with top:
        pieces.head(_("Compare districts"), selection, finding)
    notes.show(notes.of_areas(choice.areas), reader)
    _pack(choice)
    pieces.question(*asked)
    pieces.source_line(lines)
    chosen.write()


def _pack(choice: controls.Choice) -> None:
    """The way to the two pages about what is compared, or about the municipality that it begins with."""
    codes, towns = choice.codes, set(choice.areas["municipality_code"].dropna()) or {choice.town} - {""}
    if choice.level == "district" and codes:
        links.link("gesprekspakket", _("Conversation pack of these districts"), {"gebieden": ",".join(codes)})
    elif len(towns) == 1:
        links.link("gesprekspakket", _("Conversation pack of this municipality"), {"gebied": towns.pop()})
    elif codes:
        region = {"gebied": "regio", "gemeenten": ",".join(codes)}
        links.link("gesprekspakket", _("Conversation pack of these municipalities"), region)
