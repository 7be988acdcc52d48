"""Names of schools and places in a shape that compares: what says little (denomination, type of school, articles) goes.

Pure text in, pure text out; the same functions are used for the partner's side and the register's side.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

LISTS = yaml.safe_load(Path(__file__).with_name("school_words.yml").read_text(encoding="utf-8"))
ALIASES: dict[str, str] = LISTS.pop("aliases")
ABBREVIATIONS: dict[str, str] = LISTS.pop("abbreviations")
MERGERS: dict[str, list[str]] = LISTS.pop("mergers")
ARTICLES, SAINT, TYPES, LEVELS, CONCEPTS, BRANCH = (
    frozenset(LISTS[key].split()) for key in ("articles", "saint", "types", "levels", "concepts", "branch")
)
NAME_LEVELS, TITLES, GROUPS, PLAIN = (
    frozenset(LISTS[key].split()) for key in ("name_levels", "titles", "groups", "plain")
)
LEVELS_IN_ROW = LEVELS | frozenset(LISTS["levels_in_row"].split())
COMPOUND = re.compile(f"(?:{'|'.join(sorted(TYPES | LEVELS, key=len, reverse=True))})+")
LONG_TYPES = tuple(sorted(word for word in TYPES if len(word) >= 6))
WORD = re.compile("[a-z]+|[0-9]+(?:e\\b)?")
APOSTROPHES = re.compile("[\u2018\u2019\u201b\u00b4\u0060\u02bc\u2032]")
BRACKETS = re.compile(r"\([^()]*\)")
STREET = re.compile("..(?:straat|laan|weg|plein|singel|kade|gracht|dreef|dijk|hof|park|pad|lei|burg)$")
PROVINCE = re.compile(r"\s+(?:nh|zh|ov|gld|nb|lb|l|ut|fr|gn|dr|zld|fld|ca|gem\s.*)$")


class Name(NamedTuple):
    """One way to read a school name: compact with type suffix and articles, compact without, numbers in it."""

    whole: str
    core: str
    numbers: str


def mended(text: str) -> str:
    """UTF-8 that was read as cp1252 put right ('BahÃ»rim' -> 'Bahûrim'); other text as it was."""
    if not re.search("[ÃÂâ]", text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


@lru_cache(maxsize=200_000)
def words(text: str) -> tuple[str, ...]:
    """Lower-case words of letters and digits without accents; 'J.P.' -> 'jp', 'St.' -> 'sint'."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", APOSTROPHES.sub("'", mended(text))).replace("ß", "ss")
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.lower().replace("&", " en ").replace("@", "a").replace("'", "").replace("`", "")
    return tuple(_in_full(word) for word in _joined_initials(WORD.findall(text)))


def _in_full(word: str) -> str:
    if word in SAINT:
        return "sint"
    # 'Bernardinuscol' is cut short by a field of few letters
    return word + "lege" if len(word) > 6 and word.endswith("col") else ABBREVIATIONS.get(word, word)


