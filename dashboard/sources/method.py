"""Page Methode: the text as Markdown, and the figures of this edition at the marks in it."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, ngettext, number, percent
from dashboard.frame.markup import Markup, bold, joined
from dashboard.frame.program import ROOT
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

DOCS = ROOT / "docs"
MARK = re.compile(r"^<!-- figures: ([a-z_]+) -->$", re.MULTILINE)
FEW = 200  # with fewer schools a first hundred says nothing


def read(language: str) -> tuple[str, list[str]]:
    """The title, then pieces of Markdown and, between them, the names of questions to answer there."""
    file = DOCS / ("method.en.md" if language == "en" else "method.md")
    title, _newline, body = file.read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# "), [piece.strip() for piece in MARK.split(body) if piece.strip()]


def prose(text: str) -> None:
    """Lines of text stay short enough to read."""
    with st.container(width=900):
        st.markdown(text)


def computed(question: str, reader: Reader) -> None:
    """The figures of this edition, and the question they answer."""
    rows = reader.run(question, {})
    lines = {"method_need": _need, "method_threshold": _threshold, "method_top": _top}[question](rows)
    head = Markup('<p class="rw-muted">{}</p>').format(_("In this edition"))
    pieces.piece(head + joined(Markup("<p>{}</p>").format(bold(line)) for line in lines), "rw-panel rw-note")
    pieces.question(question, {})


def _need(rows: pd.DataFrame) -> list[str]:
    sectors = rows.set_index("sector")
    lines = []
    if "PO" in sectors.index and sectors.loc["PO", "scored_count"]:
        row = sectors.loc["PO"]
        lines.append(
            _(
                "PO: {schools} with a score ({unlisted} of them no longer listed), together {need}; "
                "{value} points per pupil. A school counts as high from {high} points per pupil.",
                schools=ngettext("**{n} school**", "**{n} schools**", int(row["scored_count"])),
                unlisted=number(row["unlisted_count"]),
                need=ngettext("{n} point", "{n} points", round(row["need"])),
                value=number(row["need_per_pupil"], 2),
                high=number(row["high_from"], 2),
            )
        )
    if "VO" in sectors.index and sectors.loc["VO", "scored_count"]:
        row = sectors.loc["VO"]
        lines.append(
            _(
                "VO: {schools} with figures, together {need} in vmbo and pro; {share} of the "
                "pupils. A school counts as high from {high}.",
                schools=ngettext("**{n} school**", "**{n} schools**", int(row["scored_count"])),
                need=ngettext("{n} pupil", "{n} pupils", round(row["need"])),
                share=percent(row["need_per_pupil"]),
                high=percent(row["high_from"]),
            )
        )
    return lines or [_("There are no figures of need.")]


def _threshold(rows: pd.DataFrame) -> list[str]:
    row = rows.iloc[0]
    if not row["scored_count"]:
        return [_("There are no figures of need.")]
    return [
        _(
            "The published score is 0 for **{zero} of the {all} schools**. These hold {need} of the need and {pupils} "
            "of the pupils.",
            zero=number(row["zero_count"]),
            all=number(row["scored_count"]),
            need=percent(row["zero_need_pct"] / 100),
            pupils=percent(row["zero_pupils_pct"] / 100),
        )
    ]


def _top(rows: pd.DataFrame) -> list[str]:
    return [
        _(
            "{sector}: of the 100 schools with the most need in total, **{both}** are also among the 100 with the most "
            "need per pupil ({all} schools).",
            sector=row["sector"],
            both=number(row["both_count"]),
            all=number(row["schools_count"]),
        )
        if row["schools_count"] >= FEW
        else _(
            "{sector}: too few schools ({all}) to compare two hundreds.",
            sector=row["sector"],
            all=number(row["schools_count"]),
        )
        for row in rows.to_dict("records")
    ]
