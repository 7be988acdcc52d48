"""What the reports state comes out of tables by query, every entry finds its municipalities, and every list is read."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from dashboard.frame import warehouse
from dashboard.network import factors, members
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import opened, told
from tests.support.source import ROOT

THEMES = {
    "poverty_health": 21, "mentoring_coaching": 23, "extra_education": 42, "non_cognitive_skills": 6,
    "teaching_methods": 2, "parental_involvement": 22, "career_learning": 19, "professional_development": 31,
    "smooth_transitions": 39, "sport_culture": 16, "language": 40, "other": 3,
}  # fmt: skip
LEVELS = {"pupil": 9, "family": 6, "school": 7, "district": 5, "society": 3}


@pytest.fixture
def reader(sample_data, monkeypatch) -> warehouse.Reader:
    monkeypatch.setenv(DATA, str(sample_data))
    warehouse.pin()
    return local()


def counts(rows: pd.DataFrame, year: int, margin: str) -> dict[str, int]:
    own = rows[(rows["year"] == year) & (rows["margin"] == margin)]
    return dict(zip(own["category"], own["interventions_count"].astype(int), strict=True))


def test_the_reports_figures_come_out_of_the_tables(reader):
    rows = reader.run("gka_interventions")
    sectors, themes, before = counts(rows, 2022, "sector"), counts(rows, 2022, "theme"), counts(rows, 2020, "theme")
    assert sectors == {"vve": 4, "po": 132, "vo": 57, "po_vo": 71}
    assert themes == THEMES
    assert sum(sectors.values()) == sum(themes.values()) == 264
    assert (len(before), sum(before.values())) == (10, 232)
    assert themes.keys() - before.keys() == {"teaching_methods", "other"}
    assert len(reader.run("gka_initiatives")) == 28
    levels = reader.run("factors")["level"].value_counts().to_dict()
    assert (levels, sum(levels.values())) == (LEVELS, 30)
    assert len(reader.run("gka_entries")) == 101
    print(
        "264 = 4 + 132 + 57 + 71; 12 themes; 2020: 10 themes, 232; 101 entries; 28 initiatives; 30 factors in 5 levels"
    )


def test_the_page_says_the_same(reader):  # noqa: ARG001
    seen = told(opened("interventies"))
    assert "264 interventies" in seen
    assert "232 is onze som" in seen
    assert "28 initiatieven" in seen
    assert "3 initiatieven" in told(opened("interventies", thema="language"))


def test_every_entry_has_municipalities_in_every_classification(reader):
    rows = reader.run("gka_entries")
    assert (rows["years_count"] == 8).all()
    assert rows["first_codes_count"].sum() == 105
    assert rows["last_codes_count"].sum() == 103
    grown = rows[rows["first_codes_count"] != rows["last_codes_count"]]
    assert grown["entry"].tolist() == ["eemsdelta"]
    assert set(rows.loc[rows["kind"] == "group", "last_codes_count"]) == {3}
    assert rows["agenda_url"].str.fullmatch(r"https://www\.gelijke-kansen\.nl/gemeenten/[a-z0-9-]+").all()
    assert rows.loc[rows["joined_year"].notna(), "entry"].tolist() == ["gouda", "meierijstad", "utrecht"]


def test_what_the_members_hold_is_recomputed(reader):
    rows = members.every(reader)
    values = reader.run("area_values", {"indicator": "po_need_load", "level": "municipality"}).set_index("area_code")
    own = rows[rows["is_gka"]]["area_code"]
    expected = values.loc[own, "value"].sum() / values["value"].sum()
    assert members.share(rows, "load") == pytest.approx(expected)
    assert f"{round(100 * expected)}\N{NO-BREAK SPACE}% van de behoefte" in told_plain("gka-gemeenten")


def told_plain(page: str, **choices: str) -> str:
    app = opened(page, **choices)
    return " ".join(html.proto.body for html in app.get("html")).replace("<b>", "").replace("</b>", "")


def test_compared_is_the_middle_of_each_side(reader):
    row = reader.run("gka_compared", {"urbanity": 0, "province": ""}).iloc[0]
    values = reader.run("area_values", {"indicator": row["indicator_id"], "level": "municipality"})
    rows = members.every(reader).set_index("area_code")
    is_member = values["area_code"].map(rows["is_gka"]).astype(bool)
    assert row["members_value"] == pytest.approx(values.loc[is_member, "value"].median())
    assert row["others_value"] == pytest.approx(values.loc[~is_member, "value"].median())
    assert row["members_count"] == is_member.sum()


def test_a_factor_counts_when_an_indicator_of_it_has_values(reader):
    rows = factors.every(reader, "2022")
    assert (int(rows["has_figure"].sum()), len(rows)) == (8, 30)
    assert len(factors.every(reader, "2020")) == 29
    assert not rows.loc[rows["level"] == "pupil", "has_figure"].any()
    known = set(reader.run("coverage_themes")["theme_id"])
    themes = reader.run("factor_themes")
    assert set(themes["theme_id"]) <= known
    assert set(themes["factor_id"]) <= set(rows["factor_id"])


def test_no_list_of_reference_is_without_a_reader():
    """From each file to a table of the mart, and from there to a question that a page asks."""
    builds = {path.stem: path.read_text("utf-8") for path in (ROOT / "queries" / "build").glob("*.sql")}
    asked = "\n".join(path.read_text("utf-8") for path in (ROOT / "queries" / "ask").glob("*.sql"))
    code = "\n".join(
        path.read_text("utf-8") for path in (*(ROOT / "etl").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py"))
    )
    lists = sorted(path.stem for path in (ROOT / "data" / "reference").glob("*.csv"))
    assert len(lists) >= 13
    assert [name for name in lists if not is_read(f"raw.reference_{name}", builds, asked) and name not in code] == []


def is_read(table: str, builds: dict[str, str], asked: str) -> bool:
    """Whether a question reads it, or a table that is made of it."""
    if re.search(rf"\b{re.escape(table)}\b", asked):
        return True
    makes = [name for name, sql in builds.items() if name != table and re.search(rf"\b{re.escape(table)}\b", sql)]
    return any(is_read(name, {one: sql for one, sql in builds.items() if one != name}, asked) for name in makes)


def test_a_list_that_no_question_reads_is_seen():
    builds = {"mart.factor": "create table mart.factor as from raw.reference_factors"}
    assert is_read("raw.reference_factors", builds, "select * from mart.factor")
    assert not is_read("raw.reference_factors", builds, "select * from mart.factors")
