"""What can be said of totals that are hidden only by counts of 1 to 4: their interval, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from dashboard.compare.look import heading, note
from dashboard.frame import markup
from dashboard.frame.language import _, number
from dashboard.frame.markup import Cell
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

COUNTRY = "NL00"
# Exams under other rules: held against no other year.
APART = ("2019-2020", "2020-2021", "2021-2022")


def read(indicator: Indicator, areas: Iterable[str], reader: Reader) -> pd.DataFrame:
    """One row per area, period and group with a rate or an interval (percent); the country is always in it."""
    codes = list(dict.fromkeys([*areas, COUNTRY]))
    return reader.run("compare_bounds", {"indicator": indicator.indicator_id, "areas": codes})


def hidden(indicator: Indicator, areas: Iterable[str], reader: Reader) -> dict[tuple[str, str], str]:
    """The interval in words per area and period where the total of all groups is hidden."""
    rows = read(indicator, areas, reader)
    rows = rows[(rows["group_code"] == "all") & rows["lower"].notna()]
    return {
        (row["area_code"], row["period"]): words(row["lower"], row["upper"], max(indicator.decimals, 1))
        for row in rows.to_dict("records")
    }


def conclusions(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per interval that lies wholly above or below the area's last open rate of the same group before it.

    higher: whether the interval lies above. Years under other rules, and mixed groups, are held against nothing.
    """
    held = rows[~rows["period"].isin(APART) & (rows["group_code"] != "all")].sort_values("period")
    found = []
    for (_area, _group), group in held.groupby(["area_code", "group_code"], sort=False):
        before = None
        for row in group.to_dict("records"):
            if pd.notna(row["value"]):
                before = row
            elif before and not row["lower"] <= before["value"] <= row["upper"]:
                higher = row["lower"] > before["value"]
                found.append({**row, "before": before["value"], "before_period": before["period"], "higher": higher})
    columns = [*rows.columns, "before", "before_period", "higher"]
    return pd.DataFrame(found, columns=columns).sort_values(["name", "group_code", "period"])


def words(lower: float, upper: float, decimals: int) -> str:
    """80,7 tot 85,1: low end down and high end up, so that the words never promise more than the interval."""
    step = 10**decimals
    lower, upper = math.floor(lower * step) / step, math.ceil(upper * step) / step
    return _("{low} to {high}", low=number(lower, decimals), high=number(upper, decimals))


def show(indicator: Indicator, areas: Iterable[str], reader: Reader) -> None:
    """Below the history: where a hidden total still allows a conclusion. Nothing where none does."""
    found = conclusions(read(indicator, areas, reader))
    if found.empty:
        return
    pieces.piece(heading(_("What hidden totals still tell"), _("interval of each, made cell by cell")))
    decimals = max(indicator.decimals, 1)
    heads = [_("Area"), _("Type"), _("Period"), Cell(_("Lies between"), is_number=True), Cell(_("Was"), is_number=True),
             _("Conclusion")]  # fmt: skip
    cells = [
        [
            row["name"],
            row["group_code"],
            row["period"],
            Cell(words(row["lower"], row["upper"], decimals), is_number=True),
            Cell(f"{number(row['before'], decimals)} ({row['before_period']})", is_number=True),
            "▲ " + _("higher") if row["higher"] else "▼ " + _("lower"),
        ]
        for row in found.to_dict("records")
    ]
    pieces.piece(markup.table(heads, cells), "rw-scroll")
    pieces.piece(
        note(
            _(
                "The source hides counts of 1 to 4. Each hidden count is taken as 1 and as 4, so the rate lies between "
                "these two. Years under other exam rules are left out."
            )
        )
    )
