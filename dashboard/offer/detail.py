"""One programme in full: what was told of it, and around it where it is active and who does the same or adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.figures.fit import told
from dashboard.frame import links, markup
from dashboard.frame.language import _, day, number
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.offer import programmes, referrals, where
from dashboard.offer.choices import Asked
from dashboard.ui import fits, pieces, school_links


def of_school(asked: Asked, chosen: Selection) -> None:
    """For which school the offer is judged, and a way to let go of it."""
    if asked.school is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        name = school_links.anchor(asked.school["school_id"], asked.school["name"])
        pieces.piece(Markup("{} {}").format(_("Judged for"), name))
        st.button(
            _("All of the offer"),
            icon=":material/close:",
            key="aanbod-zonder-school",
            on_click=chosen.set,
            kwargs={"school": None},
        )


def show(offer: programmes.Offer, asked: Asked, chosen: Selection, reader: Reader) -> None:
    """The programme of the link; one that is not there is told, and let go by the button."""
    code = chosen["programma"]
    if not code:
        return
    row = offer.of(code)
    if row is None:
        _gone(code, offer, chosen)
        return
    with st.container(key="aanbod-programma"):
        left, right = st.columns([1.15, 1], gap="large")
        with left:
            _facts(row, asked, chosen, reader)
        with right:
            where.show(row, reader)
        referrals.show(row, chosen["school"], offer, reader)


def _gone(code: str, offer: programmes.Offer, chosen: Selection) -> None:
    """A link of before: of a programme, or of a partner, that is no longer told."""
    is_partner = code.partition("/")[0] in set(offer.rows["partner_id"])
    text = _("**This programme is not on offer any more.** Its partner is still here; below is all of its offer.")
    if not is_partner:
        text = _("**This partner is not here any more.** Below is what the others offer.")
    st.warning(text, icon=":material/link_off:")
    st.button(
        _("All of the offer"),
        icon=":material/close:",
        key="aanbod-zonder-programma",
        on_click=chosen.set,
        kwargs={"programma": None},
    )


def _facts(row: Mapping[str, Any], asked: Asked, chosen: Selection, reader: Reader) -> None:
    partner = links.anchor("partner", {"partner": row["partner_id"]}, row["partner_name"])
    made_up = f" · {_('fictional')}" if row["is_fictional"] else ""
    pieces.piece(
        Markup('<p class="rw-name"><b>{}</b> <span class="rw-muted">{}{}</span></p><p>{}</p>').format(
            programmes.name(row), partner, made_up, pieces.named(row, "description") or _("No description was told.")
        ),
        "rw-panel",
    )
    one = asked.judged(row)
    if asked.school is not None:
        pieces.piece(Markup("<p>{}</p>").format(fits.state(one)))
    pieces.piece(markup.table((), [[Cell(name, kind="rw-muted"), value] for name, value in known(row, reader)]))
    st.button(_("Close"), icon=":material/close:", key="aanbod-sluit", on_click=chosen.set, kwargs={"programma": None})


def known(row: Mapping[str, Any], reader: Reader) -> list[tuple[str, str | Cell]]:
    """Each fact with its value; what nobody told is unknown."""
    unknown = Cell(_("unknown"), kind="rw-muted")
    yes_no = {"yes": _("yes"), "no": _("no")}
    capacity = told(row, "capacity_count")
    address = programmes.website(row)
    link = Cell(Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(address, address))
    refused = bool(told(row, "website")) and not address
    state = {"current": _("current"), "faded": _("faded"), "stopped": _("stopped"), "never": _("no activity was told")}
    confirmed = "" if pd.isna(row["confirmed_on"]) else _("confirmed on {date}", date=day(row["confirmed_on"]))
    values: dict[str, str | Cell] = {
        _("Theme"): ", ".join(programmes.theme_words(row, reader)),
        _("Sector"): told(row, "sector").replace(",", " → "),
        _("Groups"): programmes.group_words(row),
        _("When"): programmes.moments(row),
        _("Working area"): told(row, "region"),
        _("Can start at once in"): told(row, "starts_in"),
        _("Volunteers"): yes_no.get(told(row, "wants_volunteers"), ""),
        _("Quality mark"): told(row, "quality_mark"),
        _("Joint learning line"): yes_no.get(told(row, "learning_line"), ""),
        _("Capacity a year"): _("{n} young people", n=number(float(capacity))) if capacity else "",
        _("State"): " · ".join(filter(None, (state[programmes.freshness(row)], confirmed))),
        _("Website"): link if address else _("not shown: no web address") if refused else "",
    }
    return [(name, value or unknown) for name, value in values.items()]
