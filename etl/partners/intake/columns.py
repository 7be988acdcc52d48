"""Which column of a partner's file holds what: from its header, from its cells, or as the partner said before."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

from etl.partners import facts
from etl.partners.intake import readings
from etl.partners.intake.findings import Finding, note

FIELDS = ("brin", "location", "school", "street", "house_number", "postcode", "place", "municipality", "programme")
FIELDS += ("school_year", "participants", "start_date", "end_date", *facts.FACTS)
BRIN = re.compile(r"\d{1,2} ?[A-Za-z]{2}(?:[ .\-_/|]*\d{1,2})?")
BRIN6 = re.compile(r"\d{2}[A-Za-z]{2}[ \-]?\d{2}")
POSTCODE = re.compile(r"\d{4} ?[A-Za-z]{2}(?![A-Za-z])")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")
FORMULA = re.compile(r"=.*\(.*\)")
# 'School (aantal lln)', 'School + lln', and the cells below it
WITH_COUNT = re.compile(
    r"(?P<school>[^()\[\]/+&,:;]+?)\s*(?:[(\[/+&,:;]|\ben\b|\bmet\b)\s*(?P<count>[^()\[\]]+?)\s*[)\]]?"
)
PEOPLE_IN_CELL = r"(?:lln|ll|leerlingen|kinderen|deelnemers|jongeren|pupils)"
BEHIND_NAME = re.compile(
    rf"(?P<school>.*[^\W\d_].*?)(?:\s*[(\[:;,/\n]|\s+[-–])\s*(?P<count>(?:ca\.?|circa|±|~)?\s*\d{{1,4}}\s*{PEOPLE_IN_CELL}?\.?)\s*[)\]]?"
    rf"|(?P<name>.*[^\W\d_].*?)\s+(?P<told>\d{{1,4}}\s*{PEOPLE_IN_CELL}\.?)",
    re.IGNORECASE,
)
# share of the filled cells that must look like a field for its header to be believed
BELIEVED = 0.4
# fields that are not proposed against their cells: a branch's name is no location number
NEVER_DOUBTED = ("location", "house_number", "start_date", "end_date", *facts.FACTS)
# share that makes a column without a known header one of that field
SHOWN = 0.6
LONGEST_NOTHING = 12
SCHOOLS_SHOWN = 0.4
SCHOOLS_SUPPORT = 0.15
SCHOOLS_SWAPPED = 0.3


@cache
def _words() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "columns.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def key(header: str) -> str:
    """A header as it is remembered and compared: 'Naam van de School' -> 'naam van de school', 'E-mail' -> 'e mail'."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", header)
    plain = unicodedata.normalize("NFKD", split.replace("+", " plus ")).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def _tokens(header: str) -> list[str]:
    found = key(header).split()
    return [word for word in found if word not in _words()["filler"] and word != "plus"] or found


@cache
def _named(group: str, field: str = "") -> tuple[dict[frozenset[str], int], tuple[tuple[str, ...], ...]]:
    """The exact names (sets of words -> place in the list) and the rules of a field or a group of person columns."""
    words = _words()[group][field] if field else _words()[group]
    names = {frozenset(_tokens(name)): place for place, name in reversed(list(enumerate(words["names"])))}
    return names, tuple(tuple(rule.split()) for rule in words.get("rules", []))


@lru_cache(maxsize=4096)
def _says(header: str, group: str, field: str = "") -> float:
    """0 when the header does not say this; above 2 when it is one of its names (the first most), 1 when a rule fits."""
    tokens = _tokens(header)
    if group == "fields" and field and (named := counted_school(header)):
        tokens = _tokens(named) if field == "school" else tokens
    names, rules = _named(group, field)
    place = names.get(frozenset(tokens))
    if place is not None:
        return 3 - place / 1000
    return float(any(_fits_rule(tokens, rule) for rule in rules))


def counted_school(header: str) -> str:
    """'School' of 'School (aantal lln)', whose cells say how many behind the name; '' for other headers."""
    found = WITH_COUNT.fullmatch(header.strip())
    names, _ = _named("fields", "school")
    counts, rules = _named("fields", "participants")
    if not found or frozenset(_tokens(found["school"])) not in names:
        return ""
    tokens = _tokens(found["count"])
    return found["school"] if frozenset(tokens) in counts or any(_fits_rule(tokens, r) for r in rules) else ""


