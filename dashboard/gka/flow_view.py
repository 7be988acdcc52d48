"""Picture (a): flow per district in two periods; from open data one edition, per school location."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import _
from dashboard.frame.records import Indicator
from dashboard.frame.selection import Selection
from dashboard.gka import downloads, figures, flow, flow_picture, open_flow
from dashboard.gka.look import Look, Told, begin, without_closed
from dashboard.ui import pieces


def show(look: Look) -> Told:
    """Delivered figures of districts first; then the flows that are open, of one edition."""
    known = look.found.indicators("area")
    delivered = {code: one for code, one in known.items() if flow.periods(look.found.areas(code))}
    open_ones = {} if look.found.is_own else open_flow.indicators(look.reader)
    if not delivered:
        without_closed(look)
    options = delivered | open_ones
    if not options:
        if look.found.is_own:
            return Told(_("There is no figure of flow in your own file."), (_("own file"),))
        return Told(_("There is no figure of flow in this edition."), (_("open data"),))
    first = figures.FLOW if figures.FLOW in options else next(iter(options))
    indicator = _pick_indicator(options, first, look.chosen)
    return _open_flow(indicator, look) if indicator.indicator_id in open_ones else _two(indicator, look)


def _two(indicator: Indicator, look: Look) -> Told:
    """One figure in two periods."""
    values = look.found.areas(indicator.indicator_id)
    periods = flow.periods(values)
    one, two = _two_periods(periods, look.chosen)
    found = flow.change(values, indicator, one, two, look.found.scope)
    told = Told(
        f"{markup.md(pieces.named(indicator, 'name'))}: {flow.finding(found, look.found.scope)}",
        (_("districts"), one if one == two else _("{first} beside {second}", first=one, second=two)),
        _flow_sources(found, look),
        ("closed_area_values", {"municipalities": look.towns, "indicator": indicator.indicator_id}),
    )
    with st.container(horizontal=True):
        header = look.header(told)
        downloads.of_flow(found, header, look.reader)
        title = pieces.named(indicator, "name")
        lines = (*told.sources, header[_("Build")], *look.noted)
        downloads.maps(found, look.found.scope, lambda: (title, header[_("Selection")], lines), look.reader)
    flow_picture.show(found, look.found.scope, look.reader)
    return told


def _flow_sources(found: flow.Change, look: Look) -> list[str]:
    when = found.second if found.first == found.second else f"{found.first}, {found.second}"
    lines = [look.found.source(found.indicator, when), pieces.named(found.indicator, "method")]
    if found.first != found.second:
        lines.append(_(
            "Beyond chance: the difference of two shares, 95 %, corrected for the number of districts (Benjamini and "
            "Hochberg). The two periods are taken as independent."
        ))  # fmt: skip
    if flow.has_covid(found.first) != flow.has_covid(found.second):
        lines.append(_("In 2020-2021 and 2021-2022 schools were milder because of COVID-19."))
    return lines


def _pick_indicator(options: dict[str, Indicator], first: str, chosen: Selection) -> Indicator:
    """One of several figures; of one there is nothing to choose."""
    begin("cijfer", list(options), first, chosen)
    if len(options) > 1:
        with st.sidebar:
            names = {code: pieces.named(one, "name") for code, one in options.items()}
            chosen.choose("cijfer", _("Figure"), list(options), format_func=names.__getitem__)
    return options[chosen["cijfer"]]


def _two_periods(periods: list[str], chosen: Selection) -> tuple[str, str]:
    """The two newest unless the reader chose others."""
    one, two = flow.begin_with(periods)
    begin("periode1", periods, one, chosen)
    begin("periode2", periods, two, chosen)
    if len(periods) > 1:
        with st.sidebar:
            chosen.choose("periode1", _("First period"), periods)
            chosen.choose("periode2", _("Second period"), periods)
    return chosen["periode1"], chosen["periode2"]


def _open_flow(indicator: Indicator, look: Look) -> Told:
    found = open_flow.load(indicator, look.found.scope, look.reader)
    told = Told(
        f"{markup.md(pieces.named(indicator, 'name'))}: {open_flow.finding(found, look.found.scope)}",
        (_("secondary schools"), found.period, _("open data")),
        (pieces.source_of(indicator, found.period, look.reader), open_flow.definition(found.period)),
        ("gka_school_values", {"municipalities": look.towns, "indicator": indicator.indicator_id}),
    )
    downloads.of_open_flow(found, look.header(told), look.reader)
    pieces.heading(pieces.named(indicator, "name"), _("by location, in the order of their names"))
    pieces.piece(open_flow.table(found), "rw-scroll")
    return told
