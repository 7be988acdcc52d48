"""Page Planner: which schools to go to next under which demands, and what each demand costs."""

from __future__ import annotations

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
    plan_map,
    price_table,
    saved,
    schools,
    states,
    table,
    told,
    view,
)
from dashboard.plan.view import Look, View
from dashboard.ui import activity, choices, pieces, region, sidebar
from dashboard.ui import states as shared_states

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
    chosen_words = told.selection(place, filters, partners, reader)
    if asked.rows.empty:
        pieces.head(_("Planner"), chosen_words, _("There is no school to choose."))
        states.no_schools()
    else:
        _planned(question, chosen, (place, standard, partners, chosen_words), reader)
    chosen.write()


def _planned(question: making.Question, chosen: Selection, known: tuple, reader: Reader) -> None:
    place, standard, partners, chosen_words = known
    head = st.container()
    try:
        made = question.made()
        seen = told.seen(question, made, chosen, place)
        told.fresh(chosen, question)
        with head:
            pieces.head(_("Planner"), view.selection(seen, chosen_words), view.finding(seen))
            shared_states.told_fictional(partners, reader.build)
            activity.told_year(chosen, question.filters, reader)
            if partners.empty:
                states.no_partners()
            states.untold(seen.asked, seen.rules)
        _shown(seen, question, chosen, (place, standard, partners, chosen_words), reader)
    except apart.Stopped:
        with head:
            pieces.head(_("Planner"), chosen_words, _("There is no proposal yet."))
        making.told_stopped()
    pieces.question("planner_schools", {})


def _shown(seen: View, question: making.Question, chosen: Selection, known: tuple, reader: Reader) -> None:
    """The plan, or why there is none; what it costs and how firm it is where that is asked."""
    place, standard, partners, chosen_words = known
    is_there = seen.made.best.is_there
    prices = question.prices(seen.made.best) if chosen["prijzen"] == "1" and is_there else None
    is_firm = chosen["hoe-vast"] == "1" and is_there and seen.look == Look.BEST
    firm = question.firmness(seen.plan) if is_firm else None
    rows, words = view.rows(seen, firm), view.selection(seen, chosen_words)
    added = before_after.figures(seen, place, question.filters, reader)
    sources = states.source_lines(seen, partners, reader)
    with st.container(horizontal=True, vertical_alignment="center"):
        told.look(chosen)
        told.firmness(chosen, seen, firm)
        saved.popover(rows, lambda: told.in_words(seen, question, place, partners), chosen, reader)
        header = downloads.header(words, view.finding(seen), sources, reader)
        downloads.popover(rows, downloads.sheets(seen, rows, added, prices), header, reader)
    if not is_there:
        told.none(seen, question, chosen, standard)
    if len(rows):
        table.show(rows, chosen)
        table.deeds(rows, seen, chosen)
        left, middle, right = st.columns([1.12, 0.72, 1.2], gap="medium")
        with left:
            before_after.show(added)
        with middle:
            box = region.box(chosen, place, reader)
            plan_map.show(rows, box, (_("Planner"), " · ".join(words), tuple(sources)), reader)
        with right:
            price_table.show(seen, prices, chosen)
        table.reasons(rows, view.left_out(seen))
        before_after.shares(rows)
    states.beside(seen)
    pieces.source_line(sources)
