"""From the choices to what page Dekking shows: the areas, the whole, the surroundings of what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import bivariate, coverage, coverage_map, parts, sentence, warehouse
from dashboard.access import Access
from dashboard.coverage import Coverage, Filters
from dashboard.coverage_controls import Group
from dashboard.language import _, ngettext, number


@dataclass(frozen=True)
class View:
    """Coverage under the choices, which areas of the level are meant, and everything meant as one row."""

    coverage: Coverage
    is_chosen: np.ndarray
    whole: pd.Series
    place: pd.Series  # what is counted: the chosen place, or the country where an area is larger than the place

    @property
    def rows(self) -> pd.DataFrame:
        return self.coverage.areas

    @cached_property
    def here(self) -> pd.DataFrame:
        return self.rows[self.is_chosen]


def view(filters: Filters, group: Group, level: str, place: pd.Series, access: Access) -> View:
    """The areas of this level and the row for all that are chosen."""
    found = coverage.load(level, filters, access)
    inside, kept = sentence.inside(found.areas, place).to_numpy(bool), group.of(found.areas)
    counted = warehouse.run("places", {}, access).iloc[0] if inside.all() else place
    chosen = inside & kept
    whole = found.together(found.areas[chosen]) if group.is_filter else lineage(found, counted).iloc[0]
    return View(found, chosen, whole, counted)


def lineage(found: Coverage, marked: pd.Series) -> pd.DataFrame:
    """An area or place with what it lies in; the reader's own region lies in the country."""
    if marked["level"] != "own_region":
        return found.lineage(marked["area_code"])
    towns = found.of_level("municipality")
    mine = found.together(towns[towns["area_code"].isin(marked["members"])])
    named = pd.concat([mine, marked[["area_code", "level", "name"]]])
    return pd.concat([named.to_frame().T, found.of_level("country")], ignore_index=True).infer_objects()


def map_schools(marked: pd.Series, filters: Filters, access: Access) -> pd.DataFrame:
    """The schools that the map draws: those of the municipality that is chosen or that the area lies in."""
    town = marked["municipality_code"]
    return coverage.schools([town], filters, access) if isinstance(town, str) else pd.DataFrame()


def states(view: View, partners: pd.DataFrame, build: pd.Series) -> None:
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


def source_lines(view: View, sector: str, partners: pd.DataFrame, access: Access) -> list[str]:
    """Source, partners, build; what stands apart; what is counted."""
    build = warehouse.run("build", {}, access).iloc[0]
    need = coverage.need_indicator(sector, access)
    params = {"indicator": need["indicator_id"], "level": "province"}
    period = warehouse.run("area_values", params, access)["period"]
    source = parts.source_of(need, str(period.iloc[0]) if len(period) else "", access)
    told = _("activity: as told by the partners") + (f" ({_('made up')})" if partners["is_fictional"].any() else "")
    return [f"{source} · {told} · {parts.build_text(build)}", _apart(view), _counted(sector)]


def limits_line(view: View, mode: str, sector: str) -> None:
    """Under the map of need x reach: its limits in words."""
    if mode != "samen":
        return
    low, high = bivariate.limits(view.rows["need_per_pupil"])
    words = {"low": number(low, 2), "high": number(high, 2), "unit": coverage_map.per_pupil(sector)}
    told = _("Low, middle, high: thirds of all areas of this level (limits {low} and {high} {unit}).", **words)
    parts.piece(f'<p class="ka-muted">{escape(told)}')


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
