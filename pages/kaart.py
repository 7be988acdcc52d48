"""Page Kaart: one indicator on the map of the Netherlands, and everything about the area you choose."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.explore import areas as explore_areas
from dashboard.explore import panel
from dashboard.explore import picture as explore_picture
from dashboard.figures import places
from dashboard.frame import language, markup
from dashboard.frame.language import _, level_word
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import camera, choices, map_files, pieces, sentence, sidebar

DEFAULTS = choices.PLACE | {
    "niveau": "wijk",
    "indicator": "po_need_per_pupil",
    "scholen": "1",
    "vorm": "kaart",
    "klassen": "hier",
}


def render(reader: Reader) -> None:
    chosen = Selection("kaart", DEFAULTS)

    with st.sidebar:
        place = sidebar.place(chosen, reader)
        levels = sidebar.levels(reader)
        level = levels[sidebar.level(chosen, levels)]
        indicator = sidebar.indicator(chosen, reader)
        has_schools = chosen.switch("scholen", _("Show schools"), help=_("Schools appear when you zoom in."))

    params = {"indicator": indicator.indicator_id, "level": level}
    values = reader.run("area_values", params)
    name = pieces.named(indicator, "name")
    country = reader.run("area_detail", {"area": "NL00", "indicator": indicator.indicator_id})
    inside = values[places.inside(values, place)]
    period = "" if values["period"].isna().all() else str(values["period"].iloc[0])
    selection = [place.name, level_word(level), name, period]

    counted = places.counted(values, place, language.place(reader.run("places").iloc[0]))
    words = {"level": level, "place": counted.name, "reference": country["value"].iloc[0]}
    finding = sentence.finding(inside, indicator, name, **words)
    pieces.head(_("Map"), selection, finding)
    left, right = st.columns([1.4, 1], gap="medium")
    with right:
        area = sidebar.area(chosen, place, level, reader)
    rows = explore_areas.ordered(inside, level, place)
    with left:
        with st.container(horizontal=True):
            has_table = explore_areas.has_table(chosen)
            own = not has_table and sidebar.own_classes(chosen, place)
        seen = camera.view(chosen, place, level, reader)
        picture = explore_picture.Picture(values, indicator, name, level, place, area, seen.box, has_schools, own)
        if has_table and picture.has_figures:
            explore_areas.show(rows, indicator, level, place)
        elif picture.has_figures:
            explore_picture.draw(picture, chosen, reader)
            camera.tell(seen, place, chosen)
        else:
            explore_areas.no_figures()
    source = pieces.source_of(indicator, period, reader)
    header = {
        _("Selection"): " · ".join(selection),
        _("Source"): source,
        _("Build"): pieces.build_text(reader.build),
    }
    with left, st.container(horizontal=True):
        explore_areas.download(rows, indicator, level, header)
        if picture.has_figures:
            texts = (markup.plain(finding), " · ".join(selection), (source, pieces.build_text(reader.build)))
            whole = replace(picture, box=sidebar.box(chosen, place, reader))
            map_files.buttons(partial(explore_picture.sheet, whole), texts, f"{name}-{level_word(level)}", reader)
    with right:
        panel.beside(area or place, period, indicator, reader, header)

    pieces.question("area_values", params)
    told = [source, explore_areas.without_figure(inside), pieces.build_text(reader.build)]
    pieces.source_line([" · ".join(filter(None, told)), pieces.named(indicator, "description")])
    chosen.write()
