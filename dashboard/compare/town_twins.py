"""The twins of one municipality: the few that are alike in circumstances, and where the list stops."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.compare import circumstances, figures
from dashboard.compare.look import joined, note
from dashboard.compare.subject import Asked, Caption, Subject
from dashboard.figures import similar
from dashboard.figures.similar import Near
from dashboard.frame import markup
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

WEIGHTS = similar.WEIGHTS[similar.TOWNS]
TOLD = ("po_need_per_pupil", "ses_woa", "low_income_households_pct", "children_pct")


def variable_words() -> dict[str, tuple[str, int]]:
    """Each circumstance in words, with its decimals, the heaviest first."""
    return {
        "need_per_pupil": (_("Need per pupil (primary)"), 2),
        "inhabitants_count": (_("Inhabitants"), 0),
        "ses": (_("SES-WOA score"), 2),
        "urbanity_class": (_("Urbanity class (1 = most urban)"), 0),
        "low_income_pct": (_("Households with a low income, %"), 1),
        "density": (_("Inhabitants per km²"), 0),
        "children_pct": (_("Aged 0 to 14, %"), 1),
        "age_15_24_pct": (_("Aged 15 to 24, %"), 1),
        "age_65_pct": (_("Aged 65 and over, %"), 1),
    }


def likeness_word(likeness: str) -> str:
    return {"very": _("very similar"), "somewhat": _("somewhat similar")}[likeness]


def show(code: str, subject: Subject) -> Caption:
    """Draws the twins of a municipality and tells how many there are."""
    reader = subject.reader
    towns = circumstances.towns(reader).set_index("area_code", drop=False)
    lacking = similar.lacking(towns, code, WEIGHTS, "area_code")
    asked = Asked("compare_towns", {})
    if lacking:
        words = joined([variable_words()[name][0] for name in lacking])
        st.info(
            _("**{area} has no twins.** It has no figure for: {list}.", area=md(subject.names[code]), list=words),
            icon=":material/filter_alt_off:",
        )
        return Caption(asked=asked)
    near = similar.nearest(circumstances.town_field(reader), code)
    if near:
        pieces.piece(_table(towns, code, near), "rw-scroll")
        text = _(
            "Distance: the weighted difference over {n} circumstances, in robust standard deviations; outcomes play no"
            " part. It stops at {limit}, where municipalities are hardly alike.",
            n=len(WEIGHTS),
            limit=number(similar.LIMITS[similar.TOWNS][1], 2),
        )
        pieces.piece(note(text))
    return Caption(finding(subject.names[code], near), _source(reader), asked)


def finding(name: str, near: list[Near]) -> str:
    """How many are alike, and that the list stops."""
    if not near:
        return _("No municipality is like **{area}** in its circumstances.", area=md(name))
    very = sum(one.likeness == "very" for one in near)
    text = ngettext(
        "**{n} municipality** is like **{area}** in its circumstances",
        "**{n} municipalities** are like **{area}** in their circumstances",
        len(near),
        area=md(name),
    )
    alike = ngettext("{n} is very similar", "{n} are very similar", very) if very else _("none is very similar")
    if len(near) == similar.COUNT:
        return f"{text}; {alike}."
    return f"{text}; {alike}. {_('After these the difference becomes too large.')}"


def _table(towns: pd.DataFrame, code: str, near: list[Near]) -> Markup:
    """One row per circumstance; the municipality itself, then its twins with how far they are."""
    amount, two_lines = partial(Cell, is_number=True), Markup("{}<br>{}")
    bold = Markup("<b>{}</b>")
    style = "white-space:normal;min-width:5.6rem"
    heads = [
        amount(two_lines.format(towns.loc[one.code, "name"], towns.loc[one.code, "province_name"]), style=style)
        for one in near
    ]
    far = [
        amount(two_lines.format(number(one.distance, 2), likeness_word(one.likeness)), style="white-space:normal")
        for one in near
    ]
    rows = [[_("Distance"), amount(number(0)), *far]]
    for name, (word, decimals) in variable_words().items():
        own = amount(bold.format(number(towns.loc[code, name], decimals)))
        rows.append([word, own, *(amount(number(towns.loc[one.code, name], decimals)) for one in near)])
    most = [amount(variable_words()[one.most][0], style="white-space:normal") for one in near]
    rows.append([_("Differs most in"), amount(""), *most])
    return markup.table(["", amount(bold.format(towns.loc[code, "name"])), *heads], rows)


def _source(reader: Reader) -> str:
    """The sources of what they are alike in."""
    indicators = figures.indicators("municipality", reader)
    used = [indicators[code] for code in TOLD if code in indicators]
    return " · ".join(
        dict.fromkeys(pieces.source_of(one, figures.newest(one, "municipality", reader), reader) for one in used)
    )
