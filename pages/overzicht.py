"""Page Overzicht: where the partners are, where the need is, and how the targets stand. The first page."""

from __future__ import annotations

import streamlit as st

from dashboard.coverage.downloads import Texts
from dashboard.figures import years
from dashboard.figures.coverage import Filters
from dashboard.frame import links
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _
from dashboard.frame.markup import md
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.overview import figures, small_map, targets
from dashboard.overview import pieces as overview_pieces
from dashboard.partners import freshness, queue
from dashboard.ui import activity, choices, pieces, region, sidebar, sources, states, supposed
from dashboard.ui import reach as wording

DEFAULTS = choices.PLACE | choices.ACTIVITY | choices.REGION


def render(reader: Reader) -> None:
    if not reader.may("read", PARTNER):
        _open(reader, _("**Figures of partners need sign-in.** This page shows what is open."), ":material/lock:")
        return
    if reader.run("coverage_partners").empty:
        _open(reader, _("**There are no partner data yet.** Add the partners' files on page Partner data."))
        links.link("partnerdata", _("To partner data"))
        return
    _with_partners(reader)


def _open(reader: Reader, note: str, icon: str = ":material/upload_file:") -> None:
    """Schools and need without a word about partners: no rights, or no partners."""
    chosen = Selection("overzicht", DEFAULTS)
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
    params = {"areas": region.codes(place)}
    sectors = reader.run("overview_sectors", params)
    pieces.head(_("Overview"), [place.name, _("PO and VO")], figures.open_finding(sectors, place.name))
    st.info(note, icon=icon)
    left, right = st.columns([1.55, 1], gap="large")
    with left:
        pieces.heading(_("Schools and need"))
        overview_pieces.sector_table(sectors)
        links.link("kaart", _("Need on the map"), figures.map_params(place, reader))
    with right:
        _sources(reader)
    pieces.question("overview_sectors", params)
    _source_line(reader, partners=False)
    chosen.write()


def _with_partners(reader: Reader) -> None:
    build = reader.build
    chosen = Selection("overzicht", choices.with_year(DEFAULTS, reader))
    reader = supposed.reader(chosen, reader)
    partners = reader.run("coverage_partners")
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
        filters = activity.filters(chosen, partners, reader)
        region.region_maker(chosen, reader)
    known = list(reader.run("coverage_years")["school_year"])
    year = filters.school_year or chosen.defaults["schooljaar"]

    reach = figures.reach(place, filters, known, reader)
    of_sector = reach[filters.sector]
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    selection = figures.selection(place, filters, names=names, themes=activity.theme_names(reader))
    finding = [wording.presence(of_sector.now, filters, md(place.name)), wording.delivered(filters, names, reader)]
    pieces.head(_("Overview"), selection, " ".join(filter(None, finding)))
    states.told_fictional(partners, build)
    if not of_sector.now["active_schools_count"]:
        states.no_activities(filters)
    overview_pieces.bars(reach, years.before(filters.school_year))

    left, right = st.columns([1.55, 1], gap="large")
    with left:
        _facts(place, year, filters, reader)
        freshness.table(reader.run("partners").query("activities_count > 0"), queue.waiting(reader), reader)
        links.link("partnerdata", _("To partner data"))
    with right:
        texts = Texts(selection, _lines(reader), " ".join(filter(None, finding)))
        small_map.show(of_sector, place, filters, texts, chosen=chosen, reader=reader)
        links.link("dekking", _("See the coverage per district"), figures.link_params(place, chosen, filters))
        if place.level in ("municipality", "own_region"):
            taken = {name: chosen[name] for name in ("gebied", *choices.REGION) if chosen[name]}
            links.link("gesprekspakket", _("Conversation pack of {place}", place=md(place.name)), taken)
        _sources(reader)
    with st.container(horizontal=True):
        pieces.question("coverage_areas", {"level": "municipality", **filters.params()}, _("the map"))
        pieces.question("facts", {"school_year": year, "year_before": years.before(year)}, _("the facts"))
        pieces.question("targets", {"school_year": year}, _("the targets"))
    _source_line(reader)
    chosen.write()


def _facts(place: Place, year: str, filters: Filters, reader: Reader) -> None:
    """The figures of the factsheet for the choices; the targets for everyone, as they were set."""
    before = years.before(year)
    facts = figures.facts(place, year, filters, reader)
    note = _("school year {year}, all activities", year=year)
    if facts["before"].notna().any():
        note = _("school year {year}, all activities; change to {before}", year=year, before=before)
    pieces.heading(_("Facts"), note)
    overview_pieces.facts(facts)
    params = {"school_year": year, "year_before": before}
    pieces.heading(_("Targets"), _("school year {year}, all partners, whole country", year=year))
    targets.show(reader.run("targets", {"school_year": year}))
    targets.reported(reader.run("facts", params))


def _sources(reader: Reader) -> None:
    overview_pieces.sources(reader)
    links.link("bronnen", _("All sources"))


def _source_line(reader: Reader, partners: bool = True) -> None:
    pieces.source_line(_lines(reader, partners))


def _lines(reader: Reader, partners: bool = True) -> list[str]:
    build = pieces.build_text(reader.build)
    told = _("activity: as told by the partners") if partners else ""
    line = " · ".join(filter(None, (sources.of_need(reader), told, build)))
    return [line, _("Primary and secondary schools are never added in figures of need.")]
