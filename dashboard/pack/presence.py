"""The partner half of a pack: who is where, the white spots, and the schools that wait for an answer. No words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import requests
from dashboard.frame.access import PARTNER
from dashboard.frame.warehouse import Reader
from dashboard.pack.scope import DISTRICT, Scope

SECTORS = ("PO", "VO")


@dataclass(frozen=True)
class Presence:
    """`sectors` is the whole per sector; `parts` its districts, of a region its municipalities (PO).

    `white` are its districts with a high need and no partner; `waiting` the days on which schools asked, oldest first.
    """

    filters: Filters
    sectors: dict[str, pd.Series]
    parts: pd.DataFrame
    districts: pd.DataFrame
    partners: pd.DataFrame
    active: frozenset[str]
    waiting: tuple[dt.date, ...]

    @property
    def white(self) -> list[str]:
        """Its white spots, by name."""
        rows = self.districts
        return list(rows.loc[rows["is_white_spot"].fillna(False).astype(bool), "title"])


def of(scope: Scope, filters: Filters, schools: pd.DataFrame, reader: Reader) -> Presence | None:
    """Reads it; None for who may not read partners' activity. `schools` are those of the scope."""
    if not reader.may("read", PARTNER):
        return None
    choices = {sector: Filters(sector=sector, school_year=filters.school_year) for sector in SECTORS}
    sectors = {sector: _whole(scope, choice, reader) for sector, choice in choices.items()}
    active = [coverage.schools(scope.members, choice, reader) for choice in choices.values()]
    districts = coverage.load(DISTRICT, filters, reader).areas
    own = scope.titled(districts[scope.holds(districts.assign(district_code=districts["area_code"]))])
    asked = {name: value for name, value in filters.params().items() if name not in ("sector", "learning_line")}
    return Presence(
        filters, sectors, _parts(scope, filters, own, reader), own,
        reader.run("pack_partners", {"towns": scope.towns, "districts": scope.districts, **asked}),
        frozenset(pd.concat(active).query("is_active")["school_id"]), _waiting(schools, reader),
    )  # fmt: skip


def _members(scope: Scope, filters: Filters, reader: Reader) -> tuple[coverage.Coverage, pd.DataFrame]:
    found = coverage.load(scope.level, filters, reader)
    return found, found.areas.set_index("area_code", drop=False).loc[list(scope.members)]


def _whole(scope: Scope, filters: Filters, reader: Reader) -> pd.Series:
    """One sector of all of it, as every page has it."""
    found, rows = _members(scope, filters, reader)
    return rows.iloc[0] if scope.is_one else found.together(rows)


def _parts(scope: Scope, filters: Filters, districts: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """What its table has a row of: municipalities of a region, else districts."""
    if scope.is_one or scope.districts:
        return districts
    towns = _members(scope, filters, reader)[1].reset_index(drop=True)
    return towns.assign(title=towns["name"])


def _waiting(schools: pd.DataFrame, reader: Reader) -> tuple[dt.date, ...]:
    """When schools of the scope asked what nobody has answered."""
    told = requests.frame(requests.read(reader.access)).query("outcome == ''")
    return tuple(sorted(day.date() for day in told.loc[told["school_id"].isin(schools["school_id"]), "asked_on"]))