def split_count(cell: str) -> tuple[str, str]:
    """'De Til (23 lln)' -> 'De Til' and '23 lln'; a name without a number behind it and ''."""
    found = BEHIND_NAME.fullmatch(cell.strip())
    if not found:
        return cell, ""
    return (found["school"] or found["name"]).strip(), (found["count"] or found["told"]).strip()


def _fits_rule(tokens: Sequence[str], rule: Sequence[str]) -> bool:
    needed = [part for part in rule if not part.startswith("!")]
    barred = [part[1:] for part in rule if part.startswith("!")]
    return all(any(fnmatchcase(token, part) for token in tokens) for part in needed) and not set(barred) & set(tokens)


def holds_persons(header: str) -> str:
    """'persons', 'persons_number' or 'mail' for a header that announces persons, else ''."""
    for group in ("persons_number", "mail", "persons"):
        if _says(header, group):
            return group
    return ""


@cache
def general_mailboxes() -> frozenset[str]:
    """Names before the @ that stand for an organisation: info, administratie, ..."""
    return frozenset(
        name.replace(" ", joint) for name in _words()["general_mailboxes"] for joint in (" ", "", "-", ".")
    )


def known(cells: Sequence[str]) -> int:
    """How many different fields these cells name, were they a header; looks at the first 200."""
    named = [_fields(cell) for cell in cells[:200]]
    return min(len(frozenset().union(*named)), sum(map(bool, named)))


@lru_cache(maxsize=16_384)
def _fields(header: str) -> frozenset[str]:
    """The fields that a header names; kept, for most cells that are asked about are values, alike in many rows."""
    if len(header) >= 60 or not any(map(str.isalpha, header)):
        return frozenset()
    return frozenset(field for field in FIELDS if _says(header, "fields", field))


@lru_cache(maxsize=4096)
def field_of(header: str) -> str:
    """The field that a header names best, '' for none."""
    says = {field: _says(header, "fields", field) for field in FIELDS} if len(header) < 60 else {}
    best = max(says, key=says.__getitem__, default="")
    return best if says.get(best) else ""


def says_school(cell: str) -> bool:
    """Whether a cell has a word of schools."""
    return _school_word(cell)


def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is nothing: '-', 'n.v.t.', 'onbekend'."""
    told = cell.strip().lower()
    if len(told) > LONGEST_NOTHING:
        return False
    return not told or told in _words()["nothing"] or (key(told) in _words()["nothing"] and not told.isdigit())


def is_ditto(cell: str) -> bool:
    """Whether a cell says that it is as the one above: 'idem', two strokes."""
    return cell.strip().lower().rstrip(".") in _words()["ditto"]


def is_total(cells: Sequence[str]) -> bool:
    """A row that begins with 'Totaal' and has nothing but numbers beside it."""
    filled = (cell.strip() for cell in cells if cell.strip())
    if not _begins(next(filled, ""), "totals"):
        return False
    return all(NUMBER.fullmatch(cell) or FORMULA.fullmatch(cell) for cell in filled)


def is_remark(cells: Sequence[str]) -> bool:
    """A lone cell such as 'Bron: ...' or '* voorlopig'."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) > 2 or not filled or (len(filled) == 2 and len(cells) < 4):
        return False
    if filled[0].startswith(("*", "©", "(c)")):
        return True
    return _begins(filled[0], "remarks") and (len(cells) > 1 or ":" in filled[0])


def _begins(cell: str, group: str) -> bool:
    told = key(cell[:80])
    return any(told == word or told.startswith(word + " ") for word in _words()[group])


def is_data(cells: Sequence[str]) -> bool:
    """Whether a row holds values rather than headers: a code, a postcode, a year or a number in its first cells."""
    cells = [cell for cell in cells[:200] if len(cell) < 60]
    shapes = (BRIN6, POSTCODE, NUMBER)
    return any(shape.fullmatch(cell.strip()) for cell in cells for shape in shapes) or any(
        readings.school_year(cell) for cell in cells
    )


# what cells look like


