"""The areas as a table (the map's twin) and as an export; and the short list beside the country's map."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.coverage.picture import Picture, values
from dashboard.figures import measures, participants
from dashboard.figures.measures import Measure, Mode
from dashboard.frame import export, markup
from dashboard.frame.language import _, level_word, number
from dashboard.frame.markup import Cell, Markup
from dashboard.ui import pieces, tables

LONGEST, SHORT = 400, 8


def show(picture: Picture) -> None:
    """The same areas as on the map, the highest figure first; the longest ones end, the export has all."""
    rows = _sorted(picture, picture.measure)
    if len(rows) > LONGEST:
        note = _("The first {n} of {all}; the export has all.", n=number(LONGEST), all=number(len(rows)))
        pieces.piece(Markup('<p class="rw-muted">{}').format(note))
        rows = rows.head(LONGEST)
    decimals = {"gap_share": 3, "need": 0, "need_share": 0, "schools_share": 0}
    shown = rows[["title", *decimals]].assign(participants=_participants(rows))
    notes = [_status_word(row) for row in rows.to_dict("records")]
    if any(notes):
        shown = shown.assign(note=notes)
    st.dataframe(
        tables.numbers_as_text(shown, decimals),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 600),
        column_config=_columns(picture.level),
        alt=_("Table of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name),
        key="dekking-tabel",
    )


def _participants(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["participants_lower"], rows["participants_upper"], strict=True)
    return [participants.figure(lower, upper) for lower, upper in pairs]


def _status_word(row: Mapping) -> str:
    """Why an area has no need."""
    status = row["need_status"]
    return export.status_word("not_applicable" if not row["schools_count"] and status == "missing" else status)


def _sorted(picture: Picture, measure: Measure, most: int | None = None) -> pd.DataFrame:
    """The chosen areas, the highest figure first and those without one last; not more than `most`."""
    figures = values(picture, measure)
    order = np.argsort(-figures, kind="stable")
    order = order[picture.is_chosen[order]][:most]
    rows = picture.rows.iloc[order]
    names = rows["name"] if picture.place.level == "municipality" else tables.titles(rows, picture.level)
    return rows.assign(figure=figures[order], title=names)


def _columns(level: str) -> dict:
    text, amount = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "title": text(level_word(level, 1).capitalize(), width=172),
        "gap_share": amount(_("Unreached %"), width=95, help=_("Unreached, % of the country")),
        "need": amount(_("Need"), width=80),
        "need_share": amount(_("Reached %"), width=85, help=_("Reached, % of the need")),
        "schools_share": amount(_("Schools %"), width=85, help=_("% of the schools")),
        "participants": text(_("Participants"), width=90),
        "note": text(_("Note"), width=120),
    }


def short_list(picture: Picture) -> None:
    """The areas with the most beside a large map: of what is shown, or of unreached need where that is a share.

    Not once an area is chosen.
    """
    if picture.area is not None:
        return
    measure = picture.measure
    if picture.mode in (Mode.NEED_AND_REACH, Mode.PRESENCE):
        measure = measures.measure(Mode.UNREACHED, None, picture.sector, picture.level)
    rows = _sorted(picture, measure, SHORT)
    rows = rows[rows["figure"] > 0]
    if rows.empty:
        return
    unit = ", ".join(word for word in (measure.title, measure.unit) if word)
    heads = (level_word(picture.level, 1).capitalize(), Cell(unit, is_number=True))
    figures = (Cell(number(figure, measure.decimals), is_number=True) for figure in rows["figure"])
    pieces.piece(markup.table(heads, zip(rows["title"], figures, strict=True)), "rw-panel")


def download(picture: Picture, apart: pd.Series, header: Mapping[str, str]) -> None:
    """All chosen areas as CSV; of the whole country also the schools that lie in none of them, as a row."""
    st.download_button(
        _("Areas (CSV)"),
        data=export.later(lambda: export.csv_bytes(every_row(picture, apart), export_columns(), header)),
        file_name=export.file_name(_("coverage"), picture.level, picture.sector),
        mime="text/csv",
        icon=":material/download:",
        key="dekking-gebieden-csv",
    )


def every_row(picture: Picture, apart: pd.Series) -> pd.DataFrame:
    """The rows of the export: they add up to the country when the whole country is chosen."""
    rows = _sorted(picture, picture.measure)
    if not (picture.is_chosen.all() and apart["schools_count"] + apart["scored_count"] + apart["participants_upper"]):
        return rows
    rest = apart.reindex(rows.columns).to_frame().T.assign(title=_("in no area of this level"))
    return pd.concat([rows, rest], ignore_index=True)


def export_columns() -> list[export.Column]:
    """Sums first, then the shares made of them."""
    return [
        export.Column("area_code", _("Area code")),
        export.Column("title", _("Area")),
        export.Column("schools_count", _("Schools")),
        export.Column("active_schools_count", _("Schools with a partner")),
        export.Column("pupils_count", _("Pupils"), 0, "pupils_status"),
        export.Column("active_pupils_count", _("Pupils at schools with a partner"), 0, "pupils_status"),
        export.Column("need", _("Need"), 2, "need_status"),
        export.Column("active_need", _("Need at schools with a partner"), 2, "need_status"),
        export.Column("unreached_need", _("Unreached need"), 2, "need_status"),
        export.Column("schools_share", _("% of the schools"), 1),
        export.Column("pupils_share", _("% of the pupils"), 1, "pupils_status"),
        export.Column("need_share", _("% of the need"), 1, "need_status"),
        export.Column("gap_share", _("Unreached, % of the country"), 4, "need_status"),
        export.Column("participants_lower", _("Participants, at least")),
        export.Column("participants_upper", _("Participants, at most")),
        export.Column("participants_share", _("Participants, at least %"), 1, "participants_status"),
        export.Column("participants_share_upper", _("Participants, at most %"), 1, "participants_status"),
        export.Column("white_spots_count", _("White spots")),
    ]
