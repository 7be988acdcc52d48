"""Picture (c) and its kin: figures per group, of parents, types of examination or advices, beside the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.figures.advice import totals
from dashboard.frame import markup
from dashboard.frame.kept import per_build
from dashboard.frame.language import _, number
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.gka import downloads, figures, groups, groups_picture
from dashboard.gka.look import Look, Told, begin, without_closed
from dashboard.ui import pieces

OPEN_GROUPS = (figures.EXAMS, figures.COUNTS)
ADVICES_FIRST = ("vmbo_gt", "havo", "vwo")


def parents(look: Look) -> Told:
    """17-year-olds by their parents' education, where somebody delivered it."""
    known = look.found.indicators("area")
    if figures.SEVENTEEN not in known:
        without_closed(look)
        return Told(_("Where 17-year-olds are by their parents' education is not open: only a closed delivery has it."))
    indicator = known[figures.SEVENTEEN]
    found = groups.lines(look.found.areas(figures.SEVENTEEN), indicator, look.found.scope)
    told = Told(
        groups.finding(found, look.found.scope) or _("There is no figure per group of {place}.",
                                                     place=markup.md(look.found.scope.name)),
        (_("17-year-olds"), f"{found.periods[0]} – {found.periods[-1]}" if found.periods else ""),
        (look.found.source(indicator, ""), pieces.named(indicator, "method"),
         _("◆ {period}: no end test in 2020 and other rules at the exams. Compare this year with care.",
           period=groups.COVID)),
        ("closed_area_values", {"municipalities": look.towns, "indicator": figures.SEVENTEEN}),
    )  # fmt: skip
    _multiples(found, [group for group in found.groups if group != groups.ALL], told, look)
    return told


def show(look: Look) -> Told:
    """Any figure that is told per group: types of examination, and whatever was delivered."""
    options = _grouped(look)
    if not options:
        return Told(_("No figure of this edition is told per group."))
    first = next(iter(options))
    code = begin("groep", list(options), first, look.chosen)
    names = {one: pieces.named(indicator, "name") for one, indicator in options.items()}
    with st.sidebar:
        look.chosen.choose("groep", _("Figure"), list(options), format_func=names.__getitem__)
    found = _lines_of(code, options[code], look)
    shown = look.chosen.listed("groepen", found.groups) or _shown_first(code, found)
    with st.sidebar:
        look.chosen.choose_many(
            "groepen", _("Groups"), found.groups, format_func=groups.words, placeholder=_("all groups")
        )
    name = names[code]
    asked = ("advice_cells", {"areas": look.towns, "indicator": code}) if code == figures.COUNTS else (
        "gka_area_values", {"municipalities": look.towns, "indicator": code})  # fmt: skip
    told = Told(
        f"{markup.md(name)}. {groups.newest(found, shown, look.found.scope)}",
        (name, f"{found.periods[0]} – {found.periods[-1]}" if found.periods else ""),
        (_group_source(options[code], look), *_breaks(found), _all_advices(code, look.reader)),
        asked,
    )  # fmt: skip
    _multiples(found, shown, told, look)
    return told


def _grouped(look: Look) -> dict[str, Indicator]:
    """Examinations by type first, then advices, then delivered figures with groups."""
    rows = look.reader.run("school_indicators").set_index("indicator_id", drop=False)
    known = [] if look.found.is_own else [code for code in OPEN_GROUPS if code in rows.index]
    found = {code: Indicator.of(rows.loc[code]) for code in known}
    closed = look.found.indicators("area")
    with_groups = (code for code in closed if look.found.areas(code)["group_code"].nunique() > 1)
    return found | {code: closed[code] for code in with_groups}


def _lines_of(code: str, indicator: Indicator, look: Look) -> groups.Lines:
    if code != figures.COUNTS:
        return groups.lines(_group_values(code, look), indicator, look.found.scope)
    own, country = _advice_shares(look.towns, look.reader), _advice_shares(("NL00",), look.reader)
    shares = replace(
        indicator, unit="pct", decimals=1, unit_nl_one="%", unit_nl_many="%", unit_en_one="%", unit_en_many="%"
    )
    return groups.of_advices(own, country, shares)


@per_build
def _advice_shares(areas: tuple[str, ...], reader: Reader) -> pd.DataFrame:
    """Of the scope or the country; open figures, so they may be kept."""
    return groups.advice_shares(reader.run("advice_cells", {"areas": areas, "indicator": figures.COUNTS}))


def _all_advices(code: str, reader: Reader) -> str:
    """How many advices the country's institutions gave, by year; at least and at most where counts are hidden."""
    if code != figures.COUNTS:
        return ""
    sums = totals(reader.run("advice_cells", {"areas": ("NL00",), "indicator": figures.COUNTS}))
    told = [
        f"{row['period']} {number(row['lower'])}"
        + ("" if row["lower"] == row["upper"] else f" – {number(row['upper'])}")
        for row in sums.to_dict("records")
    ]
    return _("All advices of the country: {list}.", list="; ".join(told))


def _shown_first(code: str, found: groups.Lines) -> list[str]:
    """All groups; of the many advices the three that most pupils get."""
    first = ADVICES_FIRST if code == figures.COUNTS else found.groups
    return [one for one in first if one in found.groups and one != groups.ALL]


def _group_values(code: str, look: Look) -> pd.DataFrame:
    if code != figures.EXAMS:
        return look.found.areas(code)
    asked = {"municipalities": look.towns, "indicator": code}
    rows = look.reader.run("gka_area_values", asked)
    rows = rows[rows["group_code"] != groups.ALL]  # of all types together nothing can be compared
    return look.found.scope.areas[list(figures.AREA)].merge(rows, on="area_code")


def _group_source(indicator: Indicator, look: Look) -> str:
    if indicator.indicator_id not in OPEN_GROUPS:
        return look.found.source(indicator, "")
    return pieces.source_of(indicator, "", look.reader)


def _breaks(found: groups.Lines) -> list[str]:
    reasons = groups.breaks(found.indicator.indicator_id)
    if not reasons:
        return []
    text = "; ".join(f"{period}: {why}" for period, why in reasons.items())
    return [f"{_('The line breaks where figures are not comparable')}: {text}."]


def _multiples(found: groups.Lines, shown: Sequence[str], told: Told, look: Look) -> None:
    """The pictures, the table below them, the file."""
    if not shown or not found.periods:
        st.info(_("**All values are too small to show.** Choose a larger place."), icon=":material/visibility_off:")
        return
    downloads.of_groups(found, shown, look.header(told), look.reader)
    country = _("the country")
    groups_picture.pictures(found, shown, look.found.scope.name, country)
    pieces.piece(groups_picture.table(found, shown, country), "rw-scroll")
