"""A map for a report, made on the server: PNG or SVG of a view of page Dekking, with all that a reader needs in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.coverage import report_legend
from dashboard.coverage.picture import Classed, Picture, circles, classed, scale_colours
from dashboard.coverage.view import limits_in_words
from dashboard.frame.warehouse import Reader
from dashboard.maps import area_sheet, sheet
from dashboard.maps.sheet import Words


def figure(picture: Picture, words: Words, reader: Reader, kind: str = "png") -> bytes:
    """The map of the chosen areas as `png` (1600 px wide) or `svg`; areas outside the choice stay white."""
    found = classed(picture)
    limits = [limits_in_words(picture.sector, found.limits)] if found.limits else []
    with sheet.one_at_a_time:
        page = sheet.blank(replace(words, source=(*words.source, *limits)))
        area_sheet.draw(page, _areas(picture, found), reader)
        report_legend.draw(page, picture, found)
        return sheet.written(page, kind)


def _areas(picture: Picture, found: Classed) -> area_sheet.Areas:
    """The chosen areas in their classes; the legend, which can be a square, is drawn apart."""
    drawn = np.where(picture.is_chosen, found.of, area_sheet.OUTSIDE)
    of = dict(zip(picture.rows["area_code"], drawn, strict=True))
    colours, sizes = scale_colours(picture, found, "light"), circles(picture, found, "light")
    return area_sheet.Areas(picture.level, picture.box, of, colours, "", "", (), circles=sizes)
