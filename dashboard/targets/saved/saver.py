"""Saving a list of target schools: a name and a button, and the first schools with their figures as JSON takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import links, warehouse
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets import downloads, states
from dashboard.targets.ranked import Ranked
from dashboard.targets.saved import store
from dashboard.targets.saved.store import SavedList

FROZEN = ("school_id", "name", "place", "rank", "score", "low", "high", "share", "pupils_count", "participants_count")
FROZEN += ("participants_upper",)
VINTAGE = ("publisher", "title_nl", "title_en", "vintage", "reference_date", "licence", "url", "sha256")
NAME = "doelscholen-lijstnaam"


def folder() -> Path:
    """Where lists are kept; beside the warehouse, so that rebuilding leaves them."""
    return warehouse.data_directory() / "lists"


def popover(ranking: Ranked, chosen: Selection, place: str, reader: Reader) -> None:
    """A name and a button; below it the lists there are."""

    def take() -> None:
        name = st.session_state.get(NAME, "")
        if name.strip():
            chosen.set(lijst=_save(name, ranking, chosen, place, reader).list_id)

    with st.popover(_("Lists"), icon=":material/bookmark_add:"):
        if reader.may("write", PARTNER):
            hint = ngettext(
                "Saves the first {n} school with its figures.",
                "Saves the first {n} schools with their figures.",
                len(ranking.first),
            )
            st.text_input(_("Name of the list"), key=NAME, max_chars=store.LONGEST_NAME, help=hint)
            st.button(
                _("Save this list"),
                icon=":material/bookmark_add:",
                type="primary",
                on_click=take,
                disabled=ranking.scored.empty,
                key="doelscholen-bewaar",
            )
        for saved in store.newest(folder(), reader.access):
            label = f"{md(saved.name)} ({saved.saved_at[:10]}, {number(len(saved.rows))})"
            links.link("doelscholen", label, {"lijst": saved.list_id}, icon=":material/bookmark:")


def _save(name: str, ranking: Ranked, chosen: Selection, place: str, reader: Reader) -> SavedList:
    return store.save(
        folder(),
        reader.access,
        name=name,
        build_id=reader.build.build_id,
        place=place,
        criteria=ranking.criteria.plain(),
        link=_link(chosen),
        rows=frozen(ranking),
        sources=vintages(ranking, reader),
        years=downloads.years(ranking),
    )


def _link(chosen: Selection) -> dict[str, str]:
    """The choices that are not at their default, as the URL has them."""
    apart = ("lijst", "keuze", "beeld", "blad", "sorteer")
    moved = {name: chosen[name] for name, default in chosen.defaults.items() if chosen[name] != default}
    return {name: value for name, value in moved.items() if name not in apart}


def frozen(ranking: Ranked) -> list[dict[str, Any]]:
    """The first schools with their figures, as JSON takes them; what is hidden or missing is null."""
    columns = [part.column for part in ranking.parts]
    rows = ranking.banded(ranking.first).assign(partners=ranking.first["partners"].astype(object).fillna(""))
    places = [part.place for part in ranking.parts]
    names = [*FROZEN, "partners", *(name for name in columns if name not in FROZEN), *places]
    return [{name: _value(row[name]) for name in names} for row in rows.to_dict("records")]


def vintages(ranking: Ranked, reader: Reader) -> list[dict[str, str]]:
    """The sources behind the figures, as texts."""
    return [{name: str(row[name] or "") for name in VINTAGE} for row in states.sources(ranking, reader)]


def _value(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
