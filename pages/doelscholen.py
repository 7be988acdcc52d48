"""Page Doelscholen: which schools ask for attention first, why, and how firm that is."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets import (
    controls,
    downloads,
    explain,
    finding,
    orders,
    ranked,
    school_map,
    score,
    sentence,
    states,
    table,
)
from dashboard.targets.criteria import Preset
from dashboard.targets.saved import saver, view
from dashboard.targets.score import Measure
from dashboard.ui import activity, choices, pieces, region, sidebar, supposed

# keuze is here the school that is explained, beeld the school that the camera was last sent to
DEFAULTS = (
    choices.PLACE
    | choices.ACTIVITY
    | choices.REGION
    | {
        "meten": Measure.PER_PUPIL,
        "gewichten": score.DEFAULT_WEIGHTS_IN_LINK,
        "voorkeuze": Preset.ALL,
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
        "sorteer": orders.Order.SCORE,
        "blad": "1",
        "lijst": "",  # a saved list, shown as it was
    }
)


def render(reader: Reader) -> None:
    chosen = Selection("doelscholen", choices.with_year(DEFAULTS, reader))
    if chosen["lijst"]:
        view.show(chosen, reader.run("coverage_partners"), reader)
        chosen.write()
        return
    reader = supposed.reader(chosen, reader)
    partners = reader.run("coverage_partners")
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
        criteria = controls.criteria(chosen, place, partners, reader)

    ranking = ranked.ranked(criteria, reader)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    selection = sentence.choices(criteria, place.name, names, activity.theme_names(reader))
    told = finding.finding(ranking)
    lines = states.source_lines(ranking, partners, reader)
    pieces.head(_("Target schools"), selection, told)
    activity.told_year(chosen, criteria.filters, reader)
    states.warnings(ranking, partners, reader.build)
    with st.container(horizontal=True, vertical_alignment="center"):
        controls.presets(chosen)
        controls.top(chosen)
        order = orders.choose(chosen)
        saver.popover(ranking, chosen, place.name, reader)
        downloads.popover(ranking, selection, reader)
    if ranking.rows.empty:
        states.nothing(ranking, reader)
    else:
        rows = orders.ordered(ranking, order)
        shown = table.page(rows, chosen)
        school = table.show(shown, ranking, chosen)
        table.pages(rows, chosen)
        left, middle, right = st.columns([1.25, 1.1, 0.95], gap="medium")
        with left:
            explain.waterfall(ranking, school)
        with middle:
            explain.bands(ranking, school)
        with right:
            box = region.box(chosen, place, reader)
            words = (markup.plain(told), " · ".join([*selection, _("this page of the list")]), tuple(lines))
            school_map.show(shown, school, ranking, box=box, chosen=chosen, words=words, reader=reader)
        if len(ranking.first) > 1:
            states.measures(ranking, reader)
    pieces.question("target_schools", {"sector": criteria.filters.sector})
    pieces.source_line(lines)
    chosen.write()
