"""Page Dekking's picture in the form that is chosen: map, table, or who of the partners is where."""

from __future__ import annotations

from dashboard.coverage import matrix, picture, table, view
from dashboard.coverage.controls import Form, Look
from dashboard.coverage.picture import Picture
from dashboard.coverage.view import View
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import region


def width(chosen: Selection) -> float:
    """Of picture or table, set against the panel beside it: a table has many columns."""
    return 2.4 if chosen["vorm"] == Form.TABLE else 1.4


def show(
    drawn: Picture, look: Look, shown: View, *, place: Place, marked: Place, chosen: Selection, reader: Reader
) -> None:
    """Draws it, or the state in its place where there is no figure; `marked` is the area or place of the panel."""
    if not picture.has_figures(drawn):
        view.no_figures(shown)
    elif look.form == Form.TABLE:
        table.show(drawn, look.has_only_white)
    elif look.form == Form.PARTNERS:
        matrix.show(place, region.codes(place), shown.filters, reader)
    else:
        picture.draw(drawn, view.map_schools(marked, shown.filters, reader), chosen, reader)
        view.limits_line(shown, look.mode, picture.classed(drawn).limits, drawn.sector)
