"""A map for a report, made on the server: PNG or SVG of a view of page Dekking, with all that a reader needs in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from dashboard.coverage import report_legend
from dashboard.coverage.picture import Picture, classed, scale_colours
from dashboard.coverage.view import limits_in_words
from dashboard.frame.warehouse import Reader
from dashboard.maps import sheet
from dashboard.maps.classes import NO_DATA
from dashboard.maps.sheet import INK, PAPER, Words


def figure(picture: Picture, words: Words, reader: Reader, kind: str = "png") -> bytes:
    """The map of the chosen areas as `png` (1600 px wide) or `svg`; areas outside the choice stay white."""
    found = classed(picture)
    limits = [limits_in_words(picture.sector, found.limits)] if found.limits else []
    with sheet.one_at_a_time:
        page = sheet.blank(replace(words, source=(*words.source, *limits)))
        _map(page, picture, found.of, scale_colours(picture, found, "light"), reader)
        report_legend.draw(page, picture, found)
        return sheet.written(page, kind)


def _map(page: Figure, picture: Picture, area_classes: np.ndarray, colours: Sequence[str], reader: Reader) -> None:
    """Areas in their classes, hatched without one, white outside the choice; provinces on top."""
    axes, (west, south, east, north) = sheet.map_axes(page, picture.box)
    shapes = sheet.geometry(picture.level, reader).cx[west:east, south:north]
    class_of = dict(zip(picture.rows["area_code"], np.where(picture.is_chosen, area_classes, -2), strict=True))
    drawn = shapes["c"].map(class_of).fillna(-2).to_numpy(int)
    line = {"linewidth": 0.25 if len(shapes) > 500 else 0.5}
    sheet.draw(axes, shapes[drawn == -2], facecolor=PAPER, edgecolor="#dbe1e5", **line)
    sheet.draw(axes, shapes[drawn == NO_DATA], facecolor=PAPER, edgecolor=INK.hatch, hatch="//////", **line)
    for k, colour in enumerate(colours):
        # its own colour as the line: no hairs of paper between neighbours of one class
        sheet.draw(axes, shapes[drawn == k], facecolor=colour, edgecolor=colour, linewidth=0.15)
    towns = () if picture.level in ("province", "labour_market_region") else (("municipality_line", PAPER, 0.35),)
    for name, colour, width in (*towns, ("province_line", INK.province, 0.7)):
        sheet.draw(axes, sheet.geometry(name, reader), color=colour, linewidth=width)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
