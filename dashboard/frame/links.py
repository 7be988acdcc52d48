"""Links to other pages that take the selection along; main.py tells which pages this person has."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar

import streamlit as st

_pages: ContextVar[Mapping[str, st.Page]] = ContextVar("pages")


def know(pages: Mapping[str, st.Page]) -> None:
    """The pages of this rerun by path."""
    _pages.set(pages)


def link(
    path: str, label: str, params: Mapping[str, str] | None = None, icon: str = ":material/arrow_forward:"
) -> None:
    """A link with these choices; nothing where the reader does not have the page."""
    page = _pages.get({}).get(path)
    if page:
        st.page_link(page, label=label, icon=icon, query_params=dict(params or {}))
