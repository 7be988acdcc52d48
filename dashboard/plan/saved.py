"""Saved plans: one JSON file each in data/lists/plans/, as they were when they were saved."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import audit, documents, language, links, marks, owners, warehouse
from dashboard.frame.access import PARTNER, Access, may, require
from dashboard.frame.language import _, day, number
from dashboard.frame.markup import Cell, md, table
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.plan import words
from dashboard.ui import keeping, pieces, school_links

log = logging.getLogger(__name__)
LONGEST_NAME, MOST_BYTES, MOST_SHOWN = 80, 1_000_000, 50
NAME = "planner-lijstnaam"
FROZEN = ("number", "school_id", "sector", "name", "municipality_name", "brings", "partner")
APART = ("plan", "keuze", "beeld")  # choices that are of the reader, not of the plan


@dataclass(frozen=True)
class SavedPlan:
    """A plan as it was when it was saved; `words` and `finding` are the choices and the sentence per language."""

    plan_id: str
    name: str
    saved_at: str  # UTC, ISO 8601
    saved_by: str
    build_id: str
    link: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    words: Mapping[str, Sequence[str]]
    finding: Mapping[str, str]
    made_up: str = ""


def folder() -> Path:
    """Beside the lists of target schools, so that a backup holds them and a rebuild leaves them."""
    return warehouse.data_directory() / "lists" / "plans"


def save(name: str, access: Access, **facts: Any) -> SavedPlan:
    """Writes a new plan and returns it. Raises NotAllowed, ValueError on no name."""
    require(access, "write", PARTNER, "saved plans")
    saved_at = datetime.now(UTC).isoformat(timespec="seconds")
    plan = SavedPlan(documents.new_id(), documents.clean_name(name, LONGEST_NAME), saved_at, access.actor, **facts)
    documents.write(folder() / f"{plan.plan_id}.json", documents.sealed(asdict(plan)))
    audit.wrote(access, "plan")
    return plan


def load(plan_id: str, access: Access) -> SavedPlan | None:
    """The plan with this id; None where there is none that this person can read. Raises NotAllowed."""
    require(access, "read", PARTNER, "saved plans")
    plan = _read(folder() / f"{plan_id}.json") if documents.ID.fullmatch(plan_id) else None
    return plan if plan and owners.sees(access, plan.plan_id, plan.saved_by) else None


def _read(file: Path) -> SavedPlan | None:
    try:
        if file.stat().st_size > MOST_BYTES:
            return None
        plan = SavedPlan(**documents.opened(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        if file.exists():  # an id opens a plan, so it stays out of the log
            log.warning("a saved plan cannot be read: %s", type(error).__name__)
        return None
    return plan if plan.plan_id == file.stem else None


def newest(access: Access) -> list[SavedPlan]:
    """The plans that this person can read, the newest first, at most 50."""
    if not may(access, "read", PARTNER) or not folder().is_dir():
        return []
    files = documents.newest_first(folder())
    plans = (plan for plan in map(_read, files) if plan and owners.sees(access, plan.plan_id, plan.saved_by))
    return list(islice(plans, MOST_SHOWN))


def frozen(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The schools with their figures, as JSON takes them."""
    return [{name: _plain(row[name]) for name in FROZEN} for row in rows.to_dict("records")]


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def popover(rows: pd.DataFrame, told, chosen: Selection, reader: Reader) -> None:
    """A name and a button; below it the plans there are. `told` gives the choices and the sentence in words."""

    def take() -> None:
        name = st.session_state.get(NAME, "")
        if name.strip():
            facts = {
                "build_id": reader.build.build_id,
                "link": _link(chosen),
                "rows": frozen(rows),
                "made_up": marks.of(reader).made_up or "",
                **_in_each_language(told),
            }
            keeping.carry_out(lambda: chosen.set(plan=save(name, reader.access, **facts).plan_id))

    with st.popover(_("Saved plans"), icon=":material/bookmark_add:"):
        if reader.may("write", PARTNER):
            st.text_input(_("Name of the plan"), key=NAME, max_chars=LONGEST_NAME)
            st.button(
                _("Save this plan"),
                icon=":material/bookmark_add:",
                type="primary",
                on_click=take,
                disabled=rows.empty,
                key="planner-bewaar",
            )
        for plan in newest(reader.access):
            label = f"{md(plan.name)} ({plan.saved_at[:10]}, {number(len(plan.rows))})"
            links.link("planner", label, {"plan": plan.plan_id}, icon=":material/bookmark:")


def _in_each_language(told) -> dict[str, Any]:
    seen, words_of, finding = language.current(), {}, {}
    try:
        for code in language.LANGUAGES:
            language.use(code)
            words_of[code], finding[code] = told()
    finally:
        language.use(seen)
    return {"words": words_of, "finding": finding}


def _link(chosen: Selection) -> dict[str, str]:
    return {
        name: chosen[name] for name, first in chosen.defaults.items() if chosen[name] != first and name not in APART
    }


def show(chosen: Selection, reader: Reader) -> None:
    """The page of one saved plan: its schools as they were, and a link to the same demands with the figures of now."""
    plan = load(chosen["plan"], reader.access)
    if plan is None:
        pieces.head(_("Planner"), [], _("There is no such plan."))
        st.warning(
            _("**This plan is not here.** It was saved elsewhere, or its file is gone. Ask for the link again."),
            icon=":material/bookmark:",
        )
        links.link("planner", _("To the planner"), {"po": "5"})
        return
    code = language.current()
    when = _("saved on {day}", day=day(datetime.fromisoformat(plan.saved_at)))
    pieces.head(_("Planner"), [when, *plan.words.get(code, ())], f"{md(plan.name)}: {plan.finding.get(code, '')}")
    if plan.made_up and not reader.build.is_fictional:
        st.info(_("**Made up:** {what}.", what=marks.words(plan.made_up)), icon=":material/info:")
    links.link("planner", _("The same demands with the figures of now"), {"weergave": "voorstel", **plan.link})
    _table(plan)
    pieces.source_line(
        [
            _(
                "Saved by {who} from build {then}; the build of now is {now}.",
                who=plan.saved_by,
                then=plan.build_id,
                now=reader.build.build_id,
            ),
            _("The address of this page is the link to this plan. Its figures stay as they were."),
            _("A proposal, not a decision: a place on it is not a judgement on a school."),
        ]
    )


def _table(plan: SavedPlan) -> None:
    heads = [
        Cell(_("No."), is_number=True),
        _("Sector"),
        _("School"),
        _("Municipality"),
        Cell(_("Need it brings, % of its sector"), is_number=True),
        _("Partner"),
    ]
    lines = [
        [
            Cell(number(row["number"]), is_number=True),
            row["sector"],
            Cell(school_links.anchor(row["school_id"], words.short(row["name"]))),
            row["municipality_name"] or "",
            Cell(words.points(row["brings"]), is_number=True),
            row["partner"] or "",
        ]
        for row in plan.rows
    ]
    pieces.piece(table(heads, lines), "rw-scroll")
