"""The page that shows what will be printed: the view as a document, and what can be done with it.

Its address is the view's own with `afdruk=1`: it can be kept, and the back button leaves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.frame import export, links
from dashboard.frame.language import _
from dashboard.frame.markup import Markup
from dashboard.frame.records import Build
from dashboard.ui import pieces
from dashboard.ui.paper import document, pictures
from dashboard.ui.paper.document import View

ASKED = "afdruk"
MIME = "text/html"
# the button stands in HTML of ours, whose own handlers are taken out on the way to the page
SCRIPT = (
    "window.rwPrint||(window.rwPrint=1,document.addEventListener('click',e=>e.target.closest('.rw-now')&&print()));"
)


def is_asked() -> bool:
    """Whether the address asks for the view on paper."""
    return st.query_params.get(ASKED) == "1"


def choices() -> dict[str, str]:
    """What the address says of the view itself."""
    return {name: value for name, value in st.query_params.items() if name not in (ASKED, "lang")}


def way_here(page: st.Page) -> None:
    """The link at the foot of an ordinary page; what is chosen goes along."""
    st.page_link(
        page, label=_("Print or keep this view"), icon=":material/print:", query_params={**choices(), ASKED: "1"}
    )


def show(view: View, path: str, build: Build, more: Sequence[View] = (), about: str = "") -> None:
    """The document, with buttons above it that do not come along on paper.

    `more` are the views of a whole place, `about` its name: one file of them all.
    """
    st.html(str(Markup("<style>{}{}</style>").format(Markup(document.STYLE), document.foot(view.title, build))))
    drawn = document.page(view)
    with st.container(horizontal=True, key="rw-off-paper"):
        pieces.piece(Markup('<button type="button" class="rw-now">{}</button>').format(_("Print")))
        _file(view.title, [view], build, "view")
        if more:
            _file(_("All of {place}", place=about), more, build, "place")
        links.link(path, _("Back to the page"), choices(), icon=":material/arrow_back:")
    pieces.piece(Markup('<div class="rw-paper">{}</div>').format(pictures.as_images(drawn)))
    st.html(f"<script>{SCRIPT}</script>", unsafe_allow_javascript=True)


def _file(title: str, views: Sequence[View], build: Build, key: str) -> None:
    label = _("HTML, one file") if key == "view" else _("{title} (HTML, one file)", title=title)
    st.download_button(
        label,
        data=export.later(partial(_made, title, views, build)),
        file_name=export.file_name(title, build.build_id, kind="html"),
        mime=MIME,
        icon=":material/draft:",
        key=f"paper-{key}",
    )


def _made(title: str, views: Sequence[View], build: Build) -> bytes:
    return document.whole(title, views, build).encode()
