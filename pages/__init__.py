"""The registry: every page, in the order of the bar on top. A page that is not a row here does not exist.

main.py makes the navigation and the gate of it; the README's table and all tests that hold for every page follow it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.frame.access import ADMIN, OPEN, PARTNER
from dashboard.frame.language import mark
from dashboard.frame.warehouse import Reader
from pages import (
    aanbod,
    aanvragen,
    begrippen,
    bronnen,
    dekking,
    doelscholen,
    factoren,
    gesprekspakket,
    gka_gemeenten,
    gka_regionaal,
    indicatoren,
    interventies,
    kaart,
    landelijk,
    logboek,
    methode,
    overzicht,
    partner,
    partnerdata,
    planner,
    school,
    toegang,
    verdeeltafel,
    wat_veranderde,
    wijken_vergelijken,
    zoeken,
)


@dataclass(frozen=True)
class Page:
    """One page; title and section are shown in the reader's language, `answers` stands in the README."""

    path: str
    render: Callable[[Reader], None]
    title: str
    icon: str
    section: str
    resource: str  # what one must be allowed to read to have the page
    folder: str  # its room in dashboard/
    answers: str


MAP, SCHOOLS, AREAS = mark("Map"), mark("Schools"), mark("Districts")
PARTNERS, ACCOUNT = mark("Partners"), mark("Accountability")

PAGES = (
    Page(
        "overzicht", overzicht.render, mark("Overview"), "home", "", OPEN, "overview",
        "where the partners stand: schools, pupils and need they reach, facts, targets, freshness",
    ),
    Page(
        "kaart", kaart.render, mark("Map"), "map", MAP, OPEN, "explore",
        "any indicator on the map, from province to wijk",
    ),
    Page(
        "dekking", dekking.render, mark("Coverage"), "join_inner", MAP, PARTNER, "coverage",
        "need against presence: gaps, white spots, who is where, own region, a map for a report",
    ),
    Page(
        "doelscholen", doelscholen.render, mark("Target schools"), "format_list_numbered", SCHOOLS, PARTNER, "targets",
        "which schools ask for attention, why, and how firmly; lists that can be kept and shared",
    ),
    Page(
        "zoeken", zoeken.render, mark("Search"), "search", SCHOOLS, OPEN, "search",
        "a school by any name it has or had, its town, street, postcode or BRIN; areas, partners and terms too",
    ),
    Page(
        "school", school.render, mark("School"), "school", SCHOOLS, OPEN, "school",
        "one school: its figures among others, its years, partners, similar schools, neighbours, and what it asks for",
    ),
    Page(
        "planner", planner.render, mark("Planner"), "route", SCHOOLS, PARTNER, "plan",
        "which schools to go to next under which demands, what each demand costs, and how firm the proposal is",
    ),
    Page(
        "verdeeltafel", verdeeltafel.render, mark("Division table"), "table_chart", SCHOOLS, PARTNER, "divide",
        "schools by need and partners; who claims which for a school year, what clashes, who takes what",
    ),
    Page(
        "wijken-vergelijken", wijken_vergelijken.render, mark("Compare districts"), "compare_arrows", AREAS, OPEN,
        "compare",
        "up to six wijken or municipalities against a benchmark, their twins, two periods, funnel",
    ),
    Page(
        "gesprekspakket", gesprekspakket.render, mark("Conversation pack"), "description", AREAS, OPEN, "pack",
        "two pages to take along about a municipality, own region or districts: findings, map, figures, who is where",
    ),
    Page(
        "gka-regionaal", gka_regionaal.render, mark("GKA regional"), "diversity_3", AREAS, OPEN, "gka",
        "a municipality's flow in two periods, advice against poverty or need, 17-year-olds by parents; an own file",
    ),
    Page(
        "landelijk", landelijk.render, mark("National picture"), "public", AREAS, OPEN, "national",
        "the country in ten questions, each with the conclusion that its figures bear, or that none can be drawn",
    ),
    Page(
        "partnerdata", partnerdata.render, mark("Partner data"), "upload_file", PARTNERS, PARTNER, "partners",
        "partners' files in, doubtful rows judged, their file back, how fresh it all is",
    ),
    Page(
        "partner", partner.render, mark("Partner"), "handshake", PARTNERS, PARTNER, "partners",
        "one partner's own place: its schools on a map, what fades when, still so or stopped, facts, gaps, reminder",
    ),
    Page(
        "aanvragen", aanvragen.render, mark("Requests"), "call", PARTNERS, PARTNER, "desk",
        "what schools asked, what waits and how long, what was asked but not served, the figures of a year",
    ),
    Page(
        "aanbod", aanbod.render, mark("Offer"), "category", PARTNERS, PARTNER, "offer",
        "every programme by words, theme, group and place; what fits a school; who adds to it, and referring on",
    ),
    Page(
        "gka-gemeenten", gka_gemeenten.render, mark("GKA municipalities"), "location_city", PARTNERS, OPEN, "network",
        "who takes part in the Gelijke Kansen Alliantie, by urbanity and need, with its agenda and its initiatives",
    ),
    Page(
        "interventies", interventies.render, mark("Interventions"), "build_circle", PARTNERS, OPEN, "network",
        "264 interventions by theme and by sector, 2022 beside 2020, and 28 local initiatives to search",
    ),
    Page(
        "factoren", factoren.render, mark("Factors"), "account_tree", PARTNERS, OPEN, "network",
        "30 factors in five levels: which have a figure here, what it says, which themes and programmes touch them",
    ),
    Page(
        "bronnen", bronnen.render, mark("Sources"), "database", ACCOUNT, OPEN, "sources",
        "what every figure stands on: each file with its date, licence and sha256, every cell refused or repaired",
    ),
    Page(
        "indicatoren", indicatoren.render, mark("Indicators"), "analytics", ACCOUNT, OPEN, "indicators",
        "every figure: definition, source, periods, breaks, known faults, factor, where it is used",
    ),
    Page(
        "methode", methode.render, mark("Method"), "function", ACCOUNT, OPEN, "sources",
        "how every figure is made, with worked examples",
    ),
    Page(
        "begrippen", begrippen.render, mark("Glossary"), "dictionary", ACCOUNT, OPEN, "indicators",
        "the words of this field and what they mean here; notes on every page link to them",
    ),
    Page(
        "wat-veranderde", wat_veranderde.render, mark("What changed"), "history", ACCOUNT, OPEN, "changed",
        "what a new build or delivery changed for one's own selection, as a letter to read and to mail",
    ),
    Page(
        "logboek", logboek.render, mark("Log"), "history_edu", ACCOUNT, ADMIN, "logbook",
        "for administrators: who took what out, opened closed figures, wrote or erased, and when",
    ),
    Page(
        "toegang", toegang.render, mark("Access"), "shield_person", ACCOUNT, ADMIN, "who",
        "who may see what: the list of people, what each role may, and how people get to sign in; for admins",
    ),
)  # fmt: skip
