"""The side bar of page Dekking: what every page asks first, then what only this one asks; and the own region."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import controls, map_view, parts, warehouse
from dashboard.access import Access
from dashboard.coverage import Filters
from dashboard.coverage_map import MODES
from dashboard.language import _, ngettext
from dashboard.selection import Selection

OWN = "regio"  # the reader's own region among the places, and in the URL
LEVELS = {
    "provincie": "province",
    "arbeidsmarktregio": "labour_market_region",
    "gemeente": "municipality",
    "wijk": "district",
    "buurt": "neighbourhood",
}
WHOLE = ("province", "labour_market_region")  # partly inside a group of municipalities, partly outside


@dataclass(frozen=True)
class Group:
    """A choice of areas: GKA municipalities, classes of urbanity (1 = most urban); empty means all."""

    gka: bool = False
    urban: tuple[int, ...] = ()

    @property
    def is_filter(self) -> bool:
        return self.gka or bool(self.urban)

    def of(self, rows: pd.DataFrame) -> np.ndarray:
        """Which areas are in the group."""
        found = pd.Series(True, index=rows.index)
        if self.gka:
            found &= rows["is_gka"].fillna(False).astype(bool)
        if self.urban:
            found &= rows["urbanity_class"].isin(self.urban)
        return found.to_numpy(bool)


def own_region(chosen: Selection, access: Access) -> pd.Series | None:
    """The municipalities that the reader put together, as a place; None when there are none."""
    towns = _towns(access).set_index("area_code")
    members = chosen.listed("gemeenten", list(towns.index))
    if not members:
        return None
    mine = towns.loc[members]
    facts = {
        "area_code": OWN,
        "level": "own_region",
        "name": chosen["regionaam"].strip()[:40] or _("Own region"),
        "members": members,
        "indexes": list(mine["map_index"].dropna()),
    }
    low, high = mine[["min_lon", "min_lat"]].min(), mine[["max_lon", "max_lat"]].max()
    return pd.Series(facts | low.to_dict() | high.to_dict()).reindex([*facts, *towns.columns.difference([*facts])])


def _towns(access: Access) -> pd.DataFrame:
    places = warehouse.run("places", {}, access)
    return places[places["level"] == "municipality"]


def codes(place: pd.Series) -> list[str]:
    """The areas a place is made of."""
    return place["members"] if place["level"] == "own_region" else [place["area_code"]]


def levels(access: Access) -> dict[str, str]:
    """The levels that this edition has a map of."""
    drawn = map_view.addresses(access)
    return {word: level for word, level in LEVELS.items() if level in drawn}


def filters(chosen: Selection, partners: pd.DataFrame, access: Access) -> Filters:
    """Sector, school year, partners, themes, faded; drawn in the order of every page."""
    sector = chosen.valid("sector", ["PO", "VO"])
    chosen.pick("sector", _("Sector"), ["PO", "VO"])
    years = ["", *warehouse.run("coverage_years", {}, access)["school_year"]]
    year = chosen.valid("schooljaar", years)
    chosen.choose("schooljaar", _("School year"), years, format_func=lambda code: code or _("All school years"))
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    everyone = ngettext("The only partner", "All {n} partners", len(names))
    who = chosen.choose_many("partners", _("Partners"), list(names), placeholder=everyone, format_func=names.get)
    titles = theme_names(access)
    themes = chosen.choose_many("themas", _("Theme"), list(titles), placeholder=_("All themes"), format_func=titles.get)
    told = _("An activity counts as current until 12 months after it was confirmed.")
    faded = chosen.switch("verbleekt", _("Faded activities too"), help=told)
    return Filters(sector, year, tuple(who), tuple(themes), faded=faded)


def every_filter(chosen: Selection, partners: pd.DataFrame, level: str, access: Access) -> tuple[Filters, Group]:
    """All choices about activities and all choices about areas, in the order of the side bar."""
    common = filters(chosen, partners, access)
    areas = group(chosen, level)
    founding, line = whose(chosen)
    return replace(common, founding=founding, learning_line=line), areas


def theme_names(access: Access) -> dict[str, str]:
    found = warehouse.run("coverage_themes", {}, access)
    return {row["theme_id"]: parts.named(row, "name") for row in found.to_dict("records")}


def group(chosen: Selection, level: str) -> Group:
    """Which areas count: GKA municipalities, urbanity; not where an area can be half in it."""
    is_whole = level in WHOLE
    why = _("For municipalities and smaller areas.") if is_whole else None
    gka = chosen.switch("gka", _("GKA municipalities only"), disabled=is_whole, help=why)
    words = urbanity_words()
    urban = chosen.choose_many(
        "stedelijkheid",
        _("Urbanity"),
        list(words),
        placeholder=_("All classes"),
        disabled=is_whole,
        help=why,
        format_func=words.get,
    )
    return Group() if is_whole else Group(gka, tuple(int(k) for k in urban))


def urbanity_words() -> dict[str, str]:
    """CBS's five classes by addresses around."""
    return {
        "1": _("very strongly urban"),
        "2": _("strongly urban"),
        "3": _("moderately urban"),
        "4": _("hardly urban"),
        "5": _("not urban"),
    }


