"""A school's end test, reference levels and the counts behind its shares: what the mart says, and what is held back."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.school import downloads, facts, made_of, outcomes, strips
from etl.building import publish
from tests.support.environment import DATA
from tests.support.screen import opened, texts

SCHOOL, OF_FEW = "90AP00", 10


@pytest.fixture
def values(sample_data, monkeypatch) -> pd.DataFrame:
    """All of mart.school_value in the sample, read by DuckDB alone."""
    monkeypatch.setenv(DATA, str(sample_data))
    return read(sample_data, "select * from mart.school_value")


def read(data: Path, sql: str) -> pd.DataFrame:
    warehouse.close()
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(sql).df()


def test_a_test_is_only_set_against_schools_with_the_same_test(values):
    reader = warehouse.reader(LOCAL)
    tests = values[(values["indicator_id"] == outcomes.TEST) & (values["status"] == "observed")]
    seen = 0
    for provider, rows in tests.groupby("group_code"):
        school = facts.of(str(rows["school_id"].iloc[0]), reader)
        found = outcomes.of(school, reader).set_index(["indicator_id", "group_code"]).loc[(outcomes.TEST, provider)]
        others = rows["value"].iloc[1:]
        if len(others) < OF_FEW:
            assert pd.isna(found["middle"])
        else:
            assert found["middle"] == pytest.approx(others.median())
            seen += 1
    assert seen >= 2


def test_reference_levels_that_are_hidden_have_no_middle_and_no_number(values):
    reader = warehouse.reader(LOCAL)
    rows = outcomes.of(facts.of(SCHOOL, reader), reader)
    hidden = rows[(rows["indicator_id"] == outcomes.LEVELS) & (rows["status"] != "observed")]
    assert (
        len(hidden)
        == (values.query("school_id == @SCHOOL and indicator_id == @outcomes.LEVELS")["status"] != "observed").sum()
    )
    assert hidden[["value", "n", "middle"]].isna().all(axis=None)


def test_a_count_is_held_back_where_its_share_is(values):
    """Of every secondary school of the sample: no count of movers beside a share of them that is withheld."""
    reader, held = warehouse.reader(LOCAL), 0
    withheld = values[(values["status"] == "withheld") & (values["indicator_id"] == "vo_afstroom_pct")]
    for school_id in withheld["school_id"].head(5):
        row = made_of.of(facts.of(school_id, reader), reader).set_index("indicator_id").loc["vo_afstroom"]
        assert row["status"] == "withheld"
        assert pd.isna(row["value"])
        held += 1
    assert held


def test_the_page_and_its_file_have_them(values):
    reader = warehouse.reader(LOCAL)
    school = facts.of(SCHOOL, reader)
    rows = downloads.rows(school, strips.of(school, reader), reader)
    own = values[(values["school_id"] == SCHOOL) & (values["indicator_id"] == outcomes.TEST)]
    assert set(made_of.SHOWN["PO"]) & set(values["indicator_id"]) <= set(rows["indicator_id"])
    assert rows.loc[rows["indicator_id"] == outcomes.TEST, "value"].tolist() == own["value"].tolist()
    shown = " ".join(texts(opened("school", school=SCHOOL)))
    assert f"{own['value'].iloc[0]:.1f}".replace(".", ",") in shown
    assert "Waaruit deze cijfers bestaan" in shown
