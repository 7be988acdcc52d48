"""A table of Streamlit as plain HTML: the rows, words and bars that its message tells the browser."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.proto.Dataframe_pb2 import Dataframe

from dashboard.frame import language
from dashboard.frame.apart import MOST_ROWS
from dashboard.frame.language import _, number
from dashboard.frame.markup import Cell, Markup, table

SHORT, LONG = 14, 30  # letters of a cell that is never broken over lines, and of one that gets room for its lines


@dataclass(frozen=True)
class Shown:
    """A column as the page set it up: its name in the rows, its heading, and how its cells are shown."""

    name: str
    title: str
    how: Mapping[str, Any]

    @property
    def is_bar(self) -> bool:
        return self.how.get("type") == "progress"


def draw(told: Dataframe) -> Markup:
    """The first rows of the table under its name; below it how many there are when these are not all."""
    rows = convert_arrow_bytes_to_pandas_df(told.arrow_data.data)
    words = _words(told, rows)
    shown = [column for column in _columns(told, rows) if _says(rows[column.name])]
    numeric = [column.is_bar or pd.api.types.is_numeric_dtype(rows[column.name]) for column in shown]
    heads = [Cell(column.title, is_number=is_one) for column, is_one in zip(shown, numeric, strict=True)]
    lines = [
        [
            _cell(column, rows[column.name].iloc[k], words[column.name].iloc[k], told.placeholder, is_one)
            for column, is_one in zip(shown, numeric, strict=True)
        ]
        for k in range(min(len(rows), MOST_ROWS))
    ]
    return framed(table(heads, lines, "rw-whole"), told.alt, len(rows))


def framed(content: Markup, title: str, count: int) -> Markup:
    """A table with its name, and what of it is not there."""
    more = Markup()
    if count > MOST_ROWS:
        text = _("The first {n} of {all}; the export has all.", n=number(MOST_ROWS), all=number(count))
        more = Markup('<p class="rw-muted rw-small">{}</p>').format(text)
    name = Markup('<figcaption class="rw-heard">{}</figcaption>').format(title) if title else Markup()
    return Markup('<figure class="rw rw-grid" tabindex="0">{}{}{}</figure>').format(name, content, more)


def _words(told: Dataframe, rows: pd.DataFrame) -> pd.DataFrame:
    """The text of each cell where the page wrote it itself; '' elsewhere."""
    written = told.arrow_data.styler.display_values
    if not written:
        return pd.DataFrame("", index=rows.index, columns=rows.columns)
    found = convert_arrow_bytes_to_pandas_df(written)
    found.columns = rows.columns
    return found


def _columns(told: Dataframe, rows: pd.DataFrame) -> list[Shown]:
    set_up = json.loads(told.columns or "{}")
    names = [name for name in (told.column_order or rows.columns) if name in rows.columns]
    found = [(name, set_up.get(str(name)) or {}) for name in names]
    return [
        Shown(name, one.get("label") or str(name), one.get("type_config") or {})
        for name, one in found
        if not one.get("hidden")
    ]


def _says(cells: pd.Series) -> bool:
    """Whether any cell has something: a column of remarks without one takes room of the others."""
    return cells.empty or bool((cells.notna() & (cells != "")).any())


def _cell(column: Shown, value: object, words: object, placeholder: str, is_number: bool) -> Cell:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return Cell(placeholder, is_number=is_number)
    if column.is_bar and isinstance(value, Real):
        return Cell(_bar(column.how, float(value)), is_number=True)
    text = _text(value, words)
    return Cell(text, is_number=is_number, kind="nw" if len(text) <= SHORT else "wd" if len(text) > LONG else "")


def _text(value: object, words: object) -> str:
    """As the page wrote it, else as the reader writes numbers and dates."""
    if isinstance(words, str) and words and not isinstance(value, str):
        return words
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return language.day(value)
    if isinstance(value, Real):
        return number(float(value), 0 if float(value).is_integer() else 1)
    return str(value)


def _bar(how: Mapping[str, Any], value: float) -> Markup:
    """A bar with its number."""
    low, high = float(how.get("min_value") or 0), float(how.get("max_value") or 1)
    part = min(max((value - low) / ((high - low) or 1), 0), 1)
    decimals = 1 if ".1f" in (how.get("format") or "") else 0
    text = number(value, decimals) + (language.NBSP + "%" if "%%" in (how.get("format") or "") else "")
    bar = Markup('<span class="rw-bit"><i style="width:{:.0f}%;background:{}"></i></span> {}')
    return bar.format(100 * part, how.get("color") or "#3880b0", text)
