"""Page Kaart's picture: from the choices to layers, legend and camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.figures import places
from dashboard.frame.language import _, level_word, unit
from dashboard.frame.records import Indicator, Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, classes, deck, legend, palette
from dashboard.ui import pieces


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


def draw(picture: Picture, chosen: Selection, reader: Reader) -> None:
    """Map with its legend on top; a click chooses an area."""
    theme = canvas.theme_now()
    scale = classes.make(picture.values["value"], picture.indicator.palette, int(picture.indicator.decimals))
    colours = palette.scale(theme, picture.indicator.palette, picture.indicator.direction, scale.count)
    with st.container(key="kaart"):
        canvas.canvas(
            _layers(picture, scale, colours, theme, reader),
            picture.box,
            told=canvas.tooltip(picture.indicator.indicator_id, "s"),
            alt=_("Map of {name} per {area}", name=picture.name, area=level_word(picture.level, 1)),
            on_click=lambda: canvas.take_click(chosen, picture.level, reader),
            chosen=chosen,
        )
        _legend(picture, scale, colours)


def _layers(picture: Picture, scale: classes.Classes, colours: Sequence[str], theme: str, reader: Reader) -> list:
    urls = canvas.addresses(reader)
    drawn = picture.values[picture.values["map_index"].notna()]
    digits = deck.class_digits(drawn["map_index"], scale.of(drawn["value"]), clear=len(colours))
    layers = canvas.ground(picture.level, colours, digits, theme, urls)
    marked = picture.area if picture.area is not None else picture.place
    if picture.has_schools and "school" in urls:
        layers.append(deck.school_layer(urls["school"], canvas.municipality_index(marked, reader), theme))
    if marked.level in urls and pd.notna(marked.map_index):
        layers += deck.outline_layers(urls[marked.level], [int(marked.map_index)], theme)
    return layers


def _legend(picture: Picture, scale: classes.Classes, colours: Sequence[str]) -> None:
    values = picture.values[places.inside(picture.values, picture.place)]
    counts, without = scale.counts(values["value"])
    hidden = int(values["status"].isin(["suppressed", "withheld"]).sum())
    schoolless = int((values["status"] == "not_applicable").sum())
    counted = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name)
    words = legend.limits_in_words(scale, int(picture.indicator.decimals))
    pieces.piece(
        legend.legend_html(
            picture.name,
            f"{unit(picture.indicator)}, {counted}".removeprefix(", "),
            list(zip(words, colours, counts, strict=True)),
            [
                (canvas.no_school(picture.indicator.sector), schoolless),
                (_("no data"), without - hidden - schoolless),
                (_("suppressed"), hidden),
            ],
            _("school (zoom in)") if picture.has_schools else "",
        ),
        "rw-cls",
    )
