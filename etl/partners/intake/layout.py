"""Where the table stands in a partner's file: titles, header, footers, blank lines. Proposed, then shown."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from etl.partners.intake import columns, textfile, workbook
from etl.partners.intake.findings import Finding, note
from etl.partners.intake.textfile import HEADER_WITHIN, SAMPLE_RECORDS, Dialect, Record

# '1) zonder groep 8', '(1) voorlopig'
FOOTNOTE = re.compile(r"\(?\d{1,2}\)\s|[¹²³†]")
LINE_SIGNS = frozenset("-=_*~:+.–—")
MOST_TURNED = 20_000  # columns of a file that are read as rows
Given = tuple[int, int, str, str, str]
Block = tuple[tuple[tuple[int, str], ...], tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Layout:
    """Where the table stands in one file; lines are 1-based, header_line 0 means that the file has no header."""

    kind: str = "csv"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int = 0
    title_lines: tuple[int, ...] = ()
    footer_lines: tuple[int, ...] = ()
    blank_lines: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    quoted: bool = True
    # sheets that are read as one table; lines run on from sheet to sheet
    sheets: tuple[str, ...] = ()
    # rows that only say what the rows below have in common
    section_lines: tuple[int, ...] = ()
    # told once: first line, last line, field, text, habit; for rows that say nothing of that field themselves
    given: tuple[Given, ...] = ()
    # a second table: first line, last line, where each column of the first stands in it (-1: nowhere)
    orders: tuple[tuple[int, int, tuple[int, ...]], ...] = ()
    # columns that are an activity of their own in each row: (position, field) of cells, (field, text) of the header
    blocks: tuple[Block, ...] = ()
    # columns whose numbers are added up to the participants
    summed: tuple[int, ...] = ()
    # the file's columns are read as rows: line n is column n of the file
    turned: bool = False


@dataclass(frozen=True)
class Reading:
    """A file read with its proposed layout: its records, those of other sheets, and what was odd about its bytes."""

    layout: Layout
    records: list[Record]
    others: list[Record]
    findings: list[Finding]
    # name, first and last line of each sheet that is read, and cells that are merged: line -> position -> first line
    places: tuple[tuple[str, int, int], ...] = ()
    merged: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


def propose(data: bytes, without: Set[str] = frozenset()) -> Reading:
    """What a person is shown first. Raises UploadRejected for a workbook that its reader cannot read.

    without: what a person does not want to be understood: 'sheets', 'second_table', 'upright' (that a row is a school).
    """
    turned = "upright" in without
    if not data.startswith(b"PK"):
        dialect, findings = textfile.propose(data)
        found = _laid(textfile.read(data, dialect), turned)
        layout = Layout("csv", dialect.encoding, dialect.delimiter, quoted=dialect.quoted, turned=turned)
        placed = _placed(layout, found, without)
        return Reading(placed, found, [], [*findings, *_second_tables(placed)])
    as_it_is = workbook.read(data)
    apart = workbook.ungluing(as_it_is)
    sheets = as_it_is | apart
    sheet, together, findings = workbook.propose(sheets, without | ({"sheets"} if turned else set()))
    others = [record for name, rows in sheets.items() if name not in together for record in rows]
    found = _laid(_run_on(sheets, together), turned)
    layout = Layout("xlsx", sheet=sheet, sheets=together if len(together) > 1 else (), turned=turned)
    placed = _placed(layout, found, without)
    places = ((sheet, 1, len(found)),) if turned else _places(sheets, together)
    merged = {} if turned else workbook.merged_from(workbook.beside(data).merged, places)
    glued = _glued() if apart.keys() & set(together) else []
    return Reading(placed, found, others, [*findings, *glued, *_second_tables(placed)], places, merged)


def _run_on(sheets: Mapping[str, Sequence[Record]], together: Sequence[str]) -> list[Record]:
    """The rows of sheets as those of one, lines running on."""
    rows = [cells for name in together for _, cells in sheets.get(name, [])]
    return list(enumerate(rows, 1))


def _laid(found: list[Record], turned: bool) -> list[Record]:
    """The records as they lie, or the table's columns as records. No more of them than a table may have columns."""
    if not turned:
        return found
    width = min(max((_last_filled(cells) for _, cells in found), default=0), MOST_TURNED)
    columns_ = zip_longest(*(cells[:width] for _, cells in found), fillvalue="")
    return [(n, tuple(cells)) for n, cells in enumerate(columns_, 1) if n <= width]


