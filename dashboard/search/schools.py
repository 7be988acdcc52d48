"""Schools by what was typed: an exact code first, else names, places, streets and postcodes that are like it."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

import pandas as pd

from dashboard.figures.search import index
from dashboard.figures.search.index import Hit, Index, Text
from dashboard.frame.access import PARTNER
from dashboard.frame.kept import per_build
from dashboard.frame.warehouse import Reader

CODE = re.compile(r"\d{2}[0-9A-Z]{2}(?:[0-9A-Z]{2})?")
BOARD = re.compile(r"(?:bestuur|board)?\s*(\d{5})", re.IGNORECASE)
LISTED, NOW = 0.03, 0.005  # among equals: what is in the list of now, under its name of now
MOST = 20
_making = threading.Lock()


@dataclass(frozen=True)
class Names:
    """The index of all names, the school of each row of it, and which of the names are not of now."""

    index: Index
    school_ids: tuple[str, ...]
    others: frozenset[tuple[int, str]]


@dataclass(frozen=True)
class Found:
    """What a text led to: the schools in order, by which former or later name, and the code that was asked exactly."""

    rows: pd.DataFrame
    by_name: dict[str, str]
    code: str = ""
    read: tuple[tuple[str, str], ...] = ()
    is_exact: bool = False


def names(reader: Reader) -> Names:
    """The names of all schools that a source knows: open, so there is one index for whoever asks, in what world."""
    with _making:  # who asks while it is made waits for it
        return _names(reader.of_anyone)


@per_build
def _names(reader: Reader) -> Names:
    rows = reader.run("search_names")
    school_ids = tuple(dict.fromkeys(rows["school_id"]))
    place = {school_id: row for row, school_id in enumerate(school_ids)}
    columns = (rows[name] for name in ("school_id", "name", "beside", "is_listed", "is_other"))
    texts = [
        Text(place[school_id], name, tuple((beside or "").split("|")), LISTED * bool(listed) + NOW * (not other))
        for school_id, name, beside, listed, other in zip(*columns, strict=True)
    ]
    others = rows[rows["is_other"]]
    by_other = frozenset(zip(others["school_id"].map(place), others["name"], strict=True))
    return Names(index.build(texts), school_ids, by_other)


def find(asked: str, reader: Reader) -> Found:
    """The schools that a text may mean, the likeliest first."""
    if code := exact(asked):
        schools = reader.run("search_codes", {"code": code})
        if len(schools):
            ids = list(schools["school_id"])
            return Found(_rows(ids[:MOST], reader), {}, code, is_exact=True)
    known = names(reader)
    hits = known.index.find(asked, MOST)
    rows = _rows([known.school_ids[hit.row] for hit in hits], reader)
    by_name = {known.school_ids[hit.row]: hit.name for hit in hits if (hit.row, hit.name) in known.others}
    return Found(rows, by_name, read=_read(asked, rows, hits))


def exact(asked: str) -> str:
    """The code in a text: BRIN or BRIN with location (capitals, without spaces), or a board's number; '' for a name."""
    plain = re.sub(r"[\s.\-|]", "", asked).upper()
    if CODE.fullmatch(plain):
        return plain
    board = BOARD.fullmatch(asked.strip())
    return board[1] if board else ""


def _read(asked: str, rows: pd.DataFrame, hits: list[Hit]) -> tuple[tuple[str, str], ...]:
    if rows.empty:
        return ()
    best = rows.iloc[0]
    beside = [best[name] for name in ("place", "municipality_name", "address", "postcode") if best[name]]
    return tuple(index.understood(asked, [hits[0].name, *beside]))


def _rows(school_ids: list[str], reader: Reader) -> pd.DataFrame:
    """Facts of these schools in this order; the number of partners only for who may know it."""
    rows = reader.run("search_schools", {"ids": school_ids}).set_index("school_id", drop=False).loc[school_ids]
    if not reader.may("read", PARTNER):
        return rows
    counts = reader.run("search_partners", {"ids": school_ids}).set_index("school_id")["partners_count"]
    return rows.assign(partners_count=rows["school_id"].map(counts).fillna(0).astype(int))
