"""The sheet that a map for a report stands on, made on the server: words around it, borders, the room it fills.

Colours are those of the light theme, so it can be printed; the font comes with matplotlib, which takes a second to
load: import this where a file is made, not where a page is shown.
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

from dashboard.frame import warehouse, what_if
from dashboard.frame.language import current
from dashboard.frame.program import NAME, SLUG
from dashboard.frame.warehouse import Reader
from dashboard.maps import palette

Box = tuple[float, float, float, float]  # west, south, east, north in degrees
INCHES, DPI = (10.0, 9.6), 160  # 1600 px wide
INK = palette.INKS["light"]
PAPER, MUTED = INK.background, "#52626d"
TITLE, LEAST = 15, 9  # points: at its largest, and where a title of two lines is cut no smaller
LETTERS = 1_150  # of a title on a line, divided by its size
LEGEND = (0.035, 0.11, 0.3, 0.76)  # left, bottom, width and height, as parts of the sheet
CORNER, SHARES = (0.27, 0.145), (0.7, 0.745)  # where the map stands, and its part of width and height
rcParams["font.family"] = "DejaVu Sans"
rcParams["text.parse_math"] = False  # a $ in a name is a $
rcParams["hatch.linewidth"] = 0.5
rcParams["hatch.color"] = INK.hatch
rcParams["svg.hashsalt"] = SLUG  # the same map is the same file

one_at_a_time = Lock()  # matplotlib is not made for threads


@dataclass(frozen=True)
class Words:
    """The texts around a map: title, the selection in words, and source lines (source, build, what is counted)."""

    title: str
    selection: str
    source: Sequence[str]


def blank(words: Words) -> Figure:
    """A sheet with title and selection on top, sources at the bottom."""
    page = Figure(figsize=INCHES, dpi=DPI, facecolor=PAPER)
    (size, title), supposed = _title(what_if.title(words.title)), what_if.line()
    page.text(LEGEND[0], 0.975, title, fontsize=size, fontweight="bold", color=INK.text, va="top", linespacing=1.25)
    selection = "\n".join(wrap(words.selection, 125, break_on_hyphens=False))
    page.text(LEGEND[0], 0.918, selection, fontsize=9, color=MUTED, va="top", linespacing=1.4)
    lines = [*words.source, f"{what_if.heading()}: {supposed}" if supposed else ""]
    source = "\n".join(part for line in lines for part in wrap(line, 150, break_on_hyphens=False))
    page.text(LEGEND[0], 0.02, source, fontsize=7.5, color=MUTED, va="bottom", linespacing=1.45)
    return page


def _title(title: str) -> tuple[float, str]:
    """A sentence on at most two lines, in the largest letters (points) that leave it whole."""
    for size in range(TITLE, LEAST, -1):
        lines = wrap(title, LETTERS // size, break_on_hyphens=False)
        if len(lines) <= 2:
            return size, "\n".join(lines)
    return LEAST, "\n".join(wrap(title, LETTERS // LEAST, break_on_hyphens=False))


def written(page: Figure, kind: str) -> bytes:
    """The sheet as `png` (1600 px wide) or `svg`."""
    out = BytesIO()
    page.savefig(out, format=kind, metadata={"Date": None} if kind == "svg" else {"Software": NAME})
    return out.getvalue()


def map_axes(page: Figure, box: Box) -> tuple[Axes, Box]:
    """Where the map is drawn, in degrees, and the box that fills it."""
    axes = page.add_axes((*CORNER, *SHARES))
    axes.set_axis_off()
    west, south, east, north = filled = filled_box(box)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)), anchor="N")
    return axes, filled


def filled_box(box: Box) -> Box:
    """The box, its shorter side grown until it fills the picture: a wide city shows what lies around it."""
    west, south, east, north = box
    narrow = np.cos(np.radians((south + north) / 2))
    wanted = SHARES[0] * INCHES[0] / (SHARES[1] * INCHES[1])
    across, upright = (east - west) * narrow, north - south
    more_lat = max(across / wanted - upright, 0) / 2
    more_lon = max(upright * wanted - across, 0) / 2 / narrow
    return float(west - more_lon), float(south - more_lat), float(east + more_lon), float(north + more_lat)


def draw(axes: Axes, shapes: geopandas.GeoDataFrame, **style) -> None:
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
