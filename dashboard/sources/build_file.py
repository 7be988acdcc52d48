"""The build as a file to take along: for the person at this machine, because everything is in it."""

from __future__ import annotations

from dashboard.frame.language import _
from dashboard.frame.markup import Markup
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

ADDRESS = "/build.duckdb"  # a route of the server, which judges who asks
MILLION = 1_000_000


def show(reader: Reader) -> None:
    """A link to the file with what is in it; nothing for whoever may not read all."""
    if reader.access.mode != "local":
        return
    pieces.heading(_("All tables of this build"), _("one DuckDB file, for analysts"))
    size = round(reader.published.file.stat().st_size / MILLION)
    link = Markup('<a href="{}" download>{}</a>').format(ADDRESS, reader.published.file.name)
    told = _("{n} MB. In it is all that this build stands on: open figures, closed figures, who works where with how"
             " many participants, also the small numbers that pages protect. Keep it to yourself.", n=size)  # fmt: skip
    pieces.piece(Markup("<p>{}. {}</p>").format(link, told), "rw-panel")
