"""The schools of the plan on a map: orange where no partner is yet, blue where one is; the numbers are the table's."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st

from dashboard.frame.language import _, number
from dashboard.frame.markup import Markup, joined
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck
from dashboard.maps.palette import INKS, SCALES, rgb
from dashboard.ui import map_files, pieces

if TYPE_CHECKING:
    from dashboard.maps.point_sheet import Points

WIDTH, HEIGHT, KEY = 225, 330, "planner-kaart"
Box = tuple[float, float, float, float]
Words = tuple[str, str, tuple[str, ...]]  # title, selection, source lines


def show(rows: pd.DataFrame, box: Box, words: Words, reader: Reader) -> None:
    """Points with their numbers; the same as a file for a report."""
    pieces.heading(_("On the map"), _("numbers of the list"))
    theme, urls = canvas.theme_now(), canvas.addresses(reader)
    layers = [
        deck.border_layer(urls["municipality_line"], theme),
        deck.line_layer(urls["province_line"], "province_line", theme),
    ]
    st.pydeck_chart(
        deck.deck([*layers, *_points(rows, theme)], deck.Frame(box, WIDTH, HEIGHT), canvas.tooltip()),
        height=HEIGHT,
        key=KEY,
        alt=_("Map of the schools of the proposal"),
    )
    lines = (
        Markup('<div><i class="dot {}"></i>{} <small>({})</small></div>').format(sign, word, number(count))
        for sign, word, count in (
            ("first", _("new"), int((rows["partners_now"] == 0).sum())),
            ("on", _("deepen"), int((rows["partners_now"] > 0).sum())),
        )
    )
    pieces.piece(joined(lines), "rw-cls rw-row")
    map_files.buttons(partial(sheet, rows, box), words, _("proposal"), reader)


def _points(rows: pd.DataFrame, theme: str) -> list[pydeck.Layer]:
    colours = json.dumps([rgb(SCALES[theme]["need"][3]), rgb(INKS[theme].reach)], separators=(",", ":"))
    features = [
        {
            "type": "Feature",
            "properties": {"n": row["school"], "m": row["municipality_name"] or "", "f": int(row["partners_now"] > 0)},
            "geometry": {"type": "Point", "coordinates": [round(row["lon"], 4), round(row["lat"], 4)]},
        }
        for row in rows.to_dict("records")
    ]
    dots = pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id="plan",
        pickable=True,
        auto_highlight=True,
        highlight_color=rgb(INKS[theme].text, 120),
        get_point_radius=8,
        point_radius_units=pydeck.types.String("pixels"),
        get_line_width=1.5,
        line_width_units=pydeck.types.String("pixels"),
        get_line_color=rgb(INKS[theme].background),
        _sub_layer_props={"points-circle": {"getFillColor": f"@@=({colours})[properties.f]"}},
    )
    return [dots, _numbers(rows, theme)]


def _numbers(rows: pd.DataFrame, theme: str) -> pydeck.Layer:
    """The number of each school, in its dot."""
    data = [
        {"at": [round(row["lon"], 4), round(row["lat"], 4)], "t": str(row["number"])} for row in rows.to_dict("records")
    ]
    return pydeck.Layer(
        "TextLayer",
        data,
        id="numbers",
        get_position="at",
        get_text="t",
        get_size=11,
        get_color=rgb(INKS[theme].background),
        font_family=pydeck.types.String("Source Sans"),
        font_weight=600,
        get_text_anchor=pydeck.types.String("middle"),
        get_alignment_baseline=pydeck.types.String("center"),
    )


def sheet(rows: pd.DataFrame, box: Box) -> Points:
    """The same points for a report."""
    from dashboard.maps.point_sheet import Kind, Points  # loads matplotlib

    paper = INKS["light"].background
    kinds = (
        Kind(_("deepen"), INKS["light"].reach, paper, 60, rows[rows["partners_now"] > 0]),
        Kind(_("new"), SCALES["light"]["need"][3], paper, 60, rows[rows["partners_now"] == 0]),
    )
    numbered = [(row["lon"], row["lat"], row["school"]) for row in rows.to_dict("records")]
    return Points(kinds, box, "province", numbered)
