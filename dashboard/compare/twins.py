"""The twins of one district: who they are, and how alike per variable."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.compare import circumstances, figures, outcomes, town_twins
from dashboard.compare.look import joined, note, shade_style
from dashboard.compare.subject import Caption, Subject
from dashboard.figures import twins
from dashboard.frame import markup
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

Nearest = list[tuple[str, float]]  # twins with their distance, the nearest first


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


def show(subject: Subject) -> Caption:
    """Draws the twins of one area and tells where they are."""
    code = _area(subject)
    if subject.choice.level == "municipality":
        return town_twins.show(code, subject)
    reader = subject.reader
    nearest = twins.nearest(circumstances.field(reader), code)
    if not nearest:
        _without(code, subject)
        return Caption()
    districts = circumstances.circumstances(reader).set_index("area_code", drop=False)
    pieces.piece(_table(code, nearest, districts, reader), "rw-scroll")
    explained = _(
        "Differences of one robust standard deviation or more are coloured; distance: the mean difference over"
        " {n} variables. Outcomes play no part.",
        n=len(twins.VARIABLES),
    )
    pieces.piece(note(explained))
    outcomes.show([code, *(twin for twin, _distance in nearest)], districts, subject)
    return Caption(finding(nearest, districts, subject.names[code]), _source(reader))


def _source(reader: Reader) -> str:
    """Both sources of the circumstances."""
    indicators = figures.indicators("district", reader)
    used = [indicators[code] for code in ("low_income_households_pct", "ses_woa") if code in indicators]
    return " · ".join(pieces.source_of(one, figures.newest(one, "district", reader), reader) for one in used)


def _area(subject: Subject) -> str:
    names = subject.names
    subject.chosen.let_go("keuze", names, next(iter(names)))
    subject.chosen.choose("keuze", _("Twins of"), list(names), format_func=names.get)
    return subject.chosen["keuze"]


def _without(code: str, subject: Subject) -> None:
    variables = variable_words()
    lacking = [variables[name][0] for name in twins.lacking(circumstances.circumstances(subject.reader), code)]
    st.info(
        _(
            "**{area} has no twins.** It has no figure for: {list}. Choose another district.",
            area=md(subject.names[code]),
            list=joined(lacking),
        ),
        icon=":material/filter_alt_off:",
    )


def finding(nearest: Nearest, districts: pd.DataFrame, name: str) -> str:
    """How many of the ten are very similar, and in how many municipalities they lie."""
    very = sum(twins.likeness(distance) == "very" for _code, distance in nearest)
    towns = districts.loc[[code for code, _distance in nearest], "municipality_name"].nunique()
    sentence = ngettext(
        "The ten most similar districts to **{area}** lie in {n} municipality",
        "The ten most similar districts to **{area}** lie in {n} municipalities",
        towns,
        area=md(name),
    )
    alike = ngettext("{n} is very similar.", "{n} are very similar.", very) if very else _("none is very similar.")
    return f"{sentence}; {alike}"


def _table(code: str, nearest: Nearest, districts: pd.DataFrame, reader: Reader) -> Markup:
    """One row per variable, one column per twin: the value, coloured where it differs much."""
    field = circumstances.field(reader)
    differences = {twin: twins.explained(field, code, twin) for twin, _distance in nearest}
    own, two_lines, amount = Markup("<b>{}</b>"), Markup("{}<br>{}"), partial(Cell, is_number=True)
    heads = [
        amount(two_lines.format(twin["name"], twin["municipality_name"]), style="white-space:normal;min-width:5.6rem")
        for _code, twin in districts.loc[list(differences)].iterrows()
    ]
    likeness = [
        amount(two_lines.format(number(distance, 2), likeness_word(distance)), style="white-space:normal")
        for _twin, distance in nearest
    ]
    rows = [[_("Distance"), amount(number(0)), *likeness]]
    for name, (word, decimals) in variable_words().items():
        cells = [
            _variable_cell(districts.loc[twin, name], decimals, difference[name])
            for twin, difference in differences.items()
        ]
        rows.append([word, amount(own.format(number(districts.loc[code, name], decimals))), *cells])
    return markup.table(["", amount(own.format(districts.loc[code, "name"])), *heads], rows)


def _variable_cell(value: float, decimals: int, difference: float) -> Cell:
    return Cell(f"{_sign(difference)}{number(value, decimals)}", is_number=True, style=_shade(difference))


def _sign(difference: float) -> str:
    """Never the colour alone."""
    return "" if abs(difference) < 1 else "▲ " if difference > 0 else "▼ "


def _shade(difference: float) -> str:
    if abs(difference) < 1:
        return ""
    return shade_style(3 if difference > 0 else 1, "neutral")
