"""The small map of page Overzicht: unreached need per municipality, and who holds most of it in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from babel.lists import format_list

from dashboard.coverage import downloads
from dashboard.coverage import picture as coverage_picture
from dashboard.coverage.downloads import Texts
from dashboard.coverage.picture import Classed, Picture
from dashboard.figures import measures, places
from dashboard.figures.coverage import Filters
from dashboard.figures.measures import Mode
from dashboard.frame.language import _, current, level_word, ngettext, percent
from dashboard.frame.markup import Markup
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck
from dashboard.overview.figures import Reach
from dashboard.ui import pieces, region

HEIGHT = 430


def show(reach: Reach, place: Place, filters: Filters, texts: Texts, *, chosen: Selection, reader: Reader) -> None:
    """Unreached need per municipality, to look at and to take along; choosing is done on page Dekking."""
    picture = _picture(reach.coverage.areas, place, filters.sector, region.box(chosen, place, reader))
    found = coverage_picture.classed(picture)
    pieces.heading(_("Unreached need per municipality"), f"{filters.sector}, {picture.measure.unit}")
    if reach.coverage.country["unreached_need"] == 0:
        st.info(_("**Nothing is unreached.** Partners are active at every school with need."), icon=":material/check:")
        return
    if not (found.of >= 0).any():
        st.info(_("**There are no figures of need here.** They are missing or suppressed."), icon=":material/info:")
        return
    _draw(picture, found, reader)
    pieces.piece(Markup("<p>{}</p>").format(concentrated(picture.rows[picture.is_chosen])), "rw-panel")
    with st.container(horizontal=True):
        downloads.of_areas(picture, reach.coverage.apart, texts, filters, reader=reader)


def _picture(rows: pd.DataFrame, place: Place, sector: str, box: tuple[float, float, float, float]) -> Picture:
    return Picture(
        rows=rows,
        is_chosen=places.inside(rows, place).to_numpy(bool),
        mode=Mode.UNREACHED,
        measure=measures.measure(Mode.UNREACHED, None, sector),
        level="municipality",
        place=place,
        area=None,
        box=box,
        sector=sector,
        is_filtered=False,
    )


def _draw(picture: Picture, found: Classed, reader: Reader) -> None:
    theme, no_schools = canvas.theme_now(), pd.DataFrame()
    layers = coverage_picture.layers(picture, found, no_schools, theme, reader)
    st.pydeck_chart(
        deck.deck(layers, deck.Frame(picture.box, canvas.PHONE[0], HEIGHT), coverage_picture.tooltip(picture, reader)),
        height=HEIGHT,
        alt=_("Map of {name} per {area}", name=picture.measure.title, area=level_word("municipality", 1)),
        key="overzicht-kaart",
    )
    pieces.piece(coverage_picture.legend_html(picture, found, theme), "rw-cls")


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
