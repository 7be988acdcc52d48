"""What a pack is about: a municipality, an own region of several, or districts that were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.frame.language import _, level_word, number
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import notes, tables

TOWN, DISTRICT = "municipality", "district"
MOST = 6  # districts, as on page Wijken vergelijken
NAMED = 12  # municipalities of a region by name in the line under it: the rest is counted


@dataclass(frozen=True)
class Scope:
    """`members` are its areas, all of `level`; `towns` the municipalities that it is or lies in.

    `where` says what it lies in or is made of; `titles` are the members by name.
    """

    name: str
    level: str
    members: tuple[str, ...]
    towns: tuple[str, ...]
    titles: tuple[str, ...]
    where: str = ""

    @property
    def is_one(self) -> bool:
        """One area has verdicts, twins and a place of its own; several only have those of each."""
        return len(self.members) == 1

    @property
    def districts(self) -> tuple[str, ...]:
        """Those that it is limited to; none where it is all of its municipalities."""
        return self.members if self.level == DISTRICT else ()

    def titled(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Districts with a `title`: the name, with the municipality where it has several."""
        towns = rows["municipality_name"] if len(self.towns) > 1 else [""] * len(rows)
        named = zip(rows["name"], towns, strict=True)
        return rows.assign(title=[f"{name} ({town})" if town else name for name, town in named])

    def holds(self, areas: pd.DataFrame) -> pd.Series:
        """Which districts or schools (rows with municipality_code and district_code) lie in it."""
        inside = areas["municipality_code"].isin(self.towns)
        return inside & areas["district_code"].isin(self.districts) if self.districts else inside


def municipality(code: str, reader: Reader) -> Scope:
    """Raises KeyError for a code that is no municipality of the build."""
    row = areas(TOWN, reader).loc[code]
    return Scope(str(row["name"]), TOWN, (code,), (code,), (str(row["name"]),), str(row["province_name"] or ""))


def region(own: Place, reader: Reader) -> Scope:
    """The reader's own region; of one municipality it is that municipality, under the reader's name."""
    names = list(areas(TOWN, reader).loc[list(own.members), "name"])
    told, left = ", ".join(names[:NAMED]), len(names) - NAMED
    more = _("and {n} more", n=number(left)) if left > 0 else ""
    return Scope(own.name, TOWN, own.members, own.members, tuple(names), f"{told} {more}".strip())


def districts(codes: Sequence[str], reader: Reader) -> Scope:
    """One to six districts, of one municipality or of several. Raises KeyError for one that the build does not have."""
    rows = areas(DISTRICT, reader).loc[list(codes)]
    names = tuple(tables.brief(rows["name"]))
    towns = tuple(dict.fromkeys(rows["municipality_code"]))
    where = "; ".join(
        f"{town}: {', '.join(group['name'])}" if len(names) > 2 else str(town)
        for town, group in rows.assign(name=list(names)).groupby("municipality_name", sort=False)
    )
    return Scope(
        _called(names, list(dict.fromkeys(rows["municipality_name"]))), DISTRICT, tuple(codes), towns, names, where
    )


def _called(names: Sequence[str], towns: Sequence[str]) -> str:
    """One or two by their names, more by how many they are."""
    if len(names) < 3:
        return " – ".join(names)
    words = {"n": number(len(names)), "areas": level_word(DISTRICT)}
    if len(towns) == 1:
        return _("{n} {areas} of {town}", town=towns[0], **words)
    return _("{n} {areas} of {towns} municipalities", towns=number(len(towns)), **words)


def spots(scope: Scope, reader: Reader) -> list[notes.Spot]:
    """Its areas and the municipalities that these lie in, as notes are about them."""
    return notes.of_areas(areas(scope.level, reader).loc[list(scope.members)])


def areas(level: str, reader: Reader) -> pd.DataFrame:
    """All that can be chosen of a level, by code."""
    return reader.run("compare_areas", {"level": level}).set_index("area_code", drop=False)
