"""Files that readers keep under an id nobody guesses: written whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl import deeds, disk
from etl.deeds import away_since, freshen
from etl.errors import DeedsAway, DiskFull, NotWritable

__all__ = [
    "ID", "DeedsAway", "DiskFull", "NotWritable", "away_since", "clean_name", "freshen", "new_id", "opened", "remove",
    "sealed", "write",
]  # fmt: skip

ID = re.compile(r"[a-z2-7]{24}")
SEAL = "sha256"
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


def sealed(told: Mapping[str, Any]) -> str:
    """What a file is to hold, as JSON with the digest of it. Raises ValueError for what JSON does not take."""
    return json.dumps({**told, SEAL: _digest(told)}, ensure_ascii=False, allow_nan=False, indent=1)


def opened(text: str) -> dict[str, Any]:
    """What was sealed; of before seals as it is. Raises ValueError for a text with another letter than was written."""
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("not what was kept")
    seal = told.pop(SEAL, None)
    if seal is not None and seal != _digest(told):
        raise ValueError("damaged since it was kept")
    return told


def _digest(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, allow_nan=False).encode()).hexdigest()


def write(file: Path, text: str) -> None:
    """Beside it first, then in its place: a reader sees a whole file or none. Raises DiskFull and NotWritable."""
    with disk.explained(file.parent):
        deeds.write(file, text.encode())


def remove(file: Path) -> None:
    """Takes a file away for good, on every machine that has it. Raises NotWritable."""
    with disk.explained(file.parent):
        deeds.remove(file)
