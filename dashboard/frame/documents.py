"""Files that readers keep under an id nobody guesses: written whole or not at all, never changed."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from pathlib import Path

from etl import disk
from etl.errors import DiskFull, NotWritable
from etl.sealed import opened, sealed

__all__ = ["ID", "DiskFull", "NotWritable", "clean_name", "new_id", "opened", "sealed", "write"]

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
        _write(file, text)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
