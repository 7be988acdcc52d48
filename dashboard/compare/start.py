"""Where nothing is chosen yet: all districts of one municipality, and the ones that stand out, one click away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.compare import area_map, figures, sentence, spine, types, verdict
from dashboard.compare.benchmark import STORED, Benchmark
from dashboard.compare.choices import BenchmarkKind
from dashboard.compare.look import CATEGORIES, SIGNS, heading, joined, note
from dashboard.compare.subject import Caption, Subject
from dashboard.compare.table import heat_cells, signs
from dashboard.frame import markup
from dashboard.frame.language import _, measure, ngettext, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.records import Indicator
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas
from dashboard.ui import pieces, tables

Compared = dict[str, pd.DataFrame]  # per indicator (verdict.compare), by code
Indicators = dict[str, Indicator]
OWN = Benchmark(BenchmarkKind.MUNICIPALITY)
NEED = "po_need_per_pupil"
FIRST = 3  # districts that one click compares
MOST_NAMED = 6  # in a sentence


@dataclass(frozen=True)
class Districts:
    """The districts of a municipality with a figure, by code; `first` are the few that stand out on the most things."""

    town: str
    place: str
    names: dict[str, str]
    first: dict[str, str]
    comparisons: Compared
    indicators: Indicators


def begin(subject: Subject) -> Caption:
    """Before anything is compared: the districts of a municipality, else what to choose and the map to choose on."""
    choice = subject.choice
    begun = show(subject) if choice.level == "district" and not choice.codes else Caption()
    if not begun.sentence:
        without = sentence.without_figures(choice.areas, subject.reader) if choice.codes else ""
        st.info(without or sentence.nothing_chosen(choice.level), icon=":material/compare_arrows:")
        area_map.show(subject)
    return begun


def selection(begun: Caption, chosen: list[str]) -> list[str]:
    """The line below the title: where it begins, and that nothing is chosen; the classification stays in its place."""
    _names, _against, classification, *_view = chosen
    return [*begun.about, classification, _("no district chosen yet")] if begun.about else [classification]


def show(subject: Subject) -> Caption:
    """Draws the districts of a municipality, those that stand out first, and tells which they are."""
    reader, chosen, town = subject.reader, subject.chosen, subject.choice.town
    areas = reader.run("compare_areas", {"level": "district"}).set_index("area_code", drop=False)
    areas = areas[areas["municipality_code"] == town]
    indicators = {code: one for code, one in subject.choice.indicators.items() if one.direction != "neutral"}
    if areas.empty or not indicators:
        return Caption()
    comparisons, indicators = compared(list(areas.index), indicators, reader)
    order = ranked(comparisons, indicators)
    codes = [code for code, _things in order]
    names = dict(zip(codes, tables.brief(areas.loc[codes, "name"]), strict=True))
    out = {code: names[code] for code, things in order if things}
    place = str(areas["municipality_name"].iloc[0])
    drawn = Districts(town, place, names, dict(list(out.items())[:FIRST]), comparisons, indicators)
    left, right = st.columns([1.6, 1], gap="medium")
    with left:
        _strips(drawn, reader)
    with right:
        _outstanding(drawn, chosen, reader)
    pieces.piece(heading(_("Districts of {place} against their municipality", place=place), signs()))
    pieces.piece(_table(names, comparisons, indicators), "rw-scroll")
    pieces.piece(note(left_out(areas, list(names))))
    asked = {code: pieces.source_of(one, _period(comparisons[code]), reader) for code, one in indicators.items()}
    against = _("compared with {benchmark}", benchmark=_("the own municipality"))
    about = (place, ngettext("{n} district", "{n} districts", len(areas)), against)
    return Caption(finding(list(out.values()), place), " · ".join(dict.fromkeys(asked.values())), about=about)


def _strips(drawn: Districts, reader: Reader) -> None:
    """All districts on one strip per indicator, the ones that stand out with their own mark."""
    rows = []
    for code, found in drawn.comparisons.items():
        one = drawn.indicators[code]
        group = str(found["group_code"].iloc[0])
        quantiles = figures.quantiles(one.indicator_id, "district", reader, group)
        rows.append(
            spine.Row(pieces.named(one, "name"), one, quantiles, _of_town(drawn.town, one, group, reader), found)
        )
    others = {code: name for code, name in drawn.names.items() if code not in drawn.first}
    spine.draw(rows, drawn.first, "district", drawn.place, canvas.theme_now(), others=others)


def _of_town(town: str, indicator: Indicator, group: str, reader: Reader) -> float:
    """The municipality's own figure, NaN where it has none: what districts are held against leaves each of them out."""
    if indicator.indicator_id not in figures.indicators("municipality", reader):
        return np.nan
    towns = figures.shared(indicator.indicator_id, "municipality", reader, group=group)
    return float(figures.at(towns, [town], ["value"])["value"][0])


