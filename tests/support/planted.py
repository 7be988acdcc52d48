"""Closed figures of other municipalities that can be known again wherever they arrive: as text, or inside of tables."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from tests.support import mart
from tests.support.persons import OWN

FIRST = {"value": 7_100_000, "n": 7_400_000}  # and the number of the row; no other figure of the stand-in is so large
FAR = "(rowid * 7919) % 99991"  # so far apart that the mean of some is none of the others
TABLES = {"closed_area_value": 0, "closed_school_value": 100_000, "closed_institution_value": 200_000}
OF = {  # the rows of a municipality: the areas in it and its schools
    "closed_area_value": "area_code in (select area_code from mart.area where municipality_code {test} '{town}')",
    "closed_school_value": "school_id in (select school_id from mart.school where municipality_code {test} '{town}')",
    "closed_institution_value": "brin in (select brin from mart.school where municipality_code {test} '{town}')",
}
# as it may be written: 7100001, 7.100.001, 7,100,001, with narrow spaces
WRITTEN = re.compile(r"(?<![\w])7[.,\u00a0\u202f ]?([1-7]\d\d)[.,\u00a0\u202f ]?(\d{3})(?!\d)")


def statements(town: str = OWN, test: str = "<>") -> tuple[str, ...]:
    """Plants a figure and a number of people in every closed row of the municipalities that this one is not (or is)."""
    return tuple(
        f"update mart.{table} set value = {FIRST['value'] + more} + {FAR}, n = {FIRST['n'] + more} + {FAR},"
        f" status = 'observed' where {OF[table].format(test=test, town=town)}"
        for table, more in TABLES.items()
    )


@dataclass(frozen=True)
class Planted:
    """The figures that were planted, and where any of them is found."""

    figures: frozenset[int]

    @cached_property
    def inside(self) -> re.Pattern[bytes]:
        """As tables hold them: doubles and whole numbers of eight bytes."""
        packed = (struct.pack(kind, one) for one in sorted(self.figures) for kind in ("<d", "<q"))
        return re.compile(b"|".join(map(re.escape, packed)))

    def found_in(self, *texts: str | bytes) -> set[int]:
        """Those that stand in what arrived."""
        found: set[int] = set()
        for told in texts:
            data = told.encode() if isinstance(told, str) else told
            text = told if isinstance(told, str) else told.decode("utf-8", "ignore")
            found |= {int(f"7{one[1]}{one[2]}") for one in WRITTEN.finditer(text)} & self.figures
            found |= {self._number(one[0]) for one in self.inside.finditer(data)}
        return found

    def _number(self, packed: bytes) -> int:
        whole, real = struct.unpack("<q", packed)[0], struct.unpack("<d", packed)[0]
        return whole if whole in self.figures else int(real)


def plant(data: Path, town: str = OWN, test: str = "<>") -> Planted:
    """Plants in the stand-in of a data folder; returns what."""
    mart.change(data, *statements(town, test))
    return read(data, town, test)


def read(data: Path, town: str = OWN, test: str = "<>") -> Planted:
    with duckdb.connect(str(mart.file_of(data)), read_only=True) as con:
        rows: Iterable[tuple] = []
        for table in TABLES:
            where = OF[table].format(test=test, town=town)
            rows = [*rows, *con.sql(f"select value, n from mart.{table} where {where}").fetchall()]
    return Planted(frozenset(int(one) for row in rows for one in row))
