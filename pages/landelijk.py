"""Page Landelijk beeld: six to ten questions of the country, each with the conclusion that its figures bear."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.national import wall
from dashboard.ui import pieces

DEFAULTS = {"alleen": "0"}


def render(reader: Reader) -> None:
    chosen = Selection("landelijk", DEFAULTS)
    with st.sidebar:
        only = chosen.switch("alleen", _("Only tiles with a conclusion"))
    tiles = wall.every(reader)
    pieces.head(
        _("National picture"), [wall.country(), _("PO and VO apart"), reader.build.edition], wall.finding(tiles)
    )
    wall.told_fictional(reader)
    shown = [tile for tile in tiles if tile.concludes or not only]
    wall.show(shown)
    wall.download(tiles, reader)
    pieces.source_line([wall.sources(reader), wall.counted(tiles), pieces.build_text(reader.build)])
    chosen.write()
