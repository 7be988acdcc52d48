"""Names of schools as people might type them, by rules of their own: nothing here is of the search that they test."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pandas as pd

ABBREVIATED = {
    "Openbare Basisschool": "obs", "Openbare basisschool": "obs", "Chr Basisschool": "cbs", "Basisschool": "bs.",
    "Protestants Christelijke": "p.c.", "Rooms Katholieke": "r.k.", "Katholieke": "kath.", "Christelijke": "chr.",
    "Koningin": "Kon.", "Sint": "St.", "St ": "Sint ", "Prinses": "Prs.", "Burgemeester": "Burg.", "College": "Coll.",
    "Lyceum": "Lyc.", "Scholengemeenschap": "SG", "Gymnasium": "Gymn.", "Dr.": "dokter", "Pastoor": "Past.",
}  # fmt: skip
OLD = (("ks", "x"), ("aa", "ae"), ("ij", "y"), ("k", "c"), ("oo", "o"), ("f", "ph"), ("s", "sch"), ("ei", "ij"))
ALIASES = {"'s-Gravenhage": "den haag", "'s-Hertogenbosch": "den bosch", "Leeuwarden": "ljouwert", "Sneek": "snits"}
EMPTY = {"de", "het", "een", "van", "der", "den", "voor", "en", "basisschool", "school", "openbare", "chr", "bs", "obs"}


@dataclass(frozen=True)
class Asked:
    """What is typed, by which rule, and which school is meant."""

    text: str
    rule: str
    school_id: str


def longest(words: list[str]) -> int:
    """The word that says most: the longest that is not a kind of school."""
    own = [(len(word), -at) for at, word in enumerate(words) if word.lower() not in EMPTY]
    return -max(own)[1] if own else 0


def typo(name: str, rng: random.Random) -> str | None:
    words = name.split()
    at = longest(words)
    word = words[at]
    if len(word) < 5:
        return None
    k = rng.randrange(1, len(word) - 1)
    swapped = word[:k] + word[k + 1] + word[k] + word[k + 2 :]
    words[at] = rng.choice(
        [swapped, word[:k] + word[k + 1 :], word[:k] + word[k] + word[k:], word[:k] + "e" + word[k + 1 :]]
    )
    return " ".join(words)


def abbreviated(name: str, _rng: random.Random) -> str | None:
    return next((name.replace(long, short) for long, short in ABBREVIATED.items() if long in name), None)


def old_spelling(name: str, rng: random.Random) -> str | None:
    words = name.lower().split()
    at = longest(words)
    fits = [(new, old) for new, old in OLD if new in words[at][1:]]
    if not fits:
        return None
    new, old = rng.choice(fits)
    words[at] = words[at][0] + words[at][1:].replace(new, old, 1)
    return " ".join(words)


def split(name: str, rng: random.Random) -> str | None:
    words = name.split()
    at = longest(words)
    if len(words[at]) < 8:
        return None
    k = rng.randrange(3, len(words[at]) - 3)
    words[at] = f"{words[at][:k]} {words[at][k:]}"
    return " ".join(words)


def joined(name: str, _rng: random.Random) -> str | None:
    words = [word for word in name.split() if word.lower() not in EMPTY]
    return "".join(words).lower() if 2 <= len(words) <= 3 else None


def turned(name: str, _rng: random.Random) -> str | None:
    words = name.split()
    return " ".join(reversed(words)).upper() if len(words) > 1 else None


def unaccented(name: str, _rng: random.Random) -> str | None:
    plain = name.translate(str.maketrans("éèëêïíöóüúâáàûôîç", "eeeeiioouuaaauoic")).replace("'", "’")
    return plain if plain != name else None


RULES = (typo, abbreviated, old_spelling, split, joined, turned, unaccented)


def questions(schools: pd.DataFrame, former: pd.DataFrame, sector: str, count: int, seed: int) -> list[Asked]:
    """`count` questions about schools of a sector: every rule in turn, then former names and other names of places."""
    rng = random.Random(f"{seed} {sector}")
    known = schools[(schools["sector"] == sector) & schools["place"].notna()].set_index("school_id")
    times = schools["name"].str.lower().value_counts()
    order = list(known.index)
    rng.shuffle(order)
    told: list[Asked] = []
    with_alias = [school_id for school_id in order if known["place"][school_id] in ALIASES]
    renamed = former[former["school_id"].isin(known.index)].groupby("school_id")["name"].first()
    renamed_order = sorted(renamed.index, key=order.index)
    while len(told) < count:
        turn = len(told) % (len(RULES) + 2)
        if turn == len(RULES):
            school_id = renamed_order.pop()
            told.append(Asked(f"{renamed[school_id]} {known['place'][school_id]}", "former", school_id))
            continue
        if turn == len(RULES) + 1:
            school_id = with_alias.pop()
            told.append(Asked(f"{known['name'][school_id]} {ALIASES[known['place'][school_id]]}", "alias", school_id))
            continue
        school_id = order.pop()
        text = RULES[turn](known["name"][school_id], rng)
        if text:
            place = f" {known['place'][school_id]}" if times[known["name"][school_id].lower()] > 1 else ""
            told.append(Asked(text + place, RULES[turn].__name__, school_id))
    return told
