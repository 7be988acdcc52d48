"""Coverage against need: the choices, the sums of queries/ask/coverage_*.sql, and the shares made of them.

PO and VO are never added: every figure is of one sector. Sums come from the warehouse; only shares are made here,
so that every page that tells a share tells the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.figures import participants
from dashboard.frame import kept
from dashboard.frame.records import WHOLE_BELOW, Indicator, Place
from dashboard.frame.warehouse import Reader

SUMS = [
    *("schools_count", "active_schools_count", "pupils_count", "active_pupils_count", "need", "active_need"),
    *("unreached_need", "load", "load_pupils_count", "participants_lower", "participants_upper"),
    *("few_participants_count", "untold_count", "scored_count"),
    *("unlisted_count", "active_unlisted_count", "emptied_count", "high_without_partner_count"),
]
# Of these nothing is ever hidden.
COUNTS = [name for name in SUMS if name.endswith("_count") and "pupils" not in name]
COUNTS += ["participants_lower", "participants_upper"]
# A sum is only a sum when every part of it may be shown.
HIDING = {
    "need_status": ["need", "active_need", "unreached_need"],
    "load_status": ["load", "load_pupils_count"],
    "pupils_status": ["pupils_count", "active_pupils_count"],
}


@dataclass(frozen=True)
class Filters:
    """Which activities count as reaching a school; empty lists and '' mean all. Hashable."""

    sector: str = "PO"
    school_year: str = ""
    partners: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    founding: bool = False
    faded: bool = False
    learning_line: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether partners are left out, so that where none is active another may be."""
        return bool(self.partners or self.themes or self.founding or self.learning_line)

    def params(self) -> dict[str, object]:
        """The named parameters of every coverage question."""
        return {
            "sector": self.sector,
            "school_year": self.school_year,
            "partners": sorted(self.partners),
            "themes": sorted(self.themes),
            "founding": self.founding,
            "faded": self.faded,
            "learning_line": self.learning_line,
        }

    def activity(self) -> dict[str, object]:
        """The named parameters of a question about activities, in schools of any sector."""
        return {name: value for name, value in self.params().items() if name not in ("sector", "learning_line")}


@dataclass(frozen=True)
class Coverage:
    """One row per area of a level, municipality, province and the country, with shares; areas of one sector.

    The rows of a level stand together, so that a level is a part of them and no copy: what is kept is weighed once.
    Shares are 0..100, over listed schools above and below the line. `gap_share` is of the country's unreached need:
    all areas of a level and the row apart make 100. Over all school years there is no share of participants.
    """

    rows: pd.DataFrame
    level: str
    is_one_year: bool = True

    @property
    def areas(self) -> pd.DataFrame:
        """The areas of the level."""
        return self.of_level(self.level)

    def of_level(self, level: str) -> pd.DataFrame:
        levels, codes = (self.rows[name].to_numpy(object) for name in ("level", "area_code"))
        at = np.flatnonzero((levels == level) & (codes != ""))
        return self.rows.iloc[at[0] : at[-1] + 1] if len(at) else self.rows[:0]

    @property
    def apart(self) -> pd.Series:
        """The schools that lie in no area of the level, as one row; they count for the country."""
        apart = self.rows[(self.rows["level"] == self.level) & (self.rows["area_code"] == "")]
        return apart.iloc[0] if len(apart) else pd.Series(dict.fromkeys(SUMS, 0))

    @property
    def country(self) -> pd.Series:
        return self.of_level("country").iloc[0]

    def lineage(self, code: str) -> pd.DataFrame:
        """An area with what it lies in: itself first, the country last."""
        every = self.rows["area_code"].tolist()
        own = self.rows.iloc[every.index(code)]
        around = [own["municipality_code"], own["province_code"], self.country["area_code"]]
        codes = [code, *(area for area in dict.fromkeys(around) if area and area != code)]
        return self.rows.iloc[[every.index(area) for area in codes]].reset_index(drop=True)

    def together(self, rows: pd.DataFrame) -> pd.Series:
        """Areas taken together as one row with shares; what one of them hides stays hidden."""
        whole = rows[SUMS].sum(min_count=1)
        whole[COUNTS] = whole[COUNTS].fillna(0)  # of no areas at all
        whole = whole.astype("object")
        for status, columns in HIDING.items():
            is_hidden = (rows[status] == "suppressed").any()
            whole[status] = "suppressed" if is_hidden else "observed"
            if is_hidden:
                whole[columns] = float("nan")
        whole["need_is_share"] = bool(rows["need_is_share"].any())
        row = with_shares(whole.to_frame().T.infer_objects(), self.country["unreached_need"])
        return (row if self.is_one_year else without_years(row)).iloc[0]


def need_indicator(sector: str, reader: Reader) -> Indicator:
    """The indicator that is the need of a sector: its load, which adds up over areas."""
    return Indicator.of(reader.run("need_indicator", {"sector": sector}).iloc[0])


