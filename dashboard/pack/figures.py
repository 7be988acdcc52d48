"""What a conversation pack tells of one municipality: its comparisons, districts, schools and partners. No words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.compare import circumstances, figures, types, verdict
from dashboard.compare.benchmark import Benchmark
from dashboard.compare.choices import BenchmarkKind
from dashboard.compare.controls import CORE
from dashboard.figures import coverage
from dashboard.figures.coverage import Coverage, Filters
from dashboard.frame import requests
from dashboard.frame.access import PARTNER
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

LEVEL = "municipality"
COUNTRY = Benchmark(BenchmarkKind.COUNTRY)
NEED = "po_need_per_pupil"
SHOWN = (*CORE, "vo_repeaters_pct", "vo_exam_pass_pct")  # the core set, and two outcomes to talk about
SECTORS = ("PO", "VO")
SCHOOLS_FOR_CONTRAST = 2  # in a district, at least


@dataclass(frozen=True)
class Presence:
    """The partner half: both sectors of the municipality, its districts (PO), partners, and how many requests wait."""

    filters: Filters
    towns: dict[str, pd.Series]
    districts: pd.DataFrame
    partners: pd.DataFrame
    active: frozenset[str]
    waiting: int


@dataclass(frozen=True)
class Figures:
    """All that the pack of one municipality tells; `presence` is None for who may not read partners' activity.

    `country` and `twins` hold one row per indicator (verdict.compare), `districts` one row per district with its need.
    """

    code: str
    area: pd.Series
    indicators: dict[str, Indicator]
    country: dict[str, pd.Series]
    twins: dict[str, pd.Series]
    twin_names: tuple[str, ...]
    districts: pd.DataFrame
    schools: pd.DataFrame
    presence: Presence | None


def read(code: str, filters: Filters, reader: Reader) -> Figures:
    """Reads them. Raises KeyError for a code that is no municipality of the build."""
    areas = reader.run("compare_areas", {"level": LEVEL}).set_index("area_code", drop=False)
    area = areas.loc[code]
    known = figures.indicators(LEVEL, reader)
    asked = {name: known[name] for name in SHOWN if name in known}
    country, indicators = _compared(code, asked, COUNTRY, reader)
    alike = circumstances.twins_of_each((code,), LEVEL, reader)
    twins = _compared(code, asked, Benchmark(BenchmarkKind.TWINS, twins=alike), reader)[0] if alike[0][1] else {}
    return Figures(
        code, area, indicators, country, twins, tuple(areas.loc[list(alike[0][1]), "name"]), _districts(code, reader),
        reader.run("pack_schools", {"town": code}), _presence(code, filters, reader),
    )  # fmt: skip


def _compared(
    code: str, asked: dict[str, Indicator], benchmark: Benchmark, reader: Reader
) -> tuple[dict[str, pd.Series], dict[str, Indicator]]:
    """One row per indicator, what mixes types of school per type."""
    rows, indicators = types.each(
        asked, lambda name, group: verdict.compare([code], name, LEVEL, benchmark, reader, group=group)
    )
    rows = types.separate(rows)
    return {name: found.iloc[0] for name, found in rows.items()}, {name: indicators[name] for name in rows}


def _districts(code: str, reader: Reader) -> pd.DataFrame:
    """Its districts with their need per pupil (PO), the highest first."""
    if NEED not in figures.indicators("district", reader):
        return pd.DataFrame(columns=["area_code", "name", "value", "n", "status"])
    rows = figures.figures(NEED, "district", reader)
    own = rows[rows["municipality_code"] == code]
    return own.sort_values(["value", "name"], ascending=[False, True]).reset_index(drop=True)


def _presence(code: str, filters: Filters, reader: Reader) -> Presence | None:
    if not reader.may("read", PARTNER):
        return None
    towns = {sector: _town(code, Filters(sector=sector, school_year=filters.school_year), reader) for sector in SECTORS}
    districts = coverage.load("district", filters, reader).areas
    asked = {name: value for name, value in filters.params().items() if name not in ("sector", "learning_line")}
    schools = [
        coverage.schools([code], Filters(sector=sector, school_year=filters.school_year), reader) for sector in SECTORS
    ]
    active = pd.concat(schools).query("is_active")["school_id"]
    return Presence(
        filters, towns, districts[districts["municipality_code"] == code],
        reader.run("pack_partners", {"town": code, **asked}), frozenset(active), _waiting(code, reader),
    )  # fmt: skip


def _waiting(code: str, reader: Reader) -> int:
    """Requests of schools in the municipality that nobody has answered."""
    told = requests.frame(requests.read(reader.access)).query("outcome == ''")
    asked = reader.run("request_schools", {"ids": sorted(set(told["school_id"]))}).set_index("school_id")
    return int((told["school_id"].map(asked["municipality_code"]) == code).sum())


def _town(code: str, filters: Filters, reader: Reader) -> pd.Series:
    found: Coverage = coverage.load(LEVEL, filters, reader)
    return found.areas.set_index("area_code", drop=False).loc[code]
