"""The job that reads a workbook (XLSX) for etl.apart: judged as an archive, measured as XML, and only then read."""

import datetime as dt
import io
import pickle
import zipfile
import zlib
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from etl.apart import archive
from etl.apart.archive import Refused
from etl.apart.parts import Measure


def read(data: bytes) -> dict[str, Any]:
    """{'refused': word} or {'sheets': [(name, rows of texts)]}; whole numbers without '.0', dates as ISO.

    Words: damaged, encrypted, other, members, unpacked, doctype, cells, text, counts, sheets, unreadable.
    """
    try:
        _judge(data)
    except Refused as refused:
        return {"refused": str(refused)}
    except (*archive.DAMAGED, zlib.error):
        return {"refused": "damaged"}
    try:
        return {"sheets": _sheets(data)}
    except (CalamineError, OSError, ValueError):
        return {"refused": "unreadable"}


def packed(data: bytes) -> dict[str, Any]:
    """As `read`, with the sheets as {'packed': bytes}: as objects they would take ten times as much."""
    found = read(data)
    return {"packed": zlib.compress(pickle.dumps(found["sheets"]), level=1)} if "sheets" in found else found


def _judge(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        archive.judge(held)
        names = held.namelist()
        macros = any(name.endswith("vbaProject.bin") for name in names)
        # the reader takes what fits: a zip that is OpenDocument too would be read as that, unmeasured
        if "xl/workbook.xml" not in names or macros or {"mimetype", "content.xml"} & set(names):
            raise Refused("other")
        measure = Measure()
        for name, content in archive.unpacked(held, len(data)):
            measure.add(name, content)
        measure.total()


def _sheets(data: bytes) -> list[tuple[str, list[tuple[str, ...]]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return [
        (name, [tuple(map(cell_text, row)) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)])
        for name in names
    ]


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
