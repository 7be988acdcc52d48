"""Figures per group (parents' education, type of examination) through the years: the scope against the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.figures import advice, stats
from dashboard.figures.advice import LEVELS
from dashboard.figures.breaks import breaks
from dashboard.figures.stats import Interval
from dashboard.frame.language import _, measure, number
from dashboard.frame.markup import md
from dashboard.frame.records import Indicator
from dashboard.gka.scope import Scope
from dashboard.ui.group_words import words

HIGH, MIDDLE, LOW = "parents_high", "parents_middle", "parents_low"
PARENTS = (HIGH, MIDDLE, LOW)
TYPES = ("vmbo", "havo", "vwo")
ALL = "all"
KEYS = ["group_code", "period"]
COVID = "2020-2021"  # the cohort that is marked
TELLS = 1.0  # a gap of fewer points is told as about as large


@dataclass(frozen=True)
class Lines:
    """One row per group and period: value, lower, upper, n, status of the scope; country_value and its bounds."""

    indicator: Indicator
    rows: pd.DataFrame

    @property
    def groups(self) -> list[str]:
        """In the order in which they are told: parents from high to low, others by their code; all last."""
        known = list(self.rows["group_code"].unique())
        order = {code: k for k, code in enumerate((*PARENTS, *TYPES, *LEVELS))}
        return sorted(known, key=lambda code: (code == ALL, order.get(code, 9), code))

    @property
    def periods(self) -> list[str]:
        return sorted(self.rows["period"].unique())

    @property
    def newest(self) -> str:
        """The newest period with a figure of the scope, or with what it lies between."""
        known = self.rows[self.rows["value"].notna() | self.rows["lower"].notna()]
        return str(known["period"].max()) if len(known) else ""

    def of(self, group: str) -> pd.DataFrame:
        return self.rows[self.rows["group_code"] == group].sort_values("period")


def lines(values: pd.DataFrame, indicator: Indicator, scope: Scope) -> Lines:
    """The scope's own figure and the country's; of a region the mean by n, where all of it is known."""
    own = _together(values[values["level"] == "municipality"], len(scope.municipalities))
    country = values[values["level"] == "country"].set_index(KEYS)
    columns = [name for name in ("value", "n", "status", "lower", "upper") if name in country]
    both = own.set_index(KEYS).join(country[columns].add_prefix("country_"), how="outer").reset_index()
    return Lines(indicator, _with_bounds(_with_bounds(both.fillna({"status": "missing"}), ""), "country_"))


def of_advices(own: pd.DataFrame, country: pd.DataFrame, indicator: Indicator) -> Lines:
    """The share of each advice of the scope and of the country, as `advice_shares` gives them."""
    both = own.merge(
        country.rename(columns=lambda name: name if name in KEYS else f"country_{name}"), on=KEYS, how="outer"
    )
    return Lines(indicator, both.fillna({"status": "missing", "country_status": "missing"}))


def advice_shares(cells: pd.DataFrame) -> pd.DataFrame:
    """Per period and advice the share (percent) among those with a level: exact, between two limits, or suppressed."""
    rows = []
    for period, part in cells.groupby("period"):
        n = int(part.loc[part["advice"].isin(list(LEVELS)), "open_count"].sum())
        for code in LEVELS:
            low, high = (100 * one for one in advice.share(part, [code]))
            told = {"value": low, "n": n, "status": "observed"} if low == high else {"status": "suppressed"}
            rows.append({"group_code": code, "period": period, **told, "lower": low, "upper": high})
    return pd.DataFrame(rows).reindex(columns=[*KEYS, "value", "n", "status", "lower", "upper"])


def _together(rows: pd.DataFrame, wanted: int) -> pd.DataFrame:
    """Group and period with value, n, status; the only municipality's own bounds where the source has them."""
    if wanted == 1:
        names = ["group_code", "period", "value", "n", "status", "lower", "upper"]
        return rows.reindex(columns=names)
    weighted = rows.assign(part=rows["value"] * rows["n"], is_open=rows["status"] == "observed")
    sums = weighted.groupby(["group_code", "period"], as_index=False).agg(
        part=("part", "sum"), n=("n", "sum"), known=("is_open", "sum")
    )
    is_whole = sums["known"] == wanted
    return sums[["group_code", "period"]].assign(
        value=np.where(is_whole, sums["part"] / sums["n"].where(sums["n"] > 0), np.nan),
        n=np.where(is_whole, sums["n"], np.nan),
        status=np.where(is_whole, "observed", "missing"), lower=np.nan, upper=np.nan,
    )  # fmt: skip


