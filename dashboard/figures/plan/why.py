"""Why each school is in a plan, and what the first one that is not in it would have brought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.figures.plan import check
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import Plan


@dataclass(frozen=True)
class Reason:
    """A school of the plan. Without `instead` no school of its sector that is out brings more.

    `instead` is the first one left out, which brings more; `demands` are not met with it in this school's place.
    """

    row: int
    is_locked: bool = False
    instead: int = -1
    demands: tuple[str, ...] = ()


def reasons(problem: Problem, rules: Rules, plan: Plan) -> tuple[Reason, ...]:
    """One per school, in the order of the plan."""
    out, bring = first_out(problem, rules, plan), problem.bring
    found = []
    for row in plan.rows:
        code, first = str(problem.ids[row]), out.get(str(problem.sector[row]), -1)
        if code in rules.locked or first < 0 or bring[first] <= bring[row]:
            found.append(Reason(row, is_locked=code in rules.locked))
        else:
            found.append(Reason(row, instead=first, demands=swapped(problem, rules, plan, row, first)))
    return tuple(found)


def first_out(problem: Problem, rules: Rules, plan: Plan) -> dict[str, int]:
    """Per sector the school that brings most of all that are not in the plan and are not banned."""
    is_out = problem.is_open & ~np.isin(np.arange(len(problem.ids)), plan.rows) & ~np.isin(problem.ids, rules.banned)
    found = {}
    for sector, n in rules.sectors():
        rows = np.flatnonzero(is_out & (problem.sector == sector))
        if n and len(rows):
            found[sector] = int(rows[np.argmax(problem.bring[rows])])
    return found


def swapped(problem: Problem, rules: Rules, plan: Plan, row: int, other: int) -> tuple[str, ...]:
    """The demands that are not met with another school in the place of one."""
    return tuple(check.broken(problem, rules, [other if one == row else one for one in plan.rows]))
