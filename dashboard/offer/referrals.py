"""Referring on: who does this too, who adds to it, a text to copy, the button that records it, and the counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.figures import complements
from dashboard.figures.complements import Pair
from dashboard.figures.fit import told
from dashboard.frame import links, markup, referrals
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.warehouse import Reader
from dashboard.offer import programmes
from dashboard.ui import activity, keeping, pieces
from dashboard.ui import requests as request_words

MOST = 6
DONE = "referral-done"
SHOWN = 40


def show(row: Mapping[str, Any], school_id: str, offer: programmes.Offer, reader: Reader) -> None:
    """The other programmes beside one, and referring to one of them."""
    others = offer.rows.to_dict("records")
    found = complements.pairs(row, others)
    by_id = {other["programme_id"]: other for other in others}
    for is_same, title in ((True, _("Who does this too")), (False, _("Who adds to this"))):
        pairs = [pair for pair in found if pair.is_same is is_same][:MOST]
        pieces.heading(title, ngettext("{n} programme", "{n} programmes", len(pairs)))
        if pairs:
            heads = [_("Programme"), _("In common"), Cell(_("Capacity a year"), is_number=True)]
            pieces.piece(markup.table(heads, [_pair(pair, by_id, reader) for pair in pairs]), "rw-scroll")
        else:
            pieces.piece(Markup('<p class="rw-muted">{}').format(_("No such programme of another partner is known.")))
    same_first = sorted(found, key=lambda pair: not pair.is_same)
    _refer(row, [by_id[pair.programme_id] for pair in same_first], school_id, reader)


def _pair(pair: Pair, by_id: Mapping[str, Mapping[str, Any]], reader: Reader) -> list[str | Cell]:
    other, names = by_id[pair.programme_id], activity.theme_names(reader)
    groups = programmes.group_words({"group_from": pair.groups[0], "group_to": pair.groups[-1]}) if pair.groups else ""
    shared = [*(names.get(code, code) for code in pair.themes), groups, ", ".join(pair.towns)]
    unknown = (
        [_("unknown: {aspects}", aspects=", ".join(aspects()[name] for name in pair.unknown))] if pair.unknown else []
    )
    name = Markup("{}<small>{}</small>").format(
        links.anchor("aanbod", {"programma": pair.programme_id}, programmes.name(other)), other["partner_name"]
    )
    common = Markup("{}<small>{}</small>").format(" · ".join(filter(None, shared)), ", ".join(unknown))
    capacity = told(other, "capacity_count")
    return [Cell(name), Cell(common), Cell(number(float(capacity)) if capacity else _("unknown"), is_number=True)]


def aspects() -> dict[str, str]:
    return {
        "sector": _("sector"),
        "groups": _("groups"),
        "region": _("working area"),
        "themes": _("theme"),
        "capacity": _("capacity"),
    }


def _refer(row: Mapping[str, Any], others: list[Mapping[str, Any]], school_id: str, reader: Reader) -> None:
    """A text to copy, and the button that records that it was referred."""
    if not others:
        return
    by_id = {other["programme_id"]: other for other in others}
    pieces.heading(_("Refer"), _("copy the text, then record it; no names of persons"))
    _say()
    chosen = st.selectbox(
        _("Refer to"),
        list(by_id),
        format_func=lambda one: f"{programmes.name(by_id[one])} ({by_id[one]['partner_name']})",
        key=f"door-{row['programme_id']}",
        width=430,
    )
    st.code(words(row, by_id[chosen], reader), language=None, wrap_lines=True)
    if not reader.owns(row["partner_id"]):
        return
    done = _(
        "Recorded: referred from {first} to {second}.", first=row["partner_name"], second=by_id[chosen]["partner_name"]
    )
    st.button(
        _("Record the referral"),
        key=f"verwijs-{row['programme_id']}",
        icon=":material/forward_to_inbox:",
        on_click=_carry,
        args=(lambda: referrals.refer(reader.access, row["programme_id"], chosen, school_id), done),
    )


def words(row: Mapping[str, Any], other: Mapping[str, Any], reader: Reader) -> str:
    """Plain sentences for an e-mail: what is referred to, for whom, where, on what word."""
    unknown = _("unknown")
    lines = [
        _("You asked about {programme} of {partner}.", programme=programmes.name(row), partner=row["partner_name"]),
        _(
            "{programme} of {partner} may suit you too.",
            programme=programmes.name(other),
            partner=other["partner_name"],
        ),
        "",
        f"{_('What it is')}: {pieces.named(other, 'description') or unknown}",
        f"{_('Theme')}: {', '.join(programmes.theme_words(other, reader)) or unknown}",
        f"{_('For whom')}: {programmes.group_words(other) or unknown}",
        f"{_('Working area')}: {told(other, 'region') or unknown}",
        f"{_('Website')}: {programmes.website(other) or unknown}",
        _("As told by the partner; edition {edition}.", edition=reader.build.edition),
    ]
    return "\n".join([*lines, *([_("Partner data: fictional.")] if other["is_fictional"] else [])])


def _carry(deed: Callable[[], object], done: str) -> None:
    try:
        deed()
    except (referrals.DiskFull, referrals.NotWritable) as closed:
        st.session_state[DONE] = ("error", keeping.words(closed))
    else:
        st.session_state[DONE] = ("success", md(done))


def _say() -> None:
    kind, text = st.session_state.pop(DONE, ("", ""))
    if text:
        (st.error if kind == "error" else st.success)(text)


def counted(offer: programmes.Offer, reader: Reader) -> None:
    """Per partner given and received, and every referral that stands, each to be undone."""
    log = referrals.read(reader.access)
    names = request_words.partner_words(reader)
    told_of = list(log.referrals.values())
    pieces.heading(_("Referrals given and received"), ngettext("{n} referral", "{n} referrals", len(told_of)))
    _say()
    if not told_of:
        text = _("**Nobody has been referred yet.** Open a programme and choose to whom it leads on.")
        st.info(text, icon=":material/forward_to_inbox:")
        return
    heads = [_("Partner"), Cell(_("Given"), is_number=True), Cell(_("Received"), is_number=True)]
    rows = [
        [
            names.get(one["partner_id"], one["partner_id"]),
            Cell(number(one["given_count"]), is_number=True),
            Cell(number(one["received_count"]), is_number=True),
        ]
        for one in referrals.counts(told_of).to_dict("records")
    ]
    pieces.piece(markup.table(heads, rows, "rw-narrow"), "rw-scroll")
    _undo(told_of, offer, reader)


def _undo(told_of: list[referrals.Referral], offer: programmes.Offer, reader: Reader) -> None:
    """The last ones as a table, and taking one back."""
    label = {
        row["programme_id"]: f"{programmes.name(row)} ({row['partner_name']})" for row in offer.rows.to_dict("records")
    }
    newest = list(reversed(told_of))
    heads = [_("On"), _("From"), _("To")]
    rows = [
        [
            Cell(day(one.on), kind="nw"),
            label.get(one.from_programme, one.from_programme),
            label.get(one.other_programme, one.other_programme),
        ]
        for one in newest[:SHOWN]
    ]
    pieces.heading(_("The last referrals"), _("today's clock"))
    pieces.piece(markup.table(heads, rows), "rw-scroll")
    by_id = {one.referral_id: one for one in newest if reader.owns(one.from_programme.partition("/")[0])}
    if not by_id:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.selectbox(
            _("Referral"),
            list(by_id),
            width=560,
            key="door-terug",
            format_func=lambda one: (
                f"{day(by_id[one].on)}: {label.get(by_id[one].from_programme, '?')} → "
                f"{label.get(by_id[one].other_programme, '?')}"
            ),
        )
        st.button(
            _("Undo this referral"),
            key="door-ongedaan",
            icon=":material/undo:",
            on_click=_carry,
            args=(lambda: referrals.undo(reader.access, which), _("Undone: it no longer counts.")),
        )
