"""Failure mode 17, a malicious partner file: its reader runs apart, is bounded, and may die; this process does not."""

import threading
import time

import psutil
import pytest

from dashboard.frame.access import LOCAL
from dashboard.partners import files
from etl import apart, partner_commands
from etl.declared import catalog
from etl.decoding import readers
from etl.errors import SourceChanged, SourceIncomplete, UploadRejected
from etl.partners import intake, ledger
from etl.partners.intake import workbook
from tests.support import hostile_files as hostile

MB = 1_000_000
FITTING = [name for name in hostile.WORKBOOKS if name not in hostile.refused_as("members", "unpacked")]


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch):
    monkeypatch.setattr(workbook, "_memory", workbook._Memory())


@pytest.mark.parametrize("name", FITTING)
def test_each_hostile_workbook_is_refused_or_read_within_bounds(name):
    """The control is the reader alone: it aborts its process on most of these (test_the_reader_alone_...)."""
    make, word = hostile.WORKBOOKS[name]
    proposal = intake.propose("a.xlsx", make())
    assert workbook.refusal(make()) == word
    if word:
        (found,) = [finding for finding in proposal.findings if finding.result == "stop"]
        assert found.message_nl.endswith(".")
        assert len(proposal.rows) == 0
    else:
        assert list(proposal.rows["brin"]) == ["00AP00"]


@pytest.mark.parametrize("name", ["4 thousand million texts declared", "far cell behind a quoted >"])
def test_the_reader_alone_would_end_this_process(name):
    """Why there is a door and a child: the compiled reader aborts, and no except helps."""
    make, _ = hostile.WORKBOOKS[name]
    with pytest.raises(apart.Died) as died:
        apart.call("etl.apart.workbook:_sheets", make(), memory=1_000 * MB, seconds=5)
    assert died.value.why == "memory"


@pytest.mark.parametrize(
    ("job", "args", "why"),
    [
        ("builtins:bytearray", (2_000 * MB,), "memory"),
        ("os:abort", (), "memory"),
        ("time:sleep", (60,), "time"),
        ("os:_exit", (0,), "crash"),
        ("builtins:exit", (), "crash"),
        ("builtins:object", (), "crash"),
        ("no.such:thing", (), "crash"),
    ],
)
def test_a_child_that_ends_says_why_and_nothing_else_ends(job, args, why, monkeypatch):
    # a busy machine may take more than a second to begin a child
    monkeypatch.setattr(apart, "WALL_PER_CPU", 1 if why == "time" else 60)
    with pytest.raises(apart.Died) as died:
        apart.call(job, *args, memory=500 * MB, seconds=1)
    assert died.value.why == why
    assert not [child for child in psutil.Process().children() if "etl.apart" in child.cmdline()]


def test_processor_time_ends(monkeypatch):
    monkeypatch.setattr(apart, "WALL_PER_CPU", 20)
    started = psutil.Process().cpu_times().children_user
    with pytest.raises(apart.Died) as died:
        apart.call("re:fullmatch", "(a+)+b", "a" * 40, memory=500 * MB, seconds=1)
    assert died.value.why == "time"
    assert psutil.Process().cpu_times().children_user - started < 2


def test_an_answer_is_plain_data_or_an_error_of_ours():
    assert apart.call("builtins:sorted", [3, 1, 2], memory=500 * MB, seconds=5) == [1, 2, 3]
    with pytest.raises(apart.Died):
        apart.call("pathlib:Path", "x", memory=500 * MB, seconds=5)


def test_what_is_printed_does_not_become_the_answer():
    assert apart.call("builtins:print", "x", memory=500 * MB, seconds=5) is None


def test_a_child_begins_within_half_a_second_of_work():
    started = psutil.Process().cpu_times()
    apart.call("etl.apart.workbook:read", hostile.book(), memory=1_000 * MB, seconds=5)
    ended = psutil.Process().cpu_times()
    assert ended.children_user + ended.children_system - started.children_user - started.children_system < 0.5


def test_it_works_from_a_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(workbook.refusal(hostile.book())))
    thread.start()
    thread.join(60)
    assert found == [""]


@pytest.fixture
def deadly(monkeypatch) -> bytes:
    """A workbook that the door lets in and that takes more memory than its reader may have."""
    monkeypatch.setattr(workbook, "MEMORY", 100 * MB)
    return hostile.book(hostile.sheet('<row r="1048576"><c r="D1048576"><v>1</v></c></row>'))


