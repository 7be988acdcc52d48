"""Where the table stands in a partner's file: titles, header, footers, blank lines. Proposed, then shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.partners.intake import columns, textfile, workbook
from etl.partners.intake.findings import Finding
from etl.partners.intake.textfile import HEADER_WITHIN, SAMPLE_RECORDS, Dialect, Record


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


@dataclass(frozen=True)
class Reading:
    """A file read with its proposed layout: its records, those of other sheets, and what was odd about its bytes."""

    layout: Layout
    records: list[Record]
    others: list[Record]
    findings: list[Finding]


def propose(data: bytes) -> Reading:
    """What a person is shown first. Raises UploadRejected for a workbook that its reader cannot read."""
    if not data.startswith(b"PK"):
        dialect, findings = textfile.propose(data)
        found = textfile.read(data, dialect)
        layout = Layout("csv", dialect.encoding, dialect.delimiter, quoted=dialect.quoted)
        return Reading(_placed(layout, found), found, [], findings)
    sheets = workbook.read(data)
    sheet, findings = workbook.propose(sheets)
    others = [record for name, rows in sheets.items() if name != sheet for record in rows]
    found = sheets.get(sheet, [])
    return Reading(_placed(Layout("xlsx", sheet=sheet), found), found, others, findings)


def records(data: bytes, layout: Layout) -> list[Record]:
    """All records of the file, titles and blank lines too, in file order."""
    if layout.kind == "xlsx":
        return workbook.read(data).get(layout.sheet, [])
    return textfile.read(data, Dialect(layout.encoding, layout.delimiter, layout.quoted))


def data_records(data: bytes, layout: Layout) -> list[Record]:
    """One record per data row of the file, as wide as the header."""
    return body(records(data, layout), layout)


def body(found: Sequence[Record], layout: Layout) -> list[Record]:
    """One record per data row: all but titles, header, totals and blank lines; every one as wide as the header."""
    apart = {layout.header_line, *layout.title_lines, *layout.footer_lines, *layout.blank_lines}
    width = len(layout.headers)
    return [(n, (*cells, *[""] * (width - len(cells)))[:width]) for n, cells in found if n not in apart]


def _placed(layout: Layout, found: Sequence[Record]) -> Layout:
    """The layout with its header, titles, footers and blank lines found."""
    filled = [(line, cells) for line, cells in found if any(cell.strip() for cell in cells)]
    blank = tuple(line for line, cells in found if not any(cell.strip() for cell in cells))
    if not filled:
        return replace(layout, blank_lines=blank)
    header_line, headers = _header(filled)
    same = tuple(line for line, cells in filled if header_line and line > header_line and _same(cells, headers))
    titles = tuple(line for line, _ in filled if line < header_line or (line == 1 and _is_separator(filled[0])))
    body = [(line, cells) for line, cells in filled if line > header_line and line not in (*same, *titles)]
    footers = tuple(sorted({line for line, cells in body if columns.is_total(cells)} | _closing(body)))
    return replace(
        layout,
        header_line=header_line,
        title_lines=(*titles, *same),
        footer_lines=footers,
        blank_lines=blank,
        headers=headers,
    )


def _is_separator(record: Record) -> bool:
    return record[1][0].lower().startswith("sep=")


def _same(cells: Sequence[str], headers: Sequence[str]) -> bool:
    return [c.strip() for c in cells if c.strip()] == [h for h in headers if h]


def _closing(body: Sequence[Record]) -> set[int]:
    """Lines of remarks at the end: walks up from the last line while they are remarks or totals."""
    lines: set[int] = set()
    for line, cells in reversed(body):
        if not (columns.is_remark(cells) or columns.is_total(cells)):
            break
        lines.add(line)
    return lines


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
