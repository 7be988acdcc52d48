"""The tiles together: three on a row, the sentence on top, the file, and how many conclude."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.frame import export, language, links, markup
from dashboard.frame.access import PARTNER
from dashboard.frame.export import Column
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Markup
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas
from dashboard.national import partners, schools, secondary
from dashboard.national.tile import Tile
from dashboard.ui import pieces, states

ON_A_ROW = 3


def every(reader: Reader) -> list[Tile]:
    """All tiles that this reader may see: children first, then partners, then the rest."""
    theme = canvas.theme_now()
    first, of_partners = schools.every(reader, theme), partners.every(reader)
    return [*first[:3], *of_partners[:-1], *secondary.every(reader, theme), first[3], of_partners[-1]]


def finding(tiles: Sequence[Tile]) -> str:
    """How many conclude, and the first two that do."""
    told = [tile for tile in tiles if tile.concludes]
    if not told:
        return _("Nothing can be concluded about the country from this edition.")
    first = [tile.sentence for tile in told if tile.key in ("high", "presence")] or [told[0].sentence]
    return " ".join(first[:1])


def counted(tiles: Sequence[Tile]) -> str:
    without = sum(not tile.concludes for tile in tiles)
    return ngettext("{n} of {all} questions without a conclusion", "{n} of {all} questions without a conclusion",
                    without, all=number(len(tiles)))  # fmt: skip


def country() -> str:
    return language.country("Nederland")


def sources(reader: Reader) -> str:
    """Who published what the tiles stand on; PO and VO are never added."""
    rows = reader.run("sources")
    names = ", ".join(sorted(set(rows["publisher"].dropna())))
    return _("Source: {source}. PO and VO are never added.", source=names)


def told_fictional(reader: Reader) -> None:
    """Where partners are made up in an edition of real schools, it is told."""
    if reader.may("read", PARTNER):
        states.told_fictional(reader.run("coverage_partners"), reader.build)


def show(tiles: Sequence[Tile]) -> None:
    """Rows of three."""
    for start in range(0, len(tiles), ON_A_ROW):
        for column, tile in zip(st.columns(ON_A_ROW, gap="medium"), tiles[start : start + ON_A_ROW], strict=False):
            with column:
                _draw(tile)


def _draw(tile: Tile) -> None:
    """Question, conclusion or why there is none, chart, note with its question, the way to the detail."""
    head = Markup("<p class=rw-muted>{}</p>").format(tile.title)
    told = (
        Markup("<p class=rw-tile-told>{}</p>").format(markup.bold(tile.sentence)) if tile.concludes else _nothing(tile)
    )
    pieces.piece(head + told, "rw-tile")
    if isinstance(tile.chart, Markup):
        pieces.piece(tile.chart)
    elif tile.chart is not None:
        st.vega_lite_chart(spec=dict(tile.chart), width="stretch", alt=tile.alt, key=f"landelijk-{tile.key}")
    if tile.foot:
        pieces.piece(markup.escape(tile.foot), "rw-muted rw-small")
    if tile.link:
        path, label, choices = tile.link
        links.link(path, label, choices)
    name, params = tile.asked
    pieces.question(name, params)


def _nothing(tile: Tile) -> Markup:
    return Markup('<div class="rw-none"><b>{}</b><p>{}</p></div>').format(
        _("Nothing can be said about this"), tile.why
    )  # fmt: skip


def download(tiles: Sequence[Tile], reader: Reader) -> None:
    """Each question with its sentence and note, as on the screen."""
    nothing = _("Nothing can be said about this")
    told = [markup.plain(tile.sentence) or f"{nothing}: {tile.why}" for tile in tiles]
    rows = pd.DataFrame({"title": [tile.title for tile in tiles], "told": told, "foot": [tile.foot for tile in tiles]})
    columns = [Column("title", _("Question")), Column("told", _("Conclusion")), Column("foot", _("Note"))]
    header = {_("Selection"): country(), _("Source"): sources(reader), _("Build"): pieces.build_text(reader.build)}
    st.download_button(
        "CSV", data=export.later(lambda: export.csv_bytes(rows, columns, header)),
        file_name=export.file_name(_("national picture"), reader.build.build_id), mime="text/csv",
        icon=":material/download:", key="landelijk-csv",
    )  # fmt: skip
