"""Which schools meet the criteria of a list."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.frame.warehouse import Reader
from dashboard.targets.criteria import GREAT_TASK, PARTNERS, REACHED, SIZES, THIRDS, VO_TYPES, Criteria
from dashboard.targets.score import Part


def meets(rows: pd.DataFrame, criteria: Criteria, parts: tuple[Part, ...], reader: Reader) -> np.ndarray:
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
    return (found & _preset(criteria.preset, rows, need, criteria.filters.sector, reader)).to_numpy(bool)


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


def _preset(preset: str, rows: pd.DataFrame, need: pd.Series, sector: str, reader: Reader) -> pd.Series:
    """The ready-made choices of SKB and GKA; see docs/method.md."""
    partners = rows["partners_count"]
    if preset == "opgave":
        counted = need.where(rows["quality_flag"] == "").dropna().sort_values(ascending=False, kind="stable")
        return pd.Series(rows.index.isin(counted.index[: great_task(sector, reader)]), index=rows.index)
    if preset == "steun":
        return need >= THIRDS["hoog"][0]
    if preset == "vmbo":
        return _shares_one(rows["vo_types"], set(VO_TYPES["vmbo"]))
    if preset == "leerlijn":
        return partners.between(2, 3) & (rows["themes_count"] >= 2) & (rows["themed_partners_count"] >= 2)
    wanted = {"nieuw": 0, "verdiepen": 1}
    return partners == wanted[preset] if preset in wanted else pd.Series(True, index=rows.index)


def great_task(sector: str, reader: Reader) -> int:
    """How many of the 500 are of this sector: in proportion to the number of listed schools."""
    counts = {name: len(reader.run("target_schools", {"sector": name})) for name in ("PO", "VO")}
    return round(GREAT_TASK * counts[sector] / max(sum(counts.values()), 1))
