"""What all tests share is made once, mended when it was spoiled, and swept when its code is gone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.support import kept_builds


@pytest.fixture
def made(tmp_path, monkeypatch) -> list[Path]:
    """The folders that were made, below a place of the test's own."""
    monkeypatch.setattr(kept_builds, "KEPT", tmp_path / "builds")
    return []


def use(made: list[Path], made_from: str = "code") -> Path:
    def make(folder: Path) -> None:
        (folder / "file").write_text(made_from)
        made.append(folder)

    with kept_builds.shared("proof", made_from, make) as folder:
        assert (folder / "file").read_text() == made_from
    return folder


def test_what_is_there_is_not_made_again(made):
    assert use(made) == use(made)
    assert len(made) == 1


def test_other_code_makes_another_folder_and_the_former_is_swept_after_a_while(made):
    first = use(made)
    second = use(made, "other code")
    assert first.is_dir(), "another run may still read it"
    long_ago = time.time() - kept_builds.SWEEP_AFTER_SECONDS - 1
    os.utime(first.with_suffix(".json"), (long_ago, long_ago))
    third = use(made, "newest code")
    assert (first.exists(), second.is_dir(), third.is_dir()) == (False, True, True)
    assert len(made) == 3


def test_whoever_writes_in_it_is_told_and_the_next_one_gets_it_whole(made):
    with (
        pytest.raises(AssertionError, match="a test wrote in the shared build"),
        kept_builds.shared("proof", "code", lambda folder: (folder / "file").write_text("code") and None) as folder,
    ):
        (folder / "file").write_text("spoiled")
    assert use(made) == folder
    assert len(made) == 1


def test_half_a_build_is_made_anew(made):
    with pytest.raises(OSError, match="killed"), kept_builds.shared("proof", "code", _killed):
        pass
    use(made)
    assert len(made) == 1


def _killed(folder: Path) -> None:
    (folder / "file").write_text("half")
    raise OSError("killed")
