"""The note to copy, and the request that is logged: by role, never by name."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.figures.fit import State, Wish
from dashboard.frame import requests
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, day, number
from dashboard.frame.markup import escape, md
from dashboard.frame.warehouse import Reader
from dashboard.school import facts
from dashboard.school.asking import Answer
from dashboard.school.facts import School
from dashboard.ui import pieces
from dashboard.ui import requests as request_words

TYPED, LOGGED = ("request-wish", "request-role"), "request-logged"


def note(school: School, asked: Wish, told: Answer, strips: pd.DataFrame, reader: Reader) -> None:
    """A text for an e-mail, in the reader's language; the block has its own copy button."""
    pieces.heading(_("Note to copy"), _("for an e-mail"))
    st.code(words(school, asked, told, strips, reader), language=None, wrap_lines=True)


def words(school: School, asked: Wish, told: Answer, strips: pd.DataFrame, reader: Reader) -> str:
    """Plain sentences: who asks what, who is here, who is near, what fits, how great the need is, on what sources."""
    theme = request_words.theme_words(reader).get(asked.theme_id, "")
    facts_told = {
        "school": school.name, "place": school.town or "?", "kind": facts.kind_word(school.sector),
        "brin": school.school_id, "date": day(requests.today()),
        "what": theme if asked.theme_id else _("advice on what fits"),
        "group": f" ({request_words.group_word(asked.group)})" if asked.group else "",
    }  # fmt: skip
    lines = [
        _("Dear colleague,"),
        "",
        _("{school} in {place} ({kind}, BRIN {brin}) asked on {date} for: {what}{group}.", **facts_told),
        _("Here now: {names}.", names=", ".join(told.here)) if told.here else _("No partner works at the school now."),
    ]
    if told.nearest:
        lines.append(
            _(
                "Nearest: {names}.",
                names=", ".join(f"{name} ({number(km, 1)} km, {at})" for name, km, at in told.nearest[:3]),
            )
        )
    fitting = told.of_state(State.FITS)[:4]
    if fitting:
        lines.append(_("Fits: {names}.", names="; ".join(f"{row['name']} ({row['partner_name']})" for row in fitting)))
    ask = told.of_state(State.ASK)[:4]
    if ask:
        lines.append(_("To ask: {names}.", names="; ".join(f"{row['name']} ({row['partner_name']})" for row in ask)))
    need = facts.need(school, strips).replace("**", "")
    lines += [need] if need else []
    made_up = reader.run("made_up_activity").iloc[0]
    lines.append(
        _(
            "Figures: edition {edition}, as of {date}. Source: CBS, DUO.",
            edition=reader.build.edition,
            date=day(reader.build.as_of_date),
        )
    )
    if made_up["is_all_made_up"] or made_up["is_part_made_up"] or reader.build.is_fictional:
        lines.append(_("Partner data: fictional."))
    return "\n".join(lines)


def form(school: School, asked: Wish, reader: Reader) -> None:
    """Logs the request; what was refused stays in the fields, what is logged leaves them."""
    pieces.heading(_("Log the request"), _("the outcome is filled in later; no names of persons"))
    if not reader.may("write", PARTNER):
        pieces.piece(escape(_("Only partners may log a request.")), "rw-muted")
        return
    channels, who = request_words.channel_words(), request_words.partner_words(reader)
    if st.session_state.pop(LOGGED, False):
        st.session_state.update(dict.fromkeys(TYPED, ""))
    with (
        st.form("request", border=False, clear_on_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        wish = st.text_input(_("In a few words"), key="request-wish", max_chars=300, width=260)
        role = st.text_input(_("Who called? (role, no name)"), key="request-role", max_chars=60, width=210)
        channel = st.selectbox(
            _("How?"), list(channels), format_func=channels.__getitem__, key="request-channel", width=150
        )
        partner = st.selectbox(
            _("Passed on to"),
            ["", *(one for one in who if reader.owns(one))],
            format_func=lambda one: who.get(one, _("nobody yet")),
            key="request-partner",
            width=200,
        )
        pressed = st.form_submit_button(_("Log the request"), type="primary", icon=":material/bookmark_add:")
    if pressed:
        _log(school, asked, reader, {"wish": wish, "role": role, "channel": channel}, partner)
    request_words.say()


def _log(school: School, asked: Wish, reader: Reader, told: dict[str, str], partner: str) -> None:
    facts_told = {"school_id": school.school_id, "theme_id": asked.theme_id, "group": asked.group, **told}
    if _stands(facts_told, reader):  # a button pressed twice, or by two at once
        request_words.refuse(_("This very request of today stands in the list already."))
        return

    def deed() -> None:
        code = requests.ask(reader.access, **facts_told)
        if partner:
            requests.tell(reader.access, "passed_on", code, partner_id=partner)
        st.session_state[LOGGED] = True

    request_words.carry_out(deed, _("The request is logged. It stands in the list of requests."))
    if LOGGED in st.session_state:
        st.rerun()


def _stands(told: Mapping[str, str], reader: Reader) -> bool:
    """Whether a request with exactly this was asked today and still waits."""
    plain = {name: " ".join(text.split()) for name, text in told.items()}
    return any(
        one.asked_on == requests.today()
        and one.state in ("open", "passed_on")
        and plain == {name: getattr(one, name) for name in plain}
        for one in requests.read(reader.access).requests.values()
    )


def earlier(school: School, reader: Reader) -> None:
    """What this school asked before, with what can be done with each."""
    log = requests.read(reader.access)
    found = [one for one in reversed(log.requests.values()) if one.school_id == school.school_id and not one.is_erased]
    pieces.heading(_("Requests of this school"), _("today’s clock, not that of the figures"))
    if not found:
        pieces.piece(escape(_("This school has not asked before.")), "rw-muted")
        return
    partners, themes = request_words.partner_words(reader), request_words.theme_words(reader)
    for one in found[:10]:
        state = request_words.state_word(one.state, one.outcome)
        asked = [themes.get(one.theme_id, one.theme_id), one.wish, request_words.group_word(one.group)]
        parts = [day(one.asked_on), *asked, partners.get(one.partner_id, one.partner_id), state]
        with st.expander(
            md(" · ".join(part for part in parts if part)),
            expanded=one.state in ("open", "passed_on") and one is found[0],
        ):
            deeds = [
                f"{request_words.deed_word(kind)} {day(pd.Timestamp(at).date())} ({by})" for kind, at, by in one.deeds
            ]
            pieces.piece(
                escape(
                    " · ".join(filter(None, [request_words.channel_words().get(one.channel, ""), one.role, *deeds]))
                ),
                "rw-muted rw-small",
            )
            request_words.actions(one, reader, partners)
