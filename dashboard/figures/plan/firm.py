"""How firm a plan is: the share of re-solves in which each school stays.

Need is redrawn with a year's change where such a series is known (PO, docs/method.md), the weight of the sectors
between 30 and 70.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dashboard.figures.plan import solve
from dashboard.figures.plan.prices import Tell, _silent
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import Plan

DRAWS, SEED = 50, 2021
WEIGHTS = (30, 70)
SECONDS = 5.0  # per re-solve


@dataclass(frozen=True)
class Firmness:
    """Per school of the plan the share (0..1) of the re-solves in which it stays; how many there were."""

    share: tuple[float, ...]
    draws: int


def firmness(problem: Problem, rules: Rules, now: Plan, tell: Tell = _silent) -> Firmness:
    """The plan made again 50 times."""
    rng = np.random.default_rng(SEED)
    stays, made = np.zeros(len(now.rows)), 0
    for done in range(DRAWS):
        tell(done, DRAWS)
        drawn = solve.best(*redrawn(problem, rules, rng), seconds=SECONDS)
        if drawn.is_there:
            made += 1
            stays += np.isin(now.rows, drawn.rows)
    return Firmness(tuple(stays / max(made, 1)), made)


def redrawn(problem: Problem, rules: Rules, rng: np.random.Generator) -> tuple[Problem, Rules]:
    """The same question with another year's need and other weights of the sectors."""
    share = np.maximum(problem.share + problem.spread * rng.standard_normal(len(problem.ids)), 0)
    return replace(problem, share=share), replace(rules, po_weight=int(rng.integers(WEIGHTS[0], WEIGHTS[1] + 1)))
