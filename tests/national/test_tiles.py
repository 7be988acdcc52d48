"""The tiles of the country, made again by pandas from the mart: none claims what its interval does not bear."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.figures import stats
from dashboard.frame import warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL
from dashboard.national import wall
from dashboard.national.tile import Claim, Tile
from etl.building import publish
from tests.support.environment import DATA

UPPER = ("havo", "havo_vwo", "vwo")
NO_LEVEL = ("all", "vso", "not_possible")


class Mart:
    """The tables of a build that the tiles stand on, by pandas."""

    def __init__(self, data: Path):
        warehouse.close()
        with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
            self.need = con.sql("select * from mart.school_need").df()
            self.school = con.sql("select * from mart.school").df()
            self.institution = con.sql(
                "select * from mart.institution_value where indicator_id = 'po_advice_count' and group_code <> 'all'"
            ).df()
            self.area = con.sql("select * from mart.area").df()
            self.exams = con.sql("select * from mart.school_value where indicator_id like 'vo_exam%'").df()
            self.share = con.sql(
                "select school_id, value from mart.school_value where indicator_id = 'vo_vmbo_bk_pro_pct'"
                " and status = 'observed' and group_code = 'all' order by value, school_id"
            ).df()
            self.activity = con.sql("select * from mart.activity").df()
            self.bounds = con.sql(
                "select * from mart.area_value where indicator_id = 'vo_exam_pass_pct' and area_code = 'NL00'"
            ).df()
            self.parents = con.sql(
                "select * from mart.closed_area_value where indicator_id = 'gka_havo_vwo_17_pct'"
                " and area_code = 'NL00' and status = 'observed'"
            ).df()

    def scored(self) -> pd.DataFrame:
        """Listed, undoubted primary schools in the order of their need per pupil, with the fifth that each is in."""
        rows = self.need[(self.need["sector"] == "PO") & self.need["is_listed"] & (self.need["quality_flag"] == "")]
        rows = rows[rows["need_per_pupil"].notna()].sort_values(["need_per_pupil", "school_id"])
        return rows.assign(fifth=fifths(len(rows)))


def fifths(count: int) -> np.ndarray:
    """The first ones are one larger where they do not come out, as SQL's ntile makes them."""
    return np.concatenate([np.full(len(part), k) for k, part in enumerate(np.array_split(np.arange(count), 5), 1)])


def ratio(rows: pd.DataFrame) -> tuple[float, float]:
    """The ratio of part to whole and its error, schools as clusters."""
    share = rows["part"].sum() / rows["whole"].sum()
    left = rows["part"] - share * rows["whole"]
    return share, np.sqrt((left**2).sum() * len(rows) / (len(rows) - 1)) / rows["whole"].sum()


