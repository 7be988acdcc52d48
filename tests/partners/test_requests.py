"""The log of schools' requests: what events add up to, no persons in it, erased for good, kept through all else."""

import datetime as dt
import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from etl import backup, paths
from etl.declared import catalog
from etl.partners import ledger, requests, tables
from etl.partners.intake import screening
from etl.partners.linking import school_names
from etl.partners.requests import Refused
from tests.support.environment import DATA

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
FACTS = {"school_id": "11CJ00", "asked_on": "2026-03-02", "theme_id": "language", "wish": "Hulp bij lezen"}


@pytest.fixture
def root(deeds_folder: Path) -> Path:
    return deeds_folder / "partners" / "nederland"


def only(root: Path) -> requests.Request:
    (request,) = requests.read(root).requests.values()
    return request


def files(root: Path) -> list[Path]:
    return sorted((root / requests.FOLDER).glob("*"))


def test_a_request_is_what_its_events_add_up_to(root):
    request_id = requests.ask(root, "desk", NOW, **FACTS, role="directeur", channel="phone")
    assert (only(root).state, only(root).wish, only(root).asked_on) == ("open", "Hulp bij lezen", dt.date(2026, 3, 2))
    requests.tell(root, "passed_on", request_id, "desk", NOW, partner_id="brug", on="2026-03-03")
    assert (only(root).state, only(root).partner_id) == ("passed_on", "brug")
    requests.tell(root, "closed", request_id, "desk", NOW, outcome="comes", on="2026-03-08", partner_id="lees")
    assert (only(root).state, only(root).partner_id, only(root).closed_on) == ("closed", "lees", dt.date(2026, 3, 8))
    requests.tell(root, "corrected", request_id, "other", NOW, wish="Hulp bij schrijven", asked_on="2026-03-01")
    requests.tell(root, "reopened", request_id, "other", NOW)
    now = only(root)
    assert (now.state, now.outcome, now.wish, now.asked_on) == (
        "passed_on",
        "",
        "Hulp bij schrijven",
        dt.date(2026, 3, 1),
    )
    assert [(kind, by) for kind, _at, by in now.deeds] == [
        ("asked", "desk"), ("passed_on", "desk"), ("closed", "desk"), ("corrected", "other"), ("reopened", "other")
    ]  # fmt: skip
    assert len(files(root)) == 5, "no event takes the place of another"


PERSONS = [
    "bel jan@school.nl", "06 12345678", "bsn 111222333", "Contactpersoon: mw De Vries", "mevrouw Jansen belde",
    "terugbellen: dhr. P. de Vries", "juf Anja", "Contactpersoon Jan de Vries",
]  # fmt: skip


@pytest.mark.parametrize("words", PERSONS)
@pytest.mark.parametrize("field", ["wish", "role"])
def test_words_that_tell_of_a_person_are_refused_and_nothing_is_kept(root, words, field):
    with pytest.raises(Refused) as refused:
        requests.ask(root, "desk", NOW, **{**FACTS, field: words})
    assert not files(root)
    assert words not in str(refused.value)


def test_they_are_refused_where_a_file_would_be_and_only_there():
    for words in [*PERSONS[:3], "info@school.nl wil hulp in groep 7", "vijf dagen per week", "020", "rekenen 1F"]:
        of_file = {found.check for found in screening.cells([(1, [words])]) if found.result == "stop"}
        assert {found.check for found in requests.persons([words]) if found.result == "stop"} == of_file


@pytest.mark.parametrize(
    "words",
    [
        "directeur",
        "mevrouw de directeur",
        "meester van groep 8",
        "als op Meester Wildschool",
        "juf of meester",
        "de IB'er",
    ],
)
def test_a_role_and_a_school_are_no_person(words):
    assert [found for found in requests.persons([words]) if found.result == "stop"] == []


def test_an_erased_request_leaves_no_word_but_stays_on_record(root):
    request_id = requests.ask(root, "desk", NOW, **FACTS)
    other = requests.ask(root, "desk", NOW, **{**FACTS, "wish": "Sport"})
    requests.tell(root, "erased", request_id, "head", NOW)
    assert "lezen" not in "".join(path.read_text() for path in files(root))
    assert list(requests.read(root).requests) == [other]
    told = [json.loads(path.read_text()) for path in files(root)]
    assert [(one["kind"], one["by"]) for one in told if one["request_id"] == request_id] == [("erased", "head")]


@pytest.mark.parametrize("kind", ["closed", "corrected", "passed_on", "reopened"])
def test_what_another_browser_still_tells_of_an_erased_request_is_refused(root, kind):
    request_id = requests.ask(root, "desk", NOW, **FACTS)
    requests.tell(root, "erased", request_id, "head", NOW)
    facts = {"outcome": "comes", "partner_id": "brug", "on": "2026-03-03", "wish": "Hulp bij lezen"}
    with pytest.raises(Refused):
        requests.tell(root, kind, request_id, "desk", NOW, **facts)
    assert requests.read(root).apart == ()
    assert "lezen" not in "".join(path.read_text() for path in files(root))


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
from etl import disk
from etl.partners import requests
if sys.argv[2] == "asked":
    real = os.replace
    os.replace = lambda *paths: os.kill(os.getpid(), signal.SIGKILL)
