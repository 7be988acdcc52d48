"""A closed delivery in the form of the indicator import: the three pictures of the GKA dashboard, all of it fiction."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from etl.sample.files.declared import by_home, homes
from etl.sample.world import pupils
from etl.sample.world.model import World, records

_HEAD = ["area_code", "school_id", "brin", "indicator_id", "period", "group_code", "value", "n", "lower", "upper"]
_TWO_YEARS = [f"{year}-{year + 2}" for year in range(2012, 2024, 2)]
_SCHOOL_YEARS = [f"{year}-{year + 1}" for year in range(2016, 2024)]
_NO_TEST = "2019-2020"
# how many of 1000 pupils stream down per two school years: lenient rules in the COVID years
_DOWN = dict(zip(_TWO_YEARS, [46, 44, 43, 41, 26, 39], strict=True))
_PARENTS = {"parents_low": (0.2, -0.75), "parents_middle": (0.37, -0.15), "parents_high": (0.35, 1.0)}


def closed(world: World, path: Path) -> None:
    """All rows of the delivery, and its metadata beside it (.yml)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(_HEAD)
    for rows in (_downward(world), _test_advice(world), _poor(world), _seventeen(world)):
        writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8"))
    shutil.copyfile(Path(__file__).with_name("gka_closed.yml"), path.with_suffix(".yml"))


def _comma(value: float, decimals: int = 1) -> str:
    """A number with a decimal comma; nothing stays nothing."""
    return "" if np.isnan(value) else f"{value:.{decimals}f}".replace(".", ",")


def _row(code: str, what: tuple[str, str], value: str, n: int | str, group: str = "all") -> list:
    """One row, `what` is (indicator, period); a code that starts with a digit is a school, any other an area."""
    where = ["", code, ""] if code[0].isdigit() else [code, "", ""]
    return [*where, *what, group, value, n, "", ""]


def _with_total(table: pd.DataFrame, towns: list[str], districts: bool) -> Iterator[tuple[str, int, int]]:
    """(code, part, n) of the districts (if wanted), their municipalities and the country."""
    if districts:
        yield from zip(table.code, table.part, table.n, strict=True)
    sums = table.groupby("municipality")[["part", "n"]].sum()
    yield from zip([towns[int(i)] for i in sums.index], sums.part, sums.n, strict=True)
    yield "NL00", int(table.part.sum()), int(table.n.sum())


def _downward(world: World) -> Iterator[list]:
    """One row per wijk, municipality and country and per two school years; left empty below ten pupils."""
    rng, towns = world.own_rng("gka down"), [town[0] for town in world.towns]
    wijken = world.districts[~world.districts.is_water.astype(bool)]
    table = pd.DataFrame({"code": world.places.districts.code.loc[wijken.index], "municipality": wijken.municipality})
    own = rng.normal(0, 0.22, len(wijken)) - 0.9 * wijken.ses.to_numpy()
    for period, mean in _DOWN.items():
        table["n"] = rng.poisson(wijken.age_15_24.to_numpy() * 0.9)
        chance = (mean / 1000 * np.exp(own + rng.normal(0, 0.12, len(wijken)))).clip(0, 0.3)
        table["part"] = rng.binomial(table.n, chance)
        for code, part, n in _with_total(table, towns, districts=True):
            few = n < 10
            value = "" if few else _comma(100 * part / n)
            yield _row(code, ("gka_afstroom_pct", period), value, "" if few else int(n))


def _primary(world: World) -> list:
    """The scored primary schools."""
    return records(world.schools[world.schools.is_scored])


def _test_advice(world: World) -> Iterator[list]:
    """One row per primary school and school year; empty where nobody or fewer than ten took the test."""
    rng, schools = world.own_rng("gka advice"), _primary(world)
    own = {school.Index: rng.normal(0, 0.16) for school in schools}
    for period in _SCHOOL_YEARS:
        count, shift = pupils.grade8(world, int(period[:4])), 0.12 if period >= "2023" else 0.0
        for school in schools:
            n = int(count[school.Index])
            few = n < 10 or period == _NO_TEST
            mean = 4.35 + 0.33 * world.level(school) + own[school.Index] + shift
            mean += rng.normal(0, 0.9 / np.sqrt(max(n, 1)))
            value = np.nan if few else float(np.clip(mean, 1, 6))
            yield _row(school.school_id, ("gka_toetsadvies_mean", period), _comma(value, 2), "" if few else n)


def _poor(world: World) -> Iterator[list]:
    """One row per primary school and school year: the share of pupils from poverty areas, moving a little a year."""
    rng, is_poor = world.own_rng("gka poor"), homes(world).is_poor
    now = [(school.Index, code, count) for school, _, year, code, count in by_home(world) if year == 2024]
    cells = [(school, count, count * bool(is_poor[code])) for school, code, count in now]
    total = pd.DataFrame(cells, columns=["school", "all", "poor"]).groupby("school").sum()
    share = total.poor / total["all"]
    for school in _primary(world):
        start = share[school.Index]
        steps = rng.normal(0, 2.2, len(_SCHOOL_YEARS)).cumsum()[::-1]
        for period, step in zip(_SCHOOL_YEARS, steps, strict=True):
            value = float(np.clip(100 * start + step * (0 < start < 1), 0, 100))
            yield _row(school.school_id, ("gka_apcg_pct", period), _comma(value, 0), "")


def _seventeen(world: World) -> Iterator[list]:
    """One row per municipality and country, school year and parents' education; 8 % of the parents are unknown."""
    rng, towns = world.own_rng("gka seventeen"), [town[0] for town in world.towns]
    wijken = world.districts.assign(weighed=world.districts.ses * world.districts.population)
    people = wijken.groupby("municipality")[["age_15_24", "population", "weighed"]].sum()
    ses = (people.weighed / people.population.clip(lower=1)).to_numpy()
    own = rng.normal(0, 0.12, len(people))
    for number, period in enumerate(_SCHOOL_YEARS):
        every = pd.DataFrame({"municipality": people.index, "n": 0, "part": 0})
        for group, (share, odds) in {**_PARENTS, "": (0.08, 0.1)}.items():
            tilt = {"parents_low": -1.0, "parents_high": 1.0}.get(group, 0.0)
            n = rng.poisson(people.age_15_24.to_numpy() * 0.1 * share * np.exp(tilt * ses))
            chance = 1 / (1 + np.exp(-(odds + 0.5 * ses + own + 0.02 * number)))
            table = every.assign(n=n, part=rng.binomial(n, chance))
            every[["n", "part"]] += table[["n", "part"]]
            yield from _shares(table, towns, period, group) if group else ()
        yield from _shares(every, towns, period, "all")


def _shares(table: pd.DataFrame, towns: list[str], period: str, group: str) -> Iterator[list]:
    """The rows of one group in one school year, in whole percentages."""
    for code, part, n in _with_total(table, towns, districts=False):
        value = "" if n < 10 else _comma(100 * part / n, 0)
        yield _row(code, ("gka_havo_vwo_17_pct", period), value, "" if n < 10 else int(n), group)
