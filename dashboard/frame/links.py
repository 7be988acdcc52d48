"""Links to other pages that take the selection along; main.py tells which pages this person has."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard.frame import language, selection
from dashboard.frame.markup import Markup

WHAT_IF = "als"
SUPPOSING = ("overzicht", "dekking", "doelscholen", "school", "verdeeltafel")  # pages that show a scenario
_pages: ContextVar[Mapping[str, st.Page]] = ContextVar("pages")
_server: ContextVar[str] = ContextVar("server", default="")


def know(pages: Mapping[str, st.Page]) -> None:
    """The pages of this rerun by path, and by what name its reader reaches the server."""
    _pages.set(pages)
    seen = urlsplit(st.context.url or "")
    _server.set(f"{seen.scheme}://{seen.netloc}" if seen.netloc else "")


def whole(path: str, params: Mapping[str, str]) -> str:
    """The address of a page with these choices as somebody else opens it, in the reader's language."""
    return f"{_server.get()}/{path}{_question(params)}"


def _question(params: Mapping[str, str]) -> str:
    asked = urlencode(dict(params) | ({"lang": language.current()} if language.current() != "nl" else {}))
    return f"?{asked}" if asked else ""


def titles() -> dict[str, str]:
    """Title by path of the pages that this reader has; without the one that stands in for the first."""
    return {path: page.title for path, page in _pages.get({}).items() if path and path != "start"}


def anchor(path: str, params: Mapping[str, str], name: str, told: str = "") -> Markup:
    """Any name as a link to a page with these choices, for HTML of ours; the plain name where there is no such page.

    `told` is what is said of it where the name alone says too little.
    """
    if path not in titles():
        return Markup("{}").format(name)
    choices = kept(path, params) | ({"lang": language.current()} if language.current() != "nl" else {})
    label = Markup(' aria-label="{}"').format(told) if told else ""
    return Markup('<a class="rw-go" href="{}"{}>{}</a>').format(f"{path}?{urlencode(choices)}", label, name)


def go(path: str, params: Mapping[str, str]) -> None:
    """Opens another page with these choices, at once; nothing where the reader does not have it."""
    page = _pages.get({}).get(path)
    if page:
        st.switch_page(page, query_params=kept(path, params))


def link(
    path: str, label: str, params: Mapping[str, str] | None = None, icon: str = ":material/arrow_forward:"
) -> None:
    """A link with these choices; nothing where the reader does not have the page."""
    page = _pages.get({}).get(path)
    if page:
        st.page_link(page, label=label, icon=icon, query_params=kept(path, params or {}))


def kept(path: str, params: Mapping[str, str]) -> dict[str, str]:
    """These choices, with the scenario that is on where the page shows one: a link does not end it."""
    return (selection.carried(WHAT_IF) if path in SUPPOSING else {}) | dict(params)
