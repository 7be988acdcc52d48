"""Page Planner: which schools to go to next under which demands, and what each demand costs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.plan import (
    apart,
    before_after,
    controls,
    downloads,
    links,
    making,
    onward,
    plan_map,
    price_table,
    saved,
    schools,
    states,
    table,
    told,
    view,
)
from dashboard.plan.view import Look
from dashboard.ui import activity, choices, pieces, region, sidebar

# keuze is the school whose row is chosen, eigen the schools of an own choice, plan a saved one, shown as it was
DEFAULTS = (
    choices.PLACE
    | links.ACTIVITY
    | choices.REGION
    | links.RULES
    | {"weergave": Look.BEST, "eigen": "", "prijzen": "0", "hoe-vast": "0", "plan": ""}
)


def render(reader: Reader) -> None:
    chosen = Selection("planner", choices.with_year(DEFAULTS, reader))
    if chosen["plan"]:
        saved.show(chosen, reader)
        chosen.write()
        return
    partners = reader.run("coverage_partners")
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
        filters = activity.filters(chosen, partners, reader, of_sector=False)
        own = links.regions(chosen["eigen-regios"], reader)
        asked = schools.asked(tuple(region.codes(place)), filters, own, reader)
        rules, standard = controls.rules(chosen, asked)
        controls.schools(chosen, asked)
    question = making.Question(tuple(region.codes(place)), filters, own, rules, reader)
    known = told.Known(question, place, partners, standard)
    head = st.container()
    if asked.rows.empty:
        pieces.head(_("Planner"), known.selection, _("There is no school to choose."))
        states.no_schools()
    else:
        try:
            _planned(known, head, chosen, reader)
        except apart.Stopped as stopped:
            with head:
                pieces.head(_("Planner"), known.selection, _("There is no proposal yet."))
            making.told_stopped(stopped)
    pieces.question("planner_schools", {})
    chosen.write()


def _planned(known: told.Known, head, chosen: Selection, reader: Reader) -> None:
    """The plan, or why there is none; what it costs and how firm it is where that is asked."""
    seen = known.seen(chosen)
    with head:
        told.head(known, seen)
    prices, firm = told.on_demand(known, seen, chosen)
    rows, words = view.rows(seen, firm), view.selection(seen, known.selection)
    added = before_after.figures(seen, known.question.codes, known.question.filters, reader)
    sources = states.source_lines(seen, known.partners, reader)
    with st.container(horizontal=True, vertical_alignment="center"):
        told.look(chosen)
        told.firmness(chosen, seen, firm)
        saved.popover(rows, lambda: known.in_words(seen), chosen, reader)
        header = downloads.header(words, view.finding(seen), sources, reader)
        downloads.popover(rows, partial(downloads.sheets, seen, rows, added, prices), header, reader)
    with st.container(horizontal=True, vertical_alignment="center"):
        onward.show(seen, known.question.filters.school_year, chosen, reader)
    if not seen.made.best.is_there:
        told.none(known, seen, chosen)
    if len(rows):
        table.show(rows, chosen)
        table.deeds(rows, seen, chosen)
        left, middle, right = st.columns([1.12, 0.72, 1.2], gap="medium")
        with left:
            before_after.show(added)
        with middle:
            box = region.box(chosen, known.place, reader)
            plan_map.show(rows, box, (_("Planner"), " · ".join(words), tuple(sources)), reader)
        with right:
            price_table.show(seen, prices, chosen)
        table.reasons(rows, view.left_out(seen))
        before_after.shares(rows)
    states.beside(seen)
    pieces.source_line(sources)
