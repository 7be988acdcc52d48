"""Which changes belong to the reader's own selection. Pure."""

from __future__ import annotations

import pandas as pd

from dashboard.frame.records import Place

OF_PARTNERS = ("partner", "programme", "delivery")
EVERYWHERE = ("program", "as_of", "classification", "source", "source_missing", "indicator", "period", "many_figures")


def inside(rows: pd.DataFrame, place: Place) -> pd.DataFrame:
    """The changes in a place, and those that hold everywhere: of the build, its sources and its indicators.

    What a partner as a whole does belongs to a place where it began or stopped at a school.
    """
    if place.level == "country":
        return rows
    codes = list(place.members) if place.members else [place.area_code]
    column = "province_code" if place.level == "province" else "municipality_code"
    here = rows[column].isin(codes) | rows["area_code"].isin(codes)
    active = rows.loc[here & (rows["kind"] == "activity"), "part"]
    of_partner = rows["kind"].isin(OF_PARTNERS) & rows["part"].isin(set(active))
    return rows[here | of_partner | rows["kind"].isin(EVERYWHERE)]
