"""Page Dekking's picture: what each mode colours, in which classes, with which legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.figures.measures import Measure
from dashboard.frame.language import _, level_word
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import bivariate, classes, deck, legend, palette
from dashboard.maps import canvas as map_view
from dashboard.ui import pieces


@dataclass(frozen=True)
class Picture:
    """What is drawn: one row per area, whether it is in the choice, and where the camera stands."""

    rows: pd.DataFrame
    is_chosen: np.ndarray
    mode: str
    measure: Measure
    level: str
    place: Place
    area: Place | None
    box: tuple[float, float, float, float]
    sector: str
    is_filtered: bool  # areas outside the choice are left as paper


def values(picture: Picture, one: Measure) -> np.ndarray:
    """The figure of each area; none where there are no schools or where it may not be shown."""
    found = picture.rows[one.column].to_numpy(float, copy=True)
    found[(picture.rows["schools_count"] + picture.rows["scored_count"]).to_numpy() == 0] = np.nan
    return found


def classed(picture: Picture) -> tuple[np.ndarray, classes.Classes | None, tuple[float, float]]:
    """The class of each area, with the limits: those of one scale, or the two of need in the square."""
    if picture.mode == "samen":
        cuts = bivariate.limits(picture.rows["need_per_pupil"])
        return bivariate.classes(picture.rows, cuts), None, cuts
    one = picture.measure
    shown = values(picture, one)
    if one.kind == "quarters":
        found = classes.after_none(25, 50, 75)
    elif one.kind == "fifths":
        found = classes.make(shown, one.palette, one.decimals)
    else:
        found = classes.from_none(shown, one.decimals)
    return found.of(shown), found, (0.0, 0.0)


def draw(picture: Picture, schools: pd.DataFrame, chosen: Selection, reader: Reader) -> None:
    """The map with its legend on top; a click chooses an area. `schools` are those of the marked municipality."""
    theme = map_view.theme_now()
    found, scale, _cuts = classed(picture)
    one = picture.measure
    colours = scale_colours(picture, scale, theme)
    layers = _areas(picture, found, colours, theme, reader) + _marks(picture, schools, theme, reader)
    with st.container(key="kaart"):
        map_view.canvas(
            layers,
            picture.box,
            told=map_view.tooltip("s"),
            alt=_("Map of {name} per {area}", name=one.title, area=level_word(picture.level, 1)),
            on_click=lambda: map_view.take_click(chosen, picture.level, reader),
            chosen=chosen,
        )
        pieces.piece(_legend(picture, found, scale, theme, len(schools) > 0), "rw-cls")


def scale_colours(picture: Picture, scale: classes.Classes | None, theme: str) -> Sequence[str]:
    if scale is None:
        return bivariate.colours(theme)
    return palette.scale(theme, picture.measure.palette, "neutral", scale.count)


def _areas(picture: Picture, found: np.ndarray, colours: Sequence[str], theme: str, reader: Reader) -> list:
    """The areas in their colours; those outside a chosen group are paper."""
    paper = [palette.INKS[theme].background] if picture.is_filtered else []
    drawn = np.where(picture.is_chosen, found, len(colours)) if paper else found
    on_map = picture.rows["map_index"].notna().to_numpy()
    every = [*colours, *paper]
    digits = deck.class_digits(picture.rows.loc[on_map, "map_index"], drawn[on_map], clear=len(every))
    return map_view.ground(picture.level, every, digits, theme, map_view.addresses(reader))


def _marks(picture: Picture, schools: pd.DataFrame, theme: str, reader: Reader) -> list:
    """The schools of the marked municipality, and the outline of what is marked."""
    urls = map_view.addresses(reader)
    layers = []
    marked = picture.area if picture.area is not None else picture.place
    home = map_view.municipality_index(marked, reader)
    if len(schools) and home is not None:
        layers.append(deck.reached_layer(urls["school"], home, picture.sector, school_digits(schools), theme))
    level = "municipality" if marked.level == "own_region" else marked.level
    indexes = marked.indexes if marked.level == "own_region" else [marked.map_index]
    known = [int(index) for index in indexes if pd.notna(index)]
    return layers + (deck.outline_layers(urls[level], known, theme) if level in urls and known else [])


def school_digits(schools: pd.DataFrame) -> list[int]:
    """Per map_index of one municipality's schools: 1 where a partner is active; 0 stands at other sectors too."""
    drawn = schools[schools["map_index"].notna()]
    index = drawn["map_index"].astype(int).to_numpy()
    digits = np.zeros(int(index.max()) + 1 if len(index) else 0, dtype=int)
    digits[index] = drawn["is_active"].to_numpy(int)
    return digits.tolist()


def _legend(picture: Picture, found: np.ndarray, scale, theme: str, has_schools: bool) -> Markup:
    mine = picture.rows[picture.is_chosen]
    counted = found[picture.is_chosen]
    title = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name)
    none = without(picture, mine, counted)
    notes = []
    if has_schools:
        notes = [
            Markup("<div><i class='dot on'></i>{}</div>").format(_("school with a partner")),
            Markup("<div><i class=dot></i>{}</div>").format(_("school without a partner")),
        ]
    if scale is None:
        return bivariate.legend_html(title, bivariate.counts(counted), theme, none, notes)
    sums = [int((counted == k).sum()) for k in range(scale.count)]
    words = legend.limits_in_words(scale, picture.measure.decimals)
    unit = f"{picture.measure.unit}, {title}".removeprefix(", ")
    rows = list(zip(words, scale_colours(picture, scale, theme), sums, strict=True))
    return joined([legend.legend_html(picture.measure.title, unit, rows, none), *notes])


def without(picture: Picture, mine: pd.DataFrame, counted: np.ndarray) -> list[tuple[str, int]]:
    """Areas without a colour: no school, hidden, or no figure; together all that have no class."""
    bare = (mine["schools_count"] + mine["scored_count"]).to_numpy() == 0
    status = mine[picture.measure.status].to_numpy() if picture.measure.status else np.full(len(mine), "observed")
    hidden = np.isin(status, ["suppressed", "withheld"]) & ~bare & (counted < 0)
    rest = (counted < 0) & ~bare & ~hidden
    return [
        (map_view.no_school(picture.sector), int(bare.sum())),
        (_("no data"), int(rest.sum())),
        (_("suppressed"), int(hidden.sum())),
    ]


def has_figures(picture: Picture) -> bool:
    """Whether there is anything to colour."""
    return bool((classed(picture)[0][picture.is_chosen] >= 0).any())
