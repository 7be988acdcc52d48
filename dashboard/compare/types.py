"""Rates that mix types of school (exams): compared per type, because the types of an area decide much of its rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from dashboard.compare import verdict
from dashboard.compare.controls import Choice
from dashboard.frame.language import _
from dashboard.frame.records import Indicator
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader

TYPES = ("vmbo", "havo", "vwo")
FIRST = TYPES[0]  # of a picture that shows only one
MIXED = "mixed_types"


def compared(choice: Choice, reader: Reader) -> tuple[dict[str, pd.DataFrame], dict[str, Indicator]]:
    """The comparison per indicator (verdict.compare) and the indicators by the same keys.

    After a rate that mixes types come its types with a figure in any of the areas, each as an indicator of its own:
    vo_exam_pass_pct, then vo_exam_pass_pct-havo.
    """
    return each(
        choice.indicators,
        lambda code, group: verdict.compare(choice.codes, code, choice.level, choice.benchmark, reader, group=group),
    )


def each(
    asked: Mapping[str, Indicator], compare: Callable[[str, str], pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], dict[str, Indicator]]:
    """What `compare` says of each indicator and group, as compared() keeps it."""
    comparisons, indicators = {}, {}
    for code, indicator in asked.items():
        for group in ("all", *(TYPES if indicator.no_verdict == MIXED else ())):
            rows = compare(code, group)
            if group == "all" or rows["value"].notna().any():
                key = code if group == "all" else f"{code}-{group}"
                comparisons[key], indicators[key] = rows, named(indicator, group)
    return comparisons, indicators


def named(indicator: Indicator, group: str) -> Indicator:
    """The indicator of one type of school."""
    if group == "all":
        return indicator
    names = {name: f"{getattr(indicator, name)}, {group}" for name in ("name_nl", "name_en")}
    return replace(indicator, no_verdict=None, **names)


def pick(chosen: Selection, indicator: Indicator, is_known: Callable[[str], bool]) -> tuple[str, Indicator]:
    """The type that a picture of one indicator is of ('all' where a rate mixes none), chosen among those known."""
    if indicator.no_verdict != MIXED:
        return "all", indicator
    options = [group for group in TYPES if is_known(group)] or list(TYPES)
    group = chosen.valid("soort", options)
    chosen.choose("soort", _("Type"), options)
    return group, named(indicator, group)


def separate(comparisons: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Without the rates of all types together of which the types stand beside them."""
    return {
        code: rows
        for code, rows in comparisons.items()
        if not any(other.startswith(f"{code}-") for other in comparisons)
    }
