"""Messy partner rows with known answers, made from any mart.school by a seed.

Kinds of mess: typos (swapped, doubled, missing letters, a blank moved), capitals, type words added, dropped and
abbreviated, 'locatie Noord', mojibake, three shapes of postcode, streets missing, places as municipality or alias, BRIN
codes in every shape, of another school, unknown or of the main location, closed schools, invented schools, cells that a
spreadsheet would run.
"""

import random
import re

import pandas as pd

CANONICAL = [
    "line",
    "brin",
    "location",
    "school",
    "street",
    "house_number",
    "postcode",
    "place",
    "municipality",
    "programme",
]
CANONICAL += ["school_year", "participants", "start_date", "end_date"]
KINDS = {
    "brin": 20,
    "brin4": 6,
    "main_code": 6,
    "wrong_brin": 6,
    "wrong_location": 2,
    "unknown_brin": 4,
    "address": 25,
    "name_place": 22,
    "hostile": 3,
    "closed": 3,
    "invented": 3,
}
ADDED = ["OBS ", "CBS ", "RKBS ", "IKC ", "bs. ", "Basisschool ", "Kindcentrum ", "Openbare Basisschool ", "RK "]
TAILS = [" - onderbouw", ", locatie Noord", " (bovenbouw)", " hoofdlocatie"]
SHORTER = {
    "Basisschool": ["bs", "Basissch.", ""],
    "Openbare": ["Opb.", ""],
    "Christelijke": ["Chr.", ""],
    "Scholengemeenschap": ["SG", "SGM", ""],
    "Sint": ["St.", "St"],
    "St": ["Sint"],
    "Rooms Katholieke": ["RK", "R.K.", ""],
    "Protestants": ["Prot.", ""],
    "College": ["College"],
}
HOSTILE = ['=HYPERLINK("http://x","y")', "@SUM(A1)", "+31", "-2+3|cmd", ""]
FANTASY = ["Verzonnen Vlinder", "Bedachte Beuk", "Denkbeeldige Dolfijn", "Onvindbare Otter", "Loze Leeuwerik"]
ALIASES = {"'s-Gravenhage": ["Den Haag", "s gravenhage"], "'s-Hertogenbosch": ["Den Bosch", "S HERTOGENBOSCH"]}
TYPE_WORDS = re.compile(
    r"\b(openbare?|christelijke?|chr|rooms|katholieke?|rk|rkbs|obs|cbs|bs|ikc|kc|pc|protestants|basisschool|kindcentrum|school|sg|"
    r"scholengemeenschap|scholengroep|voor|vwo|havo|mavo|vmbo|vbo|lwoo|pro|lyceum|atheneum|gymnasium|ath|gym|lyc|en|de|het|t)\b"
)


def bare(name: str) -> str:
    """A name without type words: schools of one place with the same bare name cannot be told apart by name."""
    text = re.sub(r"[^a-z0-9]+", " ", name.lower())
    return re.sub(r"\W|school\b", "", TYPE_WORDS.sub("", text)) or text.replace(" ", "")


def typo(text: str, rng: random.Random) -> str:
    """`text` with one letter doubled, missing or swapped with its neighbour, or a blank moved by one."""
    spots = [i for i in range(1, len(text) - 2) if text[i : i + 2].isalpha()]
    if len(spots) < 4:
        return text
    i = rng.choice(spots)
    kind = rng.choice(["double", "drop", "swap", "blank"])
    blanks = [m.start() for m in re.finditer(r"(?<=\w) (?=\w\w)", text)]
    if kind == "blank" and blanks:
        at = rng.choice(blanks)
        return text[:at] + text[at + 1] + " " + text[at + 2 :]
    swapped = text[i + 1] + text[i]
    return text[:i] + {"double": text[i] * 2 + text[i + 1], "drop": text[i + 1]}.get(kind, swapped) + text[i + 2 :]


def messy_name(name: str, rng: random.Random) -> str:
    """A name as people type it."""
    for word, short in SHORTER.items():
        if re.search(rf"\b{word}\b", name) and rng.random() < 0.3:
            name = " ".join(re.sub(rf"\b{word}\b", rng.choice(short), name, count=1).split()) or name
    if rng.random() < 0.12:
        name = rng.choice(ADDED) + name
    if rng.random() < 0.06:
        name += rng.choice(TAILS)
    if rng.random() < 0.25:
        name = typo(name, rng)
    if rng.random() < 0.05 and not name.isascii():
        name = name.encode("utf-8").decode("cp1252", errors="replace")
    return rng.choice([name, name, name, name.upper(), name.lower(), f" {name}  "])


def messy_place(school: pd.Series, rng: random.Random) -> str:
    """The place of a school as people type it, now and then its municipality."""
    place = school["place"] or school["municipality_name"] or ""
    if rng.random() < 0.08:
        place = school["municipality_name"] or place
    if place in ALIASES and rng.random() < 0.6:
        place = rng.choice(ALIASES[place])
    if rng.random() < 0.06 and len(place) > 6:
        place = typo(place, rng)
    return rng.choice([place, place, place.upper(), place.lower()])


