"""From a partner's file to mart.activity, on the sample: refresh equals a build, decisions last, facts by hand."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl import paths
from etl.building import build, code, publish
from etl.declared import catalog
from etl.errors import EtlError
from etl.partners import intake
from etl.partners import ledger as deliveries
from etl.partners import tables as partners
from tests.etl.test_build import ask, warehouse
from tests.support.environment import DATA

EDITION = catalog.edition("voorbeeld")
HEAD = "brin;school;plaats;programma;schooljaar;aantal\n"


@pytest.fixture
def published(tmp_path, sample_data, monkeypatch) -> Path:
    """A data folder of its own with the sample published."""
    shutil.copytree(sample_data, tmp_path / "data")
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    return tmp_path / "data"


def schools(data: Path, n: int, offset: int = 0) -> list[tuple[str, str, str]]:
    """(school_id, name, place) of n listed primary schools."""
    sql = "select school_id, name, place from mart.school where sector = 'PO' and is_listed order by school_id"
    return ask(data, f"{sql} limit {n} offset {offset}")


def take_in(lines: list[str], partner: str = "proef", name: str = "proef.csv") -> str:
    """A new partner's file, taken in as proposed, not yet in the atlas."""
    root, data = deliveries.folder(EDITION), (HEAD + "\n".join(lines) + "\n").encode()
    facts = {"name": partner.title(), "partner_kind": "offer", "website": "", "contact": ""}
    deliveries.tell(root, "partner", "test", partner_id=partner, is_fictional=True, **facts)
    found, _ = deliveries.receive(root, partner, name, data, "test")
    proposal = intake.propose(name, data)
    assert not proposal.stopped
    deliveries.tell(root, "accepted", "test", delivery_id=found, **partners.taken(proposal.layout, proposal.columns))
    return found


def activities(data: Path, partner: str = "proef") -> pd.DataFrame:
    with duckdb.connect(str(warehouse(data)), read_only=True) as con:
        sql = "select * from mart.activity where partner_id = $p order by programme_id, school_id, school_year"
        return con.execute(sql, {"p": partner}).df()


def test_a_refresh_with_nothing_new_is_the_whole_build(published):
    before = publish.table_hashes(warehouse(published))
    whole = json.loads((published / "warehouse" / "current.json").read_text())["build_id"]
    assert build.refresh() == whole
    assert publish.table_hashes(warehouse(published)) == before


@pytest.mark.slow  # it builds the sample once more; its twin stands above
def test_a_refresh_gives_the_tables_and_the_id_of_a_whole_build(published, sample_files, tmp_path, monkeypatch):
    (one, two) = schools(published, 2)
    take_in([f"{one[0]};{one[1]};{one[2]};Les;2024-2025;12", f";Bestaat niet;{two[2]};Les;2024-2025;9"])
    refreshed = build.refresh()
    assert list(activities(published)["school_id"]) == [one[0]]

    other = tmp_path / "other"
    for part in ("snapshots", "partners"):
        shutil.copytree(published / part, other / part)
    monkeypatch.setenv(DATA, str(other))
    assert build.build(EDITION, sample_files) == refreshed
    assert publish.table_hashes(warehouse(other)) == publish.table_hashes(warehouse(published))


def test_rows_become_activities_as_the_rules_say(published):
    (one, two) = schools(published, 2)
    here, there = f"{one[0]};{one[1]};{one[2]}", f"{two[0]};{two[1]};{two[2]}"
    take_in(
        [
            f"{here};Les;2024-2025;12",
            f"{here};Les;2024-2025;12",  # says the same: counted once
            f"{here};les ;2024-2025;ca. 8",  # another group of the same programme: added
            f"{there};Les;2024-2025;",
            f"{there};Les;onbekend;5",  # no school year: no activity
            f"{there};Kamp;2021-2022;20",
        ]
    )
    build.refresh()
    found = activities(published).set_index(["programme_id", "school_id"])
    assert len(found) == 3
    both = found.loc[("proef/les", one[0])]
    assert (both["participants_count"], both["participants_text"]) == (20, "12 + ca. 8")
    assert both["participants_status"] == "approximate"
    none_told = found.loc[("proef/les", two[0])]
    assert pd.isna(none_told["participants_count"])
    assert none_told["participants_status"] == "missing"
    # as of 31 December 2025: until 31 July 2026 and until 31 July 2023
    assert [str(d.date()) for d in found["confirmed_on"]] == ["2022-07-31", "2025-07-31", "2025-07-31"]
    assert list(found["is_current"]) == [False, True, True]
    assert ask(published, "select without_year_count from mart.delivery where partner_id = 'proef'") == [(1,)]


