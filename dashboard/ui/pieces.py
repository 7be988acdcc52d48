"""The pieces every page is made of: head, heading, source line, question. Small HTML by type (markup.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import language, markup, warehouse, what_if, within
from dashboard.frame.language import _
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Build, Indicator, Record
from dashboard.frame.warehouse import Reader
from dashboard.ui import terms

STYLE = Path(__file__).parent.with_name("style.css").read_text(encoding="utf-8")


def piece(content: Markup, kind: str = "", tint: str = "") -> None:
    """One HTML piece of ours; the class `rw` brings the variables that follow light and dark.

    Raises TypeError for a plain text: nobody has said yet what of it is HTML.
    """
    if not isinstance(content, Markup):
        raise TypeError(f"expected Markup, found {type(content).__name__}: escape it, or make it with Markup.format")
    marks = Markup(' style="--tint:var(--{})"').format(tint) if tint else Markup()
    if "rw-scroll" in kind:  # what scrolls must be reachable by keyboard
        marks += Markup(' tabindex="0"')
    st.html(str(Markup('<div class="rw {}"{}>{}</div>').format(kind, marks, content)))


def style() -> None:
    st.html(str(Markup("<style>{}</style>").format(Markup(STYLE))))


def head(title: str, selection: Sequence[str], sentence: str) -> None:
    """Title, the selection in words, and the one sentence with the numbers in it, as bold() takes it."""
    st.title(what_if.title(title), anchor=False)
    told = [*selection, what_if.line()]
    choices = Markup('<p class="rw-sel">{}</p>').format(" · ".join(part for part in told if part))
    piece(choices + (Markup('<p class="rw-lede">{}</p>').format(markup.bold(sentence)) if sentence else Markup()))


def heading(title: str, note: str = "", key: Markup | None = None) -> None:
    """The head of a part of a page; `key` explains signs of what stands below it."""
    line = Markup("<b>{}</b>").format(title)
    line += Markup(" <span>{}</span>").format(note) if note else ""
    line += Markup(" <small>{}</small>").format(key) if key else ""
    piece(line, "rw-h")


def note(text: str) -> None:
    """A remark below something, muted and small; what Streamlit calls a caption is too faint to read."""
    piece(Markup('<p class="rw-muted rw-small">{}</p>').format(text))


def source_line(lines: Sequence[str]) -> None:
    """Source, period, classification, build and missing areas, with the words of the field as links: last thing under
    a picture."""
    piece(joined(Markup("<p>{}</p>").format(terms.linked(line)) for line in lines if line), "rw-src")


def question(name: str, params: Mapping[str, object], of: str = "") -> None:
    """The SQL behind the picture, with the macros it calls, and the values it was asked with.

    `of` says what of, where a page has several.
    """
    label = _("Show the question of {what}", what=of) if of else _("Show the question")
    with st.popover(label, icon=":material/code:"):
        asked = warehouse.question(name)
        values = {key: list(value) if isinstance(value, tuple) else value for key, value in asked.bound(params)}
        sql, limits = within.shown(warehouse.bound().access, asked)
        values |= limits
        piece(joined((f"${key} = {value!r}" for key, value in values.items()), Markup("<br>")))
        st.code("\n\n".join([sql.strip(), *(text.strip() for text in warehouse.macros(asked.text))]), language="sql")


def build_text(build: Build) -> str:
    """Classification year and build, for source lines and exports."""
    return _(
        "area classification {year} · build {build}",
        year=build.classification_year,
        build=build.build_id,
    )


def named(row: language.Row, field: str) -> str:
    """A text of the warehouse in the reader's language: name_nl or name_en."""
    texts = vars(row) if isinstance(row, Record) else row
    return texts[f"{field}_{language.current()}"] or texts[f"{field}_nl"] or ""


def source_of(indicator: Indicator, period: str, reader: Reader) -> str:
    """Source: CBS, Kerncijfers wijken en buurten 2020, period 2020, as of 1 January 2020; each has its own date."""
    sources = reader.run("sources")
    used = sources[sources["source_id"] == indicator.source_id]
    if used.empty:
        return _("Source: {source}", source=indicator.source_id)
    row = used.iloc[-1]
    source, date = f"{row['publisher']}, {named(row, 'title')}", language.day(row["reference_date"])
    if not period:
        return _("Source: {source}, as of {date}", source=source, date=date)
    return _("Source: {source}, period {period}, as of {date}", source=source, period=period, date=date)


def dated(row: Mapping[str, Any]) -> str:
    """Publisher, title and vintage of a row of mart.source, with the date that its figures are of."""
    # a saved list has its dates as texts
    date = language.day(pd.Timestamp(row["reference_date"])) if row["reference_date"] else ""
    return _("{source}, as of {date}", source=vintage_of(row), date=date) if date else vintage_of(row)


def vintage_of(row: Mapping[str, Any]) -> str:
    """Publisher, title and vintage of a row of mart.source; a title that ends in its vintage tells it once."""
    title, vintage = named(row, "title"), str(row["vintage"])
    return f"{row['publisher']}, {title if title.endswith(vintage) else f'{title} {vintage}'}"
