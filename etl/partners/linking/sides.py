"""Both sides of a link in a shape that compares: the register of schools, and the rows of a partner's file.

Each side has keys (what can be in common: BRIN, postcode, place) and ways to read its names.
"""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from etl.partners.intake.readings import LONGEST_NAME
from etl.partners.linking import hints, school_names
from etl.partners.linking.rules import Told

PLACE_TYPO = 82
NAME_LIKE = 70
RARE, RARE_LENGTH = 3, 5
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
LEVELS = frozenset(level for levels in hints.LEVEL_OF.values() for level in levels)
# how DUO tells places of one name apart: 'HAREN NB'
PROVINCES = {
    "gn": "PV20", "fr": "PV21", "dr": "PV22", "ov": "PV23", "gld": "PV25", "ut": "PV26", "nh": "PV27", "zh": "PV28",
    "zld": "PV29", "nb": "PV30", "lb": "PV31", "fld": "PV24",
}  # fmt: skip
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
    known_places: frozenset[str]  # the same as places, and municipalities that were merged
    rare: frozenset[str]  # names that at most RARE schools have
    brins: frozenset[str]
    kind_of: dict[str, str]  # school_id -> po, vo or ''


def make_register(schools: pd.DataFrame, names: pd.DataFrame) -> Register:
    """The schools' side of a link; `names` may hold schools that `schools` lacks, they are left out."""
    schools = schools.reset_index(drop=True).copy()
    text = ["brin", "sector", "name", "house_number", "postcode", "place", "municipality_name"]
    schools[text] = schools[text].astype("object").fillna("").astype(str)
    listed = set(schools.loc[schools["is_listed"], "sector"])
    schools["is_sector_listed"] = schools["sector"].isin(listed)
    schools["last_year"] = pd.to_datetime(schools["valid_to"]).dt.year
    schools["is_newer"] = _is_newer(schools)
    schools["house"] = [_house(number) for number in schools["house_number"]]
    _add_kinds(schools)
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
    schools["fulls"] = _full_names(known, len(schools))
    keys = _school_keys(schools, known, town)
    schools["has_postcode"] = schools.index.isin(keys.loc[keys["kind"] == "area", "s"])
    readings = _school_readings(known, own)
    by_name = readings[["s", "core"]].drop_duplicates().rename(columns={"core": "key"}).assign(kind="name")
    places = keys.loc[(keys["kind"] == "place") | (keys["kind"] == "town"), "key"].unique().tolist()
    times = by_name["key"].value_counts()
    rare = frozenset(name for name in times.index[times <= RARE] if len(name) >= RARE_LENGTH)
    merged = {name for after, before in school_names.MERGERS.items() for name in (after, *before)}
    all_keys, cores = pd.concat([keys, by_name]), by_name["key"].unique().tolist()
    texts = [name for name in schools if isinstance(schools[name].dtype, pd.StringDtype)]
    schools = schools.astype(dict.fromkeys([*texts, "kind", "province"], object))
    brins, kind_of = frozenset(schools["brin"]), dict(zip(schools["school_id"], schools["kind"], strict=True))
    known_places = frozenset(places) | merged
    return Register(schools, all_keys, readings, towns_of, places, cores, known_places, rare, brins, kind_of)


def _is_newer(schools: pd.DataFrame) -> pd.Series:
    """Schools that came after the newest of the list: a later source knows them."""
    if "valid_from" not in schools:
        return pd.Series(False, index=schools.index)
    since = pd.to_datetime(schools["valid_from"])
    return ~schools["is_listed"].astype(bool) & (since > since[schools["is_listed"].astype(bool)].max())


def _add_kinds(schools: pd.DataFrame) -> None:
    """Adds what is compared with what a name says: kind, levels, province, own words of name and street."""
    places = schools["place"].map(school_names.place_key)
    schools["kind"] = schools["sector"].map(hints.SECTORS).fillna("")
    types = schools["school_types"] if "school_types" in schools else pd.Series("", index=schools.index)
    levels = pd.Series([LEVELS & frozenset(str(text).split("/")) for text in types], index=schools.index)
    schools["offers"] = levels
    schools["board"] = schools["board_id"].astype("object").fillna("").astype(str) if "board_id" in schools else ""
    # of the institution: pupils of a level may be at any of its locations in another year
    schools["levels"] = schools["brin"].map(levels.groupby(schools["brin"]).agg(lambda all_: frozenset().union(*all_)))
    codes = schools["province_code"] if "province_code" in schools else pd.Series("", index=schools.index)
    schools["province"] = codes.astype("object").fillna("").astype(str)
    says = [hints.read(name, place) for name, place in zip(schools["name"], places, strict=True)]
    schools["own"], schools["whole"] = [name.own for name in says], [name.whole for name in says]
    times = Counter((brin, word) for brin, words in zip(schools["brin"], schools["own"], strict=True) for word in words)
    schools["shared"] = [
        frozenset(word for word in words if times[brin, word] > 1)
        for brin, words in zip(schools["brin"], schools["own"], strict=True)
    ]
    streets = schools["street"].astype("object").fillna("") if "street" in schools else [""] * len(schools)
    schools["around"] = [frozenset(word for word in school_names.words(str(s)) if len(word) > 4) for s in streets]