def test_a_later_list_of_a_programme_and_year_takes_the_place_of_the_earlier_one(published):
    (one, two) = schools(published, 2)
    take_in([f"{one[0]};{one[1]};{one[2]};Les;2024-2025;12", f"{one[0]};{one[1]};{one[2]};Kamp;2024-2025;5"])
    take_in([f"{two[0]};{two[1]};{two[2]};Les;2024-2025;15"], name="tweede.csv")
    build.refresh()
    found = activities(published)
    told = list(zip(found["programme_id"], found["school_id"], found["participants_count"], strict=True))
    assert told == [("proef/kamp", one[0], 5), ("proef/les", two[0], 15)]


@pytest.mark.slow
def test_still_so_makes_a_faded_delivery_current_and_taking_out_removes_it(published):
    (one,) = schools(published, 1)
    found = take_in([f"{one[0]};{one[1]};{one[2]};Les;2021-2022;12"])
    build.refresh()
    assert list(activities(published)["is_current"]) == [False]
    day = partners.confirmation_date(EDITION)
    deliveries.tell(deliveries.folder(EDITION), "confirmed", "test", delivery_id=found, confirmed_on=day.isoformat())
    build.refresh()
    after = activities(published).iloc[0]
    assert after["is_current"]
    assert after["confirmed_on"].date() == day >= dt.date(2025, 12, 31)
    deliveries.tell(deliveries.folder(EDITION), "withdrawn", "test", delivery_id=found)
    build.refresh()
    assert activities(published).empty


def test_a_decision_links_the_row_and_holds_for_the_next_delivery_of_that_partner_only(published):
    (one,) = schools(published, 1)
    words = ";De school achter het station;Nergensoord"
    take_in([f"{words};Les;2023-2024;12"])
    take_in([f"{words};Les;2023-2024;12"], partner="ander", name="ander.csv")
    build.refresh()
    sql = "select partner_id, decision, school_id, fingerprint from mart.partner_row where told_school like '%station%'"
    assert {row[:3] for row in ask(published, sql)} <= {
        (who, decision, None) for who in ("proef", "ander") for decision in ("review", "none")
    }
    fingerprint = ask(published, sql)[0][3]
    root = deliveries.folder(EDITION)
    deliveries.tell(root, "decision", "ans", partner_id="proef", fingerprint=fingerprint, school_id=one[0])
    take_in([f"{words};Les;2024-2025;14"], name="volgend jaar.csv")
    build.refresh()
    found = activities(published)
    assert list(zip(found["school_id"], found["school_year"], strict=True)) == [
        (one[0], "2023-2024"), (one[0], "2024-2025"),
    ]  # fmt: skip
    assert activities(published, "ander").empty
    decided = "select distinct decision, decided_by from mart.partner_row where partner_id = 'proef'"
    assert ask(published, decided) == [("accepted", "ans")]

    deliveries.tell(root, "decision", "ans", partner_id="proef", fingerprint=fingerprint, school_id="")
    build.refresh()
    assert activities(published).empty
    statuses = "select distinct link_status from mart.partner_row where partner_id = 'proef'"
    assert ask(published, statuses) == [("not_a_school",)]


