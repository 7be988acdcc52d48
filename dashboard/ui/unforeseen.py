"""What nobody foresaw: an error in a page is logged under a short id, and the reader gets a state instead of it."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections import Counter
from pathlib import Path

import streamlit as st

from dashboard.frame import access, language, links, visitor, warehouse
from dashboard.frame.language import _
from dashboard.frame.program import ROOT
from dashboard.ui import states

log = logging.getLogger(__name__)
ETL = ROOT / "etl"
KEY = "unforeseen"
IN_FULL, MOST_SEEN = 5, 1_000  # times that a traceback is logged whole; tracebacks that are remembered
_seen: Counter[str] = Counter()


def record(error: Exception, where: str) -> str:
    """Logs the error with the build and where it rose; returns the id under which it stands in the log."""
    error_id = secrets.token_hex(3)
    try:
        build_id = warehouse.in_use().build_id
    except warehouse.NoWarehouse:
        build_id = "none"
    log.error("error %s on %s, build %s\n%s", error_id, where, build_id, _once(_traced(error)))
    return error_id


def _once(traced: str) -> str:
    """A traceback in full a few times, then its last line: who makes an error at will does not fill the log with it."""
    _seen[traced] += 1
    if len(_seen) > MOST_SEEN:
        _seen.clear()
    return traced if _seen[traced] <= IN_FULL else f"as before: {traced.splitlines()[-1]}"


def _traced(error: BaseException | None) -> str:
    """The traceback of an error and of what caused it. Words of an error in the ETL may quote a delivered cell."""
    traced = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        quotes = any(Path(frame.filename).is_relative_to(ETL) for frame in frames)
        message = "(its words are left out)" if quotes else str(error)
        traced.append("".join(frames.format()) + f"{type(error).__name__}: {message}")
        error = error.__cause__ or error.__context__
    return "\ncaused by\n".join(traced)


def start_over(error: Exception, page: str) -> None:
    """Draws the page's run anew with only the state on it: what was drawn so far may be half of a page."""
    st.session_state[KEY] = record(error, f"page {page or 'start'}")
    st.rerun()


def pending() -> str | None:
    """The id of the error that ended the run before this one; it is told once, then the page is tried again."""
    return st.session_state.pop(KEY, None)


def state(error_id: str, who: access.Access) -> None:
    """What happened, under which id it is known, and the ways on."""
    st.title(_("This page could not be shown"), anchor=False)
    text = _(
        "**Something went wrong here that nobody foresaw.** What was entered last may not be kept. Error id: **{id}**.",
        id=error_id,
    )
    st.error(text, icon=":material/error:")
    if who.mode == "local":
        st.write(_("What went wrong stands, under this id, in the window in which the server was started."))
    else:
        st.write(_("Give this id to who keeps this server: what went wrong stands in its log."))
    with st.container(horizontal=True, vertical_alignment="center"):
        # as a fresh visit to the same link: a choice that broke the page must not do it again
        st.button(_("Load again"), icon=":material/refresh:", key="load-again", on_click=st.session_state.clear)
        links.link("overzicht", _("To the start page"), icon=":material/home:")


def outside_a_page(error: Exception) -> bool:
    """For errors that no page could catch (a click's own function, the frame): the same state. True: it was shown."""
    language.use(st.session_state.get("language"))
    if isinstance(error, warehouse.Unreadable):
        states.unreadable(error.edition)
        return True
    if isinstance(error, access.Gone):
        states.rights_gone()
        return True
    who = visitor.current()
    state(record(error, "a click or the frame around the page"), who)
    return True
