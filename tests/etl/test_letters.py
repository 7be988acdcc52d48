"""The letter of a build: two builds that differ in twelve planted ways, equal ones, and what may not be compared."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.changed import letter as words
from dashboard.changed import view
from dashboard.changed.hits import Kept, hits
from etl import paths
from etl.__main__ import show_difference
from etl.building import letters, publish
from tests.support.environment import DATA

AREA, SCHOOL = "WK900402", "90AP00"
PARTNER = "kookatelier-planted"
# what is planted, and the kind of change with its key that a letter must tell; the last one is of a list that is kept
PLANTED = {
    "update mart.school set is_listed = false where school_id = (select min(school_id) from mart.school where sector = 'PO' and is_listed)": "school",  # noqa: E501
    "update mart.school set is_listed = true where school_id = '90YA00'": "school",
    "update mart.school set name = 'De Nieuwe Naam' where school_id = (select min(school_id) from mart.school where sector = 'VO')": "school_name",  # noqa: E501
    "update mart.school set postcode = '9999ZZ' where school_id = (select max(school_id) from mart.school where sector = 'VO')": "school_place",  # noqa: E501
    f"update mart.area_value set value = value + 0.5 where indicator_id = 'ses_woa' and period = '2023' and area_code = '{AREA}'": "figure",  # noqa: E501
    f"update mart.area_value set value = null, status = 'suppressed' where indicator_id = 'population_0_14' and area_code = '{AREA}'": "figure",  # noqa: E501
    "update mart.standing set verdict = 'stands_out_low' where (area_code, indicator_id, period, kind, group_code) = (select (area_code, indicator_id, period, kind, group_code) from mart.standing where verdict = 'place' order by all limit 1)": "verdict",  # noqa: E501
    f"insert into mart.partner by name select '{PARTNER}' as partner_id, 'Kookatelier Geplant' as name": "partner",
    "delete from mart.partner where partner_id = 'kennispunt-grelm'": "partner",
    "delete from mart.activity where partner_id = 'rekenkelder-quend' and school_id = (select min(school_id) from mart.activity where partner_id = 'rekenkelder-quend' and is_current)": "activity",  # noqa: E501
    "update mart.source set sha256 = md5('planted'), rows = rows + 7 where source_id = 'duo_apcg'": "source",
    "insert into mart.area_value by name select area_code, level, 'ses_woa' as indicator_id, '2026' as period, group_code, value, status from mart.area_value where indicator_id = 'ses_woa' and period = '2023'": "period",  # noqa: E501
}


@pytest.fixture(scope="module")
def builds(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample, and the same with all that is planted; in a folder of their own."""
    folder = tmp_path_factory.mktemp("warehouse")
    origin = publish.current(sample_data / "warehouse")
    former, newer = (folder / f"{paths.SLUGS[0]}-voorbeeld-{digits}.duckdb" for digits in ("00000001", "00000002"))
    shutil.copyfile(origin, former)
    shutil.copyfile(origin, newer)
    with duckdb.connect(str(newer)) as con:
        for statement in PLANTED:
            con.execute(statement)
        con.execute("update mart.build set build_id = 'voorbeeld-00000002'")
    return former, newer


@pytest.fixture(scope="module")
def rows(builds: tuple[Path, Path]) -> pd.DataFrame:
    """What the letter between the two says."""
    return letters.between(*builds)


def head(file: Path) -> dict:
    return json.loads(file.read_text("utf-8"))


def test_the_letter_names_each_of_twelve_planted_changes_and_nothing_else(rows):
    assert len(rows) == len(PLANTED) == 12
    assert sorted(rows["kind"]) == sorted(PLANTED.values())


def test_a_reader_finds_all_twelve_in_the_words_of_the_letter_and_a_list_that_is_hit(rows):
    gone = rows[(rows["kind"] == "school") & rows["after"].isna()]["school_id"].iloc[0]
    found = hits(rows, [Kept("a", "Lijst Noord", {gone, "99ZZ99"}), Kept("b", "Lijst Zuid", {"99ZZ98"})])
    text = words.text("", [], words.sections(rows, found))
    told = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(told) == 13, "a line for each planted change, and one for the list"
    for name in (
        "De Brieswilg",
        "De Nieuwe Naam",
        "9999ZZ",
        "Kookatelier Geplant",
        "Kennispunt Grelm",
        "Rekenkelder Quend",
    ):
        assert sum(name in line for line in told) == 1, name
    assert "Lijst Noord: 1 van" in text
    assert "Lijst Zuid" not in text
    assert (view.frame(rows)["what"] != "").all()


