"""A view, or several, as one HTML document: everything in it, nothing fetched, no script; and the same for paper.

`page` draws one view apart and gives its HTML; `whole` puts pages together as a file that opens anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.frame import apart, language, marks
from dashboard.frame.language import _
from dashboard.frame.markup import Markup, joined
from dashboard.frame.program import NAME
from dashboard.frame.records import Build
from dashboard.ui import pieces
from dashboard.ui.paper import elements, letters

STYLE = Path(__file__).with_name("paper.css").read_text(encoding="utf-8")
CSP = Markup(
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src"
    ' data:; font-src data:">'
)


@dataclass(frozen=True)
class View:
    """A page as an address opens it: its title, how it is drawn, its choices."""

    title: str
    draw: Callable[[], Any]
    choices: Mapping[str, str]


def page(view: View, below: int = 0) -> Markup:
    """One view as HTML: what its link shows to this reader, lists whole (up to 500 rows), pictures as SVG.

    Headings go `below` levels down. Call it outside any container of Streamlit; the page in use is not touched.
    """
    return elements.drawn(apart.drawn(view.draw, view.choices), below)


def whole(title: str, views: Sequence[View], build: Build) -> str:
    """The file: the views under one title with a list of contents, who made it of what, and its own letters."""
    if len(views) == 1:
        body = page(views[0])
    else:
        part = Markup('<section id="deel-{}"><h2>{}</h2>{}</section>')
        parts = [part.format(k, view.title, page(view, below=2)) for k, view in enumerate(views, start=1)]
        body = Markup("<h1>{}</h1>{}{}").format(title, _contents(views), joined(parts))
    shell = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8">{}<meta name="viewport"'
        ' content="width=device-width"><title>{}</title><style>{}{}{}{}</style></head>'
        '<body class="rw rw-file"><header class="rw-made">{}</header><main class="rw-paper">{}</main></body></html>'
    )
    style = (Markup(letters.faces()), Markup(pieces.STYLE), Markup(STYLE), foot(title, build))
    return str(shell.format(language.current(), CSP, f"{title} · {NAME}", *style, _made(build), body))


def _contents(views: Sequence[View]) -> Markup:
    line = Markup('<li><a href="#deel-{}">{}</a></li>')
    lines = (line.format(k, view.title) for k, view in enumerate(views, start=1))
    return Markup('<nav aria-label="{}"><ul>{}</ul></nav>').format(_("Contents"), joined(lines))


def _made(build: Build) -> Markup:
    """What this is, of which build and date, and that it stands still."""
    made_up = " · ".join(f"{key}: {text}" for key, text in marks.in_use().line().items())
    told = [_("snapshot of {name}", name=NAME), _as_of(build), pieces.build_text(build), made_up]
    still = _("This file fetches nothing and sends nothing. It does not change when the atlas does.")
    return Markup("<p>{}</p><p>{}</p>").format(" · ".join(filter(None, told)), still)


def _as_of(build: Build) -> str:
    return _("as of {date}", date=language.day(build.as_of_date))


def foot(title: str, build: Build) -> Markup:
    """CSS that writes program, view, build and page number under every printed page."""
    told = " · ".join((NAME, title, pieces.build_text(build), _as_of(build)))
    mark = Markup('@page{{@bottom-left{{content:"{}"}}@bottom-right{{content:counter(page) " / " counter(pages)}}}}')
    return mark.format(Markup(_quoted(told)))


def _quoted(text: str) -> str:
    """A text in CSS: all but letters, digits and spaces by number, so that no sign of it ends it."""
    return "".join(one if one.isalnum() or one == " " else f"\\{ord(one):06x}" for one in text)
