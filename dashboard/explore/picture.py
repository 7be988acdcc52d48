"""Page Kaart's picture: from the choices to layers, legend and camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.figures import places
from dashboard.frame.language import _, level_word, unit
from dashboard.frame.records import Indicator, Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, classes, deck, legend, palette
from dashboard.ui import pieces, sentence

if TYPE_CHECKING:
    from dashboard.maps.area_sheet import Areas


@dataclass(frozen=True)
class Picture:
    """What is drawn: one row per area of a level with its value, and where the camera stands."""

    values: pd.DataFrame
    indicator: Indicator
    name: str
    level: str
    place: Place
    area: Place | None
    box: tuple[float, float, float, float]
    has_schools: bool
    has_own_classes: bool = False  # the limits are those of the areas in the place, not of the country

    @property
    def has_figures(self) -> bool:
        return bool(self.values["value"].notna().any())

    @cached_property
    def inside(self) -> pd.DataFrame:
        """The areas in the place."""
        return self.values[places.inside(self.values, self.place)]

    @cached_property
    def scale(self) -> classes.Classes:
        limiting = self.inside if self.has_own_classes else self.values
        return classes.make(limiting["value"], self.indicator.palette, int(self.indicator.decimals))

    def circles(self, theme: str) -> deck.Circles | None:
        """Of a total; a rate is coloured."""
        if self.indicator.unit in sentence.RATES:
            return None
        return deck.Circles(palette.circle(theme, self.indicator.palette), self.scale.count, len(self.inside))

    def colours(self, theme: str) -> Sequence[str]:
        return palette.scale(theme, self.indicator.palette, self.indicator.direction, self.scale.count)


def draw(picture: Picture, chosen: Selection, reader: Reader) -> None:
    """Map with its legend on top; a click chooses an area."""
    # a session keeps what its widgets call: nothing as large as the picture
    theme, level = canvas.theme_now(), picture.level
    with st.container(key="kaart"):
        canvas.canvas(
            _layers(picture, theme, reader),
            picture.box,
            told=canvas.tooltip(picture.indicator.indicator_id, "s"),
            alt=_("Map of {name} per {area}", name=picture.name, area=level_word(picture.level, 1)),
            on_click=lambda: canvas.take_click(chosen, level, reader),
            chosen=chosen,
        )
        _legend(picture, theme)


def sheet(picture: Picture) -> Areas:
    """The same areas, classes and counts for a report."""
    from dashboard.maps.area_sheet import OUTSIDE, Areas, Key  # loads matplotlib

    drawn = np.where(places.inside(picture.values, picture.place), picture.scale.of(picture.values["value"]), OUTSIDE)
    of = dict(zip(picture.values["area_code"], drawn, strict=True))
    keys = [Key(words, colour, count) for words, colour, count in _keys(picture, "light")]
    keys += [Key(words, None, count) for words, count in _without(picture)]
    colours, circles = picture.colours("light"), picture.circles("light")
    words = picture.name, _counted(picture), tuple(keys)
    return Areas(picture.level, picture.box, of, colours, *words, circles=circles)


def _layers(picture: Picture, theme: str, reader: Reader) -> list:
    """The areas in their colours, what is marked of them, and the schools."""
    urls, colours = canvas.addresses(reader), picture.colours(theme)
    drawn = picture.values[picture.values["map_index"].notna()]
    found, others = picture.scale.of(drawn["value"]), [palette.EMPTY[theme]] if picture.has_own_classes else []
    if others:  # the classes are not of what lies outside the place
        found = np.where(places.inside(drawn, picture.place), found, len(colours))
    every = [*colours, *others]
    digits = deck.class_digits(drawn["map_index"], found, clear=len(every))
    ground = canvas.ground(picture.level, every, digits, theme, urls, circles=picture.circles(theme))
    return canvas.stacked(ground, *_marks(picture, theme, reader))


def _marks(picture: Picture, theme: str, reader: Reader) -> tuple[list, list]:
    """The outline of the chosen area or place, and all schools, larger in its municipality."""
    urls, outlines, points = canvas.addresses(reader), [], []
    marked = picture.area if picture.area is not None else picture.place
    if picture.has_schools and "school" in urls:
        points = [deck.school_layer(urls["school"], canvas.municipality_index(marked, reader), theme)]
    if marked.level in urls and pd.notna(marked.map_index):
        outlines = deck.outline_layers(urls[marked.level], [int(marked.map_index)], theme)
    return outlines, points


def _legend(picture: Picture, theme: str) -> None:
    note = _("school (zoom in)") if picture.has_schools else ""
    rows, circles = _keys(picture, theme), picture.circles(theme)
    html = legend.legend_html(picture.name, _counted(picture), rows, _without(picture), note=note, circles=circles)
    pieces.piece(html, "rw-cls")


def _counted(picture: Picture) -> str:
    counted = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name)
    return f"{unit(picture.indicator)}, {counted}".removeprefix(", ")


def _keys(picture: Picture, theme: str) -> list[tuple[str, str, int]]:
    """Words, colour and number of areas in the place, by class."""
    counts, _none = picture.scale.counts(picture.inside["value"])
    words = legend.limits_in_words(picture.scale, int(picture.indicator.decimals))
    return list(zip(words, picture.colours(theme), counts, strict=True))


def _without(picture: Picture) -> list[tuple[str, int]]:
    """Why areas in the place have no colour, and how many."""
    values = picture.inside
    hidden = int(values["status"].isin(["suppressed", "withheld"]).sum())
    schoolless = int((values["status"] == "not_applicable").sum())
    missing = int(values["value"].isna().sum())
    return [
        (canvas.no_school(picture.indicator.sector), schoolless),
        (_("no data"), missing - hidden - schoolless),
        (_("suppressed"), hidden),
    ]
