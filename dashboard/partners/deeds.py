"""Deeds that change what counts: asked with the name of what they act on, told when done, taken back by a click.

What is asked about is kept with the question, by its id, so that no list that changes meanwhile can put another
thing in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader
from dashboard.partners import files

ASKED, DONE = "deed-asked", "deed-done"


@dataclass(frozen=True)
class Deed:
    """Something to be done to one thing: its code, the thing's id, what is asked and what the button says.

    `typed`: what a person must type before it can be done, because nothing brings it back.
    """

    code: str
    about: str
    question: str
    yes: str
    typed: str = ""


@dataclass(frozen=True)
class Done:
    """What was done, in a sentence, and the events that bring it back when they are undone."""

    said: str
    events: tuple[str, ...] = ()
    undone: str = ""  # what is said when it was brought back
    next_label: str = ""  # the next step, and the choices in the address that lead to it
    next_choices: tuple[tuple[str, str], ...] = ()
    is_refused: bool = False


def ask(code: str, about: str) -> None:
    """Remembers what is asked about what; run by a button, with the id that the button was drawn with."""
    st.session_state[ASKED] = (code, about)
    st.session_state.pop(DONE, None)


def asked() -> tuple[str, str] | None:
    """The code and the id of what is asked now."""
    return st.session_state.get(ASKED)


def confirm(deed: Deed, do: Callable[[], Done]) -> None:
    """The question with the name in it; `do` runs after yes, and the page is drawn anew with what it says."""
    key = f"{deed.code}-{deed.about}"
    with st.container(border=True, key="deed"):
        st.markdown(deed.question)
        is_sure = True
        if deed.typed:
            label = _("Type the name of the file to be sure: {name}", name=deed.typed)
            is_sure = st.text_input(label, key=f"typed-{key}").strip() == deed.typed
        yes, no = st.columns(2)
        if yes.button(deed.yes, type="primary", key=f"yes-{key}", width="stretch", disabled=not is_sure):
            with st.spinner(_("The atlas is brought up to date…")):
                finish(do())
            st.rerun()
        no.button(_("No, leave it"), key=f"no-{key}", width="stretch", on_click=_let_go)


def finish(done: Done) -> None:
    """Keeps what is to be told on top of the page until the next deed."""
    _let_go()
    st.session_state[DONE] = done


def bring_in(kept: str, key: str, do: Callable[[], object]) -> None:
    """What is kept and not in the atlas yet, with the button that does something about it."""
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.info(kept, icon=":material/save:")
    if right.button(_("Bring the atlas up to date"), type="primary", key=key, width="stretch"):
        with st.spinner(_("The atlas is brought up to date…")):
            do()
        st.rerun()


def _let_go() -> None:
    st.session_state.pop(ASKED, None)


def told(reader: Reader, lead: Callable[[Sequence[tuple[str, str]]], None]) -> None:
    """What was done last, with the way back and the next step; `lead` sets choices of the page."""
    done: Done | None = st.session_state.get(DONE)
    if done is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="deed-done"):
        if done.is_refused:
            st.warning(done.said, icon=":material/block:")
        else:
            st.success(done.said, icon=":material/check_circle:")
        if done.next_label:
            st.button(done.next_label, type="primary", key="deed-next", on_click=lead, args=(done.next_choices,))
        if done.events and st.button(_("Undo"), icon=":material/undo:", key="deed-undo", shortcut="Z"):
            with st.spinner(_("The atlas is brought up to date…")):
                files.undo(done.events, reader.access)
            finish(Done(done.undone))
            st.rerun()
