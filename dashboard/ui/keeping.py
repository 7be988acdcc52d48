"""Keeping something in a file at the press of a button: where the disk is full or closed, the page says what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from dashboard.frame import documents
from dashboard.frame.language import _

log = logging.getLogger(__name__)


def carry_out(deed: Callable[[], object]) -> None:
    """Does it before the page is drawn, and tells above the page why nothing was kept."""
    try:
        deed()
    except (documents.DiskFull, documents.NotWritable) as closed:
        st.error(told(closed, _("Not written down.")), icon=":material/block:")


def told(closed: Exception, not_done: str) -> str:
    """What became of a deed and why: `not_done` in the page's own words, or that it is not known."""
    is_known = not isinstance(closed, documents.Unconfirmed)
    lead = not_done if is_known else _("It is not known whether it was written down.")
    return f"**{lead}** {words(closed)}"


def words(closed: Exception) -> str:
    """What the disk did and what to do, for whoever cannot look at it; the log has the place."""
    log.warning("not written down: %s", closed)
    if isinstance(closed, documents.Unconfirmed):
        return _(
            "The database of what people enter went away just then. When it answers, look whether it is there before "
            "you do it again."
        )
    if isinstance(closed, documents.DeedsAway):
        return _(
            "**The database of what people enter cannot be reached.** Nothing was changed, and what is shown can be "
            "read on. Try again in a while; if it lasts, tell who keeps this server."
        )
    if isinstance(closed, documents.DiskFull):
        return _(
            "**The disk of the data folder is full.** Everything kept before is as it was. Make room and try again."
        )
    return _("**The data folder cannot be written.** Nothing was changed. Give the server the right to write in it.")
