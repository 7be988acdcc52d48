"""The twins of one district by what their pupils reach: who does otherwise than expected, put as a question."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dashboard.compare import figures
from dashboard.compare.look import joined, note
from dashboard.compare.subject import Subject
from dashboard.compare.table import figure, interval_words, signed
from dashboard.figures import twins
from dashboard.frame import markup
from dashboard.frame.language import _, measure, percent
from dashboard.frame.markup import Cell, Markup, bold, md
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

OUTCOMES = ("vo_exam_pass_pct", "vo_repeaters_pct")
EXPLAINING = ("ses", "low_income_pct", "density")
LEAST_EXPLAINED = 0.2  # of the differences between districts; below it "than expected" is nearly "than average"


def show(codes: list[str], districts: pd.DataFrame, subject: Subject) -> None:
    """Draws, for a district and its twins, who does better than expected on an outcome."""
    indicators = figures.indicators("district", subject.reader)
    options = possible(indicators)
    if not options:
        return
    chosen = subject.chosen
    outcome = chosen.valid("uitkomst", options)
    chosen.choose(
        "uitkomst", _("Outcome"), options, format_func=lambda option: pieces.named(indicators[option], "name")
    )
    indicator = indicators[outcome]
    every, explained = expected(indicator, districts, subject.reader)
    if explained < LEAST_EXPLAINED:
        pieces.piece(note(unasked(indicator, explained)))
        return
    rows = every.reindex(codes)
    asked = bold(question(rows, districts, subject.names[codes[0]], indicator))
    pieces.piece(Markup('<p class="rw-h">{}').format(asked))
    pieces.piece(_table(rows, districts, indicator), "rw-scroll")
    pieces.piece(note(explanation(explained)))


def explanation(explained: float) -> str:
    """What is expected, and how much of the differences it explains."""
    return _(
        "Expected: by a robust regression on SES-WOA, low incomes and density over all districts with a figure; it"
        " explains {share} of the differences. The outcome is that of the schools in the district, whose pupils also"
        " live elsewhere. A difference is a reason to ask, not a verdict.",
        share=percent(explained),
    )


def unasked(indicator: Indicator, explained: float) -> str:
    """Why it is not asked who does otherwise than expected: circumstances tell too little of it."""
    return _(
        "{name}: circumstances explain {share} of the differences between districts. That is too little to say what"
        " is to be expected of a district, so who does better than expected is not asked.",
        name=pieces.named(indicator, "name"),
        share=percent(explained),
    )


def possible(indicators: Mapping[str, Indicator]) -> list[str]:
    """Indicators with a good side and an interval that are about what pupils reach, not about where they live.

    Nor one of the family that the expectation is made of: the one would contain the other.
    """
    return [
        code
        for code, indicator in indicators.items()
        if figures.is_share(indicator)
        and indicator.direction != "neutral"
        and not indicator.family
        and code in OUTCOMES
    ]


def expected(indicator: Indicator, districts: pd.DataFrame, reader: Reader) -> tuple[pd.DataFrame, float]:
    """All districts against what is expected of them, and the part that is explained; twins.better says the columns."""
    rows = figures.figures(indicator.indicator_id, "district", reader).reindex(districts.index)
    explaining = districts[list(EXPLAINING)].astype(float)
    explaining["density"] = np.log(explaining["density"].where(explaining["density"] > 0))
    return twins.better(rows, explaining.to_numpy(), indicator.direction)


def question(rows: pd.DataFrame, districts: pd.DataFrame, name: str, indicator: Indicator) -> str:
    """Who does notably better than expected, as something to ask."""
    codes = rows.index[1:][(rows["told"].iloc[1:] == 1) & rows["is_notable"].iloc[1:]]
    better = [md(f"{districts.loc[code, 'name']} ({districts.loc[code, 'municipality_name']})") for code in codes]
    title = md(pieces.named(indicator, "name"))
    if not better:
        return _("{name}: none of the twins does notably better than expected.", name=title)
    words = {"name": title, "list": joined(better), "area": md(name)}
    return _("{name}: what do {list} do that **{area}** could learn from?", **words)


def told_word(told: float, is_notable: bool) -> str:
    """Notably: it holds when all districts are asked at once; else it is only outside what such districts do."""
    if pd.isna(told):
        return _("cannot be judged")
    usual = {1: _("better than expected"), 0: _("as expected"), -1: _("less well than expected")}
    much = {1: _("notably better than expected"), -1: _("notably less well than expected")}
    return (much if is_notable else usual)[int(told)]


def _table(rows: pd.DataFrame, districts: pd.DataFrame, indicator: Indicator) -> Markup:
    cells = [
        [
            f"{districts.loc[code, 'name']}, {districts.loc[code, 'municipality_name']}",
            Cell(measure(row["value"], indicator, decimals), is_number=True),
            Cell(figure(row["expected"], decimals), is_number=True),
            Cell(signed(row["residual"], decimals), is_number=True),
            Cell(interval_words(row["expected_lower"], row["expected_upper"], decimals), is_number=True),
            told_word(row["told"], bool(row["is_notable"])),
        ]
        for (code, row), decimals in zip(rows.iterrows(), rows["n"].map(indicator.digits), strict=True)
    ]
    amounts = (_("Value"), _("Expected"), _("Difference"), _("95 % of such districts"))
    heads = [_("District"), *(Cell(head, is_number=True) for head in amounts), _("Verdict")]
    return markup.table(heads, cells)
