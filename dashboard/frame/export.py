"""The one way out: a frame as CSV, XLSX or GeoJSON with a header that says filters, sources, licence and build.

What every file must say, its as-of date and what of it is made up, is put in here, for every page (marks.py).
"""

from __future__ import annotations

import csv
import itertools
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from numbers import Real

import pandas as pd
import xlsxwriter

from dashboard.frame import audit, language, marks, warehouse
from dashboard.frame.language import _
from dashboard.frame.marks import Marks
from dashboard.frame.program import SLUG

FORMULA_STARTS = ("=", "+", "-", "@")
CELL_BREAKS = ("\t", "\r", "\n", "\0")


@dataclass(frozen=True)
class Column:
    """One column of an export: its name in the frame, its heading, its decimals, the column that judges it.

    `digits` are the decimals in the file where those of the screen are too few to redo what is made of them.
    """

    name: str
    title: str
    decimals: int = 0
    status: str | None = None
    digits: int = 0

    def rounded(self, value: Real) -> float:
        """The number as it leaves; never -0."""
        return round(float(value), max(self.decimals, self.digits)) + 0.0

    def written(self, value: Real) -> str:
        """The same as text, with a point; no noughts after the decimals of the screen."""
        text = f"{self.rounded(value):.{max(self.decimals, self.digits)}f}"
        more = len(text) - (text.index(".") + 1 + self.decimals) if "." in text else 0
        kept = text[: len(text) - more] if more else text
        return (kept + text[len(kept) :].rstrip("0")).rstrip(".")


