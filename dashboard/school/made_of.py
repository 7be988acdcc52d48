"""What the figures of a school are made of: counts behind its shares, and other forms of the same figure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame import language, markup
from dashboard.frame.language import _, number
from dashboard.frame.markup import Cell, escape
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.school.facts import School
from dashboard.ui import pieces, tables

# a count -> the share that it would give away where that is held back; '' of what gives nothing away
SHOWN: Mapping[str, Mapping[str, str]] = {
    "PO": {
        "po_need_decile": "", "po_achterstandsscore": "", "po_achterstandsscore_per_pupil": "",
        "po_weight_pupils": "po_weight_pupils_pct", "po_pupils_apcg": "po_pupils_apcg_pct",
        "po_pupils_home_known": "", "po_advice_double_pct": "",
    },
    "VO": {
        "vo_flow_pupils": "", "vo_repeaters": "vo_repeaters_pct", "vo_afstroom": "vo_afstroom_pct",
        "vo_opstroom": "vo_opstroom_pct", "vo_achterstandsscore": "", "vo_achterstandsscore_pro": "",
    },
}  # fmt: skip


def of(school: School, reader: Reader) -> pd.DataFrame:
    """One row per figure, in the order of SHOWN; without a value where its share is held back."""
    shares = SHOWN.get(school.sector, {})
    asked = tuple(dict.fromkeys([*shares, *filter(None, shares.values())]))
    rows = reader.run("school_made_of", {"school": school.school_id, "brin": school.brin, "indicators": asked})
    held = set(rows.loc[rows["status"] == "withheld", "indicator_id"])
    rows = rows[rows["indicator_id"].isin(list(shares))].sort_values(
        "indicator_id", key=lambda names: names.map(list(shares).index)
    )
    hidden = rows["indicator_id"].map(shares).isin(held)
    return rows.assign(
        value=rows["value"].mask(hidden), n=rows["n"].mask(hidden), status=rows["status"].mask(hidden, "withheld")
    )


def show(school: School, reader: Reader) -> None:
    """A table behind one click; nothing where no source has any of it."""
    rows = of(school, reader)
    if rows.empty:
        return
    known = {row["indicator_id"]: Indicator.of(row) for row in reader.run("school_indicators").to_dict("records")}
    with st.expander(_("What these figures are made of")):
        heads = [_("Figure"), Cell(_("Value"), is_number=True), Cell("n", is_number=True), _("Period")]
        lines = [_line(row, known[row["indicator_id"]]) for row in rows.to_dict("records")]
        pieces.piece(markup.table(heads, lines), "rw-scroll")
        note = _("A count is withheld where it would tell a share that is: fewer than five pupils in it or outside it.")
        pieces.piece(escape(note), "rw-muted rw-small")


def _line(row: dict, indicator: Indicator) -> list[str | Cell]:
    name = pieces.named(indicator, "name")
    word = language.unit(indicator)
    value, n = tables.cell_word(row["status"]), ""
    if row["status"] == "observed" and pd.notna(row["value"]):
        value, n = number(row["value"], indicator.digits(row["n"])), "" if pd.isna(row["n"]) else number(row["n"])
    told = f"{name}, {word}" if word else name
    return [told, Cell(value, is_number=True), Cell(n, is_number=True), str(row["period"])]
