"""Leaves out schools that no best plan needs: another of the same kind brings no less, and there are enough of those.

Exact by a swap: where as many better ones of a kind are there as can be chosen of it, one of them is free.
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
    kind, most = _kinds(problem, rules)
    frame = pd.DataFrame({"kind": kind[rows], "gain": problem.gain(rules)[rows], "pupils": problem.pupils[rows]})
    frame["most"] = most[rows]
    is_light = _minds_pupils(rules)
    place = _better_and_lighter(frame) if is_light else _better(frame)
    return np.union1d(rows[place < frame["most"].to_numpy()], problem.rows(rules.locked))


def _minds_pupils(rules: Rules) -> bool:
    return rules.partner_pupils is not None or rules.told_capacity


def _kinds(problem: Problem, rules: Rules) -> tuple[np.ndarray, np.ndarray]:
    """What a school is for the rules, as a number, and how many of one such kind a plan can have at most."""
    parts: list[np.ndarray] = [problem.sector, plan.region_of(problem, rules)]
    parts += list(plan.counted(problem).values())
    if plan.needs_partner(rules):
        parts += list(plan.may_go(problem, rules).T)
    most = np.select(
        [problem.sector == sector for sector, _n in rules.sectors()],
        [np.inf if n is None else n for _sector, n in rules.sectors()],
        np.inf,
    )
    for name in MAXIMA:
        limit, group = getattr(rules, name), plan.groups(problem)[name]
        if limit is not None:
            parts.append(group)
            most = np.where(group == "", most, np.minimum(most, limit))
    codes = pd.DataFrame({k: pd.factorize(part)[0] for k, part in enumerate(parts)})
    return codes.groupby(list(codes)).ngroup().to_numpy(), most


def _better(frame: pd.DataFrame) -> np.ndarray:
    """How many of its kind come before each school."""
    order = frame.sort_values(["kind", "gain"], ascending=[True, False], kind="stable")
    return order.groupby("kind").cumcount().reindex(frame.index).to_numpy()


def _better_and_lighter(frame: pd.DataFrame) -> np.ndarray:
    """How many of its kind bring no less and have no more pupils."""
    before = np.zeros(len(frame), dtype=int)
    for rows in frame.groupby("kind").indices.values():
        gain, pupils = frame["gain"].to_numpy()[rows], frame["pupils"].to_numpy()[rows]
        no_less, no_more = gain[None, :] >= gain[:, None], pupils[None, :] <= pupils[:, None]
        is_same = (gain[None, :] == gain[:, None]) & (pupils[None, :] == pupils[:, None])
        is_first = np.tri(len(rows), k=-1, dtype=bool)  # of equal ones those that stand before it
        before[rows] = (no_less & no_more & (~is_same | is_first)).sum(axis=1)
    return before
