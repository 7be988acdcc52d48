"""The list of target schools as a table, a page of rows at a time; the chosen row is the school explained below it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, number
from dashboard.frame.selection import Selection
from dashboard.targets import score, sentence
from dashboard.targets.ranked import Ranked
from dashboard.ui import tables

PAGE = 50  # rows sent to the browser at once: with 100 a change of filter takes 40 ms longer
LIST = "doelscholen-rijen"
# What the list can be sorted by: column, whether a low figure comes first.
ORDERS = {
    "doelscore": ("rank", True),
    "behoefte": ("need", False),
    "vastheid": ("share", False),
    "ses": ("ses_woa", True),
    "leerlingen": ("pupils_count", False),
    "partners": ("partners_count", False),
    "deelnemers": ("participants_count", False),
    "naam": ("name", True),
}


def order_words() -> dict[str, str]:
    words = (
        _("by target score"), _("by need"), _("by firmness"), _("by SES of the district"), _("by pupils"),
        _("by number of partners"), _("by participants"), _("by name"),
    )  # fmt: skip
    return dict(zip(ORDERS, words, strict=True))


def ordered(found: Ranked, order: str) -> pd.DataFrame:
    """All rows in the chosen order; schools without that figure last, equal ones by rank."""
    column, is_rising = ORDERS[order]
    column = found.parts[0].column if column == "need" else column
    return found.rows.sort_values(column, ascending=is_rising, kind="stable", na_position="last").reset_index(drop=True)


def order(chosen: Selection) -> str:
    code = chosen.valid("sorteer", list(ORDERS))
    words = order_words()
    chosen.choose(
        "sorteer",
        _("Order"),
        list(ORDERS),
        then=lambda: chosen.set(blad=None),
        format_func=words.__getitem__,
        label_visibility="collapsed",
        width=190,
    )
    return code


def page(rows: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    """The rows of the page that is open; a school chosen by a link or on the map opens its page."""
    place = rows.index[rows["school_id"] == chosen["keuze"]]
    count = max(-(-len(rows) // PAGE), 1)
    number_of = int(chosen["blad"]) if chosen["blad"].isdecimal() and len(chosen["blad"]) < 4 else 1
    number_of = min(max(number_of, 1), count)
    if len(place) and st.session_state.get(f"{LIST}-school") != chosen["keuze"]:
        number_of = int(place[0]) // PAGE + 1
    st.session_state[f"{LIST}-school"] = chosen["keuze"]
    chosen.set(blad=str(number_of))
    return rows.iloc[(number_of - 1) * PAGE : number_of * PAGE]


def pages(rows: pd.DataFrame, chosen: Selection) -> None:
    """The buttons to the other pages of the list, under it."""
    count = -(-len(rows) // PAGE)
    if count < 2:
        return
    key = f"{LIST}-blad"

    def take() -> None:
        chosen.set(blad=str(st.session_state[key]))

    if st.session_state.get(key) != int(chosen["blad"]):
        st.session_state[key] = int(chosen["blad"])
    st.pagination(count, key=key, on_change=take)


def show(rows: pd.DataFrame, found: Ranked, chosen: Selection) -> pd.Series:
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

    frame = cells(rows, found)
    st.dataframe(
        _in_words(frame, found),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 345),
        column_config=columns(found, has_notes=frame["remarks"].any()),
        on_select=take,
        selection_mode="single-row-required",
        alt=_("List of target schools"),
        key=LIST,
    )
    return rows.iloc[place]


def cells(rows: pd.DataFrame, found: Ranked) -> pd.DataFrame:
    """What the table shows, figures as figures."""
    figures = {part.column: rows[part.column] for part in found.parts if part.slider == "need"}
    rows = found.banded(rows)
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
            "partners": [who if isinstance(who, str) else _("none") for who in rows["partners"]],
            "remarks": [tables.joined(told) for told in zip(_gaps(rows, found), remarks(rows), strict=True)],
        }
    )


def remarks(rows: pd.DataFrame) -> list[str]:
    """What a reader must know of a school, in words."""
    words = zip(rows["score"].isna(), rows["quality_flag"], rows["location_precision"], strict=True)
    return ["; ".join(filter(None, (_("too little is known") if bare else "", tables.remarks(flag, precision))))
            for bare, flag, precision in words]  # fmt: skip


def _gaps(rows: pd.DataFrame, found: Ranked) -> list[str]:
    """Why figures of the table are missing."""
    titles = {part.status: score.short_name(part) for part in found.parts if part.slider == "need"}
    return tables.gaps(rows, {**titles, "ses_woa_status": _("SES district"), "pupils_status": _("pupils")})


def _in_words(frame: pd.DataFrame, found: Ranked):
    need = {part.column: part.decimals for part in found.parts if part.slider == "need"}
    return tables.numbers_as_text(frame, {"rank": 0, **need, "ses_woa": 2, "pupils_count": 0})


def columns(found: Ranked, *, has_notes: bool) -> dict:
    """Fixed widths, so that every column is on screen at 1400 px; without notes the partners take their room.

    The two colours hold in both themes (look.md section 10).
    """
    text, amount, bar = st.column_config.TextColumn, st.column_config.NumberColumn, st.column_config.ProgressColumn
    top = number(found.criteria.top)
    parts_of_need = [part for part in found.parts if part.slider == "need"]
    is_two = len(parts_of_need) > 1
    need = {
        part.column: amount(score.short_name(part), width=84 if is_two else 94, help=score.part_name(part))
        for part in parts_of_need
    }
    share = share_meaning(found.criteria.top)
    partners, note = (74, 85) if is_two else (88, 105)
    spare = 0 if has_notes else note - 50
    return {
        "rank": amount(_("No."), width=45),
        "name": text(_("School"), width=150 if is_two else 190),
        "place": text(_("Place"), width=90),
        "score": bar(_("Target score"), width=90, min_value=0, max_value=100, format="%.0f", color="#d8670f"),
        "band": text(_("Band 5–95 %"), width=88, help=_("Where the school ends up in 90 % of the drawn weightings.")),
        "share": bar(_("In first {top}", top=top), width=95, min_value=0, max_value=100, format="%d %%",
                     color="#3880b0", help=share),
        **need,
        "ses_woa": amount(_("SES district"), width=72),
        "pupils_count": amount(_("Pupils"), width=72),
        "partners": text(_("Partners"), width=partners + spare),
        "remarks": text(_("Note"), width=note - spare),
    }  # fmt: skip


def share_meaning(top: int) -> str:
    return _("Share of 1,000 drawn weightings in which the school is among the first {top}.", top=number(top))
