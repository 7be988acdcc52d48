"""Texts found by the words that people type: Dutch stems, words within longer ones, accents and typing errors. Pure.

A word that is asked finds every word that has its stem, alone or as the first or last part of a compound (lezen finds
leesplezier and voorlezen). Only a word that nothing has in that way is looked for by its parts, then by its letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from rapidfuzz.distance import OSA

SMALL = frozenset(
    [
        "aan", "als", "bij", "dat", "de", "den", "der", "die", "dit", "door", "een", "en", "er", "het", "hun",
        "ik", "in", "is", "je", "met", "na", "naar", "of", "om", "onze", "ook", "op", "over", "te", "tot", "u",
        "uit", "van", "voor", "wat", "wie", "wij", "ze", "zich", "zij", "a", "an", "and", "at", "by", "for",
        "on", "or", "the", "to", "with", "programma", "project",
    ]
)  # fmt: skip
SHORTEST = 4  # letters of a word that may be a part of another
_DUTCH = snowballstemmer.stemmer("dutch")
_DOUBLED = re.compile(r"(.)\1")


@dataclass(frozen=True)
class Found:
    """A text that answers: its row, how well (more is better), the words of it by which, and how many were asked."""

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
        terms = words(asked)
        known = sorted({word for row in self.rows for word in row})
        like = [_like(term, known) for term in terms]
        found = [self._judged(row, like) for row in range(len(self.rows))]
        most = max((one.answered for one in found), default=0)
        best = [one for one in found if one.answered == most > 0]
        return sorted(best, key=lambda one: (-one.score, one.row))

    def _judged(self, row: int, like: Sequence[Mapping[str, float]]) -> Found:
        own, score, by = self.rows[row], 0.0, []
        for term in like:
            worth = {word: own[word] * term[word] for word in own.keys() & term.keys()}
            if worth:
                best = max(worth, key=lambda word: (worth[word], word))
                score += worth[best]
                by.append(best)
        return Found(row, score, tuple(dict.fromkeys(by)), len(by))


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


def _like(term: str, known: Sequence[str]) -> dict[str, float]:
    """How like (0..1) each known word is, by the first way in which any is."""
    ways: tuple[Callable[[str, str], float], ...] = (_as_stem, _as_part, _as_letters)
    for way in ways:
        if found := {word: worth for word in known if (worth := way(term, word))}:
            return found
    return {}


def _as_stem(term: str, word: str) -> float:
    if term == word:
        return 1.0
    own = stem(term)
    if own in forms(word):
        return 0.95
    return 0.8 * max(_holds(word, term), *(_holds(form, own) for form in forms(word)))


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
