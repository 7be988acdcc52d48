"""Columns that each row makes several activities of: one per school year, programme or both; and columns per group.

A block of the layout is what one activity is read from: cells (position, field) and what the header says (field, text).
A cell that is neither a mark, a number nor a programme makes no activity: unknown is never yes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

from etl.partners.intake import columns as roles
from etl.partners.intake.findings import Finding, listed, note
from etl.partners.intake.layout import Block, Layout, Reading, body
from etl.partners.intake.readings import participants, school_year, years_in
from etl.partners.intake.textfile import Record

WORDS = yaml.safe_load(Path(__file__).with_name("marks.yml").read_text(encoding="utf-8"))
MARKS, NO_MARKS = frozenset(WORDS["marks"]), frozenset(WORDS["no_marks"])
PLAIN_NUMBER = re.compile(r"\d{1,5}")
AROUND_YEAR = re.compile(rf"\b(?:{WORDS['around_year']})\b|[#()]")
GROUP = re.compile(WORDS["groups"])
NO_PROGRAMME = re.compile(rf"\b(?:{WORDS['no_programmes']})\b")
# a yes or no with a word behind it: 'ja, groep 7', 'nee (volgend jaar)'
YES_AND, NO_AND = re.compile(r"(?:ja|yes|x|✓|✔)\s*[,;:(\-–]"), re.compile(r"(?:nee|no|niet)\s*[,;:(\-–]")
MOST_PROGRAMMES = 40
ONE_NL, ONE_EN = "Een 1 is een kruisje, geen aantal.", "A 1 is a mark, not a number of people."
SAMPLE_ROWS = 1_000  # enough to see what columns hold


def propose(
    read: Reading, layout: Layout, columns: dict[int, str], without: Set[str]
) -> tuple[Layout, dict[int, str], list[Finding]]:
    """The layout with its blocks or summed columns, the columns without those, and a note of what was understood."""
    rows = body(read.records, layout)
    if "blocks" not in without:
        blocks, words = _blocks(read.records, rows[:SAMPLE_ROWS], layout, columns)
        if blocks:
            taken = {position for cells, _ in blocks for position, _ in cells}
            columns = {n: "" if n in taken else field for n, field in columns.items()}
            layout = replace(layout, blocks=blocks)
            return layout, columns, [note("blocks", *words), *_unread(rows, blocks)]
    if "groups" not in without and "participants" not in columns.values():
        summed = _groups(rows[:SAMPLE_ROWS], layout.headers, columns)
        if summed:
            told_nl, told_en = listed([n + 1 for n in summed])
            nl = f"Kolommen per groep (kolom {told_nl}) zijn opgeteld tot het aantal deelnemers. Kijk of dat klopt."
            en = f"Columns per group (column {told_en}) were added up to the participants. See whether that is right."
            return replace(layout, summed=summed), columns, [note("groups", nl, en)]
    return layout, columns, []


def activities(told: Mapping[str, str], cells: Sequence[str], layout: Layout) -> Iterator[dict[str, str]]:
    """The activities of one row: itself, or one for each block in which it has a mark, a number or a programme."""
    if layout.summed and not told.get("participants"):
        told = {**told, "participants": _sum([cells[n] for n in layout.summed])}
    if not layout.blocks:
        yield dict(told)
        return
    found = [
        dict(fields) | read for parts, fields in layout.blocks if (read := _read(parts, fields, cells)) is not None
    ]
    for one in found:
        # a number of the row is of its only activity; of several nobody knows which
        alone = {} if len(found) == 1 else {"participants": ""}
        yield {**told, **alone, **{field: text for field, text in one.items() if text}}


def counts(rows: Sequence[Record], position: int) -> bool:
    """Whether a column holds marks, numbers or years, in half of its filled cells at least."""
    kinds = [_kind(text) for text in _filled(rows[:SAMPLE_ROWS], position)]
    counting = sum(kind in ("mark", "no", "number", "year") for kind in kinds)
    return (len(kinds) > 1 or "year" in kinds) and counting >= len(kinds) / 2


def says_no(text: str) -> bool:
    """Whether a cell says no: 'nee', 'nee, vol', 'onwaar'."""
    return _kind(" ".join(text.split())) == "no"


# a block's cells


def _read(
    parts: Sequence[tuple[int, str]], fields: Sequence[tuple[str, str]], cells: Sequence[str]
) -> dict[str, str] | None:
    """What the cells of a block tell; None where they tell of no activity."""
    told: dict[str, str] = {}
    known = {field for field, _ in fields}
    for position, field in parts:
        text = " ".join(cells[position].split())
        kind = _kind(text)
        if kind in ("empty", "no"):
            continue
        if field not in ("mark", "yes"):
            told[field] = text
        elif kind == "number" and field == "yes" and text == "1":
            told["mark"] = "x"
        elif kind == "number":
            told["participants"] = text
        elif kind == "mark":
            told["mark"] = "x"
        elif kind == "year" and "school_year" not in known:
            told["school_year"] = text
        elif kind == "text" and "programme" not in known:
            told["programme"] = text
    told.pop("mark", None) if len(told) > 1 else None
    if set(told) == {"mark"}:
        return {}
    return told or None


@lru_cache(maxsize=50_000)
def _kind(text: str) -> str:
    """empty, no, mark, number, year or text."""
    plain = text.lower().strip(" .")
    if not plain or (roles.is_nothing(plain) and plain not in MARKS):
        return "empty"
    if plain in NO_MARKS or NO_AND.match(plain):
        return "no"
    if plain in MARKS or YES_AND.match(plain):
        return "mark"
    if participants(plain)[0] is not None and not (len(plain) == 4 and plain.startswith("20")):
        return "number"
    return "year" if school_year(text) else "text"


def _unread(rows: Sequence[Record], blocks: Sequence[Block]) -> list[Finding]:
    """A note on cells of blocks that say neither yes nor how many."""
    marks = [
        (position, {field for field, _ in fields})
        for cells, fields in blocks for position, kind in cells if kind in ("mark", "yes")
    ]  # fmt: skip
    lines = [
        line for line, cells in rows for position, known in marks
        if (kind := _kind(" ".join(cells[position].split()))) in ("text", "year")
        and {"text": "programme", "year": "school_year"}[kind] in known
    ]  # fmt: skip
    if not lines:
        return []
    nl = f"Cellen met andere tekst dan een kruisje of getal: {len(lines)}. Ze tellen niet als activiteit."
    en = f"Cells with another text than a mark or number: {len(lines)}. They do not count as an activity."
    return [note("marks", nl, en, lines)]


def _sum(cells: Sequence[str]) -> str:
    counts = [participants(text) for text in cells if _kind(text) == "number"]
    if not counts:
        return ""
    about = "ca. " if any(status == "approximate" for _, status in counts) else ""
    return f"{about}{sum(count or 0 for count, _ in counts)}"


# which columns


def _blocks(
    found: Sequence[Record], rows: Sequence[Record], layout: Layout, columns: Mapping[int, str]
) -> tuple[tuple[Block, ...], tuple[str, str]]:
    above = _years_above(found, layout)
    if above and "school_year" not in columns.values():
        told = ", ".join(dict.fromkeys(above.values()))
        nl = f"Schooljaren boven de kolommen ({told}): elke rij geeft per jaar een activiteit. Kijk of dat klopt."
        en = f"School years above the columns ({told}): each row gives an activity per year. See whether that is right."
        return _per_year_above(rows, layout.headers, above), (nl, en)
    years = _year_columns(rows, layout.headers, columns)
    if years:
        told = ", ".join(years.values())
        nl = f"Een kolom per schooljaar ({told}): elk gevuld jaar is een activiteit. Kijk of dat klopt."
        en = f"A column per school year ({told}): each filled year is an activity. See whether that is right."
        how = _how(rows, [*years])
        if how == "yes":
            nl, en = f"{nl} {ONE_NL}", f"{en} {ONE_EN}"
        return tuple((((n, how),), (("school_year", year),)) for n, year in years.items()), (nl, en)
    programmes = _programme_columns(rows, layout.headers, columns)
    told_nl, told_en = listed([n + 1 for n in programmes])
    nl = f"Een kolom per programma (kolom {told_nl}): elk kruisje of getal is een activiteit, leeg is geen activiteit."
    en = f"A column per programme (column {told_en}): each mark or number is an activity, a school without has none."
    how = _how(rows, programmes)
    if how == "yes":
        nl, en = f"{nl} {ONE_NL}", f"{en} {ONE_EN}"
    return tuple((((n, how),), (("programme", layout.headers[n]),)) for n in programmes), (nl, en)


def _how(rows: Sequence[Record], positions: Sequence[int]) -> str:
    """'yes' where columns hold nothing but 1 and 0: a 1 is a mark then, not one person; else 'mark'."""
    told = {text for n in positions for text in _filled(rows, n)}
    return "yes" if "1" in told and told <= {"0", "1"} else "mark"


def _filled(rows: Sequence[Record], position: int) -> list[str]:
    """A column's texts but for those that say there is nothing."""
    texts = (" ".join(cells[position].split()) for _, cells in rows)
    return [text for text in texts if _kind(text) != "empty"]