def _places(sheets: Mapping[str, Sequence[Record]], together: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    found, line = [], 1
    for name in together:
        found.append((name, line, line + len(sheets[name]) - 1))
        line += len(sheets[name])
    return tuple(found)


def _glued() -> list[Finding]:
    nl = "De cellen van een rij stonden samen in de eerste kolom; ze zijn uit elkaar gehaald. Kijk of dat klopt."
    en = "The cells of a row stood together in the first column; they were taken apart. See whether that is right."
    return [note("glued", nl, en)]


def _second_tables(layout: Layout) -> list[Finding]:
    if not layout.orders:
        return []
    nl = "Hieronder begint een tweede tabel; haar kolommen zijn bij die van de eerste gezet. Kijk of dat klopt."
    en = "A second table begins here; its columns were put with those of the first. See whether that is right."
    return [note("second_table", nl, en, [first - 1 for first, _, _ in layout.orders])]


def records(data: bytes, layout: Layout) -> list[Record]:
    """All records of the file, titles and blank lines too, in file order."""
    if layout.kind == "xlsx":
        sheets = workbook.read(data)
        return _laid(_run_on(sheets | workbook.ungluing(sheets), layout.sheets or (layout.sheet,)), layout.turned)
    return _laid(textfile.read(data, Dialect(layout.encoding, layout.delimiter, layout.quoted)), layout.turned)


def data_records(data: bytes, layout: Layout) -> list[Record]:
    """One record per data row of the file, as wide as the header."""
    return body(records(data, layout), layout)


def body(found: Sequence[Record], layout: Layout) -> list[Record]:
    """One record per data row: all but titles, header, totals and blank lines; every one as wide as the header."""
    apart = {layout.header_line, *layout.title_lines, *layout.footer_lines, *layout.blank_lines, *layout.section_lines}
    width = len(layout.headers)
    kept = [(n, (*cells, *[""] * (width - len(cells)))[:width]) for n, cells in found if n not in apart]
    return [(n, _in_order(n, cells, layout.orders)) for n, cells in kept] if layout.orders else kept


def _in_order(line: int, cells: tuple[str, ...], orders: Sequence[tuple[int, int, tuple[int, ...]]]) -> tuple[str, ...]:
    """A row of a second table in the order of the first one's columns."""
    for first, last, order in orders:
        if first <= line <= last:
            return tuple(cells[n] if 0 <= n < len(cells) else "" for n in order)
    return cells


def _placed(layout: Layout, found: Sequence[Record], without: Set[str] = frozenset()) -> Layout:
    """The layout with its header, titles, footers and blank lines found."""
    filled = [(line, cells) for line, cells in found if any(cell.strip() for cell in cells)]
    blank = tuple(line for line, cells in found if not any(cell.strip() for cell in cells))
    if not filled:
        return replace(layout, blank_lines=blank)
    header_line, headers = _header(filled)
    below = [(line, cells) for line, cells in filled if header_line and line > header_line]
    same = {line for line, cells in below if _same(cells, headers)}
    orders = () if "second_table" in without else _orders(below, headers, found[-1][0])
    same |= {first - 1 for first, _, _ in orders}
    titles = {line for line, _ in filled if line < header_line or (line == 1 and _is_separator(filled[0]))}
    body = [(line, cells) for line, cells in filled if line > header_line and line not in same | titles]
    titles |= _titles_of_same(body, sorted(same))
    body = [(line, cells) for line, cells in body if line not in titles]
    apart = {line for line, cells in body if columns.is_total(cells) or _is_line(cells)}
    footers = tuple(sorted(apart | _closing(body)))
    return replace(
        layout,
        header_line=header_line,
        title_lines=(*sorted(titles), *sorted(same)),
        footer_lines=footers,
        blank_lines=blank,
        headers=headers,
        orders=orders,
    )


def _orders(below: Sequence[Record], headers: Sequence[str], last: int) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    """Tables below the first with their own header: where each column of the first stands in them."""
    starts: list[tuple[int, tuple[int, ...]]] = []
    for line, cells in below:
        filled = [cell for cell in cells if cell.strip()]
        if _same(cells, headers):
            starts.append((line, ()))
        elif len(filled) > 2 and not columns.is_data(cells) and columns.known(cells) >= max(len(filled) - 1, 3):
            starts.append((line, _order(headers, cells)))
    ends = [line - 1 for line, _ in starts[1:]] + [last]
    return tuple((line + 1, end, order) for (line, order), end in zip(starts, ends, strict=bool(starts)) if order)


def _order(headers: Sequence[str], cells: Sequence[str]) -> tuple[int, ...]:
    there = {columns.key(cell): n for n, cell in reversed(list(enumerate(cells))) if cell.strip()}
    means = {columns.field_of(cell): n for n, cell in reversed(list(enumerate(cells))) if cell.strip()}
    means.pop("", None)
    return tuple(there.get(columns.key(h), means.get(columns.field_of(h), -1)) if h else -1 for h in headers)


def _titles_of_same(body: Sequence[Record], same: Sequence[int]) -> set[int]:
    """Lone cells right above a header that is there again (of another sheet, of a second table)."""
    titles: set[int] = set()
    for line in same:
        for above, cells in reversed([record for record in body if record[0] < line]):
            if sum(bool(cell.strip()) for cell in cells) > 1 or not is_title(cells):
                break
            titles.add(above)
    return titles


def is_title(cells: Sequence[str]) -> bool:
    """A lone cell in the first column of several."""
    return len(cells) > 1 and bool(cells[0].strip()) and not any(cell.strip() for cell in cells[1:])


def _is_separator(record: Record) -> bool:
    return record[1][0].lower().startswith("sep=")


def _same(cells: Sequence[str], headers: Sequence[str]) -> bool:
    return [c.strip() for c in cells if c.strip()] == [h for h in headers if h]


def _closing(body: Sequence[Record]) -> set[int]:
    """Lines of remarks at the end: walks up from the last line while they are remarks or totals."""
    lines: set[int] = set()
    for line, cells in reversed(body):
        if not (columns.is_remark(cells) or columns.is_total(cells) or _is_footnote(cells)):
            break
        lines.add(line)
    return lines


def _is_line(cells: Sequence[str]) -> bool:
    """A row that only draws a line: '---' in two or more cells, and nothing else."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 1 and all(len(text) > 1 and set(text) <= LINE_SIGNS for text in filled)


def _is_footnote(cells: Sequence[str]) -> bool:
    """A lone first cell that is a sentence, or a legend such as 'rood = gestopt'."""
    if len(cells) < 3 or not is_title(cells):
        return False
    text = cells[0].strip()
    return " = " in text or (len(text.split()) > 3 and text.endswith((".", "!"))) or bool(FOOTNOTE.match(text))


def _header(filled: Sequence[Record]) -> tuple[int, tuple[str, ...]]:
    """The header's line and texts; line 0 and numbered columns when the file has none."""
    width = max(_last_filled(cells) for _, cells in filled[:SAMPLE_RECORDS])
    usual = Counter(_last_filled(cells) for _, cells in filled).most_common(1)[0][0]
    scored = [(columns.known(cells), line, cells) for line, cells in filled[:HEADER_WITHIN]]
    best = max(scored, key=_first_of_best)
    alone = best[0] == 1 and _last_filled(best[2]) >= usual - 1 and not columns.is_data(best[2])
    if best[0] > 1 or alone:
        return best[1], _cut(best[2], max(_last_filled(best[2]), usual))
    for line, cells in filled[:HEADER_WITHIN]:
        if _last_filled(cells) >= max(usual - 1, 1) and not columns.is_data(cells):
            return line, _cut(cells, max(_last_filled(cells), usual))
        if columns.is_data(cells):
            break
    return 0, tuple(f"kolom {position}" for position in range(1, width + 1))


def _first_of_best(scored: tuple[int, int, tuple[str, ...]]) -> tuple[int, int]:
    return scored[0], -scored[1]


def _last_filled(cells: Sequence[str]) -> int:
    return max((position for position, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _cut(cells: Sequence[str], width: int) -> tuple[str, ...]:
    padded = [*cells, *[""] * (width - len(cells))][:width]
    return tuple(" ".join(cell.split()) for cell in padded)