def csv_bytes(
    frame: pd.DataFrame, columns: Sequence[Column], header: Mapping[str, str], marked: Marks | None = None
) -> bytes:
    """UTF-8 with BOM; semicolon and decimal comma in Dutch, comma and point in English.

    `marked` says what the rows were marked with when they are not of the build in use.
    """
    audit.counts(len(frame))
    out = StringIO()
    dutch = language.current() == "nl"
    told = marks.in_use() if marked is None else marked
    frame, columns = with_mark(frame, columns, told)
    writer = csv.writer(out, delimiter=";" if dutch else ",", lineterminator="\r\n")
    for key, text in header_of(header, told).items():
        writer.writerow([f"# {key}: {text}"])
    writer.writerow([guard(column.title) for column in columns])
    for row in frame.to_dict("records"):
        writer.writerow([_cell(row, column, dutch) for column in columns])
    return out.getvalue().encode("utf-8-sig")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, rows and columns."""

    title: str
    frame: pd.DataFrame
    columns: Sequence[Column]


def xlsx_bytes(
    sheets: Sequence[Sheet],
    header: Mapping[str, str],
    marked: Marks | None = None,
    title: str = "",
    place: int | None = None,
) -> bytes:
    """A workbook; numbers are numbers, texts texts, also =1+1. The header is its last sheet, or the one at `place`."""
    audit.counts(sum(len(sheet.frame) for sheet in sheets))
    out = BytesIO()
    told = marks.in_use() if marked is None else marked
    every = [_marked(sheet, told) for sheet in sheets]
    every.insert(len(every) if place is None else place, facts(title or _("about"), header_of(header, told)))
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, plain) as book:
        for sheet in every:
            _write_sheet(book, sheet)
    return out.getvalue()


def _marked(sheet: Sheet, told: Marks) -> Sheet:
    """A sheet of facts gets a line, any other a column: a sheet that is cut out of its workbook still says it."""
    if [column.name for column in sheet.columns] != ["key", "text"]:
        frame, columns = with_mark(sheet.frame, sheet.columns, told)
        return Sheet(sheet.title, frame, columns)
    texts = dict(zip(sheet.frame["key"], sheet.frame["text"], strict=True))
    return facts(sheet.title, {**texts, **told.line()})


def with_mark(frame: pd.DataFrame, columns: Sequence[Column], told: Marks) -> tuple[pd.DataFrame, Sequence[Column]]:
    """With a last column that says what is made up, where these columns tell it."""
    words = told.of_columns([column.name for column in columns])
    if not words:
        return frame, columns
    return frame.assign(made_up=words), [*columns, Column("made_up", marks.heading())]


def header_of(header: Mapping[str, str], told: Marks) -> dict[str, str]:
    """The header with the as-of date and the mark; no name said twice, no separators with nothing between them."""
    return {key: _tidy(key, text) for key, text in {**header, **told.facts()}.items()}


def _tidy(key: str, text: str) -> str:
    parts = (part.strip() for part in str(text).split(" · "))
    return " · ".join(part.removeprefix(f"{key}: ") for part in parts if part)


def facts(title: str, told: Mapping[str, str]) -> Sheet:
    """Names and texts as a sheet of two columns."""
    frame = pd.DataFrame({"key": list(told), "text": list(told.values())}, dtype=object)
    return Sheet(title, frame, [Column("key", _("What")), Column("text", _("Value"))])


def geojson_bytes(
    frame: pd.DataFrame, columns: Sequence[Column], header: Mapping[str, str], marked: Marks | None = None
) -> bytes:
    """A point per row at its `lon` and `lat` (WGS84, null where unknown); properties by column name.

    `about` holds the header and the titles of the columns. Cells are those of the CSV, but numbers stay numbers.
    """
    audit.counts(len(frame))
    told = marks.in_use() if marked is None else marked
    frame, columns = with_mark(frame, columns, told)
    features = [
        {
            "type": "Feature",
            "geometry": _point(row),
            "properties": {column.name: _plain(shown(row, column), column) for column in columns},
        }
        for row in frame.to_dict("records")
    ]
    about = {**header_of(header, told), "columns": {column.name: column.title for column in columns}}
    content = {"type": "FeatureCollection", "about": about, "features": features}
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8")


def _point(row: Mapping) -> dict | None:
    if pd.isna(row["lon"]) or pd.isna(row["lat"]):
        return None
    return {"type": "Point", "coordinates": [round(float(row["lon"]), 6), round(float(row["lat"]), 6)]}


def _plain(value: object, column: Column) -> object:
    """A cell as JSON has it: a rounded number, a text, or null where there is nothing to say."""
    if isinstance(value, Real):
        rounded = column.rounded(value)
        return rounded if max(column.decimals, column.digits) else int(rounded)
    return None if value == "" else str(value)


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.title[:31])
    bold = book.add_format({"bold": True})
    formats = {n: book.add_format({"num_format": "0" + ("." + "0" * n if n else "")}) for n in range(6)}
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.title, bold)
        page.set_column(place, place, min(max(len(column.title), 12), 40))
    for line, row in enumerate(sheet.frame.to_dict("records"), start=1):
        for place, column in enumerate(sheet.columns):
            value = shown(row, column)
            if isinstance(value, Real) and not isinstance(value, bool):
                page.write_number(line, place, column.rounded(value), formats[column.decimals])
            elif value != "":
                page.write_string(line, place, str(value))
    page.freeze_panes(1, 0)


def shown(row: Mapping, column: Column) -> object:
    """A cell as it may leave: a number, a text, or the word for why there is no number."""
    status = row[column.status] if column.status else "observed"
    if status != "observed":
        return status_word(status)
    value = row[column.name]
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value


def guard(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front.

    Also when the sign is full-width, or stands behind what is not seen: spaces of any kind, NUL, line ends, marks of
    direction. What a program trims before it looks differs.
    """
    seen = itertools.dropwhile(_is_unseen, unicodedata.normalize("NFKC", text))
    return "'" + text if text.startswith(CELL_BREAKS) or next(seen, None) in FORMULA_STARTS else text


def _is_unseen(sign: str) -> bool:
    """Separators and control, format and unassigned characters."""
    return unicodedata.category(sign)[0] in "ZC"


def _cell(row: Mapping, column: Column, dutch: bool) -> str:
    """A value as text: numbers as plain numbers, and never one that its status hides."""
    value = shown(row, column)
    if isinstance(value, Real):
        text = column.written(value)
        return text.replace(".", ",") if dutch else text
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


def later(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """For a download button: makes the file when it is pressed, in another thread that knows nothing of the page.

    It keeps the reader's language and the page's build. That the file was made is logged (audit.py).
    """
    context = copy_context()
    return lambda: context.copy().run(audit.exporting, make)


def file_name(*parts: str, kind: str = "csv") -> str:
    """<program>-<parts>.csv with only characters every system takes; the parts are in the reader's language."""
    mark = ("wat-als",) if warehouse.scenario() else ()
    words = unicodedata.normalize("NFKD", "-".join((SLUG, *parts, *mark)).lower())
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in words if not unicodedata.combining(c))
    return "-".join(filter(None, letters.split("-"))) + f".{kind}"
