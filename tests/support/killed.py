"""Runs a command of the ETL that kills itself (SIGKILL) in a phase, and looks at what it left.

A phase is told by what the process does to its files (audit events), so it is hit where it is meant, not by luck.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl import paths
from etl.building import publish
from etl.partners import ledger
from tests.support.environment import DATA

# what of the data folder a killed run may leave and the next run must not
LITTER = (
    *("warehouse/.building*", "warehouse/.current*", "partners/*/.brought*", "partners/*/files/.*"),
    *("partners/*/events/.*", "partners/*/requests/.*", "geo/.*", "geo/*.part*", "snapshots/**/*.part[0-9]*"),
)
RUN = '''
import glob, os, signal, sys, threading, time
phase, nth, memory, *words = sys.argv[1:]
seen, is_moved = 0, False
data = os.environ[words.pop(0)]

def die(at):
    os.write(2, f"\\nkilled in {phase}: {at}\\n".encode())
    os.kill(os.getpid(), signal.SIGKILL)

def is_meant(event, args):
    """Whether this is something that the phase does."""
    global is_moved
    path = str(args[1] if event in ("os.rename", "shutil.copyfile") else args[0])
    if phase == "fetch":
        return event in ("os.rename", "shutil.copyfile") and "/snapshots/" in path
    if phase == "draft":
        return (event == "open" and "/queries/build/" in path) or (event == "shutil.copyfile" and ".building" in path)
    if phase == "write":  # before the move, and what comes after it
        is_moved = is_moved or (event == "os.rename" and path.endswith(".duckdb"))
        return is_moved
    if phase == "pointer":  # its draft, its move, and what comes after it
        is_moved = is_moved or (event == "open" and "/.current.json." in path)
        return is_moved
    return phase == "event" and event in ("open", "os.rename") and ("/events/" in path or "/files/" in path) and (
        event == "os.rename" or "/." in path)

def hook(event, args):
    global seen
    if event in ("open", "os.rename", "shutil.copyfile") and data in str(args) + (data if phase == "draft" else ""):
        if is_meant(event, args):
            seen += 1
            if seen == int(nth):
                die(f"{event} {os.path.basename(str(args[0]))[:40]}")

def watch():
    """DuckDB spills without a word to Python: its folder tells."""
    while not any(os.scandir(found[0]) if (found := glob.glob(data + "/warehouse/.building-*.tmp")) else ()):
        time.sleep(0.01)
    time.sleep(int(nth) / 1000)
    die(f"{nth} ms after the first spilled file")

if phase == "spill":
    threading.Thread(target=watch, daemon=True).start()
sys.addaudithook(hook)
from etl.building import build
build.DUCKDB["memory_limit"] = memory
from etl.__main__ import main
sys.argv = ["etl", *words]
main()
'''


@dataclass(frozen=True)
class Kill:
    """The n-th moment of a phase of a command; of a spill: n milliseconds after its first file."""

    phase: str
    nth: int
    words: tuple[str, ...]


def killed(data: Path, kill: Kill, memory: str = "350MB") -> str:
    """Runs and kills; the line that says where. The command must come to that moment."""
    done = _run(data, [sys.executable, "-c", RUN, kill.phase, str(kill.nth), memory, DATA, *kill.words])
    assert done.returncode == -signal.SIGKILL, f"{kill} was not reached: {done.returncode}\n{done.stderr[-2_000:]}"
    return next(line for line in done.stderr.splitlines() if line.startswith("killed in"))


def command(data: Path, *words: str) -> None:
    """Runs a command to its end."""
    done = _run(data, [sys.executable, "-m", "etl", *words])
    assert done.returncode == 0, f"{words}: {done.stderr[-2_000:]}"


def _run(data: Path, words: list[str]) -> subprocess.CompletedProcess:
    env = {**os.environ, DATA: str(data)}
    return subprocess.run(words, cwd=paths.PROJECT, env=env, capture_output=True, text=True, check=False)


def looked_at(data: Path) -> None:
    """The pointer names a whole build that answers, and every event and kept file is whole."""
    with duckdb.connect(str(publish.whole(data / "warehouse")), read_only=True) as con:
        assert con.sql("select count(*) > 0 from mart.school").fetchall() == [(True,)]
    for root in (data / "partners").glob("[!.]*"):
        found = ledger.read(root)
        assert found.apart == []
        assert all(ledger.is_whole(root, one) for one in found.deliveries.values() if not one.is_erased)


def litter(data: Path) -> list[str]:
    """What killed runs left."""
    return [path.relative_to(data).as_posix() for pattern in LITTER for path in data.glob(pattern)]
