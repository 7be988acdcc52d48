"""Saving a list of target schools, and a saved list as it was: the frozen figures and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from dashboard.frame import links, warehouse
from dashboard.frame.access import PARTNER, NotAllowed
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets import downloads as targets_downloads
from dashboard.targets import explain, ranked, sentence, states
from dashboard.targets.criteria import Criteria
from dashboard.targets.ranked import Ranked
from dashboard.targets.saved import downloads, store
from dashboard.targets.saved.store import Changes, SavedList
from dashboard.ui import pieces
from dashboard.ui import tables as parts

FROZEN = ("school_id", "name", "place", "rank", "score", "low", "high", "share", "pupils_count", "participants_count")
VINTAGE = ("publisher", "title_nl", "title_en", "vintage", "reference_date", "licence", "url", "sha256")
NAME = "doelscholen-lijstnaam"


def folder():
    """Where lists are kept; beside the warehouse, so that rebuilding leaves them."""
    return warehouse.data_directory() / "lists"


def saver(found: Ranked, chosen: Selection, place: str, reader: Reader) -> None:
    """A name and a button; below it the lists there are."""

    def take() -> None:
        name = st.session_state.get(NAME, "")
        if not name.strip():
            return
        saved = store.save(
            folder(),
            reader.access,
            name=name,
            build_id=reader.build.build_id,
            place=place,
            criteria=found.criteria.plain(),
            link=_link(chosen),
            rows=frozen(found),
            sources=vintages(found, reader),
            years=targets_downloads.years(found),
        )
        chosen.set(lijst=saved.list_id)

    with st.popover(_("Lists"), icon=":material/bookmark_add:"):
        if reader.may("write", PARTNER):
            told = ngettext(
                "Saves the first {n} school with its figures.",
                "Saves the first {n} schools with their figures.",
                len(found.first),
            )
            st.text_input(_("Name of the list"), key=NAME, max_chars=store.LONGEST_NAME, help=told)
            st.button(
                _("Save this list"),
                icon=":material/bookmark_add:",
                type="primary",
                on_click=take,
                disabled=found.scored.empty,
                key="doelscholen-bewaar",
            )
        for saved in store.known(folder(), reader.access):
            label = f"{md(saved.name)} ({saved.saved_at[:10]}, {number(len(saved.rows))})"
            links.link("doelscholen", label, {"lijst": saved.list_id}, icon=":material/bookmark:")


def _link(chosen: Selection) -> dict[str, str]:
    """The choices that are not at their default, as the URL has them."""
    apart = ("lijst", "keuze", "beeld", "blad", "sorteer")
    moved = {name: chosen[name] for name, default in chosen.defaults.items() if chosen[name] != default}
    return {name: value for name, value in moved.items() if name not in apart}


def frozen(found: Ranked) -> list[dict[str, Any]]:
    """The first schools with their figures, as JSON takes them; what is hidden or missing is null."""
    parts_of = [part.column for part in found.parts]
    rows = found.banded(found.first).assign(partners=found.first["partners"].astype(object).fillna(""))
    places = [part.place for part in found.parts]
    names = [*FROZEN, "partners", *(name for name in parts_of if name not in FROZEN), *places]
    return [{name: _value(row[name]) for name in names} for row in rows.to_dict("records")]


def vintages(found: Ranked, reader: Reader) -> list[dict[str, str]]:
    """The sources behind the figures, as texts."""
    return [{name: str(row[name] or "") for name in VINTAGE} for row in states.sources(found, reader)]


def _value(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def show(chosen: Selection, partners: pd.DataFrame, reader: Reader) -> None:
    """The page of one saved list."""
    try:
        saved = store.load(folder(), chosen["lijst"], reader.access)
    except (store.NoSuchList, NotAllowed):
        pieces.head(_("Target schools"), [], _("There is no such list."))
        st.warning(
            _("**This list is not here.** It was saved elsewhere, or its file is gone. Ask for the link again."),
            icon=":material/bookmark:",
        )
        links.link("doelscholen", _("To the target schools"), {"eerste": "100"})
        return
    now = _now(saved, reader)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    changes = None if now is None else store.changes(saved.rows, frozen(now))
    selection = _selection(saved, now, names)
    pieces.head(_("Target schools"), selection, _told(saved, changes))
    with st.container(horizontal=True, vertical_alignment="center"):
        links.link("doelscholen", _("This choice with the figures of now"), {"eerste": "100", **saved.link})
        downloads.buttons(saved, changes, selection, reader)
    _table(saved, changes)
    if changes:
        _differences(changes)
    # Below the tables: beside the downloads the browser would take it for the open popover that saved the list.
    _remover(saved, chosen, reader)
    build = reader.build
    pieces.source_line(
        [
            _("Saved by {who} from build {then}; compared with build {now}.", who=saved.saved_by, then=saved.build_id,
              now=build.build_id),
            _("The address of this page is the link to this list. The figures in the table stay as they were."),
        ]
    )  # fmt: skip


def _remover(saved: SavedList, chosen: Selection, reader: Reader) -> None:
    """A button behind a button: what goes is gone."""

    def take() -> None:
        store.remove(folder(), saved.list_id, reader.access)
        chosen.set(lijst=None)

    if not reader.may("write", PARTNER):
        return
    with st.popover(_("Remove"), icon=":material/delete:"):
        st.markdown(_("The list goes for good. Who has its link will not find it any more."))
        st.button(
            _("Remove this list"), icon=":material/delete:", type="primary", on_click=take, key="doelscholen-verwijder"
        )


def _now(saved: SavedList, reader: Reader) -> Ranked | None:
    """The list under the same criteria now; None when these criteria are not understood any more."""
    try:
        return ranked.ranked(Criteria.of(saved.criteria), reader)
    except (TypeError, KeyError, ValueError, IndexError):
        return None


def _selection(saved: SavedList, now: Ranked | None, names: Mapping[str, str]) -> list[str]:
    when = _("saved on {day}", day=day(datetime.fromisoformat(saved.saved_at)))
    return [when] if now is None else [when, *sentence.criteria(now.criteria, saved.place, names, {})]


def _told(saved: SavedList, changes: Changes | None) -> str:
    start = ngettext("{name}: **{n} school** as it was.", "{name}: **{n} schools** as they were.", len(saved.rows),
                     name=saved.name)  # fmt: skip
    if changes is None:
        return f"{start} {_('It cannot be compared with now.')}"
    if not changes:
        return f"{start} {_('Nothing has changed since.')}"
    since = _(
        "Since then **{entered} entered, {left} left and {moved} moved**.",
        entered=number(len(changes.entered)),
        left=number(len(changes.left)),
        moved=number(len(changes.moved)),
    )
    return f"{start} {since}"


def _table(saved: SavedList, changes: Changes | None) -> None:
    rows = downloads.frame(saved, changes)
    if rows.empty:
        st.info(_("**No schools in this list.**"), icon=":material/filter_alt_off:")
        return
    known = [column for column, _meaning in downloads.columns(saved, rows)]
    columns = [column for column in known if column.name != "school_id" and not column.name.endswith("_part")]
    decimals = {c.name: c.decimals for c in columns if c.name not in ("name", "place", "partners", "now")}
    shown = rows[[column.name for column in columns]]
    if changes is not None:
        shown = shown.assign(now=shown["now"].map(str))
    st.dataframe(
        parts.numbers_as_text(shown, decimals),
        hide_index=True,
        placeholder=parts.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 560),
        column_config={column.name: column.title for column in columns},
        alt=_("Saved list"),
        key="doelscholen-bewaard",
    )


def _differences(changes: Changes) -> None:
    line = explain.school_line
    kinds = (
        (_("Entered"), [line(row, number(row["rank"])) for row in changes.entered]),
        (_("Left"), [line(row, number(row["rank"])) for row in changes.left]),
        (_("Moved"), [line(row, f"{number(then)} → {number(now)}") for row, then, now in changes.moved]),
    )
    for column, (title, lines) in zip(st.columns(3), kinds, strict=True):
        with column:
            counted = Markup('<b>{}</b> <span class="rw-muted">{}</span>').format(title, number(len(lines)))
            pieces.piece(explain.short_table(counted, lines), "rw-panel")
