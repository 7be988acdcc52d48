"""One programme in full: what was told of it, where it is active now, and who does the same or adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st

from dashboard.figures.fit import told
from dashboard.frame import export, links, markup
from dashboard.frame.export import Column
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import Cell, Markup, escape
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck
from dashboard.maps.palette import INKS, rgb
from dashboard.offer import listing, programmes, referrals
from dashboard.offer.choices import Asked
from dashboard.ui import fits, map_files, pieces, school_links

if TYPE_CHECKING:
    from dashboard.maps.point_sheet import Points

WIDTH, HEIGHT, ROOM = 400, 300, 0.05
MOST = 12  # schools in the table; the file has all


def of_school(asked: Asked, chosen: Selection) -> None:
    """For which school the offer is judged, and a way to let go of it."""
    if asked.school is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        name = school_links.anchor(asked.school["school_id"], asked.school["name"])
        pieces.piece(Markup("{} {}").format(_("Judged for"), name))
        st.button(
            _("All of the offer"),
            icon=":material/close:",
            key="aanbod-zonder-school",
            on_click=chosen.set,
            kwargs={"school": None},
        )


def show(offer: programmes.Offer, asked: Asked, chosen: Selection, reader: Reader) -> None:
    """The programme of the link; one that is not there is told, and let go by the button."""
    code = chosen["programma"]
    if not code:
        return
    row = offer.of(code)
    if row is None:
        _gone(code, offer, chosen)
        return
    with st.container(key="aanbod-programma"):
        left, right = st.columns([1.15, 1], gap="large")
        with left:
            _facts(row, asked, chosen, reader)
        with right:
            _where(row, reader)
        referrals.show(row, chosen["school"], offer, reader)


def _gone(code: str, offer: programmes.Offer, chosen: Selection) -> None:
    """A link of before: of a programme, or of a partner, that is no longer told."""
    is_partner = code.partition("/")[0] in set(offer.rows["partner_id"])
    text = _("**This programme is not on offer any more.** Its partner is still here; below is all of its offer.")
    if not is_partner:
        text = _("**This partner is not here any more.** Below is what the others offer.")
    st.warning(text, icon=":material/link_off:")
    st.button(
        _("All of the offer"),
        icon=":material/close:",
        key="aanbod-zonder-programma",
        on_click=chosen.set,
        kwargs={"programma": None},
    )


def _facts(row: Mapping[str, Any], asked: Asked, chosen: Selection, reader: Reader) -> None:
    partner = links.anchor("partner", {"partner": row["partner_id"]}, row["partner_name"])
    made_up = f" · {_('fictional')}" if row["is_fictional"] else ""
    pieces.piece(
        Markup('<p class="rw-name"><b>{}</b> <span class="rw-muted">{}{}</span></p><p>{}</p>').format(
            programmes.name(row), partner, made_up, pieces.named(row, "description") or _("No description was told.")
        ),
        "rw-panel",
    )
    one = asked.judged(row)
    if asked.school is not None:
        pieces.piece(Markup("<p>{}</p>").format(fits.state(one)))
    pieces.piece(markup.table((), [[Cell(name, kind="rw-muted"), value] for name, value in known(row, reader)]))
    st.button(_("Close"), icon=":material/close:", key="aanbod-sluit", on_click=chosen.set, kwargs={"programma": None})


def known(row: Mapping[str, Any], reader: Reader) -> list[tuple[str, str | Cell]]:
    """Each fact with its value; what nobody told is unknown."""
    unknown = Cell(_("unknown"), kind="rw-muted")
    yes_no = {"yes": _("yes"), "no": _("no")}
    capacity = told(row, "capacity_count")
    address = programmes.website(row)
    link = Cell(Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(address, address))
    refused = bool(told(row, "website")) and not address
    state = {"current": _("current"), "faded": _("faded"), "stopped": _("stopped"), "never": _("no activity was told")}
    confirmed = "" if pd.isna(row["confirmed_on"]) else _("confirmed on {date}", date=day(row["confirmed_on"]))
    values: dict[str, str | Cell] = {
        _("Theme"): ", ".join(programmes.theme_words(row, reader)),
        _("Sector"): told(row, "sector").replace(",", " → "),
        _("Groups"): programmes.group_words(row),
        _("When"): programmes.moments(row),
        _("Working area"): told(row, "region"),
        _("Can start at once in"): told(row, "starts_in"),
        _("Volunteers"): yes_no.get(told(row, "wants_volunteers"), ""),
        _("Quality mark"): told(row, "quality_mark"),
        _("Joint learning line"): yes_no.get(told(row, "learning_line"), ""),
        _("Capacity a year"): _("{n} young people", n=number(float(capacity))) if capacity else "",
        _("State"): " · ".join(filter(None, (state[programmes.freshness(row)], confirmed))),
        _("Website"): link if address else _("not shown: no web address") if refused else "",
    }
    return [(name, value or unknown) for name, value in values.items()]


def _where(row: Mapping[str, Any], reader: Reader) -> None:
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
    rows = [
        [Cell(school_links.anchor(one["school_id"], one["name"])), one["place"] or "", one["sector"]]
        for one in schools.head(MOST).to_dict("records")
    ]
    pieces.piece(markup.table([_("School"), _("Place"), _("Sector")], rows), "rw-scroll rw-list")
    if len(schools) > MOST:
        note = _("The first {n} of {all}; the export has all.", n=number(MOST), all=number(len(schools)))
        pieces.piece(Markup('<p class="rw-muted">{}').format(note))
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
