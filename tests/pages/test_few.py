"""A percentage of fewer than 100 is written in whole per cents, in tables and in files alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1.element_tree import Dataframe

from dashboard.frame import export, warehouse
from dashboard.gka import downloads, open_flow, scope
from tests.support import mart
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import opened

FEW = """
    select v.area_code, round_even(v.value, 0) as value
    from mart.area_value as v
    where v.indicator_id = 'children_pct' and v.level = 'district' and v.group_code = 'all' and v.n < 100
        and v.status = 'observed' and abs(v.value - round(v.value)) > 0.05
    qualify v.period = max(v.period) over (partition by v.indicator_id)
"""
OF_SCHOOLS = """
    select v.school_id, s.municipality_code, round_even(v.value, 0) as value
    from mart.school_value as v join mart.school as s using (school_id)
    where v.indicator_id = 'vo_opstroom_pct' and v.n < 100 and v.status = 'observed' and s.is_listed
        and abs(v.value - round(v.value)) > 0.05
"""


@pytest.fixture
def files(sample_data: Path, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], bytes]]:
    """What pages offer to take along."""
    monkeypatch.setenv(DATA, str(sample_data))
    made: list[Callable[[], bytes]] = []
    monkeypatch.setattr(export, "later", lambda make: made.append(make) or make)
    return made


def read(content: bytes) -> pd.DataFrame:
    lines = [line for line in content.decode("utf-8-sig").splitlines() if not line.startswith(("#", '"#'))]
    return pd.DataFrame(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"))


def test_a_small_district_has_whole_per_cents_on_page_kaart(files, sample_data):
    few = mart.ask(sample_data, FEW)
    assert few
    warehouse.close()
    app = opened("kaart", indicator="children_pct", niveau="wijk", vorm="tabel")
    rows = read(next(content for make in files if b"Gebiedscode" in (content := make())))
    shown = dict(zip(rows["Gebiedscode"], displayed(app.dataframe[0]), strict=True))
    written = dict(zip(rows["Gebiedscode"], rows["children_pct"], strict=True))
    small = {code: f"{value:.0f}" for code, value in few}
    assert {code: shown[code] for code in small} == {code: written[code] for code in small} == small
    assert sum("," in text for text in shown.values()) > len(shown) / 2


def displayed(table: Dataframe) -> list[str]:
    """What the cells of its figures say, in the order of its rows."""
    return list(convert_arrow_bytes_to_pandas_df(table.proto.arrow_data.styler.display_values)["value"])


def test_a_small_school_has_whole_per_cents_in_the_file_of_its_flow(files, sample_data):
    few = mart.ask(sample_data, OF_SCHOOLS)
    assert few
    warehouse.close()
    reader = local()
    indicator = open_flow.indicators(reader)["vo_opstroom_pct"]
    for code, town, value in few:
        areas = reader.run("gka_areas", {"municipalities": [town]})
        downloads.of_open_flow(open_flow.load(indicator, scope.Scope("x", (town,), areas), reader), {}, reader)
        row = read(files.pop()()).set_index("Code").loc[code]
        assert float(row["Cijfer, %"].replace(",", ".")) == value
        assert all(float(row[name].replace(",", ".")).is_integer() for name in ("ondergrens", "bovengrens"))
