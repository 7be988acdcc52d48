"""What is done with claims from the page, and what came of it: claimed, let go, prolonged, agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.divide import view as views
from dashboard.divide.view import View
from dashboard.frame import claims
from dashboard.frame.access import PARTNER, Access
from dashboard.frame.claims import Claim
from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.ui import keeping, pieces

SAID, TURN = "verdeel-said", "verdeel-turn"
DAYS = 90  # that a claim stands unless another day is chosen


def turn() -> int:
    """Grows with each deed, so that what was ticked before it is let go."""
    return st.session_state.get(TURN, 0)


def carry_out(deed: Callable[[], str]) -> None:
    """Does it, and keeps what to say of it for the page."""
    try:
        st.session_state[SAID] = ("success", deed())
    except (claims.DiskFull, claims.NotWritable) as closed:
        st.session_state[SAID] = ("error", keeping.told(closed, _("Not written down.")))
    st.session_state[TURN] = turn() + 1


def say() -> None:
    """What came of the last click."""
    kind, text = st.session_state.pop(SAID, ("", ""))
    if kind == "error":
        st.error(text, icon=":material/block:")
    elif text:
        st.success(text, icon=":material/check:")


def on_behalf(chosen: Selection, view: View) -> str:
    """The partner for whom schools are claimed, '' until one is chosen."""
    if chosen["namens"] not in view.names:
        chosen.set(namens=None)
    label, hint = _("I divide on behalf of"), _("Choose a partner")
    chosen.choose("namens", label, list(view.names), format_func=view.names.__getitem__, placeholder=hint)
    return chosen["namens"]


def buttons(ticked: Sequence[str], partner_id: str, view: View) -> None:
    """Until when, claim the ticked schools, let go of them; nothing for who may not write."""
    if not view.reader.may("write", PARTNER) or (partner_id and not view.reader.owns(partner_id)):
        return
    # a session keeps what its widgets call: nothing as large as the view
    access, year, who = view.reader.access, view.school_year, view.partner(partner_id)
    mine = [one for school_id in ticked for one in view.by_school.get(school_id, ()) if one.partner_id == partner_id]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        until = _until(view)
        st.button(
            _("Claim the ticked schools"), key="verdeel-claim", type="primary", icon=":material/bookmark_add:",
            disabled=not (ticked and partner_id and until), on_click=carry_out,
            args=(lambda: _claim(partner_id, who, ticked, until, school_year=year, access=access),),
        )  # fmt: skip
        st.button(
            _("Let go"), key="verdeel-los", icon=":material/bookmark_remove:", disabled=not mine,
            on_click=carry_out, args=(lambda: _let_go(mine, access),),
        )  # fmt: skip
    if not partner_id:
        pieces.note(_("To claim: choose in the side bar on whose behalf you divide, and tick schools."))
    elif not ticked:
        pieces.note(_("To claim or let go: tick schools in the table."))


def _until(view: View) -> dt.date | None:
    """The last day of the claims that are made, within their school year."""
    last = views.last_day(view.school_year)
    if last < view.today:
        pieces.note(_("The school year {year} is over: nothing is claimed for it.", year=view.school_year))
        return None
    first = min(view.today + dt.timedelta(days=DAYS), last)
    return st.date_input(
        _("The claim stands until"), first, min_value=view.today, max_value=last, format="DD-MM-YYYY", width=170,
        key=f"verdeel-tot-{view.school_year}",
    )  # fmt: skip


def _claim(
    partner_id: str, who: str, ticked: Sequence[str], until: dt.date | None, *, school_year: str, access: Access
) -> str:
    if until is None:
        return ""
    n = claims.claim(access, partner_id, ticked, school_year, until)
    if not n:
        return _("{partner} had claimed these already, until this day or later.", partner=md(who))
    return ngettext("{partner}: {n} school claimed.", "{partner}: {n} schools claimed.", n, partner=md(who))


def _let_go(mine: Sequence[Claim], access: Access) -> str:
    n = claims.withdraw(access, [one.claim_id for one in mine])
    return ngettext("{n} claim let go; it stays in the history.", "{n} claims let go; they stay in the history.", n)


def settle(clash: Sequence[Claim], keeps: str, who: str, access: Access) -> None:
    """The buttons' deed for a clash: everyone goes ('' ), or one partner keeps its claim and the others let go."""

    def deed() -> str:
        if not keeps:
            claims.together(access, [one.claim_id for one in clash])
            return _("Agreed: they go together. Both claims stay.")
        claims.withdraw(access, [one.claim_id for one in clash if one.partner_id != keeps])
        return _("Agreed: {partner} goes; the other claims are let go.", partner=md(who))

    carry_out(deed)
