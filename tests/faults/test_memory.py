"""Failure modes 16 and 17: what a large file takes of memory comes back."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.frame import memory
from etl import apart
from etl.errors import UploadRejected
from etl.partners import intake
from etl.partners.intake import large, workbook
from tests.support import hostile_files as hostile

MB = 1_000_000
TABLE = ("school;plaats;schooljaar;aantal\n" + "De Eik;Aderveen;2024-2025;5\n" * 30).encode()


# per school a programme or two with a mark, and a place that is told once
MATRIX = ("plaats;school;Techniek;Taal\n" + "Aderveen;De Eik;x;x\n;De Linde;x;\n;De Den;;\n" * 10).encode()
SAID = {"without": frozenset({"carried"}), "year": "2019-2020"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.csv", TABLE, {}, id="table", marks=pytest.mark.slow),
        pytest.param("a.csv", MATRIX, {}, id="matrix", marks=pytest.mark.slow),
        pytest.param("a.csv", MATRIX, SAID, id="matrix with a deed undone"),
        # bytes of a workbook hold the moment: not one name in two processes
        pytest.param("a.xlsx", hostile.book(), {}, id="workbook", marks=pytest.mark.slow),
    ],
)
def test_a_file_that_is_judged_apart_is_judged_the_same(name, data, said, monkeypatch):
    here = intake.propose(name, data, {"plaats": ""}, **said)
    monkeypatch.setattr(large, "LARGE", 10)
    apart = large.propose(name, data, {"plaats": ""}, **said)
    assert (apart.layout, apart.columns, apart.why, apart.findings, apart.examples, apart.top, apart.lines_count) == (
        here.layout, here.columns, here.why, here.findings, here.examples, here.top, here.lines_count,
    )  # fmt: skip
    assert len(apart.rows) > 0
    assert {one[4] for one in apart.layout.given} >= ({"chosen"} if said else set())
    pd.testing.assert_frame_equal(apart.rows, here.rows)
    pd.testing.assert_frame_equal(apart.told, here.told)
    assert (apart.apart is None) == (here.apart is None) == (data != MATRIX)
    columns = {0: "school"}
    if name == "a.csv":
        pd.testing.assert_frame_equal(large.rows(data, here.layout, columns), intake.rows(data, here.layout, columns))


@pytest.mark.parametrize(
    "make", [lambda: hostile.ods(20, 20_000, more=""), lambda: hostile.remarks(1, 600_000)], ids=["cells", "remarks"]
)
def test_a_small_workbook_that_repeats_is_judged_apart_too(make, monkeypatch):
    """What repeats packs to nothing: neither its bytes nor those that are remembered of it say how large it is."""
    data = make()
    asked = []

    def died(job: str, *_: object) -> None:
        asked.append(job)
        raise apart.Died("memory")

    monkeypatch.setattr(large, "_call", died)
    found = large.propose("a.xlsx", data)
    assert len(data) < 4_000
    assert len(workbook.packed(data)[0]) < large.LARGE
    assert asked == ["proposed"]
    assert [one.check for one in found.findings if one.result == "stop"] == ["reader"]


def test_a_remark_in_others_is_one_remark():
    """The control is the look at what holds it: a kB would else be 240 MB of the server, and its time."""
    assert workbook.beside(hostile.remarks(400, 50_000)).marks["comments"] == ["a" * 50_000]


def test_a_file_that_asks_too_much_is_refused_in_words(monkeypatch, caplog):
    layout = intake.propose("a.csv", TABLE).layout
    monkeypatch.setattr(large, "LARGE", 10)
    monkeypatch.setattr(large, "MEMORY", 200 * MB)
    (found,) = [one for one in large.propose("a.csv", TABLE).findings if one.result == "stop"]
    assert found.check == "reader"
    assert "Dit bestand vraagt meer geheugen of tijd" in found.message_nl
    assert "ended its reader" in caplog.text
    with pytest.raises(UploadRejected, match="can be read within bounds"):
        large.rows(TABLE, layout, {0: "school"})


def test_a_large_file_leaves_nothing_with_who_asked(monkeypatch):
    """The control is LARGE: judged here, the same file takes 100 MB of this process for a moment."""
    wide = ("school;schooljaar" + ";x" * 40 + "\n" + ("De Eik;2024-2025" + ";1234" * 40 + "\n") * 15_000).encode()
    memory.give_back()
    before, highest = memory.resident(), 0
    if not before:
        pytest.skip("this system does not tell how much memory a process has")
    call = large.apart.call

    def measured(*args, **bounds):
        answer = call(*args, **bounds)
        nonlocal highest
        highest = memory.resident()
        return answer

    monkeypatch.setattr(large.apart, "call", measured)
    assert not large.propose("a.csv", wide).stopped
    memory.give_back()
    assert 0 < highest < before + 40 * MB
    assert memory.resident() < before + 20 * MB


def test_free_memory_is_given_back_when_the_process_grew():
    """The control is the trim: the C library keeps what lies below something that is still in use."""
    if not memory._trim() or not memory.resident():
        pytest.skip("only glibc gives back on request")
    memory.give_back()
    watch, start = memory.Watch(), memory.resident()
    blocks = [bytearray(3_000) for _ in range(40_000)]
    kept = blocks[::400]
    watch.beat()
    assert memory.resident() > start + 100 * MB, "in use: nothing to give back"
    del blocks
    assert memory.resident() > start + 60 * MB, "free, and still with the process"
    watch.beat()
    assert memory.resident() < start + 40 * MB
    assert len(kept) == 100


def test_a_process_that_does_not_grow_is_left_alone(monkeypatch):
    given: list[int] = []
    monkeypatch.setattr(memory, "resident", lambda: 100 * MB + 1_000)
    monkeypatch.setattr(memory, "give_back", lambda: given.append(1))
    watch = memory.Watch()
    watch.beat()
    assert given == []
    monkeypatch.setattr(memory, "resident", lambda: 200 * MB)
    for _beat in range(memory.SLOW - 2):
        watch.beat()
    assert len(given) == memory.TURNS


def test_what_is_free_only_minutes_later_is_given_back_too(monkeypatch):
    """The control is SLOW: a file stays with its session for two minutes, when the turns after it are over."""
    at, given = [100 * MB], []
    monkeypatch.setattr(memory, "resident", lambda: at[0])
    monkeypatch.setattr(memory, "give_back", lambda: given.append(at[0]))
    watch = memory.Watch()
    at[0] = 150 * MB
    for _beat in range(memory.TURNS + 1):
        watch.beat()
    given.clear()
    for _beat in range(2 * memory.SLOW):
        watch.beat()
    assert len(given) == 2
    at[0] = 110 * MB
    for _beat in range(2 * memory.SLOW):
        watch.beat()
    assert len(given) == 2, "as large as it began: left alone"


def test_a_workbook_is_remembered_packed():
    """As objects the sheets of one of 99 MB took 100 MB of the server, also when it was refused."""
    cells = hostile.shared(200)
    book = hostile.book(hostile.sheet(cells), hostile.texts("naam"))
    assert workbook.refusal(book) == ""
    assert sum(map(len, workbook.packed(book))) < len(cells) / 10
    assert len(workbook.read(book)["S1"]) == 202
