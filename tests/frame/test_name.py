"""The program's name stands in one constant and the catalogues: another name touches at most ten files."""

from __future__ import annotations

import subprocess

from etl import paths
from tests.support.source import ROOT

MOST = 10
DRAWN = {".png", ".woff2"}  # made by a script or a browser; what a picture shows no text search can see


def files_with(word: str) -> list[str]:
    """Every file of the project that has the word in its path or its text, in capitals or not."""
    known = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    files = [ROOT / name for name in known.split("\0") if name]
    files = [file for file in files if file.is_file() and file.suffix not in DRAWN]
    assert len(files) > 500, f"a guard would go blind: only {len(files)} files found"
    wanted = word.lower().encode()
    names = [file.relative_to(ROOT).as_posix() for file in files]
    pairs = zip(names, files, strict=True)
    return [name for name, file in pairs if wanted in name.lower().encode() or wanted in file.read_bytes().lower()]


def test_another_name_touches_at_most_ten_files():
    found = files_with(paths.NAME)
    assert "data/reference/program.yml" in found
    assert len(found) <= MOST, (
        f"the name stands in {len(found)} files; use etl.paths or dashboard.frame.program: {found}"
    )


def test_a_former_name_stands_where_it_is_taken_over_and_explained():
    assert paths.SLUGS[1:], "no former name is declared"
    for former in paths.SLUGS[1:]:
        assert files_with(former) == ["data/reference/program.yml", "docs/decisions.md"]
