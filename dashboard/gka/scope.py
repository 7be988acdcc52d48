"""Whose pictures they are: a municipality or the reader's own region, with its districts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.frame.access import areas
from dashboard.frame.language import _
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import NoWarehouse, Reader
from dashboard.ui import region

Box = tuple[float, float, float, float]
MARGIN = 0.04  # of the map, on each side


@dataclass(frozen=True)
class Scope:
    """A municipality, or several under a name; `areas` are its districts, municipalities and the country."""

    name: str
    municipalities: tuple[str, ...]
    areas: pd.DataFrame

    @property
    def code(self) -> str:
        """The one municipality, '' where it is a region."""
        return self.municipalities[0] if len(self.municipalities) == 1 else ""

    @property
    def districts(self) -> pd.DataFrame:
        return self.areas[self.areas["level"] == "district"]

    @property
    def box(self) -> Box:
        """West, south, east and north of all of it, with a little around."""
        inside = self.areas[self.areas["level"] != "country"]
        west, south = inside[["min_lon", "min_lat"]].min()
        east, north = inside[["max_lon", "max_lat"]].max()
        across, upright = MARGIN * (east - west), MARGIN * (north - south)
        return float(west - across), float(south - upright), float(east + across), float(north + upright)


def choose(chosen: Selection, reader: Reader) -> Scope:
    """Draws the list of municipalities. Raises NoWarehouse where the build has none."""
    towns = reader.run("gka_towns").set_index("area_code", drop=False)
    if towns.empty:
        raise NoWarehouse("the build has no municipalities")
    own = region.own_region(chosen, reader)
    names = ({own.area_code: own.name} if own else {}) | dict(towns["name"])
    code = chosen.valid("gebied", [_first(towns, chosen["gebied"], areas(reader.access)), *names])
    chosen.choose("gebied", _("Municipality or own region"), list(names), format_func=names.__getitem__)
    region.region_maker(chosen, reader)
    return _scope(own if own and code == own.area_code else Place(code, "municipality", names[code]), reader)


def _first(towns: pd.DataFrame, asked: str, own: frozenset[str]) -> str:
    """Where a reader begins who chose no municipality: the one with most people, of its own or a chosen province."""
    inside = towns[towns["province_code"] == asked]
    inside = towns[towns["area_code"].isin(own)] if inside.empty else inside
    return str((towns if inside.empty else inside)["population_count"].fillna(0).idxmax())


def _scope(place: Place, reader: Reader) -> Scope:
    codes = tuple(region.codes(place))
    return Scope(place.name, codes, reader.run("gka_areas", {"municipalities": codes}))
