"""Page Toegang: who may see what here, and how people get to sign in."""

from __future__ import annotations

from dashboard.frame import rights
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces
from dashboard.who import setup, table


def render(reader: Reader) -> None:
    chosen = Selection("toegang", {})
    if rights.is_closed():
        _closed(reader)
    else:
        sentence = _("**Nobody signs in here:** who sits at this machine may do everything.")
        pieces.head(_("Access"), [_("on this machine")], sentence)
        setup.steps()
    table.roles()
    pieces.source_line([_("Everything that is read, exported or changed is judged by these rules.")])
    chosen.write()


def _closed(reader: Reader) -> None:
    rows = rights.table().people
    known = table.names(reader)
    pieces.head(_("Access"), [_("list of {moment}", moment=setup.moment())], table.finding(rows))
    setup.faults()
    setup.ways()
    table.show(rows, known)
    table.one(known)