else:
    disk.remove = lambda path: os.kill(os.getpid(), signal.SIGKILL)
requests.tell(Path(sys.argv[1]), sys.argv[2], "r1", "desk", dt.datetime.now(dt.UTC), school_id="11CJ00",
    asked_on="2026-03-02", wish="half")
"""


@pytest.mark.parametrize("kind", ["asked", "erased"])
def test_a_killed_process_leaves_a_whole_event_or_none(root, kind):
    first = requests.ask(root, "desk", NOW, **FACTS)
    if kind == "erased":
        requests.tell(root, "asked", "r1", "desk", NOW, school_id="11CJ00", asked_on="2026-03-02", wish="half")
    dead = subprocess.run([sys.executable, "-c", KILLED, str(root), kind], cwd=paths.PROJECT, check=False)
    assert dead.returncode == -signal.SIGKILL
    found = requests.read(root)
    assert found.apart == ()
    assert [one.request_id for one in found.requests.values() if one.state != "erased"] == [first]
    requests.sweep(root)
    assert "half" not in "".join(path.read_text() for path in files(root))
    assert all(path.name.startswith("n") for path in files(root))


def test_what_cannot_be_read_is_set_apart_and_the_rest_counts(root):
    requests.ask(root, "desk", NOW, **FACTS)
    whole = json.loads(files(root)[0].read_text())
    for number, text in enumerate(
        ["{half", json.dumps({**whole, "version": 99}), json.dumps({"kind": "asked"}),
         json.dumps({**whole, "kind": "closed", "request_id": "never", "outcome": "comes", "on": "2026-03-03"})], 2
    ):  # fmt: skip
        (root / requests.FOLDER / f"n{number:010}-00000000.json").write_text(text)
    found = requests.read(root)
    assert len(found.requests) == 1
    assert [one.why for one in found.apart] == ["unreadable", "newer", "incomplete", "incomplete"]


def test_the_log_comes_back_from_a_backup_but_what_was_erased_since_does_not(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    root = ledger.folder(catalog.edition("2020"))
    first, second = (requests.ask(root, "desk", NOW, **{**FACTS, "wish": wish}) for wish in ("Lezen", "Sport"))
    backup.backup(tmp_path / "own.zip")
    requests.tell(root, "erased", first, "desk", NOW)
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    files(root)[0].write_text("{damaged")
    backup.restore(tmp_path / "own.zip")
    found = requests.read(root)
    assert {one.request_id: one.wish for one in found.requests.values() if one.state != "erased"} == {second: "Sport"}
    assert "Lezen" not in "".join(path.read_text() for path in files(root))


def test_two_processes_that_write_at_once_both_count(root):
    line = "import datetime as dt, sys; from pathlib import Path; from etl.partners import requests\n"
    line += "for _ in range(5):\n    requests.ask(Path(sys.argv[1]), 'x', dt.datetime.now(dt.UTC), school_id='1',"
    line += " asked_on='2026-01-01')"
    both = [subprocess.Popen([sys.executable, "-c", line, str(root)], cwd=paths.PROJECT) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert len(requests.read(root).requests) == 10
    assert len({path.name[:11] for path in files(root)}) == 10


def test_the_sample_has_41_requests_in_all_states(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    found = tables.asked(catalog.edition("voorbeeld"))
    states = Counter(one.state for one in found.requests.values())
    assert (len(found.requests), found.apart) == (41, ())
    assert set(states) == {"open", "passed_on", "closed", "erased"}
    assert {one.outcome for one in found.requests.values()} == {"", *requests.OUTCOMES}
    assert {kind for one in found.requests.values() for kind, *_ in one.deeds} >= {"corrected", "reopened"}
    assert all(one.closed_on >= one.asked_on for one in found.requests.values() if one.closed_on)
    texts = [text for one in found.requests.values() for text in (one.wish, one.role)]
    assert [one.result for one in requests.persons(texts) if one.result == "stop"] == []


def test_brought_requests_keep_their_days_when_the_edition_is_built_again(tmp_path):
    told = "- {kind: asked, request_id: v1, days_before: 10, school_id: 90AP00}"
    for name, today in (("first", dt.date(2026, 3, 1)), ("second", dt.date(2026, 9, 1))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "requests.yml").write_text(told)
        requests.anchor(tmp_path / name, tmp_path / "first", today)
    days = {requests.read(tmp_path, tmp_path / name).requests["v1"].asked_on for name in ("first", "second")}
    assert days == {dt.date(2026, 2, 19)}


def test_every_alias_that_links_rows_is_one_that_finds_a_place():
    told = (paths.REFERENCE / "place_aliases.csv").read_text(encoding="utf-8").splitlines()[1:]
    known = {school_names.place_key(line.split(",")[0]) for line in told}
    assert set(school_names.ALIASES.values()) <= known | {school_names.place_key(n.split(",")[1]) for n in told}
