"""The schools that can be chosen and the partners that can go there, read from the build: the problem of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.figures import fit, places, ranking
from dashboard.figures.coverage import Filters
from dashboard.figures.plan import problem as plan
from dashboard.figures.plan.problem import Problem
from dashboard.frame import kept
from dashboard.frame.warehouse import Reader

VMBO = ("vmbo_b", "vmbo_k", "vmbo_g", "vmbo_t")
LEVELS = {"labour_market_region": "region_code", "province": "province_code"}
OWN = "own"
Regions = tuple[tuple[str, tuple[str, ...]], ...]  # the reader's own: a name and its municipalities


@dataclass(frozen=True)
class Asked:
    """The schools of a place that can be chosen, and the same as a problem; names of partners and regions by code."""

    rows: pd.DataFrame
    problem: Problem
    partners: Mapping[str, str]
    regions: Mapping[str, str]
    untold: Mapping[str, tuple[str, ...]]  # fact -> partners that did not tell it
    need: Mapping[str, float]  # per sector the need at all these schools

    def name_of(self, code: str) -> str | None:
        """The name of a school that counts here; None of any other. Its rows are in the order of their codes."""
        row = int(np.searchsorted(self.problem.ids, code))
        return str(self.rows.at[row, "name"]) if row < len(self.rows) and self.problem.ids[row] == code else None

    def region_name(self, kind: str, row: int) -> str:
        code = str(self.problem.regions[kind][row]) if kind in self.problem.regions else ""
        return self.regions.get(code, code)


@kept.per_build
def asked(codes: tuple[str, ...], filters: Filters, own: Regions, reader: Reader) -> Asked:
    """The problem of these areas, with the activities that are chosen; both sectors together."""
    rows = _in_areas(reader.run("planner_schools"), codes)
    partners = _partners(filters, reader)
    there, km = _presence(rows, partners, filters, reader)
    facts = reader.run("planner_facts")
    told = _Told(rows, facts[facts["partner_id"].isin(partners)], tuple(partners), filters, reader)
    need = {sector: float(rows.loc[rows["sector"] == sector, "need"].sum()) for sector in ("PO", "VO")}
    problem = replace(
        _schools(rows, need, own),
        partners=tuple(partners),
        there=there,
        km=km,
        in_area=told.in_area(),
        fits=told.fits(),
        capacity=told.capacity(),
        can_start=told.can_start(),
    )
    return Asked(rows, problem, partners, _region_names(own, reader), told.untold(), need)


def _in_areas(rows: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    if "NL00" in codes:
        return rows
    is_in = rows["municipality_code"].isin(codes) | rows["province_code"].isin(codes)
    return rows[is_in].reset_index(drop=True)


def _partners(filters: Filters, reader: Reader) -> dict[str, str]:
    """Name by id of the partners that are chosen, all of them without a choice."""
    every = reader.run("coverage_partners")
    names = dict(zip(every["partner_id"], every["name"], strict=True))
    return {code: name for code, name in names.items() if not filters.partners or code in filters.partners}


def _presence(
    rows: pd.DataFrame, partners: Mapping[str, str], filters: Filters, reader: Reader
) -> tuple[np.ndarray, np.ndarray]:
    """Schools x partners: whether it is active there, and the kilometres to its nearest school of any sector."""
    active = reader.run("target_active", filters.activity())
    ids = active["partner_ids"].str.split(",")
    there = np.zeros((len(rows), len(partners)), dtype=bool)
    km = np.full((len(rows), len(partners)), np.inf)
    for k, code in enumerate(partners):
        own = active[[code in one for one in ids]]
        there[:, k] = rows["school_id"].isin(own["school_id"])
        km[:, k] = _nearest(rows, own[own["lon"].notna()])
    return there, km


def _nearest(rows: pd.DataFrame, sites: pd.DataFrame) -> np.ndarray:
    """Kilometres over the earth to the nearest of the sites; infinite without any."""
    if sites.empty or rows.empty:
        return np.full(len(rows), np.inf)
    from scipy.spatial import KDTree  # on first use: half a second of a start

    chord, _place = KDTree(_on_sphere(sites)).query(_on_sphere(rows))
    return plan.ACROSS_EARTH * np.arcsin(np.minimum(chord / 2, 1))


def _on_sphere(rows: pd.DataFrame) -> np.ndarray:
    lon, lat = np.radians(rows["lon"].to_numpy(float)), np.radians(rows["lat"].to_numpy(float))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _schools(rows: pd.DataFrame, need: Mapping[str, float], own: Regions) -> Problem:
    """What is known of the schools themselves; the partners' part is filled in after."""
    none, few = np.zeros((len(rows), 0)), np.zeros(0)
    total = rows["sector"].map(need).to_numpy(float)
    town = _text(rows["municipality_code"])
    mine = {member: name for name, members in own for member in members}
    regions = {kind: _text(rows[column]) for kind, column in LEVELS.items()}
    regions[OWN] = np.array([mine.get(code, "") for code in town], dtype=object)
    return Problem(
        ids=rows["school_id"].to_numpy(),
        sector=rows["sector"].to_numpy(),
        is_open=~rows["is_emptied"].to_numpy(bool),
        share=100 * rows["need"].to_numpy(float) / total,
        spread=100 * _moved(rows) / total,
        pupils=rows["pupils_count"].to_numpy(int),
        urbanity=rows["urbanity_class"].fillna(0).to_numpy(int),
        town=town,
        board=_text(rows["board_id"]),
        district=_text(rows["district_code"]),
        regions=regions,
        has_vmbo=np.array(
            [any(one in VMBO for one in str(types).split(",")) for types in rows["vo_types"]], dtype=bool
        ),
        lon=rows["lon"].to_numpy(float),
        lat=rows["lat"].to_numpy(float),
        can_start=np.zeros(len(rows), dtype=bool),
        partners=(),
        there=none.astype(bool),
        km=none,
        in_area=none.astype(bool),
        fits=none.astype(bool),
        capacity=few,
    )


