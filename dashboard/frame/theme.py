"""The theme that each run tells the browser, read from the settings once: Streamlit reads 300 settings at every run.

Streamlit has no public way to it; tests/frame/test_theme.py holds that what is told is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

PRIVATE = "_populate_theme_msg"


def read_once() -> None:
    """From now on; a theme that changes in the settings is told after a restart."""
    vars(app_session)[PRIVATE] = told_once(vars(app_session)[PRIVATE])


def told_once(fill: Callable[[CustomThemeConfig, str], None]) -> Callable[..., None]:
    """As `fill`, which puts a section of the settings into a message."""

    @cache
    def of(section: str) -> CustomThemeConfig:
        found = CustomThemeConfig()
        fill(found, section)
        return found

    def told(message: CustomThemeConfig, section: str = "theme") -> None:
        if of(section).ByteSize():
            message.MergeFrom(of(section))

    return told
