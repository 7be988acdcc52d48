"""What the process apart can be asked: a plan, its prices, how firm it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.figures.plan import firm, greedy, prices, solve
from dashboard.figures.plan.prices import Tell, Way
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import Plan, State


@dataclass(frozen=True)
class Made:
    """The best plan, the same step by step and under no demand; where there is none, what clashes and what helps."""

    best: Plan
    greedy: Plan
    bare: Plan
    clash: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()


def made(problem: Problem, rules: Rules, tell: Tell) -> Made:
    """What the page shows first."""
    tell(0, 1)
    best, bare = solve.best(problem, rules), solve.free(problem, rules)
    if best.state == State.NONE:
        clash = prices.clash(problem, rules, tell)
        return Made(best, Plan(State.NONE), bare, clash, prices.ways_out(problem, rules, clash, tell))
    steps = greedy.step_by_step(problem, rules)
    best = best.or_better(steps)
    return Made(best, steps, bare.or_better(best))


TASKS: dict[str, Callable] = {"made": made, "prices": prices.prices, "firmness": firm.firmness}
