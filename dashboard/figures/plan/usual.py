"""The demands a plan starts with: SKB's, as far as these schools and partners allow."""

from __future__ import annotations

from dataclasses import replace

from dashboard.figures.plan import problem as plan
from dashboard.figures.plan.problem import Problem
from dashboard.figures.plan.rules import MINIMA, Demand, Rules


def usual(problem: Problem, kind: str = "") -> Rules:
    """Five PO and five VO schools, four regions, two urban, two rural, two with a partner; less where there is less."""
    rules = Rules()
    counts = {sector: int((problem.is_open & (problem.sector == sector)).sum()) for sector in ("PO", "VO")}
    region_kind = kind or kinds(problem)[0]
    regions = len(set(plan.region_of(problem, replace(rules, region_kind=region_kind))) - {""})
    there = {name: int(one.sum()) for name, one in plan.counted(problem).items()} | {Demand.REGIONS: regions}
    least = {name: min(getattr(rules, name), there[name]) for name in MINIMA}
    rules = replace(rules, po=min(5, counts["PO"]), vo=min(5, counts["VO"]), region_kind=region_kind, **least)
    return _roomy(problem, rules)


def _roomy(problem: Problem, rules: Rules) -> Rules:
    """The same with room for that many schools: in one municipality there is no maximum per municipality."""
    towns, partners = len(set(problem.town[problem.is_open])), len(problem.partners)
    if towns * (rules.per_town or 0) < rules.size:
        rules = replace(rules, per_town=None)
    if not partners:
        return replace(rules, per_partner=None, travel_km=None)
    return replace(rules, per_partner=max(rules.per_partner or 0, -(-rules.size // partners)))


def kinds(problem: Problem) -> list[str]:
    """The kinds of region that some of these schools have; the first one where none has any."""
    every = list(problem.regions)
    return [kind for kind in every if (problem.regions[kind] != "").any()] or every[:1]
