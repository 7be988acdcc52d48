"""Letters of builds about what they changed (etl/building/letters.py): which there are, and their rows by right."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from dashboard.frame import audit, documents, kept, warehouse
from dashboard.frame.access import CLOSED, EVERYWHERE, READ, Access, areas, may, require
from dashboard.frame.warehouse import Reader

log = logging.getLogger(__name__)
COMPARED, SAME = "compared", "same"
ROWS = ".parquet"  # beside the letter
KEY = ["kind", "resource", "key"]
SIDES = ("before", "after", "value_before", "value_after")


@dataclass(frozen=True)
class Letter:
    """What one build says of the one before it; `before` is empty where nothing is compared, and `state` says why."""

    state: str
    after: Mapping[str, str] = field(hash=False)
    before: Mapping[str, str] = field(hash=False, default_factory=dict)
    at: str = ""
    erased_at: str = ""  # when what it said of partners was taken away
    file: Path = Path()
    changed: int = 0  # the file's clock, which is part of what is kept by

    @property
    def since(self) -> str:
        """The build that it begins with."""
        return self.before.get("build_id", "")


def folder() -> Path:
    return warehouse.data_directory() / "warehouse" / "letters"


def known(reader: Reader) -> tuple[list[Letter], int]:
    """The letters that lead to this reader's build, the newest first, and how many letters cannot be read.

    Each begins where the one after it does; the first may say that nothing changed or nothing is compared.
    """
    files = sorted(folder().glob("[!.]*.json"), reverse=True)
    read = [_read(file, changed) for file in files if (changed := documents.changed(file))]
    return _chain([letter for letter in read if letter], reader.build.build_id), read.count(None)


def _chain(every: Sequence[Letter], build_id: str) -> list[Letter]:
    chain: list[Letter] = []
    for letter in every:
        if letter.after["build_id"] != build_id or (chain and letter.state == SAME):
            continue
        if chain and letter.state != COMPARED:
            break
        chain.append(letter)
        if letter.state == COMPARED:
            build_id = letter.since
        elif letter.state != SAME:
            break
    return chain


@kept.per_build
def _read(file: Path, changed: int) -> Letter | None:
    """A letter with rows that can be read; None for a damaged one."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        known = (told["state"], told["after"], told["before"] or {}, told["at"], told.get("erased_at", ""))
        letter = Letter(*known, file.with_suffix(ROWS), changed)
        _rows(letter.file, changed)
        return letter
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("a letter cannot be read: %s", type(error).__name__)
        return None


@kept.per_build
def _rows(file: Path, _changed: int) -> pd.DataFrame:
    return pd.read_parquet(file)


def changes(letters: Sequence[Letter], access: Access) -> pd.DataFrame:
    """What these letters, the newest first, say together and this person may read: one row per change.

    What came back to what it was is no change.
    """
    read = [_rows(letter.file, letter.changed) for letter in reversed(letters)]
    rows = pd.concat(read, ignore_index=True) if len(read) > 1 else read[0]
    rows = rows[_may_read(rows, access)]
    for resource in rows["resource"].unique():
        require(access, READ, resource, "what a letter says")
        audit.reads(resource)
    return rows if len(read) == 1 else summed(rows)


def _may_read(rows: pd.DataFrame, access: Access) -> pd.Series:
    """Which rows; of closed ones only those of own municipalities and of the country.

    What a closed row counts over places, or says of no place at all, is of who may read every place.
    """
    kinds = [resource for resource in rows["resource"].unique() if may(access, READ, resource)]
    readable = areas(access)
    is_near = rows["municipality_code"].isin(readable) | (rows["area_code"].notna() & (rows["level"] == "country"))
    return rows["resource"].isin(kinds) & ((rows["resource"] != CLOSED) | (EVERYWHERE in readable) | is_near)


def summed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of several letters, the oldest first, as one letter from the first build to the last."""
    first, last = rows.drop_duplicates(KEY), rows.drop_duplicates(KEY, keep="last")
    was = first.set_index(KEY)[["before", "value_before"]]
    both = last.drop(columns=["before", "value_before"]).join(was, on=KEY)
    same = _is_same(both["before"], both["after"]) & _is_same(both["value_before"], both["value_after"])
    return both[~same].sort_values(KEY, ignore_index=True)[rows.columns.to_list()]


def _is_same(one: pd.Series, other: pd.Series) -> pd.Series:
    return (one == other) | (one.isna() & other.isna())
