"""The schools of a plan as a table; the chosen row can be put in for good or left out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.markup import Cell, bold, table
from dashboard.frame.selection import Selection
from dashboard.plan.view import View
from dashboard.ui import pieces, school_links, tables

LIST = "planner-rijen"
NEED = "#d8670f"  # holds in both themes (look.md section 10)


def show(rows: pd.DataFrame, chosen: Selection) -> None:
    """Rows in the order of sector and need."""
    ids = rows["school_id"].tolist()
    at = [ids.index(chosen["keuze"])] if chosen["keuze"] in ids else []
    if st.session_state.get(LIST, {}).get("selection", {}).get("rows", []) != at:
        st.session_state[LIST] = {"selection": {"rows": at, "columns": [], "cells": []}}

    def take() -> None:
        picked = st.session_state[LIST]["selection"]["rows"]
        chosen.set(keuze=ids[picked[0]] if picked and picked[0] < len(ids) else None)

    names = [
        "number",
        "sector",
        "school",
        "municipality_name",
        "region",
        "urbanity",
        "bar",
        "brings",
        "kind",
        "partner",
        "km",
    ]
    has_firmness = bool(rows["stays"].notna().any())
    if has_firmness:  # in the place of the bar, so that all of it is seen at once
        names = [*(name for name in names if name != "bar"), "stays"]
    shown = rows.assign(bar=rows["brings"])[names]
    st.dataframe(
        tables.numbers_as_text(shown, {"number": 0, "brings": 2, "km": 1} | ({"stays": 0} if has_firmness else {})),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 547),
        column_config=_columns(rows, has_firmness=has_firmness),
        on_select=take,
        selection_mode="single-row",
        alt=_("Schools of the proposal"),
        key=LIST,
    )


def _columns(rows: pd.DataFrame, *, has_firmness: bool) -> dict:
    text, amount, bar = st.column_config.TextColumn, st.column_config.NumberColumn, st.column_config.ProgressColumn
    most = max(float(rows["brings"].max()), 0.01)
    hint = _("Need of the school, divided by one plus the partners there, as % of the need of its sector.")
    brings = _("Brings, %") if has_firmness else "%"
    return {
        "number": amount(_("No."), width=38),
        "sector": text(_("Sector"), width=54),
        "school": text(_("School"), width=168 if has_firmness else 198),
        "municipality_name": text(_("Municipality"), width=94),
        "region": text(_("Region"), width=162),
        "urbanity": text(_("Surroundings"), width=120),
        "bar": bar(_("Brings"), width=58, min_value=0, max_value=most, format=" ", color=NEED, help=hint),
        "brings": amount(brings, width=68 if has_firmness else 44, help=hint),
        "kind": text(_("Kind"), width=68),
        "partner": text(_("Partner"), width=146),
        "km": amount("Km", width=40, help=_("From the nearest school where this partner is active.")),
        "stays": amount(
            _("Stays, %"), width=64, help=_("Share of 50 re-solves in which the school stays in the plan.")
        ),
    }


def deeds(rows: pd.DataFrame, view: View, chosen: Selection) -> None:
    """What can be done with the chosen row: put in for good, leave out, let go, look at."""
    ids = rows["school_id"].tolist()
    if chosen["keuze"] not in ids:
        pieces.note(_("Choose a row to put a school in for good, or to leave it out."))
        return
    code = chosen["keuze"]
    row = rows.iloc[ids.index(code)]
    locked, banned = view.rules.locked, view.rules.banned
    pieces.piece(school_links.anchor(code, row["school"]) + f": {row['why']}", "rw-panel")
    with st.container(horizontal=True):
        if code in locked:
            rules = replace(view.rules, locked=tuple(one for one in locked if one != code))
            _button(_("Let go"), "lock_open", chosen, rules)
        else:
            _button(_("Always in"), "lock", chosen, replace(view.rules, locked=(*locked, code)))
        less = tuple(one for one in locked if one != code)
        _button(_("Never in"), "block", chosen, replace(view.rules, locked=less, banned=(*banned, code)))


def _button(label: str, icon: str, chosen: Selection, rules) -> None:
    told = {"vast": ",".join(rules.locked) or None, "niet": ",".join(rules.banned) or None, "keuze": None}
    st.button(label, icon=f":material/{icon}:", key=f"planner-{icon}", on_click=chosen.set, kwargs=told)


def reasons(rows: pd.DataFrame, left_out: str) -> None:
    """Why each school is in it, and which school of each sector is the first that is not."""
    with st.expander(_("Why is each school in it?")):
        lines = [
            [
                Cell(row["number"], is_number=True),
                row["sector"],
                Cell(school_links.anchor(row["school_id"], row["school"])),
                row["why"],
            ]
            for row in rows.to_dict("records")
        ]
        heads = [Cell(_("No."), is_number=True), _("Sector"), _("School"), _("Why")]
        pieces.piece(table(heads, lines), "rw-scroll")
        if left_out:
            pieces.piece(bold(left_out), "rw-panel")
