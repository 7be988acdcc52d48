"""What is kept between reruns: never more bytes than allowed, and nothing of a former build."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.frame import audit, kept, warehouse
from dashboard.frame.access import LOCAL, OPEN, PARTNER
from dashboard.partners import files
from tests.support import mart
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.source import ROOT, app_files, place

# weightings by their sliders, outlines by the hash in their file's name, a partner's few files: nothing of a build
BOUNDED_OTHERWISE = {
    *("dashboard/figures/ranking.py", "dashboard/maps/sheet.py", "dashboard/partners/files.py"),
    "dashboard/targets/saved/store.py",  # files of lists, of no build
    *("dashboard/figures/search/words.py", "dashboard/figures/search/likeness.py"),  # words and how they sound
    *("dashboard/ui/terms.py", "dashboard/changed/words.py"),  # declared lists
    *("dashboard/pack/pdf.py", "dashboard/ui/paper/letters.py", "dashboard/ui/paper/charts.py"),  # letters, an engine
    *("dashboard/maps/expression.py", "dashboard/maps/svg_deck.py"),  # expressions; two files named by their content
}


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """The caches of these tests are small too."""
    monkeypatch.setattr(kept, "ENTRY_BYTES", 2_000)


def test_small_answers_are_bounded_in_number_by_what_they_take_beside_their_data(monkeypatch):
    monkeypatch.undo()
    frames = kept.Frames(6_000_000)
    for n in range(500):
        frames.get(n, lambda: pd.DataFrame({"a": [1.0]}))
    assert len(frames._frames) <= 240
    assert frames.bytes <= 6_000_000


def frame(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"x": range(rows)})


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on only when it is told to: what a frame takes to make."""
    at = [0.0]
    monkeypatch.setattr(kept.time, "perf_counter", lambda: at[0])
    return at


def making(made: list[str], clock: list[float], name: str, rows: int = 1_000, seconds: float = 1.0):
    def make() -> pd.DataFrame:
        made.append(name)
        clock[0] += seconds
        return frame(rows)

    return make


def test_a_kept_frame_is_made_once_and_the_one_asked_longest_ago_goes_first(clock):
    made: list[str] = []
    frames = kept.Frames(most_bytes=30_000)
    for name in ("a", "b", "a", "c", "a", "c", "b", "d", "b"):
        frames.get(name, making(made, clock, name))
    assert made == ["a", "b", "c", "b", "d"]
    assert frames.bytes <= 30_000


def test_what_takes_long_to_make_stays_while_large_and_cheap_ones_come_and_go(clock):
    made: list[str] = []
    frames = kept.Frames(most_bytes=100_000)
    frames.get("dear", making(made, clock, "dear", seconds=10))
    for number in range(20):
        frames.get(number, making(made, clock, "cheap", rows=6_000, seconds=0.01))
        frames.get("dear", making(made, clock, "dear", seconds=10))
    assert made.count("dear") == 1
    assert frames.bytes <= 100_000


def test_what_each_asks_anew_gives_way_to_what_is_asked_once_more(clock):
    """A list by weights of one's own would put out what all readers share: the kind says which it will be."""
    made: list[str] = []
    frames = kept.Frames(most_bytes=100_000)
    for number in range(100):
        frames.get(("own", number), making(made, clock, "own", rows=3_000), "own")
        for town in range(5):
            frames.get(("shared", town), making(made, clock, "shared", seconds=0.2), "shared")
    assert made.count("shared") < 15
    assert made.count("own") == 100


def test_what_is_asked_twice_in_a_row_is_made_once_beside_dearer_things(clock):
    made: list[str] = []
    frames = kept.Frames(most_bytes=100_000)
    for name in [*range(10), *range(10)]:
        frames.get(name, making(made, clock, "dear", rows=100, seconds=10))
    for number in range(4):
        for _time in range(2):
            frames.get(("cheap", number), making(made, clock, "cheap", rows=5_000, seconds=0.01))
    assert made.count("cheap") == 4
    assert frames.bytes <= 100_000


def test_what_takes_most_of_the_room_does_not_put_out_dearer_things(clock):
    made: list[str] = []
    frames = kept.Frames(most_bytes=400_000)
    for turn in range(20):
        for name in range(5):
            frames.get(name, making(made, clock, "dear", rows=100, seconds=10))
        frames.get(("cheap", turn), making(made, clock, "cheap", rows=49_000, seconds=0.01))
    assert made.count("dear") == 5
    assert frames.bytes <= 400_000


