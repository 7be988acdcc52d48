"""The two buttons that give the map of page Dekking for a report: PNG and SVG, made when they are pressed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import coverage_map, export, warehouse
from dashboard.access import Access
from dashboard.coverage_map import Picture
from dashboard.language import _, day, level_word

MIME = {"png": "image/png", "svg": "image/svg+xml"}


def buttons(picture: Picture, selection: Sequence[str], lines: Sequence[str], access: Access) -> None:
    """One button per kind of file; `selection` and `lines` are the words above and below the picture on the page.

    No buttons where there is nothing to colour.
    """
    if not coverage_map.has_figures(picture):
        return
    title = _("{what} by {area}", what=picture.measure.title, area=level_word(picture.level, 1))
    build = warehouse.run("build", {}, access).iloc[0]
    dated = _("as of {date}", date=day(build["as_of_date"]))
    texts = (title, " · ".join(word for word in selection if word), (*lines, dated))
    for kind, mime in MIME.items():
        st.download_button(
            _("Map ({kind})", kind=kind.upper()),
            data=export.later(partial(_draw, picture, texts, access, kind)),
            file_name=export.file_name(_("coverage"), picture.level, picture.sector, picture.mode, kind=kind),
            mime=mime,
            icon=":material/image:",
            key=f"dekking-{kind}",
        )


def _draw(picture: Picture, texts: tuple, access: Access, kind: str) -> bytes:
    from dashboard import report_map  # matplotlib takes a second to load, and few readers press the button

    return report_map.figure(picture, report_map.Words(*texts), access, kind)