def _outstanding(drawn: Districts, chosen: Selection, reader: Reader) -> None:
    """What stands out of each of the first districts, how sure that is, and one click to compare them."""
    first, place = drawn.first, drawn.place
    title = _("What stands out in {place}", place=place) if first else _("Nothing stands out in {place}", place=place)
    pieces.piece(heading(title))
    for (code, name), *mark in zip(first.items(), SIGNS, CATEGORIES[canvas.theme_now()], strict=False):
        judged = [(rows.loc[code], drawn.indicators[key]) for key, rows in drawn.comparisons.items()]
        pieces.piece(_stands_out(name, mark, judged))
    sure = honesty(drawn.comparisons, reader)
    pieces.piece(Markup('<p class="rw-muted"><b>{}</b> {}').format(_("How sure is this?"), sure))
    together = dict(list(drawn.names.items())[:FIRST])  # what stands out, then where need is highest
    if len(together) > 1:
        label = _("Compare these {n} districts", n=number(len(together)))
        named = joined([md(name) for name in together.values()])
        chosen_now = {"gebieden": ",".join(together), "vergelijk": BenchmarkKind.MUNICIPALITY}
        icon = ":material/compare_arrows:"
        then = partial(chosen.set, **chosen_now)
        st.button(label, icon=icon, key="wijken-opvallend", type="primary", help=named, on_click=then)


def _stands_out(name: str, mark: Sequence[str], judged: list[tuple[pd.Series, Indicator]]) -> Markup:
    """The district and the figures that it stands out with unfavourably, beside the municipality's."""
    told = [
        _(
            "{name} {value} (municipality {reference})",
            name=pieces.named(one, "name"),
            value=measure(row["value"], one, one.digits(row["n"])),
            reference=measure(row["reference"], one),
        )
        for row, one in judged
        if verdict.shade(row, one.direction) == 0
    ]
    sign, colour = mark
    line = Markup('<p><span style="color:{}">{}</span> <b>{}</b><br><span class="rw-muted">{}</span>')
    return line.format(colour, sign, name, "; ".join(told))


def honesty(comparisons: Compared, reader: Reader) -> str:
    """How many comparisons stand out, beside how many would in a municipality like all others; both sides counted."""
    judged = out = 0
    expected = 0.0
    for rows in comparisons.values():
        asked = {"indicator": rows["indicator_id"].iloc[0], "level": "district", "kind": STORED[OWN.kind]}
        every = reader.run("compare_standing", asked | {"period": _period(rows), "group": rows["group_code"].iloc[0]})
        told = every["verdict"].dropna()
        here = rows["verdict"][rows["verdict"] != ""]
        judged, out = judged + len(here), out + int(here.str.startswith("stands_out").sum())
        expected += len(here) * float(told.str.startswith("stands_out").mean()) if len(told) else 0
    return _(
        "Of {judged} comparisons with the municipality, {out} stand out, favourably or not; in a municipality like all"
        " others about {expected} would. It is the beginning of a conversation, no judgement.",
        judged=number(judged), out=number(out), expected=number(expected),
    )  # fmt: skip


def left_out(areas: pd.DataFrame, shown: list[str]) -> str:
    """Districts that are not in the table: without inhabitants, or with no figure at all."""
    rest = areas[~areas.index.isin(shown)]
    empty = int((rest["population_count"].fillna(0) == 0).sum())
    told = []
    if empty:
        told.append(ngettext("{n} district without inhabitants", "{n} districts without inhabitants", empty))
    if len(rest) > empty:
        told.append(ngettext("{n} district without figures", "{n} districts without figures", len(rest) - empty))
    return _("Not shown: {list}.", list=joined(told)) if told else ""


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
    out: dict[str, set[str]] = {}
    for name, rows in comparisons.items():
        one = indicators[name]
        for code, value, told in zip(rows.index, rows["value"], rows["verdict"], strict=True):
            if pd.notna(value):
                things = out.setdefault(code, set())
                things |= {_thing(one)} if verdict.shade({"verdict": told}, one.direction) == 0 else set()
    things = {code: len(names) for code, names in out.items()}
    need = comparisons[NEED]["value"].fillna(-1) if NEED in comparisons else pd.Series(0, list(things))
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


def _table(names: dict[str, str], comparisons: Compared, indicators: Indicators) -> Markup:
    """One row per district, one column per indicator: the value, its verdict as colour and sign."""
    heads = [
        "",
        *(
            Cell(pieces.named(one, "name"), is_number=True, style="white-space:normal;min-width:5.6rem")
            for one in indicators.values()
        ),
    ]
    cells = [
        dict(zip(comparisons[key].index, heat_cells(comparisons[key], one), strict=True))
        for key, one in indicators.items()
    ]
    return markup.table(heads, ([name, *(of_one[code] for of_one in cells)] for code, name in names.items()))
