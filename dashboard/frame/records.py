"""Rows of the mart that pages hand around, as frozen records: what a build, a place, an indicator is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Self

import pandas as pd

WHOLE_BELOW = 100  # a percentage of fewer is written without decimals


@dataclass(frozen=True)
class Record:
    """A row of a question by the names of its columns; columns that the record does not know are left out."""

    @classmethod
    def of(cls, row: Mapping[str, Any] | pd.Series) -> Self:
        known = _names(cls)
        return cls(**{str(name): value for name, value in row.items() if name in known})


@cache
def _names(kind: type[Record]) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


@dataclass(frozen=True)
class Build(Record):
    """The build that is open: a row of mart.build."""

    build_id: str
    edition: str
    as_of_date: dt.date
    classification_year: int
    is_fictional: bool
    title_nl: str
    title_en: str
    built_at: dt.datetime | None = None


@dataclass(frozen=True)
class Indicator(Record):
    """A row of mart.indicator, as far as pages use it; units in both languages, one and many."""

    indicator_id: str
    name_nl: str = ""
    name_en: str = ""
    description_nl: str = ""
    description_en: str = ""
    method_nl: str = ""
    method_en: str = ""
    unit: str = ""
    unit_nl_one: str = ""
    unit_nl_many: str = ""
    unit_en_one: str = ""
    unit_en_many: str = ""
    decimals: int = 0
    direction: str = "neutral"
    sector: str | None = None
    n_unit: str | None = None
    levels: str = ""
    source_id: str = ""
    coverage_id: str | None = None  # the indicator that tells how much of an area it covers
    palette: str = "amount"
    sort_order: int = 0
    family: str | None = None  # indicators that tell nearly the same count once
    no_verdict: str | None = None  # why nothing is judged on it

    def digits(self, n: float | None) -> int:
        """Decimals to write a figure of `n` with: a percentage of fewer than 100 is whole."""
        return 0 if self.unit == "pct" and n is not None and n < WHOLE_BELOW else int(self.decimals)


@dataclass(frozen=True)
class Place(Record):
    """An area that a view is limited to or that is chosen; the reader's own region is one with `members`."""

    area_code: str
    level: str = ""
    name: str = ""
    municipality_code: str | None = None
    municipality_name: str | None = None
    province_code: str | None = None
    province_name: str | None = None
    map_index: float = float("nan")
    min_lon: float = float("nan")
    min_lat: float = float("nan")
    max_lon: float = float("nan")
    max_lat: float = float("nan")
    members: tuple[str, ...] = ()  # the municipalities of an own region
    indexes: tuple[float, ...] = ()  # their places in the map's file


@dataclass(frozen=True)
class Partner(Record):
    """A partner with activities in the build: a row of coverage_partners."""

    partner_id: str
    name: str
    kind: str
    is_fictional: bool
    activities_count: int
