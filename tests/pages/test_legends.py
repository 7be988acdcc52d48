"""The legend of a map counts what its table holds and what is drawn: every view, level, place, sector and theme.

Classes are counted again from the table's own figures and the words of the legend, and from what the browser is sent.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.coverage.table import LONGEST
from dashboard.figures.measures import SIZES, Mode
from dashboard.frame import warehouse
from dashboard.maps import canvas
from dashboard.maps.canvas import LEVELS
from etl.building import publish
from tests.support.counts import classes_on_map, in_classes, legend
from tests.support.environment import DATA
from tests.support.screen import opened

QUICK, SEED = 4, 18  # of each page in every run
COLUMNS = {
    "totaal": "load", "per-leerling": "figure", "behoefte": "need_share", "scholen": "schools_share",
    "leerlingen": "pupils_share", "aantal": "participants", "aandeel": "figure",
}  # fmt: skip
LOOKS = [
    {"weergave": mode.value} | ({f"{mode}-als": size.value} if size else {})
    for mode in Mode
    for size in SIZES[mode] or (None,)
]
View = dict[str, str]


@pytest.fixture
def ask(sample_data: Path, monkeypatch):
    """Rows of the sample's mart, read before the app opens the file with its own settings."""
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        tables = {name: con.sql(f"from mart.{name}").df() for name in ("area", "indicator", "gka_theme")}
    monkeypatch.setenv(DATA, str(sample_data))
    warehouse.pin()
    return tables


def places(ask: dict[str, pd.DataFrame]) -> Iterator[View]:
    """The country at each level, and its largest municipality at those below, by its own classes and the country's."""
    area = ask["area"]
    town = area[area["level"] == "municipality"].nlargest(1, "population_count")["area_code"].iloc[0]
    yield from ({"niveau": level} for level in LEVELS)
    for level, limits in product(("wijk", "buurt"), ("hier", "land")):
        yield {"niveau": level, "gebied": town, "klassen": limits}


def inside(ask: dict[str, pd.DataFrame], view: View) -> pd.Series:
    """Where in the geometry the areas of a view stand; NaN for one without."""
    area = ask["area"][(ask["area"]["level"] == LEVELS[view["niveau"]]) & ~ask["area"]["is_water"].fillna(False)]
    return area.loc[
        (view.get("gebied", "NL00") == "NL00") | (area["municipality_code"] == view.get("gebied")), "map_index"
    ]


def assert_counts_agree(page: str, view: View, ask: dict[str, pd.DataFrame]) -> int:
    """How many areas were counted: on the map, in its legend and in its table alike."""
    app = opened(page, **view)
    if not app.get("deck_gl_json_chart"):
        assert [*app.info, *app.warning], f"neither a map nor a word in its place: {view}"
        return 0
    classes, without = legend(app)
    counts = [count for _words, count in classes]
    index = inside(ask, view)
    drawn = classes_on_map(app, len(classes))[index.dropna().astype(int)]
    assert np.bincount(drawn[drawn >= 0], minlength=len(classes)).tolist() == counts, view
    assert (drawn < 0).sum() + index.isna().sum() == without, view
    assert sum(counts) + without == len(index), view
    assert_table_agrees(opened(page, vorm="tabel", **view), page, view, classes, without)
    return len(index)


def assert_table_agrees(app, page: str, view: View, classes: list[tuple[str, int]], without: int) -> None:
    words, counts = [words for words, _count in classes], [count for _words, count in classes]
    if view.get("weergave") == Mode.WHITE_SPOTS:
        assert sum(len(table.value) for table in app.dataframe[:1]) == min(counts[0], LONGEST), view
        return
    table = app.dataframe[0].value
    assert len(table) == min(sum(counts) + without, LONGEST), view
    if view.get("weergave") == Mode.NEED_AND_REACH:
        return
    found = in_classes(figures(table, page, view), words)
    if len(table) < LONGEST:
        assert found == counts, (view, words)
    assert all(few <= many for few, many in zip(found, counts, strict=True)), (view, words)


def figures(table: pd.DataFrame, page: str, view: View) -> pd.Series:
    """What the map shows, as its table has it."""
    if page == "kaart":
        return table["value"]
    column = COLUMNS.get(view.get(f"{view['weergave']}-als", ""), "unreached_need")
    if column != "participants":
        return table[column]
    least = table[column].map(lambda text: float(re.split("[^0-9.]", text)[0].replace(".", "") or "nan"))
    return least.where(table["schools_count"] + table["load"].fillna(0) > 0)


def of_coverage(ask) -> list[View]:
    """Each look at each place of both sectors, and each theme in one of them."""
    every = [look | place | {"sector": sector} for look, place, sector in product(LOOKS, places(ask), ("PO", "VO"))]
    return every + [
        look | {"niveau": "wijk", "themas": theme} for look, theme in product(LOOKS, ask["gka_theme"]["theme_id"])
    ]


def of_indicators(ask) -> list[View]:
    codes = ask["indicator"].loc[ask["indicator"]["is_on_map"], "indicator_id"]
    return [{"indicator": code} | place for code, place in product(codes, places(ask))]


VIEWS = {"dekking": of_coverage, "kaart": of_indicators}


@pytest.mark.parametrize("page", VIEWS)
def test_legend_table_and_map_count_the_same(page, ask, monkeypatch):
    for k, view in enumerate(random.Random(SEED).sample(VIEWS[page](ask), QUICK)):
        monkeypatch.setattr(canvas, "theme_now", lambda k=k: ("light", "dark")[k % 2])
        assert_counts_agree(page, view, ask)


@pytest.mark.slow
@pytest.mark.parametrize("page", VIEWS)
def test_legend_table_and_map_count_the_same_in_every_view(page, ask):
    counted = [assert_counts_agree(page, view, ask) for view in VIEWS[page](ask)]
    print(f"{page}: {len(counted)} views, {sum(n > 0 for n in counted)} of them with a map, {sum(counted)} areas")
    assert sum(n > 0 for n in counted) > len(counted) / 2
