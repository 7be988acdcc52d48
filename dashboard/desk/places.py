"""The schools that asked, on a map: orange where it was not served, blue where it was."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st

from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Markup, joined
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck
from dashboard.maps.palette import INKS, SCALES, rgb
from dashboard.ui import map_files, pieces

if TYPE_CHECKING:
    from dashboard.maps.point_sheet import Points

Words = tuple[str, str, tuple[str, ...]]  # title, selection, source lines

WIDTH, HEIGHT, KEY = 420, 380, "aanvragen-kaart"
ROOM = 0.05  # degrees around the outermost schools


def show(rows: pd.DataFrame, unserved: pd.Series, words: Words, reader: Reader) -> None:
    """One point per school; what has no place is counted below. `words` go along with the map as a file."""
    shown = placed(rows, unserved)
    if len(shown):
        theme, urls = canvas.theme_now(), canvas.addresses(reader)
        layers = [deck.border_layer(urls["municipality"], theme)] if "municipality" in urls else []
        spec = deck.deck([*layers, _points(shown, theme)], deck.Frame(_box(shown), WIDTH, HEIGHT), canvas.tooltip())
        st.pydeck_chart(spec, height=HEIGHT, key=KEY, alt=_("Map of the schools that asked"))
    lines = [
        Markup('<div><i class="dot {}"></i>{} <small>({})</small></div>').format(kind, word, number(count))
        for kind, word, count in (
            ("first", _("not served"), int(shown["unserved"].sum())),
            ("on", _("served or withdrawn"), int((~shown["unserved"]).sum())),
        )
    ]
    without = rows["school_id"].nunique() - len(shown)
    if without:
        text = ngettext("{n} school has no known place.", "{n} schools have no known place.", without)
        lines.append(Markup("<div>{}</div>").format(text))
    pieces.piece(joined(lines), "rw-cls rw-row")
    if len(shown):
        with st.container(horizontal=True):
            map_files.buttons(partial(_sheet, shown), words, _("requests"), reader)


def placed(rows: pd.DataFrame, unserved: pd.Series) -> pd.DataFrame:
    """One row per school that asked and has a place: whether any of its requests was not served."""
    schools = rows.assign(unserved=unserved).groupby("school_id").agg(
        name=("name", "first"), place=("place", "first"), lon=("lon", "first"), lat=("lat", "first"),
        unserved=("unserved", "any"),
    )  # fmt: skip
    return schools[schools["lon"].notna()]


def _sheet(shown: pd.DataFrame) -> Points:
    """The same points for a report."""
    from dashboard.maps.point_sheet import Kind, Points  # loads matplotlib

    paper, served = INKS["light"].background, shown[~shown["unserved"]]
    kinds = (
        Kind(_("served or withdrawn"), INKS["light"].reach, paper, 45, served),
        Kind(_("not served"), SCALES["light"]["need"][3], paper, 45, shown[shown["unserved"]]),
    )
    return Points(kinds, _box(shown), "municipality")


def _box(rows: pd.DataFrame) -> tuple[float, float, float, float]:
    return (
        float(rows["lon"].min()) - ROOM, float(rows["lat"].min()) - ROOM,
        float(rows["lon"].max()) + ROOM, float(rows["lat"].max()) + ROOM,
    )  # fmt: skip


def _points(rows: pd.DataFrame, theme: str) -> pydeck.Layer:
    colours = json.dumps([rgb(INKS[theme].reach), rgb(SCALES[theme]["need"][3])], separators=(",", ":"))
    features = [
        {
            "type": "Feature",
            "properties": {"n": row["name"], "m": row["place"] or "", "f": int(row["unserved"])},
            "geometry": {"type": "Point", "coordinates": [round(row["lon"], 4), round(row["lat"], 4)]},
        }
        for row in rows.sort_values("unserved").to_dict("records")
    ]
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id="asked",
        pickable=True,
        auto_highlight=True,
        highlight_color=rgb(INKS[theme].text, 120),
        get_point_radius=6,
        point_radius_units=pydeck.types.String("pixels"),
        get_line_width=1.5,
        line_width_units=pydeck.types.String("pixels"),
        get_line_color=rgb(INKS[theme].background),
        _sub_layer_props={"points-circle": {"getFillColor": f"@@=({colours})[properties.f]"}},
    )
