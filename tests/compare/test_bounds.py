"""Totals hidden only by counts of 1 to 4: their interval, and when it allows a conclusion."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.compare import bounds, table
from dashboard.frame.records import Indicator
from tests.support import mart
from tests.support.reading import local

EXAMS = Indicator("vo_exam_pass_pct", name_nl="Geslaagd", name_en="Passed", unit="pct", source_id="duo_examens")
ROWS = (
    # area, period, group, value, lower, upper
    ("NL00", "2018-2019", "havo", 88.2, None, None),
    ("NL00", "2020-2021", "havo", None, 87.9, 88.1),
    ("NL00", "2022-2023", "havo", None, 80.73, 85.06),
    ("NL00", "2023-2024", "havo", None, 84.3, 88.5),
    ("NL00", "2018-2019", "all", 92.0, None, None),
    ("NL00", "2022-2023", "all", None, 85.6, 90.0),
    ("GM9000", "2018-2019", "vwo", 80.0, None, None),
    ("GM9000", "2023-2024", "vwo", None, 81.0, 84.0),
)


@pytest.fixture
def found(data) -> pd.DataFrame:
    values = ", ".join(
        f"('{area}', '{'country' if area == 'NL00' else 'municipality'}', 'vo_exam_pass_pct', '{period}', '{group}',"
        f" {value or 'null'}, {low or 'null'}, {high or 'null'}, null, '{'observed' if value else 'suppressed'}')"
        for area, period, group, value, low, high in ROWS
    )
    mart.change(
        data,
        "insert into mart.area_value"
        f" (area_code, level, indicator_id, period, group_code, value, lower, upper, n, status) values {values}",
    )
    return bounds.read(EXAMS, ["GM9000"], local())


def test_an_interval_that_leaves_out_the_open_rate_is_a_conclusion_and_no_other(found):
    told = bounds.conclusions(found)
    assert told[["area_code", "group_code", "period", "before", "higher"]].to_numpy().tolist() == [
        ["GM9000", "vwo", "2023-2024", 80.0, True],
        ["NL00", "havo", "2022-2023", 88.2, False],
    ]


@pytest.mark.usefixtures("found")
def test_the_history_says_the_interval_where_the_total_is_hidden():
    assert bounds.hidden(EXAMS, ["GM9000"], local()) == {("NL00", "2022-2023"): "85,6 tot 90,0"}


@pytest.mark.parametrize(("low", "high", "told"), [(80.73, 85.06, "80,7 tot 85,1"), (80.79, 85.01, "80,7 tot 85,1")])
def test_words_never_promise_more_than_the_interval(low, high, told):
    assert bounds.words(low, high, 1) == told


def test_percentages_of_fewer_than_100_are_whole_in_table_and_export():
    rate = Indicator("rate", unit="pct", decimals=1)
    score = Indicator("score", unit="score", decimals=2)
    assert [rate.digits(n) for n in (99, 100, None, float("nan"))] == [0, 1, 1, 1]
    assert score.digits(20) == 2
    rows = pd.DataFrame(
        [["rate", 99, 12.345, 8.1, 1.5], ["rate", 100, 12.345, 8.1, 1.5], ["score", 20, 0.333, 0.1, 0.2]],
        columns=["indicator_id", "n", "value", "lower", "difference"],
    )
    shown = table.whole(rows, {"rate": rate, "score": score})
    assert shown[["value", "lower", "difference"]].to_numpy().tolist() == [
        [12, 8, 2], [12.345, 8.1, 1.5], [0.333, 0.1, 0.2],
    ]  # fmt: skip
