"""What the pictures stand on: figures of the build, as far as this reader may read them, or those of an own file.

Frames of areas have area_code, level, name, municipality_code, map_index, period, group_code, value, n, status; those
of schools have school_id, name, pupils_count, period, value, n, status. Small numbers are withheld in both kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from dashboard.frame.access import CLOSED
from dashboard.frame.language import _
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.gka.scope import Scope
from dashboard.ui import pieces

FLOW, TEST, POOR, SEVENTEEN = "gka_afstroom_pct", "gka_toetsadvies_mean", "gka_apcg_pct", "gka_havo_vwo_17_pct"
ADVICE, COUNTS, NEED, POOR_OPEN = "po_advice_mean", "po_advice_count", "po_need_per_pupil", "po_pupils_apcg_pct"
OPEN_FLOWS = ("vo_afstroom_pct", "vo_repeaters_pct", "vo_opstroom_pct")
EXAMS = "vo_exam_pass_pct"
FEWEST, EITHER_SIDE = 10, 5  # people in a figure, and in it and outside it
CELLS = ("period", "group_code", "value", "n", "status")
AREA = ("area_code", "level", "name", "municipality_code", "map_index")


class Figures(Protocol):
    """The figures of one scope, whosever they are."""

    @property
    def scope(self) -> Scope: ...

    @property
    def is_own(self) -> bool: ...

    def indicators(self, place: str) -> dict[str, Indicator]:
        """What there is of districts and municipalities (place area), or of schools (school), by id."""
        ...

    def areas(self, indicator_id: str) -> pd.DataFrame:
        """One row per area, period and group."""
        ...

    def schools(self, indicator_id: str) -> pd.DataFrame:
        """One row per school and period."""
        ...

    def source(self, indicator: Indicator, period: str) -> str:
        """Who made it, of when."""
        ...


@dataclass(frozen=True)
class OfBuild:
    """The closed figures of the build; none for who may not read those of the whole scope: half is not a whole."""

    scope: Scope
    reader: Reader
    is_own: bool = False

    def indicators(self, place: str) -> dict[str, Indicator]:
        if not may_read(self.reader, self.scope):
            return {}
        rows = self.reader.run("closed_indicators")
        kinds = ("school", "institution") if place == "school" else (place,)
        return {row["indicator_id"]: Indicator.of(row) for row in rows[rows["place"].isin(kinds)].to_dict("records")}

    def areas(self, indicator_id: str) -> pd.DataFrame:
        asked = {"municipalities": self.scope.municipalities, "indicator": indicator_id}
        rows = self.reader.run("closed_area_values", asked).drop_duplicates(["area_code", "period", "group_code"])
        return on_areas(rows, self.scope)

    def schools(self, indicator_id: str) -> pd.DataFrame:
        """Of schools, and of institutions with one location, whose figure is that of the school."""
        asked, there = {"municipalities": self.scope.municipalities, "indicator": indicator_id}, self.schools_there()
        of_schools = self.reader.run("closed_school_values", asked)
        of_institutions = of_one_location(self.reader.run("closed_institution_values", asked), there)
        rows = pd.concat([of_schools, of_institutions[of_schools.columns]]) if len(of_institutions) else of_schools
        return on_schools(rows.drop_duplicates(["school_id", "period", "group_code"]), there)

    def schools_there(self) -> pd.DataFrame:
        """The listed primary schools of the scope."""
        return self.reader.run("gka_schools", {"municipalities": self.scope.municipalities, "sector": "PO"})

    def source(self, indicator: Indicator, period: str) -> str:
        told = _("Source: closed delivery to this build, {name}", name=pieces.named(indicator, "name"))
        return _("{source}, period {period}", source=told, period=period) if period else told


def may_read(reader: Reader, scope: Scope) -> bool:
    """Whether the closed figures of every municipality of a scope are this reader's to read."""
    return all(reader.may("read", CLOSED, town) for town in scope.municipalities)


def on_areas(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Figures with the names and places of their areas; small numbers withheld."""
    return withheld(scope.areas[list(AREA)].merge(rows[["area_code", *CELLS]], on="area_code"))


def on_schools(rows: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Figures with the names and pupils of their schools; small numbers withheld."""
    told = schools[["school_id", "name", "pupils_count"]]
    return withheld(told.merge(rows[["school_id", *CELLS]], on="school_id"))


def of_one_location(rows: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Figures of institutions as those of their one school; of several locations nobody knows which one it is."""
    alone = schools.loc[schools["locations_count"] == 1, ["school_id", "brin"]]
    return rows.merge(alone, on="brin")


def withheld(rows: pd.DataFrame, unit: str = "") -> pd.DataFrame:
    """Without what stands on fewer than ten people, and for a percentage on fewer than five in it or outside it."""
    n, value = rows["n"].to_numpy(float), rows["value"].to_numpy(float)
    inside = n * value / 100
    few = n < FEWEST
    if unit == "pct":
        few |= (inside < EITHER_SIDE) | (n - inside < EITHER_SIDE)
    hidden = few & (rows["status"] == "observed").to_numpy()
    return rows.assign(
        value=np.where(hidden, np.nan, value),
        n=np.where(hidden, np.nan, n),
        status=np.where(hidden, "withheld", rows["status"]),
    )
