"""Which areas lie in a chosen place."""

from __future__ import annotations

import pandas as pd

from dashboard.frame.records import Place

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
