"""Which areas lie in a chosen place, and which areas a text names."""

from __future__ import annotations

import pandas as pd

from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader

COLUMNS = {"province": "province_code", "municipality": "municipality_code"}


def counted(values: pd.DataFrame, place: Place, country: Place) -> Place:
    """What the areas inside a place are about: the place, or the country where an area is larger than the place."""
    if place.level == "own_region":
        return place if values["municipality_code"].isin(place.members).any() else country
    column = COLUMNS.get(place.level)
    return place if column and (values[column] == place.area_code).any() else country


def inside(values: pd.DataFrame, place: Place) -> pd.Series:
    """Which areas lie in the chosen place; all of them when the place is smaller than an area."""
    if place.level == "own_region":
        is_inside = values["municipality_code"].isin(place.members)
        return is_inside if is_inside.any() else pd.Series(True, index=values.index)
    column = COLUMNS.get(place.level)
    if column is None:
        return pd.Series(True, index=values.index)
    is_inside = values[column] == place.area_code
    return is_inside if is_inside.any() else pd.Series(True, index=values.index)


def names(reader: Reader) -> dict[str, str]:
    """Name by code of the areas that a programme can say it works in: the country, provinces and municipalities."""
    places = reader.run("places")
    return dict(zip(places["area_code"], places["name"], strict=True))


def named(told: str, reader: Reader) -> list[str]:
    """The areas that a told working area names, by code or by name; what is no known area is left out."""
    known = names(reader)
    codes = {name.casefold(): code for code, name in reversed(known.items())}
    parts = [" ".join(part.split()) for part in told.replace(";", ",").split(",")]
    found = (part if part in known else codes.get(part.casefold(), "") for part in parts)
    return list(dict.fromkeys(filter(None, found)))
