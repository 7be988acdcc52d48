"""Failure mode 17 through the command: each hostile file ends `partner add` in words and bounds, and harms no build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl import paths
from tests.support import hostile_files, hostile_texts
from tests.support.environment import DATA

MB = 1_000_000
# the command makes a file's name of what it is given, so a name cannot be a path
FILES = {name: ("a.xlsx", make, word) for name, (make, word) in hostile_files.WORKBOOKS.items()} | {
    name: case for name, case in hostile_texts.TEXTS.items() if "/" not in case[0]
}
OF_EVERY_RUN = {"participants of 22 digits and a part"}


# a process of its own in between: what a command took is else at least what the tests took when they began it
APART = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(child.pid, 0)
print(f"\\n{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime} {used.ru_maxrss * 1024}")
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended; seconds of processor time and bytes, of the command and of what it started."""

    code: int
    said: str
    seconds: float
    most_bytes: int


def ended(data: Path, *words: str | bytes) -> Ended:
    told = subprocess.run(
        [sys.executable, "-c", APART, sys.executable, "-m", "etl", "partner", *words],
        cwd=paths.PROJECT, env=os.environ | {DATA: str(data)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False,
    )  # fmt: skip
    said, figures = told.stdout.decode(errors="replace").rstrip("\n").rsplit("\n", 1)
    code, seconds, most_bytes = figures.split()
    return Ended(int(code), said, float(seconds), int(most_bytes))


@pytest.fixture(scope="module")
def published(sample_data, tmp_path_factory) -> Path:
    """A copy of the sample that all these files are thrown at, one after another."""
    data = tmp_path_factory.mktemp("commands") / "data"
    for name in ("warehouse", "partners"):
        shutil.copytree(sample_data / name, data / name)
    return data


def in_words(how: Ended, is_refused: bool) -> None:
    assert "Traceback" not in how.said
    assert how.code == (1 if is_refused else 0), how.said[-1_000:]
    assert ("UploadRejected: " in how.said) is is_refused
    assert how.seconds < 120
    assert how.most_bytes < 1_000 * MB


@pytest.mark.parametrize(
    "name", [pytest.param(n, id=n, marks=() if n in OF_EVERY_RUN else pytest.mark.slow) for n in FILES]
)
def test_each_hostile_file_ends_the_command_in_words_or_is_taken_in(name, published, tmp_path, record_property):
    """What is taken in is built with: a figure that no build can hold would stop every build after it."""
    file_name, make, check = FILES[name]
    (tmp_path / file_name).write_bytes(make())
    partner = f"Boos {list(FILES).index(name)}"
    how = ended(published, "add", str(tmp_path / file_name), "--partner", partner, "--fictional", "--json")
    said = how.said.partition("UploadRejected: ")[2] or "taken in"
    record_property("code, seconds, MB, words", f"{how.code} {how.seconds:.1f} {how.most_bytes // MB} {said[:200]}")
    in_words(how, is_refused=bool(check))


def device(_folder: Path) -> str:
    return "/dev/zero"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "a.csv")
    return str(folder / "a.csv")


def huge(folder: Path) -> str:
    with (folder / "a.csv").open("wb") as out:
        out.truncate(50_000 * MB)
    return str(folder / "a.csv")


def nameless(folder: Path) -> bytes:
    """A name that is no text in the encoding of the system."""
    name = os.fsencode(folder) + b"/\xff\xfe.csv"
    Path(os.fsdecode(name)).write_bytes(hostile_texts.HEAD + hostile_texts.ROW)
    return name


@pytest.mark.parametrize(
    "make", [pipe, *(pytest.param(one, marks=pytest.mark.slow) for one in (device, huge, nameless))]
)
def test_what_is_no_ordinary_file_is_refused(make: Callable[[Path], str | bytes], published, tmp_path):
    in_words(ended(published, "match", "--edition", "voorbeeld", make(tmp_path)), is_refused=True)