def messy_postcode(postcode: str, rng: random.Random) -> str:
    """A postcode in one of its shapes, sometimes without letters."""
    if not postcode:
        return ""
    shapes = [
        postcode,
        postcode,
        f"{postcode[:4]} {postcode[4:]}",
        postcode.lower(),
        f"{postcode[:4]} {postcode[4:].lower()}",
    ]
    return rng.choice([*shapes, postcode[:4]])


def messy_brin(brin: str, location: str, rng: random.Random) -> tuple[str, str]:
    """BRIN and location in one cell or two, in lower case, without leading zeros, with dashes and blanks."""
    if rng.random() < 0.3:
        brin = brin.lstrip("0")
    if location and rng.random() < 0.5:
        location = str(int(location)) if rng.random() < 0.3 else location
        return rng.choice([brin, brin.lower(), f" {brin}"]), location
    code = rng.choice([f"{brin}{location}", f"{brin}-{location}", f"{brin} {location}"]) if location else brin
    return rng.choice([code, code.lower(), f" {code} "]), ""


def messy_rows(schools: pd.DataFrame, seed: int, count: int = 300) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Canonical rows, and one row of truth per row: line, kind, school_id ('' is invented), is_ambiguous."""
    rng = random.Random(seed)
    schools = schools.assign(**{c: schools[c].astype(object).fillna("").astype(str) for c in TEXT})
    schools["bare"] = [bare(name) for name in schools["name"]]
    listed = schools[schools["is_listed"]]
    pools = {
        "main_code": listed[listed["school_id"].str[4:] != "00"],
        "closed": schools[
            ~schools["is_listed"] & (schools["place"] != "") & (pd.to_datetime(schools["valid_to"]).dt.year >= 2018)
        ],
    }
    rows, truth = [], []
    for line in range(1, count + 1):
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        pool = pools.get(kind, listed)
        school = pool.iloc[rng.randrange(len(pool))] if len(pool) else listed.iloc[0]
        row = dict.fromkeys(CANONICAL, "") | {"line": line, "programme": "Weekendschool", "school_year": "2019-2020"}
        row |= _cells(kind, school, listed, rng)
        rows.append(row)
        truth.append(
            (line, kind, "" if kind == "invented" else school["school_id"], _is_ambiguous(row, school, listed))
        )
    return pd.DataFrame(rows), pd.DataFrame(truth, columns=["line", "kind", "school_id", "is_ambiguous"])


TEXT = ["school_id", "brin", "name", "street", "house_number", "postcode", "place", "municipality_name"]


def _cells(kind: str, school: pd.Series, listed: pd.DataFrame, rng: random.Random) -> dict[str, str]:
    """The cells of one row of a kind of mess."""
    other = listed.iloc[rng.randrange(len(listed))]
    nearby = listed[(listed["municipality_name"] == school["municipality_name"]) & (listed["brin"] != school["brin"])]
    if kind == "wrong_brin" and len(nearby) and rng.random() < 0.5:
        other = nearby.iloc[rng.randrange(len(nearby))]
    if other["brin"] == school["brin"]:
        other = listed[listed["brin"] != school["brin"]].iloc[0]
    brin, location = school["school_id"][:4], school["school_id"][4:]
    codes = {
        "brin": (brin, location),
        "brin4": (brin, ""),
        "main_code": (brin, "00"),
        "wrong_brin": (other["school_id"][:4], other["school_id"][4:]),
        "wrong_location": (brin, "77"),
        "unknown_brin": ("99ZZ", "00"),
        "hostile": (brin, location) if rng.random() < 0.7 else ("", ""),
    }
    cells = {"school": messy_name(school["name"], rng), "place": messy_place(school, rng)}
    if kind in codes and codes[kind][0]:
        cells["brin"], cells["location"] = messy_brin(*codes[kind], rng)
    if kind == "hostile":
        cells["school"] = rng.choice(HOSTILE)
    if kind not in ("name_place", "brin") or (kind == "brin" and rng.random() < 0.5):
        cells["postcode"] = messy_postcode(school["postcode"], rng)
    if kind == "address" and rng.random() < 0.8:
        cells["street"] = f"{school['street']} {school['house_number']}"
    if kind == "name_place" and rng.random() < 0.6:
        cells["school"] = cells["school"].strip() + (f", {cells['place']}" if rng.random() < 0.5 else "")
        cells |= {"place": "", "municipality": school["municipality_name"]}
    if kind == "invented":
        cells["school"] = f"{rng.choice(ADDED)}De {rng.choice(FANTASY)}"
        if rng.random() < 0.5:
            cells |= {"place": "Nergenshuizen", "postcode": "1234 ZZ", "street": "Dorpsstraat 1"}
    return cells


def _is_ambiguous(row: dict[str, str], school: pd.Series, listed: pd.DataFrame) -> bool:
    """True where only name and place (else municipality) are told and several listed schools there have that name."""
    if row["brin"] or row["postcode"] or not school["is_listed"]:
        return False
    area = "place" if row["place"] or "," in row["school"] else "municipality_name"
    return bool(((listed["bare"] == school["bare"]) & (listed[area] == school[area])).sum() > 1)
