"""Files that readers keep under an id nobody guesses: written whole or not at all, never changed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from etl import deeds, disk
from etl.deeds import away_since, freshen
from etl.disk import changed
from etl.errors import DeedsAway, DiskFull, NotWritable, Unconfirmed
from etl.partners import events
from etl.sealed import opened, sealed

__all__ = [
    "ID", "DeedsAway", "DiskFull", "NotWritable", "Unconfirmed", "away_since", "changed", "clean_name", "freshen",
    "new_id", "newest_first", "opened", "remove", "sealed", "turn", "write",
]  # fmt: skip

ID = re.compile(r"[a-z2-7]{24}")
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_id() -> str:
    """24 characters of 5 bits: nobody guesses one; no capitals, as some disks do not tell them apart."""
    return "".join(secrets.choice(ALPHABET) for _k in range(24))


def clean_name(name: str, longest: int) -> str:
    """A name as one line of at most this length. Raises ValueError when nothing is left."""
    clean = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", name).split())[:longest]
    if not clean:
        raise ValueError("what is kept needs a name")
    return clean


def write(file: Path, text: str) -> None:
    """Beside it first, then in its place: a reader sees a whole file or none. Raises DiskFull and NotWritable."""
    with disk.explained(file.parent):
        deeds.write(file, text.encode())


def newest_first(folder: Path) -> list[Path]:
    """The documents of a folder; one that went meanwhile may be among them."""
    return sorted(folder.glob("[!.]*.json"), key=lambda file: (-changed(file), file.name))


@contextmanager
def turn(folder: Path) -> Generator[None]:
    """Waits until nobody else changes a file in this folder, on all machines. Raises NotWritable and DeedsAway."""
    with disk.explained(folder), events.locked(folder):
        yield


def remove(file: Path) -> None:
    """Takes a file away for good, on every machine that has it. Raises NotWritable."""
    with disk.explained(file.parent):
        deeds.remove(file)
