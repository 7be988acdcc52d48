"""From the choices to what page Dekking shows: the areas, the whole, the surroundings of what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.coverage.controls import Group
from dashboard.figures import coverage, measures, places
from dashboard.figures.coverage import Coverage, Filters
from dashboard.figures.measures import Mode
from dashboard.frame import language
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Markup
from dashboard.frame.records import Build, Place
from dashboard.frame.warehouse import Reader
from dashboard.maps import bivariate
from dashboard.ui import pieces, reach
from dashboard.ui import states as ui_states


@dataclass(frozen=True)
class View:
    """Coverage under the choices, which areas of the level are meant, and everything meant as one row."""

    coverage: Coverage
    is_chosen: np.ndarray
    whole: pd.Series
    place: Place  # what is counted: the chosen place, or the country where an area is larger than the place
    level: str
    filters: Filters
    group: Group

    @property
    def rows(self) -> pd.DataFrame:
        return self.coverage.areas

    @cached_property
    def chosen(self) -> pd.DataFrame:
        """The areas that are meant."""
        return self.rows[self.is_chosen]


def load(filters: Filters, group: Group, level: str, place: Place, reader: Reader) -> View:
    """The areas of this level and the row for all that are chosen."""
    reached = coverage.load(level, filters, reader)
    inside = places.inside(reached.areas, place).to_numpy(bool)
    counted = places.counted(reached.areas, place, language.place(reader.run("places").iloc[0]))
    is_chosen = inside & group.of(reached.areas)
    if group.is_filter:
        whole = reached.together(reached.areas[is_chosen])
    else:
        whole = coverage.lineage(reached, counted).iloc[0]
    return View(reached, is_chosen, whole, counted, level, filters, group)


def map_schools(marked: Place, filters: Filters, reader: Reader) -> pd.DataFrame:
    """The schools that the map draws: those of the municipality that is chosen or that the area lies in."""
    town = marked.municipality_code
    return coverage.schools([town], filters, reader) if isinstance(town, str) else pd.DataFrame()


def states(view: View, partners: pd.DataFrame, build: Build) -> None:
    """Told above the picture: made-up partners, nobody has delivered anything, nobody is active in this choice."""
    ui_states.told_fictional(partners, build)
    if partners.empty:
        st.warning(
            _("**There are no partner data yet.** The map shows need. Add the partners' files on page Partner data."),
            icon=":material/upload_file:",
        )
    elif not view.whole["active_schools_count"] and not view.whole["participants_upper"]:
        ui_states.no_activities(view.filters)


def no_figures(view: View) -> None:
    """In the place of the picture: no schools, everything hidden, or nothing known."""
    areas = view.chosen
    if not (areas["schools_count"] + areas["scored_count"]).any():
        text = _("**No schools in this choice.** Choose a larger area or the other sector.")
    elif (areas["need_status"] == "suppressed").any():
        text = _("**Everything here is suppressed.** The source hides small numbers. Choose a larger area or presence.")
    else:
        text = _("**There are no figures in this choice.** Choose another view or the other sector.")
    st.info(text, icon=":material/visibility_off:")


def source_lines(view: View, sector: str, partners: pd.DataFrame, reader: Reader) -> list[str]:
    """Source, partners, build; what stands apart; what is counted."""
    build = reader.build
    need = coverage.need_indicator(sector, reader)
    params = {"indicator": need.indicator_id, "level": "province"}
    period = reader.run("area_values", params)["period"]
    source = pieces.source_of(need, str(period.iloc[0]) if len(period) else "", reader)
    activity = _("activity: as told by the partners") + (f" ({_('made up')})" if partners["is_fictional"].any() else "")
    line = f"{source} · {activity} · {pieces.build_text(build)}"
    return [line, _apart(view), reach.unlisted(view.whole), _counted(sector)]


def limits_in_words(sector: str, cuts: bivariate.Limits) -> str:
    """What low, middle and high mean in the square and on the map of white spots, and what a white spot is."""
    words = {"low": number(cuts.low, 2), "high": number(cuts.high, 2), "unit": measures.per_pupil(sector)}
    thirds = _("Low, middle, high: thirds of all areas of this level (limits {low} and {high} {unit}).", **words)
    return f"{thirds} {white_spot()}"


def limits_line(view: View, mode: Mode, cuts: bivariate.Limits | None, sector: str) -> None:
    """Under the map of need x reach and that of the white spots its limits; under that of participants: the least."""
    if mode == Mode.PARTICIPANTS and view.chosen["few_participants_count"].any():
        least = _("Coloured by the least it can be: fewer than 5 in a programme at a school count as 1.")
        pieces.piece(Markup('<p class="rw-muted">{}').format(least))
    if cuts:
        pieces.piece(Markup('<p class="rw-muted">{}').format(limits_in_words(sector, cuts)))


def white_spot() -> str:
    """What a white spot is; it stands wherever one is counted."""
    return _("White spot: need per pupil in the highest third of all areas of this level, and none of it reached.")


def _apart(view: View) -> str:
    """Schools that lie in no area of this level are only in the country's figures; they are named."""
    n = int(view.coverage.apart["scored_count"])
    if not n:
        return ""
    return ngettext(
        "{n} school with a figure lies in no area of this level and counts for the country only (need {need}).",
        "{n} schools with a figure lie in no area of this level and count for the country only (need {need}).",
        n,
        need=number(view.coverage.apart["load"]) if pd.notna(view.coverage.apart["load"]) else _("suppressed"),
    )


def _counted(sector: str) -> str:
    if sector == "PO":
        return _(
            "Shares of schools, pupils and need are over listed schools; the need of an area itself, also per pupil, "
            "is over all primary schools with a score. Primary and secondary schools are never added."
        )
    return _(
        "Need is the number of pupils in vmbo and pro. Shares are over listed schools; the need of an area itself is "
        "over all secondary schools with figures. Primary and secondary schools are never added."
    )
