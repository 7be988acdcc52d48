"""Target score and how firm a rank is. Pure numpy: schools are rows in the order of school_id, parts are columns.

Composite of percentiles and drawn weightings after the OECD/JRC Handbook on Constructing Composite Indicators (2008).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
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
    """One part as it may be a year on: its column, and its percentile in each draw (draws x schools) in STEPS."""

    column: int
    steps: np.ndarray


@dataclass(frozen=True)
class Stability:
    """How firm the ranks of these schools are; what is needed for the bands of some of them, or of all."""

    own: np.ndarray  # rank under the chosen weights
    places: np.ndarray  # place (from 0) under each drawn weighting, draws x schools
    share: np.ndarray  # part (0..1) of the draws in which the school is within the top

    def band(self, few: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """First and last rank of the 5-95 % band of these schools (row numbers; all without any).

        It is widened to the rank under the chosen weights where the draws leave that outside.
        """
        few = np.arange(len(self.own)) if few is None else few
        low, high = np.empty((2, len(few)), dtype=int)

        def bound(part: slice) -> None:
            # Sorting whole rows of 16-bit numbers is faster than selecting two of them.
            in_order = np.sort(np.ascontiguousarray(self.places[:, few[part]].T), axis=1)
            low[part], high[part] = in_order[:, int(0.05 * DRAWS)], in_order[:, int(0.95 * DRAWS) - 1]

        _a_few_at_once(bound, len(few), DRAWS)
        return np.minimum(low + 1, self.own[few]), np.maximum(high + 1, self.own[few])


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

    def place(few: slice) -> None:
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
    parts: np.ndarray, weights: Sequence[float], spread: np.ndarray, top: int, moved: Redrawn | None = None
) -> Stability:
    """How firm the ranks of these schools are: all of them have a score.

    `weights` are those of the sliders; `spread` (weights x parts) gives each slider's weight to its parts. With
    `moved` each drawn weighting also has a draw of that part.
    """
    own = ranks(scores(parts, np.asarray(weights, float) @ spread))
    places = _places(parts, drawn(tuple(map(float, weights))) @ spread, moved)
    return Stability(own, places, np.count_nonzero(places < top, axis=0) / DRAWS)


def _places(parts: np.ndarray, weightings: np.ndarray, moved: Redrawn | None = None) -> np.ndarray:
    """Place (from 0) of each school under each weighting, draws x schools.

    A stable sort of 16-bit numbers is numpy's radix sort: a quarter of the time of sorting the scores themselves.
    """
    count = len(parts)
    numbers = np.arange(count, dtype=np.uint16 if count <= STEPS else np.uint32)
    places = np.empty((len(weightings), count), dtype=numbers.dtype)
    parts, weightings = parts.astype(np.float32), weightings.astype(np.float32)

    def place(few: slice) -> None:
        steps = scores(parts, weightings[few])
        if moved is not None:
            steps += _shift(parts, weightings[few], moved.column, moved.steps[few])
        steps *= -STEPS / 100
        steps += STEPS + 0.5
        np.fmin(steps, STEPS, out=steps)  # last where nothing that weighs is known
        by_place = np.argsort(steps.astype(np.uint16), axis=1, kind="stable")
        for draw, schools in zip(places[few], by_place, strict=True):
            draw[schools] = numbers

    _a_few_at_once(place, len(weightings), count)
    return places


def _shift(parts: np.ndarray, weightings: np.ndarray, column: int, steps: np.ndarray) -> np.ndarray:
    """What a redrawn part adds to the scores: its weight times how far it moved, 0 where it is not known."""
    is_there = (~np.isnan(parts)).astype(parts.dtype)
    by = steps * np.float32(100 / STEPS)
    by -= np.nan_to_num(parts[:, column])
    by *= is_there[:, column]
    by *= weightings[:, column, None]
    return by / np.maximum(_weighed(weightings, is_there), np.float32(1e-9))


def _a_few_at_once(work: Callable[[slice], None], count: int, numbers_of_each: int) -> None:
    """Divides the work over the processors, where it is worth it: numpy lets go of the interpreter while it sorts."""
    few = max(AT_ONCE, NUMBERS // max(1, numbers_of_each))
    if count <= few:
        work(slice(0, count))
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, [slice(start, start + few) for start in range(0, count, few)]))


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
