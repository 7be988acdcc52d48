"""What of the theme is told at each run is read once, and is what Streamlit itself would tell."""

from __future__ import annotations

import pytest
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from dashboard.frame import theme

SECTIONS = {
    "theme": "",
    **{f"theme.{part}": part for part in ("light", "dark", "sidebar", "light.sidebar", "dark.sidebar")},
}


def filled(fill) -> NewSession:
    """As Streamlit asks for it, section by section."""
    session = NewSession()
    for section, path in SECTIONS.items():
        message = session.custom_theme
        for part in filter(None, path.split(".")):
            message = getattr(message, part)
        fill(message, section)
    return session


def test_the_theme_told_is_that_of_the_settings():
    own = app_session._populate_theme_msg
    assert filled(theme.told_once(own)) == filled(own)
    assert filled(own).ByteSize() > 100


def test_the_settings_are_read_once(monkeypatch):
    read = []
    monkeypatch.setattr(app_session, "_populate_theme_msg", lambda _message, section: read.append(section))
    theme.read_once()
    for _run in range(3):
        filled(app_session._populate_theme_msg)
    assert read == list(SECTIONS)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_without_settings_leaves_no_trace(section):
    session = NewSession()
    theme.told_once(lambda *_given: None)(session.custom_theme.light, section)
    assert not session.custom_theme.HasField("light")
