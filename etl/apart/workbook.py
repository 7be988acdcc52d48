"""The job that reads a workbook (XLSX, ODS) for etl.apart: judged as an archive, measured as XML, then read."""

import datetime as dt
import io
import pickle
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from etl.apart import archive, marks
from etl.apart.archive import Refused
from etl.apart.opendocument import OpenMeasure
from etl.apart.parts import Measure

MOST_MERGES = 10_000  # a sheet of more is not one that people merge cells in by hand
OPENDOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"


def read(data: bytes) -> dict[str, Any]:
    """{'refused': word} or {'sheets': [(name, rows of texts)], 'merged': {name: ranges}, 'marks': see etl.apart.marks}.

    Whole numbers without '.0', dates as ISO; a range is first row, first column, last row, last column, from 0.
    Words: damaged, encrypted, other, members, unpacked, doctype, cells, text, counts, sheets, unreadable.
    """
    try:
        marks_of = _judge(data)
    except Refused as refused:
        return {"refused": str(refused)}
    except (*archive.DAMAGED, zlib.error):
        return {"refused": "damaged"}
    try:
        sheets, merged = _sheets(data)
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            return {"sheets": sheets, "merged": merged, "marks": marks_of(held)}
    except (CalamineError, OSError, ValueError, KeyError, ElementTree.ParseError):
        return {"refused": "unreadable"}


def packed(data: bytes) -> dict[str, Any]:
    """As `read`, with the sheets as {'packed': bytes} and what is beside them as {'beside': bytes}.

    As objects they would take ten times as much. Packed, what is repeated weighs nothing: {'weight': bytes} says
    what both are without that.
    """
    found = read(data)
    if "refused" in found:
        return found
    sheets, beside = pickle.dumps(found["sheets"]), pickle.dumps((found["merged"], found["marks"]))
    return {"packed": zlib.compress(sheets, 1), "beside": zlib.compress(beside, 1), "weight": len(sheets) + len(beside)}


def _judge(data: bytes) -> Callable[[zipfile.ZipFile], dict[str, Any]]:
    """What looks for marks in this kind of workbook. Raises Refused."""
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        archive.judge(held)
        names = held.namelist()
        macros = any(name.endswith("vbaProject.bin") for name in names)
        is_xlsx = "xl/workbook.xml" in names
        # the reader takes what fits: a zip that is two kinds at once would be read as one, measured as the other
        is_ods = "content.xml" in names and "mimetype" in names and held.read("mimetype").strip() == OPENDOCUMENT
        if macros or is_xlsx == is_ods or (is_xlsx and {"mimetype", "content.xml"} & set(names)):
            raise Refused("other")
        measure = Measure() if is_xlsx else OpenMeasure()
        for name, content in archive.unpacked(held, len(data)):
            measure.add(name, content)
        measure.total()
    return marks.of_workbook if is_xlsx else marks.of_opendocument


def _sheets(data: bytes) -> tuple[list[tuple[str, list[tuple[str, ...]]]], dict[str, list[tuple[int, ...]]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    sheets, merged = [], {}
    for name in names:
        sheet = book.get_sheet_by_name(name)
        sheets.append((name, [tuple(map(cell_text, row)) for row in sheet.to_python(skip_empty_area=False)]))
        if ranges := sheet.merged_cell_ranges:
            merged[name] = [(*first, *last) for first, last in ranges[:MOST_MERGES]]
    return sheets, merged


def cell_text(value: object) -> str:
    """A sheet's value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
