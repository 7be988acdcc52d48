"""The side bar of page Wijken vergelijken: level, areas, benchmark, indicators, own region."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.compare import figures
from dashboard.compare.benchmark import Benchmark
from dashboard.compare.choices import BenchmarkKind, Level
from dashboard.frame import kept, language
from dashboard.frame.language import _, level_word
from dashboard.frame.records import Indicator, Place
from dashboard.frame.selection import Selection, missed
from dashboard.frame.warehouse import NoWarehouse, Reader
from dashboard.ui import gaps, pieces, region, sidebar, tables

LEVELS = {Level.DISTRICT: "district", Level.MUNICIPALITY: "municipality"}
MOST = 6
CORE = (
    "ses_woa", "children_pct", "po_need_per_pupil", "low_income_households_pct", "social_assistance_pct",
    "education_low_pct",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What is compared: up to six areas of one level, against what, on which indicators."""

    level: str
    areas: pd.DataFrame
    unknown: pd.DataFrame
    benchmark: Benchmark
    against: str
    indicators: Mapping[str, Indicator]
    town: str = ""  # the municipality whose districts are shown before any is chosen

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.areas["area_code"])


def every(chosen: Selection, reader: Reader) -> Choice:
    """All choices, in the order of every page. Twins, where they are the benchmark, are looked up by the page."""
    level = LEVELS[_level(chosen)]
    areas = _known(level, reader)
    unknown = _unknown(chosen, areas.index, reader)
    town = _town(chosen, reader) if level == "district" else ""
    codes = _areas(chosen, level, ["", *unknown["code"]], reader)
    benchmark, against = _benchmark(chosen, level, reader, is_begun=bool(codes) or level != "district")
    indicators = _indicators(chosen, level, reader)
    if benchmark.kind == BenchmarkKind.REGION:
        _region(chosen, reader)
    return Choice(level, areas.loc[codes], unknown, benchmark, against, indicators, town)


@kept.per_build
def _known(level: str, reader: Reader) -> pd.DataFrame:
    """The areas that can be chosen, by code."""
    return reader.run("compare_areas", {"level": level}).set_index("area_code", drop=False)


@kept.per_build
def _titles(level: str, reader: Reader) -> dict[str, str]:
    """The same as the list shows them."""
    areas = _known(level, reader)
    return dict(zip(areas["area_code"], tables.titles(areas, level), strict=True))


def _level(chosen: Selection) -> Level:
    options = list(LEVELS)
    level = Level(chosen.valid("niveau", options))
    chosen.pick(
        "niveau",
        _("Level"),
        options,
        then=lambda: chosen.set(gebieden=None, keuze=None),
        format_func=lambda option: level_word(LEVELS[option], 1).capitalize(),
    )
    return level


def _town(chosen: Selection, reader: Reader) -> str:
    """Where somebody begins who knows no district by name: a municipality, the largest by itself; '' where is none."""
    towns = _known("municipality", reader)
    if towns.empty:
        return ""
    names = _titles("municipality", reader)
    chosen.let_go("binnen", names)
    chosen.choose(
        "binnen",
        _("Start from a municipality"),
        list(names),
        then=lambda: chosen.set(gebieden=None, keuze=None),
        format_func=names.get,
        placeholder=_("Choose a municipality"),
    )
    return chosen["binnen"] or str(towns["population_count"].fillna(0).idxmax())


def _unknown(chosen: Selection, known: Container[str], reader: Reader) -> pd.DataFrame:
    """Asked areas that this build does not have: mistyped, or of another classification year."""
    asked = sorted({code.strip()[:12] for code in chosen["gebieden"].split(",") if code.strip()})[:20]
    codes = [code for code in asked if code not in known]
    return reader.run("compare_unknown", {"codes": codes})


def _areas(chosen: Selection, level: str, unknown: Collection[str], reader: Reader) -> list[str]:
    """Up to six areas, found by typing a part of the name."""
    titles = _titles(level, reader)
    options = list(titles)
    asked, here = chosen["gebieden"].split(","), chosen.listed("gebieden", options)[:MOST]
    chosen.set(gebieden=",".join(here))
    missed().pop("gebieden", None)
    # of those that this build does not have the page says what they are in another year
    chosen.miss("gebieden", ", ".join(code for code in asked if code not in here and code.strip() not in unknown))
    return chosen.choose_many(
        "gebieden",
        _("{areas}, at most {n}", areas=level_word(level).capitalize(), n=MOST),
        options,
        placeholder=_("name or municipality"),
        format_func=titles.get,
        max_selections=MOST,
        filter_mode="contains",  # the shortest name would come first otherwise
    )


