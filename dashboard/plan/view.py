"""What is on the page at once: the question, the plan that is looked at, and what the page says about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from dashboard.figures.plan import check, solve, why
from dashboard.figures.plan.firm import Firmness
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import Plan, State
from dashboard.figures.plan.tasks import Made
from dashboard.frame.language import _, ngettext, percent
from dashboard.frame.markup import md
from dashboard.plan import links, words
from dashboard.plan.schools import Asked

SECTORS = ("PO", "VO")


class Look(StrEnum):
    """Which plan is looked at, as the link says it."""

    BEST = "voorstel"
    BARE = "zonder-eisen"
    STEPS = "stap-voor-stap"
    OWN = "eigen"


def looks() -> dict[str, str]:
    return {
        Look.BEST: _("Proposal"),
        Look.BARE: _("Without demands"),
        Look.STEPS: _("Step by step"),
        Look.OWN: _("Own choice"),
    }


@dataclass(frozen=True)
class View:
    """A plan on the screen, with the question it answers."""

    asked: Asked
    rules: Rules
    made: Made
    look: Look
    plan: Plan

    def broken(self, plan: Plan) -> list[str]:
        """The demands that a plan does not meet."""
        return check.broken(self.asked.problem, self.rules, plan.rows)

    def brings(self, plan: Plan) -> dict[str, float]:
        return {sector: plan.brings(self.asked.problem, sector) for sector in SECTORS}

    def count(self, sector: str) -> int:
        return int((self.asked.problem.sector[self.plan.rows_array] == sector).sum())


def looked_at(look: Look, made: Made, own: str, asked: Asked, rules: Rules) -> Plan:
    """The plan of a look; an own choice is completed with who could take each school."""
    if look == Look.OWN:
        rows = asked.problem.rows(links.typed(own))
        return solve.complete(asked.problem, rules, rows) if len(rows) else Plan(State.NONE)
    return {Look.BARE: made.bare, Look.STEPS: made.greedy}.get(look, made.best)


def rows(view: View, firm: Firmness | None = None) -> pd.DataFrame:
    """One row per school of the plan as the table, the map and the files show it."""
    problem, plan = view.asked.problem, view.plan
    chosen = plan.rows_array
    shown = view.asked.rows.iloc[chosen].reset_index(drop=True)
    order = np.lexsort((-problem.bring[chosen], problem.sector[chosen]))
    partners = list(view.asked.partners.values())
    takes = [partners[k] if k >= 0 else "" for k in plan.partners]
    km = [problem.km[row, k] if k >= 0 else np.nan for row, k in zip(chosen, plan.partners, strict=True)]
    shown = shown.assign(
        school=[words.short(name) for name in shown["name"]],
        region=[view.asked.region_name(view.rules.region_kind, row) for row in plan.rows],
        urbanity=[words.urbanity(int(code)) for code in problem.urbanity[chosen]],
        brings=problem.bring[chosen],
        partners_now=problem.partners_count[chosen],
        kind=[_("deepen") if n else _("new") for n in problem.partners_count[chosen]],
        partner=takes,
        km=pd.Series(km, dtype="float64").where(np.isfinite(km)),
        why=[reason(view, one) for one in why.reasons(problem, view.rules, plan)],
        stays=np.nan if firm is None else 100 * np.array(firm.share),
    ).iloc[order]
    return shown.assign(number=range(1, len(shown) + 1)).reset_index(drop=True)


def reason(view: View, one: why.Reason) -> str:
    """Why a school is in the plan, as a sentence."""
    if one.is_locked:
        return _("You put it in.")
    if one.instead < 0:
        return _("No school of its sector that is left out brings more.")
    other, more = view.asked.rows.iloc[one.instead], view.asked.problem.bring[one.instead]
    told = _(
        "{school} in {town} would bring {more} %",
        school=words.short(other["name"]),
        town=other["place"] or "",
        more=words.points(more),
    )
    if not one.demands:
        return _("Chosen together with the others; {told} in its place.", told=told)
    lacks = words.listed(words.demand(name, view.rules, view.asked, is_plain=True) for name in one.demands)
    return _("{told}, but in its place it is not so: {demands}.", told=told, demands=lacks)


def left_out(view: View) -> str:
    """Per sector the first school that is not in the plan, and what it would have brought."""
    first = why.first_out(view.asked.problem, view.rules, view.plan)
    told = (
        _(
            "{school} in {town}: {more} % ({sector})",
            school=md(words.short(view.asked.rows.at[row, "name"])),
            town=md(view.asked.rows.at[row, "place"] or ""),
            more=words.points(view.asked.problem.bring[row]),
            sector=sector,
        )
        for sector, row in first.items()
    )
    return _("The first left out would have brought: {schools}.", schools=words.listed(told)) if first else ""


def finding(view: View) -> str:
    """The sentence on top."""
    if not view.plan.is_there:
        return _("Under these demands **no proposal** is possible.")
    brings = view.brings(view.plan)
    start = ngettext(
        "This proposal of **{n} school** brings {parts}.",
        "This proposal of **{n} schools** brings {parts}.",
        len(view.plan.rows),
        parts=_parts(view, brings),
    )
    if view.look != Look.BEST:
        return f"{start} {_beside(view)}"
    bare = view.brings(view.made.bare)
    cost = {sector: bare[sector] - brings[sector] for sector in SECTORS if view.count(sector)}
    if not any(round(value, 2) for value in cost.values()):
        return f"{start} {_('The demands cost nothing.')}"
    told = words.listed(f"{words.cost(value)} ({sector})" for sector, value in cost.items())
    return f"{start} {_('All demands together cost {cost} percentage points.', cost=told)}"


def _parts(view: View, brings: dict[str, float]) -> str:
    told = (
        _("**{share} % of the need in {sector}**", share=words.points(brings[sector]), sector=sector)
        for sector in SECTORS
        if view.count(sector)
    )
    return words.listed(told)


def _beside(view: View) -> str:
    """What a look that is not the best plan lacks."""
    broken = view.broken(view.plan)
    if not broken:
        return _("It meets all demands.")
    return _(
        "It does not meet: {demands}.",
        demands=words.listed(words.demand(one, view.rules, view.asked) for one in broken),
    )


def proven(plan: Plan) -> str:
    """How sure it is that there is no better plan."""
    if plan.state == State.LIMIT:
        if not np.isfinite(plan.gap):
            return _("The time was up: how much more can be brought under these demands is not known.")
        return _("The time was up: at most {gap} more can be brought under these demands.", gap=percent(plan.gap, 2))
    return _("Under these demands no better choice is possible: that is proven.")


def selection(view: View, told: list[str]) -> list[str]:
    """The choices as words, the demands behind them."""
    demands = [words.demand(name, view.rules, view.asked, is_plain=True) for name in words.order(view.rules)]
    extra = [_("demands counted per sector")] if view.rules.per_sector else []
    extra += [_("weight of PO {n} %", n=view.rules.po_weight)] if view.rules.po_weight != 50 else []
    extra += (
        [_("schools within {km} km count for a quarter", km=words.points(view.rules.radius_km, 1))]
        if view.rules.radius_km
        else []
    )
    return [*told, *demands, *extra]
