"""A reader whose session is gone is told, once, until it is read; nobody else is. In a browser, with real processes:
tests/browser/test_serve_browser.py.
"""

from __future__ import annotations

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from dashboard.ui import moved

LINE = "Sec-WebSocket-Protocol"
TOLD = "U bent verplaatst"


def page() -> None:
    import streamlit as st

    from dashboard.frame import language
    from dashboard.ui import moved

    language.use("nl")
    moved.told()
    st.text_input("Iets", key="iets")


@pytest.fixture
def connected(monkeypatch):
    """As if the browser of this session connected with this line."""

    def connect(line: str | None) -> AppTest:
        headers = {} if line is None else {LINE: line}
        monkeypatch.setattr(type(streamlit.context), "headers", headers)
        return AppTest.from_function(page).run()

    return connect


def is_told(app: AppTest) -> bool:
    return any(TOLD in one.value for one in app.info)


@pytest.mark.parametrize("line", [None, "", "streamlit", "streamlit, token", "streamlit, token, ", "streamlit, , "])
def test_who_comes_for_the_first_time_is_told_nothing(line, connected):
    app = connected(line)
    assert (is_told(app), len(app.button)) == (False, 0)


def test_who_names_a_session_that_is_not_there_is_told_until_it_is_read(connected):
    app = connected("streamlit, token, 4f1c")
    assert is_told(app)
    app.text_input(key="iets").input("x").run()
    assert is_told(app), "a page comes back by itself before anybody read it"
    app.button(key="moved-read").click().run()
    assert not is_told(app)
    app.text_input(key="iets").input("y").run()
    assert not is_told(app)


def test_who_connects_again_to_a_session_that_is_still_there_is_told_nothing(connected, monkeypatch):
    app = connected("streamlit, token")
    monkeypatch.setattr(type(streamlit.context), "headers", {LINE: "streamlit, token, 4f1c"})
    assert not is_told(app.run())


def test_what_comes_again_by_itself_does_so_in_nobodys_visit():
    assert moved.AGAIN.total_seconds() > 12 * 3600
    assert moved.AGAIN.total_seconds() * 1000 < 2**31, "a browser's clock takes no longer one: it would come at once"
