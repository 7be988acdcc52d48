"""A map of municipalities in a few classes, to look at and to click, and the same map as PNG and SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.frame import export
from dashboard.frame.language import _
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck
from dashboard.ui import pieces

LEVEL = "municipality"
MIME = {"png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Class:
    """A class of the map: its words, its count in words, its colour on a light and on a dark page."""

    words: str
    count: str
    light: str
    dark: str

    def colour(self, theme: str) -> str:
        return self.dark if theme == "dark" else self.light


@dataclass(frozen=True)
class Picture:
    """What is drawn: municipalities (area_code, map_index, `class`), the classes, and what is marked."""

    rows: pd.DataFrame
    classes: Sequence[Class]
    title: str
    counted: str
    box: tuple[float, float, float, float]
    marked: Place | None = None


def draw(picture: Picture, chosen: Selection, reader: Reader, *, is_wide: bool = True) -> None:
    """The map with its legend beside it, or below it in a narrow column."""
    theme, urls = canvas.theme_now(), canvas.addresses(reader)
    with st.container(key="kaart" if is_wide else None):
        if LEVEL in urls:
            canvas.canvas(
                _layers(picture, theme, urls),
                picture.box,
                told=canvas.tooltip(),
                alt=picture.title,
                chosen=chosen,
                on_click=partial(canvas.take_click, chosen, LEVEL, reader),
            )
        _legend(picture, theme)


def _layers(picture: Picture, theme: str, urls: Mapping[str, str]) -> list:
    colours = [one.colour(theme) for one in picture.classes]
    on_map = picture.rows[picture.rows["map_index"].notna()]
    digits = deck.class_digits(on_map["map_index"], np.asarray(on_map["class"], dtype=int), clear=len(colours))
    layers = canvas.ground(LEVEL, colours, digits, theme, dict(urls))
    if picture.marked is not None and pd.notna(picture.marked.map_index):
        layers += deck.outline_layers(urls[LEVEL], [int(picture.marked.map_index)], theme)
    return layers


def _legend(picture: Picture, theme: str) -> None:
    lines = [Markup("<p>{} <small>{}</small></p>").format(picture.title, picture.counted)]
    lines += [
        Markup("<div><i style=background:{}></i>{} <small>({})</small></div>").format(
            one.colour(theme), one.words, one.count
        )
        for one in picture.classes
    ]
    pieces.piece(joined(lines), "rw-cls")


def buttons(picture: Picture, selection: str, lines: Sequence[str], name: str, reader: Reader) -> None:
    """The map as a file, made when it is pressed."""
    for kind, mime in MIME.items():
        st.download_button(
            _("Map ({kind})", kind=kind.upper()),
            data=export.later(partial(_file, picture, selection, tuple(lines), reader, kind)),
            file_name=export.file_name(name, reader.build.build_id, kind=kind),
            mime=mime,
            icon=":material/image:",
            key=f"netwerk-{kind}",
        )


def _file(picture: Picture, selection: str, lines: tuple[str, ...], reader: Reader, kind: str) -> bytes:
    from dashboard.maps.area_sheet import Areas, Key  # loads matplotlib
    from dashboard.maps.sheet import Words

    class_of = dict(zip(picture.rows["area_code"], picture.rows["class"].astype(int), strict=True))
    keys = [Key(f"{one.words} ({one.count})", one.light) for one in picture.classes]
    colours = [one.light for one in picture.classes]
    areas = Areas(LEVEL, picture.box, class_of, colours, picture.title, picture.counted, keys)
    return areas.figure(Words(picture.title, selection, lines), reader, kind)


def box_of(place: Place) -> tuple[float, float, float, float]:
    """What the camera shows: the place and a little around it."""
    across, upright = place.max_lon - place.min_lon, place.max_lat - place.min_lat
    room = 0.0 if place.level == "country" else 0.05
    return (
        place.min_lon - room * across,
        place.min_lat - room * upright,
        place.max_lon + room * across,
        place.max_lat + room * upright,
    )
