"""Where nothing is chosen yet: all districts of one municipality, and the ones that stand out, one click away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.compare import types, verdict
from dashboard.compare.benchmark import Benchmark
from dashboard.compare.choices import BenchmarkKind
from dashboard.compare.look import heading, joined
from dashboard.compare.subject import Caption, Subject
from dashboard.compare.table import heat_cell, signs
from dashboard.frame import markup
from dashboard.frame.language import _, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

OWN = Benchmark(BenchmarkKind.MUNICIPALITY)
NEED = "po_need_per_pupil"
FIRST = 3  # districts that one click compares
MOST_NAMED = 6  # in a sentence


def show(subject: Subject) -> Caption:
    """Draws the districts of a municipality, those that stand out first, and tells which they are."""
    reader, chosen = subject.reader, subject.chosen
    towns = reader.run("compare_areas", {"level": "municipality"})
    if towns.empty:
        return Caption()
    names = dict(zip(towns["area_code"], towns["name"], strict=True))
    largest = towns.loc[towns["population_count"].fillna(0).idxmax(), "area_code"]
    chosen.let_go("binnen", names)
    town = chosen["binnen"] or largest
    chosen.choose(
        "binnen", _("Districts of"), list(names), format_func=names.get, placeholder=_("Choose a municipality")
    )
    areas = reader.run("compare_areas", {"level": "district"}).set_index("area_code", drop=False)
    areas = areas[areas["municipality_code"] == town]
    indicators = {code: one for code, one in subject.choice.indicators.items() if one.direction != "neutral"}
    if areas.empty or not indicators:
        return Caption()
    comparisons, indicators = compared(list(areas.index), indicators, reader)
    order = ranked(comparisons, indicators)
    first = [code for code, families in order if families][:FIRST]
    if first:
        offer = joined([md(str(areas.loc[code, "name"])) for code in first])
        chosen_now = {"gebieden": ",".join(first), "vergelijk": BenchmarkKind.MUNICIPALITY}
        label = _("Compare {list}", list=offer)
        icon = ":material/compare_arrows:"
        st.button(label, icon=icon, key="wijken-opvallend", on_click=lambda: chosen.set(**chosen_now))
    pieces.piece(heading(_("Districts of {place} against their municipality", place=names[town]), signs()))
    pieces.piece(_table([code for code, _families in order], areas, comparisons, indicators), "rw-scroll")
    asked = {code: pieces.source_of(one, _period(comparisons[code]), reader) for code, one in indicators.items()}
    told = finding([str(areas.loc[code, "name"]) for code, families in order if families], names[town])
    return Caption(told, " · ".join(dict.fromkeys(asked.values())))


def _period(rows: pd.DataFrame) -> str:
    return "" if rows["period"].isna().all() else str(rows["period"].iloc[0])


def compared(
    codes: list[str], asked: dict[str, Indicator], reader: Reader
) -> tuple[dict[str, pd.DataFrame], dict[str, Indicator]]:
    """Per indicator the districts against their own municipality, by code; what mixes types of school per type."""

    def compare(code: str, group: str) -> pd.DataFrame:
        rows = verdict.compare(codes, code, "district", OWN, reader, group=group)
        return rows.set_index("area_code", drop=False)

    comparisons, indicators = types.each(asked, compare)
    comparisons = types.separate(comparisons)
    return comparisons, {code: indicators[code] for code in comparisons}


def ranked(comparisons: dict[str, pd.DataFrame], indicators: dict[str, Indicator]) -> list[tuple[str, int]]:
    """The districts with on how many things each stands out unfavourably, the most first, then the highest need.

    Indicators of one family are one thing. Districts without any figure are left out.
    """
    every = list(next(iter(comparisons.values())).index)
    codes = [code for code in every if any(pd.notna(rows.loc[code, "value"]) for rows in comparisons.values())]
    told = {
        code: [
            name for name, rows in comparisons.items() if verdict.shade(rows.loc[code], indicators[name].direction) == 0
        ]
        for code in codes
    }
    things = {code: len({_thing(indicators[name]) for name in names}) for code, names in told.items()}
    need = comparisons[NEED]["value"].fillna(-1) if NEED in comparisons else pd.Series(0, codes)
    return sorted(things.items(), key=lambda item: (-item[1], -float(need[item[0]]), item[0]))


def _thing(indicator: Indicator) -> str:
    """One family is one thing, and so are the types of one rate."""
    return indicator.family or indicator.indicator_id


def finding(names: list[str], place: str) -> str:
    """Which districts stand out unfavourably within their municipality."""
    names, place = [md(name) for name in names], md(place)
    if not names:
        return _("In {place} **no district stands out** unfavourably.", place=place)
    if len(names) > MOST_NAMED:
        told = joined(names[:FIRST])
        return _("In {place} {n} districts stand out unfavourably, **{list}** on the most things.", place=place,
                 n=number(len(names)), list=told)  # fmt: skip
    one = _("In {place} **{list}** stands out unfavourably.", place=place, list=joined(names))
    many = _("In {place} **{list}** stand out unfavourably.", place=place, list=joined(names))
    return one if len(names) == 1 else many


def _table(
    codes: list[str], areas: pd.DataFrame, comparisons: dict[str, pd.DataFrame], indicators: dict[str, Indicator]
) -> Markup:
    """One row per district, one column per indicator: the value, its verdict as colour and sign."""
    heads = [
        "",
        *(
            Cell(pieces.named(one, "name"), is_number=True, style="white-space:normal;min-width:5.6rem")
            for one in indicators.values()
        ),
    ]
    rows = [
        [
            str(areas.loc[code, "name"]),
            *(heat_cell(comparisons[name].loc[code], indicator) for name, indicator in indicators.items()),
        ]
        for code in codes
    ]
    return markup.table(heads, rows)
