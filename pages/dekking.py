"""Page Dekking: where partners are active against where the need is; gaps, overlap, and who is near."""

from __future__ import annotations

import streamlit as st

from dashboard import (
    controls,
    coverage_controls,
    coverage_downloads,
    coverage_map,
    coverage_matrix,
    coverage_panel,
    coverage_sentence,
    parts,
    warehouse,
)
from dashboard import coverage_table as table
from dashboard import coverage_view as views
from dashboard.access import Access
from dashboard.language import _
from dashboard.selection import Selection

DEFAULTS = {
    "gebied": "NL00",
    "niveau": "wijk",
    "sector": "PO",
    "schooljaar": "",
    "partners": "",
    "themas": "",
    "verbleekt": "0",
    "gka": "0",
    "stedelijkheid": "",
    "oprichters": "0",
    "leerlijn": "0",
    "gemeenten": "",  # the reader's own region and its name
    "regionaam": "",
    "weergave": "onbereikt",
    "behoefte-als": "totaal",
    "aanwezig-als": "behoefte",
    "deelnemers-als": "aantal",
    "vorm": "kaart",
    "keuze": "",  # the area chosen on the map or in the list
    "beeld": "",  # the area the camera was last sent to; empty = gebied
}


def render(access: Access) -> None:
    chosen = Selection("dekking", DEFAULTS)
    partners = warehouse.run("coverage_partners", {}, access)
    with st.sidebar:
        place = controls.place(chosen, access, coverage_controls.own_region(chosen, access))
        levels = coverage_controls.levels(access)
        level = levels[controls.level(chosen, levels)]
        filters, group = coverage_controls.every_filter(chosen, partners, level, access)
        coverage_controls.region_maker(chosen, access)

    view = views.view(filters, group, level, place, access)
    top = st.container()
    left, right = st.columns([1.4, 1], gap="medium")
    with left, st.container(horizontal=True):
        mode, size = ("behoefte", "totaal") if partners.empty else coverage_controls.mode(chosen)
        form = coverage_controls.form(chosen)
    with right:
        area = controls.area(chosen, controls.areas(level, access), place, level)
    picture = coverage_map.Picture(
        rows=view.rows,
        is_chosen=view.is_chosen,
        mode=mode,
        measure=coverage_map.measure(mode, size, filters.sector, level),
        level=level,
        place=view.place,
        area=area,
        box=coverage_controls.box(chosen, place, access),
        sector=filters.sector,
        is_filtered=group.is_filter,
    )
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    words = {"names": names, "themes": coverage_controls.theme_names(access)}
    selection = coverage_sentence.selection(place, level, filters, group, **words)
    classes = coverage_map.classed(picture)[0][view.is_chosen]
    with top:
        words = {"found": classes, "level": level, "place": coverage_sentence.where(view.place, group)}
        parts.head(_("Coverage"), selection, coverage_sentence.finding(mode, view.whole, view.here, **words))
        views.states(view, partners, warehouse.run("build", {}, access).iloc[0])
    marked = place if area is None else area
    with left:
        if not (classes >= 0).any():
            views.no_figures(view)
        elif form == "tabel":
            table.table(picture)
        elif form == "partners":
            coverage_matrix.show(place, coverage_controls.codes(place), filters, access)
        else:
            coverage_map.draw(picture, views.map_schools(marked, filters, access), chosen, access)
            views.limits_line(view, mode, filters.sector)

    lines = views.source_lines(view, filters.sector, partners, access)
    with right:
        coverage_panel.show(views.lineage(view.coverage, marked), coverage_controls.codes(marked), filters, access)
        table.short_list(picture)
        with st.container(horizontal=True):
            texts = coverage_downloads.Texts(selection, lines)
            coverage_downloads.buttons(picture, view, marked, texts, filters, access=access)
    parts.question("coverage_areas", {"level": level, **filters.params()})
    parts.source_line(lines)
    chosen.write()
