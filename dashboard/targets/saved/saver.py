"""Saving a list of target schools: a name and a button, and the first schools with their figures as JSON takes them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import language, links, marks, warehouse
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets import downloads, ranked, sentence, states, table
from dashboard.targets.ranked import Ranked
from dashboard.targets.saved import reasons, store
from dashboard.targets.saved.store import SavedList
from dashboard.ui import activity, keeping

FROZEN = ("school_id", "name", "place", "rank", "score", "low", "high", "share", "pupils_count", "participants_count")
FROZEN += ("participants_upper",)
VINTAGE = ("publisher", "title_nl", "title_en", "vintage", "reference_date", "licence", "url", "sha256")
NAME = "doelscholen-lijstnaam"


def folder() -> Path:
    """Where lists are kept; beside the warehouse, so that rebuilding leaves them."""
    return warehouse.data_directory() / "lists"


def popover(ranking: Ranked, chosen: Selection, place: str, reader: Reader) -> None:
    """A name and a button; below it the lists there are."""
    criteria = ranking.criteria  # a session keeps what its widgets call: nothing as large as the list

    def take() -> None:
        name = st.session_state.get(NAME, "")
        if name.strip():
            save = partial(_save, name, ranked.ranked(criteria, reader), chosen, place, reader)
            keeping.carry_out(lambda: chosen.set(lijst=save().list_id))

    with st.popover(_("Lists"), icon=":material/bookmark_add:"):
        if reader.scenario:
            st.caption(_("A list of a what-if is not kept as a list: keep its link."))
        elif reader.may("write", PARTNER):
            hint = ngettext(
                "Saves the first {n} school with its figures.",
                "Saves the first {n} schools with their figures.",
                len(ranking.first),
            )
            hint = hint if len(ranking.first) else None
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
        **kept(ranking, place, reader),
    )


def kept(ranking: Ranked, place: str, reader: Reader) -> dict[str, Any]:
    """What a list keeps besides its rows: the words, marks and exclusions it was seen with, and who was not on it."""
    return {
        "sources": vintages(ranking, reader),
        "years": list(downloads.years(ranking)),
        "words": _words(ranking, place, reader),
        "as_of": reader.build.as_of_date.isoformat()[:10],
        "made_up": marks.of(reader).made_up,
        "left_out": ranking.left_out,
        "is_aged": ranking.is_aged,
        "before": reasons.frozen(ranking),
    }


def _words(ranking: Ranked, place: str, reader: Reader) -> dict[str, list[str]]:
    """The choice in words, in each language: partners come and go, and "all 6" must stay 6."""
    partners = reader.run("coverage_partners")
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    seen, words = language.current(), {}
    try:
        for code in language.LANGUAGES:
            language.use(code)
            told = sentence.choices(ranking.criteria, place, names, activity.theme_names(reader))
            words[code] = [word for word in told if word]
    finally:
        language.use(seen)
    return words


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
    names = [
        *dict.fromkeys([*FROZEN, *table.NOTED]),
        "partners",
        *(name for name in columns if name not in FROZEN),
        *places,
    ]
    return [{name: _value(row[name]) for name in names} for row in rows.to_dict("records")]


def vintages(ranking: Ranked, reader: Reader) -> list[dict[str, str]]:
    """The sources behind the figures, as texts."""
    return [{name: str(row[name] or "") for name in VINTAGE} for row in states.sources(ranking, reader)]


def _value(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