def _with_bounds(rows: pd.DataFrame, who: str) -> pd.DataFrame:
    """Limits of 95 % of a share of n; what a source hides keeps the limits that it has."""
    share, n = rows[f"{who}value"].to_numpy(float) / 100, rows[f"{who}n"].to_numpy(float)
    limits = stats.wilson(share, n)
    known = ~np.isnan(share)
    for name, end in (("lower", limits.lower), ("upper", limits.upper)):
        told = rows[f"{who}{name}"].to_numpy(float) if f"{who}{name}" in rows else np.full(len(rows), np.nan)
        rows = rows.assign(**{f"{who}{name}": np.where(known, 100 * np.asarray(end), told)})
    return rows


def gaps(found: Lines) -> pd.DataFrame:
    """Per period the difference and the ratio between the first and the last group of parents, with its interval."""
    high, low = (found.of(group).set_index("period") for group in (HIGH, LOW))
    periods = [period for period in found.periods if period in high.index and period in low.index]
    return pd.DataFrame([_gap(period, high.loc[period], low.loc[period]) for period in periods])


def _gap(period: str, high: pd.Series, low: pd.Series) -> dict:
    own, country = (_between(high, low, who) for who in ("", "country_"))
    against = stats.difference(own[0], own[1], country[0], country[1])
    return {
        "period": period, "gap": own[0], "lower": float(own[1].lower), "upper": float(own[1].upper),
        "country_gap": country[0], "ratio": _ratio(high["value"], low["value"]),
        "country_ratio": _ratio(high["country_value"], low["country_value"]), "verdict": stats.verdict(against),
    }  # fmt: skip


def _between(high: pd.Series, low: pd.Series, who: str) -> tuple[float, Interval]:
    """The difference of two shares in points, by Newcombe's method from the interval of each."""
    ends = [Interval(part[f"{who}lower"], part[f"{who}upper"]) for part in (high, low)]
    gap = float(high[f"{who}value"] - low[f"{who}value"])
    return gap, stats.difference(high[f"{who}value"], ends[0], low[f"{who}value"], ends[1])


def _ratio(high: float, low: float) -> float:
    return float(high / low) if pd.notna(low) and low else np.nan


def finding(found: Lines, scope: Scope) -> str:
    """The newest gap, and whether it is larger than the country's; the rows hold it in whole points."""
    rows = gaps(found).dropna(subset=["gap"]) if len(gaps(found)) else pd.DataFrame()
    if rows.empty:
        return ""
    row = rows.iloc[-1]
    last = {group: found.of(group).set_index("period").loc[row["period"], "value"] for group in (HIGH, LOW)}
    first = _(
        "In {period}, of the 17-year-olds in {place} whose parents have low education **{low} %** are in havo, vwo or "
        "higher education, of those whose parents have high education {high} %.",
        period=row["period"], place=md(scope.name), low=number(last[LOW]), high=number(last[HIGH]),
    )  # fmt: skip
    return f"{first} {_against(row)}".strip()


def _against(row: pd.Series) -> str:
    told = {"gap": number(row["gap"]), "country": number(row["country_gap"]) if pd.notna(row["country_gap"]) else ""}
    if not told["country"]:
        return _("The gap is **{gap} points**.", gap=told["gap"])
    if row["verdict"] == 1 and row["gap"] - row["country_gap"] >= TELLS:
        return _("The gap of **{gap} points** is larger than in the country ({country}).", **told)
    if row["verdict"] == -1 and row["country_gap"] - row["gap"] >= TELLS:
        return _("The gap of **{gap} points** is smaller than in the country ({country}).", **told)
    return _("The gap of **{gap} points** cannot be told apart from the country's ({country}).", **told)


def newest(found: Lines, shown: Sequence[str], scope: Scope) -> str:
    """Each group's newest figure in the scope and in the country; what is hidden as what it lies between."""
    rows = found.rows[found.rows["period"] == found.newest].set_index("group_code")
    parts = [
        _("{group} **{own}** (country {country})", group=md(words(one)), own=between(rows.loc[one], found.indicator),
          country=between(rows.loc[one], found.indicator, "country_"))
        for one in shown if one in rows.index
    ]  # fmt: skip
    if not parts:
        return _("There is no figure per group of {place}.", place=md(scope.name))
    return _("In {period} in {place}: {list}.", period=found.newest, place=md(scope.name), list=", ".join(parts))


def between(row: pd.Series, indicator: Indicator, who: str = "") -> str:
    """A figure with its unit, or the two that it lies between; a dash where neither is known."""
    if pd.notna(row[f"{who}value"]):
        return measure(row[f"{who}value"], indicator, indicator.digits(row[f"{who}n"]))
    if pd.notna(row[f"{who}lower"]):
        low, high = number(row[f"{who}lower"]), measure(row[f"{who}upper"], indicator, 0)
        return _("{low} to {high}", low=low, high=high)
    return "–"


def stretches(found: Lines) -> list[str]:
    """Where the lines break."""
    return [period for period in breaks(found.indicator.indicator_id) if period in found.periods]
