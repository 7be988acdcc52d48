"""Random views: a page with the choices of its address, drawn over all that a reader can choose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.compare.choices import BenchmarkKind, Dots, Level
from dashboard.compare.choices import View as Picture
from dashboard.figures.measures import SIZES, Mode
from dashboard.targets.criteria import PRESET_SECTORS, TOPS, Preset
from dashboard.targets.score import Measure
from etl.building import publish
from tests.support.scopes import Scope, Tables

PAGES = ("overzicht", "dekking", "doelscholen", "wijken-vergelijken", "kaart")
LEVELS = {
    "provincie": "province", "arbeidsmarktregio": "labour_market_region", "gemeente": "municipality",
    "wijk": "district", "buurt": "neighbourhood",
}  # fmt: skip


class Everything(Tables):
    """The tables of the build that sentences of all pages are counted from."""

    def __init__(self, data: Path):
        super().__init__(data)
        with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
            self.area = con.sql("select * from mart.area").df()
            self.school_area = con.sql("select * from mart.school_area").df()
            self.value = con.sql("select * from mart.area_value where group_code = 'all'").df()
            self.standing = con.sql("select * from mart.standing").df()
            self.indicator = con.sql("select * from mart.indicator").df()


@dataclass(frozen=True)
class View:
    """A page as an address opens it; `scope` is what of it all pages share."""

    page: str
    scope: Scope
    choices: dict[str, str] = field(default_factory=dict)

    @property
    def link(self) -> dict[str, str]:
        place = {"gebied": self.scope.area} if self.page == "kaart" else self.scope.link
        return (place if self.page != "wijken-vergelijken" else {}) | self.choices


def views(tables: Everything, n: int, seed: int) -> Iterator[View]:
    """Every page in turn, each with the edge scopes first and random ones after."""
    dice = random.Random(seed)
    scopes = [scope for scope in tables.scopes(n, seed) for _page in PAGES]
    for k, scope in zip(range(n), scopes, strict=False):
        page = PAGES[k % len(PAGES)]
        yield View(page, scope, _CHOICES[page](tables, dice))


def _overview(_tables: Everything, _dice: random.Random) -> dict[str, str]:
    return {}


def _coverage(_tables: Everything, dice: random.Random) -> dict[str, str]:
    mode = dice.choice(list(Mode))
    chosen = {"weergave": mode.value, "niveau": dice.choice(list(LEVELS)), "vorm": "tabel"}
    if SIZES[mode]:
        chosen[f"{mode}-als"] = dice.choice(SIZES[mode]).value
    if dice.random() < 0.2:
        chosen["gka"] = "1"
    return chosen


def _targets(_tables: Everything, dice: random.Random) -> dict[str, str]:
    preset = dice.choice([Preset.ALL, *Preset])
    chosen = {
        "voorkeuze": preset.value,
        "eerste": str(dice.choice(TOPS)),
        "meten": dice.choice(list(Measure)).value,
    }
    if preset in PRESET_SECTORS:
        chosen["sector"] = PRESET_SECTORS[preset]
    if dice.random() < 0.3:
        chosen["grootte"] = "tot-100"
    return chosen


def _compare(tables: Everything, dice: random.Random) -> dict[str, str]:
    level = dice.choice([Level.DISTRICT, Level.DISTRICT, Level.MUNICIPALITY])
    is_land = ~tables.area["is_water"].fillna(False).astype(bool)
    codes = sorted(tables.area.loc[is_land & (tables.area["level"] == LEVELS[level.value]), "area_code"])
    chosen = {"niveau": level.value, "weergave": dice.choice([Picture.DIFFERENCE, *Picture]).value}
    if level == Level.DISTRICT and dice.random() < 0.2:
        towns = sorted(tables.area.loc[tables.area["level"] == "municipality", "area_code"])
        return chosen | {"binnen": dice.choice(towns)}
    kinds = [kind for kind in BenchmarkKind if level == Level.DISTRICT or kind.value not in ("gemeente", "tweelingen")]
    chosen |= {
        "gebieden": ",".join(dice.sample(codes, dice.randint(1, 6))),
        "vergelijk": dice.choice(kinds).value,
        "punten": dice.choice(list(Dots)).value,
    }
    if dice.random() < 0.5:
        chosen["indicatoren"] = ",".join(sorted(dice.sample(_judged(tables, level), dice.randint(1, 3))))
    if dice.random() < 0.7:
        chosen["indicator"] = dice.choice(_judged(tables, level))
    if chosen["vergelijk"] == BenchmarkKind.REGION:
        towns = sorted(tables.area.loc[tables.area["level"] == "municipality", "area_code"])
        chosen["gemeenten"] = ",".join(dice.sample(towns, dice.randint(1, 4)))
    return chosen


def _judged(tables: Everything, level: Level) -> list[str]:
    standing: pd.DataFrame = tables.standing
    return sorted(standing.loc[standing["level"] == LEVELS[level.value], "indicator_id"].unique())


def _explore(tables: Everything, dice: random.Random) -> dict[str, str]:
    # the page offers only what has a figure in this build
    has_figures = tables.indicator["indicator_id"].isin(tables.value["indicator_id"])
    indicators = sorted(tables.indicator.loc[tables.indicator["is_on_map"] & has_figures, "indicator_id"])
    return {
        "indicator": dice.choice(indicators), "niveau": dice.choice(["provincie", "gemeente", "wijk"]),
        "vorm": "tabel",
    }  # fmt: skip


_CHOICES = {
    "overzicht": _overview,
    "dekking": _coverage,
    "doelscholen": _targets,
    "wijken-vergelijken": _compare,
    "kaart": _explore,
}
