"""Tables that are read wrongly in silence: said as such, or stopped. No message holds a cell's or header's text."""

import re
from collections.abc import Mapping, Sequence

from etl.partners.intake import columns as roles
from etl.partners.intake import screening, spread
from etl.partners.intake.findings import Finding, listed, note, stop
from etl.partners.intake.layout import Layout, body
from etl.partners.intake.readings import LONGEST_NAME
from etl.partners.intake.textfile import Record

# so many names of columns among the schools, as a share of the rows, make a file one of cards below each other
CARDS = 0.2
# headers of a column whose 'nee' says that a school does not take part
TAKES_PART = re.compile(
    r"\b(?:doet|doen|neemt|nemen) (?:er )?(?:mee|deel)\b|\bdeelname\b|\bactief\b|\bgaat door\b|\bloopt\b"
)
PROGRAMMES_APART = re.compile(r"[+/,;&\n]| en | and ")
WHERE = ("school", "street", "place", "municipality")
NOT_ON = re.compile(
    r"(?:is |wordt |helaas )?(?:gestopt|gestaakt|be[eë]indigd|afgezegd|afgelast|geannuleerd|vervallen|wachtlijst|"
    r"gaat niet door|niet door ?gegaan|afgemeld|cancell?ed|stopped|ended|waiting list|withdrawn|"
    r"(?:in )?aanvraag|aangevraagd|offerte|optie|in optie|onder voorbehoud|in overleg|nog niet gestart|interesse|"
    r"requested|on hold|not started)\b.{0,40}",
    re.IGNORECASE,
)


def findings(layout: Layout, mapping: Mapping[int, str], found: Sequence[Record]) -> list[Finding]:
    """What must be said of a table whose columns are known."""
    rows = body(found, layout)
    if screening.is_turned(layout, found):
        return []
    return [
        *_cards(mapping, rows),
        *_side_by_side(layout),
        *_not_on(layout, mapping, rows),
        *_two_programmes(mapping, rows),
        *_counted(layout, mapping, rows),
        *_too_long(mapping, rows),
        *_unused(layout, mapping, rows),
    ]


def _cards(mapping: Mapping[int, str], rows: Sequence[Record]) -> list[Finding]:
    """'School: ...', 'Plaats: ...' below each other, again for each school."""
    named = [n for n, field in mapping.items() if field == "school"]
    lines = [line for line, cells in rows if any(_is_label(cells[n]) for n in named)]
    if len(lines) < max(CARDS * len(rows), 2):
        return []
    nl = "Tussen de scholen staan namen van kolommen. Geef elke school een eigen rij, met de namen één keer erboven."
    en = "Names of columns stand among the schools. Give each school a row of its own, with the names once above it."
    return [stop("cards", nl, en, lines)]


def _is_label(text: str) -> bool:
    bare = text.strip().removesuffix(":")
    return bool(bare) and len(bare.split()) <= 2 and roles.field_of(bare) not in ("", "school", "brin")


def _side_by_side(layout: Layout) -> list[Finding]:
    """Two or more columns, the school's among them, that stand in the same order a second time."""
    heads = [roles.key(header) for header in layout.headers]
    schools = [n for n, header in enumerate(layout.headers) if header and roles.field_of(header) == "school"]
    again = [n for n in schools[1:] if heads[n] == heads[schools[0]] and _next(heads, n) == _next(heads, schools[0])]
    if not again:
        return []
    nl = "Er staan twee tabellen naast elkaar. Zet ze onder elkaar, of op een eigen werkblad, en lever opnieuw aan."
    en = "Two tables stand beside each other. Put one below the other, or on a sheet of its own, and deliver again."
    return [stop("side_by_side", nl, en, [layout.header_line])]


def _next(heads: Sequence[str], n: int) -> str:
    return heads[n + 1] if n + 1 < len(heads) and heads[n + 1] else f"none {n}"


