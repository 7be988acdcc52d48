"""Making a scenario: one change at a time; the list of them, each with its way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from dashboard.divide.cell import TICKED
from dashboard.divide.view import View
from dashboard.frame import kept_scenarios, scenario, what_if
from dashboard.frame.language import _
from dashboard.frame.markup import md
from dashboard.frame.scenario import Change, Scenario
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import keeping, pieces, supposed

KIND = "wat-als-soort"
CLAIMS = "claims"
MOST_LETTERS = 4_000


def kinds() -> dict[str, str]:
    """What can be supposed, in words."""
    return {
        scenario.PARTNER_GOES: _("a partner stops"),
        scenario.PROGRAMME_GOES: _("a programme stops"),
        scenario.FUNDER_STOPS: _("a funder stops"),
        scenario.SCHOOLS_GO: _("a partner leaves schools"),
        scenario.SCHOOLS_COME: _("a partner comes to schools"),
        scenario.PARTNER_COMES: _("a new partner comes"),
        CLAIMS: _("all claims come true"),
    }


def show(wanted: Scenario, year: str, chosen: Selection, view: View, real: Reader) -> None:
    """The form for one change more, and the changes there are."""
    pieces.heading(_("Suppose that"))
    words = kinds()
    kind = st.selectbox(_("What changes?"), list(words), format_func=words.__getitem__, key=KIND)
    change = _form(kind, year, view, real)
    st.button(
        _("Add to the what-if"), type="primary", icon=":material/add:", key="wat-als-erbij", disabled=not change,
        on_click=_take, args=(scenario.made([*wanted.changes, *change], real.published.build_id), chosen, real),
    )  # fmt: skip
    _listed(wanted, chosen, real)


def _take(wanted: Scenario, chosen: Selection, real: Reader) -> None:
    keeping.carry_out(lambda: chosen.set(**{supposed.NAME: kept_scenarios.address(wanted, real.access)}))


def _form(kind: str, year: str, view: View, real: Reader) -> list[Change]:
    """The boxes of one kind of change; the changes that they say, none while something is still open."""
    forms: Mapping[str, Callable[[], Change | None]] = {
        scenario.PARTNER_GOES: partial(_goes, scenario.PARTNER_GOES, _("Partner"), view.names),
        scenario.PROGRAMME_GOES: lambda: _goes(scenario.PROGRAMME_GOES, _("Programme"), programmes(real)),
        scenario.FUNDER_STOPS: partial(_funder, real),
        scenario.SCHOOLS_GO: partial(_leaves, view.names),
        scenario.SCHOOLS_COME: lambda: _comes({**view.names, **programmes(real)}, year),
        scenario.PARTNER_COMES: partial(_new, year),
    }
    if kind == CLAIMS:
        return of_claims(view, year)
    found = forms[kind]()
    return [found] if found else []


def programmes(real: Reader) -> dict[str, str]:
    """Programme and partner by programme_id."""
    rows = real.run("partner_programmes").to_dict("records")
    return {row["programme_id"]: f"{row['name'] or row['programme_id']} ({row['partner_name']})" for row in rows}


def _goes(kind: str, label: str, names: Mapping[str, str]) -> Change | None:
    who = _one(label, names, f"wat-als-wie-{kind}")
    return Change(kind, who) if who else None


def _one(label: str, names: Mapping[str, str], key: str) -> str | None:
    return st.selectbox(label, list(names), None, format_func=names.__getitem__, key=key, placeholder=_("Choose"))


def _funder(real: Reader) -> Change | None:
    """Who pays what is in no source: the reader says it."""
    names = programmes(real)
    name = _name(_("Name of the funder"), "wat-als-fonds")
    paid = st.multiselect(_("Programmes that it pays"), list(names), format_func=names.__getitem__,
                          key="wat-als-betaalt", placeholder=_("Choose"), select_all=False)  # fmt: skip
    pieces.note(_("No source says who pays what: you say it, and it stays in the link only."))
    return Change(scenario.FUNDER_STOPS, name, "", tuple(paid)) if name and paid else None


def _name(label: str, key: str) -> str:
    return " ".join(st.text_input(label, key=key, max_chars=scenario.LONGEST_NAME).split())


def _leaves(names: Mapping[str, str]) -> Change | None:
    who, schools = _one(_("Partner"), names, "wat-als-wie-weg"), _schools("weg")
    return Change(scenario.SCHOOLS_GO, who, "", schools) if who and schools else None


def _comes(names: Mapping[str, str], year: str) -> Change | None:
    who, schools = _one(_("Partner or programme"), names, "wat-als-wie-bij"), _schools("bij")
    if not (who and schools and year):
        return None
    return Change(scenario.SCHOOLS_COME, scenario.programme_of(who), year, schools)


def _new(year: str) -> Change | None:
    name, schools = _name(_("Name of the new partner"), "wat-als-nieuw"), _schools("nieuw")
    return Change(scenario.PARTNER_COMES, name, year, schools) if name and schools and year else None


def _schools(key: str) -> tuple[str, ...]:
    """School numbers as typed; at first those that were ticked in the matrix."""
    ticked = " ".join(st.session_state.get(TICKED, ()))
    hint = _("Six characters each (BRIN and location), as 00AP00; at first the schools that you ticked under Divide.")
    typed = st.text_area(_("School numbers"), ticked, key=f"wat-als-scholen-{key}", help=hint, height=88,
                         max_chars=MOST_LETTERS)  # fmt: skip
    return tuple(dict.fromkeys(re.findall(r"(?<![0-9A-Z])[0-9A-Z]{6}(?![0-9A-Z])", typed.upper())))


def of_claims(view: View, year: str) -> list[Change]:
    """Every claim that stands here as a partner that comes to a school, in the school year that is shown."""
    pieces.note(_("{n} claims stand here for {year}; clashing ones count for both.", n=len(view.stand),
                 year=view.school_year))  # fmt: skip
    return [
        Change(scenario.SCHOOLS_COME, scenario.programme_of(one.partner_id), year, (one.school_id,))
        for one in view.stand
        if year
    ]


def _listed(wanted: Scenario, chosen: Selection, real: Reader) -> None:
    """The changes there are, each with a button that takes it away."""
    for at, (change, word) in enumerate(zip(wanted.changes, what_if.words(wanted, real), strict=True)):
        left, right = st.columns([1, 0.42], vertical_alignment="center")
        left.markdown(f"- {md(word)}")
        rest = scenario.made((one for one in wanted.changes if one != change), wanted.build_id)
        right.button(_("Take away"), key=f"wat-als-weg-{at}", icon=":material/close:", on_click=_take,
                     args=(rest, chosen, real), help=md(word))  # fmt: skip
