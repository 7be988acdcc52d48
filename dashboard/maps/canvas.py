"""The map itself as every page draws it: size, ground, addresses of geometry, tooltip, click."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from dashboard.frame import kept, visitor
from dashboard.frame.language import _, current
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import deck, palette

LEVELS = {
    "provincie": "province",
    "arbeidsmarktregio": "labour_market_region",
    "gemeente": "municipality",
    "wijk": "district",
    "buurt": "neighbourhood",
}
PHONE, DESK = (390, 440), (400, 600)  # what the map has beside its legend, on a screen of 1,400


def theme_now() -> str:
    """The theme the browser shows; maps need it, because Python chooses their colours."""
    return "dark" if st.context.theme.type == "dark" else "light"


def canvas(layers: list, box: tuple, *, told: Markup, alt: str, on_click: Callable, chosen: Selection) -> None:
    """The map itself, in the page's own widget; its size follows the device."""
    width, height = PHONE if visitor.is_phone() else DESK
    st.pydeck_chart(
        deck.deck(layers, deck.Frame(box, width, height), told),
        height=height,
        key=map_key(chosen),
        on_select=on_click,
        selection_mode="single-object",
        alt=alt,
    )


def map_key(chosen: Selection) -> str:
    return f"{chosen.page}-beeld"


def ground(
    level: str, colours, digits, theme: str, urls: dict[str, str], *, circles: deck.Circles | None = None
) -> list:
    """The coloured areas of a level with the boundaries that belong on top of them; a total as a circle in each."""
    if circles and f"{level}_point" in urls:
        # without a figure hatched, the others one quiet fill: the class is the size of the circle
        quiet = np.where(digits >= len(colours), 1, 0)
        layers = deck.area_layers(urls[level], [palette.EMPTY[theme]], quiet, theme)
        drawn = deck.circle_layer(urls[f"{level}_point"], circles, digits, theme)
        return [*layers, *_boundaries(level, theme, urls), drawn]
    return [*deck.area_layers(urls[level], colours, digits, theme), *_boundaries(level, theme, urls)]


def stacked(drawn: list, outlines: list, points: list) -> list:
    """The ground, what is marked on it, the circles, which its line would cut, and on top of them the schools."""
    circles = [layer for layer in drawn if layer.id == "circles"]
    return [*(layer for layer in drawn if layer.id != "circles"), *outlines, *circles, *points]


def _boundaries(level: str, theme: str, urls: dict[str, str]) -> list:
    layers: list = []
    if level == "labour_market_region":
        layers.append(deck.border_layer(urls[level], theme))
    if level not in ("province", "labour_market_region"):
        layers.append(deck.line_layer(urls["municipality_line"], "municipality_line", theme))
    return [*layers, deck.line_layer(urls["province_line"], "province_line", theme)]


def addresses(reader: Reader) -> dict[str, str]:
    """Level -> address of its geometry in the reader's language."""
    return _addresses(current(), reader)


@kept.per_build
def _addresses(language: str, reader: Reader) -> dict[str, str]:
    files = reader.run("geo_files")
    files = files[files["language"].isin(["", language])]
    return {level: f"/geo/{file}" for level, file in zip(files["level"], files["file"], strict=True)}


def municipality_index(marked: Place, reader: Reader) -> int | None:
    """The map index of the municipality whose schools stand out: the one the marked area lies in."""
    places = reader.run("places")
    indexes = places.loc[places["area_code"] == marked.municipality_code, "map_index"].dropna()
    return int(indexes.iloc[0]) if len(indexes) else None


def tooltip(*names: str, titled: Mapping[str, str] | None = None) -> Markup:
    """Filled in by the browser; style.css hides what a feature does not have (a school has no value).

    `titled` are figures that the picture itself does not show, each with what it is.
    """
    told = {**dict.fromkeys(names, ""), **{name: f"{title}: " for name, title in (titled or {}).items()}}
    row = Markup('<span class=rw-tip data-before="{}" data-v="{{{}}}"></span>')
    rows = joined(row.format(title, name) for name, title in told.items())
    return Markup('<b>{{n}}</b><span class=rw-tip data-before=", " data-v="{{m}}"></span><br>{}').format(rows)


def no_school(sector: str | None) -> str:
    """Why an area has no figure of this sector's schools."""
    return {"PO": _("no primary school"), "VO": _("no secondary school")}.get(sector or "", _("not applicable"))


def take_click(chosen: Selection, level: str, reader: Reader) -> None:
    """An area clicked is chosen; clicked again, or the sea, is let go; a school chooses the area it is in.

    The browser toggles what *it* selected last. An area picked in the list since then is not let go by it.
    """
    objects = st.session_state[map_key(chosen)].selection["objects"]
    last = st.session_state.get(f"{chosen.page}-last-click", "")
    code = clicked(objects, level, reader)
    if code:
        st.session_state[f"{chosen.page}-last-click"] = code
        chosen.set(keuze=code)
    elif not objects:
        chosen.set(keuze=None if chosen["keuze"] in ("", last) else last)


def clicked(objects: dict, level: str, reader: Reader) -> str:
    """The area code under the pointer; only properties are read, never the geometry that comes with them."""
    if objects.get("areas"):
        return str(objects["areas"][0]["properties"]["c"])
    if objects.get("schools"):
        school = str(objects["schools"][0]["properties"]["id"])
        areas = reader.run("school_area", {"school": school})
        return str(areas.iloc[0][f"{level}_code"] or "") if len(areas) else ""
    return ""
