"""Cells and names in tables: figures as text, gaps in words, names of areas, remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from dashboard.frame import export, language
from dashboard.frame.language import _

NONE = "–"  # in a cell without a figure or text


def titles(rows: pd.DataFrame, level: str) -> list[str]:
    """Rotterdam, Feijenoord for what is smaller than a municipality."""
    if level not in ("district", "neighbourhood"):
        return list(rows["name"])
    return [f"{town}, {name}" for town, name in zip(rows["municipality_name"], rows["name"], strict=True)]


def cell_word(status: str) -> str:
    """The word in an empty cell, with its sign."""
    signs = {"suppressed": "·", "withheld": "·", "missing": "–", "not_applicable": "×"}
    return f"{signs.get(status, '')} {export.status_word(status)}".strip()


def remarks(flags: str | None, precision: str | None) -> str:
    """What a reader must know before comparing this school, in words."""
    known = {
        "newcomer": _("newcomers or asylum seekers"),
        "small": _("40 pupils or fewer"),
    }
    words = [known.get(flag, flag) for flag in (flags or "").split(",") if flag]
    if precision == "postcode4":
        words.append(_("rough place (postcode area)"))
    if precision == "none":
        words.append(_("place not known"))
    return "; ".join(dict.fromkeys(words))


def numbers_as_text(frame: pd.DataFrame, decimals: Mapping[str, int]):
    """A styled frame whose numbers are written in the app's language; they still sort as numbers.

    Streamlit's own formats follow the browser's settings. In a cell without a number the browser writes the
    table's placeholder, whatever the style says: gaps() tells why in a column of words.
    """
    styler = frame.style.set_uuid("rw")  # a random one would make each message a new one
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
