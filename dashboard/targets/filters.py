"""Which schools meet the criteria of a list."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard.frame.warehouse import Reader
from dashboard.targets.criteria import (
    GREAT_TASK,
    PARTNERS,
    REACHED,
    SIZES,
    THIRDS,
    VO_TYPES,
    Criteria,
    Education,
    Preset,
    Third,
)
from dashboard.targets.score import Part


def meets(
    rows: pd.DataFrame, criteria: Criteria, parts: tuple[Part, ...], reader: Reader, can_come: np.ndarray
) -> np.ndarray:
    """Which schools meet all filters (flags apart). `can_come` are those that may have a place: the 500 are of them."""
    need = rows[[part.place for part in parts if part.is_need]].mean(axis=1)
    is_met = _in_areas(rows, criteria.areas)
    if criteria.gka:
        is_met &= rows["is_gka"]
    if criteria.urban:
        is_met &= rows["urbanity_class"].isin(criteria.urban)
    if criteria.types:
        wanted = {code for name in criteria.types for code in VO_TYPES[name]}
        is_met &= _shares_one(rows["vo_types"], wanted)
    for ranges, values in (
        ([SIZES[code] for code in criteria.sizes], rows["pupils_count"]),
        ([THIRDS[code] for code in criteria.need], need),
        ([THIRDS[code] for code in criteria.ses], 100 - rows["ses_woa_part"]),
        ([PARTNERS[code] for code in criteria.partner_counts], rows["partners_count"]),
        ([REACHED[code] for code in criteria.reached], rows["participants_count"]),
    ):
        if ranges:
            is_met &= _in_ranges(values, ranges)
    if criteria.present:
        is_met &= _shares_one(rows["partner_ids"], set(criteria.present))
    if criteria.absent:
        is_met &= ~_shares_one(rows["partner_ids"], set(criteria.absent))
    if criteria.text.strip():
        is_met &= _matches(rows, criteria.text)
    if criteria.preset == Preset.GREAT_TASK:
        is_met &= _most(need.where(can_come), great_task(criteria.filters.sector, reader))
    return (is_met & _preset(criteria.preset, rows, need)).to_numpy(bool)


def _in_areas(rows: pd.DataFrame, areas: tuple[str, ...]) -> pd.Series:
    if "NL00" in areas:
        return pd.Series(True, index=rows.index)
    return rows["municipality_code"].isin(areas) | rows["province_code"].isin(areas)


def _in_ranges(values: pd.Series, ranges: Sequence[tuple[float, float]]) -> pd.Series:
    is_inside = pd.Series(False, index=values.index)
    for low, high in ranges:
        is_inside |= (values >= low) & (values < high)
    return is_inside


def _shares_one(lists: pd.Series, wanted: set[str]) -> pd.Series:
    """Lists of codes with commas that hold at least one of the wanted."""
    shares = {text: bool(wanted.intersection(text.split(","))) for text in lists.dropna().unique()}
    return lists.map(shares).fillna(False).astype(bool)


def _matches(rows: pd.DataFrame, text: str) -> pd.Series:
    """Every word stands in the name, the place or the school code."""
    names = (rows["name"].fillna("") + " " + rows["place"].fillna("") + " " + rows["school_id"]).str.casefold()
    has_all = pd.Series(True, index=rows.index)
    for word in text.casefold().split():
        has_all &= names.str.contains(word, regex=False)
    return has_all


def _most(need: pd.Series, count: int) -> pd.Series:
    """The schools with the most need, as many as were promised; of equal ones the first."""
    counted = need.dropna().sort_values(ascending=False, kind="stable")
    return pd.Series(need.index.isin(counted.index[:count]), index=need.index)


def _preset(preset: Preset, rows: pd.DataFrame, need: pd.Series) -> pd.Series:
    """The ready-made choices of SKB and GKA that look at a school alone; see docs/method.md."""
    partners = rows["partners_count"]
    if preset == Preset.SUPPORT:
        return need >= THIRDS[Third.HIGH][0]
    if preset == Preset.VMBO:
        return _shares_one(rows["vo_types"], set(VO_TYPES[Education.VMBO]))
    if preset == Preset.LEARNING_LINE:
        return partners.between(2, 3) & (rows["themes_count"] >= 2) & (rows["themed_partners_count"] >= 2)
    counts = {Preset.NEW: 0, Preset.DEEPEN: 1}
    return partners == counts[preset] if preset in counts else pd.Series(True, index=rows.index)


def great_task(sector: str, reader: Reader) -> int:
    """How many of the 500 are of this sector: in proportion to the number of listed schools."""
    counts = {name: len(reader.run("target_schools", {"sector": name})) for name in ("PO", "VO")}
    return round(GREAT_TASK * counts[sector] / max(sum(counts.values()), 1))
