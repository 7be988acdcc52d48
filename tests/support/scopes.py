"""Random scopes, and what is true in them: counted with pandas from the tables of the mart, not with its macros."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from dashboard.figures.coverage import Filters
from etl.building import publish

NOBODY, ALL = "", "alle"


@dataclass(frozen=True)
class Scope:
    """A place with whose activity counts; `towns` make an own region."""

    filters: Filters
    area: str = "NL00"
    towns: tuple[str, ...] = ()

    @property
    def link(self) -> dict[str, str]:
        """The choices as an address says them."""
        filters = self.filters
        named = {
            "gebied": "regio" if self.towns else self.area,
            "gemeenten": ",".join(self.towns),
            "sector": filters.sector,
            "schooljaar": filters.school_year or ALL,
            "partners": ",".join(filters.partners),
            "themas": ",".join(filters.themes),
            "verbleekt": str(int(filters.faded)),
        }
        return {name: value for name, value in named.items() if value}

    @property
    def codes(self) -> tuple[str, ...]:
        return self.towns or (self.area,)


@dataclass(frozen=True)
class Truth:
    """Schools in the list, those with a partner, and the parts (0..100) of pupils and need that these hold."""

    schools: int
    active: int
    pupils_share: float
    need_share: float


class Tables:
    """The tables of the build in a data folder that scopes are drawn and counted from."""

    def __init__(self, data: Path):
        file = publish.current(data / "warehouse")
        with duckdb.connect(str(file), read_only=True) as con:
            self.school = con.sql("select * from mart.school where sector in ('PO', 'VO')").df()
            self.activity = con.sql("select * from mart.activity").df()
            self.programme = con.sql("select programme_id, theme_id from mart.programme").df()
            self.area = con.sql("select area_code, level from mart.area").df()
            self.need = con.sql(
                """
                select school_id, is_need_of as sector, value, status, n from mart.school_value
                join mart.indicator using (indicator_id)
                where is_need_of is not null and group_code = 'all'
                qualify period = max(period) over (partition by indicator_id)
                """
            ).df()

    def truth(self, scope: Scope) -> Truth:
        """What every page must say of a scope."""
        school = self.school[self.school["sector"] == scope.filters.sector]
        if scope.codes != ("NL00",):
            here = school["municipality_code"].isin(scope.codes) | school["province_code"].isin(scope.codes)
            school = school[here]
        school = school[school["is_listed"]]
        is_active = school["school_id"].isin(self.active(scope.filters))
        pupils = school["pupils_count"].where(school["pupils_status"] == "observed").fillna(0)
        need = self.need[(self.need["sector"] == scope.filters.sector) & (self.need["status"] == "observed")]
        points = school["school_id"].map(need.set_index("school_id")["value"])
        return Truth(len(school), int(is_active.sum()), _part(pupils, is_active), _part(points, is_active))

    def active(self, filters: Filters) -> set[str]:
        """The schools where a chosen activity is."""
        return set(self.chosen(filters)["school_id"])

    def chosen(self, filters: Filters) -> pd.DataFrame:
        """The activities that count."""
        rows = self.activity.merge(self.programme, on="programme_id", how="left")
        if filters.school_year:
            rows = rows[rows["school_year"] == filters.school_year]
        if filters.partners:
            rows = rows[rows["partner_id"].isin(filters.partners)]
        if filters.themes:
            rows = rows[rows["theme_id"].isin(filters.themes)]
        return rows if filters.faded else rows[rows["is_current"]]

    def scopes(self, n: int, seed: int) -> Iterator[Scope]:
        """The edge ones, then random ones: in all `n`."""
        edges = list(self.edges())
        dice = random.Random(seed)
        yield from [*edges, *(self._random(dice) for _ in range(n - len(edges)))][:n]

    def edges(self) -> Iterator[Scope]:
        """All as it starts, no school, one school, an own region, all of it faded, every year."""
        newest = max(self.activity["school_year"])
        towns = sorted(self.area.loc[self.area["level"] == "municipality", "area_code"])
        start = Filters(school_year=newest)
        counts = {sector: self._per_town(sector, towns) for sector in ("PO", "VO")}
        yield Scope(start)
        yield Scope(replace(start, school_year=""), towns=tuple(towns[:3]))
        yield Scope(replace(start, school_year=min(self.activity["school_year"])))
        for wanted in (0, 1):
            for sector, count in counts.items():
                if (count == wanted).any():
                    yield Scope(replace(start, sector=sector), area=str(count.index[count == wanted][0]))
                    break

    def _per_town(self, sector: str, towns: list[str]) -> pd.Series:
        listed = self.school[self.school["is_listed"] & (self.school["sector"] == sector)]
        return listed["municipality_code"].value_counts().reindex(towns, fill_value=0)

    def _random(self, dice: random.Random) -> Scope:
        known = {name: sorted(self.activity[name].unique()) for name in ("school_year", "partner_id")}
        themes = sorted(self.programme["theme_id"].dropna().unique())
        filters = Filters(
            sector=dice.choice(["PO", "VO"]),
            school_year=dice.choice([*known["school_year"], ""]),
            partners=tuple(dice.sample(known["partner_id"], dice.choice([0, 0, 1, 2]))),
            themes=tuple(dice.sample(themes, min(dice.choice([0, 0, 0, 1]), len(themes)))),
            faded=dice.random() < 0.4,
        )
        towns = sorted(self.area.loc[self.area["level"] == "municipality", "area_code"])
        if dice.random() < 0.25:
            return Scope(filters, towns=tuple(dice.sample(towns, dice.randint(1, 4))))
        provinces = sorted(self.area.loc[self.area["level"] == "province", "area_code"])
        return Scope(filters, area=dice.choice(["NL00", dice.choice(provinces), dice.choice(towns)]))


def _part(amounts: pd.Series, is_active: pd.Series) -> float:
    """Part (0..100) of a sum; nothing where there is nothing to take a part of."""
    known = amounts.astype("float64")
    whole = known.sum()
    return float(100 * known[is_active].sum() / whole) if whole > 0 else float(np.nan)
