"""What a reader takes along from page Dekking: schools of a small area, the areas, the map for a report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.coverage import panel, table
from dashboard.coverage import picture as coverage_picture
from dashboard.coverage.picture import Picture
from dashboard.coverage.view import View
from dashboard.figures.coverage import Filters
from dashboard.frame import export, warehouse
from dashboard.frame.access import Access
from dashboard.frame.language import _, day, level_word
from dashboard.ui import region as coverage_controls

MIME = {"png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Texts:
    """The words above and below the picture on the page; they go along."""

    selection: list[str]
    lines: list[str]

    @property
    def chosen(self) -> str:
        return " · ".join(word for word in self.selection if word)


def buttons(picture: Picture, view: View, marked: pd.Series, texts: Texts, filters: Filters, *, access: Access) -> None:
    """One button per file; `marked` is the area or place that the panel tells about."""
    header = {_("Selection"): texts.chosen, _("Source"): " · ".join(texts.lines)}
    if marked["level"] in panel.SMALL:
        panel.download(marked, coverage_controls.codes(marked), filters, access, header)
    table.download(picture, view.coverage.apart, header)
    if coverage_picture.has_figures(picture):
        _map_buttons(picture, texts, access)


def _map_buttons(picture: Picture, texts: Texts, access: Access) -> None:
    """PNG and SVG, made when they are pressed."""
    title = _("{what} by {area}", what=picture.measure.title, area=level_word(picture.level, 1))
    build = warehouse.run("build", {}, access).iloc[0]
    dated = _("as of {date}", date=day(build["as_of_date"]))
    words = (title, texts.chosen, (*texts.lines, dated))
    for kind, mime in MIME.items():
        st.download_button(
            _("Map ({kind})", kind=kind.upper()),
            data=export.later(partial(_draw, picture, words, access, kind)),
            file_name=export.file_name(_("coverage"), picture.level, picture.sector, picture.mode, kind=kind),
            mime=mime,
            icon=":material/image:",
            key=f"dekking-{kind}",
        )


def _draw(picture: Picture, words: tuple, access: Access, kind: str) -> bytes:
    from dashboard.coverage import report_map  # matplotlib takes a second to load, and few readers press the button

    return report_map.figure(picture, report_map.Words(*words), access, kind)
