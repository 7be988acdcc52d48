"""Names as they compare in a search: without accents, abbreviations written out, old and new spelling alike."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

# said before or behind the own name of a school, added and left out at will: they count for little
TYPES = frozenset(
    [
        "school",
        "basisschool",
        "basisonderwijs",
        "basis",
        "openbare",
        "openbaar",
        "christelijke",
        "christelijk",
        "katholieke",
        "katholiek",
        "protestants",
        "protestantse",
        "gereformeerde",
        "hervormde",
        "islamitische",
        "oecumenische",
        "interconfessionele",
        "rooms",
        "bijzondere",
        "algemeen",
        "kindcentrum",
        "integraal",
        "scholengemeenschap",
        "college",
        "lyceum",
        "gymnasium",
        "atheneum",
        "vwo",
        "havo",
        "mavo",
        "vmbo",
        "vbo",
        "lwoo",
        "praktijkonderwijs",
        "voor",
        "speciaal",
        "voortgezet",
        "onderwijs",
        "speciale",
        "brede",
        "montessori",
        "dalton",
        "jenaplan",
        "stichting",
        "regionale",
    ]
)
SMALL = frozenset(
    [
        "de",
        "het",
        "een",
        "t",
        "d",
        "l",
        "la",
        "le",
        "in",
        "op",
        "aan",
        "den",
        "der",
        "van",
        "te",
        "en",
        "bij",
        "onder",
        "ter",
        "ten",
    ]
)
# abbreviation -> what it stands for
SHORT = {
    "obs": "openbare basisschool", "cbs": "christelijke basisschool", "rkbs": "rooms katholieke basisschool",
    "kbs": "katholieke basisschool", "pcbs": "protestants christelijke basisschool", "bs": "basisschool",
    "pcb": "protestants christelijke basisschool", "gbs": "gereformeerde basisschool", "nbs": "basisschool",
    "ibs": "islamitische basisschool", "chr": "christelijke", "prot": "protestants", "geref": "gereformeerde",
    "kath": "katholieke", "rk": "rooms katholieke", "pc": "protestants christelijke", "st": "sint", "sinte": "sint",
    "kon": "koningin", "burg": "burgemeester", "dr": "doctor", "dokter": "doctor", "mr": "meester", "ds": "dominee",
    "prof": "professor", "past": "pastoor", "pr": "prins", "prs": "prinses", "coll": "college", "lyc": "lyceum",
    "gym": "gymnasium", "gymn": "gymnasium", "sgm": "scholengemeenschap", "sg": "scholengemeenschap",
    "csg": "christelijke scholengemeenschap", "rsg": "regionale scholengemeenschap", "ikc": "integraal kindcentrum",
    "kc": "kindcentrum", "pro": "praktijkonderwijs", "sbo": "speciaal basisonderwijs",
    "ssbo": "speciale school basisonderwijs",
    "vso": "voortgezet speciaal onderwijs", "ath": "atheneum", "str": "straat", "ln": "laan", "pln": "plein",
    "openb": "openbare", "basissch": "basisschool", "sch": "school",
}  # fmt: skip
# kinds that are seen before a name without a space
LONG = [kind for kind in TYPES if len(kind) > 4]
BEFORE = tuple(sorted([*LONG, "rkbs", "pcbs", "obs", "cbs", "kbs", "rk"], key=len, reverse=True))
POSTCODE = re.compile(r"\b([1-9][0-9]{3})\s?([a-z]{2})\b")
APOSTROPHES = re.compile("['`´‘’ʼ]")
DOTTED = re.compile(r"\b(?:[a-z]\.){1,4}(?:[a-z]\b\.?)?")  # o.b.s. or r.k, whether written out or initials
ORDINAL = re.compile(r"\b([0-9]{1,2})(?:e|de|ste)\b")
ORDINALS = {
    "1": "eerste", "2": "tweede", "3": "derde", "4": "vierde", "5": "vijfde", "6": "zesde", "7": "zevende",
    "8": "achtste", "9": "negende", "10": "tiende", "11": "elfde", "12": "twaalfde",
}  # fmt: skip
# in this order; what sounds alike is written alike
LETTERS_ALIKE = (("ph", "f"), ("th", "t"), ("qu", "kw"), ("x", "ks"), ("ck", "k"))
SOFT_C, SCH = re.compile("c(?=[aouklnrt]|$)"), re.compile("sch(?=$|e$)")
LONG_I, DOUBLED = re.compile("eij|ey|ij|ei|y"), re.compile(r"(.)\1+")


def plain(text: str) -> str:
    """Lower case without accents and apostrophes; other signs as they were."""
    letters = APOSTROPHES.sub("", text)
    if letters.isascii():  # as nearly all of them are
        return letters.lower().replace("&", " en ")
    letters = unicodedata.normalize("NFKD", letters).casefold()
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("&", " en ").replace("ß", "ss")


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text: 'OBS St. Jan 3053 CD' -> openbare basisschool sint jan 3053cd.

    A word that ends in -school loses it: 'Bernardusschool' and 'Bernardus school' are the same two words.
    """
    joined = POSTCODE.sub(lambda code: f" {code[1]}{code[2]}_ ", plain(text))
    joined = DOTTED.sub(_undotted, ORDINAL.sub(lambda found: ORDINALS.get(found[1], found[0]), joined))
    found: list[str] = []
    for part in re.findall(r"[0-9]{4}[a-z]{2}(?=_)|[a-z]+|[0-9]+", joined):
        for word in SHORT.get(part, part).split():
            found += _apart(word)
    return tuple(found)


def _undotted(found: re.Match[str]) -> str:
    """An abbreviation of which every letter has a dot as one word; initials of a name as they were."""
    letters = found[0].replace(".", "")
    return f"{letters} " if letters in SHORT else found[0]


def _apart(word: str) -> list[str]:
    """A word apart from the kinds of school written in one with it: christelijkeabeel, Bernardusschool."""
    if word in TYPES:
        return [word]
    if word.startswith(BEFORE):
        first = next((kind for kind in BEFORE if word.startswith(kind) and len(word) > len(kind) + 3), "")
        if first:
            return [*SHORT.get(first, first).split(), *_apart(word.removeprefix(first))]
    for ending in ("basisschool", "school"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return [word.removesuffix(ending), ending]
    return [word]


@lru_cache(maxsize=32_768)
def sound(word: str) -> str:
    """A word as it sounds, near enough: 'Jacobus' and 'Jakobus', 'Bosch' and 'Bos', 'Gaesbeeck' and 'Gaasbeek'."""
    if word[:1].isdigit():
        return word
    for old, new in LETTERS_ALIKE:
        word = word.replace(old, new)
    if "c" in word:
        word = SCH.sub("s", SOFT_C.sub("k", word))
    word = LONG_I.sub("i", word.replace("ae", "a")).replace("au", "ou").replace("z", "s")
    word = f"{word[:-2]}t" if word.endswith("dt") else word
    return DOUBLED.sub(r"\1", word)


def weight(word: str, times: int, of: int) -> float:
    """How much a word says: a rare one much, a kind of school or an article little. `times` of `of` names have it."""
    rarity = math.log(1 + of / max(times, 1))
    return rarity * (0.05 if word in SMALL or len(word) < 2 else 0.15 if word in TYPES else 1.0)