def _year_of(header: str) -> str:
    """The school year that is all a header says: '2019-2020', 'Aantal 2019/2020'; '' for others."""
    bare = " ".join(AROUND_YEAR.sub(" ", header.lower()).split())
    return school_year(bare) if re.search(r"\d", bare) else ""


def _year_columns(rows: Sequence[Record], headers: Sequence[str], columns: Mapping[int, str]) -> dict[int, str]:
    if any(field == "school_year" and _filled(rows, n) for n, field in columns.items() if not _year_of(headers[n])):
        return {}
    years = {n: year for n, header in enumerate(headers) if (year := _year_of(header))}
    kinds = {n: [_kind(text) for text in _filled(rows, n)] for n in years}
    fits = {n for n, found in kinds.items() if found and found.count("year") < len(found) / 2}
    return {n: year for n, year in years.items() if n in fits or not kinds[n]} if fits else {}


def _years_above(found: Sequence[Record], layout: Layout) -> dict[int, str]:
    """The school year above each column, from a row of titles that names two or more, each holding to the next."""
    for line, cells in reversed([record for record in found if record[0] in layout.title_lines]):
        if line > layout.header_line:
            continue
        own = {n: next(iter(years)) for n, text in enumerate(cells) if len(years := _years_of_cell(text)) == 1}
        if len(set(own.values())) > 1:
            held, at = {}, ""
            for n in range(min(own), len(layout.headers)):
                at = own.get(n, at)
                held[n] = at
            return held
    return {}


