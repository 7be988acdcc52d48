"""Both sides of a link in a shape that compares: the register of schools, and the rows of a partner's file.

Each side has keys (what can be in common: BRIN, postcode, place) and ways to read its names.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from etl.partners.linking import school_names
from etl.partners.linking.rules import Told

PLACE_TYPO = 82
NAME_LIKE = 70
OTHER_YEAR = 0.89  # worth of a name that another source or year has, beside the school's own
READING = (*school_names.Name._fields, "worth")
HOUSE_IN_STREET = re.compile(r"[^\W\d_]\D*?\s(\d+)(?:\s?[-/ ]\s?\w{1,4}|[a-zA-Z])*\s*$")
READ_COLUMNS = (
    "brin",
    "location",
    "school",
    "street",
    "house_number",
    "postcode",
    "place",
    "municipality",
    "school_year",
)
BRIN = re.compile(r"(\d{0,2})([A-Z]{2})(\d{0,2})")


@dataclass(frozen=True)
class Register:
    """The schools' side, normalised once. `s` is the position in `schools`."""

    schools: pd.DataFrame  # with house, last_year, has_postcode, is_sector_listed
    keys: pd.DataFrame  # s, kind, key: what a row can share with a school
    names: pd.DataFrame  # s, whole, core, numbers, worth: ways to read its names
    towns_of: dict[str, set[str]]  # place -> municipalities that it lies in
    places: list[str]  # keys of places and municipalities
    cores: list[str]  # names without type words


def make_register(schools: pd.DataFrame, names: pd.DataFrame) -> Register:
    """The schools' side of a link; `names` may hold schools that `schools` lacks, they are left out."""
    schools = schools.reset_index(drop=True).copy()
    text = ["brin", "sector", "name", "house_number", "postcode", "place", "municipality_name"]
    schools[text] = schools[text].astype("object").fillna("").astype(str)
    listed = set(schools.loc[schools["is_listed"], "sector"])
    schools["is_sector_listed"] = schools["sector"].isin(listed)
    schools["last_year"] = pd.to_datetime(schools["valid_to"]).dt.year
    schools["house"] = [_house(number) for number in schools["house_number"]]
    position = pd.Series(schools.index, index=schools["school_id"])
    known = names.assign(s=names["school_id"].map(position)).dropna(subset=["s"]).fillna("").astype({"s": int})
    own = schools.assign(s=schools.index)[["s", "name", "place", "postcode"]]
    known = pd.concat([own, known[own.columns]]).drop_duplicates()
    known["place"] = known["place"].map(school_names.place_key)
    town = schools["municipality_name"].map(school_names.place_key)
    towns_of: dict[str, set[str]] = {}
    for place, name in zip(own["place"].map(school_names.place_key), town, strict=True):
        if place:
            towns_of.setdefault(place, set()).add(name)
    keys = _school_keys(schools, known, town)
    schools["has_postcode"] = schools.index.isin(keys.loc[keys["kind"] == "area", "s"])
    readings = _school_readings(known, own)
    by_name = readings[["s", "core"]].drop_duplicates().rename(columns={"core": "key"}).assign(kind="name")
    places = keys.loc[(keys["kind"] == "place") | (keys["kind"] == "town"), "key"].unique().tolist()
    return Register(schools, pd.concat([keys, by_name]), readings, towns_of, places, by_name["key"].unique().tolist())


def _school_keys(schools: pd.DataFrame, known: pd.DataFrame, town: pd.Series) -> pd.DataFrame:
    """One row per school x thing that a row can share with it: s, kind, key.

    Kinds: brin, postcode (its own), once (one that any source gives it), area (four digits of those), place,
    town (municipality) and home (the same, of a school whose place no source tells).
    """
    placeless = ~schools.index.isin(known.loc[known["place"] != "", "s"])
    kinds = {
        "brin": (schools.index, schools["brin"]),
        "postcode": (schools.index, schools["postcode"]),
        "once": (known["s"], known["postcode"]),
        "area": (known["s"], known["postcode"].str[:4]),
        "place": (known["s"], known["place"]),
        "town": (schools.index, town),
        "home": (schools.index[placeless], town[placeless]),
    }
    frames = [
        pd.DataFrame({"s": np.asarray(s), "kind": kind, "key": np.asarray(key)}) for kind, (s, key) in kinds.items()
    ]
    keys = pd.concat(frames)
    return keys[keys["key"] != ""].drop_duplicates()