@pytest.mark.slow  # tests/faults/test_killed.py kills one in every run
def test_a_refresh_that_is_killed_loses_nothing_and_the_next_one_picks_it_up(published):
    (one,) = schools(published, 1)
    take_in([f"{one[0]};{one[1]};{one[2]};Les;2024-2025;12"])
    before = warehouse(published)
    # a process of its own: a fork of this one has DuckDB's locks and none of its threads, and may crash on them
    code = "from tests.partners.test_partners import _refresh_and_die as go; go()"
    assert subprocess.run([sys.executable, "-c", code], cwd=paths.PROJECT, check=False).returncode == -signal.SIGKILL
    assert warehouse(published) == before
    build.refresh()
    assert len(activities(published)) == 1
    assert list((published / "warehouse").glob(".building*")) == []


def _refresh_and_die() -> None:
    build.refresh(lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == "mart.activity" else None)


def _deliver_and_refresh(partner: str, line: str) -> str:
    take_in([line], partner=partner, name=f"{partner}.csv")
    return build.refresh()


@pytest.mark.slow  # tests/partners/test_deliveries.py has many at once in every run
def test_two_people_who_take_in_at_once_both_get_in(published):
    code = "import sys; from tests.partners.test_partners import _deliver_and_refresh as go; go(*sys.argv[1:])"
    lines = [f"{s[0]};{s[1]};{s[2]};Les;2024-2025;12" for s in schools(published, 2)]
    people = [
        subprocess.Popen([sys.executable, "-c", code, who, line], cwd=paths.PROJECT)
        for who, line in zip(("eerste", "tweede"), lines, strict=True)
    ]
    assert [person.wait(timeout=120) for person in people] == [0, 0]
    assert [len(activities(published, who)) for who in ("eerste", "tweede")] == [1, 1]


@pytest.mark.usefixtures("published")
def test_a_build_of_another_version_is_not_refreshed_and_says_what_to_do(monkeypatch):
    monkeypatch.setattr(code, "sha256", lambda: "another")
    with pytest.raises(EtlError, match="etl build --edition voorbeeld"):
        build.refresh()


def test_the_files_that_an_edition_brings_are_judged_once_and_not_on_every_click(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    partners._as_proposed.cache_clear()
    partners._judged.cache_clear()
    judged, propose = [], intake.propose
    monkeypatch.setattr(intake, "propose", lambda name, data: judged.append(name) or propose(name, data))
    first = partners.ledger(EDITION)
    assert len(judged) == len(set(judged)) > 5
    before = len(judged)
    assert partners.ledger(EDITION).deliveries == first.deliveries
    assert len(judged) == before


def test_facts_of_the_sample_by_hand(sample_data):
    with duckdb.connect(str(warehouse(sample_data)), read_only=True) as con:
        done = con.sql("from mart.activity").df().merge(con.sql("from mart.school").df(), on="school_id")
        themes = con.sql("select programme_id, theme_id from mart.programme").df()
        facts = con.sql("select school_year, fact_id, value from mart.fact").df()
    for year, rows in done.groupby("school_year"):
        said = dict(facts[facts["school_year"] == year][["fact_id", "value"]].to_numpy())
        per_school = rows.groupby("school_id")["partner_id"].nunique()
        assert said["partners"] == rows["partner_id"].nunique()
        assert said["programmes"] == rows["programme_id"].nunique()
        assert said["municipalities"] == rows["municipality_code"].nunique()
        assert said["young_people"] == rows["participants_count"].sum()
        assert [said[f"schools_{n}"] for n in (1, 2, 3)] == [(per_school >= n).sum() for n in (1, 2, 3)]
        themed = rows.merge(themes, on="programme_id").groupby("school_id")["theme_id"].nunique()
        assert said["learning_line_schools"] == ((per_school >= 2) & (themed >= 2)).sum()


AS_OF = {"2021-2022": 2022, "2022-2023": 2023, "2023-2024": 2024, "2024-2025": 2025}
PLANS = {"plan_2024": 2024, "plan_2025": 2025}
TARGETS = pd.read_csv(paths.REFERENCE / "skb_targets.csv", dtype=str, keep_default_na=False).to_dict("records")
COUNTED = {"dashboard_partners"}
MARKED = {
    "learning_line_schools": ("learning_line", "school_id"),
    **{f"plan_{year}_schools": ("via_skb", "school_id") for year in (2024, 2025)},
    **{f"plan_{year}_regions": ("via_skb", "municipality_code") for year in (2024, 2025)},
}


def test_the_steps_of_the_plan_stand_with_its_targets(sample_data):
    sql = "select distinct target_id, steps from mart.target_year where target_id like 'plan_202__schools' order by 1"
    assert ask(sample_data, sql) == [("plan_2024_schools", "5, 5, 10, 10"), ("plan_2025_schools", "20, 20, 35, 35")]


def test_there_are_35_targets_and_each_has_a_state_in_each_school_year(sample_data):
    assert len(TARGETS) == 35
    rows = ask(sample_data, "select school_year, count(*), count(state) from mart.target_year group by 1 order by 1")
    assert rows == [(year, 35, 35) for year in AS_OF]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target["target_id"])