def test_a_figure_that_is_hidden_now_is_not_told_by_what_it_was(rows):
    hidden = rows[rows["after"] == "suppressed"]
    assert len(hidden) == 1
    assert hidden[["value_before", "value_after"]].isna().all(axis=None)


def test_equal_builds_make_an_empty_letter(builds):
    former, _newer = builds
    assert letters.between(former, former).empty


@pytest.mark.slow
def test_a_published_build_says_what_it_compared_and_with_which_build(builds, tmp_path):
    former, _newer = builds
    other = tmp_path / f"{paths.SLUGS[0]}-2020-00000003.duckdb"
    shutil.copyfile(former, other)
    for one in builds:
        (tmp_path / one.name).symlink_to(one)
    here, there = (tmp_path / one.name for one in builds)
    told = [letters.write(tmp_path, *pair) for pair in ((here, there), (there, there), (there, other))]
    assert [head(file)["state"] for file in told] == ["compared", "same", "other_edition"]
    assert head(told[0])["after"]["build_id"] == "voorbeeld-00000002"
    assert [len(pd.read_parquet(file.with_suffix(".parquet"))) for file in told] == [12, 0, 0]
    assert head(letters.write(tmp_path, other, there))["state"] == "compared", "with the last one of its own edition"


@pytest.mark.slow
def test_a_build_of_another_program_is_not_compared_and_the_new_one_is_published_all_the_same(builds, tmp_path):
    former, newer = builds
    old = tmp_path / former.name
    shutil.copyfile(former, old)
    with duckdb.connect(str(old)) as con:
        con.execute("drop table mart.standing")
    (tmp_path / newer.name).symlink_to(newer)
    assert head(letters.write(tmp_path, old, tmp_path / newer.name))["state"] == "other_program"
    old.write_bytes(b"no build")
    assert letters.write(tmp_path, old, tmp_path / newer.name) is None


def test_a_build_that_is_published_again_changed_nothing(builds, tmp_path):
    same = tmp_path / builds[0].name
    same.symlink_to(builds[0])
    letter = letters.write(tmp_path, same, same)
    assert (head(letter)["state"], len(pd.read_parquet(letter.with_suffix(".parquet")))) == ("same", 0)


def test_what_letters_say_of_partners_goes_for_good_after_an_erasure(builds, tmp_path):
    for one in builds:
        (tmp_path / one.name).symlink_to(one)
    file = letters.write(tmp_path, *(tmp_path / one.name for one in builds))
    letters.forget(tmp_path)
    left = pd.read_parquet(file.with_suffix(".parquet"))
    assert (len(left), set(left["resource"])) == (9, {"open"})
    assert head(file)["erased_at"]
    assert b"Kookatelier" not in file.with_suffix(".parquet").read_bytes()


def test_old_letters_go(builds, tmp_path, monkeypatch):
    monkeypatch.setattr(letters, "KEEP", 2)
    former, _newer = builds
    (tmp_path / former.name).symlink_to(former)
    told = [letters.write(tmp_path, tmp_path / former.name, tmp_path / former.name) for _k in range(3)]
    assert [file.exists() for file in told] == [False, True, True]


def test_the_first_build_of_the_sample_has_a_letter_to_show(sample_data):
    (file,) = (sample_data / "warehouse" / "letters").glob("*.parquet")
    kinds = set(pd.read_parquet(file)["kind"])
    assert {"school", "school_name", "figure", "verdict", "partner", "activity", "delivery", "source"} <= kinds


def test_the_command_prints_each_change_for_machines(builds, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(DATA, str(tmp_path))
    (tmp_path / "warehouse").mkdir()
    for one in builds:
        (tmp_path / "warehouse" / one.name).symlink_to(one)
    show_difference("voorbeeld-00000001", "voorbeeld-00000002", letter=True, as_json=True)
    told = json.loads(capsys.readouterr().out)["changes"]
    assert sorted(one["kind"] for one in told) == sorted(PLANTED.values())


def test_on_a_screen_a_change_takes_five_columns(rows):
    told = letters.brief(rows)
    assert {tuple(one) for one in told} == {("kind", "about", "figure", "before", "after")}
    (revised,) = [one for one in told if one["kind"] == "figure" and one["after"] != "suppressed"]
    assert revised["figure"] == "ses_woa 2023"
    assert revised["after"] - revised["before"] == pytest.approx(0.5)
