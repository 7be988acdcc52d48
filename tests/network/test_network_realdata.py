"""The members on edition 2020, recounted: 105 municipalities of 101 entries, what they hold, factors with a figure."""

from __future__ import annotations

import pytest

from dashboard.frame import warehouse
from dashboard.network import factors, initiatives, members
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import opened, told

pytestmark = pytest.mark.realdata


@pytest.fixture
def reader(real_data, monkeypatch) -> warehouse.Reader:
    monkeypatch.setenv(DATA, str(real_data))
    warehouse.pin()
    return local()


def test_members_and_factors_of_edition_2020(reader):
    rows, entries = members.every(reader), reader.run("gka_entries")
    own = rows[rows["is_gka"]]
    assert (len(own), own["entry"].nunique(), len(entries)) == (105, 101, 101)
    assert entries["codes_count"].sum() == 105
    per_class = {code: (int(of["is_gka"].sum()), len(of)) for code, of in rows.groupby("urbanity")}
    assert per_class == {"1": (18, 21), "2": (36, 74), "3": (22, 76), "4": (17, 128), "5": (12, 56)}
    held = [round(100 * members.share(rows, column)) for column in ("load_pupils_count", "load")]
    assert held == [59, 72]
    assert int(factors.every(reader, "2022")["has_figure"].sum()) == 7
    placed = reader.run("gka_initiatives")
    named = {code for row in placed.to_dict("records") for code in initiatives.areas(row)}
    assert named <= set(rows["area_code"])
    seen = told(opened("gka-gemeenten", keuze="GM1979" if "GM1979" in set(rows["area_code"]) else "GM0010"))
    assert "Op de lijst als Eemsdelta" in seen
    print(
        f"105 municipalities, 59 % of the pupils, 72 % of the need, 7 of 30 factors, {len(named)} municipalities named"
    )
