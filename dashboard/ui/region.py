"""The reader's own region: municipalities put together, as one of the places."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import kept
from dashboard.frame.language import _
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import sidebar

COUNTRY = Place("NL00", "country")
OWN = "regio"  # the reader's own region among the places, and in the URL


def own_region(chosen: Selection, reader: Reader) -> Place | None:
    """The municipalities that the reader put together, as a place; None when there are none."""
    towns = _towns(reader).set_index("area_code")
    members = chosen.listed("gemeenten", list(towns.index))
    if not members:
        return None
    own = towns.loc[members]
    low, high = own[["min_lon", "min_lat"]].min(), own[["max_lon", "max_lat"]].max()
    return Place(
        area_code=OWN,
        level="own_region",
        name=called(chosen) or _("Own region"),
        members=tuple(members),
        indexes=tuple(own["map_index"].dropna()),
        **low.to_dict(),
        **high.to_dict(),
    )


def called(chosen: Selection) -> str:
    """The name that the reader or a link gives it; '' without one.

    Without signs that nobody sees: one that turns the direction of writing would turn the figures beside the name.
    """
    words = " ".join(chosen["regionaam"].split())
    return "".join(sign for sign in words if sign.isprintable())[:40].strip()


@kept.per_build
def _towns(reader: Reader) -> pd.DataFrame:
    places = reader.run("places")
    return places[places["level"] == "municipality"]


def codes(place: Place) -> list[str]:
    """The areas a place is made of."""
    return list(place.members) if place.level == "own_region" else [place.area_code]


def region_maker(chosen: Selection, reader: Reader) -> None:
    """Puts municipalities together under a name; the region is then one of the places."""
    towns = _towns(reader)
    names = dict(zip(towns["area_code"], towns["name"], strict=True))
    with st.expander(_("Own region")):
        hint = _("Choose municipalities")
        members = chosen.choose_many(
            "gemeenten", _("Municipalities"), list(names), placeholder=hint, format_func=names.get
        )
        chosen.write_in("regionaam", _("Name of the region"), max_chars=40)
        show = {"gebied": OWN, "keuze": None, "beeld": None}
        label = _("Show this region")
        st.button(label, disabled=not members, on_click=chosen.set, kwargs=show, key="dekking-toon-regio")


def box(chosen: Selection, place: Place, reader: Reader) -> tuple[float, float, float, float]:
    """What the camera shows: the area it was sent to, else the place, also one put together by the reader."""
    if place.level != "own_region":
        return sidebar.box(chosen, place, reader)
    if chosen["beeld"]:
        return sidebar.box(chosen, COUNTRY, reader)
    across, upright = place.max_lon - place.min_lon, place.max_lat - place.min_lat
    return (
        place.min_lon - 0.1 * across,
        place.min_lat - 0.1 * upright,
        place.max_lon + 0.1 * across,
        place.max_lat + 0.1 * upright,
    )
