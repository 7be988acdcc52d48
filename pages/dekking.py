"""Page Dekking: where partners are active against where the need is; gaps, overlap, and who is near."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.coverage import controls, downloads, form, panel, sentence, table, view
from dashboard.coverage import picture as coverage_picture
from dashboard.coverage.controls import Form
from dashboard.figures import coverage, measures
from dashboard.figures.measures import Mode
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import activity, camera, choices, pieces, region, sidebar, supposed

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
    reader = supposed.reader(chosen, reader)
    partners = reader.run("coverage_partners")
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
        levels = sidebar.levels(reader)
        level = levels[sidebar.level(chosen, levels)]
        filters, group = controls.every_filter(chosen, partners, level, reader)
        region.region_maker(chosen, reader)

    shown = view.load(filters, group, level, place, reader)
    top = st.container()
    left, right = st.columns([form.width(chosen), 1], gap="medium")
    with left, st.container(horizontal=True):
        look = controls.look(chosen, filters, shown.place, has_partners=not partners.empty)
    with right:
        area = sidebar.area(chosen, place, level, reader)
    seen = camera.view(chosen, place, level, reader)
    picture = coverage_picture.of(shown, look, area, seen.box)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    words = sentence.selection(place, level, filters, group, names=names, themes=activity.theme_names(reader))
    told = sentence.told(look.mode, shown, names, reader)
    with top:
        pieces.head(_("Coverage"), words, told)
        activity.told_year(chosen, filters, reader)
        view.states(shown, partners, reader.build)
    marked = place if area is None else area
    with left:
        form.show(picture, look, shown, place=place, marked=marked, chosen=chosen, reader=reader)
        if look.form == Form.MAP:
            camera.tell(seen, place, chosen)

    lines = view.source_lines(shown, filters.sector, partners, reader)
    with right:
        panel.show(coverage.lineage(shown.coverage, marked), region.codes(marked), filters, reader)
        if look.form != controls.Form.TABLE:  # which has all of it
            table.short_list(picture, filters, reader)
        with st.container(horizontal=True):
            texts = downloads.Texts(words, lines, told)
            whole = replace(picture, box=region.box(chosen, place, reader))
            downloads.buttons(whole, shown, marked, texts, filters, has_only_white=look.has_only_white, reader=reader)
    pieces.question("coverage_areas", {"level": level, **filters.params()})
    pieces.source_line(lines)
    chosen.write()
