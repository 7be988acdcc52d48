"""What people entered before the renaming opens, refreshes and is all there; a build of then is told apart."""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.frame import warehouse
from dashboard.frame.program import NAME
from etl import __main__ as command
from etl import paths
from etl.building import build, publish
from etl.declared import catalog
from etl.errors import EtlError
from etl.partners import events
from etl.partners import ledger as deliveries
from etl.partners import tables as partners
from tests.pages.test_pages import opened, texts
from tests.support.environment import DATA

BEFORE = Path(__file__).resolve().parents[1] / "fixtures" / "before-renaming"
EXPECTED = json.loads((BEFORE / "expected.json").read_text(encoding="utf-8"))
EDITION = catalog.edition("voorbeeld")
FORMER = paths.SLUGS[1]
OWN = "('leesclub-de-lantaarn', 'sterrenwacht-kwend')"
# what of `expected.json` was the edition's own then, with its eight partners
OF_EDITION_THEN: dict[str, dict[str, int]] = {
    "states": {"accepted": 27},
    "partners": {"": 8},
    "deliveries_in_mart": {"": 27},
    "rows_by_decision": {"auto": 588, "none": 22, "review": 26},
    "activities": {"": 579},
}
ASKED = {
    "partners": "select count(*)::int from mart.partner",
    "partners_own": f"""
        select partner_id, name, kind, is_fictional from mart.partner where partner_id in {OWN} order by 1""",
    "deliveries_in_mart": "select count(*)::int from mart.delivery",
    "delivery_own": f"""
        select file_name, received_by, confirmed_on::varchar, rows_count::int, linked_count::int, doubtful_count::int,
            unlinked_count::int
        from mart.delivery where partner_id in {OWN} order by 1""",
    "rows_own": f"""
        select line::int, told_school, decision, school_id, coalesce(decided_by, '')
        from mart.partner_row where partner_id in {OWN} order by 1""",
    "rows_by_decision": "select decision, count(*)::int from mart.partner_row group by 1 order by 1",
    "decided_rows": """
        select partner_id, told_school, school_id, decided_by
        from mart.partner_row where coalesce(decided_by, '') <> '' order by 1, 2""",
    "activities": "select count(*)::int from mart.activity",
    "activities_own": f"""
        select programme_id, school_id, school_year, participants_text, is_current
        from mart.activity where partner_id in {OWN} order by 1, 2, 3""",
    "themes_own": f"select programme_id, theme_id from mart.programme where partner_id in {OWN} order by 1",
    "imported_values": """
        select area_code, indicator_id, period, status, value
        from mart.area_value where indicator_id = 'leesplezier_pct' order by 1""",
    "imported_indicator": """
        select indicator_id, name_nl, unit from mart.indicator where indicator_id = 'leesplezier_pct'""",
}


def aged(sample_data: Path, data: Path, edition: str = "voorbeeld") -> Path:
    """In `data`: a build as the program of before left it, under its former name, and what people entered then."""
    for name in ("partners", "geo"):
        shutil.copytree(sample_data / name, data / name)
    for name in ("partners", "lists", "imports"):
        shutil.copytree(BEFORE / name, data / name, dirs_exist_ok=True)
    file = data / "warehouse" / f"{FORMER}-{edition}-0a1b2c3d.duckdb"
    file.parent.mkdir()
    shutil.copyfile(publish.current(sample_data / "warehouse"), file)
    with duckdb.connect(str(file)) as con:
        con.execute("alter table mart.build drop column mart_shape")
        con.execute("update mart.build set build_id = 'voorbeeld-0a1b2c3d', code_sha256 = 'of before'")
    pointer = {"build_id": f"{edition}-0a1b2c3d", "file": file.name, "edition": edition}
    (data / "warehouse" / publish.POINTER).write_text(json.dumps(pointer))
    return data


@pytest.fixture
def before(sample_data, tmp_path, monkeypatch) -> Path:
    """A data folder of before, found through the variable of the former name."""
    monkeypatch.delenv(DATA, raising=False)
    monkeypatch.setenv(f"{FORMER.upper()}_DATA", str(tmp_path / "data"))
    return aged(sample_data, tmp_path / "data")


