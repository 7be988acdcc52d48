"""Schools that several partners claim, as a list of what must be agreed; and the history of all claims."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.divide import cell, deeds
from dashboard.divide.view import View
from dashboard.frame import markup
from dashboard.frame.claims import Claim
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.ui import pieces, school_links

MOST, LONGEST = 8, 60


def show(view: View) -> None:
    """One row per clash: school, who, how far each is, and a button per way out."""
    clashes = view.clashes
    if not clashes:
        pieces.heading(_("Clashes"), _("no school is claimed by several partners"))
        return
    count = ngettext(
        "{n} school is claimed by several partners", "{n} schools are claimed by several partners", len(clashes)
    )
    pieces.heading(count, _("agree who goes, or go together"))
    for at, clash in enumerate(clashes[:MOST]):
        _clash(at, clash, view)
    if len(clashes) > MOST:
        pieces.note(_("and {n} more", n=number(len(clashes) - MOST)))


def _clash(at: int, clash: list[Claim], view: View) -> None:
    row = view.schools.loc[clash[0].school_id]
    names = cell.joined([view.partner(one.partner_id) for one in clash])
    how_far = "; ".join(_far(one, view) for one in clash)
    told = Markup("{}<small>{}</small><small>{}</small>").format(
        school_links.anchor(row["school_id"], row["name"]), f"{row['district_name']} · {names}".strip(" ·"), how_far
    )
    left, right = st.columns([1, 1], vertical_alignment="top")
    with left:
        pieces.piece(markup.table((), [[Cell(told)]]))
    ways = _ways(clash, view)
    if not ways:
        return
    with right, st.container(horizontal=True):
        for keeps, word in ways.items():
            hint = _("Both go: both claims stay.") if not keeps else _("Only this one goes: the others let go.")
            args = clash, keeps, view.partner(keeps), view.reader.access
            st.button(word, key=f"clash-{at}-{keeps}", help=hint, on_click=deeds.settle, args=args)


def _ways(clash: list[Claim], view: View) -> dict[str, str]:
    """The ways out that this reader may take: together, where it is one of them; who keeps its claim, where the others
    are its own to let go."""
    own = {one.partner_id for one in clash if view.reader.owns(one.partner_id)}
    partners = {one.partner_id for one in clash}
    ways = {"": _("Together")} if own else {}
    return ways | {
        one.partner_id: md(view.partner(one.partner_id)) for one in clash if partners - {one.partner_id} <= own
    }


def _far(one: Claim, view: View) -> str:
    km = view.claimed_distances.get((one.school_id, one.partner_id))
    told = _("{value} km", value=number(km, 1)) if km is not None and pd.notna(km) else _("distance not known")
    return f"{view.partner(one.partner_id)} {told}"


def history(view: View) -> None:
    """All claims on schools of this view with what became of them, the newest first."""
    here = set(view.rows["school_id"])
    claims = [one for one in reversed(view.log.claims.values()) if one.school_id in here]
    if not claims:
        return
    with st.expander(ngettext("History: {n} claim", "History: {n} claims", len(claims))):
        heads: list[str | Cell] = [
            _("School"),
            _("Partner"),
            _("School year"),
            _("Claimed on"),
            _("Stands until"),
            _("State"),
        ]
        pieces.piece(markup.table(heads, (_line(one, view) for one in claims[:LONGEST])), "rw-scroll")
        if len(claims) > LONGEST:
            pieces.note(_("The first {n} of {all}; the export has all.", n=number(LONGEST), all=number(len(claims))))


def _line(one: Claim, view: View) -> list[str | Cell]:
    return [
        Cell(school_links.anchor(one.school_id, view.schools.loc[one.school_id, "name"])),
        view.partner(one.partner_id),
        Cell(one.school_year, kind="nw"),
        Cell(day(one.claimed_on), kind="nw"),
        Cell(day(one.until), kind="nw"),
        state_word(one, view),
    ]


def state_word(one: Claim, view: View) -> str:
    """stands, prolonged; with another; clash; let go; expired."""
    words = {"withdrawn": _("let go"), "expired": _("expired")}
    state = one.state(view.today)
    if state in words:
        return words[state]
    if any(one in clash for clash in view.clashes):
        return _("stands, clash")
    if one.with_ids:
        return _("stands, together")
    return _("stands, prolonged") if any(kind == "prolonged" for kind, *_rest in one.deeds) else _("stands")


def apart(view: View) -> None:
    """What cannot be read does not count, and is not hidden."""
    if count := len(view.log.apart):
        text = ngettext("**{n} event cannot be read** and does not count.",
                        "**{n} events cannot be read** and do not count.", count)  # fmt: skip
        st.warning(f"{text} {_('Restore a backup, or see the log of the server.')}", icon=":material/report:")
