"""Which indicators have no figure in this build, and why: said where the indicator is chosen."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, day, ngettext
from dashboard.frame.markup import md
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces


def on_map(reader: Reader) -> None:
    """Below the choice of what a map shows."""
    _note(_gaps(reader, "is_on_map"))


def compared(reader: Reader) -> None:
    """Below the choice of what areas are compared on."""
    _note(_gaps(reader, "is_comparable"))


def among(indicators: Iterable[str], reader: Reader) -> None:
    """Where a page itself decides which indicators it shows: those of them without a figure."""
    rows = _gaps(reader)
    _note(rows[rows["indicator_id"].isin(list(indicators))])


def _gaps(reader: Reader, flag: str = "") -> pd.DataFrame:
    rows = reader.run("indicator_gaps")
    return rows[rows[flag].astype(bool)] if flag else rows


def _note(gaps: pd.DataFrame) -> None:
    """One line, and behind it which indicators and why; nothing where nothing is missing."""
    if gaps.empty:
        return
    with st.expander(ngettext("{n} indicator not in this edition", "{n} indicators not in this edition", len(gaps))):
        st.markdown("\n".join(f"- {line}" for line in by_reason(gaps)))


def by_reason(gaps: pd.DataFrame) -> list[str]:
    """Each reason once, behind the indicators that have no figure by it; Markdown."""
    named: dict[str, list[str]] = {}
    for row in gaps.to_dict("records"):
        named.setdefault(why(row), []).append(pieces.named(row, "name"))
    return [f"**{md(', '.join(names))}**: {md(reason)}" for reason, names in named.items()]


def why(row: dict) -> str:
    """Why an indicator has no figure: its source failed, is not in the edition, or does not have it this time."""
    source = pieces.named(row, "source")
    if row["kind"] == "source_failed":
        since = day(row["since"]) if pd.notna(row["since"]) else ""
        told = _("{source} could not be had, since {date}", source=source, date=since)
        return f"{told}. {fault(row['fault'])}"
    if row["kind"] == "not_in_edition":
        return _("{source} is not in this edition", source=source)
    told = pieces.named(row, "note") if row["note_nl"] else ""
    return told or _("{source} does not have it for this edition", source=source)


def fault(name: str) -> str:
    """The class of an error of the download in words: who must act."""
    words = {
        "SourceIncomplete": _("The file could not be fetched."),
        "SourceChanged": _("The publisher changed the form of the file."),
        "ContractBroken": _("The figures in the file are not what the source promises."),
    }
    return words.get(name, _("The file could not be used."))
