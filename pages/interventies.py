"""Page Interventies: what the members of the GKA reported, by theme and by sector, and 28 examples to read."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import language
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.network import area_map, initiatives, interventions, members
from dashboard.ui import activity, pieces

DEFAULTS = {"thema": "", "sector": "", "zoek": "", "keuze": ""}
APART = ("sector",)  # here also vve, and what is outside school


def render(reader: Reader) -> None:
    chosen = Selection("interventies", DEFAULTS, apart=APART)
    with st.sidebar:
        theme, sector = _choose(chosen, reader)
    told = interventions.every(reader)
    shown = initiatives.found(chosen["zoek"], theme, sector, reader)
    words = {"": "", **initiatives.sector_words()}
    years = _("{year} beside {before}", year=told.year, before=told.before) if told is not None else ""
    selection = [
        _("all members of the GKA"),
        years,
        activity.theme_names(reader).get(theme, ""),
        words[sector],
        f"“{chosen['zoek']}”" if chosen["zoek"] else "",
    ]
    pieces.head(_("Interventions"), selection, interventions.sentence(told))
    lines = _lines(reader)
    header = {_("Selection"): " · ".join(filter(None, selection)), _("Source"): " · ".join(lines)}
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        if told is not None:
            interventions.show(told, theme, sector)
            interventions.download(told, header, reader)
            interventions.own(told, reader)
        else:
            st.info(_("**There are no counts of interventions.** Choose another edition."), icon=":material/info:")
    with right:
        _map(shown, chosen, header, lines, reader)
    initiatives.cards(shown)
    initiatives.download(shown, header, reader)
    pieces.question("gka_interventions", {})
    pieces.source_line(lines)
    chosen.write()


def _choose(chosen: Selection, reader: Reader) -> tuple[str, str]:
    themes = {"": _("All themes"), **activity.theme_names(reader)}
    theme = chosen.valid("thema", list(themes))
    chosen.choose("thema", _("Theme"), list(themes), format_func=themes.__getitem__)
    sectors = {"": _("All sectors"), **initiatives.sector_words()}
    sector = chosen.valid("sector", list(sectors))
    chosen.choose("sector", _("Sector"), list(sectors), format_func=sectors.__getitem__)
    chosen.write_in("zoek", _("Search in the initiatives"), placeholder=_("word, place or organisation"), max_chars=80)
    return theme, sector


def _map(shown, chosen: Selection, header: dict[str, str], lines: list[str], reader: Reader) -> None:
    """Where the shown initiatives are; a municipality chosen here is told with what it has."""
    rows, places = members.every(reader), reader.run("places")
    if rows.empty:
        return
    by_code = {row["area_code"]: language.place(row) for row in places.to_dict("records")}
    if chosen["keuze"] not in by_code:
        chosen.set(keuze=None)
    marked = by_code.get(chosen["keuze"])
    drawn = initiatives.picture(shown, rows, language.place(places.iloc[0]), marked)
    area_map.draw(drawn, chosen, reader, is_wide=False)
    if marked is not None:
        row = rows.set_index("area_code", drop=False).loc[marked.area_code].to_dict()
        members.panel(row, rows, initiatives.of_area(marked.area_code, reader), reader)
    if note := initiatives.without_place(shown):
        st.caption(note)
    with st.container(horizontal=True):
        area_map.buttons(drawn, header[_("Selection")], lines, _("initiatives"), reader)


def _lines(reader: Reader) -> list[str]:
    told = _("Source: GKA, Voortgangsrapportage 2022 and Rapportage 2020; 28 lokale initiatieven (March 2019)")
    return [f"{told} · {pieces.build_text(reader.build)}"]
