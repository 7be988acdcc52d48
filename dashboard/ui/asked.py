"""What a link, or another page, asked and this page does not have: said above it, with what is shown instead."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import selection
from dashboard.frame.language import _
from dashboard.frame.markup import md
from dashboard.frame.selection import Missed
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

LONGEST = 60  # letters of what stood in a link


def told(reader: Reader) -> None:
    """One line per choice; nothing where the page has all that was asked."""
    if missed := selection.missed():
        lines = [line(name, one, reader) for name, one in missed.items()]
        st.info("  \n".join(lines), icon=":material/link_off:")


def line(name: str, one: Missed, reader: Reader) -> str:
    """What was asked in the words of its box, and what is shown; a link may have any text."""
    asked = _word(name, one.asked, reader)
    what = f"{one.label or name}: {md(asked[:LONGEST])}{'…' if len(asked) > LONGEST else ''}"
    if one.shown:
        return _("**Asked for and not here.** {what}. Shown instead: {shown}.", what=what, shown=md(one.shown))
    return _("**Asked for and not here.** {what}.", what=what)


def _word(name: str, asked: str, reader: Reader) -> str:
    """Indicators without a figure, and the own region, by their names."""
    if name in ("indicator", "indicatoren"):
        rows = reader.run("indicator_gaps").to_dict("records")
        gaps = {row["indicator_id"]: pieces.named(row, "name") for row in rows}
        return ", ".join(gaps.get(code, code) for code in asked.split(", "))
    return _("Own region") if (name, asked) == ("gebied", "regio") else asked
