"""Classes for a map: readable limits, and each value in exactly one class or in none. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NO_DATA = -1
CLASS_COUNT = 5
TINY = 1e-12  # less than any figure there is


@dataclass(frozen=True)
class Classes:
    """Inner limits, rising; class k holds limits[k-1] <= value < limits[k]."""

    limits: tuple[float, ...]
    is_diverging: bool = False
    has_none: bool = False  # the first class holds exactly 0: none

    @property
    def count(self) -> int:
        return len(self.limits) + 1

    def of(self, values: Sequence[float] | np.ndarray) -> np.ndarray:
        """The class of each value, NO_DATA where there is none."""
        numbers = np.asarray(values, dtype=float)
        classes = np.searchsorted(np.asarray(self.limits), numbers, side="right")
        return np.where(np.isnan(numbers), NO_DATA, classes)

    def counts(self, values: Sequence[float] | np.ndarray) -> tuple[list[int], int]:
        """How many values each class holds, and how many have none; together all of them."""
        classes = self.of(values)
        return [int((classes == k).sum()) for k in range(self.count)], int((classes == NO_DATA).sum())


def make(values: Sequence[float] | np.ndarray, palette: str, decimals: int) -> Classes:
    """Five classes: around 0 for a diverging palette, else fifths with rounded limits.

    Values that are mostly equal give fewer classes: a limit that would separate nothing is left out.
    """
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if not len(numbers):
        return Classes((), palette == "diverging")
    if palette == "diverging":
        return Classes(_around_zero(numbers, decimals), True)
    return Classes(_fifths(numbers, decimals))


def from_none(values: Sequence[float] | np.ndarray, decimals: int) -> Classes:
    """A class for 0, then up to four rounded ones over what is more than 0."""
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[numbers > 0]
    if not len(numbers):
        return Classes((TINY,), has_none=True)
    wanted = np.quantile(numbers, [0.25, 0.5, 0.75])
    rounded = {readable(float(limit), decimals) for limit in wanted}
    return after_none(*sorted(limit for limit in rounded if limit > 0 and numbers.min() < limit <= numbers.max()))


def after_none(*limits: float) -> Classes:
    """A class for 0, then these limits."""
    return Classes((TINY, *limits), has_none=True)


def _fifths(numbers: np.ndarray, decimals: int) -> tuple[float, ...]:
    wanted = np.quantile(numbers, [k / CLASS_COUNT for k in range(1, CLASS_COUNT)])
    rounded = {readable(float(limit), decimals) for limit in wanted}
    return tuple(sorted(limit for limit in rounded if numbers.min() < limit <= numbers.max()))


def _around_zero(numbers: np.ndarray, decimals: int) -> tuple[float, ...]:
    """Symmetric limits: a quarter of the values lies in the neutral middle, 30 % in the outer classes."""
    near, far = np.quantile(np.abs(numbers), [0.25, 0.7])
    step = 10.0**-decimals
    inner = max(readable(float(near), decimals), step)
    outer = max(readable(float(far), decimals), inner + step)
    return (-outer, -inner, inner, outer)


def readable(number: float, decimals: int) -> float:
    """Rounded to two digits, from 3 on in halves (0.264 -> 0.26, 0.437 -> 0.45), never finer than the decimals."""
    if abs(number) < 10.0**-decimals / 2:
        return 0.0
    magnitude = math.floor(math.log10(abs(number)))
    step = max(10.0 ** (magnitude - 1) * 5, 10.0**-decimals)
    if abs(number) / 10.0**magnitude < 3:
        step = max(10.0 ** (magnitude - 1), 10.0**-decimals)
    return round(round(number / step) * step, 10)
