"""The plan as an integer programme for scipy's HiGHS: a yes or no per school, who takes it, which regions have one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dashboard.figures.plan import problem as plan
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import MAXIMA, Rules

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

NEAR = 0.25  # what a school near a chosen one counts for (Church and ReVelle 1974, with a weight)
SCALE = 1_000  # the solver stops at an absolute gap of a millionth


@dataclass
class Rows:
    """Linear rows low <= coefficients x variables <= high, put together one by one."""

    at: list[np.ndarray] = field(default_factory=list)
    of: list[np.ndarray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, columns: np.ndarray, values: np.ndarray | float, low: float, high: float) -> None:
        self.at.append(np.asarray(columns, dtype=int))
        self.of.append(np.broadcast_to(np.asarray(values, dtype=float), len(columns)))
        self.low.append(low)
        self.high.append(high)

    def constraint(self, width: int) -> LinearConstraint:
        from scipy.optimize import LinearConstraint  # on first use: the app that only shows plans does not need it
        from scipy.sparse import coo_array

        row = np.repeat(np.arange(len(self.at)), [len(one) for one in self.at])
        columns = np.concatenate(self.at) if self.at else np.zeros(0, dtype=int)
        values = np.concatenate(self.of) if self.of else np.zeros(0)
        return LinearConstraint(coo_array((values, (row, columns)), (len(self.at), width)).tocsr(), self.low, self.high)


@dataclass(frozen=True)
class Model:
    """What scipy.optimize.milp asks: the first `schools` variables are the schools, in the order of the problem."""

    cost: np.ndarray
    integrality: np.ndarray
    bounds: Bounds
    constraint: LinearConstraint


class Maker:
    """Makes the model of a problem and its rules; `gain` is per school, zeros ask only whether it can be."""

    def __init__(self, problem: Problem, rules: Rules, gain: np.ndarray):
        self.problem, self.rules, self.rows = problem, rules, Rows()
        self.schools = np.arange(len(problem.ids))
        self.cost, self.is_whole = [-SCALE * gain], [np.ones(len(gain))]
        self.high = [plan.may_come(problem, rules).astype(float)]
        self.width = len(gain)

    def model(self) -> Model:
        from scipy.optimize import Bounds

        self._numbers()
        self._minima()
        self._regions()
        self._maxima()
        if plan.needs_partner(self.rules):
            self._partners()
        if self.rules.radius_km:
            self._near()
        low = np.zeros(self.width)
        low[self.problem.rows(self.rules.locked)] = 1
        bounds = Bounds(low, np.concatenate(self.high))
        return Model(np.concatenate(self.cost), np.concatenate(self.is_whole), bounds, self.rows.constraint(self.width))

    def _new(self, count: int, gain: np.ndarray | float = 0.0, *, whole: bool) -> np.ndarray:
        """More variables from 0 to 1; their columns."""
        columns = np.arange(self.width, self.width + count)
        self.width += count
        self.cost.append(np.broadcast_to(-SCALE * np.asarray(gain, dtype=float), count))
        self.is_whole.append(np.full(count, float(whole)))
        self.high.append(np.ones(count))
        return columns

    def _numbers(self) -> None:
        for sector, n in self.rules.sectors():
            if n is not None:
                self.rows.add(self.schools[self.problem.sector == sector], 1, n, n)

    def _parts(self) -> Iterable[np.ndarray]:
        """Over which schools a demand is counted: all, or each sector by itself."""
        if not self.rules.per_sector:
            return [np.ones(len(self.schools), dtype=bool)]
        return [self.problem.sector == sector for sector, n in self.rules.sectors() if n != 0]

    def _minima(self) -> None:
        for name, counts in plan.counted(self.problem).items():
            least = getattr(self.rules, name)
            for part in self._parts() if least else ():
                self.rows.add(self.schools[counts & part], 1, least, np.inf)

    def _regions(self) -> None:
        region = plan.region_of(self.problem, self.rules)
        for part in self._parts() if self.rules.regions else ():
            codes = sorted({str(code) for code in region[part] if code})
            has_one = self._new(len(codes), whole=False)
            for column, code in zip(has_one, codes, strict=True):
                inside = self.schools[part & (region == code)]
                self.rows.add(np.append(inside, column), np.append(np.ones(len(inside)), -1), 0, np.inf)
            self.rows.add(has_one, 1, self.rules.regions, np.inf)

    def _maxima(self) -> None:
        for name in MAXIMA:
            most, group = getattr(self.rules, name), plan.groups(self.problem)[name]
            for part in self._parts() if most is not None else ():
                codes, place = np.unique(group[part].astype(str), return_inverse=True)
                for k, code in enumerate(codes):
                    inside = self.schools[part][place == k]
                    if code and len(inside) > most:
                        self.rows.add(inside, 1, -np.inf, most)

    def _partners(self) -> None:
        """Each chosen school is taken by one partner, within the places of that partner."""
        school, partner = np.nonzero(plan.may_go(self.problem, self.rules))
        pupils = plan.pupil_places(self.problem, self.rules)
        takes = self._new(len(school), whole=bool(np.isfinite(pupils).any()))
        starts = np.searchsorted(school, self.schools)
        ends = np.searchsorted(school, self.schools, "right")
        for row in self.schools:
            mine = takes[starts[row] : ends[row]]
            self.rows.add(np.append(mine, row), np.append(np.ones(len(mine)), -1), 0, 0)
        schools = plan.places(self.problem, self.rules)
        for k in range(len(self.problem.partners)):
            mine = partner == k
            if np.isfinite(schools[k]):
                self.rows.add(takes[mine], 1, -np.inf, schools[k])
            if np.isfinite(pupils[k]):
                self.rows.add(takes[mine], self.problem.pupils[school[mine]], -np.inf, pupils[k])

    def _near(self) -> None:
        """A school that is not chosen counts for a part when one within the radius is."""
        gain = -self.cost[0] / SCALE
        near = neighbours(self.problem, self.rules.radius_km)
        served = self._new(len(self.schools), NEAR * gain, whole=False)
        for row, around in enumerate(near):
            columns = np.append(around, served[row])
            self.rows.add(columns, np.append(np.ones(len(around)), -1), 0, np.inf)
            self.rows.add(np.array([row, served[row]]), 1, -np.inf, 1)


def neighbours(problem: Problem, radius_km: float) -> list[np.ndarray]:
    """Per school the others within this distance."""
    found = []
    for row in range(len(problem.ids)):
        lon, lat = problem.lon[row], problem.lat[row]
        close = np.flatnonzero(np.abs(problem.lat - lat) * plan.KM_PER_DEGREE <= radius_km * 1.01)
        km = plan.distance_km(lon, lat, problem.lon[close], problem.lat[close])
        found.append(close[(km <= radius_km) & (close != row)])
    return found


def make(problem: Problem, rules: Rules, gain: np.ndarray) -> Model:
    return Maker(problem, rules, gain).model()
