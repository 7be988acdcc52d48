"""An index of names in memory: words by their sound, typing errors by letters; every hit can say why it is one.

A text that is looked for is cut into spans of words (also written as one word). Each span is compared with every known
word: a mask of letters leaves a few hundred of some ten thousands, of these the distance in letters is reckoned.
"""

from __future__ import annotations

import bisect
import string
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from rapidfuzz.distance import OSA

from dashboard.figures.search import words

MOST_WORDS, MOST_SPAN, LOOKED_AT = 8, 3, 60
ENOUGH, NEAR_BEST = 0.6, 0.22  # of all that was asked; behind the best hit
BITS = {sign: 1 << at for at, sign in enumerate(string.ascii_lowercase + string.digits)}
BESIDE = 0.96  # a word of the place or street against one of the name itself


@dataclass(frozen=True)
class Text:
    """One name of a thing that can be found: the thing's `row`, and words beside the name (place, street)."""

    row: int
    name: str
    beside: tuple[str, ...] = ()
    rank: float = 0.0  # breaks a tie: more comes first


@dataclass(frozen=True)
class Hit:
    """A thing found: its row, the name by which, and how well (about 0..1)."""

    row: int
    name: str
    score: float


@dataclass(frozen=True)
class Index:
    """Arrays of one build. `starts` and `texts`: the texts of each known word, one after another."""

    names: tuple[str, ...]
    rows: np.ndarray
    ranks: np.ndarray
    known: tuple[str, ...]  # words by their sound
    by_length: np.ndarray  # places in `known`, the shortest first; `lengths` and `masks` are in this order
    lengths: np.ndarray
    masks: np.ndarray
    weights: np.ndarray
    starts: np.ndarray
    texts: np.ndarray
    is_name: np.ndarray  # per entry of `texts`: the word is of the name, not beside it

    def find(self, asked: str, most: int = 20) -> list[Hit]:
        """The best hits for a text, one per row, the best first."""
        found = words.words(asked)[:MOST_WORDS]
        if not found or not self.names:
            return []
        spans = self._spans(found)
        weights = np.array([self._weight(word, spans[at, at + 1]) for at, word in enumerate(found)])
        covered = self._covered(found, spans, weights)
        best = np.argpartition(-covered, min(LOOKED_AT, len(covered) - 1))[:LOOKED_AT]
        best = best[covered[best] >= ENOUGH]
        ranked = sorted((self._judged(int(text), covered[text], found) for text in best), key=lambda hit: -hit[0])
        return self._distinct(ranked, most)

    def _spans(self, found: Sequence[str]) -> dict[tuple[int, int], list[tuple[int, float]]]:
        """Per span of words the known words that are like it, with how like."""
        pairs = [(i, j) for i in range(len(found)) for j in range(i + 1, min(i + MOST_SPAN, len(found)) + 1)]
        return {(i, j): self._like("".join(found[i:j])) for i, j in pairs}

    def _like(self, asked: str) -> list[tuple[int, float]]:
        key = words.sound(asked)
        most = 0 if key[:1].isdigit() or len(key) < 3 else 1 if len(key) < 6 else 2 if len(key) < 10 else 3
        of_length = slice(*np.searchsorted(self.lengths, [len(key) - most, len(key) + most + 1]))
        near = np.bitwise_count(self.masks[of_length] ^ np.uint64(_mask(key))) <= 2 * most
        like = []
        for place in self.by_length[of_length][near]:
            distance = OSA.distance(key, self.known[place], score_cutoff=most)
            if distance <= most:
                like.append((int(place), 1 - 1.1 * distance / max(len(key), 4) - (0.02 if distance else 0)))
        return like + (self._longer(key) if len(key) >= 4 else [])

    def _longer(self, key: str) -> list[tuple[int, float]]:
        """Words that begin with what was typed."""
        first = bisect.bisect_left(self.known, key)
        like = []
        for place in range(first, min(first + 200, len(self.known))):
            word = self.known[place]
            if not word.startswith(key):
                break
            if word != key:
                like.append((place, 0.7 + 0.25 * len(key) / len(word)))
        return like

    def _weight(self, word: str, like: Sequence[tuple[int, float]]) -> float:
        """How much a word that was asked says; one that nobody bears as much as a rare one."""
        key = words.sound(word)
        exact = [float(self.weights[place]) for place, _worth in like if self.known[place] == key]
        return exact[0] if exact else words.weight(word, 3, len(self.names))

    def _covered(self, found: Sequence[str], spans: dict, weights: np.ndarray) -> np.ndarray:
        """Per text the share (0..1) of what was asked that it answers, by the best cut into spans."""
        count = len(self.names)
        totals = [np.zeros(count, dtype=np.float32)]
        for end in range(1, len(found) + 1):
            best = totals[end - 1].copy()
            for start in range(max(0, end - MOST_SPAN), end):
                like = self._per_text(spans[start, end], count)
                if like is not None:
                    np.maximum(best, totals[start] + np.float32(weights[start:end].sum()) * like, out=best)
            totals.append(best)
        return totals[-1] / np.float32(max(weights.sum(), 1e-9))

    def _per_text(self, like: Iterable[tuple[int, float]], count: int) -> np.ndarray | None:
        values = None
        for place, worth in like:
            if values is None:
                values = np.zeros(count, dtype=np.float32)
            entries = slice(self.starts[place], self.starts[place + 1])
            worths = np.where(self.is_name[entries], np.float32(worth), np.float32(worth * BESIDE))
            at = self.texts[entries]
            values[at] = np.maximum(values[at], worths)
        return values

    def _judged(self, text: int, covered: float, found: Sequence[str]) -> tuple[float, int]:
        """Less for a name of which much was not asked."""
        own = words.words(self.names[text])
        asked = "".join(found)
        kept = left = 0.0
        for word in own:
            worth = words.weight(word, 3, len(self.names))
            like = max([OSA.normalized_similarity(word, one) for one in found] + [1.0 if word in asked else 0.0])
            kept, left = kept + worth * like, left + worth * (1 - like)
        share = left / (kept + left) if kept + left else 1.0
        return float(covered) - 0.12 * share + float(self.ranks[text]), text

    def _distinct(self, ranked: Sequence[tuple[float, int]], most: int) -> list[Hit]:
        hits: dict[int, Hit] = {}
        for score, text in ranked:
            row = int(self.rows[text])
            if score >= ranked[0][0] - NEAR_BEST and row not in hits:
                hits[row] = Hit(row, self.names[text], score)
            if len(hits) == most:
                break
        return list(hits.values())


