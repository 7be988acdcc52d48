"""Texts found by the words that people type: Dutch stems, words within longer ones, accents and typing errors. Pure.

A word that is asked finds every word that has its stem, alone or as the first or last part of a compound (lezen finds
leesplezier and voorlezen), or that means the same (alike.py). Only a word that nothing has in that way is looked for by
its parts, each as if it were asked, then by its letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from rapidfuzz.distance import OSA

from dashboard.figures.search import alike

SMALL = frozenset(
    [
        "aan", "als", "bij", "dat", "de", "den", "der", "die", "dit", "door", "een", "en", "er", "het", "hun",
        "ik", "in", "is", "je", "met", "na", "naar", "of", "om", "onze", "ook", "op", "over", "te", "tot", "u",
        "uit", "van", "voor", "wat", "wie", "wij", "ze", "zich", "zij", "a", "an", "and", "at", "by", "for",
        "on", "or", "the", "to", "with", "programma", "project",
    ]
)  # fmt: skip
SHORTEST = 4  # letters of a word that may be a part of another
SHORTEST_ROOT = 5  # letters that a verb and a noun of foreign origin share: fewer are chance (leren, kinderen)
_DUTCH = snowballstemmer.stemmer("dutch")
_DOUBLED = re.compile(r"(.)\1")
_FOREIGN = re.compile(r"(.)\1?(eren|eert|eerde?|ering|aties?)$")


@dataclass(frozen=True)
class Found:
    """A text that answers: its row, how well (more is better), the words of it by which, how many asked that decide."""

    row: int
    score: float
    by: tuple[str, ...]
    answered: int


@dataclass(frozen=True)
class Index:
    """Per row the words of its fields with the weight of the field, heaviest first."""

    rows: tuple[Mapping[str, float], ...]

    def find(self, asked: str) -> list[Found]:
        """The rows that have every word that is asked, or else those that have most of them; the best first."""
        known = sorted({word for row in self.rows for word in row})
        terms = _joined(words(asked), frozenset(known))
        deciding = [term for term in terms if not is_form(term)] or terms
        like = [(_like(term, known), term in deciding) for term in terms]
        found = [self._judged(row, like) for row in range(len(self.rows))]
        most = max((one.answered for one in found), default=0)
        best = [one for one in found if one.answered == most > 0]
        return sorted(best, key=lambda one: (-one.score, one.row))

    def _judged(self, row: int, like: Sequence[tuple[Mapping[str, float], bool]]) -> Found:
        own, score, by, answered = self.rows[row], 0.0, [], 0
        for term, decides in like:
            worth = {word: own[word] * term[word] for word in own.keys() & term.keys()}
            if worth:
                best = max(worth, key=lambda word: (worth[word], word))
                score += worth[best]
                by.append(best)
                answered += decides
        return Found(row, score, tuple(dict.fromkeys(by)), answered)


def build(rows: Iterable[Mapping[str, float]]) -> Index:
    """The index of rows, each its texts with the weight of a word in them."""
    return Index(tuple(_weighed(row) for row in rows))


def _weighed(texts: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text, weight in texts.items():
        for word in words(text):
            found[word] = max(found.get(word, 0.0), weight)
    return found


def words(text: str) -> list[str]:
    """The words that say something, without accents: coöperatie and cooperatie are one."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ĳ", "ij"))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return list(dict.fromkeys(word for word in re.findall(r"[a-z0-9]+", kept) if word not in SMALL and len(word) > 1))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return _DUTCH.stemWord(word)


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


def _joined(terms: Sequence[str], known: frozenset[str]) -> list[str]:
    """Two words beside each other are one where a text has them so: huis werk, taal maatje."""
    kept: list[str] = []
    for term in terms:
        if kept and kept[-1] + term in known:
            kept[-1] += term
        else:
            kept.append(term)
    return kept


def _like(term: str, known: Sequence[str]) -> dict[str, float]:
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
