"""Rates that mix types of school (exams): compared per type, because the types of an area decide much of its rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from dashboard.compare import verdict
from dashboard.compare.controls import Choice
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

TYPES = ("vmbo", "havo", "vwo")
MIXED = "mixed_types"


def compared(choice: Choice, reader: Reader) -> tuple[dict[str, pd.DataFrame], dict[str, Indicator]]:
    """The comparison per indicator (verdict.compare) and the indicators by the same keys.

    After a rate that mixes types come its types with a figure in any of the areas, each as an indicator of its own:
    vo_exam_pass_pct, then vo_exam_pass_pct-havo.
    """
    comparisons, indicators = {}, {}
    for code, indicator in choice.indicators.items():
        for group in ("all", *(TYPES if indicator.no_verdict == MIXED else ())):
            rows = verdict.compare(choice.codes, code, choice.level, choice.benchmark, reader, group=group)
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


def separate(comparisons: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Without the rates of all types together of which the types stand beside them."""
    return {
        code: rows
        for code, rows in comparisons.items()
        if not any(other.startswith(f"{code}-") for other in comparisons)
    }
