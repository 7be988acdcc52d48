"""Page Dekking: where partners are active against where the need is; gaps, overlap, and who is near."""

from __future__ import annotations

import streamlit as st

from dashboard.coverage import controls, downloads, matrix, panel, sentence, table, view
from dashboard.coverage import picture as coverage_picture
from dashboard.coverage.controls import Form
from dashboard.figures import coverage, measures
from dashboard.figures.measures import Mode
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import activity, choices, pieces, reach, region, sidebar

DEFAULTS = (
    choices.PLACE
    | choices.ACTIVITY
    | choices.REGION
    | measures.SIZE_DEFAULTS
    | {
        "niveau": "wijk",
        "gka": "0",
        "stedelijkheid": "",
        "oprichters": "0",
        "leerlijn": "0",
        "weergave": Mode.UNREACHED.value,
        "vorm": Form.MAP.value,
        "alleen-wit": "0",
        "klassen": "hier",
    }
)


def render(reader: Reader) -> None:
    chosen = Selection("dekking", choices.with_year(DEFAULTS, reader))
    partners = reader.run("coverage_partners")
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
        levels = controls.levels(reader)
        level = levels[sidebar.level(chosen, levels)]
        filters, group = controls.every_filter(chosen, partners, level, reader)
        region.region_maker(chosen, reader)

    shown = view.load(filters, group, level, place, reader)
    top = st.container()
    left, right = st.columns([1.4, 1], gap="medium")
    with left, st.container(horizontal=True):
        look = controls.look(chosen, filters, shown.place, has_partners=not partners.empty)
    with right:
        area = sidebar.area(chosen, sidebar.areas(level, reader), place, level)
    picture = coverage_picture.Picture(
        rows=shown.rows,
        is_chosen=shown.is_chosen,
        mode=look.mode,
        measure=measures.measure(look.mode, look.size, filters.sector, level),
        level=level,
        place=shown.place,
        area=area,
        box=region.box(chosen, place, reader),
        sector=filters.sector,
        is_filtered=group.is_filter,
        has_own_classes=look.has_own_classes,
    )
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    themes = activity.theme_names(reader)
    selection = sentence.selection(place, level, filters, group, names=names, themes=themes)
    with top:
        words = {"level": level, "place": sentence.where(shown.place, group)}
        finding = sentence.finding(look.mode, shown.whole, shown.chosen, filters, **words)
        told = reach.delivered(filters, names, reader) if look.mode != Mode.NEED else ""
        pieces.head(_("Coverage"), selection, f"{finding} {told}".strip())
        activity.told_year(chosen, filters, reader)
        view.states(shown, partners, reader.build)
    marked = place if area is None else area
    with left:
        if not coverage_picture.has_figures(picture):
            view.no_figures(shown)
        elif look.form == Form.TABLE:
            table.show(picture, look.has_only_white)
        elif look.form == Form.PARTNERS:
            matrix.show(place, region.codes(place), filters, reader)
        else:
            coverage_picture.draw(picture, view.map_schools(marked, filters, reader), chosen, reader)
            view.limits_line(shown, look.mode, coverage_picture.classed(picture).limits, filters.sector)

    lines = view.source_lines(shown, filters.sector, partners, reader)
    with right:
        panel.show(coverage.lineage(shown.coverage, marked), region.codes(marked), filters, reader)
        table.short_list(picture)
        with st.container(horizontal=True):
            texts = downloads.Texts(selection, lines)
            downloads.buttons(picture, shown, marked, texts, filters, has_only_white=look.has_only_white, reader=reader)
    pieces.question("coverage_areas", {"level": level, **filters.params()})
    pieces.source_line(lines)
    chosen.write()
