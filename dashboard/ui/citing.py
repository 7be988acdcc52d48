"""“Citeer dit”: one line that says what a picture is, of what, from which build, seen when and where."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar

from dashboard.frame import apart, language, links, markup, requests, selection, warehouse
from dashboard.frame.language import _
from dashboard.frame.markup import Markup
from dashboard.frame.program import NAME

_head: ContextVar[tuple[str, tuple[str, ...]]] = ContextVar("head", default=("", ()))


def know(title: str, told: Sequence[str]) -> None:
    """What the page says on top: its title, as Markdown, and the selection in words, names as typed."""
    _head.set((markup.plain(title), tuple(part for part in told if part)))


def line(sources: Sequence[str]) -> str:
    """Program, page, selection; sources with the build; as-of date; the day it was seen; the address of this view."""
    title, told = _head.get()
    build, chosen = warehouse.bound().build, selection.of_page()
    what = f"{NAME}, {title}" + (f": {' · '.join(told)}" if told else "")
    seen = _("seen on {date}", date=language.day(requests.today()))
    of_build = "" if any(build.build_id in one for one in sources) else f"{_('Build')} {build.build_id}"
    dates = ", ".join(filter(None, (of_build, _("as of {date}", date=language.day(build.as_of_date)), seen)))
    where = links.whole(chosen.page, chosen.made()) if chosen else ""
    return " ".join(f"{part.rstrip('.')}." for part in (what, *sources, dates) if part) + (f" {where}" if where else "")


def folded(sources: Sequence[str]) -> Markup:
    """The line, folded in below its picture; one click selects all of it. On paper it is open, below its sources."""
    if apart.is_on():
        return Markup('<p class="rw-cite">{}: {}</p>').format(_("Cite this"), line([]))
    mark = Markup('<details class="rw-cite"><summary>{}</summary><p>{}</p></details>')
    return mark.format(_("Cite this"), line(sources))