# one process: the folder is taken over once
pytestmark = pytest.mark.xdist_group("taking over")


@pytest.fixture(scope="module")
def after(sample_data, tmp_path_factory) -> Iterator[Path]:
    """The same folder after `make run` saw to it, and a refresh."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(DATA, raising=False)
        data = aged(sample_data, tmp_path_factory.mktemp("before") / "data")
        patch.setenv(f"{FORMER.upper()}_DATA", str(data))
        command.ready()
        build.refresh()
        yield data


def asked(data: Path, query: str) -> list[list[Any]]:
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return [list(row) for row in con.sql(query).fetchall()]


def found(data: Path, name: str) -> Any:
    """What `expected.json` calls `name`, as it is now."""
    if name in ASKED:
        rows = asked(data, ASKED[name])
        return dict(rows) if name == "rows_by_decision" else rows
    known = events.read(data / "partners" / "voorbeeld")[0]
    ledger = partners.ledger(EDITION).deliveries.values()
    states = [[one.file_name, deliveries.state(one), one.partner_id] for one in ledger]
    lists = [json.loads(file.read_text(encoding="utf-8")) for file in (data / "lists").glob("*.json")]
    return {
        "states": dict(sorted(Counter(state for _, state, _ in states).items())),
        "states_own": sorted(one[:2] for one in states if one[2] in OWN),
        "events": dict(sorted(Counter(event["kind"] for event in known).items())),
        "files": len(list((data / "partners" / "voorbeeld" / "files").iterdir())),
        "lists": sorted(
            [
                *(one["name"], one["place"], len(one["rows"]), len(one["sources"]), one["saved_by"]),
                *(one["rows"][0]["school_id"], one["rows"][-1]["school_id"]),
            ]
            for one in lists
        ),
    }[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - OF_EDITION_THEN.keys()))
def test_what_people_entered_is_all_there(after, name):
    assert found(after, name) == EXPECTED[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_EDITION_THEN)
def test_beside_what_the_edition_brings_people_have_as_much_as_then(after, sample_data, name):
    """The edition's own partners are more now: counted apart from what people added to them."""
    query = ASKED["deliveries_in_mart" if name == "states" else name]
    of_edition = counts(asked(sample_data, query))
    of_edition = {"accepted": of_edition[""]} if name == "states" else of_edition
    now, then = counts(found(after, name)), counts(EXPECTED[name])
    for one in now.keys() | then.keys():
        added = now.get(one, 0) - of_edition.get(one, 0)
        assert added == then.get(one, 0) - OF_EDITION_THEN[name].get(one, 0), one
    assert sum(now.values()) > sum(of_edition.values())


def counts(told: Any) -> dict[str, int]:
    """What was counted, by its word; '' where it is one number."""
    if isinstance(told, dict):
        return told
    return {"": told[0][0]} if len(told[0]) == 1 else dict(told)


@pytest.mark.slow
def test_the_folder_of_before_is_read_under_the_former_variable_and_written_under_the_name_of_now(after):
    names = {file.name.split("-")[0] for file in (after / "warehouse").glob("*.duckdb")}
    assert names == {
        paths.SLUGS[0],
        FORMER,
    }  # the former build was published within the hour: somebody may have it open
    assert publish.pointed(after / "warehouse")["file"].startswith(paths.SLUGS[0])
    assert len(EXPECTED) == 17


@pytest.mark.usefixtures("before")
def test_a_build_of_before_shows_a_state_in_both_languages_and_is_not_refreshed():
    app = opened("dekking")
    assert app.title[0].value == NAME
    told = " ".join(texts(app))
    assert "gemaakt door een andere versie" in told
    assert "make data EDITION=voorbeeld" in told
    assert "Foutcode" not in told
    app = opened("dekking", lang="en")
    assert "made by another version" in " ".join(texts(app))
    with pytest.raises(EtlError, match="python -m etl build --edition voorbeeld"):
        build.refresh()