def _text(column: pd.Series) -> np.ndarray:
    return column.astype(object).where(column.notna(), "").to_numpy()


def _moved(rows: pd.DataFrame) -> np.ndarray:
    """Standard deviation of a year's change of a school's need; 0 in VO, of which no two years are known."""
    per_pupil, load = rows["need_per_pupil"].to_numpy(float), rows["need"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        pupils = np.where(per_pupil > 0, load / per_pupil, rows["pupils_count"].to_numpy(float))
    return np.where(rows["sector"] == "PO", np.nan_to_num(ranking.yearly_sd(per_pupil, pupils) * pupils), 0)


class _Told:
    """What partners told of their programmes, per school; what was not told is unknown, never a yes."""

    def __init__(
        self, rows: pd.DataFrame, facts: pd.DataFrame, partners: tuple[str, ...], filters: Filters, reader: Reader
    ):
        self.rows, self.facts, self.partners, self.filters, self.reader = rows, facts, partners, filters, reader

    def _of(self, partner: str) -> pd.DataFrame:
        return self.facts[self.facts["partner_id"] == partner]

    def _inside(self, partner: str, fact: str) -> np.ndarray:
        """Which schools lie in an area that was told of any of its programmes."""
        told = ",".join(self._of(partner)[fact].dropna())
        codes = places.named(told, self.reader)
        if "NL00" in codes:
            return np.ones(len(self.rows), dtype=bool)
        return (self.rows["municipality_code"].isin(codes) | self.rows["province_code"].isin(codes)).to_numpy(bool)

    def _per_partner(self, of_one) -> np.ndarray:
        columns = [of_one(partner) for partner in self.partners]
        return np.column_stack(columns).astype(bool) if columns else np.zeros((len(self.rows), 0), dtype=bool)

    def in_area(self) -> np.ndarray:
        return self._per_partner(lambda partner: self._inside(partner, "working_area"))

    def can_start(self) -> np.ndarray:
        """Where every partner told that it can start at once; nowhere without partners."""
        starts = self._per_partner(lambda partner: self._inside(partner, "starts_in"))
        return np.asarray(starts.all(axis=1)) & bool(self.partners)

    def fits(self) -> np.ndarray:
        """Whether one of its programmes is for this sector, and has one of the chosen themes."""
        return self._per_partner(self._fits)

    def _fits(self, partner: str) -> np.ndarray:
        programmes = self._of(partner).to_dict("records")
        does = {sector: any(self._is_for(one, sector) for one in programmes) for sector in ("PO", "VO")}
        return self.rows["sector"].map(does).to_numpy(bool)

    def _is_for(self, programme: Mapping, sector: str) -> bool:
        wishes = [fit.Wish(sector, "", theme) for theme in self.filters.themes or ("",)]
        return any(
            fit.sector(programme, wish) == fit.State.FITS and fit.theme(programme, wish) == fit.State.FITS
            for wish in wishes
        )

    def capacity(self) -> np.ndarray:
        """Per partner the pupils a year of all its programmes that told it; missing when none did."""
        told = self.facts.groupby("partner_id")["capacity"].sum(min_count=1)
        return np.array([told.get(partner, np.nan) for partner in self.partners], dtype=float)

    def untold(self) -> dict[str, tuple[str, ...]]:
        """Per fact the partners of which it is not known for any programme."""
        return {
            fact: tuple(partner for partner in self.partners if self._of(partner)[fact].isna().all())
            for fact in ("working_area", "starts_in", "capacity", "sector")
        }


def _region_names(own: Regions, reader: Reader) -> dict[str, str]:
    names = {}
    for level in LEVELS:
        areas = reader.run("areas", {"level": level})
        names |= dict(zip(areas["area_code"], areas["name"], strict=True))
    return names | {name: name for name, _members in own}
