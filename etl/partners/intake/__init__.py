"""A partner's file -> proposed layout and columns -> rows under canonical names. Nothing is applied unseen.

Canonical rows have one row per data row of the file: `line` (1-based) and one text column per canonical field,
'' where the file says nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import pandas as pd

from etl.errors import UploadRejected
from etl.partners.intake import columns as roles
from etl.partners.intake import door, screening
from etl.partners.intake import layout as layouts
from etl.partners.intake.columns import FIELDS
from etl.partners.intake.findings import Finding, stopped
from etl.partners.intake.layout import Layout
from etl.partners.intake.readings import participants, read_date, school_year
from etl.partners.intake.textfile import Record

__all__ = ["FIELDS", "Layout", "Proposal", "header_key", "participants", "propose", "read_date", "rows", "school_year"]
ROW_COLUMNS = ["line", *FIELDS]
FULL_POSTCODE = r"\d{4} ?[A-Za-z]{2}(?![A-Za-z])"
IN_CELL = re.compile(rf"(?:NL-?)?(?P<code>{FULL_POSTCODE}|\d{{4}}(?!\d))[\s,\-–()]*(?P<place>[^\d]*)")
IN_ADDRESS = re.compile(rf"(?P<street>.+?)[\s,\-–(]+(?:NL-?)?(?P<code>{FULL_POSTCODE})[\s,\-–)]*(?P<place>[^\d]*)")
AFTER_PLACE = re.compile(rf"(?P<place>[^\d]+?)[\s,\-–(]+(?P<code>{FULL_POSTCODE})\)?")
BRIN_IN_NAME = re.compile(r"(?<!\w)\d{2}[A-Za-z]{2}[ \-]?\d{2}(?!\w)")
# enough rows to see what a column holds
SAMPLE_ROWS = 1_000
EXAMPLES = 3
header_key = roles.key


@dataclass(frozen=True)
class Proposal:
    """What intake would do with one file; columns, why and examples (three filled cells) by position (0-based).

    Rows and examples are empty when a finding stops.
    """

    layout: Layout
    columns: dict[int, str]
    why: dict[int, str]
    findings: list[Finding]
    rows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ROW_COLUMNS))
    examples: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def stopped(self) -> bool:
        """Whether a finding ends this upload."""
        return stopped(self.findings)


def propose(name: str, data: bytes, remembered: Mapping[str, str] | None = None) -> Proposal:
    """Layout, columns and rows of one file, with every finding up to the first stage that stops.

    remembered: the partner's earlier mapping, `header_key(header)` -> field ('' = not used).
    """
    findings = screening.at_the_door(name, data)
    if stopped(findings):
        return Proposal(Layout(), {}, {}, findings)
    try:
        read = layouts.propose(data)
    except UploadRejected:
        return Proposal(Layout(), {}, {}, [*findings, door.refused("died")])
    layout = read.layout
    # a header or a sheet's name may be what must not be repeated
    masked = replace(layout, headers=(), sheet="")
    findings += [*read.findings, *screening.shape(layout, read.records)]
    if stopped(findings):
        return Proposal(masked, {}, {}, findings)
    body = layouts.body(read.records, layout)
    sample = [[cells[position] for _, cells in body[:SAMPLE_ROWS]] for position in range(len(layout.headers))]
    columns, why = roles.propose(layout.headers, sample, remembered or {})
    findings += screening.columns(layout, columns, read.records)
    # what is not read is kept with the file all the same
    findings += screening.cells([*read.records, *read.others])
    if any(found.result == "stop" and found.check in screening.PERSONAL for found in findings):
        return Proposal(masked, {}, {}, findings)
    if stopped(findings):
        return Proposal(layout, columns, why, findings)
    return Proposal(layout, columns, why, findings, _frame(body, columns), _examples(body, len(layout.headers)))


def _examples(found: Sequence[Record], width: int) -> dict[int, tuple[str, ...]]:
    """The first filled cells of each column, to show what it holds."""
    return {
        place: tuple(islice((cells[place] for _, cells in found if cells[place].strip()), EXAMPLES))
        for place in range(width)
    }


def rows(data: bytes, layout: Layout, columns: Mapping[int, str]) -> pd.DataFrame:
    """Canonical rows, one per data row of the file, in file order; all text but `line`."""
    return _frame(layouts.data_records(data, layout), columns)


def _frame(body: Sequence[Record], columns: Mapping[int, str]) -> pd.DataFrame:
    """Canonical rows of data records."""
    used = {position: name for position, name in columns.items() if name}
    found = []
    for line, cells in body:
        told = dict.fromkeys(FIELDS, "") | {name: _told(cells[position]) for position, name in used.items()}
        found.append({"line": line} | _apart(told))
    return pd.DataFrame(found, columns=ROW_COLUMNS).astype(dict.fromkeys(FIELDS, "str") | {"line": "int64"})


def _told(cell: str) -> str:
    """A cell's text with single spaces; '' where it only says that there is nothing."""
    return "" if roles.is_nothing(cell) else " ".join(cell.split())


def _apart(told: dict[str, str]) -> dict[str, str]:
    """Postcode, place and street out of cells that hold several; a field with a column of its own keeps its text."""
    for name in ("postcode", "place", "street"):
        parts = _address(told[name], name)
        if parts:
            own = {key: text for key, text in told.items() if text and key != name}
            told = told | {name: ""} | parts | own
    code = BRIN_IN_NAME.search(told["school"])
    return told | {"brin": code[0]} if code and not told["brin"] else told


def _address(cell: str, name: str) -> dict[str, str] | None:
    """The parts of '1396 KJ Baambrugge', 'Baambrugge (1396 KJ)' or 'Kerkweg 1, 1396 KJ Baambrugge', else None."""
    shapes = [IN_ADDRESS] if name == "street" else [IN_CELL, AFTER_PLACE, IN_ADDRESS]
    for shape in shapes:
        found = shape.fullmatch(cell)
        if found:
            parts = {key: text.strip(" ,-–()") for key, text in found.groupdict().items()}
            parts["postcode"] = parts.pop("code")
            return {key: text for key, text in parts.items() if text}
    return None
