"""A list of target schools: the criteria as one value, the filters, the score, the rank and how firm it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from dashboard import ranking, target_parts, warehouse
from dashboard.access import Access
from dashboard.coverage import Filters
from dashboard.target_parts import DEFAULT_WEIGHTS, SLIDERS, Part

TOPS = (25, 50, 100, 250, 500)
GREAT_TASK = 500  # schools in PO and VO together, as GKA told in 2022
THIRDS = {"laag": (0, 100 / 3), "midden": (100 / 3, 200 / 3), "hoog": (200 / 3, 100.1)}
SIZES = {"tot-100": (0, 100), "100-200": (100, 200), "200-500": (200, 500), "vanaf-500": (500, np.inf)}
PARTNERS = {"0": (0, 1), "1": (1, 2), "2-3": (2, 4), "vanaf-4": (4, np.inf)}
REACHED = {"geen": (0, 1), "1-24": (1, 25), "25-99": (25, 100), "vanaf-100": (100, np.inf)}
VO_TYPES = {
    "vmbo": ("vmbo_b", "vmbo_k", "vmbo_g", "vmbo_t"),
    "vmbo-bk": ("vmbo_b", "vmbo_k"),
    "havo": ("havo",),
    "vwo": ("vwo",),
    "pro": ("pro",),
    "brugjaren": ("bridge", "havo_vwo_3"),
}
PRESETS = {"alle": "", "steun": "PO", "vmbo": "VO", "nieuw": "", "verdiepen": "", "leerlijn": "", "opgave": ""}


@dataclass(frozen=True)
class Criteria:
    """Everything that decides which schools are on the list and in what order. Hashable; empty means all."""

    areas: tuple[str, ...] = ("NL00",)
    filters: Filters = field(default_factory=Filters)
    measure: str = "per-leerling"
    weights: tuple[int, ...] = DEFAULT_WEIGHTS
    top: int = 100
    preset: str = "alle"
    gka: bool = False
    urban: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    ses: tuple[str, ...] = ()
    partner_counts: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    flagged: bool = False
    text: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Criteria:
        """From plain(). Raises TypeError on names that are not criteria."""
        filters = Filters(**{name: _frozen(value) for name, value in told["filters"].items()})
        return cls(**{name: _frozen(value) for name, value in told.items() if name != "filters"}, filters=filters)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Ranked:
    """The schools on the list by rank, then those without a score; and what they were scored with.

    Columns besides the figures: `rank`, `score`, `<part>_part` (0..100); when firm `share` (0..1), and `at`, the
    place among the schools with a score by which banded() finds the band.
    """

    rows: pd.DataFrame
    parts: tuple[Part, ...]
    weights: np.ndarray  # of the parts, as chosen
    criteria: Criteria
    flagged_count: int  # left out because newcomer or small
    bare: tuple[str, ...]  # the parts that no school of the sector has
    firmness: ranking.Stability | None

    @cached_property
    def scored(self) -> pd.DataFrame:
        """The schools that have a rank."""
        return self.rows.iloc[: int(self.rows["score"].notna().sum())]

    @cached_property
    def first(self) -> pd.DataFrame:
        """The schools that ask for attention first: the top of the list."""
        return self.scored.head(self.criteria.top)

    def banded(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Some of the rows with the 5-95 % band of their rank: `low` and `high`, missing without a rank."""
        low, high = np.full((2, len(rows)), np.nan)
        at = rows["at"].to_numpy()
        if self.firmness is not None:
            low[at >= 0], high[at >= 0] = self.firmness.band(at[at >= 0])
        return rows.assign(low=low, high=high)

    @cached_property
    def hidden_count(self) -> int:
        """Figures of these schools that are suppressed, over all parts."""
        return sum(int((self.rows[part.status] == "suppressed").sum()) for part in self.parts)

    def has_figures(self, part: Part) -> bool:
        """Whether any school of the sector has this part; change in pupils in VO has none."""
        return part.column not in self.bare

    def contributions(self, school: pd.Series) -> np.ndarray:
        """Points of each part (they add up to the score); NaN where the part is missing or weighs nothing."""
        values = np.array([school[part.place] for part in self.parts], dtype=float)
        points = np.where(self.weights > 0, self.weights * values, np.nan)
        return points / self.weights[~np.isnan(values)].sum()


