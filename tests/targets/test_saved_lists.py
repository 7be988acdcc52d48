"""Saved lists: written whole, found by an id that nobody guesses, never a path, compared with now."""

from __future__ import annotations

import json
import os
import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.frame.access import ANONYMOUS, LOCAL, NotAllowed
from dashboard.targets.saved import store

ROWS = [
    {"school_id": f"90{k:02}00", "name": f"School {k}", "place": "Elders", "rank": k, "score": 90.0} for k in (1, 2, 3)
]
FACTS = {"build_id": "klein-1", "place": "Nederland", "criteria": {"measure": "totaal"}, "link": {"sector": "VO"}}


def saved(folder: Path, name: str = "Noord", **facts) -> store.SavedList:
    return store.save(folder, LOCAL, name=name, rows=ROWS, **(FACTS | facts))


def test_a_list_comes_back_as_it_was_saved(tmp_path):
    one = saved(tmp_path / "lists", "Één & ander <b>")
    again = store.load(tmp_path / "lists", one.list_id, LOCAL)
    assert again == one
    assert (again.name, again.build_id, list(again.rows)) == ("Één & ander <b>", "klein-1", ROWS)


def test_each_list_has_an_id_of_its_own_that_is_not_a_count(tmp_path):
    ids = {saved(tmp_path).list_id for _k in range(50)}
    assert len(ids) == 50
    assert all(store.ID.fullmatch(one) for one in ids)
    assert len({one[:6] for one in ids}) == 50


@pytest.mark.parametrize(
    "path",
    ["../current", "..", "", "a" * 23, "A" * 24, "a/" * 12, "/etc/passwd", "a" * 24 + "\n", "aaaaaaaaaaaaaaaaaaaaaaa."],
)
def test_an_id_is_never_a_path(tmp_path, path):
    (tmp_path / "current.json").write_text(json.dumps({"build_id": "x"}))
    with pytest.raises(store.NoSuchList):
        store.load(tmp_path / "lists", path, LOCAL)


def test_a_list_outside_the_folder_is_out_of_reach(tmp_path):
    one = saved(tmp_path / "outside")
    (tmp_path / "lists").mkdir()
    with pytest.raises(store.NoSuchList):
        store.load(tmp_path / "lists", f"../outside/{one.list_id}", LOCAL)


@given(st.text(alphabet=string.printable, max_size=40))
def test_any_text_as_an_id_gives_no_list(text):
    with pytest.raises(store.NoSuchList):
        store.load(Path("/nonexistent"), text, LOCAL)


def test_others_neither_read_nor_write(tmp_path):
    one = saved(tmp_path)
    with pytest.raises(NotAllowed):
        store.load(tmp_path, one.list_id, ANONYMOUS)
    with pytest.raises(NotAllowed):
        store.save(tmp_path, ANONYMOUS, name="x", rows=ROWS, **FACTS)
    with pytest.raises(NotAllowed):
        store.remove(tmp_path, one.list_id, ANONYMOUS)
    assert store.newest(tmp_path, ANONYMOUS) == []
    assert store.load(tmp_path, one.list_id, LOCAL) == one


def test_removing_takes_one_list_and_never_another_file(tmp_path):
    one, other = saved(tmp_path / "lists"), saved(tmp_path / "lists")
    (tmp_path / "current.json").write_text("{}")
    with pytest.raises(store.NoSuchList):
        store.remove(tmp_path / "lists", "../current", LOCAL)
    assert (tmp_path / "current.json").exists()
    for _twice in range(2):
        store.remove(tmp_path / "lists", one.list_id, LOCAL)
        assert store.newest(tmp_path / "lists", LOCAL) == [other]


def test_a_list_from_before_sources_were_kept_is_still_read(tmp_path):
    one = saved(tmp_path)
    file = tmp_path / f"{one.list_id}.json"
    told = json.loads(file.read_text("utf-8"))
    for later in ("source", "sources", "years", "sha256"):
        del told[later]
    file.write_text(json.dumps(told), "utf-8")
    assert replace(store.load(tmp_path, one.list_id, LOCAL), sources=[], years=[0, 0]) == one


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def refuse(_one, _other):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        saved(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"list_id": "x"}', '"text"'])
def test_a_broken_file_is_no_list_and_does_not_hide_the_others(tmp_path, content):
    one = saved(tmp_path)
    (tmp_path / ("b" * 24 + ".json")).write_text(content)
    with pytest.raises(store.NoSuchList):
        store.load(tmp_path, "b" * 24, LOCAL)
    assert [found.list_id for found in store.newest(tmp_path, LOCAL)] == [one.list_id]


@pytest.mark.parametrize(("was", "became"), [("90.0", "80.0"), ('"rank": 1', '"rank": "1"'), ("Elders", "Eldert")])
def test_a_list_with_another_letter_than_was_saved_is_no_list(tmp_path, was, became):
    one = saved(tmp_path)
    file = tmp_path / f"{one.list_id}.json"
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, became, 1), "utf-8")
    with pytest.raises(store.NoSuchList):
        store.load(tmp_path, one.list_id, LOCAL)


def test_a_file_under_another_id_is_refused(tmp_path):
    one = saved(tmp_path)
    (tmp_path / f"{one.list_id}.json").rename(tmp_path / ("c" * 24 + ".json"))
    with pytest.raises(store.NoSuchList):
        store.load(tmp_path, "c" * 24, LOCAL)


def test_a_name_is_one_line_of_limited_length(tmp_path):
    assert saved(tmp_path, "  een\n\ttwee\x00 " + "x" * 100).name == "een twee " + "x" * 71
    with pytest.raises(ValueError, match="needs a name"):
        saved(tmp_path, " \n ")


def test_changes_are_entered_left_and_moved():
    now = [
        {"school_id": "900200", "name": "School 2", "place": "Elders", "rank": 1},
        {"school_id": "900900", "name": "School 9", "place": "Elders", "rank": 2},
        {"school_id": "900300", "name": "School 3", "place": "Elders", "rank": 3},
    ]
    found = store.changes(ROWS, now)
    assert [row["school_id"] for row in found.entered] == ["900900"]
    assert [row["school_id"] for row in found.left] == ["900100"]
    assert [(row["school_id"], then, after) for row, then, after in found.moved] == [("900200", 2, 1)]
    assert not store.changes(ROWS, ROWS)


lists = st.lists(st.sampled_from([f"{k:06}" for k in range(12)]), unique=True)


@given(lists, lists)
def test_changes_equal_plain_set_arithmetic(then, now):
    frozen = [{"school_id": code, "rank": k} for k, code in enumerate(then, 1)]
    fresh = [{"school_id": code, "rank": k} for k, code in enumerate(now, 1)]
    found = store.changes(frozen, fresh)
    assert {row["school_id"] for row in found.entered} == set(now) - set(then)
    assert {row["school_id"] for row in found.left} == set(then) - set(now)
    assert {row["school_id"] for row, _a, _b in found.moved} == {
        code for code in set(then) & set(now) if then.index(code) != now.index(code)
    }
