"""Page Aanvragen: the desk's memory of what schools asked and what came of it."""

from __future__ import annotations

import streamlit as st

from dashboard.desk import downloads, places, rows, tables, told
from dashboard.figures import requests as figures
from dashboard.frame import requests
from dashboard.frame.language import _, ngettext
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, school_links
from dashboard.ui import requests as request_words

DEFAULTS = {"jaar": rows.LAST_YEAR, "keuze": ""}


def render(reader: Reader) -> None:
    chosen = Selection("aanvragen", DEFAULTS, apart=("keuze",))
    every, apart = rows.every(reader)
    with st.sidebar:
        period = rows.choose(chosen, every)
    school_links.recent()
    shown = figures.within(every, *rows.bounds(period))
    waiting = figures.waiting(every, requests.today())
    word = rows.period_word(period)
    pieces.head(_("Requests"), told.selection(word, reader), told.sentence(figures.summary(shown), len(waiting)))
    told.apart(apart)
    request_words.say()
    if every.empty:
        told.nothing()
    else:
        _waiting(waiting, chosen, reader)
        towns = tables.towns(figures.by_town(shown), reader)
        _unserved(shown, towns, word, reader)
        pieces.heading(_("All requests"), word)
        tables.listed(shown, with_age=False, reader=reader)
        downloads.buttons(shown, towns, word, reader)
    pieces.source_line(told.source_lines(reader))
    chosen.write()


def _waiting(waiting, chosen: Selection, reader: Reader) -> None:
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        pieces.heading(_("Waiting"), ngettext("{n} request", "{n} requests", len(waiting)))
        if waiting.empty:
            st.info(_("**Nothing waits.** Every request has an outcome."), icon=":material/task_alt:")
        else:
            tables.listed(waiting, with_age=True, reader=reader)
            _chosen(waiting, chosen, reader)
    with right:
        pieces.heading(_("Who could answer"), _("waiting requests by partner"))
        tables.show_partners(tables.could_answer(waiting, reader))


def _chosen(waiting, chosen: Selection, reader: Reader) -> None:
    """One request to do something with."""
    names = {row["request_id"]: f"{row['name']} · {row['wish']}" for row in waiting.to_dict("records")}
    if chosen["keuze"] not in names:
        chosen.set(keuze=None)
    label, hint = _("Fill in what came of it"), _("Choose a request")
    chosen.choose("keuze", label, list(names), format_func=names.__getitem__, placeholder=hint)
    if chosen["keuze"]:
        request = requests.read(reader.access).requests[chosen["keuze"]]
        request_words.actions(request, reader, request_words.partner_words(reader))


def _unserved(shown, towns, period: str, reader: Reader) -> None:
    left, right = st.columns([1, 1.2], gap="large")
    with left:
        pieces.heading(_("Asked but not served"), _("schools that asked"))
        words = (
            _("Asked but not served"),
            " · ".join(told.selection(period, reader)),
            tuple(told.source_lines(reader)),
        )
        places.show(shown, figures.is_unserved(shown), words, reader)
    with right:
        pieces.heading(_("Per municipality"), _("beside need and presence in primary education"))
        tables.show_towns(towns)