def test_what_was_dear_once_goes_when_nobody_asks_it_any_more(clock):
    made: list[str] = []
    frames = kept.Frames(most_bytes=30_000)
    frames.get("dear", making(made, clock, "dear", seconds=3))
    for number in [*range(20), *range(20)]:
        frames.get(number, making(made, clock, "new", seconds=1))
        frames.get(number, making(made, clock, "new", seconds=1))
    frames.get("dear", making(made, clock, "dear", seconds=3))
    assert made.count("dear") == 2


def test_what_is_larger_than_all_room_is_given_and_not_kept():
    frames = kept.Frames(most_bytes=10_000)
    assert len(frames.get("large", lambda: frame(100_000))) == 100_000
    assert frames.bytes == 0


def test_a_new_build_empties_what_was_made_of_the_old_one(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    counted = []
    per_build = kept.per_build(lambda reader: counted.append(reader) or len(counted))
    mart.write_warehouse(tmp_path)
    before = local()
    before.run("areas", {"level": "district"})
    assert (per_build(before), per_build(before)) == (1, 1)
    assert warehouse._answers.bytes > 0
    mart.write_warehouse(tmp_path, seed=2)
    local().run("build")
    assert per_build(before) == 2
    assert warehouse._answers.bytes < 10_000


def test_answers_share_their_texts_and_weigh_them_once(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    mart.write_warehouse(tmp_path)
    one = local().run("areas", {"level": "district"})["area_code"]
    other = local().run("area_values", {"level": "district", "indicator": "ses_woa"})["area_code"]
    assert len(one) > 2
    assert {*map(id, one)} == {*map(id, other)}
    alone = pd.DataFrame({"x": [f"{number:0100}" for number in range(100)]}, dtype=object)
    weight = kept.size_of(alone)
    copies = [alone.copy() for _ in range(9)]
    assert kept.size_of(copies[0]) < weight / 3


def test_a_kept_frame_does_not_grow_by_being_used():
    frames = kept.Frames(most_bytes=1_000_000)
    for _ in range(60):
        used = frames.get("x", lambda: frame(3))
        used.copy(deep=False)
    assert [len(block.refs.referenced_blocks) for block in used._mgr.blocks] == [2]


def test_what_a_question_worked_with_goes_back_at_once(tmp_path, monkeypatch):
    """Of DuckDB's own, 128 MB may stay free with the process, and its allocator cleans up only when asked again."""
    monkeypatch.setenv(DATA, str(tmp_path))
    mart.write_warehouse(tmp_path)
    reader = local()
    reader.run("build")
    cursor = warehouse._open[reader.published.file].connection.cursor()
    asked = "select name, value from duckdb_settings() where name like 'allocator%' order by name"
    assert cursor.execute(asked).fetchall() == [
        ("allocator_background_threads", "true"),
        ("allocator_bulk_deallocation_flush_threshold", "3.8 MiB"),
        ("allocator_flush_threshold", "3.8 MiB"),
    ]


@pytest.fixture
def opened_anew(tmp_path, monkeypatch) -> list[str]:
    """A build that is opened anew after two questions, and the files that were opened so far."""
    monkeypatch.setenv(DATA, str(tmp_path))
    mart.write_warehouse(tmp_path)
    warehouse.close()
    opened: list[str] = []
    real = duckdb.connect

    def connect(*args, **named) -> duckdb.DuckDBPyConnection:
        opened.extend(args[:1])  # without a file it is the one that reads SQL
        return real(*args, **named)

    monkeypatch.setattr(warehouse.duckdb, "connect", connect)
    monkeypatch.setattr(warehouse, "MOST_ASKED", 2)
    monkeypatch.setattr(warehouse, "PATIENCE", 0.05)
    return opened


def test_a_connection_that_was_asked_much_is_opened_anew_and_what_is_kept_stays(opened_anew):
    """DuckDB keeps something of each question until its connection is closed: 50 MB in half an hour of ten readers."""
    reader, asked = local(), ["build", "partners", "deliveries", "sources", "indicators"]
    first = [reader.run(name) for name in asked]
    assert opened_anew == [str(reader.published.file)] * 3
    assert [again is not one and again.equals(one) for one, again in zip(first, map(reader.run, asked), strict=True)]
    assert len(opened_anew) == 3, "the answers were kept"
    assert warehouse._open[reader.published.file].asking == 0


def test_a_connection_is_not_closed_under_who_is_asking(opened_anew):
    reader = local()
    with warehouse._cursor(reader.published) as cursor:
        for name in ("build", "partners", "deliveries", "sources"):
            assert not reader.run(name).empty or name == "deliveries"
        assert len(opened_anew) == 1
        assert cursor.sql("select count(*) > 0 from mart.area").fetchone() == (True,)
    reader.run("indicators")
    assert len(opened_anew) == 2


def test_a_connection_that_is_always_asked_is_opened_anew_when_those_who_ask_are_done(opened_anew, monkeypatch):
    """Under steady load there is never a moment in which nobody asks: those who come wait for one."""
    monkeypatch.setattr(warehouse, "PATIENCE", 20)
    reader = local()

    def asks(number: int) -> int:
        for _ask in range(25):
            with warehouse._cursor(reader.published) as cursor:
                assert cursor.sql("select count(*) > 0 from mart.area").fetchone() == (True,)
                time.sleep(0.01 + 0.003 * number)
        return number

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(asks, range(4))) == [0, 1, 2, 3]
    assert len(opened_anew) > 10
    assert warehouse._open[reader.published.file].asking == 0


def test_who_asks_while_asking_waits_for_himself_no_longer_than_a_moment(opened_anew):
    reader = local()
    with warehouse._cursor(reader.published) as cursor:
        answers = [reader.run(name) for name in ("build", "partners", "sources", "indicators", "build_shape")]
        assert all(len(answer) for answer in answers)
        assert cursor.sql("select 1").fetchone() == (1,)
    assert len(opened_anew) == 1


def test_a_build_that_is_gone_from_the_disk_is_asked_on(opened_anew):
    reader = local()
    reader.run("build")
    reader.published.file.unlink()
    assert [len(reader.run(name)) > 0 for name in ("partners", "indicators", "build_shape")] == [True] * 3
    assert len(opened_anew) == 1


def test_an_answer_is_one_block_per_kind_of_column(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    mart.write_warehouse(tmp_path)
    answer = local().run("areas", {"level": "district"})
    kinds = {str(kind) for kind in answer.dtypes}
    assert len(kinds) < len(answer.columns) / 2
    assert len(answer._mgr.blocks) == len(kinds)


def test_all_that_is_kept_together_is_bounded_in_bytes():
    """Loaded pages, the index of names and the build take 400 MB at national size already, sessions 3 MB each."""
    assert warehouse.KEPT_BYTES + kept.DERIVED_BYTES <= 100_000_000


@dataclass(frozen=True)
class Record:
    rows: pd.DataFrame
    places: np.ndarray
    names: tuple[str, ...]


def test_what_is_made_of_answers_is_weighed_with_all_that_it_holds():
    texts = pd.DataFrame({"x": [f"{number:01000}" for number in range(100)]}, dtype=object)
    assert kept.size_of(texts) > 100_000
    assert kept.size_of(np.zeros((100, 100))) == 80_000
    mixed = pd.DataFrame(
        {"x": ["a" * n for n in np.random.default_rng(1).integers(0, 200, 5_000)], "y": 1.0}, dtype=object
    )
    assert kept.size_of(mixed) == pytest.approx(mixed.memory_usage(deep=True).sum(), rel=0.2)
    assert kept.size_of(mixed[:0]) < 1_000
    record = Record(frame(1_000), np.zeros(1_000), ("a" * 5_000,))
    assert 21_000 < kept.size_of(record) < 23_000
    assert kept.size_of({"a": [record, record]}) > 42_000
    assert kept.size_of({"a" * 5_000, "b" * 5_000}) > 10_000
    assert kept.size_of(np.array([f"{number:01000}" for number in range(100)], dtype=object)) > 100_000
    assert kept.size_of((Record,)) < 3_000, "a class is no record"


def test_a_page_that_uses_what_is_kept_is_of_the_kinds_of_data_in_it(tmp_path, monkeypatch):
    """Else a file of that page would be taken along as one of open data, and not logged."""
    monkeypatch.setenv(DATA, str(tmp_path))
    mart.write_warehouse(tmp_path)
    inner = kept.per_build(lambda reader: len(reader.run("coverage_partners")))
    outer = kept.per_build(lambda reader: inner(reader) + 1)
    reader = local()
    seen = []
    for use in (inner, inner, outer, outer):
        audit.begin(LOCAL, "kaart")
        use(reader)
        seen.append(audit._rerun.get().resource)
    audit.begin(LOCAL, "kaart")
    assert (seen, audit._rerun.get().resource) == ([PARTNER] * 4, OPEN)


def test_what_is_made_of_answers_is_bounded_over_all_functions(monkeypatch):
    monkeypatch.setattr(kept._derived, "most_bytes", 100_000)
    kept.forget()
    made = []

    @kept.per_build
    def one(n: int, wide: bool = True) -> np.ndarray:
        made.append((n, wide))
        return np.zeros(5_000 if wide else 1)

    @kept.per_build
    def two(n: int) -> np.ndarray:
        return np.ones(5_000 + n)

    assert one(1) is one(1)
    assert one(1, wide=False) is not one(1)
    assert two(1)[0] == 1
    for n in [*range(10), *range(10)]:
        two(n)
        two(n)
    assert kept._derived.bytes <= 100_000
    one(1)
    assert made == [(1, True), (1, False), (1, True)]
    kept.forget()


def test_pages_keep_what_they_make_of_a_build_no_longer_than_that_build():
    """Each of these holds frames of the build: none may keep them in a cache of its own."""
    found = [
        f"{place(file)}:{number}"
        for file in app_files()
        if "frame/" not in place(file)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if re.match(r"\s*@(functools\.)?(lru_cache|cache)\b", line)
    ]
    assert {name.split(":")[0] for name in found} == BOUNDED_OTHERWISE


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """A question that would take minutes, on the stand-in mart."""
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    mart.write_warehouse(tmp_path / "data")
    head = "-- one row\n-- resource: open\n-- area: none\n-- params: none\n"
    (tmp_path / "endless.sql").write_text(
        f"{head}select sum(a.range * b.range) as x from range(9000000) a, range(900000) b"
    )
    (tmp_path / "wide.sql").write_text(f"{head}select range as x from range(1000000)")
    monkeypatch.setattr(warehouse, "QUESTIONS", tmp_path)


@pytest.mark.usefixtures("slow")
def test_a_question_that_takes_too_long_is_stopped_and_others_go_on(monkeypatch):
    monkeypatch.setattr(warehouse, "MOST_SECONDS", 0.5)
    began, reader = time.monotonic(), local()
    with pytest.raises(warehouse.TooMuch, match="endless: expected an answer within"):
        reader.run("endless")
    assert time.monotonic() - began < 10
    assert threading.active_count() < 50


@pytest.mark.usefixtures("slow")
def test_an_answer_with_too_many_rows_is_refused():
    with pytest.raises(warehouse.TooMuch, match="wide: expected at most 200000 rows"):
        local().run("wide")


def test_the_app_asks_with_little_memory(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    mart.write_warehouse(tmp_path)
    local().run("build")
    with warehouse._cursor(warehouse.in_use()) as cursor:
        assert cursor.sql("select current_setting('memory_limit')").fetchone() == ("953.6 MiB",)
        with pytest.raises(duckdb.Error, match="locked"):
            cursor.execute("set memory_limit = '9GB'")


def test_what_was_read_of_files_is_bounded_in_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    mart.write_warehouse(tmp_path)
    monkeypatch.setattr(files._proposals, "most_bytes", 150_000)
    files._proposals.clear()
    for n in range(6):
        data = b"school;plaats;programma;schooljaar;aantal\n" + f"De Eik {n};Aderveen;Les;2024-2025;1\n".encode() * 200
        assert len(files.propose("eik.csv", data, "eik", LOCAL).rows) == 200
    assert 0 < files._proposals.bytes <= 150_000
    assert len(files._proposals._frames) < 6
    assert not any(data in key for key in files._proposals._frames), "the bytes themselves are not kept"


def test_large_arrays_go_back_to_the_machine_when_they_are_let_go_of():
    """After many that were freed the C library would keep those of up to 32 MB for itself."""
    script = """
import numpy as np
from dashboard.frame import memory
memory.large_apart()
small = []
np.ones(3_000_000); np.ones(3_000_000)
before = memory.resident()
held = [np.ones(1_000_000) for _ in range(6)]
pin = bytearray(100_000)
del held
print(memory.resident() - before)
"""
    grown = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 8_000_000