def _school_readings(known: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    named = known[["s", "name", "place"]].drop_duplicates().astype(object)
    own_words = [school_names.words(name) for name in own["name"]]
    found = [
        (s, *reading, worth if school_names.words(name) == own_words[s] else worth * OTHER_YEAR)
        for s, name, place in named.itertuples(index=False, name=None)
        for reading, worth in school_names.readings(name, place)
    ]
    frame = pd.DataFrame(found, columns=["s", *READING]).sort_values("worth", ascending=False, kind="stable")
    frame = frame.drop_duplicates(["s", "whole", "core"]).reset_index(drop=True)
    return frame.astype(dict.fromkeys(READING[:3], object))


@dataclass(frozen=True)
class Row:
    """One row of the file, read: what it tells, its keys and the ways to read its name."""

    told: Told
    keys: tuple[tuple[str, str], ...]
    readings: tuple[tuple[school_names.Name, float], ...]
    house: int


def read_row(cells: dict[str, str], register: Register) -> Row:
    """A row of canonical text cells, read."""
    brin, location, apart = read_brin(cells["brin"], cells["location"])
    school, place = cells["school"].strip(), cells["place"].strip()
    place_key = _known_place(place, register)
    if not place_key and "," in school:
        head, _, tail = school.rpartition(",")
        place_key = _known_place(tail, register)
        school = head if place_key else school
    town_key = _known_place(cells["municipality"], register)
    postcode = read_postcode(cells["postcode"])
    has_name = school_names.is_name(school)
    readings = school_names.readings(school, place_key) if has_name else ()
    keys = {("brin", brin), ("area", postcode[:4]), ("place", place_key), ("town", place_key), ("home", town_key)}
    if len(postcode) == 6:
        keys |= {("postcode", postcode), ("once", postcode)}
    if not place_key:
        keys |= {("town", town_key), ("place", town_key)}
    if has_name and not (place_key or town_key or postcode):
        keys |= {("name", core) for core in _nearest_names(readings, register)}
    keys |= {("home", town) for town in register.towns_of.get(place_key, ())}
    told = Told(
        brin, location, apart, has_name, bool(place_key or town_key), postcode, _first_year(cells["school_year"])
    )
    behind_street = HOUSE_IN_STREET.search(cells["street"])
    house = _house(cells["house_number"]) or _house(behind_street[1] if behind_street else "")
    return Row(told, tuple(key for key in keys if key[1]), readings, house)


def read_brin(brin: str, location: str) -> tuple[str, str, bool]:
    """BRIN, location ('' if not told or not readable) and whether the location stood in a cell of its own.

    Takes '4de', '04DE-00', ' 04 de 0 ' and '1.0': spreadsheets drop leading zeros and add decimals.
    """
    code, own = (re.sub(r"[^0-9A-Z]", "", re.sub(r"\.0$", "", cell.strip()).upper()) for cell in (brin, location))
    match = BRIN.fullmatch(code) or BRIN.fullmatch(own)
    if not match:
        return "", "", False
    told = match[3] or (own if re.fullmatch(r"\d{1,2}", own) else "")
    return match[1].zfill(2) + match[2], told.zfill(2) if told else "", not match[3] and bool(told)


def read_postcode(text: str) -> str:
    """'1234AB', '1234' where the letters are not told, '' for anything else."""
    match = re.match(r"(\d{4})([A-Z]{2})?(?![A-Z0-9])", re.sub(r"[^0-9A-Z]", "", text.upper()))
    return match[1] + (match[2] or "") if match else ""


def _house(text: str) -> int:
    """The number without letters and additions; 0 is not told."""
    match = re.search(r"\d+", text)
    return int(match[0][:6]) if match else 0


def _first_year(text: str) -> int | None:
    match = re.search(r"(?:20)?(\d{2})\s*[-/]", text)
    return 2000 + int(match[1]) if match else None


def _known_place(text: str, register: Register) -> str:
    """Key of the place or municipality meant, '' if the register has none like it."""
    key = school_names.place_key(text) if text.strip() else ""
    if not key or key in register.places:
        return key
    near = process.extractOne(key, register.places, scorer=fuzz.ratio, score_cutoff=PLACE_TYPO)
    if near:
        return near[0]
    parts = key.split()  # 'rotterdam zuid' lies in 'rotterdam'
    return next((whole for n in range(len(parts) - 1, 0, -1) if (whole := " ".join(parts[:n])) in register.places), "")


def _nearest_names(readings: tuple[tuple[school_names.Name, float], ...], register: Register) -> list[str]:
    """Names of the register nearest to a name that stands alone: for a person to choose from."""
    told = readings[0][0].core if readings else ""
    return [
        core for core, _, _ in process.extract(told, register.cores, scorer=fuzz.ratio, score_cutoff=NAME_LIKE, limit=5)
    ]
