"""A reader's own file as records, in memory: the only place of this room that calls the ETL, for its careful readers.

Nothing is kept: not in a file, not in what readers share, not in a log. A workbook is read in a process of its own.
"""

from __future__ import annotations

from dashboard.frame import gate
from etl import apart
from etl.partners.intake import door, textfile

MOST_BYTES, MOST_LINES, MOST_COLUMNS = 10_000_000, 20_000, 200
MEMORY, SECONDS = 1_500_000_000, 30  # of the process that reads a workbook
Record = tuple[int, tuple[str, ...]]  # line of the file, its cells


class NotRead(Exception):
    """A file that cannot be read; `why` is too_large, too_much, no_table, or the word of the workbook's reader."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@gate.aside()
def records(name: str, data: bytes) -> list[Record]:
    """The lines of a text file, or the rows of the first sheet with two. Raises NotRead."""
    if len(data) > MOST_BYTES:
        raise NotRead("too_large")
    rows = _sheet(data) if data.startswith(b"PK") else _text(name, data)
    if any(len(cells) > MOST_COLUMNS for _line, cells in rows):
        raise NotRead("too_much")
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if len(filled) > MOST_LINES:
        raise NotRead("too_much")
    if len(filled) < 2:
        raise NotRead("no_table")
    return filled


def _text(name: str, data: bytes) -> list[Record]:
    if wrong := [one.check for one in door.at_the_door(name, data) if one.result == "stop"]:
        raise NotRead("too_much" if "rows" in wrong else "no_table")
    dialect, _odd = textfile.propose(data)
    return textfile.read(data, dialect)


def _sheet(data: bytes) -> list[Record]:
    """Not through the reader of partners' files, which remembers what it read."""
    try:
        found = apart.call("etl.apart.workbook:read", data, memory=MEMORY, seconds=SECONDS)
    except apart.Died as died:
        raise NotRead("died") from died
    if "refused" in found:
        raise NotRead(found["refused"])
    sheets = [rows for _name, rows in found["sheets"] if len(rows) > 1]
    return list(enumerate(sheets[0], 1)) if sheets else []
