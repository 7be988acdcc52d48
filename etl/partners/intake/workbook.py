"""A workbook (XLSX) as records per sheet, and which of its sheets holds the table."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from etl.errors import UploadRejected
from etl.partners.intake import columns
from etl.partners.intake.findings import Finding, note
from etl.partners.intake.textfile import HEADER_WITHIN, Record


def read(data: bytes) -> dict[str, list[Record]]:
    """Every sheet's rows as text: whole numbers without '.0', dates as ISO, in the workbook's order.

    Raises UploadRejected for a workbook that its reader cannot read.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        found = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except (CalamineError, OSError, ValueError) as error:
        raise UploadRejected(f"The workbook cannot be read ({type(error).__name__}). Save it again as XLSX.") from error
    return {
        name: [(n, tuple(cell_text(value) for value in row)) for n, row in enumerate(rows, 1)]
        for name, rows in found.items()
    }


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


def propose(found: Mapping[str, Sequence[Record]]) -> tuple[str, list[Finding]]:
    """The first sheet with a table that has known headers, else the first with two rows and two columns."""
    filled = {name: [r for r in rows if any(c.strip() for c in r[1])] for name, rows in found.items()}
    tables = [name for name, rows in filled.items() if len(rows) > 1 and max(len(r[1]) for r in rows) > 1]
    named = [name for name in tables if max(columns.known(cells) for _, cells in filled[name][:HEADER_WITHIN]) > 1]
    sheet = next(iter([*named, *tables, *found]), "")
    others = [position for position, name in enumerate(found, 1) if name != sheet and filled[name]]
    if not others:
        return sheet, []
    used, told = list(found).index(sheet) + 1, ", ".join(map(str, others))
    nl = f"Alleen werkblad {used} wordt gelezen; ook gevuld: werkblad {told}. Lever die apart als er scholen in staan."
    en = f"Only sheet {used} is read; also filled: sheet {told}. Deliver those apart if they hold schools."
    return sheet, [note("sheets", nl, en)]
