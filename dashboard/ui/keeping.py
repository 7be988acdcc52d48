"""Keeping something in a file at the press of a button: where the disk is full or closed, the page says what to do."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.frame import documents
from dashboard.frame.language import _
from dashboard.frame.markup import md


def carry_out(deed: Callable[[], object]) -> None:
    """Does it before the page is drawn, and tells above the page why nothing was kept."""
    try:
        deed()
    except (documents.DiskFull, documents.NotWritable) as closed:
        st.error(f"**{_('Not written down.')}** {md(str(closed))}", icon=":material/block:")
