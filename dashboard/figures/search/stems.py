"""Texts found by the words that people type: Dutch stems, words within longer ones, accents and typing errors. Pure.

A word that is asked finds every word that has its stem, alone or as the first or last part of a compound (lezen finds
leesplezier and voorlezen), or that means the same. Only a word that nothing has in that way is looked for by
its parts, each as if it were asked, then by its letters (likeness.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures.search import likeness

SMALL = frozenset(
    [
        "aan", "als", "bij", "dat", "de", "den", "der", "die", "dit", "door", "een", "en", "er", "het", "hun",
        "ik", "in", "is", "je", "met", "na", "naar", "of", "om", "onze", "ook", "op", "over", "te", "tot", "u",
        "uit", "van", "voor", "wat", "wie", "wij", "ze", "zich", "zij", "a", "an", "and", "at", "by", "for",
        "on", "or", "the", "to", "with", "programma", "project",
    ]
)  # fmt: skip


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
        deciding = [term for term in terms if not likeness.is_form(term)] or terms
        like = [(likeness.like(term, known), term in deciding) for term in terms]
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


def _joined(terms: Sequence[str], known: frozenset[str]) -> list[str]:
    """Two words beside each other are one where a text has them so: huis werk, taal maatje."""
    kept: list[str] = []
    for term in terms:
        if kept and kept[-1] + term in known:
            kept[-1] += term
        else:
            kept.append(term)
    return kept