def _school_word(cell: str) -> bool:
    tokens = key(cell).split()
    endings = tuple(_words()["school_endings"])
    return any(token in _words()["school_words"] or token.endswith(endings) for token in tokens)


def _letters(cell: str) -> bool:
    return len(re.findall(r"[^\W\d_]", cell)) >= 2 and not BRIN.fullmatch(cell)


def _is_postcode(cell: str) -> bool:
    return bool(POSTCODE.search(cell) or re.match(r"\d{4}\b", cell))


def _tells(fact_id: str, cell: str) -> bool:
    return bool(facts.read(fact_id, cell))


LOOKS: dict[str, Callable[[str], bool]] = {
    "brin": lambda cell: bool(BRIN.fullmatch(cell)),
    "location": lambda cell: bool(re.fullmatch(r"\d{1,2}", cell)),
    "school": _letters,
    "street": _letters,
    "house_number": lambda cell: bool(re.match(r"\d{1,5}\b|\d{1,5}[a-zA-Z]", cell)) and len(cell) < 15,
    "postcode": _is_postcode,
    "place": _letters,
    "municipality": _letters,
    "programme": lambda cell: bool(re.search(r"[^\W\d_]", cell)),
    "school_year": lambda cell: bool(readings.school_year(cell)) and readings.read_date(cell) is None,
    "participants": lambda cell: bool(re.search(r"\d", cell)),
    "start_date": lambda cell: readings.read_date(cell) is not None,
    "end_date": lambda cell: readings.read_date(cell) is not None,
    **{fact_id: partial(_tells, fact_id) for fact_id in facts.FACTS},
}
# what a column without a telling header may be taken for, and what its cells must look like then
BY_CONTENT: dict[str, tuple[Callable[[str], bool], float]] = {
    "brin": (LOOKS["brin"], SHOWN),
    "postcode": (lambda cell: bool(POSTCODE.search(cell)) and len(cell) < 50, SHOWN),
    "school_year": (LOOKS["school_year"], SHOWN),
    "school": (_school_word, SCHOOLS_SHOWN),
    "street": (lambda cell: bool(re.fullmatch(r"[^\d;]{3,} \d{1,4}\s?[-/]?\s?\w{0,4}", cell)), SHOWN),
}


def share(cells: Sequence[str], looks: Callable[[str], bool]) -> float | None:
    """Share of the filled cells that look so; None when all are empty."""
    filled = [cell.strip() for cell in cells if not is_nothing(cell)]
    return sum(map(looks, filled)) / len(filled) if filled else None


@dataclass(frozen=True)
class Claim:
    """One column's claim on a field; a lower rank is served first."""

    rank: tuple[float, ...]
    position: int
    field: str
    why: str


def propose(
    headers: Sequence[str], cells: Sequence[Sequence[str]], remembered: Mapping[str, str], has_header: bool = True
) -> tuple[dict[int, str], dict[int, str]]:
    """Field per column position ('' = not used) and why: 'remembered', 'name', 'content' or ''.

    cells: one sequence of texts per column. remembered: `key(header)` -> field, '' where the partner uses none.
    """
    remembered = _still_meant(remembered, headers)
    claims = [
        claim for position, header in enumerate(headers) for claim in _claims(position, header, cells, remembered)
    ]
    columns, why = dict.fromkeys(range(len(headers)), ""), dict.fromkeys(range(len(headers)), "")
    for claim in sorted(claims, key=lambda claim: claim.rank):
        settled = why[claim.position] or (claim.field and claim.field in columns.values())
        if not settled:
            columns[claim.position], why[claim.position] = claim.field, claim.why
    _support_weak(columns, why, headers, cells)
    if not has_header and not {"school", "brin"} & set(columns.values()):
        _only_words(columns, why, cells)
    return columns, why


