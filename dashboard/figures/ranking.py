"""Target score and how firm a rank is. Pure numpy: schools are rows in the order of school_id, parts are columns.

Composite of percentiles and drawn weightings after the OECD/JRC Handbook on Constructing Composite Indicators (2008).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

DRAWS, SEED, NEED_SEED = 1_000, 2020, 2021
# Dirichlet(20 x weights): a weight of 50 then varies by 11 points (standard deviation), one of 10 by 7.
CONCENTRATION = 20
LEAST_PARTS, LEAST_WEIGHT = 2, 0.5
STEPS = 65_535  # scores of a drawn weighting are compared in steps of 100 / 65,535 = 0.0015 points
# weightings, or schools, worked on together: as many as stay in the processor's memory, and not fewer than these
NUMBERS, AT_ONCE = 350_000, 50


@dataclass(frozen=True)
class Redrawn:
    """One part as it may be a year on: its column, its percentile in each draw (draws x schools) in STEPS, and which
    of those schools the ones that are ranked are."""

    column: int
    steps: np.ndarray
    at: np.ndarray


@dataclass(frozen=True)
class Stability:
    """How firm the ranks of these schools are; of some of them also the 5-95 % band of their rank.

    A band is widened to the rank under the chosen weights where the draws leave that outside.
    """

    share: np.ndarray  # of all: part (0..1) of the draws in which the school is within the top
    low: np.ndarray  # of some: first and last rank of the band
    high: np.ndarray


def percentile(values: np.ndarray, reference: np.ndarray, falls: bool = False) -> np.ndarray:
    """Place of each value among the reference, 0..100: the share below it plus half of the share equal to it.

    With `falls` a low value is a high place. What is missing (NaN) stays missing; it is not in the reference either.
    """
    in_order = np.sort(reference[~np.isnan(reference)])
    if not len(in_order):
        return np.full(len(values), np.nan)
    below, up_to = np.searchsorted(in_order, values, "left"), np.searchsorted(in_order, values, "right")
    place = np.where(np.isnan(values), np.nan, 50 * (below + up_to) / len(in_order))
    return 100 - place if falls else place


def unreached(partners: np.ndarray) -> np.ndarray:
    """100 without a partner, then 50, 33, 25: nearly all schools have none, so a percentile would tell nothing."""
    return 100 / (1 + partners)


def scores(parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean (0..100) of the parts that are there, schools or weightings x schools; NaN without any."""
    is_there = ~np.isnan(parts)
    total = _weighed(weights, np.where(is_there, parts, 0))
    with np.errstate(invalid="ignore"):  # 0 / 0 is NaN: nothing that weighs is known
        total /= _weighed(weights, is_there.astype(parts.dtype))
    return total


