"""The areas as a table (the map's twin) and as an export; and the short list beside the country's map."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.coverage import view, white
from dashboard.coverage.picture import Picture, values
from dashboard.figures import measures, participants
from dashboard.figures.coverage import Filters
from dashboard.figures.measures import Measure, Mode
from dashboard.frame import apart, export, markup
from dashboard.frame.language import _, level_word, number
from dashboard.frame.markup import Cell
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, tables

LONGEST, SHORT = 400, 8
# columns of the table and their decimals; before them what the map shows, where it is none of these
DECIMALS = {
    "unreached_need": 0, "load": 0, "schools_count": 0, "active_schools_count": 0, "need_share": 0, "schools_share": 0,
    "pupils_share": 0,
}  # fmt: skip


def show(picture: Picture, has_only_white: bool) -> None:
    """The same areas as on the map, the highest figure first; the longest ones end, the export has all."""
    rows = shown_rows(picture, has_only_white)
    if rows.empty:
        white.none(picture)
        return
    most = apart.rows_at_once(LONGEST)
    pieces.rest(len(rows), most)
    rows = rows.head(most)
    measure = picture.measure
    own = {} if measure.column in (*DECIMALS, "participants_lower") else {"figure": measure.decimals}
    decimals = own | DECIMALS
    shown = rows[["title", *decimals]].assign(title=tables.brief(rows["title"]), participants=_participants(rows))
    shown.insert(len(own) + 3, "white", [yes_no(is_white) for is_white in rows["is_white_spot"]])
    notes = [_status_word(row) for row in rows.to_dict("records")]
    if any(notes):
        shown = shown.assign(note=notes)
    st.dataframe(
        tables.numbers_as_text(shown, decimals),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 600),
        column_config=_columns(picture.level, measure),
        alt=_("Table of {areas} in {place}", areas=level_word(picture.level), place=picture.place.name),
        key="dekking-tabel",
    )


def _participants(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["participants_lower"], rows["participants_upper"], strict=True)
    return [participants.figure(lower, upper) for lower, upper in pairs]


def _status_word(row: Mapping) -> str:
    """Why an area has no need."""
    status = row["load_status"]
    return export.status_word("not_applicable" if not row["schools_count"] and status == "missing" else status)


def yes_no(is_so: bool) -> str:
    return _("yes") if is_so else ""


def shown_rows(picture: Picture, has_only_white: bool = False) -> pd.DataFrame:
    """The chosen areas, the highest figure first; only the white spots where that is the view or the filter."""
    rows = _sorted(picture, picture.measure)
    is_white_view = has_only_white or picture.mode == Mode.WHITE_SPOTS
    return rows[rows["is_white_spot"]] if is_white_view else rows


def _sorted(picture: Picture, measure: Measure, most: int | None = None) -> pd.DataFrame:
    """The chosen areas, the highest figure first and those without one last; not more than `most`."""
    figures = values(picture, measure)
    order = np.argsort(-figures, kind="stable")
    order = order[picture.is_chosen[order]][:most]
    rows = picture.rows.iloc[order]
    names = rows["name"] if picture.place.level == "municipality" else tables.titles(rows, picture.level)
    return rows.assign(figure=figures[order], title=names)


def _columns(level: str, measure: Measure) -> dict:
    text, amount = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "title": text(level_word(level, 1).capitalize(), width=260),
        "figure": amount(measure.unit, width=120, help=measure.title),
        "unreached_need": amount(_("Unreached"), width=84, help=_("Unreached need")),
        "load": amount(_("Need"), width=74),
        "need_share": amount(_("Reached %"), width=78, help=_("Reached, % of the need")),
        "schools_share": amount(_("Schools %"), width=82, help=_("% of the schools")),
        "pupils_share": amount(_("Pupils %"), width=86, help=_("% of the pupils")),
        "schools_count": amount(_("Schools"), width=70),
        "active_schools_count": amount(_("With partner"), width=92, help=_("Schools with a partner")),
        "white": text(_("White spot"), width=80, help=view.white_spot()),
        "participants": text(_("Participants"), width=90),
        "note": text(_("Note"), width=120),
    }


def short_list(picture: Picture, filters: Filters, reader: Reader) -> None:
    """The areas with the most beside a large map: of what is shown, or of unreached need where that is a share.

    Not once an area is chosen.
    """
    if picture.area is not None:
        return
    if picture.mode == Mode.WHITE_SPOTS:
        white.show(near(shown_rows(picture), picture, filters, reader), picture)
        return
    measure = picture.measure
    if picture.mode in (Mode.NEED_AND_REACH, Mode.PRESENCE):
        measure = measures.measure(Mode.UNREACHED, None, picture.sector)
    rows = _sorted(picture, measure, SHORT)
    rows = rows[rows["figure"] > 0]
    if rows.empty:
        return
    unit = ", ".join(word for word in (measure.title, measure.unit) if word)
    heads = (level_word(picture.level, 1).capitalize(), Cell(unit, is_number=True))
    figures = (Cell(number(figure, measure.decimals), is_number=True) for figure in rows["figure"])
    pieces.piece(markup.table(heads, zip(tables.brief(rows["title"]), figures, strict=True)), "rw-panel")


def near(rows: pd.DataFrame, picture: Picture, filters: Filters, reader: Reader) -> pd.DataFrame:
    """Areas with `distance_km`, to the nearest school with a partner, straight on."""
    codes = tuple(rows["area_code"])
    found = reader.run("coverage_distance", {"areas": codes, "level": picture.level, **filters.params()})
    return rows.assign(distance_km=rows["area_code"].map(found.set_index("area_code")["distance_km"]))


def download(
    picture: Picture,
    apart: pd.Series,
    header: Mapping[str, str],
    filters: Filters,
    *,
    has_only_white: bool,
    reader: Reader,
) -> None:
    """All chosen areas as CSV; of the whole country also the schools that lie in none of them, as a row.

    Only the white spots where that is the view or the filter.
    """
    is_white = has_only_white or picture.mode == Mode.WHITE_SPOTS
    rows = (
        partial(near, shown_rows(picture, True), picture, filters, reader)
        if is_white
        else partial(every_row, picture, apart)
    )
    columns = export_columns()
    if is_white:
        columns.append(export.Column("distance_km", _("Nearest school with a partner, km"), 1))
    st.download_button(
        _("White spots (CSV)") if is_white else _("Areas (CSV)"),
        data=export.later(lambda: export.csv_bytes(rows(), columns, header)),
        file_name=export.file_name(
            _("white-spots") if is_white else _("coverage"), level_word(picture.level), picture.sector
        ),
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
        export.Column("load", _("Need, also at schools that are not in the list"), 2, "load_status"),
        export.Column("need_per_pupil", _("Need per pupil"), 4, "need_per_pupil_status"),
        export.Column("need", _("Need at listed schools"), 2, "need_status"),
        export.Column("active_need", _("Need at schools with a partner"), 2, "need_status"),
        export.Column("unreached_need", _("Unreached need"), 2, "need_status"),
        export.Column("schools_share", _("% of the schools"), 1),
        export.Column("pupils_share", _("% of the pupils"), 1, "pupils_status"),
        export.Column("need_share", _("% of the need"), 1, "need_status"),
        export.Column("gap_share", _("Unreached, % of the country"), 4, "need_status"),
        export.Column("participants_lower", _("Participants, at least")),
        export.Column("participants_upper", _("Participants, at most")),
        export.Column("untold_count", _("Activities without a number of participants")),
        export.Column("participants_share", _("Participants, at least %"), 1, "participants_status"),
        export.Column("participants_share_upper", _("Participants, at most %"), 1, "participants_status"),
        export.Column("is_white_spot", _("White spot")),
        export.Column("high_without_partner_count", _("Schools without a partner, high need")),
        export.Column("unlisted_count", _("Schools with a figure that are not in the list")),
        export.Column("active_unlisted_count", _("Schools with a partner that are not in the list")),
        export.Column("emptied_count", _("Listed schools without pupils at the last count")),
    ]
