"""The best plan under the rules, exactly, and how far from proven it is when time ran out; who takes which school."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from dashboard.figures.plan import model, reduce
from dashboard.figures.plan import problem as plan
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import Rules

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

SECONDS = 10.0  # that one plan may take
DIVIDE_SECONDS = 5.0  # that it may take to divide chosen schools over the partners
FAR = 1e6  # km of what cannot be


class State(StrEnum):
    BEST = "best"  # proven
    LIMIT = "limit"  # the best found within the time
    NONE = "none"  # proven that there is none
    UNKNOWN = "unknown"  # none found within the time


@dataclass(frozen=True)
class Plan:
    """Chosen schools as rows of the problem, most gain first, and per school the partner (-1 none) that takes it.

    `value` is what they bring together as it counts in the choice; no plan can bring more than `bound`.
    """

    state: State
    rows: tuple[int, ...] = ()
    partners: tuple[int, ...] = ()
    value: float = float("nan")
    bound: float = float("inf")
    seconds: float = 0.0

    @property
    def is_there(self) -> bool:
        return self.state in (State.BEST, State.LIMIT)

    @property
    def gap(self) -> float:
        """How much more (part of the value) a plan could bring at most; 0 when proven, infinite when not known."""
        if self.state == State.BEST:
            return 0.0
        return max(self.bound / self.value - 1, 0.0) if self.value > 0 else float("inf")

    @property
    def most(self) -> float:
        """What no plan under these demands can exceed."""
        return self.value if self.state == State.BEST else self.bound

    def at_most(self, looser: Plan) -> Plan:
        """This plan with the bound of one that is asked less, where that is the lower one."""
        is_open = self.state in (State.LIMIT, State.UNKNOWN)
        return replace(self, bound=min(self.bound, looser.most)) if is_open and looser.is_there else self

    def or_better(self, other: Plan) -> Plan:
        """This plan, or one that is known to be allowed too where time was up before anything as good was found."""
        if self.state in (State.BEST, State.NONE) or not other.is_there or self.value >= other.value:
            return self
        return replace(other, state=State.LIMIT, bound=self.bound, seconds=self.seconds)

    @property
    def rows_array(self) -> np.ndarray:
        return np.array(self.rows, dtype=int)

    def brings(self, problem: Problem, sector: str) -> float:
        """Percent of the need of this sector that the plan brings; 0 without a plan."""
        rows = self.rows_array
        return float(problem.bring[rows][problem.sector[rows] == sector].sum())


def best(problem: Problem, rules: Rules, seconds: float | None = None, *, whole: bool = False) -> Plan:
    """The plan that brings most. With `whole` no school is left out beforehand: the same plan, later."""
    began = time.monotonic()
    rows = np.arange(len(problem.ids)) if whole else reduce.kept(problem, rules)
    few = problem.at(rows)
    found = _asked(few, rules, few.gain(rules), seconds or SECONDS)
    state, chosen = _read(found, len(rows))
    if not len(chosen) and state in (State.BEST, State.LIMIT) and rules.size:
        state = State.UNKNOWN
    bound, took = _bound(found), time.monotonic() - began
    if state not in (State.BEST, State.LIMIT):
        return Plan(state, bound=bound, seconds=took)
    return replace(complete(problem, rules, rows[chosen], state), bound=bound, seconds=took)


def free(problem: Problem, rules: Rules) -> Plan:
    """The best plan under no demand but how many schools: sorting finds it, unless schools nearby count too."""
    bare = rules.bare()
    if bare.radius_km:
        return best(problem, bare)
    came = np.flatnonzero(plan.may_come(problem, bare))
    in_order = came[np.lexsort((problem.ids[came], -problem.gain(bare)[came]))]
    chosen = [in_order[problem.sector[in_order] == sector][:n] for sector, n in bare.sectors()]
    if any(n is not None and len(rows) < n for rows, (_sector, n) in zip(chosen, bare.sectors(), strict=True)):
        return Plan(State.NONE)
    return complete(problem, bare, np.concatenate(chosen))


def can_be(problem: Problem, rules: Rules) -> bool | None:
    """Whether any plan meets these rules; None when that was not found out in time."""
    rows = reduce.kept(problem, rules)
    few = problem.at(rows)
    state, _chosen = _read(_asked(few, rules, np.zeros(len(rows)), SECONDS), len(rows))
    return {State.NONE: False, State.UNKNOWN: None}.get(state, True)


def complete(problem: Problem, rules: Rules, rows: np.ndarray, state: State = State.BEST) -> Plan:
    """Schools as a plan: most gain first, each taken by a partner so that they travel least together."""
    gain = problem.gain(rules)[rows]
    order = rows[np.lexsort((problem.ids[rows], -np.round(gain, 12)))]
    takers = taken(problem, rules, order)
    partners = tuple(-1 for _row in order) if takers is None else tuple(int(k) for k in takers)
    return Plan(state, tuple(int(row) for row in order), partners, value_of(problem, rules, order))


def value_of(problem: Problem, rules: Rules, rows: np.ndarray | tuple[int, ...]) -> float:
    """What these schools bring as it counts in the choice, those near them too where a radius is asked."""
    chosen, gain = np.array(rows, dtype=int), problem.gain(rules)
    value = float(gain[chosen].sum())
    if not rules.radius_km:
        return value
    around = [near for row, near in enumerate(model.neighbours(problem, rules.radius_km)) if row in set(rows)]
    served = np.setdiff1d(np.concatenate([*around, np.zeros(0, dtype=int)]).astype(int), chosen)
    return value + model.NEAR * float(gain[served].sum())


def taken(problem: Problem, rules: Rules, rows: np.ndarray) -> np.ndarray | None:
    """Per school the partner that takes it, the fewest kilometres together; None when they have no such places."""
    if not plan.needs_partner(rules):
        return np.full(len(rows), -1)
    few = problem.at(np.asarray(rows, dtype=int))
    if np.isfinite(plan.pupil_places(problem, rules)).any():
        return _taken_within_pupils(few, rules)
    from scipy.optimize import linear_sum_assignment  # on first use, as it costs a third of a second

    cost = np.where(plan.may_go(few, rules), np.minimum(few.km, FAR / 100), FAR)
    slots = [k for k, n in enumerate(plan.places(problem, rules)) for _slot in range(int(min(n, len(rows))))]
    if len(slots) < len(rows):
        return None
    school, slot = linear_sum_assignment(cost[:, slots])
    found = np.array(slots, dtype=int)[slot[np.argsort(school)]] if len(rows) else np.zeros(0, dtype=int)
    return None if (cost[np.arange(len(rows)), found] >= FAR).any() else found


def _taken_within_pupils(few: Problem, rules: Rules) -> np.ndarray | None:
    """The same where partners have places for so many pupils: schools differ in size, so a small programme."""
    bare = Rules(
        None,
        None,
        regions=0,
        urban=0,
        rural=0,
        with_partner=0,
        per_partner=rules.per_partner,
        places=rules.places,
        partner_pupils=rules.partner_pupils,
        travel_km=rules.travel_km,
        told_area=rules.told_area,
        told_capacity=rules.told_capacity,
        fits=rules.fits,
        per_town=None,
        locked=tuple(few.ids),
    )
    asked = model.make(few, bare, np.zeros(len(few.ids)))
    school, partner = np.nonzero(plan.may_go(few, bare))
    asked.cost[len(few.ids) :] = np.minimum(few.km[school, partner], FAR / 100)
    found = _solved(asked, DIVIDE_SECONDS)
    if found is None or found.x is None:
        return None
    takes = np.full(len(few.ids), -1)
    is_taken = found.x[len(few.ids) :] > 0.5
    takes[school[is_taken]] = partner[is_taken]
    return takes


def _asked(few: Problem, rules: Rules, gain: np.ndarray, seconds: float) -> OptimizeResult | None:
    """The solver's answer; None where it need not be asked: a demand about one school contradicts another."""
    if len(few.rows(rules.locked)) < len(set(rules.locked)):
        return None
    return _solved(model.make(few, rules, gain), seconds)


def _solved(asked: model.Model, seconds: float) -> OptimizeResult | None:
    if (asked.bounds.lb > asked.bounds.ub).any() or not len(asked.cost):
        return None
    from scipy.optimize import milp

    options = {"time_limit": seconds, "mip_rel_gap": 0.0}
    return milp(
        asked.cost, integrality=asked.integrality, bounds=asked.bounds, constraints=asked.constraint, options=options
    )


def _read(found: OptimizeResult | None, schools: int) -> tuple[State, np.ndarray]:
    nothing = np.zeros(0, dtype=int)
    if found is None or found.status == 2:
        return State.NONE, nothing
    if found.x is None:
        return State.UNKNOWN, nothing
    return State.BEST if found.status == 0 else State.LIMIT, np.flatnonzero(found.x[:schools] > 0.5)


def _bound(found: OptimizeResult | None) -> float:
    """What no plan can exceed, as far as the solver came."""
    bound = getattr(found, "mip_dual_bound", None)
    return -float(bound) / model.SCALE if bound is not None and np.isfinite(bound) else float("inf")
