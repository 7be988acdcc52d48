"""The twins of one district: who they are, how alike per variable, and who of them does otherwise than expected."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.compare import circumstances, figures
from dashboard.compare.look import Shaded, joined, note, shade_style, shaded_table
from dashboard.compare.subject import Subject, Told
from dashboard.compare.table import figure, interval_words, signed
from dashboard.figures import twins
from dashboard.frame import markup
from dashboard.frame.language import _, measure, ngettext, number
from dashboard.frame.markup import Cell, Markup, bold, md
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

OUTCOMES = ("vo_exam_pass_pct", "vo_repeaters_pct")
EXPLAINING = ("ses", "low_income_pct", "density")


def variable_words() -> dict[str, tuple[str, int]]:
    """Each circumstance in words, with its decimals."""
    return {
        "inhabitants_count": (_("Inhabitants"), 0),
        "density": (_("Inhabitants per km²"), 0),
        "urbanity_class": (_("Urbanity class (1 = most urban)"), 0),
        "age_0_14_pct": (_("Aged 0 to 14, %"), 1),
        "age_15_24_pct": (_("Aged 15 to 24, %"), 1),
        "age_25_44_pct": (_("Aged 25 to 44, %"), 1),
        "age_65_pct": (_("Aged 65 and over, %"), 1),
        "low_income_pct": (_("Households with a low income, %"), 1),
        "assistance_pct": (_("On social assistance, %"), 1),
        "ses": (_("SES-WOA score"), 2),
        "ses_spread": (_("Spread of SES-WOA"), 2),
    }


def likeness_word(distance: float) -> str:
    words = {"very": _("very similar"), "somewhat": _("somewhat similar"), "hardly": _("hardly similar")}
    return words[twins.likeness(distance)]


def show(subject: Subject) -> Told:
    """Draws the twins of one area and tells where they are."""
    if subject.choice.level != "district":
        st.info(
            _("**Twins are looked for among districts.** Choose the level District."), icon=":material/compare_arrows:"
        )
        return Told()
    code = _area(subject)
    reader = subject.reader
    found = twins.nearest(circumstances.field(reader), code)
    if not found:
        _without(code, subject)
        return Told()
    facts = circumstances.circumstances(reader).set_index("area_code", drop=False)
    pieces.piece(_table(code, found, facts, reader), "rw-scroll")
    told = _("Differences of one robust standard deviation or more are coloured; distance: the mean difference over"
             " {n} variables. Outcomes play no part.", n=len(twins.VARIABLES))  # fmt: skip
    pieces.piece(note(told))
    _outcomes(code, found, facts, subject)
    return Told(finding(found, facts, subject.names[code]), _source(reader))


def _source(reader: Reader) -> str:
    """Both sources of the circumstances."""
    known = figures.indicators("district", reader)
    used = [Indicator.of(known.loc[code]) for code in ("low_income_households_pct", "ses_woa") if code in known.index]
    return " · ".join(pieces.source_of(row, _newest(row, reader), reader) for row in used)


def _newest(indicator: Indicator, reader: Reader) -> str:
    return str(figures.figures(indicator.indicator_id, "district", reader)["period"].iloc[0])


def _area(subject: Subject) -> str:
    names = subject.names
    code = subject.chosen["keuze"] if subject.chosen["keuze"] in names else next(iter(names))
    subject.chosen.set(keuze=code)
    subject.chosen.choose("keuze", _("Twins of"), list(names), format_func=names.get)
    return subject.chosen["keuze"] or code


def _without(code: str, subject: Subject) -> None:
    words = variable_words()
    lacking = [words[name][0] for name in twins.lacking(circumstances.circumstances(subject.reader), code)]
    st.info(
        _("**{area} has no twins.** It has no figure for: {list}. Choose another district.",
          area=md(subject.names[code]), list=joined(lacking)),
        icon=":material/filter_alt_off:",
    )  # fmt: skip


def finding(found: list[tuple[str, float]], facts: pd.DataFrame, name: str) -> str:
    """How many of the ten are very similar, and in how many municipalities they lie."""
    very = sum(twins.likeness(distance) == "very" for _code, distance in found)
    towns = facts.loc[[code for code, _distance in found], "municipality_name"].nunique()
    told = ngettext(
        "The ten most similar districts to **{area}** lie in {n} municipality",
        "The ten most similar districts to **{area}** lie in {n} municipalities",
        towns,
        area=name,
    )
    return f"{told}; " + ngettext("{n} is very similar.", "{n} are very similar.", very)


def _table(code: str, found: list[tuple[str, float]], facts: pd.DataFrame, reader: Reader) -> Markup:
    """One row per variable, one column per twin: the value, coloured where it differs much."""
    known = circumstances.field(reader)
    differences = {twin: twins.explained(known, code, twin) for twin, _distance in found}
    own, two_lines = Markup("<b>{}</b>"), Markup("{}<br>{}")
    heads = [
        Shaded(two_lines.format(*facts.loc[twin, ["name", "municipality_name"]]), "white-space:normal;min-width:5.6rem")
        for twin, _distance in found
    ]
    likeness = [
        Shaded(two_lines.format(number(distance, 2), likeness_word(distance)), "white-space:normal")
        for _twin, distance in found
    ]
    rows = [[_("Distance"), Shaded(number(0)), *likeness]]
    for name, (word, decimals) in variable_words().items():
        cells = [
            _variable_cell(facts.loc[twin, name], decimals, difference[name])
            for twin, difference in differences.items()
        ]
        rows.append([word, Shaded(own.format(number(facts.loc[code, name], decimals))), *cells])
    return shaded_table(["", Shaded(own.format(facts.loc[code, "name"])), *heads], rows)


def _variable_cell(value: float, decimals: int, difference: float) -> Shaded:
    return Shaded(f"{_sign(difference)}{number(value, decimals)}", _shade(difference))


def _sign(difference: float) -> str:
    """Never the colour alone."""
    return "" if abs(difference) < 1 else "▲ " if difference > 0 else "▼ "


def _shade(difference: float) -> str:
    if abs(difference) < 1:
        return ""
    return shade_style(3 if difference > 0 else 1, "neutral")


def _outcomes(code: str, found: list[tuple[str, float]], facts: pd.DataFrame, subject: Subject) -> None:
    """Which of them do better than expected on an outcome, put as a question."""
    known = figures.indicators("district", subject.reader)
    options = outcomes(known)
    if not options:
        return
    chosen = subject.chosen
    outcome = chosen.valid("uitkomst", options)
    chosen.choose("uitkomst", _("Outcome"), options, format_func=lambda one: pieces.named(known.loc[one], "name"))
    indicator = Indicator.of(known.loc[outcome])
    judged = expected(indicator, facts, subject.reader)
    rows = judged.reindex([code, *(twin for twin, _distance in found)])
    asked = bold(question(rows, facts, subject.names[code], indicator))
    pieces.piece(Markup('<p class="rw-h">{}').format(asked))
    pieces.piece(_outcome_table(rows, facts, indicator), "rw-scroll")
    told = _("Expected: by a robust regression on SES-WOA, low incomes and density over all districts with a figure."
             " The outcome is that of the schools in the district, whose pupils also live elsewhere. A difference is a"
        " reason to ask, not a verdict.")  # fmt: skip
    pieces.piece(note(told))


def outcomes(indicators: pd.DataFrame) -> list[str]:
    """Indicators with a good side and an interval that are about what pupils reach, not about where they live."""
    return [
        str(code)
        for code, row in indicators.iterrows()
        if figures.is_share(Indicator.of(row)) and row["direction"] != "neutral" and code in OUTCOMES
    ]


def expected(indicator: Indicator, facts: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """All districts against what is expected of them; twins.better says the columns."""
    rows = figures.figures(indicator.indicator_id, "district", reader).reindex(facts.index)
    explaining = facts[list(EXPLAINING)].astype(float)
    explaining["density"] = np.log(explaining["density"].where(explaining["density"] > 0))
    return twins.better(figures.intervals(rows, indicator), explaining.to_numpy(), indicator.direction)


def question(rows: pd.DataFrame, facts: pd.DataFrame, name: str, indicator: Indicator) -> str:
    """Who does better than expected, as something to ask."""
    better = [f"{facts.loc[code, 'name']} ({facts.loc[code, 'municipality_name']})"
              for code in rows.index[1:][rows["told"].iloc[1:] == 1]]  # fmt: skip
    title = pieces.named(indicator, "name")
    if not better:
        return _("{name}: none of the twins does demonstrably better than expected.", name=title)
    return _("{name}: what do {list} do that **{area}** could learn from?", name=title, list=joined(better), area=name)


def _outcome_table(rows: pd.DataFrame, facts: pd.DataFrame, indicator: Indicator) -> Markup:
    decimals = int(indicator.decimals)
    words = {1: _("better than expected"), 0: _("as expected"), -1: _("less well than expected")}
    cells = [
        [
            f"{facts.loc[code, 'name']}, {facts.loc[code, 'municipality_name']}",
            Cell(measure(row["value"], indicator), is_number=True),
            Cell(figure(row["expected"], decimals), is_number=True),
            Cell(signed(row["residual"], decimals), is_number=True),
            Cell(interval_words(row["residual_lower"], row["residual_upper"], decimals, plus=True), is_number=True),
            words[int(row["told"])] if pd.notna(row["told"]) else _("cannot be judged"),
        ]
        for code, row in rows.iterrows()
    ]
    amounts = (_("Value"), _("Expected"), _("Difference"), _("95 % interval"))
    heads = [_("District"), *(Cell(head, is_number=True) for head in amounts), _("Verdict")]
    return markup.table(heads, cells)