def test_a_reader_that_died_is_a_refusal_and_the_file_is_not_read_again(deadly, caplog):
    proposal = intake.propose("a.xlsx", deadly)
    (found,) = [finding for finding in proposal.findings if finding.result == "stop"]
    assert found.check == "reader"
    assert "meer geheugen of tijd" in found.message_nl
    assert caplog.messages == [f"a workbook of {len(deadly)} bytes ended its reader: memory"]
    started = time.monotonic()
    with pytest.raises(UploadRejected, match="copy the table alone"):
        workbook.read(deadly)
    assert intake.propose("a.xlsx", deadly).stopped
    assert time.monotonic() - started < 0.1
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("way", ["page", "command"])
def test_a_file_that_was_kept_before_the_door_was_made_is_set_apart(way, data, monkeypatch):
    """It lay there as "not taken in yet", and choosing it ended the server again."""
    edition = catalog.edition("2020")
    root = ledger.folder(edition)
    workbook_bytes = hostile.WORKBOOKS["far cell behind a quoted >"][0]()  # once: a zip holds the time
    delivery_id, _ = ledger.receive(root, "brug", "a.xlsx", workbook_bytes, "test")
    assert ledger.state(ledger.read(root).deliveries[delivery_id]) == "received"
    if way == "page":
        monkeypatch.setattr(files, "_edition", lambda: edition)
        refused = files.at_the_door("a.xlsx", workbook_bytes, LOCAL)
        assert files.set_apart("brug", workbook_bytes, refused, LOCAL)
        assert files.set_apart("brug", workbook_bytes, refused, LOCAL)
        assert files.left_lying("brug", LOCAL) == []
        assert not files.set_apart("eik", workbook_bytes, refused, LOCAL)
    else:
        monkeypatch.setattr(partner_commands, "_edition", lambda: edition)
        (data / "a.xlsx").write_bytes(workbook_bytes)
        with pytest.raises(UploadRejected, match="onmogelijk groot"):
            partner_commands.add(data / "a.xlsx", "brug")
    kept = ledger.read(root).deliveries[delivery_id]
    assert (ledger.state(kept), kept.refused) == ("refused", ("unpacked",))
    assert len(ledger.events.read(root)[0]) == 2


def test_what_is_remembered_of_workbooks_is_bounded(monkeypatch):
    monkeypatch.setattr(workbook, "KEPT_BYTES", 100)
    for number in range(40):
        workbook._memory.keep(str(number), workbook.Outcome(packed=bytes(20), beside=bytes(10)))
    workbook._memory.keep("large", workbook.Outcome(packed=bytes(95), beside=bytes(6)))
    assert sum(len(held.packed + held.beside) for held in workbook._memory.known.values()) <= 100
    assert workbook._memory.get("large") == workbook.Outcome(beside=bytes(6)), "the sheets go, not what is beside them"
    workbook._memory.keep("larger", workbook.Outcome(packed=bytes(1), beside=bytes(101)))
    assert workbook._memory.get("larger") == workbook.Outcome()
    for number in range(40):
        workbook._memory.keep(f"refused {number}", workbook.Outcome("cells"))
    assert len(workbook._memory.known) == workbook.KEPT


def test_a_publishers_file_that_ends_its_reader_is_refused(tmp_path):
    source = catalog.sources()["cbs_achterstandsscores"]
    vintage = source.vintages["voorbeeld"]
    path = tmp_path / "x.xlsx"
    make, _ = hostile.WORKBOOKS["4 thousand million texts declared"]
    path.write_bytes(make())
    with pytest.raises(SourceChanged, match=r"ended its reader \(memory\).*rejected/"):
        readers.rehearse(source, vintage, path)
    path.write_bytes(b"PK no workbook")
    with pytest.raises(SourceIncomplete, match="cannot be read"):
        readers.rehearse(source, vintage, path)


NESTED = b"[" * 200_000


@pytest.mark.parametrize(
    ("source_id", "kind", "words"),
    [
        ("pc4_punten", "records", "expected JSON with 'records'"),
        ("duo_schoolpunten", "points", "expected GeoJSON"),
        ("cbs_wijkgrenzen", "feature_areas", "expected JSON with 'features'"),
        ("pc4_punten", "series", "expected JSON of series"),
    ],
)
def test_json_of_200000_levels_is_refused_by_name(source_id, kind, words, tmp_path):
    source = catalog.sources()[source_id]
    vintage = source.vintages["voorbeeld"]
    plain = vintage.dialect.model_copy(update={"member": None})
    path = tmp_path / "x.json"
    path.write_bytes(b'{"features": ' + NESTED)
    with pytest.raises(SourceChanged, match=words):
        readers.decode(source, vintage.model_copy(update={"format": kind, "dialect": plain}), path)


def test_shapes_are_json_and_nothing_that_opens_other_files(tmp_path):
    source = catalog.sources()["cbs_wijkgrenzen"]
    path = tmp_path / "x.geojson"
    path.write_bytes(b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>')
    with pytest.raises(SourceChanged, match="expected a JSON object with shapes"):
        readers.decode(source, source.vintages["voorbeeld"], path)
