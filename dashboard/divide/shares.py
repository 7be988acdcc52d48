"""How the claims divide over the partners: schools, need, distance; beside an even division."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.divide.cell import unit
from dashboard.divide.view import View
from dashboard.figures import divide
from dashboard.frame import kept, markup
from dashboard.frame.language import _, ngettext, number, percent
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, tables


def of(view: View) -> pd.DataFrame:
    """One row per partner with standing claims, its name and what it can take a year, as told."""
    needs = {code: view.schools.at[code, "need"] for code in view.by_school}
    found = divide.shares(view.stand, needs, view.claimed_distances)
    told = [_capacity(partner_id, view.reader) for partner_id in found["partner_id"]]
    return found.assign(name=[view.partner(code) for code in found["partner_id"]], capacity=told)


@kept.per_build
def _capacity(partner_id: str, reader: Reader) -> float:
    """Young people a year: of the partner as a whole, else over its programmes that told it; missing when none did."""
    facts = reader.run("programme_facts", {"partner": partner_id})
    told = facts[facts["fact_id"] == "capacity"]
    whole = told[told["programme_id"].str.endswith("/*")]
    return float(pd.to_numeric((whole if len(whole) else told)["value"]).sum(min_count=1))


def show(view: View) -> None:
    """A bar per partner: its part of the need that is claimed; an even division as a line."""
    pieces.heading(_("Who takes what"), _("claims that stand, for {year}", year=view.school_year))
    rows = of(view)
    if rows.empty:
        pieces.piece(Markup('<p class="rw-muted">{}').format(_("Nobody has claimed a school here yet.")))
        return
    heads: list[str | Cell] = [
        _("Partner"), Cell(_("Schools"), is_number=True),
        Cell(_("Need, {unit}", unit=unit(view.filters.sector)), is_number=True),
        Cell(_("of what is claimed"), is_number=True), Cell(_("Distance, km"), is_number=True, kind="hs"),
        Cell(_("Can take a year"), is_number=True, kind="hs"),
    ]  # fmt: skip
    pieces.piece(markup.table(heads, (_row(row) for row in rows.to_dict("records")), "rw-wrap"), "rw-scroll")
    even = percent(1 / len(rows))
    note = ngettext(
        "Evenly divided, the only partner has all.", "Evenly divided over {n} partners each has {even} of the need.",
        len(rows), even=even,
    )  # fmt: skip
    more = _(
        "Distance: the median from a claimed school to the partner’s nearest other one, straight on. A school that two "
        "claim counts for both."
    )
    pieces.note(f"{note} {more}")


def _row(row: Mapping[str, Any]) -> list[str | Cell]:
    far = number(row["distance_km"], 1) if pd.notna(row["distance_km"]) else _("unknown")
    can = _("unknown")
    if pd.notna(row["capacity"]):
        can = ngettext("{n} young person", "{n} young people", int(row["capacity"]))
    part = percent(row["need_share"]) if pd.notna(row["need_share"]) else tables.NONE
    bar = Markup('<span class="rw-one">{}<span class="t" style="background:var(--empty)">{}</span></span>')
    width = 100 * row["need_share"] if pd.notna(row["need_share"]) else 0
    fill = Markup('<i class="rw-fill" style="width:{:.0f}%"></i>').format(width)
    return [
        row["name"], Cell(number(row["schools_count"]), is_number=True), Cell(number(row["need"]), is_number=True),
        Cell(bar.format(part, fill), is_number=True), Cell(far, is_number=True, kind="hs"),
        Cell(can, is_number=True, kind="hs"),
    ]  # fmt: skip
