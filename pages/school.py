"""Page School: one school in full, and on its second leaf what to tell it when it asks."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.access import PARTNER
from dashboard.frame.language import _
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader, data_directory
from dashboard.school import (
    alike,
    around,
    asking,
    downloads,
    facts,
    log,
    made_of,
    nearby,
    outcomes,
    partners,
    secondary,
    strips,
    years,
)
from dashboard.targets.saved import store
from dashboard.ui import choices, gaps, notes, pieces, school_links, supposed

DEFAULTS = {"school": "", "deel": "school", "thema": "", "groep": "", "ook": "0"} | choices.WHAT_IF
MOST_LISTS = 20


def render(reader: Reader) -> None:
    chosen = Selection("school", DEFAULTS)
    school_id = chosen["school"].strip().upper()
    school = facts.of(school_id, reader)
    if school is None:
        school_links.recent()
        pieces.head(_("School"), [], "")
        around.no_school(school_id)
        chosen.write()
        return
    school_links.remember(school.school_id, school.name)
    school_links.recent()
    figures, activities = strips.of(school, reader), facts.activities(school.school_id, reader)
    leaves = ["school", "aanvraag"] if activities is not None else ["school"]
    if chosen.valid("deel", leaves) == "aanvraag" and activities is not None:
        _asking(school, figures, activities, chosen, reader)
    else:
        reader = supposed.reader(chosen, reader)  # what a school that asks is told stands on what is
        activities = facts.activities(school.school_id, reader)
        pieces.head(md(school.name), facts.line(school, reader), facts.sentence(school, activities, figures))
        _leaves(chosen, leaves)
        _facts(school, figures, activities, reader)
    pieces.source_line(around.source_lines(school, reader))
    chosen.write()


def _leaves(chosen: Selection, leaves: list[str]) -> None:
    words = {"school": _("School"), "aanvraag": _("Request")}
    chosen.pick("deel", _("Part"), leaves, format_func=words.__getitem__, label_visibility="collapsed")


def _facts(school, figures, activities, reader: Reader) -> None:
    left, middle, right = st.columns([1, 1, 1.02], gap="medium")
    with left:
        strips.show(school, figures, reader)
        gaps.among(around.indicators(school), reader)
        made_of.show(school, reader)
        around.wijk(school, reader)
    with middle:
        if school.sector == "VO":
            secondary.types(school, reader)
            secondary.exams(school, reader)
        else:
            years.pupils(school, reader)
        if school.sector in ("PO", "SBO"):
            years.advice(school, reader)
            outcomes.show(school, reader)
    with right:
        partners.show(activities, reader)
        nearby.show(school, nearby.of(school, reader), reader)
    notes.show([notes.Spot(school.school_id, school.name, school.municipality_code or "")], reader)
    alike.show(school, reader)
    with st.container(horizontal=True, vertical_alignment="center"):
        around.why_target(school, reader)
        downloads.button(school, figures, reader)
        pieces.question("school_facts", {"school": school.school_id})
    if reader.may("read", PARTNER):
        around.lists(_lists(school.school_id, reader))


def _asking(school, figures, activities, chosen: Selection, reader: Reader) -> None:
    asked = asking.wish(school, chosen, reader)
    told = asking.answer(school, asked, activities, reader)
    pieces.head(md(school.name), facts.line(school, reader), asking.sentence(told))
    _leaves(chosen, ["school", "aanvraag"])
    asking.four(school, told, figures)
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            asking.boxes(school, chosen, reader)
        asking.programmes(told, chosen)
        log.form(school, asked, reader)
        log.earlier(school, reader)
    with right:
        nearby.show(school, nearby.of(school, reader), reader)
        log.note(school, asked, told, figures, reader)


def _lists(school_id: str, reader: Reader) -> list[tuple[str, str]]:
    """The saved lists on which a school stands."""
    saved = store.newest(data_directory() / "lists", reader.access)
    return [(one.list_id, one.name) for one in saved if any(row["school_id"] == school_id for row in one.rows)][
        :MOST_LISTS
    ]
