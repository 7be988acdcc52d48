"""A saved list over a rebuild: its figures stay, and what changed equals a diff made without the store."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from dashboard.figures.coverage import Filters
from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.targets import ranked
from dashboard.targets.criteria import Criteria
from dashboard.targets.ranked import Ranked
from dashboard.targets.saved import downloads as saved_downloads
from dashboard.targets.saved import saver, store, view
from etl.building import build
from tests.pages.test_pages import opened
from tests.partners.test_partners import take_in
from tests.support.environment import DATA
from tests.support.reading import local
from tests.targets.test_targets import told

pytestmark = pytest.mark.xdist_group("saved_lists_rebuild")
CRITERIA = Criteria(top=25, filters=Filters(sector="PO"))
TAKEN_IN = 12


def ranking() -> Ranked:
    return ranked.ranked(CRITERIA, local())


def build_id() -> str:
    return warehouse.run("build", {}, LOCAL).iloc[0]["build_id"]


def reach(found: Ranked) -> None:
    """A partner that works at the first schools of the list: they are no longer unreached."""
    first = found.first.head(TAKEN_IN)
    lines = zip(first["school_id"], first["name"], first["place"], strict=True)
    take_in([f"{code};{name};{place};Les;2025-2026;12" for code, name, place in lines])
    build.refresh()


@pytest.fixture(scope="module")
def rebuilt(sample_data: Path, tmp_path_factory) -> Iterator[tuple[store.SavedList, Ranked, Ranked]]:
    """A list saved on the one build of the sample; the ranking of that build and of the next."""
    data = tmp_path_factory.mktemp("rebuilt") / "data"
    shutil.copytree(sample_data, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA, str(data))
        then = ranking()
        saved = save(then)
        reach(then)
        yield saved, then, ranking()


def save(found: Ranked) -> store.SavedList:
    facts = {"build_id": build_id(), "place": "Nederland", "criteria": CRITERIA.plain(), "link": {}}
    facts |= saver.kept(found, "Nederland", local())
    return store.save(saver.folder(), LOCAL, name="Overleg", rows=saver.frozen(found), **facts)


def changed(saved: store.SavedList, now: Ranked) -> store.Changes:
    return view.changes_of(saved, now)


def test_entered_left_and_moved_after_a_rebuild_equal_a_diff_in_pandas(rebuilt):
    saved, then, now = rebuilt
    assert build_id() != saved.build_id
    again = store.load(saver.folder(), saved.list_id, LOCAL)
    found = store.changes(again.rows, saver.frozen(ranked.ranked(Criteria.of(again.criteria), local())))

    before, after = (one.rows[["school_id", "rank"]].query("rank <= 25") for one in (then, now))
    both = before.merge(after, on="school_id", how="outer", suffixes=("_then", "_now"), indicator="side")
    entered = both.query("side == 'right_only'").sort_values("rank_now")[["school_id", "rank_now"]]
    left = both.query("side == 'left_only'").sort_values("rank_then")[["school_id", "rank_then"]]
    moved = both.query("side == 'both' and rank_then != rank_now").sort_values("rank_then").drop(columns="side")
    assert min(len(entered), len(left), len(moved)) > 0
    bands = then.banded(then.first).set_index("school_id").loc[moved["school_id"]]
    is_within = moved["rank_now"].between(bands["low"].to_numpy(), bands["high"].to_numpy())
    assert [[row["school_id"], row["rank"]] for row in found.entered] == entered.to_numpy().tolist()
    assert [[row["school_id"], row["rank"]] for row in found.left] == left.to_numpy().tolist()
    for told_moves, expected in ((found.moved, moved[~is_within]), (found.shifted, moved[is_within])):
        assert [[row["school_id"], *ranks] for row, *ranks in told_moves] == expected.to_numpy().tolist()


def test_who_went_went_because_a_partner_came(rebuilt):
    saved, _then, now = rebuilt
    changes = changed(saved, now)
    reached = {row["school_id"] for row in saved.rows[:TAKEN_IN]}
    gone = [row["school_id"] for row in changes.left]
    assert gone
    for code in gone:
        has_partner = "partner erbij: " in changes.why[code]
        assert has_partner == (code in reached)
    assert {changes.why[row["school_id"]] for row in changes.entered} <= {
        "de eigen cijfers zijn gelijk; andere scholen verschoven",
        *(why for why in changes.why.values() if "→" in why),
    }


def test_the_words_and_marks_of_the_list_stay_as_they_were(rebuilt):
    saved, _then, _now = rebuilt
    partners = len(local().run("coverage_partners"))
    then = next(word for word in saved.words["nl"] if word.startswith("alle ") and "partners" in word)
    assert then == f"alle {partners - 1} partners"
    assert then in told(opened("doelscholen", lijst=saved.list_id))
    assert saved.words["en"] != saved.words["nl"]
    assert (saved.made_up, saved.as_of) == ("all", local().build.as_of_date.isoformat()[:10])
    assert saved.left_out


def test_the_frozen_figures_are_those_of_the_old_build(rebuilt):
    saved, then, now = rebuilt
    names = ["school_id", "rank", "score", "partners_count", "participants_count"]
    frozen = pd.DataFrame(store.load(saver.folder(), saved.list_id, LOCAL).rows)[names]
    pd.testing.assert_frame_equal(frozen, then.first[names].reset_index(drop=True), check_dtype=False, check_exact=True)
    fresh = now.rows.set_index("school_id").loc[frozen["school_id"]]
    reached = frozen.head(TAKEN_IN)
    assert (fresh["partners_count"].to_numpy()[:TAKEN_IN] == reached["partners_count"] + 1).all()
    assert (fresh["score"].to_numpy()[:TAKEN_IN] < reached["score"]).all()


def test_the_page_of_the_list_tells_what_changed_and_shows_the_old_figures(rebuilt):
    saved, then, now = rebuilt
    old, new = set(then.first["school_id"]), set(now.first["school_id"])
    app = opened("doelscholen", lijst=saved.list_id)
    words = told(app)
    assert f"Sindsdien {len(new - old)} erbij, {len(old - new)} eraf" in words
    assert "partner erbij: " in words
    assert f"uit build {saved.build_id}; vergeleken met build {build_id()}" in words
    shown = app.dataframe[0].value
    assert shown["score"].tolist() == then.first["score"].tolist()
    places = dict(zip(now.first["school_id"], now.first["rank"].astype(int).astype(str), strict=True))
    assert shown["now"].tolist() == [places.get(code, "eraf") for code in then.first["school_id"]]


def test_the_csv_of_the_list_has_the_same_cells(rebuilt):
    saved, then, now = rebuilt
    content = saved_downloads.content("csv", saved, changed(saved, now), ["Nederland"], local()).decode("utf-8-sig")
    table = [line for line in content.splitlines() if not line.startswith(("# ", '"# '))]
    rows = list(csv.DictReader(table, delimiter=";"))
    scores = [float(row["Doelscore"].replace(",", ".")) for row in rows]
    assert scores == pytest.approx(then.first["score"].tolist(), abs=1e-9)
    places = dict(zip(now.first["school_id"], now.first["rank"].astype(int).astype(str), strict=True))
    assert [row["Nu"] for row in rows] == [places.get(row["Schoolcode"], "eraf") for row in rows]


def test_the_workbook_of_the_list_holds_the_old_figures_and_the_changes(rebuilt):
    saved, then, now = rebuilt
    changes = changed(saved, now)
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(saved_downloads.content("xlsx", saved, changes, ["Nederland", "PO"], local()))
    )
    assert book.sheet_names == ["lijst", "wijzigingen", "criteria", "definities", "bronnen"]
    rows = sheet(book, "lijst")
    assert [row["Schoolcode"] for row in rows] == then.first["school_id"].tolist()
    assert [row["Doelscore"] for row in rows] == then.first["score"].round(9).tolist()
    places = dict(zip(now.first["school_id"], now.first["rank"], strict=True))
    assert [row["Nu"] for row in rows] == [places.get(row["Schoolcode"], "eraf") for row in rows]
    told_changes = [(row["Verandering"], row["Nr. toen"], row["Nr. nu"]) for row in sheet(book, "wijzigingen")]
    assert told_changes == [
        *(("Erbij", "", row["rank"]) for row in changes.entered),
        *(("Eraf", row["rank"], "") for row in changes.left),
        *(("Verschoven buiten de band", before, after) for _row, before, after in changes.moved),
        *(("Verschoven binnen de band", before, after) for _row, before, after in changes.shifted),
    ]
    reasons = {row["Schoolcode"]: row["Waarom"] for row in sheet(book, "wijzigingen")}
    assert {code: why for code, why in reasons.items() if why} == changes.why
    for name in book.sheet_names:
        assert "alle namen en cijfers" in str(book.get_sheet_by_name(name).to_python()), name
    facts = dict(book.get_sheet_by_name("criteria").to_python()[1:])
    assert (facts["Build"], facts["Vergeleken met build"]) == (saved.build_id, build_id())
    assert "Nederland · PO" in facts.values()
    assert saved.sources
    assert facts["Bron"].count(";") == len(saved.sources) - 1
    meanings = dict(book.get_sheet_by_name("definities").to_python()[1:])
    assert set(meanings) == set(rows[0])
    assert all(meanings.values())
    kept = {row["SHA-256"] for row in sheet(book, "bronnen")}
    assert kept == {row["sha256"] for row in saved.sources}


def sheet(book: CalamineWorkbook, name: str) -> list[dict]:
    head, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.usefixtures("rebuilt")
def test_removing_through_the_page_takes_that_list_away_only():
    one, other = save(ranking()), save(ranking())
    app = opened("doelscholen", lijst=one.list_id)
    app.button(key="doelscholen-verwijder").click().run()
    assert not app.exception
    assert "lijst" not in app.query_params
    known = {saved.list_id for saved in store.newest(saver.folder(), LOCAL)}
    assert other.list_id in known
    assert one.list_id not in known
    assert "Deze lijst is hier niet" in opened("doelscholen", lijst=one.list_id).warning[0].value


def test_the_workbook_of_a_list_from_before_sources_were_kept_tells_them_as_it_did(rebuilt):
    saved, _then, now = rebuilt
    older = replace(saved, source="DUO, lijst van 2020 (CC0)", sources=(), years=(0, 0))
    content = saved_downloads.content("xlsx", older, changed(older, now), ["Nederland"], local())
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert dict(book.get_sheet_by_name("criteria").to_python()[1:])["Bron"] == "DUO, lijst van 2020 (CC0)"
    assert [row["Schoolcode"] for row in sheet(book, "lijst")] == [row["school_id"] for row in saved.rows]
