"""Buttons that make a map for a report: PNG and SVG, when they are pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.frame import export
from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader

if TYPE_CHECKING:
    from dashboard.maps.area_sheet import Areas
    from dashboard.maps.point_sheet import Points

MIME = {"png": "image/png", "svg": "image/svg+xml"}
Texts = tuple[str, str, tuple[str, ...]]


def buttons(make: Callable[[], Areas | Points], words: Texts, name: str, reader: Reader) -> None:
    """Two buttons; `words` are title, selection and source lines, `name` is what the file is of."""
    for kind, mime in MIME.items():
        st.download_button(
            _("Map ({kind})", kind=kind.upper()),
            data=export.later(partial(_draw, make, words, reader, kind)),
            file_name=export.file_name(name, reader.build.build_id, kind=kind),
            mime=mime,
            icon=":material/image:",
            key=f"map-{kind}",
        )


def _draw(make: Callable[[], Areas | Points], words: Texts, reader: Reader, kind: str) -> bytes:
    from dashboard.maps import sheet  # matplotlib takes a second to load, and few readers press the button

    return make().figure(sheet.Words(*words), reader, kind)
