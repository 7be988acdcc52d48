"""What is told to a reader whose session is gone: its process stopped, and another one, or a new one, goes on.

A browser that connects again names the session that it had. Where there is no such session any more, it gets a new
one, with the choices of its link.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import streamlit as st

from dashboard.frame import selection
from dashboard.frame.language import _

KEY = "moved"  # whether this session came in the place of another; it is settled once
NAMED = 3  # entries of the protocol line: the protocol, a token, and the session of before
AGAIN = dt.timedelta(days=1)


def told() -> None:
    """One line above the page, until the reader has read it."""
    _come_back()
    if KEY not in st.session_state:
        former = _former()
        st.session_state[KEY], st.session_state[selection.IN_PLACE_OF] = bool(former), former
    if not st.session_state[KEY]:
        return
    st.info(
        _(
            "**You were moved:** the part of the server that you were on stopped, and another one goes on. The choices "
            "in the link are kept; do again what was not saved yet, download again what was not there yet, and choose "
            "files anew."
        ),
        icon=":material/sync_alt:",
    )
    st.button(_("Understood"), key="moved-read", on_click=_read)


@st.fragment(run_every=AGAIN)
def _come_back() -> None:
    """Draws nothing: a browser on whose page something comes again by itself asks for all of the page as soon as it is
    connected again, where another waits for a click."""


def _read() -> None:
    st.session_state[KEY] = False


def _former() -> str:
    """A short word for the session that this one came in the place of; '' where it is the reader's first."""
    line = st.context.headers.get("Sec-WebSocket-Protocol") or ""
    words = [word.strip() for word in line.split(",") if word.strip()]
    return f"-{hashlib.sha256(words[NAMED - 1].encode()).hexdigest()[:8]}" if len(words) >= NAMED else ""
