"""The schools of an area on page Dekking: the list in the panel, the most unreached need first, and its export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import apart, export, markup
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, school_links, tables

LONGEST = 40  # schools on the page; the export has all
SMALL = ("municipality", "district", "neighbourhood", "own_region")  # kinds of area whose schools are listed


def show(codes: Sequence[str], filters: Filters, reader: Reader) -> None:
    """The schools of an area, the most unreached need first, or the state without schools."""
    schools = coverage.schools(codes, filters, reader)
    if schools.empty:
        st.info(_("**No schools here.** Choose another or a larger area."), icon=":material/filter_alt_off:")
        return
    most = apart.rows_at_once(LONGEST)
    heading_and_list = Markup(
        '<p class="rw-h"><b>{heading}</b> <span title="{meaning}">{without}</span>'
        "<div class=rw-list tabindex=0>{table}</div>"
    ).format(
        heading=_("Schools, largest unreached need first"),
        meaning=_(
            "High need: in the country's upper third of need per pupil, and nothing that makes the figure doubtful."
        ),
        without=_high_without_partner(int(schools["is_high_without_partner"].sum())),
        table=school_rows(schools.head(most), filters.sector),
    )
    pieces.piece(heading_and_list, "rw-panel")
    pieces.rest(len(schools), most)


def _high_without_partner(n: int) -> str:
    if not n:
        return _("none without a partner has high need")
    return ngettext("{n} without a partner, high need", "{n} without a partner, high need", n)


def school_rows(schools: pd.DataFrame, sector: str) -> Markup:
    """The schools as a real table: a tenth of the message of a data frame, and it can be read out."""
    unit = _("points") if sector == "PO" else _("pupils in vmbo and pro")
    heads = (_("School"), Cell(f"{_('Unreached')}, {unit}", is_number=True), _("Partners"))
    rows = [
        (
            Markup("{}<small>{}</small>").format(school_links.anchor(row["school_id"], row["name"]), note),
            Cell(_unreached(row), is_number=True),
            row["partners"] or _("none"),
        )
        for row, note in zip(schools.to_dict("records"), notes(schools), strict=True)
    ]
    return markup.table(heads, rows)


def _unreached(row: Mapping) -> str:
    if not row["is_listed"]:
        return tables.NONE
    value = row["unreached_need"]
    return tables.cell_word(row["need_status"]) if pd.isna(value) else number(value)


def notes(schools: pd.DataFrame) -> list[str]:
    """What a reader must know of each school, in words."""
    remarks = [tables.remarks(*row) for row in zip(schools["quality_flag"], schools["location_precision"], strict=True)]
    columns = zip(schools["is_high_without_partner"], schools["is_listed"], remarks, strict=True)
    return [
        "; ".join(
            text
            for text in (_("no partner, high need") if spot else "", "" if listed else _("not listed"), remark)
            if text
        )
        for spot, listed, remark in columns
    ]


def download(marked: Place, codes: Sequence[str], filters: Filters, reader: Reader, header: Mapping) -> None:
    """The schools of the marked area as CSV, all of them."""
    schools = coverage.schools(codes, filters, reader)
    st.download_button(
        _("Schools (CSV)"),
        data=export.later(
            lambda: export.csv_bytes(
                schools.assign(remarks=notes(schools)),
                export_columns(),
                {**header, _("Area"): marked.name},
            )
        ),
        file_name=export.file_name(_("coverage"), _("schools"), filters.sector, "-".join(codes)[:60]),
        mime="text/csv",
        icon=":material/download:",
        disabled=schools.empty,
        key="dekking-scholen-csv",
    )


def export_columns() -> list[export.Column]:
    """What the export of the schools of an area holds."""
    return [
        export.Column("school_id", _("School code")),
        export.Column("name", _("School")),
        export.Column("place", _("Place")),
        export.Column("municipality_code", _("Municipality code")),
        export.Column("pupils_count", _("Pupils"), 0, "pupils_status"),
        export.Column("need", _("Need"), 2, "need_status"),
        export.Column("unreached_need", _("Unreached need"), 2, "need_status"),
        export.Column("partners", _("Partners")),
        export.Column("programmes", _("Programmes")),
        export.Column("participants_lower", _("Participants, at least")),
        export.Column("participants_upper", _("Participants, at most")),
        export.Column("is_high_without_partner", _("No partner, high need")),
        export.Column("is_listed", _("In the list")),
        export.Column("remarks", _("Note")),
    ]