def ranked(criteria: Criteria, access: Access, firm: bool = True) -> Ranked:
    """The list under these criteria in the build of this rerun; when not firm only its top, without firmness."""
    return _ranked(warehouse.run("build", {}, access).iloc[0]["build_id"], criteria, access, firm)


@lru_cache(maxsize=6)  # one holds 12 MB of places
def _ranked(build_id: str, criteria: Criteria, access: Access, firm: bool) -> Ranked:
    parts = target_parts.parts_of(criteria.filters.sector, criteria.measure)
    every = _met(build_id, criteria.filters, access)
    # A part that no school of the sector has (change in pupils in VO) weighs nothing.
    there = np.array([every[part.place].notna().any() for part in parts], dtype=float)
    bare = tuple(part.column for part, has in zip(parts, there, strict=True) if not has)
    spread = target_parts.spread(parts) * there
    is_chosen = _is_chosen(every, criteria, parts, access)
    is_flagged = (every["quality_flag"] != "").to_numpy() & (not criteria.flagged)
    mine = np.flatnonzero(is_chosen & ~is_flagged)
    table = np.column_stack([every[part.place].to_numpy(float)[mine] for part in parts])
    weights = np.array(criteria.weights, float) @ spread
    # Without its pupils nothing is known of the school itself, only of what is around it.
    enough = ranking.is_enough(table, weights, sum(criteria.weights)) & every["pupils_count"].notna().to_numpy()[mine]
    columns, firmness = _scored(table, enough, criteria, spread, firm)
    by_rank = np.argsort(np.where(enough, columns["rank"], np.inf), kind="stable")
    by_rank = by_rank if firm else by_rank[: criteria.top]
    rows = every.iloc[mine[by_rank]].reset_index(drop=True)
    rows = rows.assign(**{name: values[by_rank] for name, values in columns.items()})
    return Ranked(rows, parts, weights, criteria, int((is_chosen & is_flagged).sum()), bare, firmness)


def _scored(
    table: np.ndarray, enough: np.ndarray, criteria: Criteria, spread: np.ndarray, firm: bool
) -> tuple[dict[str, np.ndarray], ranking.Stability | None]:
    """Score, rank and, when firm, how firm it is; missing for schools that have not enough."""
    known = table[enough]
    score = ranking.scores(known, np.array(criteria.weights, float) @ spread)
    firmness = ranking.stability(known, criteria.weights, spread, criteria.top) if firm and len(known) else None
    found = {"score": score, "rank": ranking.ranks(score)} | ({"share": firmness.share} if firmness else {})
    columns = {name: np.full(len(table), np.nan) for name in ("score", "rank", "share")}
    for name, values in found.items():
        columns[name][enough] = values
    columns["at"] = np.where(enough, np.cumsum(enough) - 1, -1)
    return columns, firmness


@lru_cache(maxsize=4)
def _placed(_build_id: str, sector: str, access: Access) -> pd.DataFrame:
    """All listed schools of the sector with the percentiles that do not depend on partners."""
    return target_parts.placed(
        warehouse.run("target_schools", {"sector": sector}, access), target_parts.lasting(sector)
    )


@lru_cache(maxsize=8)
def _met(build_id: str, filters: Filters, access: Access) -> pd.DataFrame:
    """The same with the activities that are chosen; areas and other filters do not change these figures."""
    partners = warehouse.run("coverage_partners", {}, access)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    active = warehouse.run("target_active", activity(filters), access)
    told = {ids: ", ".join(sorted(names[one] for one in ids.split(","))) for ids in active["partner_ids"].unique()}
    return target_parts.met(
        _placed(build_id, filters.sector, access), active.assign(partners=active["partner_ids"].map(told))
    )


def activity(filters: Filters) -> dict[str, Any]:
    """The parameters of a question about activities in schools of any sector."""
    return {name: value for name, value in filters.params().items() if name not in ("sector", "learning_line")}


