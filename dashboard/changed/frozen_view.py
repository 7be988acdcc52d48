"""A frozen view as it was, what it says otherwise now, and how it is taken back."""

from __future__ import annotations

import datetime as dt
import logging

import streamlit as st

from dashboard.changed import then_now
from dashboard.changed.then_now import Difference
from dashboard.frame import apart, frozen, links, markup
from dashboard.frame.access import NotAllowed
from dashboard.frame.frozen import FrozenView
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import Markup, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import freezing, keeping, pieces, tables
from dashboard.ui.paper import document, pictures

log = logging.getLogger(__name__)
MOST = 100  # differences that are shown


def show(chosen: Selection, reader: Reader) -> None:
    """The page of one frozen view, or why it is not here."""
    try:
        view = frozen.load(chosen[freezing.NAME], reader.access)
    except frozen.DamagedView:
        _not_here(_("**This frozen view cannot be read.** Its file is damaged. Put it back from a backup (python -m etl restore)."))  # fmt: skip  # noqa: E501
    except frozen.NoSuchView:
        _not_here(_("**This frozen view is not here.** It was withdrawn, or frozen elsewhere. Ask for the link again."))
    except frozen.OfBefore:
        _not_here(_("**This frozen view is for its maker and administrators.** It is of closed figures, and of before it was kept which notes a view shows: one that was withdrawn may be in it. Ask its maker to freeze it anew."))  # fmt: skip  # noqa: E501
    except NotAllowed:
        _not_here(_("**This frozen view is not for everyone.** It holds figures that ask for sign-in."))
    else:
        _show(view, chosen, reader)


def _not_here(why: str) -> None:
    pieces.head(_("What changed"), [], _("There is no such frozen view."))
    st.warning(why, icon=":material/ac_unit:")
    links.link(freezing.PAGE, _("To what changed"))


def _show(view: FrozenView, chosen: Selection, reader: Reader) -> None:
    told = [
        view.title,
        _("as then, frozen on {day}", day=day(dt.datetime.fromisoformat(view.frozen_at))),
        _("figures as of {day}", day=day(dt.date.fromisoformat(view.as_of))),
        _("build {build}", build=view.build_id),
    ]
    found = None if view.erased_at else _differences(view, reader)
    pieces.head(_("What changed"), told, _finding(view, found, reader))
    with st.container(horizontal=True, vertical_alignment="center"):
        links.link(view.path, _("This view with the figures of now"), view.choices)
        _withdrawer(view, chosen, reader)
    if found:
        _table(found)
    if view.html:
        _as_then(view)
    pieces.source_line(
        [_("Frozen by {who} from build {then}; compared with build {now}.", who=view.frozen_by, then=view.build_id,
           now=reader.build.build_id),
         _("The address of this page is the link to this frozen view. What it shows stays as it was.")]
    )  # fmt: skip


def _differences(view: FrozenView, reader: Reader) -> list[Difference] | None:
    """What the same view says otherwise now; None where it cannot be drawn any more."""
    try:
        now = freezing.drawn(view.path, view.choices, view.language)
    except Exception:
        log.warning("a frozen view of %s cannot be drawn anew", view.path, exc_info=True)
        return None
    return then_now.differences(then_now.lines(view.html, view.build_id), then_now.lines(now, reader.build.build_id))


def _finding(view: FrozenView, found: list[Difference] | None, reader: Reader) -> str:
    """The sentence on top."""
    if view.erased_at:
        when = day(dt.datetime.fromisoformat(view.erased_at))
        return _("**What this view showed is gone.** A delivery of a partner on which it stood was erased on {day}; that it was frozen stays on record.", day=when)  # fmt: skip  # noqa: E501
    start = _("This is what the view showed **then**.")
    if found is None:
        return f"{start} {_('It cannot be compared with now: the page does not know these choices any more.')}"
    same = view.build_id == reader.build.build_id
    told = _("It is of the build in use.") if same else _("There is **another build** now: {build}.",
                                                         build=md(reader.build.build_id))  # fmt: skip
    if view.withdrawn:
        told += " " + ngettext("**{n} note** was withdrawn since: its words are gone from this view.",
                               "**{n} notes** were withdrawn since: their words are gone from this view.",
                               len(view.withdrawn))  # fmt: skip
    if not found:
        return f"{start} {told} {_('Nothing in it differs now.')}"
    differ = ngettext("**{n} line** differs now.", "**{n} lines** differ now.", len(found))
    return f"{start} {told} {differ}"


def _table(found: list[Difference]) -> None:
    pieces.heading(_("What differs now"), _("line by line; a bar stands between the cells of a table"))
    heads = [_("Then"), _("Now")]
    rows = ([one.then or tables.NONE, one.now or tables.NONE] for one in found[:MOST])
    pieces.piece(markup.table(heads, rows), "rw-scroll")
    if len(found) > MOST:
        pieces.note(_("The first {n} of {all}.", n=number(MOST), all=number(len(found))))


def _as_then(view: FrozenView) -> None:
    """All that it showed, on paper of its own: nothing on it answers a click."""
    pieces.heading(_("As then"), view.title)
    st.html(str(Markup("<style>{}</style>").format(Markup(document.STYLE))))
    # sealed when it was drawn: frame/frozen.py
    pieces.piece(Markup('<div class="rw-paper rw-frozen">{}</div>').format(pictures.as_images(view.html)))


def _withdrawer(view: FrozenView, chosen: Selection, reader: Reader) -> None:
    """A button behind a button, for who froze it: what goes is gone."""
    if not frozen.is_maker(view, reader.access):
        return

    def take() -> None:
        frozen.withdraw(view.view_id, reader.access)
        chosen.set(**{freezing.NAME: None})

    with st.popover(_("Withdraw"), icon=":material/delete:"):
        st.markdown(_("The frozen view goes for good. Who has its link will not find it any more."))
        st.button(_("Withdraw this frozen view"), icon=":material/delete:", type="primary", key="bevroren-weg",
                  on_click=keeping.carry_out, args=(take,))  # fmt: skip


def listed(reader: Reader) -> None:
    """The views that this reader froze; not on paper, nor in a frozen view, which would say that it is there itself."""
    views = [] if apart.is_on() else frozen.own(reader.access)
    if not views:
        return
    pieces.heading(_("Frozen views"), _("as they were, and what differs now"))
    for view in views:
        when = day(dt.datetime.fromisoformat(view.frozen_at))
        choices = ", ".join(f"{name}={value}" for name, value in view.choices.items())
        label = f"{md(view.title)} · {when}" + (f" · {md(choices[:80])}" if choices else "")
        links.link(freezing.PAGE, label, {freezing.NAME: view.view_id}, icon=":material/ac_unit:")
