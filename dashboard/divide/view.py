"""From the choices to what page Verdeeltafel shows: the matrix, the open cell, the claims on today's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.figures import coverage, divide
from dashboard.figures.coverage import Filters
from dashboard.figures.divide import Table
from dashboard.frame import claims, kept
from dashboard.frame.claims import Claim, Log
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import region


@dataclass(frozen=True)
class View:
    """The listed schools of a place, and the claims of a school year; `names` are the partners that are, by partner_id.

    A partner that stops in a scenario still claims what it claims.
    """

    rows: pd.DataFrame
    table: Table
    place: Place
    filters: Filters
    log: Log
    school_year: str
    today: dt.date
    names: Mapping[str, str]
    reader: Reader

    @cached_property
    def stand(self) -> list[Claim]:
        """The claims that stand on schools of this sector and place, in the order in which they were made."""
        here = set(self.rows["school_id"])
        stand = claims.standing(self.log.claims.values(), self.today, self.school_year)
        return [one for one in stand if one.school_id in here]

    @cached_property
    def by_school(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = {}
        for one in self.stand:
            found.setdefault(one.school_id, []).append(one)
        return found

    @cached_property
    def clashes(self) -> list[list[Claim]]:
        """The claims on one school of partners that did not say to go together; most need first."""
        found = claims.clashes(self.stand)
        return [found[key] for key in sorted(found, key=lambda key: list(self.rows["school_id"]).index(key[0]))]

    @cached_property
    def schools(self) -> pd.DataFrame:
        """The rows by school_id."""
        return self.rows.set_index("school_id", drop=False)

    def distances(self, ids: Sequence[str]) -> pd.DataFrame:
        """One row per school x partner, see question divide_distance."""
        params = {"sector": self.filters.sector, **self.filters.activity()}
        return self.reader.run("divide_distance", {"ids": sorted(ids), **params})

    @cached_property
    def claimed_distances(self) -> dict[tuple[str, str], float]:
        """Kilometres to the partner's nearest other school by (school_id, partner_id), for schools that are claimed."""
        found = self.distances([*self.by_school]) if self.by_school else pd.DataFrame()
        rows = found.to_dict("records")
        return {(row["school_id"], row["partner_id"]): row["distance_km"] for row in rows}

    def partner(self, partner_id: str) -> str:
        """The name of a partner; one that this build does not know keeps its number."""
        return self.names.get(partner_id) or _names(self.reader).get(partner_id, partner_id)


def load(place: Place, filters: Filters, school_year: str, *, flagged: bool, reader: Reader) -> View:
    """All of it for a place."""
    rows, table = _table(tuple(region.codes(place)), filters, flagged, reader)
    names = _names(Reader(reader.access, reader.published))
    log = claims.read(reader.access)
    return View(rows, table, place, filters, log, school_year, claims.today(), names, reader)


@kept.per_build
def _table(areas: tuple[str, ...], filters: Filters, flagged: bool, reader: Reader) -> tuple[pd.DataFrame, Table]:
    """The listed schools of these areas with `partners_count`, `partner_ids`, `partners`; and their matrix."""
    schools = reader.run("divide_schools", asked(areas, filters))
    active = coverage.active(filters, reader).set_index("school_id")[["partners_count", "partners", "partner_ids"]]
    rows = schools.join(active, on="school_id")
    rows = rows.assign(
        partners_count=rows["partners_count"].fillna(0).astype(int),
        partner_ids=rows["partner_ids"].fillna(""),
        partners=rows["partners"].astype(object).where(rows["partners"].notna(), None),
    )
    return rows, divide.table(rows, flagged=flagged)


def asked(areas: Sequence[str], filters: Filters) -> dict[str, object]:
    """The parameters of question divide_schools."""
    return {"areas": areas, "sector": filters.sector}


def _names(reader: Reader) -> dict[str, str]:
    return {row["partner_id"]: row["name"] for row in reader.run("request_partners").to_dict("records")}


def school_years(today: dt.date) -> list[str]:
    """The school year of today and the next: those that are divided."""
    start = today.year - (today.month < 8)
    return [f"{year}-{year + 1}" for year in (start, start + 1)]


def last_day(school_year: str) -> dt.date:
    """The day on which a school year ends."""
    return dt.date(int(school_year[5:]), 7, 31)
