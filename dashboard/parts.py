"""The pieces every page is made of: head, source line, question, states. Small HTML, always escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import export, language, warehouse
from dashboard.access import Access
from dashboard.language import _

NONE = "–"  # in a cell without a figure or text
STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def piece(content: str, kind: str = "", tint: str = "") -> None:
    """One HTML piece of ours; the class `ka` brings the variables that follow light and dark."""
    style = f" style=--tint:var(--{tint})" if tint else ""
    reach = ' tabindex="0"' if "ka-scroll" in kind else ""  # what scrolls must be reachable by keyboard
    st.html(f'<div class="ka {kind}"{style}{reach}>{content}</div>')


def style() -> None:
    st.html(f"<style>{STYLE}</style>")


def head(title: str, selection: Sequence[str], sentence: str) -> None:
    """Title, the selection in words, and the one sentence with the numbers in it."""
    st.title(title, anchor=False)
    words = escape(" · ".join(part for part in selection if part))
    piece(f'<p class="ka-sel">{words}' + (f'<p class="ka-lede">{bold(sentence)}' if sentence else ""))


def bold(text: str) -> str:
    """Escaped text in which **this** is bold."""
    parts = escape(text).split("**")
    return "".join(f"<b>{part}</b>" if k % 2 else part for k, part in enumerate(parts))


def source_line(lines: Sequence[str]) -> None:
    """Source, period, classification, build and missing areas: last thing under a picture."""
    piece("".join(f"<p>{bold(line)}</p>" for line in lines if line), "ka-src")


def question(name: str, params: Mapping[str, object]) -> None:
    """The SQL behind the picture, with the macros it calls, and the values it was asked with."""
    with st.popover(_("Show the question"), icon=":material/code:"):
        asked = warehouse.question(name)
        values = {key: list(value) if isinstance(value, tuple) else value for key, value in asked.bound(params)}
        piece("<br>".join(f"${escape(key)} = {escape(repr(value))}" for key, value in values.items()))
        sql = asked.text
        st.code("\n\n".join([sql.strip(), *(text.strip() for text in warehouse.macros(sql))]), language="sql")


def build_text(build: pd.Series) -> str:
    """Classification year and build, for source lines and exports."""
    return _(
        "area classification {year} · build {build}",
        year=build["classification_year"],
        build=build["build_id"],
    )


def named(row: language.Row, field: str) -> str:
    """A text of the warehouse in the reader's language: name_nl or name_en."""
    return row[f"{field}_{language.current()}"] or row[f"{field}_nl"] or ""


def open_only() -> None:
    """Told in the side bar of a server that others can reach and that has no sign-in."""
    with st.sidebar:
        st.info(
            _("**Open data only.** Others can reach this server and sign-in is not set up."),
            icon=":material/lock_open:",
        )


def fictional_banner(build: pd.Series) -> None:
    if build["is_fictional"]:
        st.info(_("**Example data:** all names and figures are made up."), icon=":material/info:")


def told_fictional(partners: pd.DataFrame, build: pd.Series) -> None:
    """In an edition of real schools, partners that are made up are named wherever their activities are shown."""
    made_up = partners[partners["is_fictional"] & (partners["activities_count"] > 0)]
    if len(made_up) and not build["is_fictional"]:
        names = ", ".join(made_up["name"])
        st.info(_("**Partner activity is fictional** of: {names}.", names=names), icon=":material/info:")


def no_warehouse() -> None:
    """The state before the first build."""
    st.title("Kansenatlas", anchor=False)
    st.warning(
        _("**There are no data yet.** Run `make data` in the project folder, then reload this page."),
        icon=":material/database:",
    )


def source_of(indicator: pd.Series, period: str, access: Access) -> str:
    """Source: CBS, Kerncijfers wijken en buurten 2020, period 2020."""
    sources = warehouse.run("sources", {}, access)
    used = sources[sources["source_id"] == indicator["source_id"]]
    if used.empty:
        return _("Source: {source}, period {period}", source=indicator["source_id"], period=period)
    row = used.iloc[-1]
    source = f"{row['publisher']}, {named(row, 'title')}"
    return _("Source: {source}, period {period}", source=source, period=period)


def vintage_of(row: Mapping[str, Any]) -> str:
    """Publisher, title and vintage of a row of mart.source; a title that ends in its vintage tells it once."""
    title, vintage = named(row, "title"), str(row["vintage"])
    return f"{row['publisher']}, {title if title.endswith(vintage) else f'{title} {vintage}'}"


def numbers_as_text(frame: pd.DataFrame, decimals: Mapping[str, int]):
    """A styled frame whose numbers are written in the app's language; they still sort as numbers.

    Streamlit's own formats follow the browser's settings. In a cell without a number the browser writes the
    table's placeholder, whatever the style says: gaps() tells why in a column of words.
    """
    styler = frame.style.set_uuid("ka")  # a random one would make each message a new one
    for name, places in decimals.items():
        texts = ["" if pd.isna(value) else language.number(value, places) for value in frame[name]]
        column = list(frame.columns).index(name)
        for row, text in enumerate(texts):
            styler._display_funcs[(row, column)] = lambda _value, text=text: text
    return styler


def gaps(rows: pd.DataFrame, statuses: Mapping[str, str]) -> list[str]:
    """Per row why figures are missing: 'need: suppressed; pupils: missing'.

    `statuses` is the heading of each figure by the column of its status.
    """
    columns = zip(statuses.values(), (rows[name] for name in statuses), strict=True)
    words = [
        ["" if status == "observed" else f"{title}: {export.status_word(status)}" for status in column]
        for title, column in columns
    ]
    return [joined(told) for told in zip(*words, strict=True)]


def joined(words: Iterable[str]) -> str:
    """The words that say something, each once, with semicolons."""
    return "; ".join(dict.fromkeys(filter(None, words)))
