"""Page Doelscholen: which schools ask for attention first, why, and how firm that is."""

from __future__ import annotations

import streamlit as st

from dashboard import (
    controls,
    coverage_controls,
    parts,
    target_controls,
    target_explain,
    target_export,
    target_list,
    target_map,
    target_parts,
    target_saved,
    target_table,
    target_view,
    target_words,
    warehouse,
)
from dashboard.access import Access
from dashboard.language import _
from dashboard.selection import Selection

DEFAULTS = {
    "gebied": "NL00",
    "sector": "PO",
    "schooljaar": "",
    "partners": "",
    "themas": "",
    "verbleekt": "0",
    "meten": "per-leerling",
    "gewichten": ",".join(map(str, target_parts.DEFAULT_WEIGHTS)),
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
    "keuze": "",  # the school that is explained
    "beeld": "",  # the school the camera was last sent to; empty = gebied
    "lijst": "",  # a saved list, shown as it was
}


def render(access: Access) -> None:
    chosen = Selection("doelscholen", DEFAULTS)
    partners = warehouse.run("coverage_partners", {}, access)
    if chosen["lijst"]:
        target_saved.show(chosen, partners, access)
        chosen.write()
        return
    with st.sidebar:
        place = controls.place(chosen, access)
        criteria = target_controls.criteria(chosen, place, partners, access)

    found = target_list.ranked(criteria, access)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    selection = target_words.criteria(criteria, place["name"], names, coverage_controls.theme_names(access))
    parts.head(_("Target schools"), selection, target_words.finding(found))
    target_view.states(found, partners, warehouse.run("build", {}, access).iloc[0])
    with st.container(horizontal=True, vertical_alignment="center"):
        target_controls.presets(chosen)
        target_controls.top(chosen)
        order = target_table.order(chosen)
        target_saved.saver(found, chosen, place["name"], access)
        target_export.popover(found, selection, access)
    if found.rows.empty:
        target_view.nothing(found, access)
    else:
        rows = target_table.ordered(found, order)
        shown = target_table.page(rows, chosen)
        school = target_table.show(shown, found, chosen)
        target_table.pages(rows, chosen)
        left, middle, right = st.columns([1.25, 1.1, 0.95], gap="medium")
        with left:
            target_explain.waterfall(found, school)
        with middle:
            target_explain.bands(found, school)
        with right:
            box = controls.box(chosen, place, access)
            target_map.show(shown, school, found, box=box, chosen=chosen, access=access)
        if len(found.first) > 1:
            target_view.measures(found, access)
    parts.question("target_schools", {"sector": criteria.filters.sector})
    parts.source_line(target_view.source_lines(found, partners, access))
    chosen.write()
