"""Step by step: each time the school that brings most and leaves room for what is still demanded."""

from __future__ import annotations

import numpy as np

from dashboard.figures.plan import check, solve
from dashboard.figures.plan import problem as plan
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import MAXIMA, Demand, Rules
from dashboard.figures.plan.solve import Plan, State

OF_PARTNERS = (Demand.PER_PARTNER, Demand.TRAVEL, Demand.PARTNER_PUPILS, Demand.TOLD_AREA, Demand.TOLD_CAPACITY,
               Demand.FITS)  # fmt: skip
# what more schools can only make worse; all else may come with the schools that follow
FINAL = {*map(str, MAXIMA), *map(str, OF_PARTNERS), str(Demand.VMBO), str(Demand.START)}


def step_by_step(problem: Problem, rules: Rules) -> Plan:
    """A plan made one school at a time; none when it walks into a corner."""
    room, gain = _Room(problem, rules), problem.gain(rules)
    may_come = plan.may_come(problem, rules)
    order = [int(row) for row in np.lexsort((problem.ids, -np.round(gain, 12))) if may_come[row]]
    chosen = [int(row) for row in problem.rows(rules.locked)]
    while len(chosen) < rules.size:
        found = next((row for row in order if row not in chosen and room.is_for([*chosen, row])), None)
        if found is None:
            return Plan(State.NONE)
        chosen.append(found)
    if check.broken(problem, rules, chosen):
        return Plan(State.NONE)
    return solve.complete(problem, rules, np.array(chosen, dtype=int))


class _Room:
    """Whether some schools can still become a plan, as far as counting tells."""

    def __init__(self, problem: Problem, rules: Rules):
        self.problem, self.rules = problem, rules
        self.counted, self.region = plan.counted(problem), plan.region_of(problem, rules)

    def is_for(self, then: list[int]) -> bool:
        for sector, n in self.rules.sectors():
            if n is not None and sum(self.problem.sector[one] == sector for one in then) > n:
                return False
        return self._is_enough(then) and not FINAL.intersection(check.broken(self.problem, self.rules, then))

    def _is_enough(self, then: list[int]) -> bool:
        """No minimum lacks more schools than are still to come, nor do two that no one school meets together."""
        left = self.rules.size - len(then)
        lacks = {
            name: max(getattr(self.rules, name) - int(counts[then].sum()), 0) for name, counts in self.counted.items()
        }
        regions = {str(code) for code in self.region[then]} - {""}
        pairs = (lacks["urban"] + lacks["rural"], lacks["with_partner"] + lacks["without_partner"])
        return max(*pairs, self.rules.regions - len(regions)) <= left
