"""Stages 2 and 3 of the screening: the shape of the table, then its cells. One function per check, one row each.

Persons do not belong in a partner's file: an upload with an e-mail address of a person, a phone number, a BSN or a
column of contact persons stops. No message holds a cell's or header's text.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from etl.partners.intake import columns as roles
from etl.partners.intake import personal, spread, workbook
from etl.partners.intake.door import at_the_door
from etl.partners.intake.findings import Finding, listed, note, ok, stop
from etl.partners.intake.layout import Layout, Reading, body
from etl.partners.intake.textfile import Record

__all__ = ["activities", "at_the_door", "beside", "cells", "columns", "shape"]
MAX_COLUMNS = 200
MAX_ROWS = 20_000
MAX_ACTIVITIES = 50_000  # of all rows together: what makes more of its columns takes a server's memory
MAX_CELL = 5_000
# checks that stop on persons
PERSONAL = ("persons", "mail", "phone", "bsn")
WHERE = {"place", "municipality", "postcode", "brin", "street"}
SCHOOL_FIELDS = {"brin", "school", "street"}
HARMLESS = re.compile(r"[+-]?\s?\d+(?:[.,]\d+)*\s?%?|-+")
HOSTILE = ("=", "+", "-", "@", "\t", "\r")


def shape(layout: Layout, found: Sequence[Record]) -> list[Finding]:
    """Stage 2 on the table's size and form: columns, rows, long cells, ragged rows, headers."""
    apart = {layout.header_line, *layout.title_lines, *layout.footer_lines, *layout.blank_lines}
    rows = [record for record in found if record[0] not in apart]
    return [_columns_count(found), _rows_count(len(rows)), _long(found), _ragged(layout, rows), _headers(layout)]


def _columns_count(found: Sequence[Record]) -> Finding:
    most = max((n for _, cells in found for n, cell in enumerate(cells, 1) if cell.strip()), default=0)
    if most > MAX_COLUMNS:
        nl = f"De tabel heeft {most} kolommen; hoogstens {MAX_COLUMNS} mag. Bewaar alleen de kolommen over scholen."
        en = f"The table has {most} columns; at most {MAX_COLUMNS} are allowed. Keep only the columns about schools."
        return stop("columns", nl, en)
    return ok("columns", f"Aantal kolommen: {most}.", f"Number of columns: {most}.")


def _rows_count(count: int) -> Finding:
    if count == 0:
        nl = "Er is geen enkele rij met gegevens. Kijk of dit het goede bestand of werkblad is."
        en = "There is not a single row of data. See whether this is the right file or sheet."
        return stop("rows", nl, en)
    if count > MAX_ROWS:
        nl = f"De tabel heeft {count} rijen; hoogstens {MAX_ROWS} mag. Splits het bestand, bijvoorbeeld per schooljaar."
        en = f"The table has {count} rows; at most {MAX_ROWS} are allowed. Split the file, for example by school year."
        return stop("rows", nl, en)
    return ok("rows", f"Aantal rijen met gegevens: {count}.", f"Number of rows of data: {count}.")


def _long(found: Sequence[Record]) -> Finding:
    lines = [line for line, cells in found if any(len(cell) > MAX_CELL for cell in cells)]
    if lines:
        nl = f"Een cel is langer dan {MAX_CELL} tekens. Kort de tekst in of kijk of een aanhalingsteken ontbreekt."
        en = f"A cell is longer than {MAX_CELL} characters. Shorten it or see whether a quotation mark is missing."
        return stop("long_cells", nl, en, lines)
    return ok("long_cells", "Geen cel is te lang.", "No cell is too long.")


def _ragged(layout: Layout, rows: Sequence[Record]) -> Finding:
    width = len(layout.headers)
    long = [line for line, cells in rows if any(cell.strip() for cell in cells[width:])]
    short = [line for line, cells in rows if len(cells) < width]
    if long:
        nl = f"Rijen met meer cellen dan de kop: {len(long)}. Waarschijnlijk staat er een scheidingsteken in een cel."
        en = f"Rows with more cells than the header: {len(long)}. Probably a delimiter stands inside a cell."
        return note("ragged", nl, en, long)
    if short:
        nl = f"Rijen met minder cellen dan de kop: {len(short)}. De laatste cellen zijn als leeg gelezen."
        en = f"Rows with fewer cells than the header: {len(short)}. The last cells were read as empty."
        return note("ragged", nl, en, short)
    return ok("ragged", "Elke rij past bij de kop.", "Every row fits the header.")