def _years_of_cell(text: str) -> frozenset[str]:
    return years_in(text) or frozenset({school_year(text)} - {""})


def _per_year_above(rows: Sequence[Record], headers: Sequence[str], above: Mapping[int, str]) -> tuple[Block, ...]:
    """Per year one block of its programme and number, or one per column whose header is a programme."""
    blocks: list[Block] = []
    for year in dict.fromkeys(above.values()):
        fields = {n: roles.field_of(headers[n]) for n, of in above.items() if of == year and headers[n]}
        told = tuple((n, field) for n, field in fields.items() if field in ("programme", "participants"))
        if told:
            blocks.append((told, (("school_year", year),)))
        others = [n for n, field in fields.items() if not field and _filled(rows, n) and not is_other(headers[n])]
        blocks += [(((n, "mark"),), (("school_year", year), ("programme", headers[n]))) for n in others if not told]
        bare = [n for n, of in above.items() if of == year and not headers[n] and _filled(rows, n)]
        blocks += [(((n, "mark"),), (("school_year", year),)) for n in bare if not told and not others]
    return tuple(blocks)


def is_other(header: str) -> bool:
    """Whether a header is of no programme: a number of a row, a person, nothing at all."""
    return bool(NO_PROGRAMME.search(roles.key(header)) or roles.holds_persons(header)) or not header


