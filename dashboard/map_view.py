"""Page Kaart's picture: from the choices to layers, legend and camera; and what other maps share with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import classes, legend, maps, palette, parts, sentence, warehouse
from dashboard.access import Access
from dashboard.language import _, current, level_word, unit
from dashboard.selection import Selection

LEVELS = {"provincie": "province", "gemeente": "municipality", "wijk": "district"}
PHONE, DESK = (390, 440), (620, 600)


@dataclass(frozen=True)
class Picture:
    """What is drawn: one row per area of a level with its value, and where the camera stands."""

    values: pd.DataFrame
    indicator: pd.Series
    name: str
    level: str
    place: pd.Series
    area: pd.Series | None
    box: tuple[float, float, float, float]
    has_schools: bool


def draw(picture: Picture, chosen: Selection, access: Access) -> None:
    """Map with its legend on top; a click chooses an area."""
    theme = theme_now()
    found = classes.make(picture.values["value"], picture.indicator["palette"], int(picture.indicator["decimals"]))
    colours = palette.scale(theme, picture.indicator["palette"], picture.indicator["direction"], found.count)
    with st.container(key="kaart"):
        canvas(
            _layers(picture, found, colours, theme, access),
            picture.box,
            told=tooltip(picture.indicator["indicator_id"], "s"),
            alt=_("Map of {name} per {area}", name=picture.name, area=level_word(picture.level, 1)),
            on_click=lambda: take_click(chosen, picture.level, access),
            chosen=chosen,
        )
        _legend(picture, found, colours)


def theme_now() -> str:
    """The theme the browser shows; maps need it, because Python chooses their colours."""
    return "dark" if st.context.theme.type == "dark" else "light"


def canvas(layers: list, box: tuple, *, told: str, alt: str, on_click: Callable, chosen: Selection) -> None:
    """The map itself, in the page's own widget; its size follows the device."""
    width, height = PHONE if st.context.headers.get("Sec-CH-UA-Mobile") == "?1" else DESK
    st.pydeck_chart(
        maps.deck(layers, maps.Frame(box, width, height), told),
        height=height,
        key=map_key(chosen),
        on_select=on_click,
        selection_mode="single-object",
        alt=alt,
    )


def map_key(chosen: Selection) -> str:
    return f"{chosen.page}-beeld"


def _layers(picture: Picture, found: classes.Classes, colours, theme: str, access: Access) -> list:
    urls = addresses(access)
    drawn = picture.values[picture.values["map_index"].notna()]
    digits = maps.class_digits(drawn["map_index"], found.of(drawn["value"]), clear=len(colours))
    layers = ground(picture.level, colours, digits, theme, urls)
    marked = picture.area if picture.area is not None else picture.place
    if picture.has_schools and "school" in urls:
        layers.append(maps.school_layer(urls["school"], municipality_index(marked, access), theme))
    if marked["level"] in urls and pd.notna(marked["map_index"]):
        layers += maps.outline_layers(urls[marked["level"]], [int(marked["map_index"])], theme)
    return layers


def ground(level: str, colours, digits, theme: str, urls: dict[str, str]) -> list:
    """The coloured areas of a level with the boundaries that belong on top of them."""
    layers = maps.area_layers(urls[level], colours, digits, theme)
    if level == "labour_market_region":
        layers.append(maps.border_layer(urls[level], theme))
    if level not in ("province", "labour_market_region"):
        layers.append(maps.line_layer(urls["municipality_line"], "municipality_line", theme))
    return [*layers, maps.line_layer(urls["province_line"], "province_line", theme)]


def addresses(access: Access) -> dict[str, str]:
    """Level -> address of its geometry in the reader's language."""
    files = warehouse.run("geo_files", {}, access)
    mine = files[files["language"].isin(["", current()])]
    return {level: f"/geo/{file}" for level, file in zip(mine["level"], mine["file"], strict=True)}


def municipality_index(marked: pd.Series, access: Access) -> int | None:
    """The map index of the municipality whose schools stand out: the one the marked area lies in."""
    places = warehouse.run("places", {}, access)
    found = places.loc[places["area_code"] == marked["municipality_code"], "map_index"].dropna()
    return int(found.iloc[0]) if len(found) else None


def tooltip(*names: str) -> str:
    """Filled in by the browser; style.css hides what a feature does not have (a school has no value)."""
    rows = "".join(f'<span class=ka-tip data-v="{{{name}}}"></span>' for name in names)
    return f'<b>{{n}}</b><span class=ka-tip data-before=", " data-v="{{m}}"></span><br>{rows}'


def _legend(picture: Picture, found: classes.Classes, colours) -> None:
    values = picture.values[sentence.inside(picture.values, picture.place)]
    counts, without = found.counts(values["value"])
    hidden = int(values["status"].isin(["suppressed", "withheld"]).sum())
    schoolless = int((values["status"] == "not_applicable").sum())
    counted = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place["name"])
    words = legend.limits_in_words(found, int(picture.indicator["decimals"]))
    parts.piece(
        legend.legend_html(
            picture.name,
            f"{unit(picture.indicator)}, {counted}".removeprefix(", "),
            list(zip(words, colours, counts, strict=True)),
            [
                (no_school(picture.indicator["sector"]), schoolless),
                (_("no data"), without - hidden - schoolless),
                (_("suppressed"), hidden),
            ],
            _("school (zoom in)") if picture.has_schools else "",
        ),
        "ka-cls",
    )


def no_school(sector: str | None) -> str:
    """Why an area has no figure of this sector's schools."""
    return {"PO": _("no primary school"), "VO": _("no secondary school")}.get(sector or "", _("not applicable"))


def take_click(chosen: Selection, level: str, access: Access) -> None:
    """An area clicked is chosen; clicked again, or the sea, is let go; a school chooses the area it is in.

    The browser toggles what *it* selected last. An area picked in the list since then is not let go by it.
    """
    objects = st.session_state[map_key(chosen)].selection["objects"]
    last = st.session_state.get(f"{chosen.page}-last-click", "")
    code = clicked(objects, level, access)
    if code:
        st.session_state[f"{chosen.page}-last-click"] = code
        chosen.set(keuze=code)
    elif not objects:
        chosen.set(keuze=None if chosen["keuze"] in ("", last) else last)


def clicked(objects: dict, level: str, access: Access) -> str:
    """The area code under the pointer; only properties are read, never the geometry that comes with them."""
    if objects.get("areas"):
        return str(objects["areas"][0]["properties"]["c"])
    if objects.get("schools"):
        school = str(objects["schools"][0]["properties"]["id"])
        found = warehouse.run("school_area", {"school": school}, access)
        return str(found.iloc[0][f"{level}_code"] or "") if len(found) else ""
    return ""
