"""Page Verdeeltafel: who goes where: schools by need and partners, claims on them, what clashes, who takes what."""

from __future__ import annotations

import streamlit as st

from dashboard.divide import cell, clashes, deeds, downloads, matrix, opened, sentence, shares, states, view
from dashboard.divide.suppose import compared, maker
from dashboard.frame import claims
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import activity, choices, pieces, region, sidebar, supposed

# keuze and beeld come with a place; vak is the open cell, scholen the schools that are open in its place;
# voor is the school year that is divided
DEFAULTS = choices.PLACE | choices.ACTIVITY | choices.REGION | {
    "deel": "verdelen", "gemerkt": "0", "namens": "", "vak": "", matrix.NAMED: "",
}  # fmt: skip


def render(reader: Reader) -> None:
    years = view.school_years(claims.today())
    chosen = Selection("verdeeltafel", choices.with_year(DEFAULTS, reader) | {"voor": years[0]})
    real, reader = reader, supposed.reader(chosen, reader)
    partners = reader.run("coverage_partners")
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
        filters = activity.filters(chosen, partners, reader)
        flagged = chosen.switch("gemerkt", _("Flagged schools too"))
        year = states.choose_year(chosen, years)
        shown = view.load(place, filters, year, flagged=flagged, reader=reader)
        partner = deeds.on_behalf(chosen, shown)
        region.region_maker(chosen, reader)

    words = sentence.selection(shown, activity.theme_names(reader), flagged=flagged)
    pieces.head(_("Division table"), words, sentence.told(shown))
    states.warnings(shown, partners, reader)
    deeds.say()
    lines = sentence.source_lines(shown, partners, pieces.build_text(reader.build), reader)
    about = downloads.header(words, lines, shown)
    if states.leaf(chosen) == "wat-als":
        _suppose(chosen, shown, about, real)
    elif not shown.table.schools.empty:
        _divide(opened.chosen_by(chosen, shown.table), partner, chosen, shown, about)
        _agree(shown)
        clashes.history(shown)
    with st.container(horizontal=True):
        pieces.question("divide_schools", view.asked(region.codes(place), filters), _("the schools"))
        pieces.question("target_active", filters.activity(), _("who is active"))
    pieces.source_line(lines)
    chosen.write()


def _suppose(chosen: Selection, shown: view.View, about: dict[str, str], real: Reader) -> None:
    """The same place and year: changes on the left, what they would do on the right."""
    left, right = st.columns([1, 1.3], gap="large")
    filters = shown.filters
    with left:
        maker.show(shown.reader.scenario, filters.school_year or chosen.defaults["schooljaar"], chosen, shown, real)
    with right:
        compared.show(compared.figures(shown.place, filters, real, shown.reader), about, choices.shared(chosen))


def _divide(here: opened.Opened, partner: str, chosen: Selection, shown: view.View, about: dict[str, str]) -> None:
    left, right = st.columns([1, 1.65], gap="medium")
    with left:
        matrix.show(shown.table, None if here.named else here.cell, chosen)
    with right:
        rows = cell.rows_of(shown, here)
        ticked = cell.show(rows, here, shown)
        deeds.buttons(ticked, partner, shown)
        with st.container(horizontal=True):
            downloads.of_open(here, about, shown)
            downloads.of_all(shown, about)
            downloads.of_partner(partner, about, shown)


def _agree(shown: view.View) -> None:
    left, right = st.columns([1.2, 1], gap="large")
    with left:
        shares.show(shown)
    with right:
        clashes.show(shown)
