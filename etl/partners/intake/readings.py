"""How a partner's own words are read: school year, participants, date. What cannot be read for certain is not read."""

import re
from datetime import date
from functools import lru_cache

CENTURY = 2000
LAST_YEAR = 2059
LAST_COUNT = 100_000
LONGEST_COUNT = 60  # characters; what is longer is no number of people, and may be one too long to work with
SERIAL_START, SERIAL_YEAR = date(1899, 12, 30), 1905
LONGEST_NAME = 200  # characters; no name, street or place that a source tells is half as long
PEOPLE = (
    r"(?:leerlingen|leerling|lln|kinderen|deelnemers|deelnemer|jongeren|studenten|scholieren|personen|pers|"
    r"pupils?|students?|participants?|children|kids)"
)
ABOUT = (
    r"(?:ca|circa|c|ongeveer|ong|plm|plusminus|rond|ruim|bijna|minimaal|min|meer dan|about|approx|around|over|"
    r"±|\+/-|~|>)"
)
NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+|\d+"
COUNT = re.compile(rf"(?P<about>{ABOUT}\.?)?\s*(?P<low>{NUMBER})(?:[.,]0+)?\s*(?P<plus>\+)?\s*{PEOPLE}?\.?")
PART = re.compile(r"(?P<low>\d+)[.,][1-9]\d?")
RANGE = re.compile(rf"(?:{ABOUT}\.?)?\s*(?P<low>\d+)\s*(?:-|/|tot|t/m|à|a|to)\s*(?P<high>\d+)\s*{PEOPLE}?\.?")
YEARS = re.compile(r"(?<!\d)'?(\d{4}|\d{2})\s*(?:[-/]|t/m|tot)\s*'?(\d{4}|\d{2})(?!\d)")
LONE_YEAR = re.compile(r"(?:schooljaar|cursusjaar|studiejaar|sj)[.:]? (20\d\d)(?![-/\d])")
YEAR_WORDS = re.compile(r"(?:schooljaar|studiejaar|cursusjaar|school year|year|jaar|sj|sy|periode)?[.:]?\s*'?(\d{4})")
MONTH_NAMES = (
    "jan januari january,feb februari february,mrt mar maart march,apr april,mei may,jun juni june,jul juli july,"
    "aug augustus august,sep sept september,okt oct oktober october,nov november,dec december"
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES.split(","), 1) for name in names.split()}


@lru_cache(maxsize=50_000)
def school_year(text: str) -> str:
    """'2019-2020' from '19/20', 'schooljaar 2019-2020', '2019-20'; '' when it names no school year or several.

    A single year is the school year that starts in it ('2019' -> '2019-2020'); a date is the school year it lies in
    (1 August is the first day).
    """
    told = _plain(text)
    day = read_date(told)
    if day and day.year == SERIAL_YEAR:
        # a year in a cell that is formatted as a date: 2019 is day 2019 since the end of 1899
        return _year_from((day - SERIAL_START).days)
    if day:
        return _year_from(day.year - (day.month < 8))
    pairs = {_pair(*found) for found in YEARS.findall(told)}
    if pairs:
        return pairs.pop() if len(pairs) == 1 else ""
    single = YEAR_WORDS.fullmatch(told)
    if not single:
        return ""
    year = int(single[1])
    # '1920' is 19/20 written without its dash: no activity was in 1920
    if year < CENTURY:
        return _pair(single[1][:2], single[1][2:])
    return _year_from(year)


def years_in(text: str) -> frozenset[str]:
    """School years that a title names: 'Scholen schooljaar 2019-2020'; a lone year only behind its word."""
    told = _plain(text)
    found = {_pair(*pair) for pair in YEARS.findall(told)}
    found |= {_year_from(int(year)) for year in LONE_YEAR.findall(told)}
    return frozenset(found - {""})


def _pair(first: str, second: str) -> str:
    start, end = int(first), int(second)
    start += CENTURY if len(first) == 2 else 0
    if len(second) == 2:
        return _year_from(start) if end == (start + 1) % 100 else ""
    return _year_from(start) if end == start + 1 else ""


def _year_from(start: int) -> str:
    return f"{start}-{start + 1}" if _is_year(start) else ""


@lru_cache(maxsize=50_000)
def participants(text: str) -> tuple[int | None, str]:
    """(count, 'observed' | 'approximate') or (None, 'missing').

    'ca. 25', '25+' and '12,5' are approximate; of '25-30' the lower end counts, so that never more is claimed than was
    told. A negative number, an upper bound ('<25'), classes instead of people and two numbers are missing.
    """
    told = _plain(text)
    if len(told) > LONGEST_COUNT:
        return None, "missing"
    ends = RANGE.fullmatch(told)
    if ends:
        low, high = int(ends["low"]), int(ends["high"])
        return (low, "approximate") if low < high <= LAST_COUNT and not _is_year(low) else (None, "missing")
    part = PART.fullmatch(told)
    found = part or COUNT.fullmatch(told)
    if not found:
        return None, "missing"
    count = int(re.sub(r"\D", "", found["low"]))
    if count > LAST_COUNT:
        return None, "missing"
    return count, "approximate" if part or found["about"] or found["plus"] else "observed"


def is_part(text: str) -> bool:
    """Whether a number of participants has a part behind its comma ('12,5'): no number of people."""
    return len(text) <= LONGEST_COUNT and bool(PART.fullmatch(_plain(text)))


def _is_year(number: int) -> bool:
    return CENTURY <= number <= LAST_YEAR


@lru_cache(maxsize=50_000)
def read_date(text: str) -> date | None:
    """A date from ISO, day-month-year (two- or four-digit year) or '1 oktober 2019'; None when it is none."""
    told = re.sub(r"[ t]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "", _plain(text))
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", told) or re.fullmatch(r"(20\d\d)(\d\d)(\d\d)", told)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    dutch = re.fullmatch(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})", told)
    if dutch:
        return _date(_full(dutch[3]), int(dutch[2]), int(dutch[1]))
    words = re.fullmatch(r"(\d{1,2})[-. ]+([a-z]+)[-. ]+(\d{4}|\d{2})", told)
    month = MONTHS.get(words[2], 0) if words else 0
    return _date(_full(words[3]), month, int(words[1])) if words and month else None


def _full(year: str) -> int:
    return int(year) + (CENTURY if len(year) == 2 else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Lower case, one space between words, one kind of dash and apostrophe."""
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text).replace("\u2019", "'").replace("\u2018", "'")
    return " ".join(text.lower().split())
