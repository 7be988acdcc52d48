"""The side bar of page Gesprekspakket: a municipality or own region, and districts of it."""

from __future__ import annotations

import pandas as pd

from dashboard.frame.language import _, level_word
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.pack import scope
from dashboard.pack.scope import DISTRICT, MOST, TOWN, Scope, areas
from dashboard.ui import choices, region, tables

# `gebieden` are up to six districts, as on page Wijken vergelijken
DEFAULTS = {"gebied": "", "gebieden": ""} | choices.REGION


def choose(chosen: Selection, reader: Reader) -> Scope | None:
    """What the pack is about; None while nothing is chosen."""
    towns, own = areas(TOWN, reader), region.own_region(chosen, reader)
    code = _place(chosen, towns, own)
    members = own.members if own and code == own.area_code else (code,) if code else ()
    codes = _districts(chosen, members, reader)
    region.region_maker(chosen, reader)
    if codes:
        return scope.districts(codes, reader)
    if own and code == own.area_code:
        return scope.region(own, reader)
    return scope.municipality(code, reader) if code else None


def _place(chosen: Selection, towns: pd.DataFrame, own: Place | None) -> str:
    """A municipality or the own region; '' while none is chosen. Another one lets go of the districts."""
    names = ({own.area_code: own.name} if own else {}) | dict(zip(towns.index, towns["name"], strict=True))
    code = chosen.valid("gebied", ["", *names])
    chosen.choose(
        "gebied",
        _("Municipality or own region"),
        list(names),
        then=lambda: chosen.set(gebieden=None),
        format_func=names.get,
        placeholder=_("Choose a municipality"),
    )
    return code


def _districts(chosen: Selection, members: tuple[str, ...], reader: Reader) -> list[str]:
    """Districts of what was chosen, or of the municipalities that those of a link lie in."""
    every = areas(DISTRICT, reader)
    linked = chosen.listed("gebieden", list(every.index))[:MOST]
    chosen.set(gebieden=",".join(linked))
    towns = {*members, *every.loc[linked, "municipality_code"]}
    offered = every[every["municipality_code"].isin(towns)]
    titles = dict(zip(offered.index, _titles(offered, len(towns)), strict=True))
    return chosen.choose_many(
        "gebieden",
        _("{areas}, at most {n}", areas=level_word(DISTRICT).capitalize(), n=MOST),
        list(titles),
        placeholder=_("All of it"),
        format_func=titles.get,
        max_selections=MOST,
        filter_mode="contains",
        disabled=not titles,
    )


def _titles(rows: pd.DataFrame, towns: int) -> list[str]:
    """Without the municipality where there is only one."""
    return list(rows["name"]) if towns < 2 else tables.titles(rows, DISTRICT)
