"""The schools that are open: a list to tick, with who is nearest and who claims; tick and claim, or let go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboard.divide import deeds
from dashboard.divide.opened import Opened
from dashboard.divide.view import View
from dashboard.figures import divide
from dashboard.frame.claims import Claim
from dashboard.frame.language import _, ngettext, number
from dashboard.ui import pieces, school_links, tables

LIST = "verdeel-rijen"
TICKED = "verdeel-aangevinkt"  # the schools that were ticked last, for the leaf what if
MOST = 200
NUMBERED = re.compile(r"^Wijk \d+ (?=\w)")  # CBS numbers the wijken of some towns; a list has no room for it
# hold in both themes (look.md section 10)
MINE, CLASH, FREE = "#3880b0", "#c4681f", "#7b8992"


def rows_of(view: View, here: Opened, most: int | None = MOST) -> pd.DataFrame:
    """The first of the open schools, or all, with the nearest partner that is not there yet and who claims them."""
    rows = here.of(view.table).head(most or len(view.table.schools)).reset_index(drop=True)
    there = {row["school_id"]: row["partner_ids"].split(",") for row in rows.to_dict("records")}
    ids = list(rows["school_id"])
    near = divide.nearest(ids, view.distances(ids), there)
    return rows.assign(
        near_name=near["partner_name"].to_numpy(), near_km=near["distance_km"].to_numpy(float),
        claim=[claim_word(view.by_school.get(school_id, ()), view) for school_id in ids],
        where=[NUMBERED.sub("", wijk) or town or "" for wijk, town in _places(rows)],
    )  # fmt: skip


def _places(rows: pd.DataFrame) -> Iterable[tuple[str, str | None]]:
    return zip(rows["district_name"], rows["municipality_name"], strict=True)


def claim_word(claims: Sequence[Claim], view: View) -> str:
    """free, ✓ one, ✓ two that go together, ! two that clash."""
    if not claims:
        return _("free")
    names = joined(sorted({view.partner(one.partner_id) for one in claims}))
    is_clash = any(claims[0].school_id == clash[0].school_id for clash in view.clashes)
    return f"{'!' if is_clash else '✓'} {names}"


def joined(names: Sequence[str]) -> str:
    """Alfa, Bravo and Charlie."""
    *most, last = names
    return f"{', '.join(most)} {_('and')} {last}" if most else last


def show(shown: pd.DataFrame, here: Opened, view: View) -> list[str]:
    """The list; returns the school_ids of the ticked rows."""
    everything, word = len(here.of(view.table)), unit(view.filters.sector)
    count = ngettext("{n} school, need in {unit}", "{n} schools, most need first, in {unit}", everything, unit=word)
    pieces.heading(here.word, count)
    if told := here.elsewhere(view):
        pieces.note(told)
    if shown.empty:
        st.info(_("**No school stands here.** Choose a cell of the matrix."), icon=":material/grid_off:")
        return []
    state = st.dataframe(
        _styled(_frame(shown), view.filters.sector),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(shown) + 37, 345),
        column_config=_columns(),
        on_select="rerun",
        selection_mode="multi-row",
        alt=_("Schools of the open cell"),
        key=f"{LIST}-{here.code}-{deeds.turn()}",
    )
    if everything > len(shown):
        pieces.note(_("The first {n} of {all}; the export has all.", n=number(len(shown)), all=number(everything)))
    ticked = [shown["school_id"].iloc[at] for at in state["selection"]["rows"] if at < len(shown)]
    school_links.of_picked(state, shown)
    if ticked:
        st.session_state[TICKED] = ticked
    return ticked


def _frame(rows: pd.DataFrame) -> pd.DataFrame:
    near = [
        f"{number(km, 1)} · {name}" if isinstance(name, str) else tables.NONE
        for name, km in zip(rows["near_name"], rows["near_km"], strict=True)
    ]
    return pd.DataFrame(
        {"name": rows["name"], "where": rows["where"], "need": rows["need"], "near": near, "claim": rows["claim"]}
    )


def _styled(frame: pd.DataFrame, sector: str) -> Styler:
    def colour(word: str) -> str:
        ink = CLASH if word.startswith("!") else MINE if word.startswith("✓") else FREE
        return f"color:{ink}" + (";font-weight:600" if ink == CLASH else "")

    return tables.numbers_as_text(frame, {"need": 0 if sector == "VO" else 1}).map(colour, subset=["claim"])


def _columns() -> dict:
    text, amount = st.column_config.TextColumn, st.column_config.NumberColumn
    near = _("The nearest other school where a partner is active that is not at this one yet, straight on.")
    return {
        "name": text(_("School"), width=150),
        "where": text(_("District or municipality"), width=100),
        "need": amount(_("Need"), width=70),
        "near": text(_("Nearest, km"), width=126, help=near),
        "claim": text(_("Claimed by"), width=116),
    }


def unit(sector: str) -> str:
    """What a load of this sector is counted in."""
    return _("points") if sector == "PO" else _("pupils in vmbo and pro")
