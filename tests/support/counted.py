"""What a view must say, counted with pandas from the tables of the mart: another way than the app does."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from tests.support.scopes import Scope, Truth
from tests.support.views import Everything

SUMS = [
    "schools", "active", "pupils", "active_pupils", "load", "load_pupils", "need", "active_need", "least", "most",
]  # fmt: skip


def areas(tables: Everything, scope: Scope, level: str, *, gka: bool = False) -> pd.DataFrame:
    """One row per area of a level in the scope, with its sums; `rate` is need per pupil, `is_white` a white spot.

    Every area where the scope is smaller than one. What a school hides is hidden in the sum.
    """
    schools = _schools(tables, scope)
    within = tables.school_area[tables.school_area["level"] == level]
    sums = (
        within.merge(schools, on="school_id").groupby("area_code")[[*SUMS, "hidden", "scored", "scored_listed"]].sum()
    )
    every = tables.area[(tables.area["level"] == level) & ~tables.area["is_water"].fillna(False).astype(bool)]
    rows = every.set_index("area_code", drop=False).join(sums)
    rows[SUMS] = rows[SUMS].fillna(0)
    bare = rows["scored"].fillna(0) == 0
    rows["load"] = rows["load"].mask(bare | (rows["hidden"] > 0))
    unlisted = rows["scored_listed"].fillna(0) == 0
    for name in ("need", "active_need"):
        rows[name] = rows[name].mask(unlisted | (rows["hidden"] > 0))
    rows["unreached"] = rows["need"] - rows["active_need"]
    rate = rows["load"] / rows["load_pupils"].where(rows["load_pupils"] > 0)
    if scope.filters.sector == "VO":  # a share of pupils that we make: small ones are withheld
        rate = rate.mask((rows["load_pupils"] < 10) | (rows["load"] < 5) | (rows["load_pupils"] - rows["load"] < 5))
    limit = round(float(rate.dropna().quantile(2 / 3)), 2) if rate.notna().any() else np.nan
    rows["is_white"] = (rows["need"] > 0) & (rows["active_need"] == 0) & (rate >= limit)
    inside = rows[is_inside(rows, scope)]
    inside = inside if len(inside) else rows
    return inside[inside["is_gka"].fillna(False).astype(bool)] if gka else inside


def is_inside(rows: pd.DataFrame, scope: Scope) -> pd.Series:
    if scope.codes == ("NL00",):
        return pd.Series(True, index=rows.index)
    return rows["municipality_code"].isin(scope.codes) | rows["province_code"].isin(scope.codes)


def _schools(tables: Everything, scope: Scope) -> pd.DataFrame:
    """One row per school of the sector that counts, with its parts of every sum."""
    filters = scope.filters
    school = tables.school[tables.school["sector"] == filters.sector]
    need = tables.need[tables.need["sector"] == filters.sector].set_index("school_id")
    told = _participants(tables, scope)
    rows = school.set_index("school_id", drop=False).rename_axis(None)
    rows["scored"] = rows["school_id"].isin(need.index[need["status"] == "observed"])
    rows["hidden"] = rows["school_id"].isin(need.index[need["status"].isin(["suppressed", "withheld"])])
    rows = rows.join(told)
    active = rows["school_id"].isin(tables.active(filters))
    points = rows["school_id"].map(need["value"].where(need["status"] == "observed")).fillna(0.0)
    pupils = rows["pupils_count"].where(rows["is_listed"] & (rows["pupils_status"] == "observed")).fillna(0)
    listed = rows["is_listed"].astype(bool)
    return rows.assign(
        schools=listed.astype(int), active=(listed & active).astype(int), pupils=pupils,
        active_pupils=pupils.where(active, 0), load=points,
        load_pupils=rows["school_id"].map(need["n"]).fillna(rows["pupils_count"]).where(rows["scored"]).fillna(0),
        need=points.where(listed, 0), active_need=points.where(listed & active, 0),
        least=rows["least"].fillna(0), most=rows["most"].fillna(0), scored_listed=(rows["scored"] & listed).astype(int),
    ).reset_index(drop=True)  # fmt: skip


def _participants(tables: Everything, scope: Scope) -> pd.DataFrame:
    """Per school the least and the most that take part: 1 to 4 in an activity are told as that."""
    rows = tables.chosen(scope.filters)
    few = rows["participants_count"].between(1, 4).fillna(False).astype(bool)  # what nobody told is none of these
    rows = rows.assign(least=rows["participants_count"].mask(few, 1), most=rows["participants_count"].mask(few, 4))
    return rows.groupby("school_id")[["least", "most"]].sum()


def together(rows: pd.DataFrame) -> Truth:
    """The truth of areas() together."""
    sums = rows[SUMS].sum()
    parts = [100 * sums[part] / sums[all_] if sums[all_] else np.nan for part, all_ in (
        ("active_pupils", "pupils"), ("active_need", "need"))]  # fmt: skip
    return Truth(int(sums["schools"]), int(sums["active"]), *parts)


def counted_scope(tables: Everything, scope: Scope, level: str) -> Scope:
    """The scope, or the country where an area of the level is larger than it."""
    rows = tables.area[tables.area["level"] == level]
    return scope if is_inside(rows, scope).any() else replace(scope, area="NL00", towns=())


def few(figures: pd.Series) -> int:
    """How many of the largest hold half of the sum."""
    ordered = sorted(figures.dropna(), reverse=True)
    return int(np.searchsorted(np.cumsum(ordered), sum(ordered) / 2 - 1e-9)) + 1


def newest(tables: Everything, indicator: str, level: str) -> pd.DataFrame:
    """The newest figures of an indicator at a level that may be shown, with their areas."""
    rows = tables.value[(tables.value["indicator_id"] == indicator) & (tables.value["level"] == level)]
    rows = rows[(rows["period"] == rows["period"].max()) & (rows["status"] == "observed")]
    return rows[["area_code", "value", "n"]].merge(tables.area, on="area_code", how="inner")


def against(tables: Everything, indicator: str, level: str, kind: str) -> set[str]:
    """The areas of a level that stand out on the unfavourable side of an indicator, against a kind of reference."""
    rows = tables.standing
    rows = rows[(rows["indicator_id"] == indicator) & (rows["level"] == level) & (rows["group_code"] == "all")]
    rows = rows[(rows["period"] == rows["period"].max()) & (rows["kind"] == kind) & (rows["why"].fillna("") == "")]
    direction = tables.indicator.set_index("indicator_id")["direction"][indicator]
    side = {"higher_is_better": "stands_out_low", "higher_is_worse": "stands_out_high"}.get(direction, "")
    return set(rows.loc[rows["verdict"] == side, "area_code"])


def digits(text: str) -> int:
    """The first whole number in a text, 0 where it has none."""
    found = re.search(r"\d[\d.,]*", text)
    return int(re.sub(r"\D", "", found[0])) if found else 0