def _weighed(weights: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """weights @ parts.T without the threads of a matrix product: for five parts those cost more than they bring."""
    return np.einsum("...p,ps->...s", weights, np.ascontiguousarray(parts.T))


def is_enough(parts: np.ndarray, weights: np.ndarray, whole: float) -> np.ndarray:
    """Which schools get a score: at least two parts are known, and they hold more than half of the whole weight."""
    is_there = ~np.isnan(parts)
    return (is_there.sum(axis=1) >= LEAST_PARTS) & (is_there @ weights > LEAST_WEIGHT * whole)


def order(score: np.ndarray) -> np.ndarray:
    """The rows from the highest score to the lowest; equal ones (to nine decimals) stay as they came."""
    return np.argsort(-np.round(score, 9), kind="stable")


def ranks(score: np.ndarray) -> np.ndarray:
    """1 for the highest score; every school has a rank of its own."""
    ranks = np.empty(len(score), dtype=int)
    ranks[order(score)] = np.arange(1, len(score) + 1)
    return ranks


@lru_cache(maxsize=64)
def drawn(weights: tuple[float, ...]) -> np.ndarray:
    """1,000 weightings around the chosen one, draws x weights, each adding up to 1; a weight of 0 stays 0."""
    chosen = np.array(weights) / sum(weights)
    weightings = np.zeros((DRAWS, len(chosen)))
    weightings[:, chosen > 0] = np.random.default_rng(SEED).dirichlet(CONCENTRATION * chosen[chosen > 0], DRAWS)
    return weightings


def yearly_sd(need: np.ndarray, pupils: np.ndarray) -> np.ndarray:
    """Standard deviation of one year's change of need per pupil of a school; 0 where need or pupils are not known.

    Gamma regression of the squared changes 2017-2018 and 2018-2019 of 6,063 schools in the tables of CBS. A change
    stays (they do not correlate), so that it is what a figure of a year ago leaves open.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.log(need + 0.05)
        variance = np.exp(-0.354 - 0.603 * np.log(pupils) + 1.170 * size - 0.322 * size**2)
    return np.sqrt(np.where(np.isfinite(variance), variance, 0))


def redrawn(values: np.ndarray, sd: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The percentile among those that count, in STEPS (draws x schools), of values that moved by a normal draw.

    A value that is missing gets 0. Places are made by a radix sort of 65,536 steps of the values.
    """
    known = np.flatnonzero(~np.isnan(values))
    moved = np.empty((DRAWS, len(known)), dtype=np.float32)
    draws = np.random.default_rng(NEED_SEED)
    for draw in moved:  # one after the other: all of the country at once take 28 MB more
        draw[:] = draws.standard_normal(len(values), dtype=np.float32)[known]
    moved *= sd[known].astype(np.float32)
    moved += values[known].astype(np.float32)
    steps = np.zeros((DRAWS, len(values)), dtype=np.uint16)
    whole = max(np.count_nonzero(counts[known]), 1)
    if not len(known):
        return steps
    lowest, highest = float(moved.min()), float(moved.max())
    scale = STEPS / max(highest - lowest, 1e-9)
    is_counted = counts[known].astype(np.float32)

    def place(parts: Iterable[slice]) -> None:
        for few in parts:
            cut = ((moved[few] - lowest) * scale).astype(np.uint16)
            in_order = np.argsort(cut, axis=1, kind="stable")
            one = is_counted[in_order]
            up_to = np.cumsum(one, axis=1)
            percentiles = ((up_to - one / 2) * (STEPS / whole)).astype(np.uint16)
            for draw, schools, figures in zip(steps[few], in_order, percentiles, strict=True):
                draw[known[schools]] = figures

    _a_few_at_once(place, DRAWS, len(known))
    return steps


def stability(
    parts: np.ndarray,
    weights: Sequence[float],
    spread: np.ndarray,
    top: int,
    moved: Redrawn | None = None,
    *,
    few: np.ndarray | None = None,
) -> Stability:
    """How firm the ranks of these schools are (all of them have a score), with the bands of a few (row numbers; all).

    `weights` are those of the sliders; `spread` (weights x parts) gives each slider's weight to its parts. With
    `moved` each drawn weighting also has a draw of that part.
    """
    own = ranks(scores(parts, np.asarray(weights, float) @ spread))
    few = np.arange(len(own)) if few is None else few
    within, places = _drawn_places(parts, drawn(tuple(map(float, weights))) @ spread, top, few, moved)
    low, high = _bands(places)
    return Stability(within / DRAWS, np.minimum(low, own[few]), np.maximum(high, own[few]))


def _bands(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last rank between which 90 % of the places (from 0, draws x schools) of each school are."""
    low, high = np.empty((2, places.shape[1]), dtype=int)

    def bound(parts: Iterable[slice]) -> None:
        for part in parts:
            # Sorting whole rows of 16-bit numbers is faster than selecting two of them.
            in_order = np.sort(np.ascontiguousarray(places[:, part].T), axis=1)
            low[part], high[part] = in_order[:, int(0.05 * DRAWS)], in_order[:, int(0.95 * DRAWS) - 1]

    _a_few_at_once(bound, places.shape[1], DRAWS)
    return low + 1, high + 1


def _drawn_places(
    parts: np.ndarray, weightings: np.ndarray, top: int, few: np.ndarray, moved: Redrawn | None
) -> tuple[np.ndarray, np.ndarray]:
    """Under how many weightings each school is within the top, and the place (from 0) of a few, weightings x schools.

    A stable sort of 16-bit numbers is numpy's radix sort: a quarter of the time of sorting the scores themselves.
    """
    count = len(parts)
    numbers = np.arange(count, dtype=np.uint16 if count <= STEPS else np.uint32)
    within = np.zeros(count, dtype=int)
    places = np.empty((len(weightings), len(few)), dtype=numbers.dtype)
    scored, lock = _Scored(parts, weightings, moved), threading.Lock()

    def place(draws: Iterable[slice]) -> None:
        counted, place_of, scratch = np.zeros_like(within), np.empty_like(numbers), scored.scratch()
        for some in draws:
            for drawn_places, steps in zip(places[some], scored.steps(some, scratch), strict=True):
                schools = np.argsort(steps, kind="stable")
                counted[schools[:top]] += 1
                place_of[schools] = numbers
                drawn_places[:] = place_of[few]
        with lock:
            within[:] += counted

    _a_few_at_once(place, len(weightings), count)
    return within, places


class _Scored:
    """The scores of schools under drawn weightings, in STEPS from the highest (0) on.

    They are worked out in arrays that are used again: each new one is memory that the machine has to clear.
    """

    def __init__(self, parts: np.ndarray, weightings: np.ndarray, moved: Redrawn | None) -> None:
        self.parts = np.ascontiguousarray(np.nan_to_num(parts).T, dtype=np.float32)  # parts x schools
        self.is_there = np.ascontiguousarray(~np.isnan(parts).T, dtype=np.float32)
        self.weightings, self.moved = weightings.astype(np.float32), moved
        self.shape = (_at_once(parts.shape[0]), parts.shape[0])

    def scratch(self) -> tuple[np.ndarray, ...]:
        """For each thread its own."""
        return tuple(np.empty(self.shape, kind) for kind in (np.float32, np.float32, np.float32, np.uint16))

    def steps(self, some: slice, scratch: tuple[np.ndarray, ...]) -> np.ndarray:
        """Of some weightings, weightings x schools; last where nothing that weighs is known."""
        weightings = self.weightings[some]
        scores, whole, shift, steps = (one[: len(weightings)] for one in scratch)
        np.einsum("dp,ps->ds", weightings, self.parts, out=scores)
        np.einsum("dp,ps->ds", weightings, self.is_there, out=whole)
        with np.errstate(invalid="ignore"):
            scores /= whole
        if self.moved is not None:  # what the redrawn part adds: its weight times how far it moved, 0 where not known
            column = self.moved.column
            np.take(self.moved.steps[some], self.moved.at, axis=1, out=steps, mode="clip")
            np.multiply(steps, np.float32(100 / STEPS), out=shift)
            shift -= self.parts[column]
            shift *= self.is_there[column]
            shift *= weightings[:, column, None]
            shift /= np.maximum(whole, np.float32(1e-9), out=whole)
            scores += shift
        scores *= -STEPS / 100
        scores += STEPS + 0.5
        np.fmin(scores, STEPS, out=scores)
        np.copyto(steps, scores, casting="unsafe")
        return steps


def _at_once(numbers_of_each: int) -> int:
    return max(AT_ONCE, NUMBERS // max(1, numbers_of_each))


def _a_few_at_once(work: Callable[[Iterable[slice]], None], count: int, numbers_of_each: int) -> None:
    """Divides the work over the processors, where it is worth it: numpy lets go of the interpreter while it sorts."""
    few = _at_once(numbers_of_each)
    parts = [slice(start, start + few) for start in range(0, count, few)]
    if len(parts) <= 1:
        work(parts)
        return
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, [parts[start::workers] for start in range(workers)]))


def rebalanced(weights: Sequence[int], changed: int, value: int) -> tuple[int, ...]:
    """The weights with one set to a value (0..100); the others keep their proportions and all add up to 100."""
    others = [0 if k == changed else weight for k, weight in enumerate(weights)]
    if not sum(others):
        others = [0 if k == changed else 1 for k in range(len(weights))]
    rest, whole = 100 - value, sum(others)
    shares = [rest * weight / whole for weight in others]
    points = [int(share) for share in shares]
    # Largest remainder; of equal ones the first.
    for k in sorted(range(len(shares)), key=lambda k: (points[k] - shares[k], k))[: rest - sum(points)]:
        points[k] += 1
    points[changed] = value
    return tuple(points)
