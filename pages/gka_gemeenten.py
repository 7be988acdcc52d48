"""Page GKA-gemeenten: who takes part in the alliance, by urbanity, beside need; one municipality in a few figures."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import language
from dashboard.frame.language import _
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import NoWarehouse, Reader
from dashboard.network import area_map, initiatives, member_tables, members
from dashboard.ui import activity, pieces, sources

DEFAULTS = {"stedelijkheid": "", "provincie": "", "keuze": ""}


def render(reader: Reader) -> None:
    chosen = Selection("gka-gemeenten", DEFAULTS)
    places = reader.run("places")
    if places.empty:
        raise NoWarehouse("the build has no areas")
    by_code = {row["area_code"]: language.place(row) for row in places.to_dict("records")}
    with st.sidebar:
        urbanity, province = _choose(chosen, by_code)
    rows, entries = members.every(reader), reader.run("gka_entries")
    own = members.inside(rows, urbanity, province)
    place = by_code[province or str(places["area_code"].iloc[0])]
    selection = [
        place.name,
        activity.urbanity_words().get(urbanity, ""),
        _("as of October 2022"),
        _("municipalities of {year}", year=reader.build.classification_year),
    ]
    pieces.head(_("GKA municipalities"), selection, members.sentence(own, entries, bool(urbanity or province), reader))
    lines = _lines(reader)
    left, right = st.columns([1.5, 1], gap="large")
    with right:
        area = _municipality(chosen, rows, by_code)
        if area is not None:
            row = rows.set_index("area_code", drop=False).loc[area.area_code].to_dict()
            members.panel(row, rows, initiatives.of_area(area.area_code, reader), reader)
        pieces.heading(_("Members by class"), _("% of the municipalities"))
        pieces.piece(members.bars(own), tint="reach")
    with left:
        drawn = members.picture(rows, own, place, area)
        area_map.draw(drawn, chosen, reader)
        header = {_("Selection"): " · ".join(filter(None, selection)), _("Source"): " · ".join(lines)}
        with st.container(horizontal=True):
            member_tables.download(own, header, reader)
            area_map.buttons(drawn, header[_("Selection")], lines, "gka", reader)
    member_tables.show(own)
    member_tables.compared(urbanity, province, reader)
    member_tables.entries(entries, reader)
    pieces.question("gka_municipalities", {"load": members.LOAD, "pupils": members.PUPILS})
    pieces.source_line(lines)
    chosen.write()


def _choose(chosen: Selection, by_code: dict[str, Place]) -> tuple[str, str]:
    classes = {"": _("All five"), **activity.urbanity_words()}
    urbanity = chosen.valid("stedelijkheid", list(classes))
    chosen.choose("stedelijkheid", _("Urbanity"), list(classes), format_func=classes.__getitem__)
    provinces = {"": _("All provinces"), **{code: one.name for code, one in by_code.items() if one.level == "province"}}
    province = chosen.valid("provincie", list(provinces))
    chosen.choose("provincie", _("Province"), list(provinces), format_func=provinces.__getitem__)
    return urbanity, province


def _municipality(chosen: Selection, rows, by_code: dict[str, Place]) -> Place | None:
    names = dict(zip(rows["area_code"], rows["name"], strict=True))
    if chosen["keuze"] not in names:
        chosen.set(keuze=None)
    hint = _("Choose a municipality here or on the map")
    chosen.choose("keuze", _("Municipality"), list(names), format_func=names.__getitem__, placeholder=hint)
    return by_code.get(chosen["keuze"])


def _lines(reader: Reader) -> list[str]:
    need = sources.of((members.LOAD,), reader)
    told = _("Source: GKA, Voortgangsrapportage 2022 (members), Rapportage 2020 (year of joining)")
    return [
        " · ".join(filter(None, (told, need, pieces.build_text(reader.build)))),
        _("A municipality of another year counts when over half of its inhabitants live in a member of October 2022."),
    ]
