"""What is told to a reader whose session is gone: its process stopped, and another one, or a new one, goes on.

A browser that connects again names the session that it had. Where there is no such session any more, it gets a new
one, with the choices of its link.
"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard.frame.language import _

KEY = "moved"  # whether this session came in the place of another; it is settled once
NAMED = 3  # entries of the protocol line: the protocol, a token, and the session of before
AGAIN = dt.timedelta(days=1)


def told() -> None:
    """One line above the page, until the reader has read it."""
    _come_back()
    if not st.session_state.setdefault(KEY, _is_in_place_of_another()):
        return
    st.info(
        _(
            "**You were moved:** the part of the server that you were on stopped, and another one goes on. The choices "
            "in the link are kept; do again what was not saved yet, and choose files anew."
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


def _is_in_place_of_another() -> bool:
    line = st.context.headers.get("Sec-WebSocket-Protocol") or ""
    return len([word for word in line.split(",") if word.strip()]) >= NAMED
