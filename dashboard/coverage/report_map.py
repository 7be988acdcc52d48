"""A map for a report, made on the server: PNG or SVG of a view of page Dekking, with all that a reader needs in it.

Colours are those of the light theme, so it can be printed; the font comes with matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from threading import Lock
from typing import Any

import geopandas
import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dashboard.coverage import picture as coverage_picture
from dashboard.coverage.picture import Picture
from dashboard.figures import measures as coverage_map
from dashboard.frame import warehouse
from dashboard.frame.language import _, current, level_word, number
from dashboard.frame.program import NAME, SLUG
from dashboard.frame.warehouse import Reader
from dashboard.maps import bivariate, classes, legend, palette

INCHES, DPI = (10.0, 9.6), 160  # 1600 px wide
INK = palette.INKS["light"]
MUTED, PAPER = "#52626d", INK.background
rcParams["font.family"] = "DejaVu Sans"
rcParams["text.parse_math"] = False  # a $ in a name is a $
rcParams["hatch.linewidth"] = 0.5
rcParams["hatch.color"] = INK.hatch
rcParams["svg.hashsalt"] = SLUG  # the same map is the same file
LEFT = 0.035  # where words begin, of the width
CORNER, SHARES = (0.27, 0.145), (0.7, 0.745)  # where the map stands on the page, and its part of width and height


_one_at_a_time = Lock()  # matplotlib is not made for threads


@dataclass(frozen=True)
class Words:
    """The texts around a map: title, the selection in words, and source lines (source, build, what is counted)."""

    title: str
    selection: str
    source: Sequence[str]


@dataclass(frozen=True)
class Key:
    """A row of the legend: its words, colour (none: hatched) and how many areas it counts."""

    words: str
    colour: str | None
    count: int


def figure(picture: Picture, words: Words, reader: Reader, kind: str = "png") -> bytes:
    """The map of the chosen areas as `png` (1600 px wide) or `svg`; areas outside the choice stay white."""
    found, scale, cuts = coverage_picture.classed(picture)
    with _one_at_a_time:
        page = Figure(figsize=INCHES, dpi=DPI, facecolor=PAPER)
        _texts(page, words, _limits(picture, cuts) if scale is None else "")
        _map(page, picture, found, coverage_picture.scale_colours(picture, scale, "light"), reader)
        _legend(page, picture, found, scale)
        out = BytesIO()
        page.savefig(out, format=kind, metadata={"Date": None} if kind == "svg" else {"Software": NAME})
    return out.getvalue()


def _texts(page: Figure, words: Words, limits: str) -> None:
    """Title and selection on top, sources at the bottom."""
    page.text(LEFT, 0.965, words.title, fontsize=17, fontweight="bold", color=INK.text, va="top")
    selection = "\n".join(wrap(words.selection, 125))
    page.text(LEFT, 0.928, selection, fontsize=9, color=MUTED, va="top", linespacing=1.4)
    lines = [*words.source, *([limits] if limits else [])]
    source = "\n".join(part for line in lines for part in wrap(line, 150))
    page.text(LEFT, 0.02, source, fontsize=7.5, color=MUTED, va="bottom", linespacing=1.45)


def _limits(picture: Picture, cuts: tuple[float, float]) -> str:
    """What low, middle and high mean in the square of nine."""
    unit = coverage_map.per_pupil(picture.sector)
    words = {"low": number(cuts[0], 2), "high": number(cuts[1], 2), "unit": unit}
    return _("Low, middle, high: thirds of all areas of this level (limits {low} and {high} {unit}).", **words)


def _map(page: Figure, picture: Picture, found: np.ndarray, colours: Sequence[str], reader: Reader) -> None:
    """Areas in their classes, hatched without one, white outside the choice; provinces on top."""
    axes = page.add_axes((*CORNER, *SHARES))
    axes.set_axis_off()
    west, south, east, north = _filled(picture.box)
    shapes = geometry(picture.level, reader).cx[west:east, south:north]
    class_of = dict(zip(picture.rows["area_code"], np.where(picture.is_chosen, found, -2), strict=True))
    drawn = shapes["c"].map(class_of).fillna(-2).to_numpy(int)
    line = {"linewidth": 0.25 if len(shapes) > 500 else 0.5}
    _fill(axes, shapes[drawn == -2], facecolor=PAPER, edgecolor="#dbe1e5", **line)
    _fill(axes, shapes[drawn == classes.NO_DATA], facecolor=PAPER, edgecolor=INK.hatch, hatch="//////", **line)
    for k, colour in enumerate(colours):
        # its own colour as the line: no hairs of paper between neighbours of one class
        _fill(axes, shapes[drawn == k], facecolor=colour, edgecolor=colour, linewidth=0.15)
    towns = () if picture.level in ("province", "labour_market_region") else (("municipality_line", PAPER, 0.35),)
    for name, colour, width in (*towns, ("province_line", INK.province, 0.7)):
        _fill(axes, geometry(name, reader), color=colour, linewidth=width)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)), anchor="N")


def _filled(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The box in degrees, its shorter side grown until it fills the picture: a wide city shows what lies around it."""
    west, south, east, north = box
    narrow = np.cos(np.radians((south + north) / 2))
    wanted = SHARES[0] * INCHES[0] / (SHARES[1] * INCHES[1])
    across, upright = (east - west) * narrow, north - south
    more_lat = max(across / wanted - upright, 0) / 2
    more_lon = max(upright * wanted - across, 0) / 2 / narrow
    return float(west - more_lon), float(south - more_lat), float(east + more_lon), float(north + more_lat)


