"""What this build lacks: sources that could not be had, since when and why, and the indicators missing by it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import _, day, ngettext
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.warehouse import Reader
from dashboard.ui import gaps, pieces


def show(reader: Reader) -> None:
    """The sources that failed, then the indicators without a figure; one sentence where nothing is missing."""
    holes, missing = reader.run("source_holes"), reader.run("indicator_gaps")
    pieces.heading(_("What is missing"), counted(holes, missing))
    if holes.empty and missing.empty:
        st.caption(_("All sources of this edition are there, and every indicator has figures."))
        return
    if not holes.empty:
        heads = [_("Source"), _("Since"), _("Why"), _("Indicators that are missing")]
        pieces.piece(markup.table(heads, (_row(row) for row in holes.to_dict("records"))), "rw-scroll")
    rest = missing[missing["kind"] != "source_failed"]
    if not rest.empty:
        heads = [_("Indicator"), _("Why it has no figure")]
        rows = ([pieces.named(row, "name"), gaps.why(row)] for row in rest.to_dict("records"))
        pieces.piece(markup.table(heads, rows), "rw-scroll")
    pieces.question("source_holes", {})


def counted(holes: pd.DataFrame, missing: pd.DataFrame) -> str:
    """How much is missing."""
    sources = ngettext("{n} source", "{n} sources", len(holes))
    return _("{sources}, {indicators} without a figure", sources=sources,
             indicators=ngettext("{n} indicator", "{n} indicators", len(missing)))  # fmt: skip


def _row(row: Mapping) -> list[str | Cell]:
    title = Markup('{}<br><span class="rw-muted">{}</span>').format(pieces.named(row, "title"), row["publisher"])
    reason = Markup('<span title="{}">{}</span>').format(row["why"], gaps.fault(row["fault"]))
    return [Cell(title), day(row["since"]), Cell(reason), pieces.named(row, "indicators") or _("none")]
