"""Page Doelscholen: which schools ask for attention first, why, and how firm that is."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets import controls, downloads, explain, ranked, school_map, score, sentence, states, table
from dashboard.targets.saved import view
from dashboard.ui import activity as coverage_controls
from dashboard.ui import choices, pieces, sidebar

# keuze is here the school that is explained, beeld the school that the camera was last sent to
DEFAULTS = (
    choices.PLACE
    | choices.ACTIVITY
    | {
        "meten": "per-leerling",
        "gewichten": score.DEFAULT_WEIGHTS_IN_LINK,
        "voorkeuze": "alle",
        "eerste": "100",
        "zoek": "",
        "onderwijs": "",
        "grootte": "",
        "behoefte": "",
        "ses": "",
        "aantal-partners": "",
        "wel": "",
        "niet": "",
        "bereikt": "",
        "gka": "0",
        "stedelijkheid": "",
        "gemerkt": "0",
        "sorteer": "doelscore",
        "blad": "1",
        "lijst": "",  # a saved list, shown as it was
    }
)


def render(reader: Reader) -> None:
    chosen = Selection("doelscholen", DEFAULTS)
    partners = reader.run("coverage_partners")
    if chosen["lijst"]:
        view.show(chosen, partners, reader)
        chosen.write()
        return
    with st.sidebar:
        place = sidebar.place(chosen, reader)
        criteria = controls.criteria(chosen, place, partners, reader)

    found = ranked.ranked(criteria, reader)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    selection = sentence.criteria(criteria, place.name, names, coverage_controls.theme_names(reader))
    pieces.head(_("Target schools"), selection, sentence.finding(found))
    states.states(found, partners, reader.build)
    with st.container(horizontal=True, vertical_alignment="center"):
        controls.presets(chosen)
        controls.top(chosen)
        order = table.order(chosen)
        view.saver(found, chosen, place.name, reader)
        downloads.popover(found, selection, reader)
    if found.rows.empty:
        states.nothing(found, reader)
    else:
        rows = table.ordered(found, order)
        shown = table.page(rows, chosen)
        school = table.show(shown, found, chosen)
        table.pages(rows, chosen)
        left, middle, right = st.columns([1.25, 1.1, 0.95], gap="medium")
        with left:
            explain.waterfall(found, school)
        with middle:
            explain.bands(found, school)
        with right:
            box = sidebar.box(chosen, place, reader)
            school_map.show(shown, school, found, box=box, chosen=chosen, reader=reader)
        if len(found.first) > 1:
            states.measures(found, reader)
    pieces.question("target_schools", {"sector": criteria.filters.sector})
    pieces.source_line(states.source_lines(found, partners, reader))
    chosen.write()
