"""Deeds in several processes on one data folder: seen in the others at once, none lost, also where a writer is killed.

A forked process remembers what this one had read, and from then on what it reads by itself, as a second server does.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.frame import audit, claims, frozen, notes, referrals, requests, warehouse
from dashboard.frame.access import LOCAL, OPEN
from dashboard.partners import files
from dashboard.plan import saved
from dashboard.targets.saved import store
from tests.faults.test_killed import SEED
from tests.support.persons import OWN, PARTNER
from tests.targets.test_saved_lists import FACTS, ROWS

PLAN = {"build_id": "b", "link": {}, "rows": [], "words": {}, "finding": {}}
VIEW = {"path": "kaart", "title": "Kaart", "choices": {}, "language": "nl", "html": "<p>12</p>", "build_id": "b",
        "as_of": "2020-12-31", "resources": [OPEN], "deliveries": []}  # fmt: skip
WRITERS, ROUNDS = 4, 10
Told = tuple[str, str]  # a kind of deed, and what it left is known by


@dataclass(frozen=True)
class Kind:
    """A kind of deed: `do` one of a number, which no other has, and see which there are."""

    do: Callable[[int], str]
    see: Callable[[], Iterable[str]]


def lists() -> Path:
    return warehouse.data_directory() / "lists"


def claimed(n: int) -> str:
    school_id = f"{n:04}00"
    claims.claim(LOCAL, PARTNER, [school_id], "2026-2027", claims.today())
    return school_id


def decided(n: int) -> str:
    files.decide(PARTNER, f"words {n}", "900A00", LOCAL)
    return f"words {n}"


def noted(n: int) -> str:
    return notes.pin(LOCAL, f"Fusie in groep {n}.", place=OWN, municipality=OWN)


def logged(n: int) -> str:
    audit.wrote(LOCAL, f"deed {n}")
    return f"deed {n}"


KINDS = {
    "delivery": Kind(
        lambda n: files.receive(f"{n}.csv", f"school\nDe {n}e\n".encode(), PARTNER, LOCAL)[0],
        lambda: files.ledger(LOCAL).deliveries,
    ),
    "decision": Kind(decided, lambda: [words for _partner, words in files.ledger(LOCAL).decisions]),
    "request": Kind(
        lambda _n: requests.ask(LOCAL, school_id="900A00", wish="Hulp"), lambda: requests.read(LOCAL).requests
    ),
    "claim": Kind(claimed, lambda: [one.school_id for one in claims.read(LOCAL).claims.values()]),
    "referral": Kind(
        lambda _n: referrals.refer(LOCAL, f"{PARTNER}/taal", "lees/taal"), lambda: referrals.read(LOCAL).referrals
    ),
    "note": Kind(noted, lambda: [note.note_id for note in notes.of_places(LOCAL, {OWN})]),
    "list": Kind(
        lambda n: store.save(lists(), LOCAL, name=f"L{n}", rows=ROWS, **FACTS).list_id,
        lambda: [file.stem for file in lists().glob("*.json") if store.load(lists(), file.stem, LOCAL)],
    ),
    "plan": Kind(
        lambda n: saved.save(f"P{n}", LOCAL, **PLAN).plan_id,
        lambda: [file.stem for file in saved.folder().glob("*.json") if saved.load(file.stem, LOCAL)],
    ),
    "frozen": Kind(
        lambda _n: frozen.freeze(LOCAL, **VIEW).view_id,
        lambda: [file.stem for file in frozen.folder().glob("*.json") if frozen.load(file.stem, LOCAL)],
    ),
    "audit": Kind(logged, lambda: [deed.what for deed in audit.read(LOCAL).deeds]),
}


class Writer:
    """A process of its own that does deeds, and says after each that it is done."""

    def __init__(self, deeds: Iterable[tuple[str, int]]):
        end, other = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                os.close(end)
                for kind, n in deeds:
                    os.write(other, f"{kind}\t{KINDS[kind].do(n)}\n".encode())
                status = 0
            finally:
                os._exit(status)
        os.close(other)
        self.lines = os.fdopen(end, encoding="utf-8")

    def told(self) -> list[Told]:
        """What it did, up to its end."""
        return list(iter(self.next, ("", "")))

    def next(self) -> Told:
        """What it did next; two empty words where it ended."""
        kind, _tab, one = self.lines.readline().rstrip("\n").partition("\t")
        return kind, one

    def ended(self) -> int:
        """How it ended, as `waitpid` codes it."""
        self.lines.close()
        return os.waitpid(self.pid, 0)[1]


def seen() -> set[Told]:
    return {(kind, one) for kind, told in KINDS.items() for one in told.see()}


def test_what_is_done_in_one_process_is_seen_in_the_other_at_the_next_look(data):
    assert data.is_dir()
    before = seen()
    writer = Writer((kind, 1) for kind in KINDS)
    told = set(writer.told())
    assert writer.ended() == 0
    assert {kind for kind, _one in told} == set(KINDS)
    assert told & before == set()
    assert told <= seen()


@pytest.mark.slow  # its small twin is above; tests/etl/test_build.py has two builds at once
def test_nothing_is_lost_when_several_write_at_once_and_one_is_killed(data):
    assert data.is_dir()
    draw = random.Random(SEED)
    writers = [
        Writer([(kind, writer * 100 + n) for n in range(ROUNDS) for kind in draw.sample(list(KINDS), len(KINDS))])
        for writer in range(WRITERS)
    ]
    first = [writers[0].next() for _n in range(draw.randint(10, ROUNDS * len(KINDS) // 2))]
    os.kill(writers[0].pid, signal.SIGKILL)
    told = first + [told for writer in writers for told in writer.told()]
    began = time.monotonic()
    found = seen()
    took = f"seen in {time.monotonic() - began:.2f} s; one killed after {len(first)}"
    print(f"{len(told)} deeds of {WRITERS} processes, {took}", file=sys.stderr)
    assert [writer.ended() for writer in writers] == [signal.SIGKILL, 0, 0, 0]
    assert set(told) <= found
    counted: dict[str, int] = defaultdict(int)
    for kind, _one in told:
        counted[kind] += 1
    assert min(counted.values()) >= (WRITERS - 1) * ROUNDS
    assert files.apart(LOCAL) == []
    assert audit.read(LOCAL).apart == ()
    numbered = [(file.parent, file.name[:11]) for file in data.rglob("n??????????-*.json")]
    assert len(numbered) > len(told) / 2
    assert len(set(numbered)) == len(numbered), "two events that came at once have the same place"