def _headers(layout: Layout) -> Finding:
    if not layout.header_line:
        nl = "Er is geen regel met kolomnamen gevonden; de kolommen zijn aan hun inhoud herkend."
        en = "No line with column names was found; the columns were recognised by their content."
        return note("headers", nl, en)
    times = Counter(roles.key(header) for header in layout.headers if header)
    double = [n for n, header in enumerate(layout.headers, 1) if times[roles.key(header)] > 1]
    if double:
        told_nl, told_en = listed(double)
        nl = f"Kolomnamen komen vaker voor (kolom {told_nl}); per veld is één kolom gekozen. Kijk of dat de goede is."
        en = f"Column names occur more than once (column {told_en}); one column per field was chosen. Check the choice."
        return note("headers", nl, en, [layout.header_line])
    return ok("headers", "Elke kolom heeft een eigen naam.", "Every column has a name of its own.")


def activities(layout: Layout, found: Sequence[Record]) -> list[Finding]:
    """Stage 2 on what the rows would become: a stop where columns of activities make too many of them."""
    rows = body(found, layout)
    if len(rows) * len(layout.blocks) <= MAX_ACTIVITIES:
        return []
    count = sum(1 for _, cells in rows for _ in spread.activities({}, cells, layout))
    if count <= MAX_ACTIVITIES:
        return []
    nl = f"De rijen vertellen samen van {count} activiteiten; hoogstens {MAX_ACTIVITIES} mag. Splits het bestand."
    en = f"The rows tell of {count} activities together; at most {MAX_ACTIVITIES} are allowed. Split the file."
    return [stop("rows", nl, en)]


def columns(layout: Layout, mapping: Mapping[int, str], found: Sequence[Record]) -> list[Finding]:
    """Stage 2 on what the columns hold: at least one says which school, none holds persons."""
    return [_school_column(layout, mapping, found), _persons(layout, found)]


def is_turned(layout: Layout, found: Sequence[Record]) -> bool:
    """Names of columns stand below each other in the first column, and not in one row.

    Three of them, or the school and where it is: programmes or years may follow below.
    """
    filled = [cells for line, cells in found if line not in layout.title_lines and any(cells)]
    first = [cells[0] for cells in filled[:30]]
    down, across = roles.known(first), max((roles.known(cells) for cells in filled[:30]), default=0)
    told = [roles.field_of(text) for text in first]
    names_school = told.count("school") == 1 and bool(WHERE & set(told)) and across <= 1
    most = down >= 3 and down >= len([text for text in first if text.strip()]) / 2
    return not layout.turned and down > across and (most or names_school)


def _school_column(layout: Layout, mapping: Mapping[int, str], found: Sequence[Record]) -> Finding:
    if is_turned(layout, found):
        nl = (
            "De scholen staan naast elkaar in kolommen. Zeg dat de tabel gedraaid gelezen moet worden, of draai haar "
            "zelf (in Excel: Plakken speciaal, Transponeren)."
        )
        en = (
            "The schools stand beside each other in columns. Say that the table must be read turned, or turn it "
            "yourself (in Excel: Paste special, Transpose)."
        )
        return stop("transposed", nl, en)
    used = set(mapping.values())
    if used & SCHOOL_FIELDS or {"postcode", "house_number"} <= used:
        return ok("school_column", "De kolom met de school is gevonden.", "The column with the school was found.")
    nl = "Geen kolom zegt welke school het is. Voeg een kolom BRIN, Schoolnaam of Adres toe, met die naam erboven."
    en = "No column says which school it is. Add a column BRIN, School name or Address, with that name above it."
    return stop("school_column", nl, en)


