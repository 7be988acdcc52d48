"""A partner's file -> proposed layout and columns -> rows under canonical names. Nothing is applied unseen.

Canonical rows have one row per data row of the file: `line` (1-based) and one text column per canonical field,
'' where the file says nothing.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice

import pandas as pd

from etl.errors import UploadRejected
from etl.partners.intake import columns as roles
from etl.partners.intake import door, oddities, screening, spread, told_once, uncounted
from etl.partners.intake import layout as layouts
from etl.partners.intake.columns import FIELDS
from etl.partners.intake.findings import Finding, note, stopped
from etl.partners.intake.layout import Layout
from etl.partners.intake.readings import participants, read_date, school_year
from etl.partners.intake.textfile import Record

__all__ = [
    "FIELDS", "UNDOABLE", "Layout", "Proposal", "header_key", "lacks", "participants", "propose", "read_date", "rows",
    "school_year",
]  # fmt: skip
ROW_COLUMNS = ["line", *FIELDS]
FULL_POSTCODE = r"\d{4} ?[A-Za-z]{2}(?![A-Za-z])"
IN_CELL = re.compile(rf"(?:NL-?)?(?P<code>{FULL_POSTCODE}|\d{{4}}(?!\d))[\s,\-–()]*(?P<place>[^\d]*)")
IN_ADDRESS = re.compile(rf"(?P<street>.+?)[\s,\-–(]+(?:NL-?)?(?P<code>{FULL_POSTCODE})[\s,\-–)]*(?P<place>[^\d]*)")
AFTER_PLACE = re.compile(rf"(?P<place>[^\d]+?)[\s,\-–(]+(?P<code>{FULL_POSTCODE})\)?")
BRIN_IN_NAME = re.compile(r"(?<!\w)\d{2}[A-Za-z]{2}[ \-]?\d{2}(?!\w)")
# a sign that points to a footnote: 'De Rietvink*'; none that a fingerprint of a row has letters or digits of
FOOTNOTE_SIGN = re.compile(r"\s*(?:[*†‡]+|\(\*+\))$")
# what a person can say no to: see told_once, spread, layout and columns
# 'upright' is asked the other way round: what a file is stopped for, until a person says that its columns are its rows
UNDOABLE = (
    "upright",
    "sheets",
    "second_table",
    "blocks",
    "groups",
    "swapped",
    "sections",
    "carried",
    "year_title",
    "year_sheet",
)
# enough rows to see what a column holds
SAMPLE_ROWS = 1_000
EXAMPLES = 3
TOP_LINES, TOP_COLUMNS = 200, 26
header_key = roles.key


@dataclass(frozen=True)
class Proposal:
    """What intake would do with one file; columns, why and examples (three filled cells) by position (0-based).

    Rows, examples and top are empty when a finding stops.
    """

    layout: Layout
    columns: dict[int, str]
    why: dict[int, str]
    findings: list[Finding]
    rows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ROW_COLUMNS))
    # one row per data row of the file, where rows are more or fewer; None where rows are just that
    apart: pd.DataFrame | None = None
    examples: dict[int, tuple[str, ...]] = field(default_factory=dict)
    # the first lines as the partner made them, no wider than a page shows, and how many there are of all
    top: tuple[Record, ...] = ()
    lines_count: int = 0

    @property
    def told(self) -> pd.DataFrame:
        """What each data row says of the school, also where it tells of no activity or of several."""
        return self.rows if self.apart is None else self.apart

    @property
    def asks_to_turn(self) -> bool:
        """Whether the only thing that stops this file is that its schools stand in columns."""
        return {found.check for found in self.findings if found.result == "stop"} == {"transposed"}

    @property
    def stopped(self) -> bool:
        """Whether a finding ends this upload."""
        return stopped(self.findings)


def propose(
    name: str,
    data: bytes,
    remembered: Mapping[str, str] | None = None,
    without: Set[str] = frozenset(),
    year: str = "",
) -> Proposal:
    """Layout, columns and rows of one file, with every finding up to the first stage that stops.

    remembered: the partner's earlier mapping, `header_key(header)` -> field ('' = not used). without: what a person
    does not want to be understood (see UNDOABLE). year: the school year that a person says the whole file has.
    """
    findings = screening.at_the_door(name, data)
    if stopped(findings):
        return Proposal(Layout(), {}, {}, findings)
    try:
        read = layouts.propose(data, without)
    except UploadRejected:
        return Proposal(Layout(), {}, {}, [*findings, door.refused("died")])
    layout = read.layout
    # a header or a sheet's name may be what must not be repeated
    masked = replace(layout, headers=(), sheet="", sheets=(), orders=())
    findings += [*_turned(layout), *read.findings, *screening.shape(layout, read.records)]
    if stopped(findings):
        return Proposal(masked, {}, {}, findings)
    layout, columns, why, notes = _understood(read, remembered or {}, without, year)
    masked = replace(masked, footer_lines=layout.footer_lines, section_lines=layout.section_lines)
    findings += [
        *notes,
        *screening.columns(layout, columns, read.records),
        *oddities.findings(layout, columns, read.records),
        *screening.activities(layout, read.records),
        *screening.beside(data, layout, read, columns),
    ]
    # what is not read is kept with the file all the same
    findings += screening.cells([*read.records, *read.others])
    if any(found.result == "stop" and found.check in screening.PERSONAL for found in findings):
        return Proposal(masked, {}, {}, findings)
    if stopped(findings):
        return Proposal(layout, columns, why, findings)
    found = layouts.body(read.records, layout)
    apart, rows = _frames(found, columns, layout)
    findings += uncounted.findings(rows)
    examples, top = _examples(found, len(layout.headers)), _top(read.records)
    return Proposal(layout, columns, why, findings, rows, apart, examples, top, len(read.records))


def _turned(layout: Layout) -> list[Finding]:
    if not layout.turned:
        return []
    nl = "De tabel is gedraaid gelezen: regel n is kolom n van het bestand. Kijk of dat klopt."
    en = "The table was read turned: line n is column n of the file. See whether that is right."
    return [note("turned", nl, en)]


def _examples(found: Sequence[Record], width: int) -> dict[int, tuple[str, ...]]:
    """The first filled cells of each column, to show what it holds."""
    return {
        place: tuple(islice((cells[place] for _, cells in found if cells[place].strip()), EXAMPLES))
        for place in range(width)
    }


def _top(found: Sequence[Record]) -> tuple[Record, ...]:
    return tuple((line, cells[:TOP_COLUMNS]) for line, cells in found[:TOP_LINES])


def _understood(
    read: layouts.Reading, remembered: Mapping[str, str], without: Set[str], year: str
) -> tuple[Layout, dict[int, str], dict[int, str], list[Finding]]:
    """The layout with what is told once, in blocks or per group; which column holds what and why; and the notes."""
    layout = read.layout
    columns, why = _columns(read, layout, remembered)
    sections, _ = told_once.propose(read, layout, columns, without | {"carried"}, "-")
    # rows that are no schools say nothing of what a column holds
    cut = replace(layout, section_lines=sections.section_lines)
    if cut.section_lines:
        columns, why = _columns(read, cut, remembered)
    notes = []
    if "swapped" not in without:
        columns, notes = roles.mended(columns, why, _samples(read, cut))
    cut, columns, spread_notes = spread.propose(read, cut, columns, without)
    layout, once_notes = told_once.propose(read, replace(cut, section_lines=()), columns, without, year)
    return layout, columns, why, [*notes, *spread_notes, *once_notes]


def _samples(read: layouts.Reading, layout: Layout) -> list[list[str]]:
    body = layouts.body(read.records, layout)[:SAMPLE_ROWS]
    return [[cells[position] for _, cells in body] for position in range(len(layout.headers))]


def _columns(
    read: layouts.Reading, layout: Layout, remembered: Mapping[str, str]
) -> tuple[dict[int, str], dict[int, str]]:
    return roles.propose(layout.headers, _samples(read, layout), remembered, has_header=bool(layout.header_line))


def lacks(layout: Layout, columns: Mapping[int, str]) -> str:
    """What a file must say before its rows can count: 'school' or 'year'; '' when it says both."""
    used = set(columns.values()) | {field for _, _, field, _, _ in layout.given}
    used |= {field for cells, _ in layout.blocks for _, field in cells}
    used |= {field for _, fields in layout.blocks for field, _ in fields}
    if not used & {"brin", "school", "street", "postcode"}:
        return "school"
    return "" if used & {"school_year", "start_date"} else "year"


def rows(data: bytes, layout: Layout, columns: Mapping[int, str]) -> pd.DataFrame:
    """Canonical rows, one per activity of each data row, in file order; all text but `line`."""
    return _frames(layouts.data_records(data, layout), columns, layout)[1]


def _frames(
    body: Sequence[Record], columns: Mapping[int, str], layout: Layout
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """Canonical rows of data records: one per record (None where that is the same), and one per activity of it."""
    used = {position: name for position, name in columns.items() if name}
    told = [dict.fromkeys(FIELDS, "") | {name: _told(cells[n]) for n, name in used.items()} for _, cells in body]
    lines = [line for line, _ in body]
    told_once.apply(told, lines, layout.given)
    if any(name == "school" and roles.counted_school(layout.headers[n]) for n, name in used.items()):
        told = [_counted(row) for row in told]
    told = [_apart(row) for row in told]
    per_record = _frame([{"line": line} | row for line, row in zip(lines, told, strict=True)])
    if not (layout.blocks or layout.summed):
        return None, per_record
    found = [
        {"line": line} | activity
        for (line, cells), row in zip(body, told, strict=True)
        for activity in spread.activities(row, cells, layout)
    ]
    return per_record, _frame(found)


def _counted(told: dict[str, str]) -> dict[str, str]:
    """How many stand behind the name of the school; a column of their own goes before."""
    school, count = roles.split_count(told["school"])
    return told | {"school": school, "participants": told["participants"] or count}


def _frame(found: list[dict]) -> pd.DataFrame:
    """Made column by column: from records with a type told for each it takes four times as long."""
    if not found:
        return pd.DataFrame(columns=ROW_COLUMNS).astype(dict.fromkeys(FIELDS, "str") | {"line": "int64"})
    return pd.DataFrame({name: [row[name] for row in found] for name in ROW_COLUMNS})


def _told(cell: str) -> str:
    """A cell's text with single spaces; '' where it only says that there is nothing."""
    return "" if roles.is_nothing(cell) or roles.is_ditto(cell) else " ".join(cell.split())


def _apart(told: dict[str, str]) -> dict[str, str]:
    """Postcode, place and street out of cells that hold several; a field with a column of its own keeps its text."""
    for name in ("postcode", "place", "street"):
        parts = _address(told[name], name)
        if parts:
            own = {key: text for key, text in told.items() if text and key != name}
            told = told | {name: ""} | parts | own
    told = told | {"school": FOOTNOTE_SIGN.sub("", told["school"])}
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