def _is_chosen(rows: pd.DataFrame, criteria: Criteria, parts: tuple[Part, ...], access: Access) -> np.ndarray:
    """Which schools meet all filters (flags apart)."""
    need = rows[[part.place for part in parts if part.slider == "need"]].mean(axis=1)
    found = _in_areas(rows, criteria.areas)
    if criteria.gka:
        found &= rows["is_gka"]
    if criteria.urban:
        found &= rows["urbanity_class"].isin(criteria.urban)
    if criteria.types:
        wanted = {code for name in criteria.types for code in VO_TYPES.get(name, ())}
        found &= _shares_one(rows["vo_types"], wanted)
    for chosen, ranges, values in (
        (criteria.sizes, SIZES, rows["pupils_count"]),
        (criteria.need, THIRDS, need),
        (criteria.ses, THIRDS, 100 - rows["ses_woa_part"]),
        (criteria.partner_counts, PARTNERS, rows["partners_count"]),
        (criteria.reached, REACHED, rows["participants_count"]),
    ):
        if chosen:
            found &= _in_ranges(values, [ranges[name] for name in chosen])
    if criteria.present:
        found &= _shares_one(rows["partner_ids"], set(criteria.present))
    if criteria.absent:
        found &= ~_shares_one(rows["partner_ids"], set(criteria.absent))
    if criteria.text.strip():
        found &= _matches(rows, criteria.text)
    return (found & _preset(criteria.preset, rows, need, criteria.filters.sector, access)).to_numpy(bool)


def _in_areas(rows: pd.DataFrame, areas: tuple[str, ...]) -> pd.Series:
    if "NL00" in areas:
        return pd.Series(True, index=rows.index)
    return rows["municipality_code"].isin(areas) | rows["province_code"].isin(areas)


def _in_ranges(values: pd.Series, ranges: list[tuple[float, float]]) -> pd.Series:
    found = pd.Series(False, index=values.index)
    for low, high in ranges:
        found |= (values >= low) & (values < high)
    return found


def _shares_one(lists: pd.Series, wanted: set[str]) -> pd.Series:
    """Lists of codes with commas that hold at least one of the wanted."""
    known = {text: bool(wanted.intersection(text.split(","))) for text in lists.dropna().unique()}
    return lists.map(known).fillna(False).astype(bool)


def _matches(rows: pd.DataFrame, text: str) -> pd.Series:
    """Every word stands in the name, the place or the school code."""
    told = (rows["name"].fillna("") + " " + rows["place"].fillna("") + " " + rows["school_id"]).str.casefold()
    found = pd.Series(True, index=rows.index)
    for word in text.casefold().split():
        found &= told.str.contains(word, regex=False)
    return found


def _preset(preset: str, rows: pd.DataFrame, need: pd.Series, sector: str, access: Access) -> pd.Series:
    """The ready-made choices of SKB and GKA; see docs/method.md."""
    partners = rows["partners_count"]
    if preset == "opgave":
        counted = need.where(rows["quality_flag"] == "").dropna().sort_values(ascending=False, kind="stable")
        return pd.Series(rows.index.isin(counted.index[: great_task(sector, access)]), index=rows.index)
    if preset == "steun":
        return need >= THIRDS["hoog"][0]
    if preset == "vmbo":
        return _shares_one(rows["vo_types"], set(VO_TYPES["vmbo"]))
    if preset == "leerlijn":
        return partners.between(2, 3) & (rows["themes_count"] >= 2) & (rows["themed_partners_count"] >= 2)
    wanted = {"nieuw": 0, "verdiepen": 1}
    return partners == wanted[preset] if preset in wanted else pd.Series(True, index=rows.index)


def great_task(sector: str, access: Access) -> int:
    """How many of the 500 are of this sector: in proportion to the number of listed schools."""
    counts = {name: len(warehouse.run("target_schools", {"sector": name}, access)) for name in ("PO", "VO")}
    return round(GREAT_TASK * counts[sector] / max(sum(counts.values()), 1))


def compared(one: Ranked, other: Ranked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The schools at the top of the first list only, and those at the top of the other only."""
    mine, theirs = one.first, other.first
    return (
        mine[~mine["school_id"].isin(theirs["school_id"])],
        theirs[~theirs["school_id"].isin(mine["school_id"])],
    )


def weights_of(text: str) -> tuple[int, ...]:
    """The weights of a link: five whole numbers of 0 to 100 that add up to 100, else the default ones."""
    cells = text.split(",")
    if len(cells) == len(SLIDERS) and all(cell.isascii() and cell.isdigit() and len(cell) <= 3 for cell in cells):
        weights = tuple(int(cell) for cell in cells)
        if sum(weights) == 100:
            return weights
    return DEFAULT_WEIGHTS
