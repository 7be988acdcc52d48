"""The list of target schools as a table, a page of rows at a time; the chosen row is the school explained below it."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboard.frame import apart
from dashboard.frame.language import _, number
from dashboard.frame.selection import Selection
from dashboard.targets import labels, sentence
from dashboard.targets.ranked import Ranked
from dashboard.ui import pieces, tables

PAGE = 50  # rows sent to the browser at once: with 100 a change of filter takes 40 ms longer
LIST = "doelscholen-rijen"
NOTED = [
    "reason", "quality_flag", "location_precision", "is_same_point", "vo_vmbo_bk_pro_pct", "vo_typed_count",
    "pupils_count",
]  # fmt: skip


def page(rows: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    """The rows of the page that is open; a school chosen by a link or on the map opens its page."""
    place = rows.index[rows["school_id"] == chosen["keuze"]]
    at_once = apart.rows_at_once(PAGE)
    count = max(-(-len(rows) // at_once), 1)
    page_number = int(chosen["blad"]) if chosen["blad"].isdecimal() and len(chosen["blad"]) < 4 else 1
    page_number = min(max(page_number, 1), count)
    if not len(place):
        chosen.miss("keuze", chosen["keuze"], label=_("School"))
    if len(place) and st.session_state.get(f"{LIST}-school") != chosen["keuze"]:
        page_number = int(place[0]) // at_once + 1
    st.session_state[f"{LIST}-school"] = chosen["keuze"]
    chosen.set(blad=str(page_number))
    return rows.iloc[(page_number - 1) * at_once : page_number * at_once]


def pages(rows: pd.DataFrame, chosen: Selection) -> None:
    """The buttons to the other pages of the list, under it; on paper that there are more."""
    if apart.is_on():
        pieces.rest(len(rows))
        return
    count = -(-len(rows) // PAGE)
    if count < 2:
        return
    key = f"{LIST}-blad"

    def take() -> None:
        chosen.set(blad=str(st.session_state[key]))

    if st.session_state.get(key) != int(chosen["blad"]):
        st.session_state[key] = int(chosen["blad"])
    st.pagination(count, key=key, on_change=take)


def show(rows: pd.DataFrame, ranking: Ranked, chosen: Selection) -> pd.Series:
    """The rows as a table; returns the school that is chosen, the first when none of these is."""
    ids = rows["school_id"].tolist()
    place = ids.index(chosen["keuze"]) if chosen["keuze"] in ids else 0
    wanted = {"rows": [place], "columns": [], "cells": []}
    if st.session_state.get(LIST, {}).get("selection", {}).get("rows") != [place]:
        st.session_state[LIST] = {"selection": wanted}

    def take() -> None:
        picked = st.session_state[LIST]["selection"]["rows"]
        if picked and picked[0] < len(ids):
            st.session_state[f"{LIST}-school"] = ids[picked[0]]
            chosen.set(keuze=ids[picked[0]], beeld=ids[picked[0]])

    frame = cells(rows, ranking)
    st.dataframe(
        _in_words(frame, ranking),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 345),
        column_config=columns(ranking, has_notes=frame["remarks"].any()),
        on_select=take,
        selection_mode="single-row-required",
        alt=_("List of target schools"),
        key=LIST,
    )
    return rows.iloc[place]


def cells(rows: pd.DataFrame, ranking: Ranked) -> pd.DataFrame:
    """What the table shows, figures as figures."""
    figures = {part.column: rows[part.column] for part in ranking.parts if part.is_need}
    rows = ranking.banded(rows)
    return pd.DataFrame(
        {
            "rank": rows["rank"],
            "name": rows["name"],
            "place": rows["place"],
            "score": rows["score"].round(1),
            "band": [sentence.band(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)],
            "share": (100 * rows["share"]).round(),
            **figures,
            "ses_woa": rows["ses_woa"],
            "pupils_count": rows["pupils_count"],
            "partners": [names if isinstance(names, str) else _("none") for names in rows["partners"]],
            "remarks": [
                tables.joined(notes) for notes in zip(_gaps(rows, ranking), remarks(rows, is_brief=True), strict=True)
            ],
        }
    )


def remarks(rows: pd.DataFrame, *, is_brief: bool = False) -> list[str]:
    """What a reader must know of a school, in words; brief ones fit the column on the screen."""
    return [
        tables.joined(
            (
                labels.reason(row["reason"]),
                tables.remarks(row["quality_flag"], row["location_precision"], is_brief=is_brief),
                _("distance to a partner not known") if row["is_same_point"] else "",
                _few_typed(row),
            )
        )
        for row in rows[NOTED].to_dict("records")
    ]


def _few_typed(row: dict) -> str:
    """What the share in vmbo-b/k and pro is of, where that is less than half of the school."""
    if pd.isna(row["vo_vmbo_bk_pro_pct"]) or not 2 * row["vo_typed_count"] < row["pupils_count"]:
        return ""
    return _("share of {base}", base=labels.base(row))


def _gaps(rows: pd.DataFrame, ranking: Ranked) -> list[str]:
    """Why figures of the table are missing."""
    titles = {part.status: labels.short_name(part) for part in ranking.parts if part.is_need}
    return tables.gaps(rows, {**titles, "ses_woa_status": _("SES district"), "pupils_status": _("pupils")})


def _in_words(frame: pd.DataFrame, ranking: Ranked) -> Styler:
    need = {part.column: part.decimals for part in ranking.parts if part.is_need}
    return tables.numbers_as_text(frame, {"rank": 0, **need, "ses_woa": 2, "pupils_count": 0})


def columns(ranking: Ranked, *, has_notes: bool) -> dict:
    """Fixed widths, so that every column is on screen at 1400 px; without notes the partners take their room.

    The two colours hold in both themes (look.md section 10).
    """
    text, amount, bar = st.column_config.TextColumn, st.column_config.NumberColumn, st.column_config.ProgressColumn
    top = number(ranking.criteria.top)
    parts_of_need = [part for part in ranking.parts if part.is_need]
    is_two = len(parts_of_need) > 1
    need = {
        part.column: amount(labels.short_name(part), width=84 if is_two else 94, help=labels.part_name(part))
        for part in parts_of_need
    }
    share = share_meaning(ranking.criteria.top)
    partners, note = (74, 85) if is_two else (88, 105)
    spare = 0 if has_notes else note - 50
    return {
        "rank": amount(_("No."), width=45),
        "name": text(_("School"), width=150 if is_two else 190),
        "place": text(_("Place"), width=90),
        "score": bar(_("Target score"), width=90, min_value=0, max_value=100, format="%.0f", color="#d8670f"),
        "band": text(_("Band 5–95 %"), width=88, help=_("Where the school ends up in 90 % of the draws.")),
        "share": bar(_("In first {top}", top=top), width=95, min_value=0, max_value=100, format="%d %%",
                     color="#3880b0", help=share),
        **need,
        "ses_woa": amount(_("SES district"), width=72),
        "pupils_count": amount(_("Pupils"), width=72),
        "partners": text(_("Partners"), width=partners + spare),
        "remarks": text(_("Note"), width=note - spare),
    }  # fmt: skip


def share_meaning(top: int) -> str:
    return _("Share of 1,000 draws in which the school is among the first {top}.", top=number(top))
