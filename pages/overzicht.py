"""Page Overzicht: where the partners are, where the need is, and how the targets stand. The first page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import controls, coverage_controls, freshness, links, overview, parts, warehouse
from dashboard import overview_parts as pieces
from dashboard.access import PARTNER, Access, may
from dashboard.language import _
from dashboard.selection import Selection

DEFAULTS = {
    "gebied": "NL00",
    "sector": "PO",
    "schooljaar": "",
    "partners": "",
    "themas": "",
    "verbleekt": "0",
    "gemeenten": "",  # the reader's own region and its name
    "regionaam": "",
    "keuze": "",  # choosing a place lets go of an area and a camera, as on the maps; this page has neither
    "beeld": "",
}


def render(access: Access) -> None:
    if not may(access, "read", PARTNER):
        _open(access, _("**Figures of partners need sign-in.** This page shows what is open."), ":material/lock:")
        return
    partners = warehouse.run("coverage_partners", {}, access)
    if partners.empty:
        _open(access, _("**There are no partner data yet.** Add the partners' files on page Partner data."))
        links.link("partnerdata", _("To partner data"))
        return
    _with_partners(partners, access)


def _open(access: Access, told: str, icon: str = ":material/upload_file:") -> None:
    """Schools and need without a word about partners: no rights, or no partners."""
    chosen = Selection("overzicht", DEFAULTS)
    with st.sidebar:
        place = controls.place(chosen, access, coverage_controls.own_region(chosen, access))
    params = {"areas": coverage_controls.codes(place)}
    sectors = warehouse.run("overview_sectors", params, access)
    parts.head(_("Overview"), [place["name"], _("PO and VO")], overview.open_finding(sectors, place["name"]))
    st.info(told, icon=icon)
    left, right = st.columns([1.55, 1], gap="large")
    with left:
        pieces.heading(_("Schools and need"))
        pieces.sector_table(sectors)
        links.link("kaart", _("Need on the map"), overview.map_params(place, access))
    with right:
        _sources(access)
    parts.question("overview_sectors", params)
    _source_line(access, partners=False)
    chosen.write()


def _with_partners(partners: pd.DataFrame, access: Access) -> None:
    build = warehouse.run("build", {}, access).iloc[0]
    years = list(warehouse.run("coverage_years", {}, access)["school_year"])
    year = overview.default_year(years, build["as_of_date"])
    chosen = Selection("overzicht", DEFAULTS | {"schooljaar": year})
    with st.sidebar:
        place = controls.place(chosen, access, coverage_controls.own_region(chosen, access))
        filters = coverage_controls.filters(chosen, partners, access)
        coverage_controls.region_maker(chosen, access)
    year = filters.school_year or year

    reach = overview.reach(place, filters, years, access)
    here = reach[filters.sector]
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    words = overview.selection(place, filters, names=names, themes=coverage_controls.theme_names(access))
    parts.head(_("Overview"), words, overview.finding(here.now, filters.sector, place["name"]))
    parts.told_fictional(partners, build)
    if not here.now["active_schools_count"]:
        st.info(
            _("**No activities in this choice.** Switch on faded activities, or choose other partners or years."),
            icon=":material/filter_alt_off:",
        )
    pieces.bars(reach, overview.year_before(filters.school_year))

    left, right = st.columns([1.55, 1], gap="large")
    with left:
        _facts(place, year, filters, access)
        freshness.table(warehouse.run("partners", {}, access).query("activities_count > 0"), access)
        links.link("partnerdata", _("To partner data"))
    with right:
        pieces.small_map(here, place, filters.sector, access)
        links.link("dekking", _("See the coverage per district"), overview.link_params(place, chosen, filters))
        _sources(access)
    with st.container(horizontal=True):
        parts.question("coverage_areas", {"level": "municipality", **filters.params()})
        parts.question("facts", {"school_year": year, "year_before": overview.year_before(year)})
    _source_line(access)
    chosen.write()


def _facts(place: pd.Series, year: str, filters, access: Access) -> None:
    """The figures of the factsheet for the choices; the targets for everyone, as they were set."""
    before = overview.year_before(year)
    told = _("school year {year}, all activities; change to {before}", year=year, before=before)
    pieces.heading(_("Facts"), told)
    pieces.facts(overview.facts(place, year, filters, access))
    params = {"school_year": year, "year_before": before}
    pieces.heading(_("Targets"), _("school year {year}, all partners, whole country", year=year))
    pieces.targets(warehouse.run("facts", params, access))


def _sources(access: Access) -> None:
    pieces.sources(access)
    links.link("bronnen", _("All sources"))


def _source_line(access: Access, partners: bool = True) -> None:
    build = parts.build_text(warehouse.run("build", {}, access).iloc[0])
    told = _("Need and schools: DUO and CBS; activities: as told by the partners. {build}.", build=build)
    if not partners:
        told = _("Need and schools: DUO and CBS. {build}.", build=build)
    parts.source_line([told, _("Primary and secondary schools are never added in figures of need.")])
