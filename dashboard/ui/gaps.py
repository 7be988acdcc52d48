"""Which indicators have no figure in this build, and why: said where the indicator is chosen."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, day, ngettext
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces


def note(reader: Reader) -> None:
    """One line below a choice of indicators, and the reasons behind it; nothing where nothing is missing."""
    gaps = reader.run("indicator_gaps")
    gaps = gaps[gaps["is_on_map"]]
    if gaps.empty:
        return
    with st.expander(ngettext("{n} indicator not in this edition", "{n} indicators not in this edition", len(gaps))):
        st.markdown("\n".join(f"- {line}" for line in by_reason(gaps)))


def by_reason(gaps: pd.DataFrame) -> list[str]:
    """Each reason once, with the indicators that have no figure by it."""
    named: dict[str, list[str]] = {}
    for row in gaps.to_dict("records"):
        named.setdefault(why(row), []).append(pieces.named(row, "name"))
    return [f"{reason}: {', '.join(names)}" for reason, names in named.items()]


def why(row: dict) -> str:
    """Why an indicator has no figure: its source failed, is not in the edition, or does not have it this time."""
    source = pieces.named(row, "source")
    if row["kind"] == "source_failed":
        since = day(row["since"]) if pd.notna(row["since"]) else ""
        return _("{source} could not be had, since {date}", source=source, date=since)
    if row["kind"] == "not_in_edition":
        return _("{source} is not in this edition", source=source)
    told = pieces.named(row, "note") if row["note_nl"] else ""
    return told or _("{source} does not have it for this edition", source=source)