def test_the_build_of_now_fits(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    assert warehouse.fits(warehouse.current())


def test_real_data_of_another_version_are_left_as_they_are_and_it_says_what_to_run(
    sample_data, tmp_path, monkeypatch, capsys
):
    data = aged(sample_data, tmp_path / "data", "2020")
    monkeypatch.setenv(DATA, str(data))
    before = (data / "warehouse" / publish.POINTER).read_text()
    command.ready()
    assert "make data EDITION=2020 MIRROR=folder" in capsys.readouterr().err
    assert (data / "warehouse" / publish.POINTER).read_text() == before
    assert len(list((data / "warehouse").glob("*.duckdb"))) == 1


def test_what_is_ready_stays_as_it_is(sample_data, tmp_path, monkeypatch):
    shutil.copytree(sample_data / "warehouse", tmp_path / "warehouse")
    monkeypatch.setenv(DATA, str(tmp_path))
    command.ready()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["warehouse"]
    assert publish.pointed(tmp_path / "warehouse") == publish.pointed(sample_data / "warehouse")


def test_warehouse_files_of_the_former_name_are_swept(tmp_path):
    hour_ago = time.time() - publish.STALE_SECONDS - 60
    for number in range(publish.KEEP_BUILDS + 2):
        file = tmp_path / f"{FORMER}-voorbeeld-{number:08x}.duckdb"
        file.touch()
        publish.os.utime(file, (hour_ago + number, hour_ago + number))
    (tmp_path / ".building-1.duckdb").write_bytes(b"draft")
    publish.publish(tmp_path / ".building-1.duckdb", tmp_path, "voorbeeld-0a1b2c3d", "voorbeeld")
    left = sorted(file.name for file in tmp_path.glob("*.duckdb"))
    former = [f"{FORMER}-voorbeeld-{number:08x}.duckdb" for number in (3, 4)]
    assert left == sorted([f"{paths.SLUGS[0]}-voorbeeld-0a1b2c3d.duckdb", *former])


def test_what_was_told_about_an_editions_own_file_follows_it_to_other_bytes(sample_files, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    root, home = deliveries.folder(EDITION), deliveries.folder(EDITION) / "brought-voorbeeld"
    partners.bring(EDITION, sample_files)
    told, left, silent = sorted(home.glob("taalzolder-tjorm-*.xlsx"))
    for file in (told, left, silent):  # as another version of the sample wrote them
        with zipfile.ZipFile(file, "a") as book:
            book.comment = b"other bytes"
    former = {d.file_name: d.delivery_id for d in partners.ledger(EDITION).deliveries.values()}
    deliveries.tell(root, "confirmed", "test", delivery_id=former[told.name], confirmed_on="2026-11-26")
    deliveries.tell(root, "withdrawn", "test", delivery_id=former[left.name])

    for _again in range(2):
        partners.bring(EDITION, sample_files)
        now = {d.file_name: d for d in partners.ledger(EDITION).deliveries.values()}
        assert now[told.name].delivery_id != former[told.name]
        assert str(now[told.name].confirmed_on) == "2026-11-26"
        assert deliveries.state(now[left.name]) == "withdrawn"
        assert (now[silent.name].confirmed_on, deliveries.state(now[silent.name])) == (None, "accepted")
        assert [event["kind"] for event in events.read(root)[0]].count("replaced") == 2


def test_a_file_that_goes_back_to_its_former_bytes_keeps_what_was_told_in_between(tmp_path):
    for one, other in (("a", "b"), ("b", "a")):
        deliveries.tell(tmp_path, "confirmed", "test", delivery_id=one, confirmed_on=f"2026-11-0{ord(one) - 96}")
        deliveries.replaced(tmp_path, {one: other}, "test")
    brought = deliveries.Delivery("a", "eik", "00", "eik.csv", deliveries.dt.datetime.now(deliveries.dt.UTC), "test")
    (kept,) = deliveries.read(tmp_path, [brought]).deliveries.values()
    assert str(kept.confirmed_on) == "2026-11-02"
