"""Builds that all tests share: made once, whoever asks first, and kept between runs in .pytest_cache/builds.

A folder is named after all it was made from, so it is made anew when any of that changes; older ones are swept.
Tests only read it: whoever changed a file in it is told at the end of the session, and the next session mends it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from etl import paths, sample
from etl.building import build
from etl.building import code as made_by
from etl.declared import catalog
from etl.partners import intake
from etl.partners import ledger as deliveries
from etl.partners import tables as partners
from tests.support.environment import DATA

KEPT = paths.PROJECT / ".pytest_cache" / "builds"
SWEEP_AFTER_SECONDS = 3_600  # another run may still read a folder of former code
PARTNER_FILES = ("alfa.csv", "bravo.csv", "charlie.tsv", "delta.csv", "echo.csv")
State = dict[str, list[int]]


@contextmanager
def shared(name: str, made_from: str, make: Callable[[Path], None]) -> Iterator[Path]:
    """The folder `name` as `make` fills it, made once for all workers and runs. Read only, and that is checked."""
    folder = KEPT / f"{name}-{hashlib.sha256(made_from.encode()).hexdigest()[:16]}"
    note = folder.with_suffix(".json")
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.is_file() or json.loads(note.read_text()) != _state(folder):
            _sweep(name)
            _make(folder, note, make)
        os.utime(note)
        before = json.loads(note.read_text())
    yield folder
    changed = sorted(set(_flat(before)) ^ set(_flat(_state(folder))))
    assert not changed, f"a test wrote in the shared build {folder.name}, copy it first: {changed[:5]}"


def _make(folder: Path, note: Path, make: Callable[[Path], None]) -> None:
    """Under the lock; a run that is killed here leaves no note, so nobody takes half a build for a whole one."""
    note.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    make(folder)
    note.write_text(json.dumps(_state(folder)))


def _sweep(name: str) -> None:
    """Removes the folders of former code, and what a killed run left, unless somebody used them a moment ago."""
    for folder in KEPT.iterdir():
        if folder.is_dir() and re.fullmatch(rf"{name}-[0-9a-f]{{16}}", folder.name):
            note = folder.with_suffix(".json")
            used = (note if note.is_file() else folder).stat().st_mtime
            if time.time() - used > SWEEP_AFTER_SECONDS:
                shutil.rmtree(folder)
                note.unlink(missing_ok=True)


def _state(folder: Path) -> State:
    """Size and moment of the last change (ns) per file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {p.relative_to(folder).as_posix(): [p.stat().st_size, p.stat().st_mtime_ns] for p in files}


def _flat(state: State) -> list[tuple[str, int, int]]:
    return [(name, size, moment) for name, (size, moment) in state.items()]


def code(*recipes: Path) -> str:
    """All that turns bytes into a build here, its checks and libraries included; and the day, which a build tells.

    `recipes` are files outside etl/ and queries/ that say what is built.
    """
    digest = hashlib.sha256()
    for path in [
        *recipes,
        Path(__file__),
        paths.PROJECT / "requirements.txt",
        *sorted(paths.QUERIES.glob("[ce]*/*.sql")),
    ]:
        digest.update(path.read_bytes())
    return f"{made_by.sha256()} {digest.hexdigest()} {sys.version} {dt.date.today()}"


def files_in(folder: Path) -> str:
    """Name, size and moment of every file below a folder."""
    return json.dumps(_state(folder))


def build_into(data: Path, edition: catalog.Edition, mirror: Path) -> None:
    """Builds an edition into the folder `data`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA, str(data))
        build.build(edition, mirror)


def build_named(edition: str, mirror: Path, data: Path) -> None:
    """Builds the edition of this name into the folder `data`."""
    build_into(data, catalog.edition(edition), mirror)


def write_sample(folder: Path, scale: sample.Scale = "province") -> None:
    """The files of the fictional edition."""
    sample.write(folder, scale=scale)


def link_partners(data: Path, real_data: Path, mirror: Path) -> None:
    """Edition 2020 in `data`, with the five test deliveries taken in as proposed."""
    shutil.copytree(real_data, data, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA, str(data))
        root = deliveries.folder(catalog.edition("2020"))
        for name in PARTNER_FILES:
            content, partner = (mirror / "partners_dev" / name).read_bytes(), name.split(".")[0]
            facts = {"name": partner, "partner_kind": "founding", "website": "", "contact": "", "is_fictional": True}
            deliveries.tell(root, "partner", "test", partner_id=partner, **facts)
            found, _ = deliveries.receive(root, partner, name, content, "test")
            proposal = intake.propose(name, content)
            taken = partners.taken(proposal.layout, proposal.columns)
            deliveries.tell(root, "accepted", "test", delivery_id=found, **taken)
        build.refresh()
