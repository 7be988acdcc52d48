"""Coverage against need: what counts as reached, sums that add up, shares, the square, what is never shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import warehouse
from dashboard.frame.access import ANONYMOUS, NotAllowed
from dashboard.maps import bivariate, classes, legend
from dashboard.maps import deck as maps
from dashboard.maps.palette import BIVARIATE
from tests.support import mart as builders
from tests.support.reading import local

ALL = Filters()
QUESTIONS = sorted(path.stem for path in warehouse.QUESTIONS.glob("coverage_*.sql"))


def change(data: Path, *statements: str) -> None:
    """The next build: with these changes, and the need that follows from them."""
    builders.change(data, *statements, *builders.DERIVED)


def country(filters: Filters) -> pd.Series:
    return coverage.load("district", filters, local()).country


def active(filters: Filters, *areas: str) -> set[str]:
    schools = coverage.schools(areas or ("NL00",), filters, local())
    return set(schools.loc[schools["is_active"], "school_id"])


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("filters", "schools"),
    [
        (ALL, {"900A00", "901A00", "930A00"}),
        (replace(ALL, faded=True), {"900A00", "901A00", "902A00", "930A00"}),
        (replace(ALL, sector="VO"), {"904A00"}),
        (replace(ALL, partners=("toren",)), {"900A00", "901A00"}),
        (replace(ALL, partners=("toren", "lees")), {"900A00", "901A00", "930A00"}),
        (replace(ALL, founding=True), {"900A00", "901A00"}),
        (replace(ALL, themes=("sport_culture",)), {"900A00"}),
        (replace(ALL, school_year="2020-2021"), {"901A00"}),
        (replace(ALL, school_year="2018-2019"), set()),
        (replace(ALL, school_year="2018-2019", faded=True), {"902A00"}),
        # Two partners with one theme, or with a programme that has none, make no learning line.
        (replace(ALL, learning_line=True), {"900A00"}),
        (replace(ALL, learning_line=True, partners=("brug",)), set()),
    ],
)
def test_what_counts_as_reached(filters, schools):
    assert active(filters) == schools


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("sector", ["PO", "VO"])
@pytest.mark.parametrize("level", ["district", "municipality", "province"])
def test_parts_and_the_row_apart_add_up_to_the_country(level, sector):
    found = coverage.load(level, replace(ALL, sector=sector, faded=True), local())
    for name in coverage.SUMS:
        apart = np.nan_to_num(float(found.apart[name]))  # no listed school lies there: it has no need to reach
        assert found.areas[name].sum() + apart == pytest.approx(found.country[name], abs=1e-9), name
    apart = np.nan_to_num(float(found.apart.get("gap_share", 0)))
    assert found.areas["gap_share"].sum() + apart == pytest.approx(100)


@pytest.mark.usefixtures("data")
def test_an_unlisted_school_counts_in_the_load_and_in_no_share():
    whole, listed = country(ALL), 24
    assert whole["schools_count"] == listed
    assert whole["scored_count"] == listed + 1
    assert whole["active_schools_count"] == 2
    apart = coverage.load("municipality", ALL, local()).apart
    assert apart["schools_count"] == 0
    assert apart["load"] == 27.0  # 90 * 90 / 300
    assert np.isnan(apart["need"])
    assert (whole["unlisted_count"], whole["active_unlisted_count"]) == (1, 1)
    assert whole["load"] - whole["need"] == pytest.approx(27.0)


@pytest.mark.usefixtures("data")
def test_the_figures_against_pandas_on_the_tables(data):
    with duckdb.connect(str(builders.file_of(data)), read_only=True) as con:
        schools = con.sql("select * from mart.school where sector = 'PO'").df().set_index("school_id")
        load = con.sql("select school_id, value from mart.school_value where indicator_id = 'po_need_load'").df()
    need = load.set_index("school_id")["value"]
    town = schools[(schools["municipality_code"] == "GM9000") & schools["is_listed"]]
    here = [school for school in ("900A00", "901A00") if school in town.index]
    found = coverage.load("municipality", ALL, local())
    row = found.areas.set_index("area_code").loc["GM9000"]
    assert row["need_share"] == pytest.approx(100 * need[here].sum() / need[town.index].sum())
    assert row["pupils_share"] == pytest.approx(100 * town["pupils_count"][here].sum() / town["pupils_count"].sum())
    assert row["schools_share"] == pytest.approx(100 * len(here) / len(town))
    assert row["gap_share"] == pytest.approx(
        100 * need[town.index.difference(here)].sum() / need.drop(["900A00", "901A00", "930A00"]).sum()
    )


@pytest.mark.usefixtures("data")
def test_participants_are_counted_and_the_untold_apart():
    whole = country(ALL)
    assert whole["participants_count"] == 20 + 12 + 8 + 5 + 6
    assert whole["untold_count"] == 1


@pytest.mark.usefixtures("data")
def test_over_all_years_no_row_tells_a_share_of_participants():
    years, one = coverage.load("municipality", ALL, local()), replace(ALL, school_year="2019-2020", faded=True)
    assert years.rows["participants_share"].isna().all()
    assert set(years.rows["participants_status"]) == {"not_applicable"}  # the word in the export
    assert np.isnan(years.together(years.areas)["participants_share"])
    assert coverage.load("municipality", one, local()).country["participants_share"] > 0


def test_a_suppressed_part_hides_the_sum_of_its_areas_and_of_no_other(data):
    change(
        data,
        "update mart.school_value set status = 'suppressed', value = null where school_id = '900A00'"
        " and indicator_id = 'po_need_load'",
    )
    found = coverage.load("district", ALL, local())
    hidden = found.rows[found.rows["need_status"] == "suppressed"]
    assert set(hidden["area_code"]) == {"WK900000", "GM9000", "PV90", "NL00"}
    assert hidden[["need", "active_need", "unreached_need", "need_share", "gap_share"]].isna().all(axis=None)
    assert found.areas.set_index("area_code").loc["WK900001", "need"] > 0
    assert hidden["schools_share"].notna().all()


def test_a_share_of_few_secondary_pupils_is_withheld_and_has_no_colour(data):
    """Need per pupil of VO is a share of pupils that we make; that of PO is points, which CBS publishes."""
    change(data, "update mart.school_value set value = 3 where indicator_id in ('vo_need_load', 'po_need_load')")
    secondary, primary = (coverage.load("district", replace(ALL, sector=one), local()).rows for one in ("VO", "PO"))
    alone = secondary[(secondary["load"] == 3) & (secondary["area_code"] != "")]
    assert len(alone) >= 1
    assert set(alone["need_per_pupil_status"]) == {"withheld"}
    assert alone["need_per_pupil"].isna().all()
    assert primary.loc[primary["load"] == 3, "need_per_pupil"].notna().any()


@pytest.mark.usefixtures("data")
def test_areas_together_are_their_sum_and_hide_what_one_of_them_hides():
    found = coverage.load("municipality", ALL, local())
    mine = found.areas.head(2)
    whole = found.together(mine)
    assert whole["need"] == pytest.approx(mine["need"].sum())
    assert whole["need_share"] == pytest.approx(100 * mine["active_need"].sum() / mine["need"].sum())
    hidden = mine.assign(need_status=["suppressed", "observed"])
    assert np.isnan(found.together(hidden)["need"])
    assert found.together(hidden)["schools_count"] == mine["schools_count"].sum()


@pytest.mark.usefixtures("data")
def test_a_school_without_a_partner_and_high_need_has_nothing_doubtful():
    before = coverage.schools(["NL00"], replace(ALL, partners=("nobody",)), local())
    spots = before[before["is_high_without_partner"]]
    assert len(spots)
    assert (spots["quality_flag"] == "").all()
    assert spots["need_per_pupil"].min() > before["need_per_pupil"].median()
    assert not coverage.schools(["NL00"], ALL, local()).query("is_high_without_partner and is_active").size


@pytest.mark.usefixtures("data")
def test_schools_come_with_who_is_active_and_the_unreached_first():
    found = coverage.schools(["GM9000"], ALL, local()).set_index("school_id")
    assert found.loc["900A00", "partners"] == "De Brug, De Toren"
    assert found.loc["900A00", "unreached_need"] == 0
    assert found["unreached_need"].is_monotonic_decreasing


@pytest.mark.usefixtures("data")
def test_the_nearest_partner_is_one_that_is_not_here():
    near = coverage.nearest(["WK900000"], ALL, local())
    assert list(near["partner_name"]) == ["Leeskring"]
    assert near["school_id"].iloc[0] == "901A00"
    assert 5 < near["distance_km"].iloc[0] < 25  # the next wijk, 0.2 degrees to the east


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("question", [name for name in QUESTIONS if name != "coverage_themes"])
def test_no_partner_figure_without_rights(question):
    with pytest.raises(NotAllowed):
        warehouse.run(question, {}, ANONYMOUS)


def test_the_square_puts_each_area_in_one_class_and_counts_all():
    rows = pd.DataFrame(
        {
            "need": [1, 1, 1, 1, 1, 0, np.nan],
            "need_per_pupil": [0.1, 0.5, 0.9, 0.9, 0.9, 0.0, np.nan],
            "need_share": [0, 50, 0, 49.9, 100, np.nan, np.nan],
            "schools_share": [0, 50, 0, 50, 100, 0, 0],
        }
    )
    found = bivariate.classes(rows, bivariate.Limits(0.4, 0.8, 50))
    assert found.tolist() == [0, 5, 6, 7, 8, 0, -1]
    assert bivariate.classes(rows, bivariate.Limits(0.4, 0.8, 40)).tolist() == [0, 5, 6, 8, 8, 0, -1]
    assert sum(bivariate.counts(found)) == 6
    assert bivariate.whites(found).tolist() == [3, 3, 0, 1, 2, 3, -1]


@pytest.mark.usefixtures("data")
def test_the_limits_of_the_square_do_not_depend_on_partners():
    before = bivariate.limits(coverage.load("district", ALL, local()).areas)[:2]
    after = coverage.load("district", replace(ALL, partners=("nobody",)), local()).areas
    assert bivariate.limits(after)[:2] == before
    assert before[0] < before[1]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_counts_in_the_square_can_be_read(theme):
    for colour in np.ravel(BIVARIATE[theme]):
        assert bivariate._contrast(bivariate.ink(colour), colour) >= 4.5, colour


def test_none_is_a_class_of_its_own():
    found = classes.from_none([0, 0, 0.001, 1, 2, 3, np.nan], 1)
    assert found.of([0, 0.001, 3, np.nan]).tolist() == [0, 1, found.count - 1, classes.NO_DATA]
    assert legend.limits_in_words(found, 1)[0] == "geen"
    assert len(legend.limits_in_words(found, 1)) == found.count
    assert legend.limits_in_words(classes.from_none([0, 0], 1), 1) == ["geen", "meer dan 0"]


def test_more_than_five_colours_take_one_character_per_area():
    expression = maps.fill_expression(["#000000"] * 9, np.array([0, 8, 9]))
    assert '("0x"+("089")[properties.i])' in expression
    assert json.loads(expression.split("(")[1].split(")")[0])[9] == [0, 0, 0, 0]  # 9 is clear: the hatch shows
