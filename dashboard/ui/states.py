"""States that pages share: no warehouse, one of another version, open data only, made-up data."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard.figures.coverage import Filters
from dashboard.frame import language
from dashboard.frame.language import _
from dashboard.frame.markup import md
from dashboard.frame.program import NAME
from dashboard.frame.records import Build

UNREADABLE = "unreadable"


def open_only(lacks_key: bool) -> None:
    """Told in the side bar to whoever is not the person at this machine, or came without its start key."""
    told = _(
        "**Open data only.** Others can reach this server and sign-in is not set up. Who keeps it finds how in "
        "docs/security.md."
    )
    if lacks_key:
        told = _("**Open data only.** To see and enter all: open the start link of this server, which holds its key.")
    with st.sidebar:
        st.info(told, icon=":material/lock_open:")


def not_logged() -> None:
    """The state when closed figures were asked and the log cannot be written: who keeps the server must mend it."""
    st.error(
        _(
            "**Closed figures are not shown now:** the log of who opens them cannot be written. Tell who keeps this "
            "server: the disk is full, or the folder of the log cannot be written."
        ),
        icon=":material/history_edu:",
    )


def deeds_away(since: datetime) -> None:
    """Above every page while the database of what people enter cannot be reached: of when what is shown is."""
    at = since.astimezone()
    st.warning(
        _(
            "**What people entered is shown as of {day} {time}.** Its database cannot be reached, or the disk here "
            "is full: what others entered since is not here yet, and nothing can be written down.",
            day=language.day(at.date()),
            time=f"{at:%H:%M}",
        ),
        icon=":material/cloud_off:",
    )


def fictional_banner(build: Build) -> None:
    """One quiet line above every page of the sample."""
    if build.is_fictional:
        _made_up(_("**Example data:** all names and figures are made up."))


def _made_up(text: str) -> None:
    # a caption is too pale to read on white
    st.markdown(f":gray[:material/science: {text}]")


def told_fictional(partners: pd.DataFrame, build: Build) -> None:
    """In an edition of real schools, partners that are made up are named wherever their activities are shown."""
    made_up = partners[partners["is_fictional"] & (partners["activities_count"] > 0)]
    if len(made_up) and not build.is_fictional:
        names = ", ".join(md(name) for name in made_up["name"])
        _made_up(_("**Partner activity is fictional** of: {names}.", names=names))


def no_activities(filters: Filters) -> None:
    """Nobody is active in this choice: what may show more, and is not on yet."""
    text = _("**No activities in this choice.** Switch on faded activities, or choose other partners or years.")
    if filters.faded:
        text = _("**No activities in this choice.** Choose other partners or years.")
    st.info(text, icon=":material/filter_alt_off:")


def rights_gone() -> None:
    """The state after a click by somebody whose rights ended since the page was drawn."""
    st.title(NAME, anchor=False)
    st.warning(
        _("**Your rights have changed.** What you just asked for was not done. Load again to see what is yours now."),
        icon=":material/key_off:",
    )
    st.button(_("Load again"), icon=":material/refresh:", key="load-again")


def no_warehouse() -> None:
    """The state before the first build."""
    st.title(NAME, anchor=False)
    st.warning(
        _("**There are no data yet.** Run `make data` in the project folder, then reload this page."),
        icon=":material/database:",
    )


def other_version(edition: str) -> None:
    """The state when the build was made by another version of the program, so that its tables do not fit."""
    st.title(NAME, anchor=False)
    command = f"make data EDITION={edition}"
    st.warning(
        _(
            "**The data were made by another version of this program.** Run `{command}` in the project folder, with "
            "`MIRROR=folder` if the files come from a folder, then reload this page. Partners' files, decisions and "
            "lists are kept.",
            command=command,
        ),
        icon=":material/database:",
    )


def start_over_unreadable(edition: str) -> None:
    """Draws the page's run anew with only the state on it: what was drawn so far may be half of a page."""
    st.session_state[UNREADABLE] = edition
    st.rerun()


def pending_unreadable() -> str | None:
    """The edition whose build could not be read in the run before this one; told once, then the page is tried again."""
    return st.session_state.pop(UNREADABLE, None)


def unreadable(edition: str) -> None:
    """The state when the published file is damaged; each click tries the page anew, until the build is mended."""
    st.title(NAME, anchor=False)
    st.error(
        _(
            "**The published data cannot be read:** the file is damaged, or the disk fails. Run `{command}` in the "
            "project folder, with `MIRROR=folder` if the files come from a folder, then load again. Partners' files, "
            "decisions and lists stand apart from it and are kept.",
            command=f"make data EDITION={edition}",
        ),
        icon=":material/heart_broken:",
    )
    st.button(_("Load again"), icon=":material/refresh:", key="load-again")