def _still_meant(remembered: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Without 'not used' of a header whose field another column had: where that column is missing, it may be used."""
    here = {key(header) for header in headers}
    missing = {field for told, field in remembered.items() if told not in here} - {
        field for told, field in remembered.items() if told in here
    }
    return {told: field for told, field in remembered.items() if field or field_of(told) not in missing - {""}}


def _only_words(columns: dict[int, str], why: dict[int, str], cells: Sequence[Sequence[str]]) -> None:
    """Without header the one column of words beside numbers is the school."""
    words = [n for n, column in enumerate(cells) if (share(column, _letters) or 0) > SHOWN]
    if len(words) == 1 and not columns[words[0]]:
        columns[words[0]], why[words[0]] = "school", "content"


def mended(
    columns: dict[int, str], why: Mapping[int, str], cells: Sequence[Sequence[str]]
) -> tuple[dict[int, str], list[Finding]]:
    """Columns whose cells say that headers were swapped, or that a BRIN stands beside its location's whole id."""
    at = {field: position for position, field in columns.items() if field and why.get(position) == "name"}
    columns = dict(columns)
    if {"school", "place"} <= at.keys() and _are_swapped(cells[at["school"]], cells[at["place"]]):
        columns[at["school"]], columns[at["place"]] = "place", "school"
        nl = "De kolommen met school en plaats staan verwisseld; ze zijn andersom gelezen. Kijk of dat klopt."
        en = "The columns of school and place are swapped and were read the other way round. See whether that is right."
        return columns, [note("swapped", nl, en)]
    _whole_ids(columns, cells)
    return columns, []


def _are_swapped(schools: Sequence[str], places: Sequence[str]) -> bool:
    return (share(schools, _school_word) or 0) < SCHOOLS_SUPPORT and (
        share(places, _school_word) or 0
    ) >= SCHOOLS_SWAPPED


def _whole_ids(columns: dict[int, str], cells: Sequence[Sequence[str]]) -> None:
    """The column of six characters is the BRIN where the one taken for it has four (DUO's own form)."""
    taken = next((n for n, field in columns.items() if field == "brin"), None)
    if taken is None or (share(cells[taken], _is_whole) or 0) >= BELIEVED:
        return
    whole = [
        n for n, field in columns.items() if field in ("", "location") and (share(cells[n], _is_whole) or 0) >= SHOWN
    ]
    if whole:
        columns[taken], columns[whole[0]] = "", "brin"


def _is_whole(cell: str) -> bool:
    return bool(BRIN6.fullmatch(cell))


def _claims(position: int, header: str, cells: Sequence[Sequence[str]], remembered: Mapping[str, str]) -> list[Claim]:
    column = cells[position]
    if key(header) in remembered:
        return [Claim((0, position), position, remembered[key(header)], "remembered")]
    if holds_persons(header) and not _counts(header, column):
        return [Claim((1, position), position, "", "name")]
    claims = []
    for order, field in enumerate(FIELDS):
        says, weakly = _says(header, "fields", field), _weakly(header, field)
        if not says and not weakly:
            continue
        fit = share(column, LOOKS[field])
        agrees = fit is None or fit >= BELIEVED
        if says and (agrees or field not in NEVER_DOUBTED):
            claims.append(Claim((4 - says if agrees else 6, order, position), position, field, "name"))
        elif weakly and fit is not None and agrees:
            claims.append(Claim((4, order, position), position, field, "name"))
    for field, (looks, needed) in BY_CONTENT.items():
        fit = share(column, looks) or 0
        if fit >= needed:
            claims.append(Claim((5, -fit, position), position, field, "content"))
    return claims


def _counts(header: str, column: Sequence[str]) -> bool:
    """'Vrijwilligers' or 'Leerling' above numbers counts people and names none."""
    return holds_persons(header) == "persons" and (share(column, lambda cell: bool(NUMBER.fullmatch(cell))) or 0) == 1


def _weakly(header: str, field: str) -> bool:
    return bool(field) and key(header) in _words()["fields"][field].get("weak", [])


def _support_weak(
    columns: dict[int, str], why: dict[int, str], headers: Sequence[str], cells: Sequence[Sequence[str]]
) -> None:
    """'Naam' is a school beside a BRIN or postcode or when cells have words of schools: else it may be a person.

    'Nr' is a house number only right of the street: else it counts the rows.
    """
    for position, field in columns.items():
        if why[position] != "name" or not _weakly(headers[position], field):
            continue
        schools = share(cells[position], _school_word) or 0
        alone = schools < SCHOOLS_SUPPORT and not {"brin", "postcode"} & set(columns.values())
        if (field == "school" and alone) or (field == "house_number" and columns.get(position - 1) != "street"):
            columns[position], why[position] = "", ""
