"""Every indicator and every table of values has a reader: a question whose rows are seen on a named page.

One list for all does not count: the page of an indicator shows it too, but here each must be on a page of its kind.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from dashboard.frame import warehouse
from dashboard.indicators import uses
from etl.building import publish
from tests.support.environment import DATA
from tests.support.rounds import sampled
from tests.support.screen import for_others, opened
from tests.support.source import ROOT, questions

# what is seen on the page of a school or an area by its profile, which the build makes of these
PROFILES = ("mart.school_profile", "mart.school_need", "mart.district_profile")
# the pages that show figures of their own accord, with the views that show all of these
VIEWS = {
    "doelscholen": ({}, {"sector": "VO"}),
    "dekking": ({}, {"sector": "VO"}),
    "school": ({"school": "90AP00"}, {"school": "90GF00"}),
    "gka-regionaal": (
        {"weergave": "afstroom"}, {"cijfer": "vo_afstroom_pct"}, {"cijfer": "vo_repeaters_pct"},
        {"cijfer": "vo_opstroom_pct"}, {"weergave": "advies"}, {"weergave": "advies", "advies": "school"},
        {"weergave": "ouders"}, {"weergave": "groepen"}, {"weergave": "groepen", "groep": "po_advice_count"},
    ),
    "landelijk": ({},),
}  # fmt: skip


@pytest.fixture
def looking(sample_data, monkeypatch) -> Path:
    monkeypatch.setenv(DATA, str(sample_data))
    return sample_data


def rows(data: Path, sql: str) -> list[tuple]:
    warehouse.close()
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(sql).fetchall()


def asked_by(path: str, monkeypatch) -> set[str]:
    """Every indicator that the views of a page ask by name, or get rows of."""
    real, found = warehouse.run, set()

    def run(name, params, access, *of):
        frame = real(name, params, access, *of)
        for value in params.values():
            found.update([value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else [])
        if "indicator_id" in frame and len(frame) and "name_nl" not in frame:
            found.update(frame["indicator_id"])
        return frame

    with monkeypatch.context() as patch:
        patch.setattr(warehouse, "run", run)
        for view in VIEWS[path]:
            opened(path, **view)
    return found


@pytest.mark.parametrize("path", sampled(uses.OF_PAGES, ("landelijk",)))
def test_a_page_shows_what_the_list_of_uses_says(path, looking, monkeypatch):
    profiles = "".join((ROOT / "queries" / "build" / f"{name}.sql").read_text("utf-8") for name in PROFILES)
    of_need = {
        code for (code,) in rows(looking, "select indicator_id from mart.indicator where is_need_of is not null")
    }
    shown = asked_by(path, monkeypatch) | {code for code in uses.OF_PAGES[path] if code in profiles} | of_need
    if path == "gka-regionaal":
        shown |= {"po_pupils_apcg_pct"}  # where nobody delivered it per year: test_who_reads_open_figures_alone
    if path in ("landelijk", "dekking", "doelscholen"):
        shown |= {"po_need_per_pupil", "pupils", "po_funded_pupils"}  # columns of mart.school_need
    assert set(uses.OF_PAGES[path]) - shown == set()


@pytest.mark.usefixtures("looking")
def test_who_reads_open_figures_alone_sees_the_open_share_from_poverty_areas(monkeypatch):
    for_others(monkeypatch)
    monkeypatch.setitem(VIEWS, "gka-regionaal", ({"weergave": "advies"},))
    assert {"po_pupils_apcg_pct", "po_advice_mean"} <= asked_by("gka-regionaal", monkeypatch)


def test_every_indicator_has_a_reader_on_a_named_page(looking):
    known = rows(looking, "select indicator_id, is_on_map, is_comparable, levels from mart.indicator")
    with_figures = {
        code for (code,) in rows(looking, " union ".join(
            f"select indicator_id from mart.{table}" for table in VALUES))}  # fmt: skip
    own = {code for codes in uses.OF_PAGES.values() for code in codes}
    supports = {
        one for row in rows(looking, "select share_part_id, share_whole_id, weight_id, spread_id, coverage_id,"
                                     " ratio_part_id, ratio_whole_id, change_id, denominator_id from mart.indicator")
        for one in row if one}  # fmt: skip
    assert len(with_figures) > 50
    unread = {
        code for code, on_map, comparable, levels in known
        if code in with_figures and not on_map and not (comparable and "district" in (levels or ""))
        and code not in own | supports
    }  # fmt: skip
    assert unread == set()


VALUES = (
    "area_value", "school_value", "institution_value", "closed_area_value", "closed_school_value",
    "closed_institution_value",
)  # fmt: skip


@pytest.mark.parametrize("table", VALUES)
def test_every_table_of_values_has_a_question(table):
    texts = {file.stem: file.read_text("utf-8") for file in questions()}
    named = {name for name, text in texts.items() if re.search(rf"mart\.{table}\b", text)}
    general = {"indicator_figures", "closed_indicator_figures", "closed_indicators"}
    assert named - general, "only a list for all reads it"
    code = "".join(file.read_text("utf-8") for file in (ROOT / "dashboard").rglob("*.py"))
    assert [name for name in named - general if f'"{name}"' in code]
