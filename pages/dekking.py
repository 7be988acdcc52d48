"""Page Dekking: where partners are active against where the need is; gaps, overlap, and who is near."""

from __future__ import annotations

import streamlit as st

from dashboard.coverage import controls, downloads, matrix, panel, sentence, table
from dashboard.coverage import picture as coverage_picture
from dashboard.coverage import view as views
from dashboard.figures import coverage
from dashboard.figures import measures as coverage_map
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import activity as coverage_controls
from dashboard.ui import choices, pieces, region, sidebar

DEFAULTS = (
    choices.PLACE
    | choices.ACTIVITY
    | choices.REGION
    | {
        "niveau": "wijk",
        "gka": "0",
        "stedelijkheid": "",
        "oprichters": "0",
        "leerlijn": "0",
        "weergave": "onbereikt",
        "behoefte-als": "totaal",
        "aanwezig-als": "behoefte",
        "deelnemers-als": "aantal",
        "vorm": "kaart",
    }
)


def render(reader: Reader) -> None:
    chosen = Selection("dekking", DEFAULTS)
    partners = reader.run("coverage_partners")
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
        levels = controls.levels(reader)
        level = levels[sidebar.level(chosen, levels)]
        filters, group = controls.every_filter(chosen, partners, level, reader)
        region.region_maker(chosen, reader)

    view = views.view(filters, group, level, place, reader)
    top = st.container()
    left, right = st.columns([1.4, 1], gap="medium")
    with left, st.container(horizontal=True):
        mode, size = ("behoefte", "totaal") if partners.empty else controls.mode(chosen)
        form = controls.form(chosen)
    with right:
        area = sidebar.area(chosen, sidebar.areas(level, reader), place, level)
    picture = coverage_picture.Picture(
        rows=view.rows,
        is_chosen=view.is_chosen,
        mode=mode,
        measure=coverage_map.measure(mode, size, filters.sector, level),
        level=level,
        place=view.place,
        area=area,
        box=region.box(chosen, place, reader),
        sector=filters.sector,
        is_filtered=group.is_filter,
    )
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    words = {"names": names, "themes": coverage_controls.theme_names(reader)}
    selection = sentence.selection(place, level, filters, group, **words)
    classes = coverage_picture.classed(picture)[0][view.is_chosen]
    with top:
        words = {"found": classes, "level": level, "place": sentence.where(view.place, group)}
        pieces.head(_("Coverage"), selection, sentence.finding(mode, view.whole, view.here, **words))
        views.states(view, partners, reader.build)
    marked = place if area is None else area
    with left:
        if not (classes >= 0).any():
            views.no_figures(view)
        elif form == "tabel":
            table.table(picture)
        elif form == "partners":
            matrix.show(place, region.codes(place), filters, reader)
        else:
            coverage_picture.draw(picture, views.map_schools(marked, filters, reader), chosen, reader)
            views.limits_line(view, mode, filters.sector)

    lines = views.source_lines(view, filters.sector, partners, reader)
    with right:
        panel.show(coverage.lineage(view.coverage, marked), region.codes(marked), filters, reader)
        table.short_list(picture)
        with st.container(horizontal=True):
            texts = downloads.Texts(selection, lines)
            downloads.buttons(picture, view, marked, texts, filters, reader=reader)
    pieces.question("coverage_areas", {"level": level, **filters.params()})
    pieces.source_line(lines)
    chosen.write()
