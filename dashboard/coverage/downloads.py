"""What a reader takes along from page Dekking: schools of a small area, the areas, the map for a report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.coverage import schools, table
from dashboard.coverage.picture import Picture, has_figures
from dashboard.coverage.view import View
from dashboard.figures.coverage import Filters
from dashboard.frame import export, markup
from dashboard.frame.language import _, day, level_word
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import region

MIME = {"png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Texts:
    """The words above and below the picture on the page; they go along."""

    selection: list[str]
    lines: list[str]
    finding: str  # the sentence on top

    @property
    def chosen(self) -> str:
        return " · ".join(choice for choice in self.selection if choice)

    @property
    def header(self) -> dict[str, str]:
        """What stands above the rows of a file."""
        return {_("Selection"): self.chosen, _("Source"): " · ".join(self.lines)}


def buttons(
    picture: Picture, view: View, marked: Place, texts: Texts, filters: Filters, *, has_only_white: bool, reader: Reader
) -> None:
    """One button per file; `marked` is the area or place that the panel tells about."""
    if marked.level in schools.SMALL:
        schools.download(marked, region.codes(marked), filters, reader, texts.header)
    of_areas(picture, view.coverage.apart, texts, filters, has_only_white=has_only_white, reader=reader)


def of_areas(
    picture: Picture, apart: pd.Series, texts: Texts, filters: Filters, *, has_only_white: bool = False, reader: Reader
) -> None:
    """The areas as a table, and their map for a report; `apart` are the schools that lie in none of them."""
    table.download(picture, apart, texts.header, filters, has_only_white=has_only_white, reader=reader)
    if has_figures(picture):
        _map_buttons(picture, texts, reader)


def _map_buttons(picture: Picture, texts: Texts, reader: Reader) -> None:
    """PNG and SVG, made when they are pressed."""
    dated = _("activities as of {date}", date=day(reader.build.as_of_date))
    what = _("{what} by {area}", what=picture.measure.title, area=level_word(picture.level, 1))
    words = (markup.plain(texts.finding) or what, f"{what} · {texts.chosen}", (*texts.lines, dated))
    for kind, mime in MIME.items():
        st.download_button(
            _("Map ({kind})", kind=kind.upper()),
            data=export.later(partial(_draw, picture, words, reader, kind)),
            file_name=export.file_name(picture.measure.title, level_word(picture.level), picture.sector, kind=kind),
            mime=mime,
            icon=":material/image:",
            key=f"dekking-{kind}",
        )


def _draw(picture: Picture, words: tuple, reader: Reader, kind: str) -> bytes:
    from dashboard.coverage import report_map  # matplotlib takes a second to load, and few readers press the button

    return report_map.figure(picture, report_map.Words(*words), reader, kind)
