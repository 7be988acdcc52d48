"""The box to search with, on every page: first in the side bar, on a phone above the title of some pages."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import links, visitor
from dashboard.frame.language import _

PATH = "zoeken"
ON_A_PHONE = ("overzicht", "start", "school", "aanvragen", PATH)  # there the side bar is closed
MOST_LETTERS = 120
KEY, ASKED = "search-box", "search-asked"


def show(path: str) -> None:
    """Draws the box; a text that was just typed opens the page of hits before anything else is drawn."""
    asked = st.session_state.pop(ASKED, "")
    if asked and path != PATH:
        links.go(PATH, {"q": asked})
    typed = asked or (st.query_params.get("q", "") if path == PATH else "")
    if st.session_state.get(KEY, "") != typed:
        st.session_state[KEY] = typed
    if asked:  # on the page of hits itself
        st.query_params["q"] = asked
    with st.container() if path in ON_A_PHONE and visitor.is_phone() else st.sidebar:
        st.text_input(
            _("Find a school"),
            key=KEY,
            max_chars=MOST_LETTERS,
            placeholder=_("name, town, postcode or BRIN"),
            icon=":material/search:",
            on_change=_take,
        )


def _take() -> None:
    st.session_state[ASKED] = " ".join(st.session_state[KEY].split())
