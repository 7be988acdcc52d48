"""From a plan to the table where partners divide its schools, and to what it would do once they are there: links."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.frame import kept_scenarios, links, scenario
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _
from dashboard.frame.scenario import Change, Scenario
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.plan.view import View
from dashboard.ui import choices

AS_PLANNED, NEW = "voorstel", "nieuw"  # who goes: whom the plan names, a partner that is not there yet
WHO, NAME = "planner-wie-gaat", "planner-nieuwe-partner"


def show(seen: View, school_year: str, chosen: Selection, reader: Reader) -> None:
    """Both ways on; nothing without a plan."""
    if not seen.plan.is_there or not reader.may("read", PARTNER):
        return
    ids, params = school_ids(seen), choices.shared(chosen)
    sector = {} if seen.count("PO") else {"sector": "VO"}
    links.link("verdeeltafel", _("Divide these schools"), {**params, **sector, "scholen": ",".join(ids)},
               icon=":material/table_chart:")  # fmt: skip
    year = school_year or chosen.defaults["schooljaar"]
    if scenario.YEAR.fullmatch(year):
        with st.popover(_("As what-if"), icon=":material/alt_route:"):
            _what_if(seen, year, params, reader)


def school_ids(seen: View) -> list[str]:
    return [str(seen.asked.problem.ids[row]) for row in seen.plan.rows]


def _what_if(seen: View, year: str, params: Mapping[str, str], reader: Reader) -> None:
    """Who goes there; then the overview as it would be."""
    words = goers(seen)
    who = st.selectbox(_("Who goes to these schools?"), list(words), format_func=words.__getitem__, key=WHO)
    name = ""
    if who == NEW:
        typed = st.text_input(_("Name of the new partner"), key=NAME, max_chars=scenario.LONGEST_NAME)
        name = " ".join(typed.split()) or _("New partner")
    wanted = supposed(seen, who, name, year, reader.published.build_id)
    told = _(
        "All figures as they would be if these schools have this partner in {year}; nothing of it is stored as fact.",
        year=year,
    )
    st.caption(told)
    _open(wanted, params, reader)


def goers(seen: View) -> dict[str, str]:
    """Who may go, in words: first those whom the plan names, where it names one for every school."""
    is_planned = bool(seen.plan.partners) and min(seen.plan.partners) >= 0
    first = {AS_PLANNED: _("who the proposal names per school")} if is_planned else {}
    return first | dict(seen.asked.partners) | {NEW: _("a new partner")}


def supposed(seen: View, who: str, name: str, year: str, build_id: str) -> Scenario:
    """The what-if in which the schools of the plan have this partner in this school year."""
    ids = school_ids(seen)
    if who == NEW:
        return scenario.made([Change(scenario.PARTNER_COMES, name, year, tuple(ids))], build_id)
    takers = (
        [str(seen.asked.problem.partners[k]) for k in seen.plan.partners] if who == AS_PLANNED else [who] * len(ids)
    )
    return scenario.made(
        (Change(scenario.SCHOOLS_COME, scenario.programme_of(taker), year, (one,))
         for taker, one in zip(takers, ids, strict=True)),
        build_id,
    )  # fmt: skip


def _open(wanted: Scenario, params: Mapping[str, str], reader: Reader) -> None:
    """A link; of a what-if that is too long for an address a button, which keeps it first."""
    label = _("Overview with this what-if")
    if len(wanted.text) <= kept_scenarios.LONGEST:
        links.link("overzicht", label, {**params, links.WHAT_IF: wanted.text})
    elif st.button(label, icon=":material/arrow_forward:", key="planner-wat-als"):
        links.go("overzicht", {**params, links.WHAT_IF: kept_scenarios.address(wanted, reader.access)})
