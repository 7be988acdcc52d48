"""The one way out: a frame as CSV with a header that says filters, sources, licence and build."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from numbers import Real

import pandas as pd

from dashboard import language
from dashboard.language import _

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One column of an export: its name in the frame, its heading, its decimals, the column that judges it."""

    name: str
    title: str
    decimals: int = 0
    status: str | None = None


def csv_bytes(frame: pd.DataFrame, columns: Sequence[Column], header: Mapping[str, str]) -> bytes:
    """UTF-8 with BOM; semicolon and decimal comma in Dutch, comma and point in English."""
    out = StringIO()
    dutch = language.current() == "nl"
    writer = csv.writer(out, delimiter=";" if dutch else ",", lineterminator="\r\n")
    for key, text in header.items():
        writer.writerow([f"# {key}: {text}"])
    writer.writerow([guard(column.title) for column in columns])
    for row in frame.to_dict("records"):
        writer.writerow([_cell(row, column, dutch) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def guard(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _cell(row: Mapping, column: Column, dutch: bool) -> str:
    """A value as text: numbers as plain numbers, and never one that its status hides."""
    status = row[column.status] if column.status else "observed"
    if status != "observed":
        return status_word(status)
    value = row[column.name]
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Real):
        text = f"{value:.{column.decimals}f}"
        return text.replace(".", ",") if dutch else text
    if isinstance(value, date):
        return value.isoformat()[:10]
    return guard(str(value))


def status_word(status: str) -> str:
    """Why there is no number: suppressed is not missing is not zero."""
    words = {
        "suppressed": _("suppressed"),
        "withheld": _("withheld"),
        "missing": _("missing"),
        "not_applicable": _("not applicable"),
    }
    return words.get(status, "")


def file_name(*parts: str) -> str:
    """kansenatlas-<parts>.csv with only characters every system takes."""
    words = "-".join(("kansenatlas", *parts)).lower()
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in words) + ".csv"
