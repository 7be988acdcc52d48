"""What a conversation pack tells of one municipality, an own region or districts: comparisons and schools. No words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.compare import circumstances, figures, types, verdict
from dashboard.compare.benchmark import Benchmark
from dashboard.compare.choices import BenchmarkKind
from dashboard.compare.controls import CORE
from dashboard.figures.coverage import Filters
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.pack import presence, together
from dashboard.pack.presence import Presence
from dashboard.pack.scope import DISTRICT, Scope, areas

COUNTRY = Benchmark(BenchmarkKind.COUNTRY)
NEED = "po_need_per_pupil"
SHOWN = (*CORE, "vo_repeaters_pct", "vo_exam_pass_pct")  # the core set, and two outcomes to talk about
SCHOOLS_FOR_CONTRAST = 2  # in a district, at least


@dataclass(frozen=True)
class Figures:
    """All that a pack tells; `presence` is None for who may not read partners' activity.

    `country` has one row per indicator (verdict.compare), of several areas their mean (together.compared); `members`
    has their own rows; `twins` are of one area only; `districts` one row per district with its need.
    """

    scope: Scope
    indicators: dict[str, Indicator]
    country: dict[str, pd.Series]
    members: dict[str, pd.DataFrame]
    twins: dict[str, pd.Series]
    twins_count: int
    districts: pd.DataFrame
    schools: pd.DataFrame
    presence: Presence | None


def read(scope: Scope, filters: Filters, reader: Reader) -> Figures:
    """Reads them for a scope of this build."""
    known = figures.indicators(scope.level, reader)
    asked = {name: known[name] for name in SHOWN if name in known}
    members, indicators = _compared(scope, asked, COUNTRY, reader)
    schools = reader.run("pack_schools", {"towns": scope.towns})
    schools = schools[scope.holds(schools)]
    twins = _twins(scope, reader)
    alike = len(twins.twins[0][1]) if twins else 0
    return Figures(
        scope, indicators, _as_one(scope, members, indicators, reader), members,
        _unlike(scope, asked, twins, reader), alike, _districts(scope, reader), schools,
        presence.of(scope, filters, schools, reader),
    )  # fmt: skip


def _compared(
    scope: Scope, asked: Mapping[str, Indicator], benchmark: Benchmark, reader: Reader
) -> tuple[dict[str, pd.DataFrame], dict[str, Indicator]]:
    """The members' rows per indicator, what mixes types of school per type."""
    rows, indicators = types.each(
        asked, lambda name, group: verdict.compare(scope.members, name, scope.level, benchmark, reader, group=group)
    )
    rows = types.separate(rows)
    return rows, {name: indicators[name] for name in rows}


def _as_one(
    scope: Scope, members: Mapping[str, pd.DataFrame], indicators: Mapping[str, Indicator], reader: Reader
) -> dict[str, pd.Series]:
    if scope.is_one:
        return {name: rows.iloc[0] for name, rows in members.items()}
    return {name: together.compared(rows, indicators[name], scope.level, reader) for name, rows in members.items()}


def _twins(scope: Scope, reader: Reader) -> Benchmark | None:
    """The areas most alike in circumstances; None of several areas, and of one that has none."""
    if not scope.is_one:
        return None
    alike = circumstances.twins_of_each(scope.members, scope.level, reader)
    return Benchmark(BenchmarkKind.TWINS, twins=alike) if alike[0][1] else None


def _unlike(
    scope: Scope, asked: Mapping[str, Indicator], twins: Benchmark | None, reader: Reader
) -> dict[str, pd.Series]:
    """Its row per indicator against its twins."""
    if twins is None:
        return {}
    return {name: rows.iloc[0] for name, rows in _compared(scope, asked, twins, reader)[0].items()}


def _districts(scope: Scope, reader: Reader) -> pd.DataFrame:
    """Its districts with their need per pupil (PO), the highest first."""
    if NEED not in figures.indicators(DISTRICT, reader):
        return areas(DISTRICT, reader).iloc[:0].assign(value=float("nan"), n=float("nan"), status="", title="")
    rows = figures.figures(NEED, DISTRICT, reader)
    own = rows[scope.holds(rows.assign(district_code=rows["area_code"]))]
    return scope.titled(own.sort_values(["value", "name"], ascending=[False, True]).reset_index(drop=True))
