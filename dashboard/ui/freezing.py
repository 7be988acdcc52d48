"""Freezing the view that is open, and drawing a frozen one anew: each page as its address draws it, apart.

main.py makes the pages known here, so that a page of the registry need not know the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextvars import ContextVar, copy_context

import streamlit as st

from dashboard.frame import documents, frozen, language, links, reads
from dashboard.frame.access import CLOSED, PARTNER
from dashboard.frame.frozen import FrozenView
from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader
from dashboard.ui import keeping
from dashboard.ui.paper import document
from dashboard.ui.paper.document import View

log = logging.getLogger(__name__)
PAGE, NAME = "wat-veranderde", "bevroren"  # where a frozen view is shown, and the name of its id in the address
OF_SESSION = ("cijfers", "eigen")  # a reader's own file on page GKA regionaal: no address draws it anew
Views = Callable[[str, Mapping[str, str]], View]
_views: ContextVar[Views] = ContextVar("views")


def know(views: Views) -> None:
    """How each page of this reader is drawn, by its path and choices."""
    _views.set(views)


def is_of_session(choices: Mapping[str, str]) -> bool:
    """Whether the view stands on what this session alone has: on paper or frozen it would show other figures."""
    name, value = OF_SESSION
    return choices.get(name) == value


def drawn(path: str, choices: Mapping[str, str], code: str) -> str:
    """What a page shows with these choices, as HTML in this language. Raises what the page raises."""
    return copy_context().run(_drawn, path, choices, code)


def _drawn(path: str, choices: Mapping[str, str], code: str) -> str:
    language.use(code)
    return str(document.page(_views.get()(path, choices), below=1))


def button(path: str, choices: Mapping[str, str], reader: Reader) -> None:
    """Keeps what the page shows and opens it as it is kept; for who may keep things."""
    if not reader.may("write", PARTNER) or NAME in choices:
        return
    hint = _("Keeps this view with its figures and words, whatever builds come.")
    if st.button(_("Freeze this view"), icon=":material/ac_unit:", key="freeze", type="tertiary", help=hint):
        _carry_out(path, choices, reader)


def _carry_out(path: str, choices: Mapping[str, str], reader: Reader) -> None:
    try:
        view = freeze(path, choices, reader)
    except frozen.TooLarge:
        st.error(_("**Not frozen.** This view is too large to keep: choose a smaller area."), icon=":material/block:")
    except (documents.DiskFull, documents.NotWritable) as closed:
        st.error(keeping.told(closed, _("Not written down.")), icon=":material/block:")
    else:
        links.go(PAGE, {NAME: view.view_id})


def freeze(path: str, choices: Mapping[str, str], reader: Reader) -> FrozenView:
    """Draws the view and writes it down with the rights that were asked for it, and the deliveries it stood on."""
    build, code = reader.build, language.current()
    with reads.noted() as read:
        html = drawn(path, choices, code)
    partners = {PARTNER, CLOSED} & read.resources
    deliveries = list(reader.run("deliveries")["delivery_id"]) if partners else []
    return frozen.freeze(
        reader.access,
        language=code,
        html=html,
        path=path,
        title=links.titles().get(path, path),
        choices=choices,
        build_id=build.build_id,
        as_of=build.as_of_date.isoformat()[:10],
        resources=sorted(read.resources),
        deliveries=deliveries,
        notes=sorted(read.notes),
    )