def whose(chosen: Selection) -> tuple[bool, bool]:
    """Founding partners only; schools with a learning line only."""
    founding = chosen.switch("oprichters", _("Founding partners only"))
    told = _("Only schools where at least two partners with different themes are active.")
    return founding, chosen.switch("leerlijn", _("Integrated learning line"), help=told)


def region_maker(chosen: Selection, access: Access) -> None:
    """Puts municipalities together under a name; the region is then one of the places."""
    towns = _towns(access)
    names = dict(zip(towns["area_code"], towns["name"], strict=True))
    with st.expander(_("Own region")):
        told = _("Choose municipalities")
        members = chosen.choose_many(
            "gemeenten", _("Municipalities"), list(names), placeholder=told, format_func=names.get
        )
        chosen.write_in("regionaam", _("Name of the region"), max_chars=40)
        show = {"gebied": OWN, "keuze": None, "beeld": None}
        label = _("Show this region")
        st.button(label, disabled=not members, on_click=chosen.set, kwargs=show, key="dekking-toon-regio")


def box(chosen: Selection, place: pd.Series, access: Access) -> tuple[float, float, float, float]:
    """What the camera shows: the area it was sent to, else the place, also one put together by the reader."""
    if place["level"] != "own_region":
        return controls.box(chosen, place, access)
    if chosen["beeld"]:
        return controls.box(chosen, pd.Series({"area_code": "NL00"}), access)
    across, upright = place["max_lon"] - place["min_lon"], place["max_lat"] - place["min_lat"]
    return (
        place["min_lon"] - 0.1 * across,
        place["min_lat"] - 0.1 * upright,
        place["max_lon"] + 0.1 * across,
        place["max_lat"] + 0.1 * upright,
    )


def mode(chosen: Selection) -> tuple[str, str]:
    """What is coloured and, where there is a choice, how it is measured; each mode remembers its own."""
    names = {
        "onbereikt": _("Unreached need"),
        "samen": _("Need × reach"),
        "behoefte": _("Need"),
        "aanwezig": _("Presence"),
        "deelnemers": _("Participants"),
    }
    code = chosen.valid("weergave", list(names))
    chosen.pick("weergave", _("View"), list(names), format_func=names.get, label_visibility="collapsed", wrap=True)
    sizes = list(MODES[code])
    if not sizes:
        return code, ""
    words = _size_words()
    size = chosen.valid(f"{code}-als", sizes)
    chosen.pick(f"{code}-als", _("Measured as"), sizes, format_func=words.get, label_visibility="collapsed", wrap=True)
    return code, size


def _size_words() -> dict[str, str]:
    return {
        "totaal": _("total"),
        "per-leerling": _("per pupil"),
        "behoefte": _("share of the need"),
        "scholen": _("share of the schools"),
        "leerlingen": _("share of the pupils"),
        "aantal": _("number"),
        "aandeel": _("share of enrolled pupils"),
    }


def form(chosen: Selection) -> str:
    """Map or table of the areas, or who of the partners is where."""
    names = {"kaart": _("Map"), "tabel": _("Table"), "partners": _("Partners")}
    code = chosen.valid("vorm", list(names))
    chosen.pick("vorm", _("Form"), list(names), format_func=names.get, label_visibility="collapsed")
    return code
