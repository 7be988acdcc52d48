"""Two periods of one figure per district: what changed, and what of it holds when so many are looked at at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.figures import stats
from dashboard.frame.language import _, measure, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.records import Indicator
from dashboard.gka.scope import Scope

LOWER, HIGHER, SAME = "lower", "higher", "indistinguishable"
OTHER_RULES, NOT_COMPARABLE = "other_rules", "not_comparable"
VERDICTS = (LOWER, HIGHER, SAME, OTHER_RULES, NOT_COMPARABLE)
COVID = (2020, 2021)  # school years that begin in these had milder rules


@dataclass(frozen=True)
class Change:
    """One row per area: before, after, n of both, difference, p and verdict; of districts, municipalities, country."""

    indicator: Indicator
    first: str
    second: str
    rows: pd.DataFrame

    @property
    def districts(self) -> pd.DataFrame:
        """The highest of the second period first, those that cannot be compared last."""
        rows = self.rows[self.rows["level"] == "district"]
        is_last = rows["verdict"] == NOT_COMPARABLE
        return rows.assign(last=is_last).sort_values(["last", "after", "name"], ascending=[True, False, True])

    def of(self, level: str) -> pd.DataFrame:
        return self.rows[self.rows["level"] == level]

    def counts(self) -> dict[str, int]:
        """How many districts have each verdict."""
        found = self.districts["verdict"].value_counts()
        return {verdict: int(found.get(verdict, 0)) for verdict in VERDICTS}


def periods(values: pd.DataFrame) -> list[str]:
    """The periods with a figure of a district, oldest first."""
    told = values[(values["level"] == "district") & (values["status"] == "observed") & (values["group_code"] == "all")]
    return sorted(told["period"].unique())


def begin_with(known: list[str]) -> tuple[str, str]:
    """The newest period and the one before it with the same rules, else the one before it, else itself."""
    newest, before = known[-1], known[:-1]
    same = [period for period in before if has_covid(period) == has_covid(newest)]
    return (same or before or known)[-1], newest


def change(values: pd.DataFrame, indicator: Indicator, first: str, second: str, scope: Scope) -> Change:
    """Every area of the scope with its figures of two periods; a verdict only of shares with their n."""
    before, after = _of(values, first, "before"), _of(values, second, "after")
    rows = scope.areas[["area_code", "level", "name", "map_index"]].join(before, on="area_code")
    rows = rows.join(after, on="area_code")
    rows = rows.fillna({"before_status": "missing", "after_status": "missing"})
    is_judged = indicator.unit == "pct" and first != second
    p_values = _p_values(rows) if is_judged else np.full(len(rows), np.nan)
    rows = rows.assign(difference=rows["after"] - rows["before"], p=p_values)
    verdicts = _verdicts(rows)
    if has_covid(first) != has_covid(second):
        verdicts[verdicts != NOT_COMPARABLE] = OTHER_RULES
    return Change(indicator, first, second, rows.assign(verdict=verdicts))


def _of(values: pd.DataFrame, period: str, name: str) -> pd.DataFrame:
    rows = values[(values["period"] == period) & (values["group_code"] == "all")]
    names = {"value": name, "n": f"{name}_n", "status": f"{name}_status"}
    return rows.set_index("area_code")[list(names)].rename(columns=names)


def _p_values(rows: pd.DataFrame) -> np.ndarray:
    """The test of two shares with one pooled, two-sided; NaN where either has no figure or no n."""
    n1, n2 = rows["before_n"].to_numpy(float), rows["after_n"].to_numpy(float)
    p1, p2 = rows["before"].to_numpy(float) / 100, rows["after"].to_numpy(float) / 100
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
        z = np.abs(p2 - p1) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return np.array([math.erfc(one / math.sqrt(2)) for one in z])


def _verdicts(rows: pd.DataFrame) -> np.ndarray:
    """Of the districts those that hold together (Benjamini and Hochberg, 5 %); of a single area none is given."""
    verdicts = np.full(len(rows), NOT_COMPARABLE, dtype=object)
    is_district = (rows["level"] == "district").to_numpy()
    has_both = rows[["before", "after"]].notna().all(axis=1).to_numpy()
    is_judged = is_district & rows["p"].notna().to_numpy()
    verdicts[has_both] = SAME
    holds = np.zeros(len(rows), dtype=bool)
    holds[is_judged] = stats.notable(rows.loc[is_judged, "p"])
    verdicts[holds] = np.where(rows.loc[holds, "difference"] > 0, HIGHER, LOWER)
    return verdicts


def words(verdict: str) -> str:
    return {
        LOWER: _("lower"), HIGHER: _("higher"), SAME: _("indistinguishable"), OTHER_RULES: _("other rules"),
        NOT_COMPARABLE: _("cannot be compared"),
    }[verdict]  # fmt: skip


def has_covid(period: str) -> bool:
    """Whether a school year of the period had the rules of the COVID years; periods of years are 2018-2020."""
    start, _dash, end = period.partition("-")
    return any(year in COVID for year in range(int(start), max(int(end or start), int(start) + 1)))


def finding(found: Change, scope: Scope) -> str:
    """In how many districts it changed beyond chance, and from what to what in municipality and country."""
    if found.first == found.second:
        return _one_period(found, scope)
    counts = found.counts()
    judged = counts[LOWER] + counts[HIGHER] + counts[SAME]
    return " ".join(filter(None, [_of_districts(counts, judged), *_of_wholes(found, scope)]))


def _of_districts(counts: dict[str, int], judged: int) -> str:
    if counts[OTHER_RULES]:
        return _("The two periods had other rules (COVID-19), so **no change can be judged**.")
    if not judged:
        return _("No district has a figure in both periods.")
    if not counts[LOWER] + counts[HIGHER]:
        return ngettext(
            "In the one district with figures of both periods **no change** can be told from chance.",
            "In **none of the {n} districts** with figures of both periods can a change be told from chance.",
            judged,
        )
    if judged == 1:
        way = _("down") if counts[LOWER] else _("up")
        return _("In the one district with figures of both periods it went **{way}** beyond chance.", way=way)
    return _(
        "In **{down} of the {n} districts** with figures of both periods it went down beyond chance, in {up} up.",
        down=number(counts[LOWER]), up=number(counts[HIGHER]), n=number(judged),
    )  # fmt: skip


def _of_wholes(found: Change, scope: Scope) -> list[str]:
    """One sentence per municipality (of a region none) and the country, where both periods are known."""
    wholes = [row for level in ("municipality", "country") for row in found.of(level).to_dict("records")]
    texts = []
    for row in wholes:
        if pd.isna(row["difference"]) or (row["level"] == "municipality" and not scope.code):
            continue
        told = {"before": _value(row, "before", found.indicator), "after": _value(row, "after", found.indicator)}
        texts.append(_("In {place} it went from {before} to **{after}**.", place=_place(row, scope), **told))
    return texts


def _one_period(found: Change, scope: Scope) -> str:
    texts = [
        _("{place}: **{value}**.", place=_begun(_place(row, scope)), value=_value(row, "after", found.indicator))
        for level in ("municipality", "country")
        for row in found.of(level).to_dict("records")
        if pd.notna(row["after"]) and (level == "country" or scope.code)
    ]
    return " ".join([_("There is **one period**, so no change to be seen."), *texts])


def _begun(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]


def _place(row: dict, scope: Scope) -> str:
    return _("the country") if row["level"] == "country" else md(scope.name)


def _value(row: dict, name: str, indicator: Indicator) -> str:
    return measure(row[name], indicator, indicator.digits(row[f"{name}_n"]))
