"""What each demand costs, as a table: what comes when only it goes, and what one step stricter costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.figures.plan.prices import Price, Prices
from dashboard.figures.plan.solve import Plan, State
from dashboard.frame.language import _, percent
from dashboard.frame.markup import Cell, Markup, bold, table
from dashboard.frame.selection import Selection
from dashboard.plan import words
from dashboard.plan.view import SECTORS, View
from dashboard.ui import pieces

MOST_NAMED = 3  # demands whose price is not proven


def show(view: View, prices: Prices | None, chosen: Selection) -> None:
    """The table, or the button that has it worked out."""
    pieces.heading(_("What does each demand cost?"), _("percentage points of need less"))
    if prices is None:
        st.button(
            _("Work out the prices"),
            icon=":material/sell:",
            key="planner-prijzen",
            on_click=chosen.set,
            kwargs={"prijzen": "1"},
        )
        return
    frame = rows(view, prices)
    sectors = [sector for sector in SECTORS if view.count(sector)]
    heads = [
        _("Demand"),
        *(Cell(sector, is_number=True) for sector in sectors),
        Cell(_("One stricter"), is_number=True),
        *(Cell(sector, is_number=True) for sector in sectors),
    ]
    lines = [_line(row, sectors) for row in frame.to_dict("records")]
    pieces.piece(table(heads, lines), "rw-scroll rw-small")
    pieces.piece(
        Markup("<p>{}</p><p class='rw-muted'>{}</p>").format(
            bold(_cheapest(view, prices)), " ".join(filter(None, [_why_not_added(), _not_proven(frame)]))
        ),
        "rw-panel",
    )


def rows(view: View, prices: Prices) -> pd.DataFrame:
    """One row per demand, and all together last: percentage points per sector; `state` says what cannot be."""
    now = view.brings(view.made.best)
    found = [_row(view, one, now) for one in prices.of]
    together = _difference(view, prices.bare, now)
    found.append(
        {
            "demand": _("all demands together"),
            "step": "",
            "is_all": True,
            **_named(together, "price"),
            **_named({}, "strict"),
            "state": "",
            "price_state": prices.bare.state,
            **_more(prices.bare, None),
        }
    )
    return pd.DataFrame(found)


def _row(view: View, one: Price, now: dict[str, float]) -> dict:
    strict = one.stricter
    state = "" if strict is None else str(strict.state)
    cost = {sector: -value for sector, value in _difference(view, strict, now).items()} if strict else {}
    return {
        "demand": words.demand(one.demand, view.rules, view.asked, is_plain=True),
        "step": words.step(one.demand, one.strict_rules) if one.strict_rules else "",
        "is_all": False,
        **_named(_difference(view, one.without, now), "price"),
        **_named(cost, "strict"),
        "state": state,
        "price_state": str(one.without.state),
        **_more(one.without, strict),
    }


def _more(without: Plan, strict: Plan | None) -> dict[str, float]:
    """How much more (%) each of these plans could bring at most, where the time was up; missing where it is proven."""
    plans = {"price_more": without, "strict_more": strict}
    return {
        name: 100 * plan.gap if plan and plan.state == State.LIMIT else float("nan") for name, plan in plans.items()
    }


def _difference(view: View, plan: Plan, now: dict[str, float]) -> dict[str, float]:
    """What a plan brings more than the proposal, per sector; nothing where there is no plan."""
    return {sector: value - now[sector] for sector, value in view.brings(plan).items()} if plan.is_there else {}


def _named(values: dict[str, float], kind: str) -> dict[str, float]:
    return {f"{kind}_{sector}": values.get(sector, float("nan")) for sector in SECTORS}


def _line(row: dict, sectors: list[str]) -> list[str | Cell]:
    prices = [_points(row[f"price_{sector}"], row["price_state"]) for sector in sectors]
    strict = [_points(row[f"strict_{sector}"], row["state"]) for sector in sectors]
    if row["state"] == State.NONE:
        strict = [Cell(_("cannot be"), is_number=True, spans=len(sectors), kind="rw-old")]
    step = f"{row['step']}:" if row["step"] else ""
    name = Cell(Markup("<b>{}</b>").format(row["demand"])) if row["is_all"] else row["demand"]
    return [name, *prices, Cell(step, is_number=True, kind="rw-muted"), *strict]


def _points(value: float, state: str) -> Cell:
    if pd.isna(value):
        return Cell("?" if state == State.UNKNOWN else "", is_number=True)
    about = "≈ " if state == State.LIMIT else ""
    return Cell(about + words.cost(value), is_number=True)


def _not_proven(frame: pd.DataFrame) -> str:
    """How far from proven each price is that is not; of many only the farthest, the file has each."""
    told = [(row["demand"], row["price_more"]) for row in frame.to_dict("records")]
    told += [(f"{row['demand']} → {row['step']}", row["strict_more"]) for row in frame.to_dict("records")]
    more = {name: most / 100 for name, most in told if np.isfinite(most)}
    if not more:
        return ""
    if len(more) > MOST_NAMED:
        return _(
            "≈ is not proven, as the time was up: a plan without the demand, or with the stricter one, can bring more "
            "than what was found, at most {most}; the exported file says it for each.",
            most=percent(max(more.values()), 0),
        )
    return _(
        "≈ is not proven, as the time was up. Without the demand, or with the stricter one, a plan can bring at most "
        "so much more than what was found: {demands}.",
        demands=words.listed([f"{name} ({percent(one, 2)})" for name, one in more.items()]),
    )


def _cheapest(view: View, prices: Prices) -> str:
    """The demand that brings most when it is dropped."""
    one = prices.cheapest(view.made.best)
    if one is None:
        return _("No demand by itself costs anything: dropping one changes nothing.")
    gained = _difference(view, one.without, view.brings(view.made.best))
    told = words.listed(f"{words.signed(value)} ({sector})" for sector, value in gained.items() if view.count(sector))
    return _(
        "Dropping **{demand}** brings most: {points} percentage points.",
        demand=words.demand(one.demand, view.rules, view.asked),
        points=told,
    )


def _why_not_added() -> str:
    return _(
        "Left: what comes when only this demand goes; right: what one step stricter costs. Prices do not add up: when "
        "one demand goes, another may hold the plan where it is, and one that is free now may be the next to bind."
    )
