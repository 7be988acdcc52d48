"""A partner's own rows: on a map, and as a table with until when each counts."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st

from dashboard.frame import export
from dashboard.frame.export import Column
from dashboard.frame.language import _, day, number
from dashboard.frame.markup import Markup, joined
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck, palette
from dashboard.partners.place import figures
from dashboard.ui import pieces, school_links, tables

HEIGHT = 380
# pixels, so that a long name does not push from sight until when it counts; the first two fit on a phone
WIDTHS = {"school_name": 180, "standing_word": 165, "until": 110, "offer": 130}
LINES = 61  # pixels of a row, the least at which Streamlit breaks a long name into lines
ORDER = (figures.SOON, figures.CURRENT, figures.FADED, figures.STOPPED)  # of the table: what asks for something first


def standing_words() -> dict[str, str]:
    """How a row stands on today's clock; the order of the legend."""
    return {
        figures.CURRENT: _("current"),
        figures.SOON: _("fades within 30 days"),
        figures.FADED: _("faded"),
        figures.STOPPED: _("stopped"),
    }


def show(rows: pd.DataFrame, today: dt.date, header: dict[str, str], partner_id: str, reader: Reader) -> None:
    """Map on the left, table on the right, and the export of the table."""
    rows = figures.with_standing(rows, today)
    words = standing_words()
    counts = rows["standing"].value_counts()
    note = " · ".join(f"{number(counts.get(code, 0))} {word}" for code, word in words.items())
    pieces.heading(_("Own programmes at schools"), note)
    left, right = st.columns([1, 1.5], gap="medium")
    with left:
        _map(rows, reader)
    with right:
        _table(rows.assign(standing_word=rows["standing"].map(words)), header, partner_id)


def _map(rows: pd.DataFrame, reader: Reader) -> None:
    """One dot per school: filled while something of it counts, open when all of it has faded or stopped."""
    rows = rows.assign(is_current=rows["standing"].isin([figures.CURRENT, figures.SOON]))
    schools = rows.groupby("school_id", as_index=False).agg(
        name=("school", "first"), lon=("lon", "first"), lat=("lat", "first"), counts=("is_current", "any")
    )
    drawn = schools[schools["lon"].notna()]
    if drawn.empty:
        st.caption(_("These schools have no known place on the map."))
        return
    theme = canvas.theme_now()
    ink, urls = palette.INKS[theme], canvas.addresses(reader)
    box = (drawn["lon"].min() - 0.03, drawn["lat"].min() - 0.02, drawn["lon"].max() + 0.03, drawn["lat"].max() + 0.02)
    points = [
        {"lon": round(lon, 4), "lat": round(lat, 4), "n": name, "f": int(counts)}
        for name, lon, lat, counts in zip(
            drawn["name"], drawn["lon"].astype(float), drawn["lat"].astype(float), drawn["counts"], strict=True
        )
    ]
    full, empty = palette.rgb(ink.reach), palette.rgb(ink.background)
    layers = [
        deck.border_layer(urls["municipality_line"], theme),
        deck.line_layer(urls["province_line"], "province_line", theme),
        pydeck.Layer("ScatterplotLayer", points, id="own-schools", get_position="[lon, lat]", get_radius=5,
                     radius_units=pydeck.types.String("pixels"), stroked=True, line_width_min_pixels=2,
                     get_fill_color=f"f ? {full} : {empty}", get_line_color=full, pickable=True),
    ]  # fmt: skip
    spec = deck.deck(layers, deck.Frame(box, 420, HEIGHT), "{n}")
    st.pydeck_chart(spec, height=HEIGHT, key="own-map", alt=_("Map of the partner's own schools"))
    on = int(drawn["counts"].sum())
    line = Markup('<div><i class="dot {}"></i>{} <small>({})</small></div>')
    lines = [
        line.format("own", _("school where something is current"), number(on)),
        line.format("over", _("school where all has faded or stopped"), number(len(drawn) - on)),
    ]
    if len(drawn) < len(schools):
        lines.append(Markup("<div>{} <small>({})</small></div>").format(
            _("without a known place"), number(len(schools) - len(drawn))))  # fmt: skip
    pieces.piece(joined(lines), "rw-cls")


def _table(rows: pd.DataFrame, header: dict[str, str], partner_id: str) -> None:
    rank = rows["standing"].map({code: n for n, code in enumerate(ORDER)})
    rows = rows.assign(rank=rank).sort_values(["rank", "current_until", "programme", "school"], ignore_index=True)
    columns = [
        Column("school_name", _("School")), Column("standing_word", _("Today")), Column("until", _("Counts until")),
        Column("offer", _("Programme")), Column("town", _("Place")),
        Column("school_year", _("School year")), Column("confirmed", _("Confirmed on")), Column("school_id", _("BRIN")),
    ]  # fmt: skip
    # names that are no words of a language, because the browser is told them
    frame = rows.rename(columns={"programme": "offer", "school": "school_name", "place": "town"}).assign(
        confirmed=[day(value) for value in rows["confirmed_on"]], until=[day(value) for value in rows["current_until"]]
    )
    shown = {column.name: st.column_config.Column(column.title, width=WIDTHS.get(column.name)) for column in columns}
    table = st.dataframe(
        frame[list(shown)], column_config=shown, column_order=list(shown), hide_index=True, placeholder=tables.NONE,
        height=HEIGHT, row_height=LINES, alt=_("Own programmes at schools"), on_select="rerun",
        selection_mode="single-row", key=f"own-rows-{partner_id}",
    )  # fmt: skip
    school_links.of_picked(table, frame, "school_name")
    st.download_button(
        _("Own rows (CSV)"),
        data=export.later(lambda: export.csv_bytes(frame, columns, header)),
        file_name=export.file_name(partner_id, _("rows")),
        mime="text/csv",
        icon=":material/download:",
    )
