"""Leaves out schools that no best plan needs: whatever else is in a plan, another that is no worse can take its place.

No worse is: of the same sector, bringing no less, with no more pupils where these are counted, counting for the same
minima, and open to the same partners at least. Such a one can come where it is not in the plan itself and a maximum
leaves room for it. Exact by a swap: more of them are there than the rest of a plan can take or shut out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.figures.plan import problem as plan
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import MAXIMA, Rules


def kept(problem: Problem, rules: Rules) -> np.ndarray:
    """The rows that a best plan may need. Locked schools stay; within a radius each school may count for a part."""
    if rules.radius_km:
        return np.arange(len(problem.ids))
    rows = np.flatnonzero(plan.may_come(problem, rules))
    rows = rows[np.lexsort((rows, problem.pupils[rows], -problem.gain(rules)[rows]))]
    few = _Few(problem.at(rows), rules)
    needed = [at for at in range(len(rows)) if few.needs(at)]
    return np.union1d(rows[needed], problem.rows(rules.locked))


class _Few:
    """The schools that may come, those first that bring most."""

    def __init__(self, problem: Problem, rules: Rules):
        self.has = _words(_marks(problem, rules))
        is_counted = rules.partner_pupils is not None or rules.told_capacity
        self.pupils = problem.pupils if is_counted else np.zeros(len(problem.ids))
        self.region = _numbers(plan.region_of(problem, rules)) if rules.regions else np.zeros(len(self.pupils), int)
        self.numbers = dict(rules.sectors())
        self.size = np.inf if None in self.numbers.values() else rules.size
        self._within(problem, rules)

    def _within(self, problem: Problem, rules: Rules) -> None:
        """The groups that have a maximum: `most` of one kind in a plan, `limit` per group where only one is made."""
        maxima = {name: getattr(rules, name) for name in MAXIMA if getattr(rules, name) is not None}
        groups = {name: _numbers(plan.groups(problem)[name]) for name in maxima}
        self.most = np.array([self.numbers[sector] or np.inf for sector in problem.sector], dtype=float)
        for name, group in groups.items():
            self.most = np.where(group, np.minimum(self.most, maxima[name]), self.most)
        self.kind = pd.DataFrame({"region": self.region, **groups}).groupby(["region", *groups]).ngroup().to_numpy()
        self.is_one = len(maxima) <= 1
        self.group = next(iter(groups.values()), np.zeros(len(self.region), int))
        self.limit = min(maxima.values(), default=np.inf)
        within = pd.DataFrame({"group": self.group, "region": self.region})[self.group > 0]
        self.is_nested = self.limit > 0 and not within.groupby("group")["region"].nunique().gt(1).any()

    def needs(self, at: int) -> bool:
        """Whether some plan has no better one in the place of this school."""
        before = (self.has[:at] & self.has[at]) == self.has[at]
        better = np.flatnonzero(before.all(axis=1) & (self.pupils[:at] <= self.pupils[at]))
        if (self.kind[better] == self.kind[at]).sum() >= self.most[at]:
            return False
        return not self.is_one or self._shut_by(better, at) < self.size

    def _shut_by(self, better: np.ndarray, at: int) -> float:
        """How many other schools a plan must have so that none of these can come; no region may be lost by it."""
        own = self.region[better] == self.region[at]
        groups, schools = np.unique(self.group[better[own]], return_counts=True)
        in_own = np.where(groups > 0, np.minimum(schools, self.limit), schools).sum()
        elsewhere = np.setdiff1d(self.region[better[~own]], [0]) if self.is_nested else ()
        return in_own + len(elsewhere)  # a region that has none yet makes up for the one that is left


def _marks(problem: Problem, rules: Rules) -> np.ndarray:
    """Schools x what a school can be good for: its sector, each minimum that is made, each partner."""
    marks = [problem.sector == sector for sector, _n in rules.sectors()]
    marks += [counts for name, counts in plan.counted(problem).items() if getattr(rules, name)]
    if plan.needs_partner(rules):
        marks += list(plan.may_go(problem, rules).T)
    return np.column_stack(marks)


def _words(marks: np.ndarray) -> np.ndarray:
    """The same in few numbers of 64 bits per school, to be compared at once."""
    packed = np.packbits(marks, axis=1)
    return np.ascontiguousarray(np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8)))).view(np.uint64)


def _numbers(names: np.ndarray) -> np.ndarray:
    """A number per name; 0 where there is none."""
    return np.where(names.astype(str) == "", 0, pd.factorize(names)[0] + 1)
