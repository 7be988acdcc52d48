"""How the letter is drawn: its parts, the table of all changes, the files, the text to mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.changed import letter, words
from dashboard.changed.hits import Hit
from dashboard.changed.letter import Section
from dashboard.frame import export, links
from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import Markup, joined
from dashboard.ui import pieces, tables

MOST_LINES = 30  # of a part of the letter
MOST_ROWS = 500  # of the table


def show(parts: Sequence[Section], hits: Sequence[Hit]) -> None:
    """The parts of the letter below each other; saved lists open from it."""
    linked = {hit.line(): hit for hit in hits}
    for part in parts:
        lines: list[str | Markup] = [_item(line, linked.get(line)) for line in part.lines[:MOST_LINES]]
        left = len(part.lines) - MOST_LINES
        lines += [letter.more(left)] if left > 0 else []
        content = joined(Markup("<li>{}</li>").format(line) for line in lines)
        pieces.piece(Markup("<h3>{}</h3><ul>{}</ul>").format(part.title, content), "rw-letter")


def _item(line: str, hit: Hit | None) -> Markup:
    """A line; what happened and how often is bold, a saved list is a link."""
    if hit:
        return links.anchor("doelscholen", {"lijst": hit.list_id}, line)
    title, end, rest = line.partition("): ")
    return Markup("<b>{}{}</b>{}").format(title, end, rest) if end else Markup("{}").format(line)


def frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Each change in words: what happened, to what, of which figure, what it was and is."""
    told = rows.to_dict("records")
    return pd.DataFrame(
        {
            "what": [words.kind(row) for row in told],
            "about": [words.name(row) for row in told],
            "figure": [words.indicator(row) for row in told],
            "before": [words.before(row) for row in told],
            "after": [words.after(row) for row in told],
        },
        dtype=object,
    )


def columns() -> dict[str, str]:
    return {
        "what": _("What happened"),
        "about": _("About"),
        "figure": _("Figure"),
        "before": _("Was"),
        "after": _("Is now"),
    }


def table(rows: pd.DataFrame) -> None:
    """The changes; the export has all of them."""
    pieces.heading(_("All changes"), ngettext("{n} row", "{n} rows", len(rows)))
    pieces.rest(len(rows), MOST_ROWS)
    shown = frame(rows.head(MOST_ROWS))
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(shown) + 37, 420),
        column_config=columns(),
        alt=_("All changes"),
    )


def downloads(rows: pd.DataFrame, text: str, header: Mapping[str, str], build_id: str) -> None:
    """The table with its codes, and the letter as text, which can be copied into a mail too."""
    with st.container(horizontal=True):
        st.download_button(
            _("Changes (CSV)"),
            data=export.later(lambda: export.csv_bytes(_coded(rows), _export_columns(), header)),
            file_name=export.file_name(_("changes"), build_id),
            mime="text/csv",
            icon=":material/download:",
            key="wat-veranderde-csv",
        )
        st.download_button(
            _("Letter (text)"),
            data=export.later(text.encode),
            file_name=export.file_name(_("letter"), build_id, kind="txt"),
            mime="text/plain",
            icon=":material/mail:",
            key="wat-veranderde-txt",
        )
        with st.popover(_("Text to mail"), icon=":material/content_copy:"):
            st.code(text, language=None, wrap_lines=True, height=360)


def _coded(rows: pd.DataFrame) -> pd.DataFrame:
    """Every change in words, with the codes behind these."""
    codes = rows.reset_index(drop=True)[["school_id", "area_code", "indicator_id", "period"]]
    return pd.concat([frame(rows), codes], axis=1).astype(object).where(lambda all_: all_.notna(), "")


def _export_columns() -> list[export.Column]:
    codes = ("school_id", "area_code", "indicator_id", "period")
    return [*(export.Column(name, title) for name, title in columns().items()), *(export.Column(c, c) for c in codes)]
