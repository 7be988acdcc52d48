"""Where the camera stands above a municipality: where its people live; who is then out of sight is said."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st
from babel.lists import format_list

from dashboard.frame import kept
from dashboard.frame.language import _, current
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import region, tables

Box = tuple[float, float, float, float]  # west, south, east, north
FEW = 0.05  # of the inhabitants: what lies beyond this on a side does not decide where the camera stands
WORTH = 0.6  # of the municipality's size: a frame that is not smaller than this leaves nobody out
SMALL = ("district", "neighbourhood")
AROUND = 0.05  # of the frame's size, on each side


@dataclass(frozen=True)
class View:
    """What the camera shows, and the inhabited districts of the place that are then out of sight."""

    box: Box
    unseen: tuple[str, ...] = ()


def view(chosen: Selection, place: Place, level: str, reader: Reader) -> View:
    """The area that the camera was sent to; else the place, its districts nearer where its people live together."""
    whole = region.box(chosen, place, reader)
    if chosen["beeld"] or place.level != "municipality" or level not in SMALL:
        return View(whole)
    return _nearer(place, reader) or View(whole)


@kept.per_build
def _nearer(place: Place, reader: Reader) -> View | None:
    """Where its people live together; None where that is hardly smaller than the municipality."""
    districts = reader.run("compare_areas", {"level": "district"})
    own = districts[(districts["municipality_code"] == place.area_code) & (districts["population_count"] > 0)]
    near = lived_in(own, place)
    return None if near is None else View(near, tuple(tables.brief(own.loc[~_middles_in(own, near), "name"])))


def lived_in(districts: pd.DataFrame, place: Place) -> Box | None:
    """The frame around most inhabitants of these districts; None where it is hardly smaller than around the place.

    Districts that together hold few inhabitants, counted from one side, do not widen the frame to that side. Degrees
    across and upright are held against each other as they are: the picture is about as much higher as these are longer.
    """
    if districts.empty:
        return None
    west, south = (_edge(districts, name, is_low=True) for name in ("min_lon", "min_lat"))
    east, north = (_edge(districts, name, is_low=False) for name in ("max_lon", "max_lat"))
    across, upright = east - west, north - south
    whole = max(place.max_lon - place.min_lon, place.max_lat - place.min_lat)
    if not max(across, upright) < WORTH * whole:
        return None
    return west - AROUND * across, south - AROUND * upright, east + AROUND * across, north + AROUND * upright


def _edge(districts: pd.DataFrame, name: str, *, is_low: bool) -> float:
    """The edge of the first district, from one side inwards, with which more than few inhabitants are in."""
    inwards = districts.sort_values(name, ascending=is_low)
    share = inwards["population_count"].cumsum() / inwards["population_count"].sum()
    return float(inwards.loc[share > FEW, name].iloc[0])


def _middles_in(districts: pd.DataFrame, box: Box) -> pd.Series:
    west, south, east, north = box
    across = ((districts["min_lon"] + districts["max_lon"]) / 2).between(west, east)
    return across & ((districts["min_lat"] + districts["max_lat"]) / 2).between(south, north)


def tell(seen: View, place: Place, chosen: Selection) -> None:
    """Below the map: who is out of sight, and the way to the whole municipality."""
    if not seen.unseen:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Out of sight: {list}.", list=format_list(list(seen.unseen), locale=current())))
        whole = {"beeld": place.area_code}
        icon, key = ":material/zoom_out_map:", f"{chosen.page}-heel"
        st.button(_("Whole municipality"), type="tertiary", icon=icon, key=key, on_click=chosen.set, kwargs=whole)