@kept.per_build
def load(level: str, filters: Filters, reader: Reader) -> Coverage:
    """Coverage of the country under these choices, down to the areas of this level."""
    rows = reader.run("coverage_areas", {"level": level, **filters.params()})
    rows = rows.sort_values("level", kind="stable", ignore_index=True)
    unreached = rows.loc[(rows["level"] == "country") & (rows["area_code"] != ""), "unreached_need"]
    shares = with_shares(rows, unreached.iloc[0])
    is_one_year = bool(filters.school_year)
    return Coverage((shares if is_one_year else without_years(shares)).copy(), level, is_one_year)


def with_shares(rows: pd.DataFrame, unreached_in_country: float) -> pd.DataFrame:
    """Adds schools_share, pupils_share, need_share, gap_share, participants_share (0..100) and need_per_pupil."""
    rows = rows.copy()
    rows["schools_share"] = _share(rows["active_schools_count"], rows["schools_count"])
    rows["pupils_share"] = _share(rows["active_pupils_count"], rows["pupils_count"])
    rows["need_share"] = _share(rows["active_need"], rows["need"])
    rows["gap_share"] = 100 * rows["unreached_need"] / unreached_in_country if unreached_in_country else float("nan")
    # the load and its rate are over every school with a figure, as everywhere else; shares are over listed ones
    rate = rows["load"] / rows["load_pupils_count"].where(rows["load_pupils_count"] > 0)
    # of secondary schools it is a share of pupils that we make
    is_few = rows["need_is_share"].astype(bool) & small(rows["load"], rows["load_pupils_count"]) & rate.notna()
    rows["need_per_pupil"] = rate.mask(is_few)
    rows["need_per_pupil_status"] = rows["load_status"].mask(is_few, "withheld")
    # where partners are active and none of them told a number, it is not known: no zero
    is_told = (rows["participants_upper"] > 0) | (rows["untold_count"] == 0)
    for name in ("participants_lower", "participants_upper"):
        rows[name] = rows[name].where(is_told)
    least, most, pupils = rows["participants_lower"], rows["participants_upper"], rows["pupils_count"]
    rows["participants_count"] = participants.exact(least, most)
    # That nobody takes part is a fact about partners, not about pupils.
    is_small = (small(least, pupils) | small(most, pupils)) & (most > 0)
    # at least this share; the same as at most where no number is 1 to 4
    rows["participants_share"] = _share(least, pupils).mask(is_small)
    rows["participants_share_upper"] = _share(most, pupils).mask(is_small)
    few = pupils < WHOLE_BELOW
    for name in ("participants_share", "participants_share_upper"):
        rows[name] = rows[name].mask(few, rows[name].round())
    rows["participants_status"] = rows["pupils_status"].mask(is_small & rows["pupils_count"].notna(), "withheld")
    return rows


def without_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Participants of several years are no part of the pupils of one: a flow over a stock."""
    return rows.assign(
        participants_share=float("nan"), participants_share_upper=float("nan"), participants_status="not_applicable"
    )


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (100 * part / whole.where(whole > 0)).astype("float64")


def small(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Own small-number rule: a rate of pupils over fewer than 10, or with fewer than 5 in it or outside it."""
    return (whole < 10) | (part < 5) | (whole - part < 5)


def active(filters: Filters, reader: Reader) -> pd.DataFrame:
    """One row per school location of any sector with such an activity, as question target_active, and `partners`.

    These are the names of who is active, in one text.
    """
    every = reader.run("coverage_partners")
    names = dict(zip(every["partner_id"], every["name"], strict=True))
    rows = reader.run("target_active", filters.activity())
    texts = {ids: ", ".join(sorted(names[key] for key in ids.split(","))) for ids in rows["partner_ids"].unique()}
    return rows.assign(partners=rows["partner_ids"].map(texts))


def schools(areas: Sequence[str], filters: Filters, reader: Reader) -> pd.DataFrame:
    """One row per school location in these areas, the most unreached need first, with who is active."""
    return reader.run("coverage_schools", {"areas": areas, **filters.params()})


def nearest(areas: Sequence[str], filters: Filters, reader: Reader) -> pd.DataFrame:
    """Up to three partners that are active outside these areas only: nearest school and distance_km."""
    return reader.run("coverage_nearest", {"areas": areas, **filters.params()})


def lineage(coverage: Coverage, marked: Place) -> pd.DataFrame:
    """An area or place with what it lies in; the reader's own region lies in the country."""
    if marked.level != "own_region":
        return coverage.lineage(marked.area_code)
    towns = coverage.of_level("municipality")
    region = coverage.together(towns[towns["area_code"].isin(marked.members)])
    named = pd.concat([region, pd.Series({"area_code": marked.area_code, "level": marked.level, "name": marked.name})])
    return pd.concat([named.to_frame().T, coverage.of_level("country")], ignore_index=True).infer_objects()