def _fill(axes: Axes, shapes: geopandas.GeoDataFrame, **style) -> None:
    if len(shapes):
        shapes.plot(ax=axes, aspect=None, **style)


def geometry(level: str, reader: Reader) -> geopandas.GeoDataFrame:
    """The static geometry of a level (WGS84; `c` is the area code of an area), as the maps on the pages draw it."""
    files = reader.run("geo_files")
    mine = files[(files["level"] == level) & files["language"].isin(["", current()])]
    return _read(warehouse.data_directory() / "geo" / mine["file"].iloc[0])


@lru_cache(maxsize=8)
def _read(file: Path) -> geopandas.GeoDataFrame:
    """The hash in the name changes with the content. Lines have no properties."""
    shapes = geopandas.read_file(file)
    return shapes[["c", "geometry"]] if "c" in shapes else shapes


def keys(picture: Picture, found: np.ndarray, scale: classes.Classes) -> list[Key]:
    """The classes of one scale in words with their counts, as in the legend of the page."""
    counted = found[picture.is_chosen]
    words = legend.limits_in_words(scale, picture.measure.decimals)
    rows = zip(words, coverage_picture.scale_colours(picture, scale, "light"), strict=True)
    return [Key(text, colour, int((counted == k).sum())) for k, (text, colour) in enumerate(rows)]


def _legend(page: Figure, picture: Picture, found: np.ndarray, scale: classes.Classes | None) -> None:
    """Left of the map, in inches from its top: what is counted, the classes, then what has no class."""
    axes = page.add_axes((LEFT, 0.11, 0.3, 0.76))
    axes.set(xlim=(0, 3.0), ylim=(-7.3, 0))
    axes.set_axis_off()
    title = _("Need and reach") if scale is None else picture.measure.title
    told = _("number of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name)
    unit = "" if scale is None else f"{picture.measure.unit}, "
    axes.text(0, 0, title, fontsize=10, fontweight="bold", color=INK.text, va="top")
    lines = wrap(f"{unit}{told}".removeprefix(", "), 32)
    axes.text(0, -0.22, "\n".join(lines), fontsize=8.5, color=MUTED, va="top", linespacing=1.35)
    top = -0.4 - 0.17 * len(lines)
    if scale is None:
        top = _square(axes, bivariate.counts(found[picture.is_chosen]), top)
        rows = []
    else:
        rows = keys(picture, found, scale)
    mine = picture.rows[picture.is_chosen]
    none = [Key(text, None, count) for text, count in coverage_picture.without(picture, mine, found[picture.is_chosen])]
    for key in [*rows, *(key for key in none if key.count)]:
        _swatch(axes, key, top)
        top -= 0.25


def _swatch(axes: Axes, key: Key, top: float) -> None:
    look: dict[str, Any] = (
        {"facecolor": key.colour} if key.colour else {"facecolor": PAPER, "hatch": "//////", "edgecolor": INK.hatch}
    )
    axes.add_patch(Rectangle((0, top - 0.14), 0.24, 0.14, linewidth=0.5 if not key.colour else 0, **look))
    axes.text(0.34, top - 0.07, f"{key.words} ({number(key.count)})", fontsize=8.5, color=INK.text, va="center")


def _square(axes: Axes, counts: Sequence[int], top: float) -> float:
    """Need x reach with its counts, high need on top; gives back where the next row begins."""
    wide, high, left = 0.62, 0.36, 0.75
    look: dict[str, Any] = {"fontsize": 8, "color": MUTED}
    axes.text(0.08, top - 1.5 * high, _("need"), rotation=90, ha="center", va="center", **look)
    for row, word in enumerate((_("high"), _("middle"), _("low"))):
        axes.text(left - 0.08, top - (row + 0.5) * high, word, ha="right", va="center", **look)
        for reach in range(3):
            place = 3 * (2 - row) + reach
            _cell(axes, (left + reach * wide, top - (row + 1) * high), (wide, high), place, counts[place])
    for reach, word in enumerate((_("none"), _("below 50 %"), _("50 % or more"))):
        middle = left + (reach + 0.5) * wide
        axes.text(middle, top - 3 * high - 0.05, "\n".join(wrap(word, 8)), ha="center", va="top", **look)
    axes.text(left + 1.5 * wide, top - 3 * high - 0.4, _("reach of the need"), ha="center", va="top", **look)
    return top - 3 * high - 0.8


def _cell(axes: Axes, corner: tuple[float, float], size: tuple[float, float], place: int, count: int) -> None:
    colour = bivariate.colours("light")[place]
    axes.add_patch(Rectangle(corner, *size, facecolor=colour, edgecolor=PAPER, linewidth=1))
    middle = corner[0] + size[0] / 2, corner[1] + size[1] / 2
    axes.text(*middle, number(count), fontsize=8.5, color=bivariate.ink(colour), ha="center", va="center")