def _not_on(layout: Layout, mapping: Mapping[int, str], rows: Sequence[Record]) -> list[Finding]:
    # in a column of marks such a word is no activity
    free = {n for n, field in mapping.items() if field not in WHERE} - _taken(layout)
    asks = {n for n in free if TAKES_PART.search(roles.key(layout.headers[n]))}
    lines = [
        line
        for line, cells in rows
        if any(NOT_ON.fullmatch(cells[n].strip()) for n in free) or any(spread.says_no(cells[n]) for n in asks)
    ]
    if not lines:
        return []
    nl = f"Rijen met gestopt, afgezegd, aangevraagd of nee: {len(lines)}. Ze tellen mee; haal weg wat niet moet tellen."
    en = f"Rows with stopped, called off, requested or no: {len(lines)}. They count; remove what must not count."
    return [note("not_on", nl, en, lines)]


def _counted(layout: Layout, mapping: Mapping[int, str], rows: Sequence[Record]) -> list[Finding]:
    """A number behind the name of the school, that its header says is of people."""
    named = [n for n, field in mapping.items() if field == "school" and roles.counted_school(layout.headers[n])]
    if not any(roles.split_count(cells[n])[1] for _, cells in rows for n in named):
        return []
    nl = "Het getal achter de naam van de school is gelezen als aantal deelnemers. Kijk of dat klopt."
    en = "The number behind the name of the school was read as the number of participants. See whether that is right."
    return [note("behind_name", nl, en)]


def _too_long(mapping: Mapping[int, str], rows: Sequence[Record]) -> list[Finding]:
    """Cells that should say which school it is, and are longer than any name or address."""
    where = [n for n, field in mapping.items() if field in WHERE]
    lines = [line for line, cells in rows if any(len(cells[n]) > LONGEST_NAME for n in where)]
    if not lines:
        return []
    nl = f"Namen of adressen van meer dan {LONGEST_NAME} tekens: {len(lines)}. Ze worden niet vergeleken; kort ze in."
    en = f"Names or addresses of more than {LONGEST_NAME} letters: {len(lines)}. They are not compared; shorten them."
    return [note("too_long", nl, en, lines)]


def _two_programmes(mapping: Mapping[int, str], rows: Sequence[Record]) -> list[Finding]:
    """Cells of two or more programmes, of which another row has one by itself."""
    named = [n for n, field in mapping.items() if field == "programme"]
    cells_of = [(line, cells[n].strip().casefold()) for line, cells in rows for n in named]
    alone = {text for _, text in cells_of} - {""}
    lines = [line for line, text in cells_of if len(parts := _parts(text)) > 1 and alone & {*parts}]
    if not lines:
        return []
    nl = "In een cel staan misschien meer programma's. Zo zijn ze samen één programma; geef elk een eigen rij."
    en = "One cell may hold several programmes. As it is, they are one together; give each a row of its own."
    return [note("two_programmes", nl, en, lines)]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in PROGRAMMES_APART.split(text) if part.strip()]


def _unused(layout: Layout, mapping: Mapping[int, str], rows: Sequence[Record]) -> list[Finding]:
    """Columns of marks, numbers or years that nothing is read from."""
    taken = _taken(layout)
    free = [n for n, header in enumerate(layout.headers) if not mapping.get(n) and n not in taken]
    told = [n + 1 for n in free if not spread.is_other(layout.headers[n]) and spread.counts(rows, n)]
    if not told:
        return []
    where_nl, where_en = listed(told)
    nl = f"Niet gelezen kolommen met getallen, kruisjes of jaren (kolom {where_nl}). Zeg wat ze zijn als ze tellen."
    en = f"Columns of numbers, marks or years that were not read (column {where_en}). Say what they are if they count."
    return [note("unused", nl, en)]


def _taken(layout: Layout) -> set[int]:
    """Columns that activities or sums are read from."""
    return {n for cells, _ in layout.blocks for n, _ in cells} | set(layout.summed)
