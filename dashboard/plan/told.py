"""The head and the row of controls of page Planner: the choices in words, which plan is looked at, how firm it is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.figures.coverage import Filters
from dashboard.figures.plan.firm import Firmness
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import State
from dashboard.figures.plan.tasks import Made
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.plan import making, states, view
from dashboard.plan.view import Look, View
from dashboard.ui import activity

ON_DEMAND = ("prijzen", "hoe-vast")
ASKED_FOR, LAST = "planner-gevraagd-voor", "planner-laatste"


def selection(place: Place, filters: Filters, partners: pd.DataFrame, reader: Reader) -> list[str]:
    """Place, school year, partners, themes, in the order of the side bar."""
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    themes = activity.theme_names(reader)
    return [
        place.name,
        _("school year {year}", year=filters.school_year) if filters.school_year else _("all school years"),
        ", ".join(names[code] for code in filters.partners) or ngettext("1 partner", "all {n} partners", len(names)),
        ", ".join(themes[code] for code in filters.themes),
        _("faded activities too") if filters.faded else _("confirmed and current"),
    ]


def in_words(seen: View, question: making.Question, place: Place, partners: pd.DataFrame) -> tuple[list[str], str]:
    """The choices and the sentence, in the language of now."""
    return view.selection(seen, selection(place, question.filters, partners, question.reader)), view.finding(seen)


def seen(question: making.Question, made: Made, chosen: Selection, place: Place) -> View:
    """The plan that the link asks to look at."""
    look = Look(chosen.valid("weergave", list(Look)))
    asked = question.asked
    plan = view.looked_at(look, made, chosen["eigen"], asked, question.rules)
    return View(asked, question.rules, made, look, plan, place.name)


def fresh(chosen: Selection, question: making.Question) -> None:
    """What takes long is asked of one plan: with other demands it waits until it is asked again."""
    before = st.session_state.get(ASKED_FOR)
    if before is not None and before != question:
        chosen.set(**dict.fromkeys(ON_DEMAND))
    st.session_state[ASKED_FOR] = question
    if question.made().best.is_there:
        st.session_state[LAST] = question


def look(chosen: Selection) -> None:
    """Proposal, without demands, step by step, own choice."""
    chosen.pick(
        "weergave", _("View"), list(Look), format_func=view.looks().get, label_visibility="collapsed", wrap=True
    )
    if chosen["weergave"] == Look.OWN:
        chosen.write_in(
            "eigen",
            _("Own choice"),
            max_chars=600,
            placeholder=_("BRIN and location, 17DP00"),
            label_visibility="collapsed",
            width=260,
        )


def firmness(chosen: Selection, seen: View, firm: Firmness | None) -> None:
    """The button that has it worked out, or what came of it."""
    if seen.look != Look.BEST or not seen.plan.is_there:
        return
    if firm is None:
        st.button(
            _("How firm?"),
            icon=":material/casino:",
            key="planner-hoe-vast",
            on_click=chosen.set,
            kwargs={"hoe-vast": "1"},
            help=_(
                "Makes the plan again 50 times: need a year on (PO), other weights of the sectors (VO: weights only)."
            ),
        )
        return
    stay = sum(1 for share in firm.share if share >= 0.9)
    st.caption(
        _(
            "{n} of {all} schools stay in at least 9 of 10 re-solves ({draws}); VO: weights only.",
            n=number(stay),
            all=number(len(firm.share)),
            draws=number(firm.draws),
        )
    )


def none(seen: View, question: making.Question, chosen: Selection, standard: Rules) -> None:
    """Why there is no plan, and the last one that there was."""
    if seen.made.best.state == State.NONE:
        states.clash(seen, chosen, standard)
    else:
        states.unknown()
    before = st.session_state.get(LAST)
    if before and before.reader == question.reader and not seen.plan.is_there:
        states.last(before.asked, before.rules, before.made().best)
