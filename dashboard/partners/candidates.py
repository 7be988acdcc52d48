"""The schools that a doubtful row may mean: beside what was written, and on a small map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import _, current, day, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck, palette
from dashboard.ui import tables


def table(row: pd.Series, schools: Sequence[Mapping]) -> Markup:
    """What was written and every candidate as rows of one table, so that each column can be compared."""
    heads = ["", _("BRIN"), _("Name"), _("Address"), _("Postcode"), _("Place"), _("Score")]
    columns = ("told_brin", "told_school", "told_street", "told_postcode", "told_place")
    written = [Cell(Markup("<b>{}</b>").format(row[column] or tables.NONE)) for column in columns]
    lines = [_candidate(n, school) for n, school in enumerate(schools, 1)]
    why = Markup("<p><b>{}</b>, {}: {}</p>").format(
        row["partner_name"],
        ngettext("{n} row", "{n} rows", int(row["rows_count"])),
        row[f"reason_{current()}"] or "",
    )
    return why + markup.table(heads, [[_("written"), *written, ""], *lines])


def _candidate(n: int, school: Mapping) -> list[str | Cell]:
    """A candidate under its number in the list and on the map."""
    gone = "" if school["is_listed"] else Markup('<br><span class="rw-old">{}</span>').format(_gone(school))
    return [
        str(n),
        school["school_id"],
        Cell(Markup("{}{}").format(school["name"] or tables.NONE, gone)),
        school["address"] or tables.NONE,
        school["postcode"] or tables.NONE,
        place(school),
        Cell(number(school["score"], 2), is_number=True),
    ]


def place(school: Mapping) -> str:
    """Its place, or its municipality where no source gives the place."""
    return school["place"] or school["municipality_name"] or tables.NONE


def _gone(school: Mapping) -> str:
    if pd.isna(school["valid_to"]):
        return _("not in DUO's list")
    return _("not in DUO's list, last seen {date}", date=day(school["valid_to"]))


def on_map(schools: list[dict], reader: Reader) -> None:
    """The candidates on a small map of municipal borders, numbered as in the list."""
    points: list[dict[str, Any]] = [
        {"lon": float(s["lon"]), "lat": float(s["lat"]), "n": str(n), "name": s["name"]}
        for n, s in enumerate(schools, 1)
        if pd.notna(s["lon"])
    ]
    if not points:
        st.caption(_("The candidates have no known place on the map."))
        return
    theme = canvas.theme_now()
    ink = palette.INKS[theme]
    lons, lats = [p["lon"] for p in points], [p["lat"] for p in points]
    box = (min(lons) - 0.02, min(lats) - 0.012, max(lons) + 0.02, max(lats) + 0.012)
    layers = [
        deck.border_layer(canvas.addresses(reader)["district"], theme),
        pydeck.Layer("ScatterplotLayer", points, id="candidates", get_position="[lon, lat]", get_radius=11,
                     radius_units=pydeck.types.String("pixels"), get_fill_color=palette.rgb(ink.reach), pickable=True),
        pydeck.Layer("TextLayer", points, id="numbers", get_position="[lon, lat]", get_text="n", get_size=14,
                     get_color=palette.rgb(ink.background)),
    ]  # fmt: skip
    spec = deck.deck(layers, deck.Frame(box, 420, 320), "{name}")
    st.pydeck_chart(spec, height=320, key="where", alt=_("Where the candidates are"))
