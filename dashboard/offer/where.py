"""Where a programme is active now: a small map, the schools, and both as files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st

from dashboard.frame import apart, export, markup
from dashboard.frame.export import Column
from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import Cell, escape
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck
from dashboard.maps.palette import INKS, rgb
from dashboard.offer import listing, programmes
from dashboard.ui import map_files, pieces, school_links

if TYPE_CHECKING:
    from dashboard.maps.point_sheet import Points

WIDTH, HEIGHT, ROOM = 400, 300, 0.05
MOST = 12  # schools in the table; the file has all


def show(row: Mapping[str, Any], reader: Reader) -> None:
    """A small map of the schools now, the schools, and the figures."""
    schools = reader.run("offer_schools", {"programme": row["programme_id"]})
    young = listing.young(row)
    note = _("{n} participants", n=young) if young else ""
    pieces.heading(
        _("Where it is active now"),
        " · ".join(filter(None, (ngettext("{n} school", "{n} schools", len(schools)), note))),
    )
    if schools.empty:
        text = _("**At no school now.** The partner told of no current activity of this programme.")
        st.info(text, icon=":material/history:")
        return
    placed = schools[schools["lon"].notna()]
    if len(placed):
        _map(placed, reader)
    if len(placed) < len(schools):
        missing = len(schools) - len(placed)
        text = ngettext("{n} school has no known place.", "{n} schools have no known place.", missing)
        pieces.piece(escape(text), "rw-muted")
    most = apart.rows_at_once(MOST)
    rows = [
        [Cell(school_links.anchor(one["school_id"], one["name"])), one["place"] or "", one["sector"]]
        for one in schools.head(most).to_dict("records")
    ]
    pieces.piece(markup.table([_("School"), _("Place"), _("Sector")], rows), "rw-scroll rw-list")
    pieces.rest(len(schools), most)
    _files(row, schools, placed, reader)


def _files(row: Mapping[str, Any], schools: pd.DataFrame, placed: pd.DataFrame, reader: Reader) -> None:
    header = {
        _("Selection"): f"{programmes.name(row)}, {row['partner_name']}",
        _("Source"): _("as told by the partners"),
        _("Build"): pieces.build_text(reader.build),
    }
    columns = [
        Column("school_id", _("School number")),
        Column("name", _("School")),
        Column("sector", _("Sector")),
        Column("place", _("Place")),
        Column("municipality_name", _("Municipality")),
        Column("confirmed_on", _("Confirmed on")),
    ]
    told_rows = schools.assign(partner_name=row["partner_name"], programme=programmes.name(row))
    columns += [Column("programme", _("Programme")), Column("partner_name", _("Partner"))]
    st.download_button(
        _("Schools (CSV)"),
        data=export.later(lambda: export.csv_bytes(told_rows, columns, header)),
        file_name=export.file_name(_("schools"), row["programme_id"]),
        mime="text/csv",
        icon=":material/download:",
        key="aanbod-scholen",
    )
    if len(placed):
        title = f"{programmes.name(row)}, {row['partner_name']}"
        words = (
            title,
            _("schools with this programme now"),
            (_("Source: as told by the partners"), pieces.build_text(reader.build)),
        )
        map_files.buttons(partial(_sheet, placed, title), words, _("programme"), reader)


def _box(rows: pd.DataFrame) -> tuple[float, float, float, float]:
    return (
        float(rows["lon"].min()) - ROOM,
        float(rows["lat"].min()) - ROOM,
        float(rows["lon"].max()) + ROOM,
        float(rows["lat"].max()) + ROOM,
    )


def _sheet(placed: pd.DataFrame, title: str) -> Points:
    """The same points for a report."""
    from dashboard.maps.point_sheet import Kind, Points  # loads matplotlib

    ink = INKS["light"]
    return Points((Kind(title, ink.reach, ink.background, 45, placed),), _box(placed), "municipality")


def _map(placed: pd.DataFrame, reader: Reader) -> None:
    """One point per school, between the borders of municipalities."""
    theme, urls = canvas.theme_now(), canvas.addresses(reader)
    ink = INKS[theme]
    features = [
        {
            "type": "Feature",
            "properties": {"n": row["name"], "m": row["place"] or ""},
            "geometry": {"type": "Point", "coordinates": [round(row["lon"], 4), round(row["lat"], 4)]},
        }
        for row in placed.to_dict("records")
    ]
    points = pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id="offered",
        pickable=True,
        auto_highlight=True,
        highlight_color=rgb(ink.text, 120),
        get_point_radius=6,
        point_radius_units=pydeck.types.String("pixels"),
        get_line_width=1.5,
        line_width_units=pydeck.types.String("pixels"),
        get_line_color=rgb(ink.background),
        get_fill_color=rgb(ink.reach),
    )
    borders = [deck.border_layer(urls["municipality"], theme)] if "municipality" in urls else []
    spec = deck.deck([*borders, points], deck.Frame(_box(placed), WIDTH, HEIGHT), canvas.tooltip())
    st.pydeck_chart(spec, height=HEIGHT, key="aanbod-kaart", alt=_("Map of the schools with this programme now"))