def test_a_target_is_counted_by_its_definition_or_says_why_not(sample_data, target):
    code = target["target_id"]
    start = PLANS.get(code[:9], 2023)
    end = int(target["goal_year"] or 9999)
    sql = "select school_year, state, value from mart.target_year where target_id = $1 order by 1"
    with duckdb.connect(str(warehouse(sample_data)), read_only=True) as con:
        rows = con.execute(sql, [code]).fetchall()
        partners = dict(con.execute("select school_year, value from mart.fact where fact_id = 'partners'").fetchall())
    for school_year, state, value in rows:
        year = AS_OF[school_year]
        kind = "counted" if code in COUNTED | MARKED.keys() else "not_countable"
        kind = "counted_beside" if code.endswith("_regions") and kind == "counted" else kind
        assert state == ("not_yet_valid" if year < start else "over" if year > end else kind)
        if code in MARKED and state == kind:
            assert value > 0
        else:
            assert value == (partners[school_year] if state == "counted" else None)


def known_of_activities(con: duckdb.DuckDBPyConnection, mark: str) -> pd.DataFrame:
    """mart.activity with what is `told` of a mark, from the raw tables: in its row, else of programme or partner."""
    done = con.sql("from mart.activity").df().merge(con.sql("from mart.school").df(), on="school_id")
    rows = con.sql("select delivery_id, line, programme_slug, school_year, school_id from core.partner_row").df()
    marks = con.sql("from raw.partner_row_fact").df()
    marks = marks[marks["fact_id"] == mark]
    told = con.sql("from raw.partner_fact").df()
    told = told[told["fact_id"] == mark]
    general = dict(zip(told["partner_id"] + "/" + told["programme_slug"], told["value"], strict=True))
    from_file = set(told.loc[told["told_in"] == "file", "partner_id"] + "/" + told["programme_slug"])
    by_row = rows.merge(marks, on=["delivery_id", "line", "programme_slug", "school_year"])
    own = by_row.groupby(["delivery_id", "programme_slug", "school_id", "school_year"])["value"].agg(set).to_dict()
    marked = set(marks["delivery_id"])

    def known(one) -> str | None:
        found = own.get((one.delivery_id, one.programme_id.partition("/")[2], one.school_id, one.school_year))
        if found:
            return "yes" if "yes" in found else "no"
        named = one.programme_id if one.programme_id in general else f"{one.partner_id}/*"
        return None if named in from_file and one.delivery_id in marked else general.get(named)

    return done.assign(told=[known(one) for one in done.itertuples()])