def benchmark_titles(level: str) -> dict[BenchmarkKind, str]:
    """What areas of a level can be compared with, as the list shows it."""
    titles = {
        BenchmarkKind.COUNTRY: _("The country"),
        BenchmarkKind.MUNICIPALITY: _("Own municipality"),
        BenchmarkKind.PROVINCE: _("Own province"),
        BenchmarkKind.GKA: _("GKA municipalities"),
        BenchmarkKind.URBANITY: _("Same urbanity class"),
        BenchmarkKind.TWINS: _("Its ten twins") if level == "district" else _("Its twins"),
        BenchmarkKind.REGION: _("Own region"),
    }
    return {kind: title for kind, title in titles.items() if level == "district" or kind != BenchmarkKind.MUNICIPALITY}


def _benchmark(chosen: Selection, level: str, reader: Reader, *, is_begun: bool) -> tuple[Benchmark, str]:
    """The benchmark and its name within a sentence; before a district is chosen it is their own municipality's turn."""
    titles = benchmark_titles(level)
    kind = BenchmarkKind(chosen.valid("vergelijk", list(titles)))
    why = None if is_begun else _("Until you choose districts, they are compared with their own municipality.")
    chosen.choose("vergelijk", _("Compare with"), list(titles), format_func=titles.get, help=why, disabled=not is_begun)
    names = {
        BenchmarkKind.COUNTRY: country_name(reader),
        BenchmarkKind.MUNICIPALITY: _("the own municipality"),
        BenchmarkKind.PROVINCE: _("the own province"),
        BenchmarkKind.GKA: _("the GKA municipalities"),
        BenchmarkKind.URBANITY: _("areas of the same urbanity class"),
        BenchmarkKind.TWINS: _("the ten twins") if level == "district" else _("its twins"),
        BenchmarkKind.REGION: region.called(chosen) or _("the own region"),
    }
    is_region = kind == BenchmarkKind.REGION
    members = chosen.listed("gemeenten", list(_titles("municipality", reader))) if is_region else []
    return Benchmark(kind, tuple(members)), names[kind]


def country_name(reader: Reader) -> str:
    """Raises NoWarehouse where the build has no country: nothing can then be compared."""
    countries = reader.run("compare_areas", {"level": "country"})
    if countries.empty:
        raise NoWarehouse("the build has no areas")
    return language.country(str(countries["name"].iloc[0]))


def _region(chosen: Selection, reader: Reader) -> None:
    """The municipalities of the own region; the same names in the URL as on page Dekking."""
    names = _titles("municipality", reader)
    hint = _("Choose municipalities")
    chosen.choose_many("gemeenten", _("Municipalities"), list(names), placeholder=hint, format_func=names.get)
    chosen.write_in("regionaam", _("Name of the region"), max_chars=40)


def _indicators(chosen: Selection, level: str, reader: Reader) -> dict[str, Indicator]:
    """The chosen indicators, else the core set as far as this level has it."""
    indicators = figures.indicators(level, reader)
    core = [code for code in CORE if code in indicators]
    names = {code: pieces.named(indicator, "name") for code, indicator in indicators.items()}
    hint = _("Core set ({n})", n=len(core))
    codes = chosen.choose_many("indicatoren", _("Indicators"), list(names), placeholder=hint, format_func=names.get)
    gaps.compared(reader)
    return {code: indicators[code] for code in codes or core or list(indicators)[:MOST]}


def focus(chosen: Selection, options: list[str], indicators: Mapping[str, Indicator], label: str) -> Indicator | None:
    """One indicator, above a picture of only that one; None when there is none to choose."""
    if not options:
        return None
    code = chosen.valid("indicator", options)
    chosen.choose(
        "indicator",
        label,
        options,
        format_func=lambda option: pieces.named(indicators[option], "name"),
    )
    return indicators[code]


def municipalities_box(areas: pd.DataFrame, reader: Reader) -> tuple[float, float, float, float]:
    """West, south, east, north of the municipalities that the areas lie in."""
    towns = reader.run("compare_areas", {"level": "municipality"})
    around = towns[towns["area_code"].isin(areas["municipality_code"])]
    low, high = around[["min_lon", "min_lat"]].min(), around[["max_lon", "max_lat"]].max()
    if around.empty or pd.isna(low).any():
        return sidebar.box({"beeld": ""}, Place("NL00", "country"), reader)
    return float(low["min_lon"]), float(low["min_lat"]), float(high["max_lon"]), float(high["max_lat"])
