"""Page Dekking's picture: what each mode colours, in which classes, with which legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.coverage.controls import Look
from dashboard.coverage.view import View
from dashboard.figures import coverage, measures
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
    has_own_classes: bool = False  # the limits are those of the chosen areas, not of the country


def of(shown: View, look: Look, area: Place | None, box: tuple[float, float, float, float]) -> Picture:
    """What is drawn of a view; `area` is the one that is marked in it."""
    sector = shown.filters.sector
    return Picture(
        rows=shown.rows,
        is_chosen=shown.is_chosen,
        mode=look.mode,
        measure=measures.measure(look.mode, look.size, sector),
        level=shown.level,
        place=shown.place,
        area=area,
        box=box,
        sector=sector,
        is_filtered=shown.group.is_filter,
        has_own_classes=look.has_own_classes,
    )


def values(picture: Picture, measure: Measure) -> np.ndarray:
    """The figure of each area; none where there are no schools or where it may not be shown."""
    figures = picture.rows[measure.column].to_numpy(float, copy=True)
    figures[(picture.rows["schools_count"] + picture.rows["scored_count"]).to_numpy() == 0] = np.nan
    return figures


@dataclass(frozen=True)
class Classed:
    """The class of each area with what makes the classes: one scale, or the limits of need and reach."""

    of: np.ndarray
    scale: classes.Classes | None = None
    limits: bivariate.Limits | None = None


def classed(picture: Picture) -> Classed:
    """Every area in a class of its mode, or in none."""
    if picture.mode in (Mode.NEED_AND_REACH, Mode.WHITE_SPOTS):
        cuts = bivariate.limits(picture.rows)
        square = bivariate.classes(picture.rows, cuts)
        return Classed(square if picture.mode == Mode.NEED_AND_REACH else bivariate.whites(square), limits=cuts)
    measure = picture.measure
    figures = values(picture, measure)
    limiting = figures[picture.is_chosen] if picture.has_own_classes else figures
    if measure.kind == "fifths":
        scale = classes.make(limiting, measure.palette, measure.decimals)
    else:
        scale = classes.from_none(limiting, measure.decimals)
    return Classed(scale.of(figures), scale)


def draw(picture: Picture, schools: pd.DataFrame, chosen: Selection, reader: Reader) -> None:
    """The map with its legend on top; a click chooses an area. `schools` are those of the marked municipality."""
    # a session keeps what its widgets call: nothing as large as the picture
    theme, level = canvas.theme_now(), picture.level
    found = classed(picture)
    with st.container(key="kaart"):
        canvas.canvas(
            layers(picture, found, schools, theme, reader),
            picture.box,
            told=tooltip(picture, reader),
            alt=_("Map of {name} per {area}", name=picture.measure.title, area=level_word(picture.level, 1)),
            on_click=lambda: canvas.take_click(chosen, level, reader),
            chosen=chosen,
        )
        pieces.piece(legend_html(picture, found, theme, has_schools=len(schools) > 0), "rw-cls")


def tooltip(picture: Picture, reader: Reader) -> Markup:
    """The name and the need, which is open; who is active where is told by the panel."""
    need = coverage.need_indicator(picture.sector, reader)
    return canvas.tooltip("s", titled={need.indicator_id: pieces.named(need, "name")})


def layers(picture: Picture, found: Classed, schools: pd.DataFrame, theme: str, reader: Reader) -> list:
    """The areas in their classes, the schools of the marked municipality, and the outline of what is marked."""
    return canvas.stacked(_areas(picture, found, theme, reader), *_marks(picture, schools, theme, reader))


def circles(picture: Picture, found: Classed, theme: str) -> deck.Circles | None:
    """Of a total; a share is coloured."""
    if not (found.scale and picture.measure.is_total):
        return None
    colour, areas = palette.circle(theme, picture.measure.palette), int(picture.is_chosen.sum())
    return deck.Circles(colour, found.scale.count, areas, found.scale.has_none)


def scale_colours(picture: Picture, found: Classed, theme: str) -> Sequence[str]:
    if found.scale:
        return palette.scale(theme, picture.measure.palette, "neutral", found.scale.count)
    return bivariate.colours(theme) if picture.mode == Mode.NEED_AND_REACH else bivariate.white_colours(theme)


def keys(picture: Picture, found: Classed, theme: str) -> list[tuple[str, str, int]]:
    """Words, colour and number of chosen areas of each class; not of the square, which is a table."""
    counted = found.of[picture.is_chosen]
    if found.limits:
        words = list(bivariate.white_words(found.limits.part))
    else:
        words = legend.limits_in_words(found.scale or classes.Classes(()), picture.measure.decimals)
    colours = scale_colours(picture, found, theme)
    return [(text, colours[k], int((counted == k).sum())) for k, text in enumerate(words)]


def _areas(picture: Picture, found: Classed, theme: str, reader: Reader) -> list:
    """The areas in their colours; those outside a chosen group, or outside the place of the classes, in none."""
    area_classes, colours = found.of, scale_colours(picture, found, theme)
    others = [palette.EMPTY[theme]] if picture.is_filtered or picture.has_own_classes else []
    drawn = np.where(picture.is_chosen, area_classes, len(colours)) if others else area_classes
    on_map = picture.rows["map_index"].notna().to_numpy()
    every = [*colours, *others]
    digits = deck.class_digits(picture.rows.loc[on_map, "map_index"], drawn[on_map], clear=len(every))
    urls = canvas.addresses(reader)
    return canvas.ground(picture.level, every, digits, theme, urls, circles=circles(picture, found, theme))


def _marks(picture: Picture, schools: pd.DataFrame, theme: str, reader: Reader) -> tuple[list, list]:
    """The outline of what is marked, and the schools of its municipality."""
    urls = canvas.addresses(reader)
    points = []
    marked = picture.area if picture.area is not None else picture.place
    home = canvas.municipality_index(marked, reader)
    if len(schools) and home is not None:
        points.append(deck.reached_layer(urls["school"], home, picture.sector, school_digits(schools), theme))
    level = "municipality" if marked.level == "own_region" else marked.level
    indexes = marked.indexes if marked.level == "own_region" else [marked.map_index]
    outlined = [int(index) for index in indexes if pd.notna(index)]
    return deck.outline_layers(urls[level], outlined, theme) if level in urls and outlined else [], points


def school_digits(schools: pd.DataFrame) -> list[int]:
    """Per map_index of one municipality's schools: 1 where a partner is active; 0 stands at other sectors too."""
    drawn = schools[schools["map_index"].notna()]
    index = drawn["map_index"].astype(int).to_numpy()
    digits = np.zeros(int(index.max()) + 1 if len(index) else 0, dtype=int)
    digits[index] = drawn["is_active"].to_numpy(int)
    return digits.tolist()


def legend_html(picture: Picture, found: Classed, theme: str, *, has_schools: bool = False) -> Markup:
    """What is counted, each class with how many of the chosen areas it holds, and what has none."""
    title = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name)
    none = without(picture, found.of)
    notes = []
    if has_schools:
        notes = [
            Markup("<div><i class='dot on'></i>{}</div>").format(_("school with a partner")),
            Markup("<div><i class=dot></i>{}</div>").format(_("school without a partner")),
        ]
    if picture.mode == Mode.NEED_AND_REACH and found.limits:
        counts = bivariate.counts(found.of[picture.is_chosen])
        return bivariate.legend_html(title, counts, theme, part=found.limits.part, none=none, notes=notes)
    unit = f"{picture.measure.unit}, {title}".removeprefix(", ")
    rows, sizes = keys(picture, found, theme), circles(picture, found, theme)
    return joined([legend.legend_html(picture.measure.title, unit, rows, none, circles=sizes), *notes])


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
    return bool((classed(picture).of[picture.is_chosen] >= 0).any())
