"""Scenarios that are too long for an address, kept by id in data/scenarios/: one small file each, never changed.

A kept scenario is a link, no fact: no build reads it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tempfile
from base64 import b32encode
from pathlib import Path

from dashboard.frame import scenario, warehouse
from dashboard.frame.access import PARTNER, Access, require
from dashboard.frame.scenario import Scenario

log = logging.getLogger(__name__)
LONGEST = 300  # letters of a scenario that an address still holds
MOST_BYTES = 200_000
ID = re.compile(r"[a-z2-7]{24}")
WHAT = "scenarios"


class NoSuchScenario(Exception):
    """There is no scenario with this id, or its file cannot be read."""


def folder() -> Path:
    return warehouse.data_directory() / "scenarios"


def address(wanted: Scenario, access: Access) -> str:
    """How an address says a scenario: its text, or the id under which a long one is kept from now on."""
    text = wanted.text
    if len(text) <= LONGEST:
        return text
    require(access, "write", PARTNER, WHAT)
    scenario_id = b32encode(hashlib.sha256(text.encode()).digest()).decode().lower()[:24]
    if not (folder() / f"{scenario_id}.txt").is_file():
        _write(folder() / f"{scenario_id}.txt", text)
    return scenario_id


def load(told: str, access: Access) -> Scenario:
    """The scenario that an address says. Raises NotAllowed, and NoSuchScenario for an id that leads to none."""
    require(access, "read", PARTNER, WHAT)
    if not ID.fullmatch(told):
        return scenario.read(told)
    try:
        data = (folder() / f"{told}.txt").read_bytes()
        if len(data) > MOST_BYTES:
            raise NoSuchScenario("it is larger than a scenario can be")
        return scenario.read(data.decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise NoSuchScenario(str(error)) from error


def _write(file: Path, text: str) -> None:
    """Beside it first, then in its place: a reader sees a whole file or none."""
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
