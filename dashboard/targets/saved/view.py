"""A saved list of target schools as it was: the frozen figures and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import language, links, marks
from dashboard.frame.access import NotAllowed
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets import explain, finding, ranked, sentence
from dashboard.targets.criteria import Criteria
from dashboard.targets.ranked import Ranked
from dashboard.targets.saved import downloads, reasons, saver, store
from dashboard.targets.saved.store import Changes, SavedList
from dashboard.ui import activity, keeping, pieces, school_links, tables


def show(chosen: Selection, partners: pd.DataFrame, reader: Reader) -> None:
    """The page of one saved list."""
    try:
        saved = store.load(saver.folder(), chosen["lijst"], reader.access)
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
    changes = None if now is None else changes_of(saved, now)
    selection = _selection(saved, now, names)
    pieces.head(_("Target schools"), selection, _finding(saved, changes))
    marked = downloads.marks_of(saved)
    if marked.made_up and not reader.build.is_fictional:
        st.info(_("**Made up:** {what}.", what=marks.words(marked.made_up)), icon=":material/info:")
    with st.container(horizontal=True, vertical_alignment="center"):
        links.link("doelscholen", _("This choice with the figures of now"), {"eerste": "100", **_link(saved, chosen)})
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
            " · ".join(f"{name}: {text}" for name, text in marked.facts().items()),
            finding.left_out(saved.left_out),
            _("The address of this page is the link to this list. The figures in the table stay as they were."),
        ]
    )  # fmt: skip


def _remover(saved: SavedList, chosen: Selection, reader: Reader) -> None:
    """A button behind a button: what goes is gone."""

    def take() -> None:
        store.remove(saver.folder(), saved.list_id, reader.access)
        chosen.set(lijst=None)

    if not store.may_remove(saved, reader.access):
        return
    with st.popover(_("Remove"), icon=":material/delete:"):
        st.markdown(_("The list goes for good. Who has its link will not find it any more."))
        st.button(
            _("Remove this list"),
            icon=":material/delete:",
            type="primary",
            key="doelscholen-verwijder",
            on_click=keeping.carry_out,
            args=(take,),
        )


def _link(saved: SavedList, chosen: Selection) -> dict[str, str]:
    """The choices of the list, its school year too: a list of before 26 November 2026 may say nothing for all years."""
    link = {name: value for name, value in saved.link.items() if name != "schooljaar"}
    year = activity.year_in_link(saved.criteria.get("filters", {}).get("school_year", ""))
    return link if year == chosen.defaults["schooljaar"] else {**link, "schooljaar": year}


def _now(saved: SavedList, reader: Reader) -> Ranked | None:
    """The list under the same criteria now; None when these criteria are not understood any more."""
    try:
        return ranked.ranked(Criteria.of(saved.criteria), reader)
    except (TypeError, KeyError, ValueError, IndexError):
        return None


def _selection(saved: SavedList, now: Ranked | None, names: Mapping[str, str]) -> list[str]:
    when = _("saved on {day}", day=day(datetime.fromisoformat(saved.saved_at)))
    told = saved.words.get(language.current())
    if told:
        return [when, *told]
    return [when] if now is None else [when, *sentence.choices(now.criteria, saved.place, names, {})]


def _finding(saved: SavedList, changes: Changes | None) -> str:
    start = ngettext("{name}: **{n} school** as it was.", "{name}: **{n} schools** as they were.", len(saved.rows),
                     name=md(saved.name))  # fmt: skip
    if changes is None:
        return f"{start} {_('It cannot be compared with now.')}"
    if not changes:
        return f"{start} {_('Nothing has changed since.')}"
    counts = [
        ngettext("{n} entered", "{n} entered", len(changes.entered)) if changes.entered else "",
        ngettext("{n} left", "{n} left", len(changes.left)) if changes.left else "",
        ngettext("{n} moved out of its band", "{n} moved out of their band", len(changes.moved))
        if changes.moved
        else "",
    ]
    if not any(counts):
        return f"{start} {_('Since then places shifted within their bands only.')}"
    since = _("Since then **{counts}**.", counts=", ".join(filter(None, counts)))
    return f"{start} {since}"


def changes_of(saved: SavedList, now: Ranked) -> Changes:
    """What changed, and why each school that came or went did so."""
    changes = store.changes(saved.rows, saver.frozen(now))
    codes = [row["school_id"] for row in (*changes.entered, *changes.left)]
    return replace(changes, why=reasons.reasons(saved, now, codes))


def _table(saved: SavedList, changes: Changes | None) -> None:
    rows = downloads.frame(saved, changes)
    if rows.empty:
        st.info(_("**No schools in this list.**"), icon=":material/filter_alt_off:")
        return
    columns = [column for column, _meaning in downloads.columns(saved, rows)]
    columns = [column for column in columns if column.name != "school_id" and not column.name.endswith("_part")]
    texts = ("name", "place", "partners", "now", "remarks")
    decimals = {column.name: column.decimals for column in columns if column.name not in texts}
    shown = rows[[column.name for column in columns]]
    if changes is not None:
        shown = shown.assign(now=shown["now"].map(str))
    st.dataframe(
        tables.numbers_as_text(shown, decimals),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(rows) + 37, 560),
        column_config={column.name: column.title for column in columns},
        alt=_("Saved list"),
        key="doelscholen-bewaard",
    )


def _differences(changes: Changes) -> None:
    """Who came and went and why, who moved out of its band; what moved within it is folded away."""

    def line(row: Mapping[str, Any]) -> list[str | Cell]:
        name, place, reason = str(row["name"]), str(row["place"] or ""), changes.why.get(row["school_id"], "")
        link = school_links.anchor(str(row["school_id"]), name)
        told = Markup("{} <small>{}</small><br><small>{}</small>").format(link, place, reason)
        return [Cell(number(row["rank"]), is_number=True), told]

    kinds = (
        (_("Entered"), [line(row) for row in changes.entered]),
        (_("Left"), [line(row) for row in changes.left]),
        (_("Moved out of its band"), [_step(*moved) for moved in changes.moved]),
    )
    for column, (title, lines) in zip(st.columns(3), kinds, strict=True):
        with column:
            _counted(title, lines)
    if changes.shifted:
        shifted = ngettext("{n} school moved within its band", "{n} schools moved within their bands",
                           len(changes.shifted))  # fmt: skip
        with st.expander(shifted):
            _counted(_("Moved within its band"), [_step(*moved) for moved in changes.shifted])


def _step(row: Mapping[str, Any], then: int, now: int) -> list[str | Cell]:
    return explain.school_line(row, f"{number(then)} → {number(now)}")


def _counted(title: str, lines: list[list[str | Cell]]) -> None:
    counted = Markup('<b>{}</b> <span class="rw-muted">{}</span>').format(title, number(len(lines)))
    pieces.piece(explain.short_table(counted, lines), "rw-panel")
