"""The selection of page Kaart: place, level, indicator, area; always in this order, at the same place."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.figures.places import inside
from dashboard.frame import kept, language
from dashboard.frame.language import _, level_word
from dashboard.frame.markup import md
from dashboard.frame.records import Indicator, Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import NoWarehouse, Reader
from dashboard.maps import canvas
from dashboard.ui import gaps, pieces, tables

# A district alone fills the picture; its neighbours are what it is compared with.
MARGIN = {"country": 1.0, "province": 1.1, "municipality": 1.3, "district": 2.5, "neighbourhood": 3.0}


def place(chosen: Selection, reader: Reader, own: Place | None = None) -> Place:
    """Country, province, municipality or the reader's own region: what picture and counts are about.

    Raises NoWarehouse where the build has no area at all: nothing can then be shown.
    """
    places = ({own.area_code: own} if own else {}) | _of_build(language.current(), reader)
    if not places:
        raise NoWarehouse("the build has no areas")
    code = chosen.valid("gebied", list(places))
    chosen.choose(
        "gebied",
        _("Area"),
        list(places),
        then=lambda: chosen.set(beeld=None, keuze=None),
        format_func=lambda option: _place_title(places[option]),
    )
    return places[code]


@kept.per_build
def _of_build(_language: str, reader: Reader) -> dict[str, Place]:
    """The country, provinces and municipalities by code, with names in this language."""
    return {row["area_code"]: language.place(row) for row in reader.run("places").to_dict("records")}


def _place_title(place: Place) -> str:
    """Utrecht is a municipality and a province: the province says so."""
    return place.name if place.level != "province" else f"{place.name} ({level_word('province', 1)})"


def levels(reader: Reader) -> dict[str, str]:
    """The levels that this edition has a map of, by their word in a link."""
    drawn = canvas.addresses(reader)
    return {word: level for word, level in canvas.LEVELS.items() if level in drawn}


def own_classes(chosen: Selection, place: Place) -> bool:
    """Whose classes a map has: those of the place, which separate its own areas, or the country's."""
    if place.level == "country":
        return False
    names = {"hier": _("Classes of {place}", place=md(place.name)), "land": _("Classes of the country")}
    chosen.valid("klassen", list(names))
    chosen.pick("klassen", _("Classes"), list(names), format_func=names.get, label_visibility="collapsed")
    return chosen["klassen"] == "hier"


def level(chosen: Selection, levels: Mapping[str, str]) -> str:
    """The kind of area that is coloured; the chosen area is let go, because it is of another kind."""
    options = list(levels)
    code = chosen.valid("niveau", options)
    chosen.pick(
        "niveau",
        _("Level"),
        options,
        then=lambda: chosen.set(keuze=None),
        format_func=lambda option: level_word(levels[option], 1).capitalize(),
    )
    return code


def indicator(chosen: Selection, reader: Reader) -> Indicator:
    """What is coloured."""
    indicators = {row["indicator_id"]: row for row in reader.run("indicators").to_dict("records")}
    code = chosen.valid("indicator", list(indicators))
    chosen.choose(
        "indicator",
        _("Indicator"),
        list(indicators),
        format_func=lambda option: pieces.named(indicators[option], "name"),
    )
    gaps.on_map(reader)
    return Indicator.of(indicators[code])


@kept.per_build
def _areas(level: str, reader: Reader) -> pd.DataFrame:
    """All areas of a level, by code."""
    return reader.run("areas", {"level": level}).set_index("area_code", drop=False)


@kept.per_build
def _titles(level: str, reader: Reader) -> dict[str, str]:
    """The same as the list writes them: one text for all sessions, which hold on to it."""
    areas = _areas(level, reader)
    return dict(zip(areas.index, tables.titles(areas, level), strict=True))


def area(chosen: Selection, place: Place, level: str, reader: Reader) -> Place | None:
    """The list that does what a click on the map does, and moves the camera besides."""
    areas, titles = _areas(level, reader), _titles(level, reader)
    chosen.let_go("keuze", areas.index, label=level_word(level, 1).capitalize())
    options = list(areas.index[inside(areas, place)])
    if chosen["keuze"] and chosen["keuze"] not in options:
        options = list(areas.index)
    chosen.choose(
        "keuze",
        _("Choose an area"),
        options,
        then=lambda: chosen.set(beeld=chosen["keuze"]),
        placeholder=_("Choose a {area} here or on the map", area=level_word(level, 1)),
        format_func=titles.__getitem__,
        label_visibility="collapsed",
    )
    return language.place(areas.loc[chosen["keuze"]]) if chosen["keuze"] else None


def box(chosen: Selection | Mapping[str, str], place: Place, reader: Reader) -> tuple[float, float, float, float]:
    """West, south, east, north of what the camera shows: the area it was sent to, else the place."""
    boxes = reader.run("area_box", {"area": chosen["beeld"] or place.area_code})
    if boxes.empty:
        boxes = reader.run("area_box", {"area": place.area_code})
    row = boxes.iloc[0]
    grow = (MARGIN.get(row["level"], 1.0) - 1) / 2
    across, upright = row["max_lon"] - row["min_lon"], row["max_lat"] - row["min_lat"]
    return (
        row["min_lon"] - grow * across,
        row["min_lat"] - grow * upright,
        row["max_lon"] + grow * across,
        row["max_lat"] + grow * upright,
    )
