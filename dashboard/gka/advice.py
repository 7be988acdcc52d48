"""Advices per primary school against poverty or need, year by year: rows, lines of the wholes, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from dashboard.figures import advice as bounds
from dashboard.figures.advice import LEVELS, Bounds
from dashboard.frame.kept import per_build
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.warehouse import Reader
from dashboard.gka import figures
from dashboard.gka.figures import Figures

FEW = 20  # advices below which a school is drawn pale
FEWEST_SCHOOLS = 10  # below it there is no talk of schools with the most and the least
PART = 5  # the schools with the most are a fifth of them
NO_TEST = "2019-2020"  # no end test in that year
HARDLY = 0.1  # of the schools: fewer with pupils from a poverty area, and the need is set out instead
DIGITS = 2


class Measure(StrEnum):
    """Whose advice; the values are what stands in the URL."""

    TEST = "toets"
    SCHOOL = "school"
    DIFFERENCE = "verschil"


class Against(StrEnum):
    """What the schools are set out against; the values are what stands in the URL."""

    POOR = "armoede"
    NEED = "behoefte"


@dataclass(frozen=True)
class Advices:
    """One row per school and year: school_id, name, pupils_count, period, y (advice), n, x; who is left out and why.

    `x_period` is the one year of x, '' where x has every year. `own` and `country` are the lines, by year.
    """

    measure: Measure
    against: Against
    rows: pd.DataFrame
    x_period: str
    own: Mapping[str, Bounds]
    country: Mapping[str, Bounds]
    several_count: int
    without_x_count: int
    is_poor_rare: bool
    has_poor: bool  # whether anybody told who comes from a poverty area

    @property
    def begins_with(self) -> Against:
        """What the schools are set out against when nobody chose."""
        return Against.NEED if self.is_poor_rare else Against.POOR

    @property
    def years(self) -> list[str]:
        return sorted(self.rows["period"].unique())

    @property
    def years_told(self) -> list[str]:
        """With the year that had no test, where the years go round it."""
        years = self.years
        is_round = self.measure != Measure.SCHOOL and years and years[0] < NO_TEST < years[-1]
        return sorted({*years, *([NO_TEST] if is_round else [])})

    def of(self, year: str) -> pd.DataFrame:
        """The schools of one year, the most of x first."""
        rows = self.rows[self.rows["period"] == year]
        return rows.sort_values(["x", "name", "school_id"], ascending=[False, True, True])

    def newest(self) -> str:
        """The newest year that has at least half as many schools as the fullest."""
        counts = self.rows["period"].value_counts()
        return max(counts.index[counts >= counts.max() / 2], default="")


def measures(found: Figures) -> list[Measure]:
    """What there is: the advice of the test only where somebody delivered it."""
    has_test = figures.TEST in found.indicators("school")
    return [Measure.TEST, Measure.SCHOOL, Measure.DIFFERENCE] if has_test else [Measure.SCHOOL]


def load(found: Figures, measure: Measure, against: str, reader: Reader) -> Advices:
    """The rows of a picture; `against` '' is poverty, or need where hardly a school has pupils from a poverty area."""
    schools = reader.run("gka_schools", {"municipalities": found.scope.municipalities, "sector": "PO"})
    values = _values(found, measure, schools, reader)
    poor = _poor(found, schools, reader)
    is_rare = poor.empty or (poor["x"] > 0).mean() < HARDLY
    asked = Against(against) if against in set(Against) and not poor.empty else None
    chosen = asked or (Against.NEED if is_rare else Against.POOR)
    x = _need(schools, found, reader) if chosen == Against.NEED else poor
    one_year = "period" not in x.columns
    rows = values.merge(x, on=["school_id"] if one_year else ["school_id", "period"], how="left")
    without = rows.loc[rows["x"].isna(), "school_id"].nunique()
    period = str(x["x_period"].iloc[0]) if one_year and len(x) else ""
    kept = rows[rows["x"].notna()].reset_index(drop=True)
    own, country = _lines(found, measure, kept, reader)
    several = int((schools["locations_count"] > 1).sum()) if measure != Measure.TEST else 0
    return Advices(measure, chosen, kept, period, own, country, several, int(without), bool(is_rare), len(poor) > 0)


def _values(found: Figures, measure: Measure, schools: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """school_id, name, pupils_count, period, y and n of what is observed."""
    if measure != Measure.DIFFERENCE:
        rows = found.schools(figures.TEST) if measure == Measure.TEST else _school_advice(found, schools, reader)
        rows = rows[(rows["status"] == "observed") & (rows["group_code"] == "all")].rename(columns={"value": "y"})
        return rows[["school_id", "name", "pupils_count", "period", "y", "n"]]
    of_test = _values(found, Measure.TEST, schools, reader)
    of_school = _values(found, Measure.SCHOOL, schools, reader)
    both = of_school.merge(of_test[["school_id", "period", "y", "n"]], on=["school_id", "period"], suffixes=("", "_t"))
    both = both.assign(y=both["y"] - both["y_t"], n=both[["n", "n_t"]].min(axis=1))
    return both[["school_id", "name", "pupils_count", "period", "y", "n"]]


def _school_advice(found: Figures, schools: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """The open advice of institutions with one location: of several nobody knows which one it is."""
    asked = {"municipalities": found.scope.municipalities, "indicator": figures.ADVICE}
    rows = figures.of_one_location(reader.run("gka_institution_values", asked), schools)
    return figures.on_schools(rows, schools)


def _poor(found: Figures, schools: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """The share of pupils from poverty areas: per year where it was delivered, else the one year that is open."""
    if figures.POOR in found.indicators("school"):
        rows = found.schools(figures.POOR)
        rows = rows[rows["status"] == "observed"]
        return rows[["school_id", "period"]].assign(x=rows["value"])
    return _open(schools, found, figures.POOR_OPEN, reader)


def _need(schools: pd.DataFrame, found: Figures, reader: Reader) -> pd.DataFrame:
    return _open(schools, found, figures.NEED, reader)


def _open(schools: pd.DataFrame, found: Figures, indicator: str, reader: Reader) -> pd.DataFrame:
    """school_id, x and x_period of the newest year of an open figure."""
    rows = reader.run("gka_school_values", {"municipalities": found.scope.municipalities, "indicator": indicator})
    rows = rows[(rows["status"] == "observed") & rows["school_id"].isin(schools["school_id"])]
    rows = rows[rows["period"] == rows["period"].max()]
    return rows[["school_id"]].assign(x=rows["value"], x_period=rows["period"])


# ---- lines


def _lines(
    found: Figures, measure: Measure, rows: pd.DataFrame, reader: Reader
) -> tuple[dict[str, Bounds], dict[str, Bounds]]:
    """Per year the mean of the scope and of the country: open advices of all institutions, or what was delivered."""
    if measure == Measure.SCHOOL:
        return cell_means(found.scope.municipalities, reader), cell_means(("NL00",), reader)
    means = {str(period): _exact(group) for period, group in rows.groupby("period")}
    return means, {}


def _exact(rows: pd.DataFrame) -> Bounds:
    mean = float(np.average(rows["y"], weights=rows["n"].fillna(1)))
    return Bounds(mean, mean)


@per_build
def cell_means(areas: tuple[str, ...], reader: Reader) -> dict[str, Bounds]:
    """School year -> mean school advice of all institutions of these areas, as far as it may be told."""
    cells = reader.run("advice_cells", {"areas": areas, "indicator": figures.COUNTS})
    found = {str(period): bounds.mean(group) for period, group in cells.groupby("period")}
    return {period: one for period, one in found.items() if not np.isnan(one.lower)}


# ---- words


def level_words() -> dict[int, str]:
    """The types of education that the whole numbers of an advice stand for."""
    names = {"pro": "pro", "vmbo_b": "vmbo-b", "vmbo_k": "vmbo-k", "vmbo_gt": "vmbo-gt", "havo": "havo", "vwo": "vwo"}
    return {int(LEVELS[code]): name for code, name in names.items()}


def measure_words() -> dict[str, str]:
    return {
        Measure.TEST: _("Advice of the test"), Measure.SCHOOL: _("Advice of the school"),
        Measure.DIFFERENCE: _("School less test"),
    }  # fmt: skip


def against_words() -> dict[str, str]:
    return {Against.POOR: _("Poverty area"), Against.NEED: _("Need")}


def short_words() -> dict[str, str]:
    return {Against.POOR: _("poverty, %"), Against.NEED: _("need")}


def x_words(found: Advices) -> str:
    """What stands along the axis, with its unit, and its year where it has only one."""
    what = _("pupils from a poverty area, %") if found.against == Against.POOR else _("need per pupil, points")
    return f"{what} ({found.x_period})" if found.x_period else what


def finding(found: Advices, year: str, name: str) -> str:
    """The fifth with the most against the fifth with the least, and the mean; of few schools the mean alone."""
    rows = found.of(year)
    if rows.empty:
        return _("There is no advice of a school in {year}.", year=year)
    if found.measure == Measure.DIFFERENCE:
        return _difference(rows, year)
    if len(rows) >= FEWEST_SCHOOLS:
        return f"{_ends(rows, found)} {_mean(found, year, name)}".strip()
    return " ".join([_few(rows, year, name), _mean(found, year, name)]).strip()


def _few(rows: pd.DataFrame, year: str, name: str) -> str:
    """Of few schools nothing is said of the most and the least."""
    return ngettext(
        "In {year} the advice of **{n} school** in {place} is known.",
        "In {year} the advices of **{n} schools** in {place} are known.",
        len(rows), year=year, place=md(name),
    )  # fmt: skip


def _ends(rows: pd.DataFrame, found: Advices) -> str:
    count = max(round(len(rows) / PART), 1)
    most, least = (_exact(part).lower for part in (rows.head(count), rows.tail(count)))
    told = {"n": number(count), "most": number(most, 1), "least": number(least, 1)}
    if found.against == Against.POOR:
        return _(
            "At the {n} schools with most pupils from poverty areas the mean advice was **{most}**, at the {n} with "
            "the fewest **{least}**.",
            **told,
        )
    return _(
        "At the {n} schools with the greatest need the mean advice was **{most}**, at the {n} with the smallest "
        "**{least}**.",
        **told,
    )


def _mean(found: Advices, year: str, name: str) -> str:
    own = found.own.get(year)
    if own is None:
        return ""
    explained = _("4 is vmbo-gt, 5 is havo.")
    if own.is_exact:
        return _(
            "The mean of {place} was {mean}; {explained}",
            place=md(name),
            mean=number(own.lower, 1),
            explained=explained,
        )
    return _(
        "The mean of {place} was between {low} and {high}, because small counts are hidden; {explained}",
        place=md(name), low=number(own.lower, 1), high=number(own.upper, 1), explained=explained,
    )  # fmt: skip


def _difference(rows: pd.DataFrame, year: str) -> str:
    lower, higher = int((rows["y"] < 0).sum()), int((rows["y"] > 0).sum())
    return ngettext(
        "In {year} the advice of the school was below that of the test at **{low}** and above it at **{high}** of the "
        "{n} school with both.",
        "In {year} the advice of the school was below that of the test at **{low}** and above it at **{high}** of the "
        "{n} schools with both.",
        len(rows), year=year, low=number(lower), high=number(higher),
    )  # fmt: skip


def left_out(found: Advices) -> str:
    """Who is not in the picture, and why."""
    texts = []
    if found.several_count:
        texts.append(ngettext(
            "{n} school of an institution with several locations is left out: its advice is of all of them.",
            "{n} schools of institutions with several locations are left out: their advice is of all of them.",
            found.several_count,
        ))  # fmt: skip
    if found.without_x_count:
        texts.append(ngettext(
            "{n} school is left out because it has no figure to set it out against.",
            "{n} schools are left out because they have no figure to set them out against.",
            found.without_x_count,
        ))  # fmt: skip
    return " ".join(texts)