def _full_names(known: pd.DataFrame, schools: int) -> list[frozenset[frozenset[str]]]:
    """Per school the words of every name that a source gives it."""
    found: list[set[frozenset[str]]] = [set() for _ in range(schools)]
    for s, name, place in known[["s", "name", "place"]].drop_duplicates().itertuples(index=False, name=None):
        found[s].add(hints.full_words(name, place))
    return [frozenset(names - {frozenset()}) for names in found]


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
    levels: frozenset[str] = frozenset()
    province: str = ""


def read_row(cells: dict[str, str], register: Register, sector: str = "") -> Row:
    """A row of canonical text cells, read. sector: po or vo, where the name says none and its file does.

    A cell that is too long to be what its column says tells nothing: comparing it would cost seconds.
    """
    cells = {name: text if len(text) <= LONGEST_NAME else "" for name, text in cells.items()}
    brin, location, apart = read_brin(cells["brin"], cells["location"])
    place_key, town_key = _known_place(cells["place"].strip(), register), _known_place(cells["municipality"], register)
    school, tail_key = _without_tail(cells["school"].strip(), place_key, town_key, register)
    place_key = place_key or tail_key
    postcode = read_postcode(cells["postcode"])
    has_name = school_names.is_name(school)
    readings = school_names.readings(school, place_key or town_key) if has_name else ()
    keys = {("brin", brin), ("area", postcode[:4]), *_place_keys(place_key, town_key, register)}
    if len(postcode) == 6:
        keys |= {("postcode", postcode), ("once", postcode)}
    if has_name and not (place_key or town_key or postcode):
        keys |= {("name", core) for core in _nearest_names(readings, register)}
    # a name that few have is looked for in other places too: for a person to see
    keys |= {("name", name.core) for name, _ in readings[:1] if name.core in register.rare}
    says = hints.read(school, place_key or town_key) if has_name else hints.read("")
    told = Told(
        brin, location, apart, has_name, bool(place_key or town_key), postcode, _first_year(cells["school_year"]),
        says.own, says.whole, says.sector or sector, has_name and says.is_plain, has_name and says.is_bare,
        says.is_group, says.branch, says.glued, says.full,
    )  # fmt: skip
    behind_street = HOUSE_IN_STREET.search(cells["street"])
    house = _house(cells["house_number"]) or _house(behind_street[1] if behind_street else "")
    return Row(told, tuple(key for key in keys if key[1]), readings, house, says.levels, _province(cells["place"]))


def _place_keys(place: str, town: str, register: Register) -> set[tuple[str, str]]:
    """What a place and a municipality told have in common with schools; a merged municipality is its parts too."""
    keys = {("place", place), ("town", place), ("home", town)}
    keys |= {("home", around) for around in register.towns_of.get(place, ())}
    for told in (town, place if place not in register.towns_of else ""):
        keys |= {(kind, other) for other in school_names.same_ground(told) for kind in ("town", "home")}
    return keys if place else keys | {("town", town), ("place", town)}


def _without_tail(school: str, place: str, town: str, register: Register) -> tuple[str, str]:
    """'De Linde, Ede' -> 'De Linde' and the key of Ede: a tail is a place only when the register has it there."""
    head, comma, tail = school.rpartition(",")
    key = school_names.place_key(tail) if comma else ""
    if not head.strip() or key not in register.known_places:
        return school, ""
    lies_in = {key, *register.towns_of.get(key, ())}
    if (place or town) and not {place, town, *school_names.same_ground(town)} & lies_in:
        return school, ""
    return head, key


def _province(place: str) -> str:
    """The province that a place's last letters tell: 'Haren NB' -> PV30; '' where they tell none."""
    found = school_names.words(place)
    return PROVINCES.get(found[-1], "") if len(found) > 1 else ""


def read_brin(brin: str, location: str) -> tuple[str, str, bool]:
    """BRIN, location ('' if not told or not readable) and whether the location stood in a cell of its own.

    Takes '4de', '04DE-00', ' 04 de 0 ' and '1.0': spreadsheets drop leading zeros and add decimals.
    """
    code, own = (re.sub(r"[^0-9A-Z]", "", re.sub(r"\.0$", "", cell.strip()).upper()) for cell in (brin, location))
    match = BRIN.fullmatch(code) or BRIN.fullmatch(own)
    if not match:
        return "", "", False
    whole = BRIN.fullmatch(own)
    if not match[3] and whole and whole[3] and (whole[1].zfill(2), whole[2]) == (match[1].zfill(2), match[2]):
        # DUO's own form: the BRIN in one column, BRIN and location in the next
        match = whole
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
    if not key or key in register.known_places:
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