def _persons(layout: Layout, found: Sequence[Record]) -> Finding:
    """Filled columns whose header announces persons, and persons named above or below the table."""
    guarded = {n: header for n, header in enumerate(layout.headers) if roles.holds_persons(header)}
    hits = [
        (line, position + 1)
        for line, cells in body(found, layout)
        for position, header in guarded.items()
        if personal.tells(header, cells[position])
    ]
    around = {*layout.title_lines, *layout.footer_lines}
    labelled = [line for line, cells in found if line in around and personal.is_labelled(cells)]
    if not hits and not labelled:
        return ok("persons", "Geen kolom met personen.", "No column with persons.")
    told_nl, told_en = listed(sorted({position for _, position in hits}))
    where_nl, where_en = (f" (kolom {told_nl})", f" (column {told_en})") if hits else ("", "")
    nl = f"Het bestand noemt personen{where_nl}. Verwijder die gegevens en lever het bestand opnieuw aan."
    en = f"The file names persons{where_en}. Remove those data and deliver the file again."
    return stop("persons", nl, en, [*(line for line, _ in hits), *labelled])


REMARKS = re.compile(r"opmerking\w*|toelichting|notities?|bijzonderheden|remarks?|notes?|comments?|memo|info\w*")
A_PERSON = re.compile(
    r"\b(?:juf|juffrouw|meester|mevr\.?|mevrouw|dhr\.?|de heer|mw\.?|mr\.?|ms\.?|mrs\.?|contact|bel|bellen|via|"
    r"contactpersoon|ib'?er|"
    r"directeur|docent|leerkracht|leraar|coordinator|coördinator)\s+(?:juf |meester |de heer |mevrouw )?[A-Z]"
)
# marks of a workbook -> check, Dutch, English: what a person sees in it otherwise than it is read
NOT_READ = {
    "formulas": (
        "formula_values",
        "Cellen met een formule hebben geen uitkomst; ze zijn als leeg gelezen. Open het bestand in Excel, bewaar het "
        "en lever het opnieuw aan.",
        "Cells with a formula have no value and were read as empty. Open the file in Excel, save it and deliver it "
        "again.",
    ),
    "struck": (
        "struck",
        "Doorgehaalde tekst is gelezen alsof die niet is doorgehaald. Haal zulke rijen weg als ze niet tellen.",
        "Text that is struck through was read as if it were not. Remove such rows if they do not count.",
    ),
    "hidden": (
        "hidden_rows",
        "Verborgen rijen zijn gelezen en tellen mee. Haal weg wat niet moet tellen.",
        "Hidden rows were read and count. Remove what must not count.",
    ),
    "hidden_columns": (
        "hidden_columns",
        "Verborgen kolommen zijn gelezen. Haal weg wat niet moet tellen.",
        "Hidden columns were read. Remove what must not count.",
    ),
    "hidden_sheets": (
        "hidden_sheets",
        "Een verborgen werkblad is gelezen en telt mee. Haal het weg als het niet moet tellen.",
        "A hidden sheet was read and counts. Remove it if it must not count.",
    ),
    "coloured": (
        "colours",
        "Kleuren worden niet gelezen. Zet wat een kleur betekent in een kolom.",
        "Colours are not read. Put what a colour means into a column.",
    ),
}
TWO_SCHOOLS = re.compile(r"\n|\s/\s|\s\+\s|\sen\s(?:de|het|obs|cbs|kbs|rk|rkbs|pcbs|basisschool)\s\S", re.IGNORECASE)


def beside(data: bytes, layout: Layout, read: Reading, mapping: Mapping[int, str]) -> list[Finding]:
    """What is not read, said as such: formulas, comments, colours, free text that may name persons, cells of two."""
    marks = workbook.beside(data).marks if layout.kind == "xlsx" else {}
    rows = body(read.records, layout)
    return [*_marks(marks, read.places), *_remarks(layout, mapping, rows), *_two_schools(mapping, rows)]


