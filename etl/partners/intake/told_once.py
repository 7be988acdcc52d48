"""What a file says once for many rows: a year in its title or sheet's name, section rows, cells left empty below.

Each becomes a `given` of the layout: from line, to line, field, text, habit. A row's own cell always goes first.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from etl.partners.intake import columns as roles
from etl.partners.intake.findings import Finding, note
from etl.partners.intake.layout import Given, Layout, Reading, body, is_title
from etl.partners.intake.readings import school_year, years_in
from etl.partners.intake.textfile import Record

WHERE = ("brin", "location", "school", "street", "house_number", "postcode", "place", "municipality")
CARRIED = ("place", "municipality", "programme", "school_year")
# so many empty cells below a filled one, as a share of the rows, make a column one that is told once
LEAST_EMPTY = 0.3
FIELD_OF = {
    "gemeente": "municipality", "municipality": "municipality", "plaats": "place", "stad": "place", "place": "place",
    "programma": "programme", "project": "programme", "activiteit": "programme", "programme": "programme",
    "schooljaar": "school_year", "jaar": "school_year", "school year": "school_year",
}  # fmt: skip
LABELLED = re.compile(r"(?P<label>" + "|".join(FIELD_OF) + r")\b\s*[:\-–]?\s*(?P<text>.+)", re.IGNORECASE)
# a section that says no more than what kind of schools follow, or whose they are
DECORATIVE = re.compile(
    r"(?:basisonderwijs|basisscholen|voortgezet onderwijs|speciaal\b.*|middelbare scholen|po|vo|sbo|vso|so|"
    r"primair onderwijs|"
    r"(?:partner|regio|provincie|wijk|stadsdeel|bestuur|stichting|periode|blok|kwartaal)\b.*)",
    re.IGNORECASE,
)


def propose(
    read: Reading, layout: Layout, columns: Mapping[int, str], without: Set[str], year: str = ""
) -> tuple[Layout, list[Finding]]:
    """The layout with its sections and what is given, and a note on each habit that was found.

    without: habits that a person undid; year: what a person said of the whole file.
    """
    findings: list[Finding] = []
    last = read.records[-1][0] if read.records else 0
    if year:
        layout = replace(layout, given=(*layout.given, (1, last, "school_year", year, "chosen")))
    if "sections" not in without:
        layout = _sections(layout, columns, read.records, findings)
    if "carried" not in without:
        layout = _carried(layout, columns, read, findings)
    if not year and not _has_years(layout, columns, read.records):
        layout = _years(layout, read, without, findings)
    return layout, findings


def apply(rows: list[dict], lines: Sequence[int], given: Sequence[Given]) -> None:
    """Fills what rows (in the order of their lines) leave empty with what was told for them."""
    for first, last, field, text, _ in given:
        for n in range(bisect_left(lines, first), bisect_right(lines, last)):
            rows[n][field] = rows[n][field] or text


# years


def _has_years(layout: Layout, columns: Mapping[int, str], found: Sequence[Record]) -> bool:
    used = [n for n, field in columns.items() if field in ("school_year", "start_date")]
    in_cells = any(cells[n].strip() for _, cells in body(found, layout) for n in used)
    constant = any(field == "school_year" for _, fields in layout.blocks for field, _ in fields)
    return in_cells or constant or any(field == "school_year" for _, _, field, _, _ in layout.given)


def _years(layout: Layout, read: Reading, without: Set[str], findings: list[Finding]) -> Layout:
    """The year of each sheet from its name, else the one year that the titles name."""
    named = [(first, last, years_in(name) or {school_year(name)} - {""}) for name, first, last in read.places]
    if "year_sheet" not in without and named and all(len(years) == 1 for _, _, years in named):
        given = tuple((first, last, "school_year", *years, "year_sheet") for first, last, years in named)
        told = ", ".join(dict.fromkeys(text for _, _, _, text, _ in given))
        nl = f"Het schooljaar komt uit de naam van het werkblad: {told}. Kijk of dat klopt."
        en = f"The school year comes from the name of the sheet: {told}. See whether that is right."
        findings.append(note("year", nl, en))
        return replace(layout, given=(*layout.given, *given))
    titles = {line: years for line, cells in read.records if line in layout.title_lines
              for years in [frozenset().union(*map(years_in, cells))] if years}  # fmt: skip
    years = frozenset().union(*titles.values())
    if "year_title" in without or len(years) != 1:
        return layout
    (told,) = years
    nl = f"Het schooljaar {told} komt uit de titel boven de tabel en geldt voor elke rij. Kijk of dat klopt."
    en = f"The school year {told} comes from the title above the table and holds for each row. See whether it is."
    findings.append(note("year", nl, en, titles))
    return replace(layout, given=(*layout.given, (1, read.records[-1][0], "school_year", told, "year_title")))


# sections


def _sections(layout: Layout, columns: Mapping[int, str], found: Sequence[Record], findings: list[Finding]) -> Layout:
    rows = body(found, layout)
    alone = [n for n, (_, cells) in enumerate(rows) if is_title(cells) and not roles.NUMBER.fullmatch(cells[0].strip())]
    leads = [n for n in alone if _leads(rows, n, set(alone))]
    says = {n: _says(rows[n][1][0].strip(), _is_placeless(rows, columns, leads)) for n in leads}
    says = {n: told for n, told in says.items() if told is not None}
    if not says:
        return layout
    lines, last = sorted(says), rows[-1][0]
    ends = [rows[n][0] - 1 for n in lines[1:]] + [last]
    given = tuple((rows[n][0], end, *told, "sections") for n, end in zip(lines, ends, strict=True) if (told := says[n]))
    section_lines = tuple(rows[n][0] for n in lines)
    nl = f"Tussenkoppen: {len(lines)}. Wat erin staat geldt voor de rijen eronder; ze tellen niet als school."
    en = f"Section rows: {len(lines)}. What they say holds for the rows below; they do not count as schools."
    findings.append(note("sections", nl, en, section_lines))
    return replace(layout, section_lines=section_lines, given=(*layout.given, *given))


def _leads(rows: Sequence[Record], n: int, alone: set[int]) -> bool:
    """Whether a row with more in it comes next, other section rows between them or not."""
    after = next((m for m in range(n + 1, len(rows)) if m not in alone), None)
    return after is not None and after - n <= 3


def _is_placeless(rows: Sequence[Record], columns: Mapping[int, str], leads: Sequence[int]) -> bool:
    """Whether the rows say no place themselves, and section rows are too many to be chance."""
    used = [n for n, field in columns.items() if field in ("place", "municipality", "postcode")]
    full = [cells for n, (_, cells) in enumerate(rows) if n not in set(leads)]
    told = sum(any(cells[n].strip() for n in used) for cells in full)
    return bool(leads) and told < len(full) / 2 and (len(leads) > 1 or leads[0] == 0)


def _says(text: str, is_placeless: bool) -> tuple[str, str] | tuple[()] | None:
    """Field and text of a section row; () for one that says nothing we use, None for what is no section row."""
    if year := school_year(text):
        return "school_year", year
    labelled = LABELLED.fullmatch(text)
    if labelled and not roles.says_school(labelled["text"]):
        return FIELD_OF[labelled["label"].lower()], labelled["text"].strip()
    if DECORATIVE.fullmatch(text):
        return ()
    if is_placeless and not roles.says_school(text) and len(text.split()) <= 4:
        return "municipality", text
    return None


# cells left empty


def _carried(layout: Layout, columns: Mapping[int, str], read: Reading, findings: list[Finding]) -> Layout:
    rows = body(read.records, layout)
    by_line = dict(rows)
    given: list[Given] = []
    for position, field in columns.items():
        if not field or field == "participants":
            continue
        merged = {line: top[position] for line, top in read.merged.items() if position in top}
        if merged:
            given += _from_merged(rows, by_line, position, field, merged)
        elif any(roles.is_ditto(cells[position]) for _, cells in rows):
            given += _dittoed(rows, position, field)
        elif field in CARRIED and _is_told_once(rows, position):
            given += _downwards(rows, position, field)
    if not any(field == "school" for _, _, field, _, _ in given):
        given += _continued(rows, columns)
    if not given:
        return layout
    lines = [line for first, last, *_ in given for line in range(first, min(last, first + 20) + 1)]
    nl = "Cellen die leeg zijn gelaten omdat de rij erboven het al zegt, zijn van daar overgenomen. Kijk of dat klopt."
    en = "Cells left empty because the row above says it already were taken from there. See whether that is right."
    findings.append(note("carried", nl, en, lines))
    return replace(layout, given=(*layout.given, *sorted(given)))


def _from_merged(
    rows: Sequence[Record], by_line: Mapping[int, tuple[str, ...]], position: int, field: str, merged: Mapping[int, int]
) -> list[Given]:
    """Texts of merged cells, for the lines that they cover."""
    found: list[Given] = []
    for line, cells in rows:
        top = by_line.get(merged.get(line, 0))
        if top and top[position].strip() and not cells[position].strip():
            found.append((line, line, field, " ".join(top[position].split()), "carried"))
    return _joined(found)


def _joined(found: Sequence[Given]) -> list[Given]:
    joined: list[Given] = []
    for one in found:
        if joined and joined[-1][1] == one[0] - 1 and joined[-1][2:] == one[2:]:
            joined[-1] = (joined[-1][0], *one[1:])
        else:
            joined.append(one)
    return joined


def _is_told_once(rows: Sequence[Record], position: int) -> bool:
    """The first row says it, many below do not, and no text is said again right after the empty ones."""
    texts = [" ".join(cells[position].split()) for _, cells in rows]
    filled = [text for text in texts if text]
    if len(texts) < 3 or not texts[0] or texts.count("") < max(LEAST_EMPTY * len(texts), 2):
        return False
    return len(set(filled)) >= len(filled) * 0.9


def _downwards(rows: Sequence[Record], position: int, field: str) -> list[Given]:
    found: list[Given] = []
    text = ""
    for line, cells in rows:
        own = " ".join(cells[position].split())
        text = own or text
        if not own and text:
            found.append((line, line, field, text, "carried"))
    return _joined(found)


def _dittoed(rows: Sequence[Record], position: int, field: str) -> list[Given]:
    """What stands above, for the lines that say that it is the same."""
    found: list[Given] = []
    text = ""
    for line, cells in rows:
        if not roles.is_ditto(cells[position]):
            text = " ".join(cells[position].split())
        elif text:
            found.append((line, line, field, text, "carried"))
    return _joined(found)


def _continued(rows: Sequence[Record], columns: Mapping[int, str]) -> list[Given]:
    """Rows without a school of their own that say another programme, year or number of the school above."""
    where = [n for n, field in columns.items() if field in WHERE]
    what = [n for n, field in columns.items() if field in ("programme", "school_year", "participants", "start_date")]
    named = [n for n, field in columns.items() if field in ("school", "brin")]
    if not named or not what or not rows or not any(rows[0][1][n].strip() for n in named):
        return []
    more = [n for n, (_, cells) in enumerate(rows)
            if not any(cells[w].strip() for w in where) and any(cells[w].strip() for w in what)]  # fmt: skip
    if len(more) < max(0.2 * len(rows), 2):
        return []
    found: list[Given] = []
    held: tuple[str, ...] = rows[0][1]
    continued = set(more)
    for n, (line, cells) in enumerate(rows):
        held = held if n in continued else cells
        if n in continued:
            found += [(line, line, columns[w], " ".join(held[w].split()), "carried") for w in where if held[w].strip()]
    return found
