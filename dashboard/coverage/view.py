"""From the choices to what page Dekking shows: the areas, the whole, the surroundings of what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.coverage.controls import Group
from dashboard.figures import coverage as figures_coverage
from dashboard.figures import measures as coverage_map
from dashboard.figures import places as sentence
from dashboard.figures.coverage import Coverage, Filters, lineage
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.records import Build, Place
from dashboard.frame.warehouse import Reader
from dashboard.maps import bivariate
from dashboard.ui import pieces
from dashboard.ui import states as parts


@dataclass(frozen=True)
class View:
    """Coverage under the choices, which areas of the level are meant, and everything meant as one row."""

    coverage: Coverage
    is_chosen: np.ndarray
    whole: pd.Series
    place: Place  # what is counted: the chosen place, or the country where an area is larger than the place

    @property
    def rows(self) -> pd.DataFrame:
        return self.coverage.areas

    @cached_property
    def here(self) -> pd.DataFrame:
        return self.rows[self.is_chosen]


def view(filters: Filters, group: Group, level: str, place: Place, reader: Reader) -> View:
    """The areas of this level and the row for all that are chosen."""
    found = figures_coverage.load(level, filters, reader)
    inside, kept = sentence.inside(found.areas, place).to_numpy(bool), group.of(found.areas)
    counted = Place.of(reader.run("places").iloc[0]) if inside.all() else place
    chosen = inside & kept
    whole = found.together(found.areas[chosen]) if group.is_filter else lineage(found, counted).iloc[0]
    return View(found, chosen, whole, counted)


def map_schools(marked: Place, filters: Filters, reader: Reader) -> pd.DataFrame:
    """The schools that the map draws: those of the municipality that is chosen or that the area lies in."""
    town = marked.municipality_code
    return figures_coverage.schools([town], filters, reader) if isinstance(town, str) else pd.DataFrame()


def states(view: View, partners: pd.DataFrame, build: Build) -> None:
    """Told above the picture: made-up partners, nobody has delivered anything, nobody is active in this choice."""
    parts.told_fictional(partners, build)
    if partners.empty:
        st.warning(
            _("**There are no partner data yet.** The map shows need. Add the partners' files on page Partner data."),
            icon=":material/upload_file:",
        )
    elif not view.whole["active_schools_count"] and not view.whole["participants_count"]:
        st.info(
            _("**No activities in this choice.** Switch on faded activities, or choose other partners or years."),
            icon=":material/filter_alt_off:",
        )


def no_figures(view: View) -> None:
    """In the place of the picture: no schools, everything hidden, or nothing known."""
    here = view.here
    if not (here["schools_count"] + here["scored_count"]).any():
        told = _("**No schools in this choice.** Choose a larger area or the other sector.")
    elif (here["need_status"] == "suppressed").any():
        told = _("**Everything here is suppressed.** The source hides small numbers. Choose a larger area or presence.")
    else:
        told = _("**There are no figures in this choice.** Choose another view or the other sector.")
    st.info(told, icon=":material/visibility_off:")


def source_lines(view: View, sector: str, partners: pd.DataFrame, reader: Reader) -> list[str]:
    """Source, partners, build; what stands apart; what is counted."""
    build = reader.build
    need = figures_coverage.need_indicator(sector, reader)
    params = {"indicator": need.indicator_id, "level": "province"}
    period = reader.run("area_values", params)["period"]
    source = pieces.source_of(need, str(period.iloc[0]) if len(period) else "", reader)
    told = _("activity: as told by the partners") + (f" ({_('made up')})" if partners["is_fictional"].any() else "")
    return [f"{source} · {told} · {pieces.build_text(build)}", _apart(view), _counted(sector)]


def limits_line(view: View, mode: str, sector: str) -> None:
    """Under the map of need x reach: its limits in words."""
    if mode != "samen":
        return
    low, high = bivariate.limits(view.rows["need_per_pupil"])
    words = {"low": number(low, 2), "high": number(high, 2), "unit": coverage_map.per_pupil(sector)}
    told = _("Low, middle, high: thirds of all areas of this level (limits {low} and {high} {unit}).", **words)
    pieces.piece(f'<p class="rw-muted">{escape(told)}')


def _apart(view: View) -> str:
    """Schools that lie in no area of this level are only in the country's figures; they are named."""
    n = int(view.coverage.apart["scored_count"])
    if not n:
        return ""
    return ngettext(
        "{n} school with a figure lies in no area of this level and counts for the country only (need {need}).",
        "{n} schools with a figure lie in no area of this level and count for the country only (need {need}).",
        n,
        need=number(view.coverage.apart["need"]) if pd.notna(view.coverage.apart["need"]) else _("suppressed"),
    )


def _counted(sector: str) -> str:
    if sector == "PO":
        return _(
            "Need is over all primary schools with a score, also those no longer listed; shares of schools and pupils "
            "are over listed schools. Primary and secondary schools are never added."
        )
    return _(
        "Need is the number of pupils in vmbo and pro, over all secondary schools with figures; shares of schools and "
        "pupils are over listed schools. Primary and secondary schools are never added."
    )
