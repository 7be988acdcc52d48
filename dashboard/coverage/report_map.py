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

import geopandas
import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dashboard.coverage import report_legend
from dashboard.coverage.picture import Picture, classed, scale_colours
from dashboard.coverage.report_legend import INK, MUTED
from dashboard.coverage.view import limits_in_words
from dashboard.frame import warehouse
from dashboard.frame.language import current
from dashboard.frame.program import NAME, SLUG
from dashboard.frame.warehouse import Reader
from dashboard.maps.classes import NO_DATA

INCHES, DPI = (10.0, 9.6), 160  # 1600 px wide
PAPER = INK.background
rcParams["font.family"] = "DejaVu Sans"
rcParams["text.parse_math"] = False  # a $ in a name is a $
rcParams["hatch.linewidth"] = 0.5
rcParams["hatch.color"] = INK.hatch
rcParams["svg.hashsalt"] = SLUG  # the same map is the same file
LEFT = report_legend.PLACE[0]  # where words begin, of the width
CORNER, SHARES = (0.27, 0.145), (0.7, 0.745)  # where the map stands on the page, and its part of width and height


_one_at_a_time = Lock()  # matplotlib is not made for threads


@dataclass(frozen=True)
class Words:
    """The texts around a map: title, the selection in words, and source lines (source, build, what is counted)."""

    title: str
    selection: str
    source: Sequence[str]


def figure(picture: Picture, words: Words, reader: Reader, kind: str = "png") -> bytes:
    """The map of the chosen areas as `png` (1600 px wide) or `svg`; areas outside the choice stay white."""
    found = classed(picture)
    with _one_at_a_time:
        page = Figure(figsize=INCHES, dpi=DPI, facecolor=PAPER)
        _texts(page, words, limits_in_words(picture.sector, found.limits) if found.limits else "")
        _map(page, picture, found.of, scale_colours(picture, found, "light"), reader)
        report_legend.draw(page, picture, found)
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


def _map(page: Figure, picture: Picture, area_classes: np.ndarray, colours: Sequence[str], reader: Reader) -> None:
    """Areas in their classes, hatched without one, white outside the choice; provinces on top."""
    axes = page.add_axes((*CORNER, *SHARES))
    axes.set_axis_off()
    west, south, east, north = _filled(picture.box)
    shapes = geometry(picture.level, reader).cx[west:east, south:north]
    class_of = dict(zip(picture.rows["area_code"], np.where(picture.is_chosen, area_classes, -2), strict=True))
    drawn = shapes["c"].map(class_of).fillna(-2).to_numpy(int)
    line = {"linewidth": 0.25 if len(shapes) > 500 else 0.5}
    _fill(axes, shapes[drawn == -2], facecolor=PAPER, edgecolor="#dbe1e5", **line)
    _fill(axes, shapes[drawn == NO_DATA], facecolor=PAPER, edgecolor=INK.hatch, hatch="//////", **line)
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
    names = files.loc[(files["level"] == level) & files["language"].isin(["", current()]), "file"]
    return _read(warehouse.data_directory() / "geo" / names.iloc[0])


@lru_cache(maxsize=8)
def _read(file: Path) -> geopandas.GeoDataFrame:
    """The hash in the name changes with the content. Lines have no properties."""
    shapes = geopandas.read_file(file)
    return shapes[["c", "geometry"]] if "c" in shapes else shapes
