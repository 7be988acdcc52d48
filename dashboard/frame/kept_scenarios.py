"""Scenarios that are too long for an address, kept by id in data/scenarios/: one small file each, never changed.

A kept scenario is a link, no fact: no build reads it.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from pathlib import Path

from dashboard.frame import audit, documents, scenario, warehouse
from dashboard.frame.access import PARTNER, Access, require
from dashboard.frame.documents import ID
from dashboard.frame.scenario import Scenario

LONGEST = 300  # letters of a scenario that an address still holds
MOST_BYTES = 2_000_000  # a handful of programmes at every school of the country
WHAT = "scenarios"


class NoSuchScenario(Exception):
    """There is no scenario with this id, its file cannot be read, or what is told is larger than one can be."""


def folder() -> Path:
    return warehouse.data_directory() / "scenarios"


def address(wanted: Scenario, access: Access) -> str:
    """How an address says a scenario: its text, or the id under which a long one is kept from now on."""
    text = wanted.text
    if len(text) <= LONGEST:
        return text
    require(access, "write", PARTNER, WHAT)
    scenario_id = _id(text.encode())
    if _kept(scenario_id) != text.encode():
        documents.write(folder() / f"{scenario_id}.txt", text)
        audit.wrote(access, "scenario")
    return scenario_id


def load(told: str, access: Access) -> Scenario:
    """The scenario that an address says. Raises NotAllowed, and NoSuchScenario for an id that leads to none."""
    require(access, "read", PARTNER, WHAT)
    text = _of_id(told) if ID.fullmatch(told) else told
    if len(text) > MOST_BYTES:
        raise NoSuchScenario("it is larger than a scenario can be")
    return scenario.read(text)


def _of_id(scenario_id: str) -> str:
    data = _kept(scenario_id)
    if data is None or _id(data) != scenario_id:
        raise NoSuchScenario("no file has this id and the bytes that it was made of")
    return data.decode("utf-8")


def _id(data: bytes) -> str:
    return b32encode(hashlib.sha256(data).digest()).decode().lower()[:24]


def _kept(scenario_id: str) -> bytes | None:
    file: Path = folder() / f"{scenario_id}.txt"
    try:
        return file.read_bytes() if file.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None
