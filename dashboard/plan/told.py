"""The head and the row of controls of page Planner: the choices in words, which plan is looked at, how firm it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from dashboard.figures.plan.firm import Firmness
from dashboard.figures.plan.prices import Prices
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import State
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.plan import making, states, view
from dashboard.plan.view import Look, View
from dashboard.ui import activity, pieces
from dashboard.ui import states as shared_states

PRICES, FIRM = "prijzen", "hoe-vast"
ASKED_FOR, LAST = "planner-gevraagd-voor", "planner-laatste"


@dataclass(frozen=True)
class Known:
    """What was asked, of which place, with which partners; `standard` are the demands that a plan starts with here."""

    question: making.Question
    place: Place
    partners: pd.DataFrame = field(repr=False)
    standard: Rules

    @property
    def selection(self) -> list[str]:
        """Place, school year, partners, themes, in the order of the side bar."""
        filters, partners = self.question.filters, self.partners
        names = dict(zip(partners["partner_id"], partners["name"], strict=True))
        themes = activity.theme_names(self.question.reader)
        year = filters.school_year
        return [
            self.place.name,
            _("school year {year}", year=year) if year else _("all school years"),
            ", ".join(names[code] for code in filters.partners)
            or ngettext("1 partner", "all {n} partners", len(names)),
            ", ".join(themes[code] for code in filters.themes),
            _("faded activities too") if filters.faded else _("confirmed and current"),
        ]

    def in_words(self, seen: View) -> tuple[list[str], str]:
        """The choices and the sentence, in the language of now."""
        return view.selection(seen, self.selection), view.finding(seen)

    def seen(self, chosen: Selection) -> View:
        """The plan that the link asks to look at. Raises apart.Stopped when it was not made."""
        look = Look(chosen.valid("weergave", list(Look)))
        made, asked, rules = self.question.made(), self.question.asked, self.question.rules
        return View(asked, rules, made, look, view.looked_at(look, made, chosen["eigen"], asked, rules))


def head(known: Known, seen: View) -> None:
    """Title, choices, sentence; and what a reader must know first."""
    pieces.head(_("Planner"), view.selection(seen, known.selection), view.finding(seen))
    shared_states.told_fictional(known.partners, known.question.reader.build)
    if known.partners.empty:
        states.no_partners()
    states.untold(seen.asked, seen.rules)


def on_demand(known: Known, seen: View, chosen: Selection) -> tuple[Prices | None, Firmness | None]:
    """What takes long is asked of one plan: with other demands it waits until it is asked again."""
    question, before = known.question, st.session_state.get(ASKED_FOR)
    if before is not None and before != question:
        chosen.set(**{PRICES: None, FIRM: None})
    st.session_state[ASKED_FOR] = question
    if not seen.made.best.is_there:
        return None, None
    st.session_state[LAST] = question
    prices = question.prices(seen.made.best) if chosen[PRICES] == "1" else None
    firm = question.firmness(seen.plan) if chosen[FIRM] == "1" and seen.look == Look.BEST else None
    return prices, firm


def look(chosen: Selection) -> None:
    """Proposal, without demands, step by step, own choice."""
    titles = view.looks()
    chosen.pick("weergave", _("View"), list(Look), format_func=titles.get, label_visibility="collapsed", wrap=True)
    if chosen["weergave"] == Look.OWN:
        hint = _("BRIN and location, 17DP00")
        chosen.write_in(
            "eigen", _("Own choice"), max_chars=600, placeholder=hint, label_visibility="collapsed", width=260
        )


def firmness(chosen: Selection, seen: View, firm: Firmness | None) -> None:
    """The button that has it worked out, or what came of it."""
    if seen.look != Look.BEST or not seen.plan.is_there:
        return
    if firm is None:
        hint = _("Makes the plan again 50 times: need a year on (PO), other weights of the sectors (VO: weights only).")
        st.button(
            _("How firm?"), icon=":material/casino:", key="planner-hoe-vast", on_click=chosen.set, kwargs={FIRM: "1"},
            help=hint,
        )  # fmt: skip
        return
    stay = sum(1 for share in firm.share if share >= 0.9)
    text = _(
        "{n} of {all} schools stay in at least 9 of 10 re-solves ({draws}); VO: weights only.",
        n=number(stay), all=number(len(firm.share)), draws=number(firm.draws),
    )  # fmt: skip
    pieces.note(text)


def none(known: Known, seen: View, chosen: Selection) -> None:
    """Why there is no plan, and the last one that there was."""
    if seen.made.best.state == State.NONE:
        states.clash(seen, chosen, known.standard)
    else:
        states.unknown()
    before = st.session_state.get(LAST)
    if before and before.reader == known.question.reader and not seen.plan.is_there:
        states.last(before.asked, before.rules, before.made().best)
