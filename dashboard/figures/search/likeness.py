"""How like two words are: Dutch stems, other words for the same, parts of a compound, letters. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from dashboard.figures.search import alike

SHORTEST = 4  # letters of a word that may be a part of another
SHORTEST_ROOT = 5  # letters that a verb and a noun of foreign origin share: fewer are chance (leren, kinderen)
_DOUBLED = re.compile(r"(.)\1")
_FOREIGN = re.compile(r"(.)\1?(eren|eert|eerde?|ering|aties?)$")


@lru_cache(maxsize=1)
def _dutch() -> Any:
    import snowballstemmer  # on first use: it loads the rules of thirty languages

    return snowballstemmer.stemmer("dutch")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return _dutch().stemWord(word)


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[str, ...]:
    """Its stem, and that of the verb of whoever does it: voorlezers read, so they are found by lezen."""
    own = stem(word)
    return (own, stem(f"{own[:-2]}en")) if own.endswith("er") and len(own) > 6 else (own,)


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """What solliciteren and sollicitatie, debatteren and debat share; '' for a word without such an ending."""
    own = _FOREIGN.sub(r"\1", word)
    return own if own != word and len(own) >= SHORTEST_ROOT else ""


@lru_cache(maxsize=20_000)
def is_form(word: str) -> bool:
    """Whether it only says in what form something is given, in whatever number."""
    return word in alike.FORM or any(stem(word) == stem(one) for one in alike.FORM)


@lru_cache(maxsize=20_000)
def same(term: str) -> tuple[str, ...]:
    """Other words for what is asked, in whatever number it is asked."""
    groups = [group for group in alike.SAME if any(stem(term) == stem(word) for word in group)]
    return tuple(sorted({word for group in groups for word in group} - {term}))


def like(term: str, known: Sequence[str]) -> dict[str, float]:
    """How like (0..1) each known word is, by the first way in which any is."""
    for way in (_meant, _parts, _letters):
        if found := way(term, known):
            return found
    return {}


def _meant(term: str, known: Sequence[str]) -> dict[str, float]:
    others = same(term)
    found = {word: max([_as_stem(term, word), *(0.7 * _as_whole(one, word) for one in others)]) for word in known}
    return {word: worth for word, worth in found.items() if worth}


def _as_whole(term: str, word: str) -> float:
    """A word that nobody typed counts as it stands, not by its stem: maatje is no part of maatschappij."""
    return 1.0 if stem(term) in forms(word) else 0.8 * _holds(word, term)


def _parts(term: str, known: Sequence[str]) -> dict[str, float]:
    """By the words that the term is made of: zomerschool finds what zomer finds, and school only where it is alone."""
    made_of = {word: worth for word in (*known, *alike.WORDS) if (worth := _as_part(term, word))}
    said = {word: worth for word, worth in made_of.items() if not is_form(word)} or made_of
    found = {word: said[word] for word in known if word in said}
    for part in said:
        for word, worth in _meant(part, known).items():
            found[word] = max(found.get(word, 0.0), 0.6 * worth)
    return found


def _letters(term: str, known: Sequence[str]) -> dict[str, float]:
    return {word: worth for word in known if (worth := _as_letters(term, word))}


def _as_stem(term: str, word: str) -> float:
    if term == word:
        return 1.0
    own = stem(term)
    if own in forms(word):
        return 0.95
    parts = [_holds(word, term), *(_holds(form, own) for form in forms(word))]
    if begin := root(term):
        parts.append(word.startswith(begin) or root(word) == begin)
    return 0.8 * max(parts)


def _as_part(term: str, word: str) -> float:
    """What is asked is itself a compound, or is spelled with one letter where the other has two."""
    bare, other = (_DOUBLED.sub(r"\1", stem(one)) for one in (term, word))
    return 0.6 * max(_holds(other, bare), _holds(term, word), _holds(stem(term), stem(word)))


def _as_letters(term: str, word: str) -> float:
    most = 0 if len(term) < 4 else 1 if len(term) < 7 else 2
    pairs = ((term, word), (stem(term), stem(word)), (term, word[: len(term)] if len(term) > 5 else word))
    near = min(OSA.distance(*pair) for pair in pairs)
    return 0.5 - 0.1 * near if near <= most else 0.0


def _holds(word: str, part: str) -> bool:
    """Whether a word begins or ends with a part that is long enough to say something."""
    rest = len(word) - len(part)
    return len(part) >= SHORTEST and rest > 1 and (word.startswith(part) or word.endswith(part))
