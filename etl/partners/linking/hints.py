"""What a school's name says besides the name: kind of school, levels, whether it has a word of its own."""

from functools import lru_cache
from typing import NamedTuple

from etl.partners.linking import school_names
from etl.partners.linking.school_names import ARTICLES, BRANCH, CONCEPTS, GROUPS, LEVELS_IN_ROW, LISTS, PLAIN, TYPES

SAYS = {kind: frozenset(LISTS[f"says_{kind}"].split()) for kind in ("vo", "po", "neither")}
# which levels of DUO's structures ('VBO/MAVO/HAVO/VWO') a word stands for
LEVEL_OF = {
    "vmbo": ("VBO", "MAVO"), "mavo": ("MAVO",), "tl": ("MAVO",), "gl": ("MAVO",), "vbo": ("VBO",), "bl": ("VBO",),
    "kl": ("VBO",), "havo": ("HAVO",), "vwo": ("VWO",), "atheneum": ("VWO",), "gymnasium": ("VWO",),
    "pro": ("PRO",), "praktijkonderwijs": ("PRO",), "praktijkschool": ("PRO",), "praktijk": ("PRO",),
}  # fmt: skip
SECTORS = {"PO": "po", "SBO": "po", "SO": "po", "VO": "vo", "VSO": "vo"}


# one word for the same in many: what a whole name is compared by
SAME: dict[str, str] = LISTS["same"]
# said or left out at will: no word tells schools of one name apart by these
SAYS_LITTLE = frozenset(["basisschool", "kindcentrum", "scholengemeenschap", "college", "brede"])
ROW = ("voor", "v")  # a row of levels follows: 'voor Gymnasium Atheneum en Havo'
# words of a row of levels, which is the institution's
ROW_WORDS = frozenset([*ROW, "lyc", "ath", "athen", "atheneum", "gymn", "gym", "vbo", "lwoo"])
KEPT_LEVELS = frozenset(["lyceum", "gymnasium"])


class Hints(NamedTuple):
    """own: words that are the name's own; sector: po, vo or ''; levels: DUO's words, empty where none is told.

    whole: all that its words say, denomination and concept too, in one spelling, without place and levels.
    is_plain: no word of its own ('KBS', 'Openbare Basisschool Blaricum'), is_bare: nor a place or a concept ('KBS').
    is_group: a board or a group of schools; branch: the own words behind 'locatie'. full: all words but articles, in
    one spelling, without place; glued: the levels that are said of a location ('Insula College vmbo'), not those in the
    row of an institution ('voor Ath Havo Mavo').
    """

    own: frozenset[str]
    sector: str
    levels: frozenset[str]
    whole: frozenset[str]
    is_plain: bool
    is_bare: bool
    is_group: bool
    branch: frozenset[str]
    full: frozenset[str]
    glued: frozenset[str]


@lru_cache(maxsize=50_000)
def read(text: str, place: str = "") -> Hints:
    """The hints of one name; place is the key of the place told, which is no word of its own."""
    found = school_names.words(text)
    towns = frozenset(" ".join(school_names.place_spellings(place)).split())
    own = frozenset(word for word in found if _is_own(word)) - towns
    levels = frozenset(level for word in found for level in LEVEL_OF.get(word, ()))
    plain = not any(word not in PLAIN and not word.startswith(tuple(CONCEPTS)) for word in own)
    bare = not any(_is_own(word) for word in found)
    marker = next((n for n, word in enumerate(found) if word in BRANCH and n), len(found))
    whole, group = _whole(found) - towns, bool(GROUPS & set(found))
    branch = own & frozenset(found[marker:])
    glued = frozenset() if ROW_WORDS & set(found) else levels
    return Hints(own, _sector(found), levels, whole, plain, bare, group, branch, full_words(text, place), glued)


@lru_cache(maxsize=100_000)
def full_words(text: str, place: str = "") -> frozenset[str]:
    """All words of a name in one spelling, levels too, without articles, 'locatie' and the place."""
    in_full = [part for word in school_names.words(text) for part in SAME.get(word, word).split()]
    towns = frozenset(" ".join(school_names.place_spellings(place)).split())
    return frozenset(word for word in in_full if word not in ARTICLES | BRANCH and word not in ("v", "voor")) - towns


def level_words(text: str) -> frozenset[str]:
    """The words of levels in a name: 'Insula College vmbo' -> vmbo."""
    return frozenset(school_names.words(text)) & LEVEL_OF.keys()


def own_letters(text: str) -> str:
    """The letters of a name without what says little, however its blanks stand."""
    found = school_names.words(text)
    return "".join(word for word in found if _is_own(word)) or "".join(found)


def _whole(found: tuple[str, ...]) -> frozenset[str]:
    row = next((n for n, word in enumerate(found[:-1]) if word in ROW and found[n + 1] in LEVELS_IN_ROW), len(found))
    found = (*found[:row], *(word for word in found[row:] if word not in LEVELS_IN_ROW))
    in_full = [part for word in found for part in SAME.get(word, word).split()]
    levels = LEVELS_IN_ROW - KEPT_LEVELS
    return frozenset(word for word in in_full if word not in ARTICLES and word not in levels)


def _is_own(word: str) -> bool:
    return word not in ARTICLES and word not in LEVELS_IN_ROW and word not in BRANCH and not school_names.is_type(word)


def _sector(found: tuple[str, ...]) -> str:
    says = {kind for kind, known in SAYS.items() if known & set(found)}
    endings = {"vo" for word in found if word.endswith(("college", "lyceum", "gymnasium")) and word not in TYPES}
    endings |= {"po" for word in found if word.endswith("basisschool")}
    says |= endings
    return says.pop() if len(says) == 1 and "neither" not in says else ""
