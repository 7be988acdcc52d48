"""What each demand costs: the plan is made again without it, and one step stricter; and which demands clash.

The smallest clash is found by a deletion filter (Chinneck and Dravnieks 1991): what can go without it becoming
possible is no part of it. It is minimal, not the only one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dashboard.figures.plan import check, solve
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import Plan, State

Tell = Callable[[int, int], None]  # how many of how many are done


def _silent(_done: int, _of: int) -> None: ...


@dataclass(frozen=True)
class Price:
    """A demand, the plan without it, and the plan one step stricter (None where there is no such step)."""

    demand: str
    without: Plan
    stricter: Plan | None = None
    strict_rules: Rules | None = None


@dataclass(frozen=True)
class Prices:
    """The prices of all demands, and the plan under none of them."""

    of: tuple[Price, ...]
    bare: Plan

    def cheapest(self, now: Plan) -> Price | None:
        """The demand that brings most when it is dropped; None where none brings anything."""
        found = max(self.of, key=lambda one: one.without.value - now.value, default=None)
        return found if found and found.without.value - now.value > 1e-9 else None


def prices(problem: Problem, rules: Rules, now: Plan, tell: Tell = _silent) -> Prices:
    """Every demand dropped by itself, made stricter by itself, and all dropped together."""
    names, bare = rules.priced(), solve.free(problem, rules).or_better(now)
    found = []
    for done, name in enumerate(names):
        tell(done, len(names))
        strict = rules.stricter(name)
        stricter = _stricter(problem, strict, now) if strict else None
        without = solve.best(problem, rules.without(name)).or_better(now).at_most(bare)
        found.append(Price(name, without, stricter, strict))
    return Prices(tuple(found), bare)


def _stricter(problem: Problem, rules: Rules, now: Plan) -> Plan:
    """The plan of now where it meets the stricter demand too: no better one can come of asking more."""
    if now.state == State.BEST and not check.broken(problem, rules, now.rows):
        return replace(solve.complete(problem, rules, now.rows_array), value=now.value)
    return solve.best(problem, rules).at_most(now)


def clash(problem: Problem, rules: Rules, tell: Tell = _silent) -> tuple[str, ...]:
    """A smallest set of demands that cannot all be met: dropping any one of them makes the rest possible."""
    kept, names = rules, rules.made()
    needed = []
    for done, name in enumerate(names):
        tell(done, len(names))
        fewer = kept.without(name)
        if solve.can_be(problem, fewer) is False:
            kept = fewer
        else:
            needed.append(name)
    return tuple(needed)


@dataclass(frozen=True)
class Way:
    """A way out of a clash: a demand dropped or made one step looser, and the plan that is possible then."""

    demand: str
    rules: Rules
    plan: Plan


def ways_out(problem: Problem, rules: Rules, names: tuple[str, ...], tell: Tell = _silent) -> tuple[Way, ...]:
    """Per demand of the clash the plan without it; a number of schools is lowered until there is one."""
    found = []
    for done, name in enumerate(names):
        tell(done, len(names))
        found.append(_way(problem, rules, name))
    return tuple(found)


def _way(problem: Problem, rules: Rules, name: str) -> Way:
    for looser in rules.looser(name):
        plan = solve.best(problem, looser)
        if plan.is_there:
            return Way(name, looser, plan)
    dropped = rules.without(name)
    return Way(name, dropped, Plan(State.NONE))
