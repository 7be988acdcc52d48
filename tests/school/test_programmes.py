"""What partners told plainly of their programmes is what a school's wish is held against."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from etl.building import publish
from tests.support.environment import DATA


@pytest.fixture
def told(sample_data) -> pd.DataFrame:
    """Told facts, one row per programme and one column per fact; those of a whole partner left out."""
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        facts = con.sql("select programme_id, fact_id, value from mart.programme_fact").df()
    return facts.pivot_table(index="programme_id", columns="fact_id", values="value", aggfunc="first")


def test_told_themes_groups_and_working_area_decide_what_fits(told, sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    rows = warehouse.reader(LOCAL).run("school_programmes", {"school": "90AP00", "sector": "PO"})
    asked = rows.set_index("programme_id")
    both = told.index.intersection(asked.index)
    assert len(both) > 20
    for name, column in (("themes", "theme_ids"), ("working_area", "region")):
        known = told.loc[both, name].dropna()
        assert len(known) > 10
        assert (asked.loc[known.index, column] == known).all()
    groups = told.loc[both, "groups"].dropna().str.split(" t/m ", expand=True)
    assert (asked.loc[groups.index, ["group_from", "group_to"]].to_numpy() == groups.to_numpy()).all()