def _joined_initials(found: list[str]) -> list[str]:
    joined: list[str] = []
    run = ""
    for word in [*found, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
        run = ""
        if word:
            joined.append(word)
    return joined


@lru_cache(maxsize=200_000)
def is_type(word: str) -> bool:
    """True for a type word, several of them written as one, or a long one with a typo."""
    if word in TYPES or word in BRANCH or COMPOUND.fullmatch(word):
        return True
    near = process.extractOne(word, LONG_TYPES, scorer=OSA.distance, score_cutoff=2) if len(word) > 4 else None
    return near is not None and near[1] <= (2 if len(near[0]) > 9 else 1)


@lru_cache(maxsize=200_000)
def _is_level(word: str) -> bool:
    if word in LEVELS_IN_ROW or (word not in TYPES and COMPOUND.fullmatch(word)):
        return True
    return len(word) > 4 and any(
        OSA.distance(word, long, score_cutoff=1) <= 1 for long in ("lyceum", "atheneum", "gymnasium")
    )


def _without_levels(found: tuple[str, ...]) -> list[str]:
    """The words without rows of levels ('voor lyceum havo mavo'); a lone 'lyceum' is a name and stays."""
    kept: list[str] = []
    row: list[str] = []
    for word in [*found, ""]:
        if word and _is_level(word):
            row.append(word)
            continue
        if row and not (LEVELS & set(row) or len(row) > 1):
            kept += row
        elif kept and len(row) > 1 and row[0] in NAME_LEVELS and row[1] in ("voor", "v"):
            # 'Sancta Maria Lyceum voor havo en atheneum'
            kept.append(row[0])
        row = []
        if word:
            kept.append(word)
    return kept


@lru_cache(maxsize=200_000)
def read_name(found: tuple[str, ...]) -> Name:
    """The words of a name as they are compared; where nothing but type words is told, these are the name."""
    own = [word for word in _without_levels(found) if not is_type(word)]
    if not any(len(word) > 2 or word.isdigit() for word in own if word not in ARTICLES):
        own = list(found)
    core = [_without_suffix(word) for word in own if word not in ARTICLES]
    numbers = [word.rstrip("e") for word in own if word[0].isdigit()]
    return Name("".join(own), "".join(core) or "".join(own), " ".join(numbers))


def is_name(text: str) -> bool:
    """False for an empty cell, a number and a cell that a spreadsheet would calculate ('=HYPERLINK(...)')."""
    return bool(re.search(r"[^\W\d_]{2}", text)) and not re.match(r"['\s]*(?:=|[-+@].*[(|!])", text)


def _without_suffix(word: str) -> str:
    """'bosbeekscchool' -> 'bosbeek': the suffix goes, with a typo in it too."""
    for length in (6, 7, 5):
        if len(word) > length + 2 and OSA.distance(word[-length:], "school", score_cutoff=1) <= 1:
            return word[:-length].removesuffix("basis")
    return word


@lru_cache(maxsize=50_000)
def readings(text: str, place: str = "") -> tuple[tuple[Name, float], ...]:
    """Ways to read a name, each with its worth: as it stands, without place, concept ('Dalton') or 'locatie Noord'."""
    found = words(text)
    ways: dict[Name, float] = {}
    towns = [tuple(spelling.split()) for spelling in place_spellings(place)]
    cuts = _cuts(found)
    if "(" in text and (bare := words(BRACKETS.sub(" ", text))):
        cuts.setdefault(bare, 0.9)
    for cut, worth in cuts.items():
        ways.setdefault(read_name(cut), worth)
        for short in {_without_place(cut, town): None for town in towns}:
            ways.setdefault(read_name(short), worth * 0.97)
    for name, worth in [*ways.items()]:
        compact = "".join(towns[0]) if towns else ""
        if compact and len(name.core) - len(compact) > 3 and name.core.endswith(compact):
            short = name._replace(core=name.core.removesuffix(compact), whole=name.whole.removesuffix(compact))
            ways.setdefault(short, worth * 0.97)
    return tuple((name, worth) for name, worth in ways.items() if name.core)


def _cuts(found: tuple[str, ...]) -> dict[tuple[str, ...], float]:
    """The words of a name without what others leave out, each with its worth."""
    branch = next((i for i, word in enumerate(found) if word in BRANCH and i), len(found))
    cuts = {found: 1.0}
    cuts.setdefault(tuple(word for word in found if not word.startswith(tuple(CONCEPTS))), 0.93)
    cuts.setdefault(tuple(word for word in found if word not in TITLES), 0.93)
    cuts.setdefault(found[:branch], 0.88)
    if len(found) > 2 and STREET.search(found[-1]):
        cuts.setdefault(found[:-1], 0.9)
    level = next((i for i, word in enumerate(found) if word in NAME_LEVELS and i), None)
    if level is not None:
        # 'Het Stedelijk Lyceum' is in one list 'Het Stedelijk', in another 'Het Stedelijk Lyceum Havo Mavo'
        cuts.setdefault((*found[: level + 1], "voor", "havo"), 0.97)
        cuts.setdefault((*found[:level], "havo"), 0.93)
    return {cut: worth for cut, worth in cuts.items() if cut}


def _without_place(found: tuple[str, ...], town: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the name of the place at their end, a letter of its province behind it or not."""
    if not town:
        return found
    for tail in (0, 1):
        head, rest = found[: len(found) - tail - len(town)], found[len(found) - tail - len(town) : len(found) - tail]
        is_province = tail == 0 or PROVINCE.fullmatch(f" {found[-1]}")
        if rest == town and is_province and any(word not in ARTICLES and not is_type(word) for word in head):
            return head
    return found


@lru_cache(maxsize=50_000)
def place_key(text: str) -> str:
    """A place as it compares: 'hoorn nh' -> 'hoorn', ''s-Gravenhage' -> 'den haag', 'Alphen a/d Rijn' in full."""
    text = re.sub(r"\ba\s?/\s?d\b\.?|\bad\b\.?(?=\s)|\ba\.?\s?d\.(?=\s)", "aan den", text.lower())
    text = re.sub(r"\(gemeente\)|\bgemeente\b", "", text)
    key = " ".join(word for word in words(text.replace("'dam", "dam")))
    key = PROVINCE.sub("", key) or key
    return ALIASES.get(key, key)


@lru_cache(maxsize=5_000)
def place_spellings(place: str) -> tuple[str, ...]:
    """The key of a place and its other names: 'den haag', 's gravenhage'; nothing of no place."""
    key = place_key(place)
    return tuple(dict.fromkeys([key, *(told for told, meant in ALIASES.items() if meant == key)])) if key else ()


@lru_cache(maxsize=50_000)
def same_ground(town: str) -> tuple[str, ...]:
    """The keys of municipalities that a municipality was merged into, or of which it was made."""
    return (*(after for after, before in MERGERS.items() if town in before), *MERGERS.get(town, ()))