@pytest.mark.parametrize("code", MARKED)
def test_told_marks_are_counted_as_pandas_counts_them_from_what_was_told(sample_data, code):
    mark, counted = MARKED[code]
    columns = "school_year, value, told_count, asked_count, is_complete"
    with duckdb.connect(str(warehouse(sample_data)), read_only=True) as con:
        done = known_of_activities(con, mark)
        rows = con.execute(
            f"select {columns} from mart.target_year where target_id = $1 and value is not null", [code]
        ).fetchall()
    assert rows
    for year, value, told, asked, is_complete in rows:
        then = done[done["school_year"] == year]
        assert value == then.loc[then["told"] == "yes", counted].nunique()
        assert told == then.loc[then["told"].notna(), "programme_id"].nunique()
        assert asked == then["programme_id"].nunique() > told
        assert is_complete == then["told"].notna().all()


def target_year(data: Path, tmp_path: Path, *changes: str) -> tuple:
    """State, value, what is expected, verdict, and who told it of plan_2025_schools in 2024-2025 after some changes."""
    file = tmp_path / "copy.duckdb"
    shutil.copyfile(warehouse(data), file)
    with duckdb.connect(str(file)) as con:
        con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
        con.execute("set variable as_of_date = (select cast(as_of_date as varchar) from mart.build)")
        for change in (*changes, "drop table mart.target_year"):
            con.execute(change)
        con.execute((paths.QUERIES / "build" / "mart.target_year.sql").read_text(encoding="utf-8"))
        sql = "select state, value, expected, verdict, told_count, is_complete from mart.target_year"
        return con.execute(f"{sql} where target_id = 'plan_2025_schools' and school_year = '2024-2025'").fetchone()


FIRST_SCHOOL = "(select min(school_id) from mart.activity where school_year = '2024-2025')"
TELL_NONE = "delete from mart.activity_fact where fact_id = 'via_skb'"
TELL_ALL = (
    "insert into mart.activity_fact by name select partner_id, programme_id, school_id, school_year,"
    f" 'via_skb' as fact_id, if(school_id = {FIRST_SCHOOL}, 'yes', 'no') as value from mart.activity"
)
TELL_ONE = f"{TELL_ALL} where school_id = {FIRST_SCHOOL}"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        # SKB's plan expects 20 schools by the end of the second quarter
        ((), ("counted", "ahead", False)),
        ((TELL_NONE,), ("awaits_marks", None, None)),
        ((TELL_NONE, TELL_ONE), ("counted", None, False)),  # one school, but who did not say it may add to it
        ((TELL_NONE, TELL_ALL), ("counted", "behind", True)),
    ],
)
def test_a_target_of_marks_waits_until_some_are_told_and_is_behind_only_when_all_are(
    sample_data, tmp_path, changes, wanted
):
    state, value, expected, verdict, told, is_complete = target_year(sample_data, tmp_path, *changes)
    assert (state, verdict, is_complete) == wanted
    assert (told is None) == (value is None) == (expected is None) == (state == "awaits_marks")
    assert expected in (None, 20.0)


def test_a_target_that_counts_the_same_is_held_against_the_steps_of_the_plan(sample_data, tmp_path):
    """More than 100 schools stand against 20, the step of the quarter that ended last."""
    same = "update raw.reference_skb_target_counting set counting = 'same', fact_id = 'schools_1'"
    found = target_year(sample_data, tmp_path, f"{same} where target_id = 'plan_2025_schools'")
    assert (found[0], found[2:]) == ("counted", (20.0, "ahead", None, None))
    assert found[1] > 100


def test_partner_kinds_and_themes_are_known_ones(sample_data):
    assert {kind for (kind,) in ask(sample_data, "select distinct kind from mart.partner")} <= set(deliveries.KINDS)
    unknown = "select count(*) from mart.programme anti join mart.gka_theme using (theme_id) where theme_id is not null"
    assert ask(sample_data, unknown) == [(0,)]


def test_candidates_are_known_schools_best_first(sample_data):
    known = {school for (school,) in ask(sample_data, "select school_id from mart.school")}
    rows = ask(sample_data, "select candidates from mart.partner_row where decision = 'review'")
    assert rows
    for (text,) in rows:
        found = json.loads(text)
        assert 1 <= len(found) <= 12
        assert {one["school_id"] for one in found} <= known
