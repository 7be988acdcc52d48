"""Page Dekking's picture: what each mode colours, in which classes, with which legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.figures.measures import Measure, Mode
from dashboard.frame.language import _, level_word
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import bivariate, canvas, classes, deck, legend, palette
from dashboard.ui import pieces


@dataclass(frozen=True)
class Picture:
    """What is drawn: one row per area, whether it is in the choice, and where the camera stands."""

    rows: pd.DataFrame
    is_chosen: np.ndarray
    mode: Mode
    measure: Measure
    level: str
    place: Place
    area: Place | None
    box: tuple[float, float, float, float]
    sector: str
    is_filtered: bool  # areas outside the choice are left as paper


def values(picture: Picture, measure: Measure) -> np.ndarray:
    """The figure of each area; none where there are no schools or where it may not be shown."""
    figures = picture.rows[measure.column].to_numpy(float, copy=True)
    figures[(picture.rows["schools_count"] + picture.rows["scored_count"]).to_numpy() == 0] = np.nan
    return figures


def classed(picture: Picture) -> tuple[np.ndarray, classes.Classes | None, tuple[float, float]]:
    """The class of each area, with the limits: those of one scale, or the two of need in the square."""
    if picture.mode == Mode.NEED_AND_REACH:
        cuts = bivariate.limits(picture.rows["need_per_pupil"])
        return bivariate.classes(picture.rows, cuts), None, cuts
    measure = picture.measure
    figures = values(picture, measure)
    if measure.kind == "quarters":
        scale = classes.after_none(25, 50, 75)
    elif measure.kind == "fifths":
        scale = classes.make(figures, measure.palette, measure.decimals)
    else:
        scale = classes.from_none(figures, measure.decimals)
    return scale.of(figures), scale, (0.0, 0.0)


def draw(picture: Picture, schools: pd.DataFrame, chosen: Selection, reader: Reader) -> None:
    """The map with its legend on top; a click chooses an area. `schools` are those of the marked municipality."""
    theme = canvas.theme_now()
    area_classes, scale, _cuts = classed(picture)
    colours = scale_colours(picture, scale, theme)
    layers = _areas(picture, area_classes, colours, theme, reader) + _marks(picture, schools, theme, reader)
    with st.container(key="kaart"):
        canvas.canvas(
            layers,
            picture.box,
            told=canvas.tooltip("s"),
            alt=_("Map of {name} per {area}", name=picture.measure.title, area=level_word(picture.level, 1)),
            on_click=lambda: canvas.take_click(chosen, picture.level, reader),
            chosen=chosen,
        )
        pieces.piece(_legend(picture, area_classes, scale, theme, len(schools) > 0), "rw-cls")


def scale_colours(picture: Picture, scale: classes.Classes | None, theme: str) -> Sequence[str]:
    if scale is None:
        return bivariate.colours(theme)
    return palette.scale(theme, picture.measure.palette, "neutral", scale.count)


def _areas(picture: Picture, area_classes: np.ndarray, colours: Sequence[str], theme: str, reader: Reader) -> list:
    """The areas in their colours; those outside a chosen group are paper."""
    paper = [palette.INKS[theme].background] if picture.is_filtered else []
    drawn = np.where(picture.is_chosen, area_classes, len(colours)) if paper else area_classes
    on_map = picture.rows["map_index"].notna().to_numpy()
    every = [*colours, *paper]
    digits = deck.class_digits(picture.rows.loc[on_map, "map_index"], drawn[on_map], clear=len(every))
    return canvas.ground(picture.level, every, digits, theme, canvas.addresses(reader))


def _marks(picture: Picture, schools: pd.DataFrame, theme: str, reader: Reader) -> list:
    """The schools of the marked municipality, and the outline of what is marked."""
    urls = canvas.addresses(reader)
    layers = []
    marked = picture.area if picture.area is not None else picture.place
    home = canvas.municipality_index(marked, reader)
    if len(schools) and home is not None:
        layers.append(deck.reached_layer(urls["school"], home, picture.sector, school_digits(schools), theme))
    level = "municipality" if marked.level == "own_region" else marked.level
    indexes = marked.indexes if marked.level == "own_region" else [marked.map_index]
    outlined = [int(index) for index in indexes if pd.notna(index)]
    return layers + (deck.outline_layers(urls[level], outlined, theme) if level in urls and outlined else [])


def school_digits(schools: pd.DataFrame) -> list[int]:
    """Per map_index of one municipality's schools: 1 where a partner is active; 0 stands at other sectors too."""
    drawn = schools[schools["map_index"].notna()]
    index = drawn["map_index"].astype(int).to_numpy()
    digits = np.zeros(int(index.max()) + 1 if len(index) else 0, dtype=int)
    digits[index] = drawn["is_active"].to_numpy(int)
    return digits.tolist()


def _legend(
    picture: Picture, area_classes: np.ndarray, scale: classes.Classes | None, theme: str, has_schools: bool
) -> Markup:
    counted = area_classes[picture.is_chosen]
    title = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name)
    none = without(picture, area_classes)
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


def without(picture: Picture, area_classes: np.ndarray) -> list[tuple[str, int]]:
    """Chosen areas without a colour: no school, hidden, or no figure; together all that have no class."""
    areas, has_no_class = picture.rows[picture.is_chosen], area_classes[picture.is_chosen] < 0
    bare = (areas["schools_count"] + areas["scored_count"]).to_numpy() == 0
    status = areas[picture.measure.status].to_numpy() if picture.measure.status else np.full(len(areas), "observed")
    hidden = np.isin(status, ["suppressed", "withheld"]) & ~bare & has_no_class
    rest = has_no_class & ~bare & ~hidden
    return [
        (canvas.no_school(picture.sector), int(bare.sum())),
        (_("no data"), int(rest.sum())),
        (_("suppressed"), int(hidden.sum())),
    ]


def has_figures(picture: Picture) -> bool:
    """Whether there is anything to colour."""
    return bool((classed(picture)[0][picture.is_chosen] >= 0).any())
