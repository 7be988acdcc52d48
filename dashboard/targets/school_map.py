"""The rows of the open page of the list on a small map; a click chooses a school, as a click in the list does."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st
from markupsafe import Markup

from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import joined
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck
from dashboard.maps.palette import INKS, SCALES, rgb
from dashboard.targets import explain
from dashboard.targets.ranked import Ranked
from dashboard.ui import map_files, pieces

if TYPE_CHECKING:
    from dashboard.maps.point_sheet import Points

WIDTH, HEIGHT = 300, 330
AROUND = 0.07  # degrees of latitude above and below a school chosen in the list
KEY = "doelscholen-kaart"
FIELDS = ["school_id", "name", "place", "rank", "lon", "lat"]


def show(
    rows: pd.DataFrame,
    school: pd.Series,
    ranking: Ranked,
    *,
    box: tuple,
    chosen: Selection,
    words: map_files.Texts,
    reader: Reader,
) -> None:
    """Schools among the first in orange, the others in grey, the chosen one twice as large; `words` go on its file."""
    pieces.piece(explain.heading(_("On the map"), _("this page of the list")))
    drawn = rows[rows["lon"].notna()]
    theme, urls = canvas.theme_now(), canvas.addresses(reader)
    layers = [
        deck.border_layer(urls["municipality_line"], theme),
        deck.line_layer(urls["province_line"], "province_line", theme),
    ]
    layers.append(_points(drawn, school, ranking.criteria.top, theme))
    if chosen["beeld"] == school["school_id"] and pd.notna(school["lon"]):
        lon, lat = school["lon"], school["lat"]
        box = (lon - 1.6 * AROUND, lat - AROUND, lon + 1.6 * AROUND, lat + AROUND)

    def take() -> None:
        picked = st.session_state[KEY].selection["objects"].get("targets")
        if picked:
            chosen.set(keuze=str(picked[0]["properties"]["id"]), beeld=None)

    st.pydeck_chart(
        deck.deck(layers, deck.Frame(box, WIDTH, HEIGHT), canvas.tooltip()),
        height=HEIGHT,
        key=KEY,
        on_select=take,
        selection_mode="single-object",
        alt=_("Map of the schools on this page of the list"),
    )
    _legend(rows, len(drawn), ranking.criteria.top)
    if len(drawn):
        with st.container(horizontal=True):
            map_files.buttons(partial(_sheet, drawn, ranking.criteria.top, box), words, _("target schools"), reader)


def _sheet(drawn: pd.DataFrame, top: int, box: tuple) -> Points:
    """The same points for a report."""
    from dashboard.maps.point_sheet import Kind, Points  # loads matplotlib

    ink, is_first = INKS["light"], drawn["rank"] <= top
    kinds = (
        Kind(_("others"), ink.hatch, ink.text, 30, drawn[~is_first]),
        Kind(_("first {n}", n=number(top)), SCALES["light"]["need"][3], ink.text, 30, drawn[is_first]),
    )
    return Points(kinds, box, "municipality")


def _legend(rows: pd.DataFrame, drawn: int, top: int) -> None:
    """How many schools of each kind are on this page, and how many have no point."""
    first = int((rows["rank"] <= top).sum())
    line = Markup('<div><i class="dot {}"></i>{} <small>({})</small></div>')
    lines = [
        line.format("first", _("first {n}", n=number(top)), number(first)),
        line.format("rest", _("others"), number(len(rows) - first)),
    ]
    without = len(rows) - drawn
    if without:
        note = ngettext("{n} school has no known place.", "{n} schools have no known place.", without)
        lines.append(Markup("<div>{}</div>").format(note))
    pieces.piece(joined(lines), "rw-cls")


def _points(rows: pd.DataFrame, school: pd.Series, top: int, theme: str) -> pydeck.Layer:
    """The schools travel in the message: names and ranks are not for everyone who can reach the server."""
    ink, first = INKS[theme], SCALES[theme]["need"][3]
    colours = json.dumps([rgb(ink.hatch), rgb(first)], separators=(",", ":"))
    is_chosen = f'properties.id == "{school["school_id"]}"'
    # The chosen school last: drawn and picked above those at the same place.
    rows = rows.sort_values("school_id", key=lambda codes: codes == school["school_id"], kind="stable")
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": [_feature(row, top) for row in rows[FIELDS].to_dict("records")]},
        id="targets",
        pickable=True,
        auto_highlight=True,
        highlight_color=rgb(ink.text, 120),
        get_point_radius=f"({is_chosen}) ? 8 : 4.5",
        point_radius_units=pydeck.types.String("pixels"),
        get_line_width=f"({is_chosen}) ? 2.5 : 1",
        line_width_units=pydeck.types.String("pixels"),
        get_line_color=rgb(ink.text),
        _sub_layer_props={"points-circle": {"getFillColor": f"@@=({colours})[properties.f]"}},
        update_triggers={"getPointRadius": school["school_id"], "getLineWidth": school["school_id"]},
    )


def _feature(row: dict, top: int) -> dict:
    """A school as the map needs it: code, name, place, whether it is among the first."""
    facts = {"id": row["school_id"], "n": row["name"], "m": row["place"] or "", "f": int(row["rank"] <= top)}
    point = {"type": "Point", "coordinates": [round(row["lon"], 4), round(row["lat"], 4)]}
    return {"type": "Feature", "properties": facts, "geometry": point}
