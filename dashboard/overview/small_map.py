"""The small map of page Overzicht: unreached need per municipality, and who holds most of it in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from babel.lists import format_list

from dashboard.coverage import picture as coverage_picture
from dashboard.figures import measures, places
from dashboard.figures.measures import Mode
from dashboard.frame import language
from dashboard.frame.language import _, current, level_word, ngettext, percent
from dashboard.frame.markup import Markup
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck, legend, palette
from dashboard.maps.classes import Classes
from dashboard.overview.figures import Reach
from dashboard.ui import pieces

HEIGHT = 430


def show(reach: Reach, place: Place, sector: str, reader: Reader) -> None:
    """Unreached need per municipality, to look at; choosing is done on page Dekking."""
    rows = reach.coverage.areas
    country = language.place(reader.run("places").iloc[0])
    picture = coverage_picture.Picture(
        rows=rows,
        is_chosen=places.inside(rows, place).to_numpy(bool),
        mode=Mode.UNREACHED,
        measure=measures.measure(Mode.UNREACHED, None, sector, "municipality"),
        level="municipality",
        place=place,
        area=None,
        box=(country.min_lon, country.min_lat, country.max_lon, country.max_lat),
        sector=sector,
        is_filtered=False,
    )
    found = coverage_picture.classed(picture)
    classes, scale = found.of, found.scale
    pieces.heading(_("Unreached need per municipality"), f"{sector}, {picture.measure.unit}")
    if reach.coverage.country["unreached_need"] == 0:
        st.info(_("**Nothing is unreached.** Partners are active at every school with need."), icon=":material/check:")
        return
    if scale is None or not (classes >= 0).any():
        st.info(_("**There are no figures of need here.** They are missing or suppressed."), icon=":material/info:")
        return
    _draw(picture, classes, scale, reader)
    pieces.piece(Markup("<p>{}</p>").format(concentrated(rows[picture.is_chosen])), "rw-panel")


def _draw(picture: coverage_picture.Picture, classes: np.ndarray, scale: Classes, reader: Reader) -> None:
    theme, urls, place = canvas.theme_now(), canvas.addresses(reader), picture.place
    colours = palette.scale(theme, "need", "neutral", scale.count)
    on_map = picture.rows["map_index"].notna().to_numpy()
    digits = deck.class_digits(picture.rows.loc[on_map, "map_index"], classes[on_map], clear=len(colours))
    layers = canvas.ground("municipality", colours, digits, theme, urls)
    if place.level in urls and pd.notna(place.map_index):
        layers += deck.outline_layers(urls[place.level], [int(place.map_index)], theme)
    title = picture.measure.title
    st.pydeck_chart(
        deck.deck(layers, deck.Frame(picture.box, canvas.PHONE[0], HEIGHT), canvas.tooltip()),
        height=HEIGHT,
        alt=_("Map of {name} per {area}", name=title, area=level_word("municipality", 1)),
        key="overzicht-kaart",
    )
    counts = [int((classes == k).sum()) for k in range(scale.count)]
    rows = list(zip(legend.limits_in_words(scale, picture.measure.decimals), colours, counts, strict=True))
    counted = f"{picture.measure.unit}, {_('number of {areas}', areas=level_word('municipality'))}"
    none = [(_("no data, suppressed or no school"), int((classes < 0).sum()))]
    pieces.piece(legend.legend_html(title, counted, rows, none), "rw-cls")


def concentrated(rows: pd.DataFrame) -> str:
    """The three municipalities with the most unreached need, and how much of the country's they hold."""
    first = rows[rows["gap_share"] > 0].nlargest(3, "gap_share")
    if first.empty:
        return _("There is no unreached need here.")
    return ngettext(
        "{names} holds {share} of the country's unreached need.",
        "{names} hold {share} of the country's unreached need.",
        len(first),
        names=format_list(list(first["name"]), locale=current()),
        share=percent(first["gap_share"].sum() / 100),
    )
