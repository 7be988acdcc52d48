"""Which areas lie in a chosen place."""

from __future__ import annotations

import pandas as pd

from dashboard.frame.records import Place


def inside(values: pd.DataFrame, place: Place) -> pd.Series:
    """Which areas lie in the chosen place; all of them when the place is smaller than an area."""
    if place.level == "own_region":
        is_inside = values["municipality_code"].isin(place.members)
        return is_inside if is_inside.any() else pd.Series(True, index=values.index)
    column = {"province": "province_code", "municipality": "municipality_code"}.get(place.level)
    if column is None:
        return pd.Series(True, index=values.index)
    is_inside = values[column] == place.area_code
    return is_inside if is_inside.any() else pd.Series(True, index=values.index)
