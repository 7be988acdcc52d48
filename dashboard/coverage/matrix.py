"""Partners x areas: who is where, at how many schools; a chosen cell opens what, where and when."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.figures.coverage import Filters
from dashboard.frame.language import _, day, level_word, ngettext
from dashboard.frame.markup import Markup, md
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, school_links, tables

BELOW = {"country": "province", "own_region": "municipality", "province": "municipality", "municipality": "district"}
KEY = "dekking-matrix"


def show(place: Place, codes: Sequence[str], filters: Filters, reader: Reader) -> None:
    """Rows are the areas one level below the place, columns the partners, cells their schools."""
    level = BELOW[place.level]
    cells = reader.run("coverage_matrix", {"level": level, "areas": codes, **filters.params()})
    heading = _("Partners and {areas}", areas=level_word(level))
    hint = _("number of schools where a partner is active; choose a cell for what, where and when")
    pieces.piece(Markup('<p class="rw-h"><b>{}</b> <span>{}</span>').format(heading, hint), "rw-panel")
    if cells["partner_id"].isna().all():
        st.info(_("**No activities in this choice.** Choose other filters."), icon=":material/filter_alt_off:")
        return
    grid, areas, partners = pivoted(cells)
    amount, text = st.column_config.NumberColumn, st.column_config.TextColumn
    event = st.dataframe(
        grid,
        hide_index=True,
        row_height=30,
        height=min(30 * len(grid) + 37, 430),
        column_config={
            "area": text(_("Area"), width=150),
            "schools": amount(_("Schools"), width=75),
            "active": amount(_("With partner"), width=90, help=_("Schools with a partner")),
            "unreached": amount(_("Unreached"), width=90, help=_("Need at listed schools without a partner")),
            **{code: amount(name, width=90, help=md(name)) for code, name in partners.items()},
        },
        placeholder="",
        on_select="rerun",
        selection_mode="single-cell",
        alt=heading,
        key=KEY,
    )
    chosen = event["selection"]["cells"]
    if chosen and chosen[0][1] in partners and chosen[0][0] < len(areas):
        row, partner = chosen[0]
        _cell((areas[row], grid["area"].iloc[row]), (partner, partners[partner]), filters, reader)


def pivoted(cells: pd.DataFrame) -> tuple[pd.DataFrame, list[str], dict[str, str]]:
    """The grid (a partner a column, an empty cell is a gap), the code of each row, the name of each partner."""
    rows = cells.to_dict("records")
    told = ("name", "schools_count", "all_active_count", "unreached_need")
    areas = {row["area_code"]: tuple(row[column] for column in told) for row in rows}
    names = {row["partner_id"]: row["partner_name"] for row in rows if row["partner_id"]}
    partners = dict(sorted(names.items(), key=lambda item: (item[1], item[0])))
    counts = {(row["area_code"], row["partner_id"]): row["active_schools_count"] for row in rows}
    columns = {code: pd.array([counts.get((area, code)) for area in areas], dtype="Int64") for code in partners}
    facts = dict(
        zip(("area", "schools", "active", "unreached"), map(list, zip(*areas.values(), strict=True)), strict=True)
    )
    facts["unreached"] = [None if pd.isna(need) else round(need) for need in facts["unreached"]]
    return pd.DataFrame(facts | columns), list(areas), partners


def _cell(area: tuple[str, str], partner: tuple[str, str], filters: Filters, reader: Reader) -> None:
    """What, where and when of one partner in one area; each is a code with its name."""
    params = {"area": area[0], "partner": partner[0], **filters.params()}
    activities = reader.run("coverage_cell", params)
    heading = ngettext(
        "{partner} in {area}: {n} activity",
        "{partner} in {area}: {n} activities",
        len(activities),
        partner=partner[1],
        area=area[1],
    )
    pieces.piece(Markup('<p class="rw-h"><b>{}</b>').format(heading), "rw-panel")
    if activities.empty:
        st.info(_("**A gap:** this partner is not active here."), icon=":material/flag:")
        return
    shown = st.dataframe(
        _activities(activities),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(activities) + 37, 277),
        alt=heading,
        on_select="rerun",
        selection_mode="single-row",
        key="dekking-activiteiten",
    )
    school_links.of_picked(shown, activities, "school")


def _participants(row: dict) -> str:
    """As the partner wrote it; a few are told as few, which is not the same as not told."""
    few = row["participants_status"] == "withheld"
    return _("fewer than 5") if few else row["participants_text"] or _("not told")


def _activities(rows: pd.DataFrame) -> pd.DataFrame:
    current, faded = _("current"), _("faded")
    return pd.DataFrame(
        {
            _("School"): rows["school"],
            _("Place"): rows["place"],
            _("Programme"): rows["programme"],
            _("School year"): rows["school_year"],
            _("Participants"): [_participants(row) for row in rows.to_dict("records")],
            _("Confirmed on"): [day(date) for date in rows["confirmed_on"]],
            _("Status"): [current if is_current else faded for is_current in rows["is_current"]],
        }
    )