def _programme_columns(rows: Sequence[Record], headers: Sequence[str], columns: Mapping[int, str]) -> list[int]:
    """Columns of marks (or, where nothing else counts people, of whole numbers) under names of programmes."""
    if any(field == "programme" and _filled(rows, n) for n, field in columns.items()):
        return []
    free = [
        n for n, header in enumerate(headers) if not columns.get(n) and not is_other(header) and not _is_group(header)
    ]
    kinds = {n: [_kind(text) for text in _filled(rows, n)] for n in free}
    told = {n: {text.lower() for text in _filled(rows, n)} for n in free}
    all_marks = [n for n in free if kinds[n] and {*kinds[n]} <= {"mark", "no", "number"} and "mark" in kinds[n]]
    crossed = [n for n in all_marks if told[n] - {"ja", "nee", "j", "n", "yes", "no", "y"}]
    if not crossed and len(all_marks) < 2:
        return _numbered(rows, free, kinds, columns) or _among_words(free, kinds, columns)
    beside = [
        n
        for n in free
        if kinds[n]
        and {*kinds[n]} <= {"mark", "no", "number", "year", "text"}
        and _mostly(kinds[n], 0.5 if "mark" in kinds[n] else 0.7)
    ]
    counted = [
        n for n in beside if "number" not in kinds[n] or "participants" not in columns.values() or n in all_marks
    ]
    empty = [n for n in free if not kinds[n]]
    chosen = sorted({*all_marks, *counted, *empty})
    return chosen if len(chosen) <= MOST_PROGRAMMES else []


def _mostly(kinds: Sequence[str], share: float = 0.7) -> bool:
    return sum(kind in ("mark", "no", "number") for kind in kinds) >= share * len(kinds)


def _among_words(free: Sequence[int], kinds: Mapping[int, Sequence[str]], columns: Mapping[int, str]) -> list[int]:
    """Two or more columns of marks with free words between them ('in overleg'), where half of all say yes or no."""
    marked = [n for n in free if "mark" in kinds[n] and {*kinds[n]} <= {"mark", "no", "number", "text"}]
    is_matrix = 1 < len(marked) <= MOST_PROGRAMMES and _mostly([kind for n in marked for kind in kinds[n]], 0.5)
    return marked if is_matrix and "participants" not in columns.values() else []


def _numbered(
    rows: Sequence[Record], free: Sequence[int], kinds: Mapping[int, Sequence[str]], columns: Mapping[int, str]
) -> list[int]:
    """Columns of whole numbers with gaps: how many take part in each programme."""
    if "participants" in columns.values():
        return []
    whole = [n for n in free if kinds[n] and {*kinds[n]} <= {"number", "no"}
             and all(PLAIN_NUMBER.fullmatch(text) or _kind(text) == "no" for text in _filled(rows, n))]  # fmt: skip
    gaps = sum(len(rows) - kinds[n].count("number") for n in whole)
    is_table = 2 <= len(whole) <= MOST_PROGRAMMES and gaps >= 0.1 * len(whole) * len(rows)
    return list(whole) if is_table and len(whole) >= 0.6 * len([n for n in free if kinds[n]]) else []


def _is_group(header: str) -> bool:
    return bool(GROUP.fullmatch(roles.key(header)))


def _groups(rows: Sequence[Record], headers: Sequence[str], columns: Mapping[int, str]) -> tuple[int, ...]:
    """Columns per group, class, level or sex with numbers in them."""
    named = [
        n
        for n, header in enumerate(headers)
        if _is_group(header) and not (columns.get(n) or roles.holds_persons(header))
    ]
    numbers = [n for n in named if all(_kind(text) in ("number", "no") for text in _filled(rows, n))]
    return tuple(numbers) if len(numbers) > 1 and any(_filled(rows, n) for n in numbers) else ()
