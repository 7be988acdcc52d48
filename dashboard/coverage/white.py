"""White spots beside their map: exactly the areas that it colours orange."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.coverage import view
from dashboard.coverage.picture import Picture
from dashboard.figures import measures
from dashboard.figures.measures import Mode, Size
from dashboard.frame import markup
from dashboard.frame.language import _, level_word, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.ui import pieces, tables


def show(rows: pd.DataFrame, picture: Picture) -> None:
    """The white spots, the largest need first, with what a white spot is."""
    if rows.empty:
        none(picture)
        return
    heading = Markup('<p class="rw-h"><b>{}</b> <span>{}</span>').format(
        ngettext("{n} white spot", "{n} white spots", len(rows)), _("largest need first; the list = orange on the map")
    )
    listed = Markup("<div class=rw-list tabindex=0>{}</div>").format(_table(rows, picture))
    nearest = _("Nearest: the school nearest to one of its schools where a partner is active, straight on.")
    meaning = Markup('<p class="rw-muted">{} {}').format(view.white_spot(), nearest)
    pieces.piece(heading + listed + meaning, "rw-panel")


def _table(rows: pd.DataFrame, picture: Picture) -> Markup:
    unit = measures.measure(Mode.NEED, Size.TOTAL, picture.sector).unit
    has_town = picture.level in ("district", "neighbourhood")
    town = [level_word("municipality", 1).capitalize()] if has_town else []
    counted = [Cell(word, is_number=True) for word in (f"{_('Need')}, {unit}", _("Schools"), _("Nearest, km"))]
    names = tables.brief(tables.titles(rows, picture.level))
    cells = [
        [
            name.removeprefix(f"{row['municipality_name']}, "),
            *([row["municipality_name"]] if has_town else []),
            Cell(number(row["load"]), is_number=True),
            Cell(number(row["schools_count"]), is_number=True),
            Cell(tables.NONE if pd.isna(row["distance_km"]) else number(row["distance_km"], 1), is_number=True),
        ]
        for row, name in zip(rows.to_dict("records"), names, strict=True)
    ]
    return markup.table([level_word(picture.level, 1).capitalize(), *town, *counted], cells)


def none(picture: Picture) -> None:
    """The state without any."""
    text = _("**There are no white spots in {place}** in this choice.", place=picture.place.name)
    st.info(text, icon=":material/check:")