def gap_of(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    gap, reach = first[0] - second[0], 1.959963984540054 * np.hypot(first[1], second[1])
    return gap - reach, gap + reach


def advices(mart: Mart, period: str) -> dict[int, tuple[float, float]]:
    """Per fifth the share with havo or higher, of institutions with one location and no hidden count."""
    listed = mart.school[mart.school["is_listed"] & (mart.school["sector"] == "PO")]
    alone = listed.groupby("brin").filter(lambda part: len(part) == 1)[["school_id", "brin"]]
    counts = mart.institution[mart.institution["period"] == period]
    by = counts.groupby("brin")
    whole = counts[~counts["group_code"].isin(NO_LEVEL)].groupby("brin")["value"].sum()
    part = counts[counts["group_code"].isin(UPPER)].groupby("brin")["value"].sum()
    is_open = by["status"].agg(lambda one: (one == "observed").all())
    rows = mart.scored()[["school_id", "fifth"]].merge(alone, on="school_id")
    rows = rows[rows["brin"].map(is_open).fillna(False).astype(bool)]
    rows = rows.assign(part=rows["brin"].map(part).fillna(0), whole=rows["brin"].map(whole))
    return {int(k): ratio(group) for k, group in rows[rows["whole"] > 0].groupby("fifth")}


def exams(mart: Mart, period: str) -> dict[int, tuple[float, float]]:
    """Per fifth of schools by their share in vmbo-b/k and pro: who passed vmbo."""
    rows = mart.exams[(mart.exams["period"] == period) & (mart.exams["group_code"] == "vmbo")]
    wide = rows.pivot(index="school_id", columns="indicator_id", values="value")
    both = mart.share.merge(wide, left_on="school_id", right_index=True)
    both = both.rename(columns={"vo_exam_passed": "part", "vo_exam_candidates": "whole"}).sort_values(
        ["value", "school_id"]
    )
    both = both.assign(fifth=fifths(len(both))).dropna(subset=["part", "whole"])
    return {int(k): ratio(group) for k, group in both[both["whole"] > 0].groupby("fifth")}


@pytest.fixture
def tiles(sample_data, monkeypatch) -> dict[str, Tile]:
    monkeypatch.setenv(DATA, str(sample_data))
    return {tile.key: tile for tile in wall.every(warehouse.reader(LOCAL))}


def test_the_tiles_say_what_pandas_finds(tiles, sample_data):
    mart = Mart(sample_data)
    shares = advices(mart, "2021-2022")
    assert f"**{100 * shares[5][0]:.0f}" in tiles["advice"].sentence
    assert f"**{100 * shares[1][0]:.0f}" in tiles["advice"].sentence
    assert tiles["advice"].gap == pytest.approx(gap_of(shares[5], shares[1]))
    need = mart.need[(mart.need["sector"] == "PO") & mart.need["need"].notna()]
    listed = need[need["is_listed"] & (need["pupils_count"] > 0)]
    high = listed.loc[listed["is_high"], "pupils_count"].sum() / listed["pupils_count"].sum()
    assert f"**{100 * high:.0f}" in tiles["high"].sentence
    towns = need.groupby("municipality_code")["need"].sum().astype(float).sort_values(ascending=False)
    half = int((towns.cumsum() < towns.sum() / 2).sum()) + 1
    assert f"**{half} van de {len(towns)}**" in tiles["where"].sentence
    told = mart.activity.groupby("school_year").agg(
        partners=("partner_id", "nunique"), schools=("school_id", "nunique")
    )
    assert f"**{told['partners'].iloc[-1]} partners**" in tiles["growth"].sentence
    assert f"**{told['schools'].iloc[-1]}**" in tiles["growth"].sentence


def test_who_may_not_read_partners_or_closed_figures_sees_no_tile_of_them(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    keys = {tile.key for tile in wall.every(warehouse.reader(ANONYMOUS))}
    assert keys & {"presence", "growth"} == set()
    (gap,) = (tile for tile in wall.every(warehouse.reader(ANONYMOUS)) if tile.key == "gap")
    assert not gap.concludes


# ---- redrawn marts

REDRAWN = (
    "update mart.school_need set need_per_pupil = abs(need_per_pupil + (random() - 0.5) * {wide})"
    " where need_per_pupil is not null",
    "update mart.institution_value set value = greatest(round(value * (1 + (random() - 0.5) * {wide})), 0)"
    " where status = 'observed' and indicator_id = 'po_advice_count'",
    "update mart.school_value set value = least(value, round(value * (1 - random() * {wide} / 8)))"
    " where indicator_id = 'vo_exam_passed' and status = 'observed'",
    "update mart.area_value set lower = lower - {shift}, upper = upper - {shift}"
    " where indicator_id = 'vo_exam_pass_pct' and area_code = 'NL00' and status = 'suppressed'",
    "update mart.closed_area_value set value = least(greatest(value + (random() - 0.5) * 12 * {wide}, 1), 99)"
    " where indicator_id = 'gka_havo_vwo_17_pct' and area_code = 'NL00' and status = 'observed'",
)  # fmt: skip


def redraw(data: Path, draw: int, dice: np.random.Generator) -> None:
    """Other values in the same build, which gets another id so that nothing kept of it counts."""
    warehouse.close()
    pointer = data / "warehouse" / "current.json"
    told = json.loads(pointer.read_text())
    with duckdb.connect(str(data / "warehouse" / told["file"])) as con:
        con.execute(f"select setseed({dice.uniform(-1, 1):.6f})")
        words = {"wide": round(dice.uniform(0.1, 4), 2), "shift": round(dice.uniform(-3, 3), 2)}
        for statement in REDRAWN:
            con.execute(statement.format(**words))
    pointer.write_text(json.dumps(told | {"build_id": f"redrawn-{draw}"}))


def borne(tile: Tile, mart: Mart) -> tuple[float, float] | None:
    """The interval of the difference that the tile tells of, by pandas; None for a tile that compares nothing."""
    if tile.key == "advice":
        shares = advices(mart, tile.foot[:9])
        return gap_of(shares[5], shares[1])
    if tile.key == "vmbo":
        shares = exams(mart, tile.foot[:9])
        return gap_of(shares[5], shares[1])
    if tile.key == "passed" and tile.gap:
        return passed(mart, tile)
    if tile.key == "gap":
        return parents(mart)
    return None


def passed(mart: Mart, tile: Tile) -> tuple[float, float]:
    """Of the type that the sentence names first."""
    first = tile.sentence.split("(voor ")[1].split()[0]
    rows = mart.bounds[mart.bounds["group_code"] == first].set_index("period")
    newest = max(period for period in rows.index if period >= "2022-2023" and rows["lower"].notna()[period])
    before = rows.loc["2018-2019", "value"]
    return (rows.loc[newest, "lower"] - before) / 100, (rows.loc[newest, "upper"] - before) / 100


def parents(mart: Mart) -> tuple[float, float]:
    """Newcombe's interval of the change of the gap, last cohort less first."""
    wide = mart.parents.pivot(index="period", columns="group_code", values=["value", "n"])
    ends = []
    for period in (wide.index[0], wide.index[-1]):
        shares = [wide.loc[period, ("value", group)] / 100 for group in ("parents_high", "parents_low")]
        limits = [stats.wilson(share, wide.loc[period, ("n", group)])
                  for share, group in zip(shares, ("parents_high", "parents_low"), strict=True)]  # fmt: skip
        ends.append((shares[0] - shares[1], stats.difference(shares[0], limits[0], shares[1], limits[1])))
    (first, of_first), (last, of_last) = ends
    found = stats.difference(last, of_last, first, of_first)
    return float(found.lower), float(found.upper)


@pytest.mark.parametrize("draws", [2, pytest.param(300, marks=pytest.mark.slow)])
def test_no_tile_claims_what_its_interval_does_not_bear(draws, sample_data, tmp_path, monkeypatch):
    shutil.copytree(sample_data / "warehouse", tmp_path / "warehouse")
    monkeypatch.setenv(DATA, str(tmp_path))
    dice, claimed, compared = np.random.default_rng(20), dict.fromkeys(Claim, 0), 0
    for draw in range(draws):
        redraw(tmp_path, draw, dice)
        tiles = [tile for tile in wall.every(warehouse.reader(LOCAL)) if tile.claim is not None]
        mart = Mart(tmp_path)
        for tile in tiles:
            claimed[tile.claim] += 1
            limits = borne(tile, mart) if tile.concludes else None
            if limits is None:
                continue
            compared += 1
            assert tile.gap == pytest.approx(limits, abs=1e-6), (draw, tile.key)
            low, high = limits
            assert not (tile.claim == Claim.MORE and low <= 0), (draw, tile.key, limits)
            assert not (tile.claim == Claim.LESS and high >= 0), (draw, tile.key, limits)
            assert not (tile.claim == Claim.ALIKE and not (low > -0.04 and high < 0.04)), (draw, tile.key, limits)
            assert tile.claim not in (Claim.OPEN, Claim.NOTHING), (draw, tile.key)
    assert compared > draws
    print(f"{draws} redrawn marts: {compared} claims compared, {claimed}")
