"""Still so, or stopped: per delivery, per programme, or per school of a programme. Asked by name, undone by a click."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, day, ngettext
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import deeds, delivered, files
from dashboard.partners.deeds import Deed, Done
from dashboard.ui import pieces

STILL, STOP = "stand-still", "stand-stop"


def show(partner_id: str, name: str, rows: pd.DataFrame, chosen: Selection, reader: Reader) -> None:
    """A programme and a school, or all of them, and two buttons; below it whole deliveries."""
    if len(rows):
        pieces.heading(_("By programme or school"), _("choose what it is about"))
        _by_programme(partner_id, name, rows, chosen, reader)
    deliveries = reader.run("deliveries").set_index("delivery_id", drop=False)
    deliveries = deliveries[deliveries["partner_id"] == partner_id]
    if len(deliveries):
        pieces.heading(_("One delivery"), _("confirm it, take it out, or erase its file"))
        delivered.show(delivered.choose(chosen, deliveries), reader)
    if rows.empty and deliveries.empty:
        st.info(_("**Nothing to confirm yet.** The first delivery comes first."), icon=":material/upload_file:")


def _by_programme(partner_id: str, name: str, rows: pd.DataFrame, chosen: Selection, reader: Reader) -> None:
    programmes = {files.OF_PARTNER: _("all programmes")}
    programmes |= {
        code.partition("/")[2]: title or _("without a name")
        for code, title in zip(rows["programme_id"], rows["programme"], strict=True)
    }
    left, middle, right = st.columns([1, 1, 0.7])
    with left:
        chosen.valid("programma", list(programmes))
        chosen.choose("programma", _("Programme"), list(programmes), format_func=programmes.__getitem__)
    slug = chosen["programma"]
    part = rows if slug == files.OF_PARTNER else rows[rows["programme_id"] == f"{partner_id}/{slug}"]
    schools = {"": ngettext("all {n} school", "all {n} schools", part["school_id"].nunique())}
    schools |= {
        code: f"{school}, {place or ''} · {code}"
        for code, school, place in zip(part["school_id"], part["school"], part["place"], strict=True)
    }
    with middle:
        chosen.valid("school", list(schools))
        chosen.choose("school", _("School"), list(schools), format_func=schools.__getitem__)
    today = files.confirmation_date(reader.access)
    with right:
        on = st.date_input(_("Stopped as of"), today, max_value=today, format="DD-MM-YYYY", key="stopped-on")
    about = "|".join((partner_id, slug, chosen["school"]))
    words = _about_words(programmes[slug], schools[chosen["school"]], name)
    still, stop = st.columns(2)
    still.button(_("Still so"), icon=":material/check:", key=f"{STILL}-{about}", width="stretch",
                 on_click=deeds.ask, args=(STILL, about))  # fmt: skip
    stop.button(_("Stopped"), icon=":material/stop_circle:", key=f"{STOP}-{about}", width="stretch",
                on_click=deeds.ask, args=(STOP, f"{about}|{on}"))  # fmt: skip
    _asked(about, words, reader)


def _about_words(programme: str, school: str, partner: str) -> str:
    return _("**{programme}** of **{partner}**, {school}", programme=md(programme), partner=md(partner),
             school=md(school))  # fmt: skip


def _asked(about: str, words: str, reader: Reader) -> None:
    """The question that stands, when it is about what the boxes name."""
    code, asked = deeds.asked() or ("", "")
    if code == STILL and asked == about:
        question = _("Is {what} still so? It then counts for another 12 months.", what=words)
        deeds.confirm(Deed(code, asked, question, _("Yes, still so")), lambda: _do(asked, words, reader))
    elif code == STOP and asked.rpartition("|")[0] == about:
        date = day(dt.date.fromisoformat(asked.rpartition("|")[2]))
        question = _("Did {what} stop as of {date}? It then counts no longer than that day.", what=words, date=date)
        deeds.confirm(Deed(code, asked, question, _("Yes, stopped as of {date}", date=date)),
                      lambda: _do(asked, words, reader))  # fmt: skip


def _do(asked: str, words: str, reader: Reader) -> Done:
    partner_id, slug, school, *date = asked.split("|")
    if date:
        on = dt.date.fromisoformat(date[0])
        event = files.stand((partner_id, slug, school), "stopped", on, reader.access)
        said = _("{what} stopped as of {date}.", what=words, date=day(on))
    else:
        on = files.confirmation_date(reader.access)
        event = files.stand((partner_id, slug, school), "still_so", on, reader.access)
        said = _("{what} is confirmed: still so.", what=words)
    return Done(said, (event,), _("It is taken back: {what} is as it was.", what=words))