def _marks(marks: Mapping[str, Any], places: Sequence[tuple[str, int, int]]) -> list[Finding]:
    findings: list[Finding] = []
    comments = [(0, personal.joined([text])) for text in marks.get("comments", ())]
    for check, holds in (("mail", personal.has_private_mail), ("phone", personal.has_phone), ("bsn", personal.has_bsn)):
        if any(holds(text) for _, text in comments):
            nl = "In een opmerking bij een cel staan gegevens van een persoon. Verwijder ze en lever opnieuw aan."
            en = "A comment on a cell holds data of a person. Remove them and deliver again."
            findings.append(stop(check, nl, en))
    if comments and not findings:
        nl = f"Opmerkingen bij cellen ({len(comments)}) worden niet gelezen; wat erin staat, telt niet."
        en = f"Comments on cells ({len(comments)}) are not read; what they say does not count."
        findings.append(note("comments", nl, en))
    for kind, (check, nl, en) in NOT_READ.items():
        lines = [start + line - 1 for name, start, _ in places for line in marks.get(kind, {}).get(name, ())]
        findings += [note(check, nl, en, lines)] if lines else []
    return findings


def _remarks(layout: Layout, mapping: Mapping[int, str], rows: Sequence[Record]) -> list[Finding]:
    free = [n for n, header in enumerate(layout.headers) if not mapping.get(n) and REMARKS.search(roles.key(header))]
    lines = [line for line, cells in rows if any(A_PERSON.search(cells[n]) for n in free)]
    if not lines:
        return []
    nl = "In een kolom met vrije tekst staat misschien een naam van een persoon. Haal die weg; ze telt niet mee."
    en = "A column of free text may hold the name of a person. Remove it; the column is not used."
    return [note("remarks", nl, en, lines)]


def _two_schools(mapping: Mapping[int, str], rows: Sequence[Record]) -> list[Finding]:
    named = [n for n, name in mapping.items() if name == "school"]
    lines = [line for line, cells in rows if any(TWO_SCHOOLS.search(cells[n].strip()) for n in named)]
    if not lines or len(lines) > max(len(rows) / 2, 5):
        return []
    nl = "In een cel staan misschien twee scholen. Geef elke school een eigen rij; zo gaan deze rijen naar Nakijken."
    en = "A cell may hold two schools. Give each school a row of its own; as it is these rows go to review."
    return [note("two_schools", nl, en, lines)]


def cells(found: Sequence[Record]) -> list[Finding]:
    """Stage 3 on every cell of the file, titles and footers too."""
    rows = [(line, personal.joined(texts)) for line, texts in found]
    return [
        _personal(rows, "mail", personal.has_private_mail, "e-mailadressen van personen", "private e-mail addresses"),
        _personal(rows, "phone", personal.has_phone, "telefoonnummers", "phone numbers"),
        _personal(rows, "bsn", personal.has_bsn, "nummers die een BSN kunnen zijn", "numbers that may be a BSN"),
        _hostile(found),
    ]


def _personal(
    rows: Sequence[tuple[int, str]], check: str, holds: Callable[[str], bool], dutch: str, english: str
) -> Finding:
    lines = [line for line, text in rows if holds(text)]
    if not lines:
        return ok(check, f"Geen {dutch} gevonden.", f"No {english} found.")
    nl = f"Regels met {dutch}: {len(lines)}. Gegevens van personen horen hier niet; verwijder ze en lever opnieuw aan."
    en = f"Lines with {english}: {len(lines)}. Data of persons do not belong here; remove them and deliver again."
    return stop(check, nl, en, lines)


def _hostile(found: Sequence[Record]) -> Finding:
    lines = [line for line, texts in found if any(is_hostile(text) for text in texts)]
    if not lines:
        return ok("formulas", "Geen cel begint als een formule.", "No cell begins like a formula.")
    nl = "Cellen beginnen als een formule (= + - @). De rijen blijven; in wat wij schrijven zijn ze onschadelijk."
    en = "Cells begin like a formula (= + - @). The rows stay; what we write makes such cells harmless."
    return note("formulas", nl, en, lines)


def is_hostile(text: str) -> bool:
    """Whether a spreadsheet would run this text: it begins with = + - @, a tab or a return, and is no plain number."""
    return text.lstrip(" ").startswith(HOSTILE) and not HARMLESS.fullmatch(text.strip())