def understood(asked: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """What was read for what was typed: (asked, word of these names) for each word that is none of theirs."""
    own = [word for name in names for word in words.words(name)]
    found = [word for word in words.words(asked) if word not in own and word not in words.TYPES]
    pairs = [(word, max(own, key=lambda one: OSA.normalized_similarity(word, one))) for word in found if own]
    return [(word, near) for word, near in pairs if OSA.normalized_similarity(word, near) >= 0.5]


def build(texts: Sequence[Text]) -> Index:
    """The index of these texts."""
    entries: dict[str, list[int]] = defaultdict(list)  # per sound the texts: twice their number, and one of a name
    shown: dict[str, str] = {}
    sounds: dict[str, tuple[str, ...]] = {}  # of each name, place and street once: many schools share them
    for number, text in enumerate(texts):
        marks: dict[str, int] = {}
        for mark, part in ((2 * number + 1, text.name), *((2 * number, part) for part in text.beside)):
            if part not in sounds:
                sounds[part] = _sounds(part, shown)
            for key in sounds[part]:
                marks.setdefault(key, mark)
        for key, mark in marks.items():
            entries[key].append(mark)
    known = sorted(entries)
    by_length = np.array(sorted(range(len(known)), key=lambda place: len(known[place])), dtype=np.int32)
    counts = np.array([len(entries[word]) for word in known], dtype=np.int64)
    marked = np.fromiter(chain.from_iterable(entries[word] for word in known), dtype=np.int32)
    return Index(
        names=tuple(text.name for text in texts),
        rows=np.array([text.row for text in texts], dtype=np.int32),
        ranks=np.array([text.rank for text in texts], dtype=np.float32),
        known=tuple(known),
        by_length=by_length,
        lengths=np.array([len(known[place]) for place in by_length], dtype=np.int16),
        masks=np.array([_mask(known[place]) for place in by_length], dtype=np.uint64),
        weights=np.array(
            [words.weight(shown[word], len(entries[word]), len(texts)) for word in known], dtype=np.float32
        ),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        texts=marked >> 1,
        is_name=(marked & 1).astype(bool),
    )


def _ways(own: Sequence[str]) -> Iterable[str]:
    """Each word, and two or three beside each other as people write them as one."""
    yield from own
    core = [word for word in own if word not in words.TYPES]
    for run in (own, core) if len(core) < len(own) else (own,):
        for length in (2, 3):
            for start in range(len(run) - length + 1):
                yield "".join(run[start : start + length])


def _sounds(text: str, shown: dict[str, str]) -> tuple[str, ...]:
    """Each sound of a text once; `shown` gets the first word that has it."""
    keys = []
    for word in _ways(words.words(text)):
        if key := words.sound(word):
            shown.setdefault(key, word)
            keys.append(key)
    return tuple(dict.fromkeys(keys))


def _mask(word: str) -> int:
    """A bit per letter or digit that a word has."""
    return sum(map(BITS.__getitem__, set(word)))
