"""The school on a map with its neighbours of the same sector; the same schools as a list."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup, escape, joined
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck
from dashboard.maps.palette import INKS, SCALES, rgb
from dashboard.school import around
from dashboard.school.facts import School
from dashboard.ui import map_files, pieces, school_links

if TYPE_CHECKING:
    from dashboard.maps.point_sheet import Points

WIDTH, HEIGHT, KEY, LISTED = 380, 240, "school-kaart", 8
LEAST_KM, MOST_KM = 1.2, 6.0
KM_PER_DEGREE = 111.2


def of(school: School, reader: Reader) -> pd.DataFrame:
    """The nearest schools of its sector; `partners_count` only for who may know."""
    rows = reader.run("school_near", {"school": school.school_id, "sector": school.sector})
    if not reader.may("read", PARTNER):
        return rows
    counts = reader.run("search_partners", {"ids": list(rows["school_id"])}).set_index("school_id")["partners_count"]
    return rows.assign(partners_count=rows["school_id"].map(counts).fillna(0).astype(int))


def show(school: School, rows: pd.DataFrame, reader: Reader) -> None:
    """Map, key and list; words where the school has no place."""
    pieces.heading(_("Nearby"), _heading(rows))
    if not school.is_placed:
        text = _("The place of this school is not known, so there is no map and no distance.")
        pieces.piece(escape(text), "rw-muted")
        return
    theme, urls = canvas.theme_now(), canvas.addresses(reader)
    layers = [deck.border_layer(urls["district"], theme)] if "district" in urls else []
    layers += [_points(rows, theme, school), _own(school, theme)]
    spec = deck.deck(layers, deck.Frame(_box(school, rows), WIDTH, HEIGHT), canvas.tooltip())
    st.pydeck_chart(spec, height=HEIGHT, key=KEY, alt=_("Map of the schools around {school}", school=school.name))
    if len(rows):
        pieces.piece(_key("partners_count" in rows), "rw-cls rw-row")
        pieces.piece(_table(rows.head(LISTED)), "rw-scroll")
    title = _("Schools around {school}", school=school.name)
    words = (title, " · ".join(filter(None, (school.town, _heading(rows)))), tuple(around.source_lines(school, reader)))
    with st.container(horizontal=True):
        map_files.buttons(partial(_sheet, school, rows), words, f"{_('school')}-{school.school_id}", reader)


def _sheet(school: School, rows: pd.DataFrame) -> Points:
    """The same points for a report."""
    from dashboard.maps.point_sheet import Kind, Points  # loads matplotlib

    ink, own = INKS["light"], pd.DataFrame({"lon": [school.lon], "lat": [school.lat]})
    here = Kind(_("this school"), SCALES["light"]["need"][3], ink.background, 90, own)
    if "partners_count" not in rows:
        kinds = (Kind(_("other schools"), ink.background, ink.text, 30, rows), here)
    else:
        has = rows["partners_count"] > 0
        without = Kind(_("without partner"), ink.background, ink.text, 30, rows[~has])
        kinds = (without, Kind(_("with partner"), ink.reach, ink.text, 30, rows[has]), here)
    near = rows.head(LISTED).to_dict("records")
    named = tuple((row["lon"], row["lat"], f"{row['name']}, {number(row['distance_km'], 1)} km") for row in near)
    return Points(kinds, _box(school, rows), "district", named)


def _heading(rows: pd.DataFrame) -> str:
    if rows.empty:
        return _("no other school of this sector within 8 km")
    if "partners_count" not in rows:
        return ngettext("{n} school of this sector", "{n} schools of this sector", len(rows))
    part, whole = int((rows["partners_count"] > 0).sum()), number(len(rows))
    if not part:
        return _("a partner at none of {whole} schools", whole=whole)
    return _("a partner at {part} of {whole} schools", part=number(part), whole=whole)


def _box(school: School, rows: pd.DataFrame) -> tuple[float, float, float, float]:
    """Around the school, as wide as its eight nearest need."""
    near = rows["distance_km"].head(LISTED)
    reach = min(max(float(near.max()) if len(near) else LEAST_KM, LEAST_KM), MOST_KM) / KM_PER_DEGREE
    lon, lat = float(school.lon or 0), float(school.lat or 0)
    wide = reach / math.cos(math.radians(lat)) * WIDTH / HEIGHT
    return (lon - wide, lat - reach, lon + wide, lat + reach)


def _points(rows: pd.DataFrame, theme: str, school: School) -> pydeck.Layer:
    """Schools with a partner in blue, the others as paper with a ring; they travel in the message."""
    ink = INKS[theme]
    colours = json.dumps([rgb(ink.background), rgb(ink.reach)], separators=(",", ":"))
    counts = rows["partners_count"] if "partners_count" in rows else pd.Series(0, index=rows.index)
    features = [
        _feature(row["lon"], row["lat"], {"n": row["name"], "m": row["place"] or "", "f": int(count > 0)})
        for row, count in zip(rows.to_dict("records"), counts, strict=True)
    ]
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id="near",
        pickable=True,
        auto_highlight=True,
        highlight_color=rgb(ink.text, 120),
        get_point_radius=5,
        point_radius_units=pydeck.types.String("pixels"),
        get_line_width=1.5,
        line_width_units=pydeck.types.String("pixels"),
        get_line_color=rgb(ink.text),
        _sub_layer_props={"points-circle": {"getFillColor": f"@@=({colours})[properties.f]"}},
        update_triggers={"getFillColor": school.school_id},
    )


def _own(school: School, theme: str) -> pydeck.Layer:
    """The school itself: orange, twice as large."""
    place = _feature(school.lon, school.lat, {"n": school.name, "m": school.town})
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": [place]},
        id="own",
        pickable=True,
        get_point_radius=9,
        point_radius_units=pydeck.types.String("pixels"),
        get_line_width=2,
        line_width_units=pydeck.types.String("pixels"),
        get_line_color=rgb(INKS[theme].background),
        get_fill_color=rgb(SCALES[theme]["need"][3]),
    )


def _feature(lon: float | None, lat: float | None, facts: dict) -> dict:
    point = {"type": "Point", "coordinates": [round(float(lon or 0), 4), round(float(lat or 0), 4)]}
    return {"type": "Feature", "properties": facts, "geometry": point}


def _key(with_partners: bool) -> Markup:
    kinds = [("first", _("this school"))]
    kinds += [("on", _("with partner")), ("", _("without"))] if with_partners else [("", _("other schools"))]
    return joined(Markup('<div><i class="dot {}"></i>{}</div>').format(*kind) for kind in kinds)


def _street(row: Mapping[str, Any], same: Collection[str]) -> Markup:
    """Where a school stands, when another of the list bears its name."""
    street = " ".join(filter(None, (row["street"], row["house_number"])))
    return Markup("<small>{}</small>").format(street) if street and row["name"] in same else Markup()


def _table(rows: pd.DataFrame) -> Markup:
    heads: list[str | Cell] = [_("Nearest"), Cell("km", is_number=True)]
    with_partners = "partners_count" in rows
    heads += [Cell(_("Partners"), is_number=True)] if with_partners else []
    lines, same = [], set(rows.loc[rows["name"].duplicated(), "name"])
    for row in rows.to_dict("records"):
        line: list[str | Cell] = [
            Cell(school_links.anchor(row["school_id"], row["name"]) + _street(row, same)),
            Cell(number(row["distance_km"], 1), is_number=True),
        ]
        if with_partners:
            line.append(Cell(number(row["partners_count"]) if row["partners_count"] else _("none"), is_number=True))
        lines.append(line)
    return markup.table(heads, lines)
