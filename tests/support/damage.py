"""Ways to spoil a copy of a source's sample file, as publishers or the way to us do."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook

from etl.declared import catalog

Damage = Callable[[Path, str], None]
Rows = list[list[str]]


def file_of(folder: Path, source: str) -> Path:
    """The sample's file of a source."""
    return folder / catalog.sources()[source].vintages["voorbeeld"].file


def first(edition: str, source: str) -> catalog.Edition:
    """The edition, this source first: a fault that its contract sees then stops a build at once."""
    known = catalog.edition(edition)
    uses = sorted(known.uses, key=lambda use: use[0].source_id != source)
    return known.model_copy(update={"uses": tuple(uses)})


def in_bytes(change: Callable[[bytes], bytes]) -> Damage:
    """The file's bytes, changed."""

    def damage(folder: Path, source: str) -> None:
        path = file_of(folder, source)
        before = path.read_bytes()
        after = change(before)
        assert after != before
        path.write_bytes(after)

    return damage


def in_rows(change: Callable[[Rows], Rows]) -> Damage:
    """The rows of a CSV, header first, changed and written in the same dialect."""

    def damage(folder: Path, source: str) -> None:
        dialect = catalog.sources()[source].vintages["voorbeeld"].dialect
        path = file_of(folder, source)
        text = path.read_bytes().decode(dialect.encoding)
        rows = change(list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)))
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n").writerows(rows)
        assert out.getvalue() != text
        path.write_bytes(out.getvalue().encode(dialect.encoding))

    return damage


def cells(header: str, change: Callable[[str], str], most: int = 10**9) -> Damage:
    """The first `most` filled cells of one column of a CSV."""

    def per_row(rows: Rows) -> Rows:
        at, left = rows[0].index(header), most
        for row in rows[1:]:
            if left and row[at].strip():
                row[at], left = change(row[at]), left - 1
        return rows

    return in_rows(per_row)


def header(change: Callable[[list[str]], list[str]]) -> Damage:
    """Only the header line of a CSV: the cells below stay where they are."""
    return in_rows(lambda rows: [change(rows[0]), *rows[1:]])


def rename(old: str, new: str) -> Callable[[list[str]], list[str]]:
    """One name becomes another."""
    return lambda row: [new if name == old else name for name in row]


def swap(first: str, second: str) -> Callable[[list[str]], list[str]]:
    """Two names change places."""
    names = {first: second, second: first}
    return lambda row: [names.get(name, name) for name in row]


def added(column: str, cell: str) -> Callable[[Rows], Rows]:
    """A column more, at the end."""
    return lambda rows: [[*rows[0], column], *([*row, cell] for row in rows[1:])]


def without(column: str) -> Callable[[Rows], Rows]:
    """A column is gone."""

    def change(rows: Rows) -> Rows:
        at = rows[0].index(column)
        return [[*row[:at], *row[at + 1 :]] for row in rows]

    return change


def workbook(change: Callable[[dict[str, list[list[Any]]]], Any]) -> Damage:
    """A workbook's sheets (name -> rows), changed in place and written anew."""

    def damage(folder: Path, source: str) -> None:
        path = file_of(folder, source)
        book = CalamineWorkbook.from_path(str(path))
        sheets = {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}
        change(sheets)
        with xlsxwriter.Workbook(path) as out:
            for name, rows in sheets.items():
                sheet = out.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)

    return damage


def geojson(change: Callable[[dict[str, Any]], Any], member: str | None = None) -> Damage:
    """The features of a GeoJSON file, or of the one inside a zip, each changed in place."""

    def damage(folder: Path, source: str) -> None:
        path = file_of(folder, source)
        if member is None:
            path.write_text(_each(path.read_text(encoding="utf-8"), change), encoding="utf-8")
            return
        with zipfile.ZipFile(path) as held:
            text = held.read(member).decode("utf-8")
        with zipfile.ZipFile(path, "w") as held:
            held.writestr(member, _each(text, change))

    return damage


def _each(text: str, change: Callable[[dict[str, Any]], Any]) -> str:
    found = json.loads(text)
    for feature in found["features"]:
        change(feature)
    return json.dumps(found)


def parquet(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Damage:
    """A parquet file's frame, changed."""

    def damage(folder: Path, source: str) -> None:
        path = file_of(folder, source)
        change(pd.read_parquet(path)).to_parquet(path)

    return damage


def swap_axes(feature: dict[str, Any]) -> None:
    """Latitude first, as some services give it."""

    def turned(place: Any) -> Any:
        return place[::-1] if isinstance(place[0], float) else [turned(part) for part in place]

    feature["geometry"]["coordinates"] = turned(feature["geometry"]["coordinates"])
