"""Page Overzicht's figures and words: which school year, coverage now and a year before, the one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard.figures import coverage
from dashboard.figures.coverage import Coverage, Filters
from dashboard.frame.language import _, ngettext, number, percent
from dashboard.frame.markup import md
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import region

SECTORS = ("PO", "VO")
STEPS = (5, 10, 20, 40, 60, 80, 100)


@dataclass(frozen=True)
class Reach:
    """One sector under the choices: all areas, the chosen place as one row, and that row a school year before."""

    coverage: Coverage
    now: pd.Series
    before: pd.Series | None


def default_year(years: Sequence[str], as_of: date) -> str:
    """The school year (August to July) of the as-of date when anyone told of it, else the newest, else ''."""
    start = as_of.year if as_of.month >= 8 else as_of.year - 1
    current = f"{start}-{start + 1}"
    return current if current in years else max(years, default="")


def year_before(year: str) -> str:
    """2018-2019 for 2019-2020; '' for all years together."""
    return f"{int(year[:4]) - 1}-{year[:4]}" if year else ""


def reach(place: Place, filters: Filters, years: Sequence[str], reader: Reader) -> dict[str, Reach]:
    """Coverage per sector. The year before counts all it had: what has faded since was current then."""
    before = year_before(filters.school_year)
    sectors = {}
    for sector in SECTORS:
        choices = replace(filters, sector=sector)
        now, then = coverage.load("municipality", choices, reader), None
        if before in years:
            old = coverage.load("municipality", replace(choices, school_year=before, faded=True), reader)
            then = coverage.lineage(old, place).iloc[0]
        sectors[sector] = Reach(now, coverage.lineage(now, place).iloc[0], then)
    return sectors


def facts(place: Place, year: str, filters: Filters, reader: Reader) -> pd.DataFrame:
    """The figures of the factsheet with `before`, missing when nobody told of the year before."""
    choices = filters.params()
    params = {name: choices[name] for name in ("partners", "themes", "founding")}
    params["areas"] = region.codes(place)
    now = reader.run("overview_facts", {**params, "school_year": year})
    then = reader.run("overview_facts", {**params, "school_year": year_before(year)})
    has_then = then["value"].any()
    return now.assign(
        before=then["value"] if has_then else float("nan"), before_upper=then["upper"] if has_then else float("nan")
    )


def finding(row: pd.Series, sector: str, place: str) -> str:
    """At how many schools partners are active, and what part of pupils and need those hold."""
    schools, active = int(row["schools_count"]), int(row["active_schools_count"])
    if not schools:
        return _("There are no schools of this sector in {place}.", place=md(place))
    words = {"all": number(schools), "sector": sector, "place": md(place)}
    if not active:
        return _("In {place}, partners are active at **none of the {all} {sector} schools**.", **words)
    words |= {"n": number(active), "schools": _percent(row["schools_share"])}
    if pd.isna(row["need_share"]):
        return _(
            "In {place}, partners are active at **{n} of the {all} {sector} schools**: {schools} of the schools. "
            "Their part of the need is not known.",
            **words,
        )
    return _(
        "In {place}, partners are active at **{n} of the {all} {sector} schools**: {schools} of the schools, with "
        "**{need} of the need**.",
        need=_percent(row["need_share"]),
        **words,
    )


def _percent(share: float) -> str:
    """Whole per cents; a little is never written as nothing."""
    return _("less than 1 %") if 0 < share < 0.5 else percent(share / 100)


def open_finding(sectors: pd.DataFrame, place: str) -> str:
    """Schools and need, for who may not see partners or where there are none."""
    row = sectors.set_index("sector").loc["PO"]
    schools = int(row["schools_count"])
    if pd.isna(row["need"]):
        return ngettext(
            "In {place} there is **{n} primary school**.",
            "In {place} there are **{n} primary schools**.",
            schools,
            place=md(place),
        )
    return ngettext(
        "In {place} there is **{n} primary school** with a need of **{need}**.",
        "In {place} there are **{n} primary schools** with a need of **{need}**.",
        schools,
        place=md(place),
        need=ngettext("{n} point", "{n} points", round(row["need"])),
    )


def selection(place: Place, filters: Filters, *, names: Mapping, themes: Mapping) -> list[str]:
    """The choices as words, in the order of the side bar."""
    return [
        place.name,
        _("PO and VO"),
        _("school year {year}", year=filters.school_year) if filters.school_year else _("all school years"),
        ", ".join(names[code] for code in filters.partners) or ngettext("1 partner", "all {n} partners", len(names)),
        ", ".join(themes[code] for code in filters.themes),
        _("faded activities too") if filters.faded else _("confirmed and current"),
    ]


def scale_end(shares: Sequence[float]) -> int:
    """The round number at which the bars end: the first of a few that holds them all."""
    most = max((share for share in shares if pd.notna(share)), default=0)
    return next((step for step in STEPS if step >= most), 100)


def link_params(place: Place, chosen: Selection, filters: Filters) -> dict[str, str]:
    """The selection as page Dekking writes it, defaults left out: a URL that it must rewrite traps the back button."""
    named = {
        "gebied": place.area_code,
        "sector": filters.sector,
        "schooljaar": filters.school_year,
        "partners": ",".join(filters.partners),
        "themas": ",".join(filters.themes),
        "verbleekt": str(int(filters.faded)),
        "gemeenten": chosen["gemeenten"],
        "regionaam": chosen["regionaam"],
    }
    params = {name: value for name, value in named.items() if value not in ("", "NL00", "PO", "0")}
    return params or {"gebied": "NL00"}  # something, so that it takes the place of an earlier choice there


def map_params(place: Place, reader: Reader) -> dict[str, str]:
    """Need of this place on page Kaart, which knows no regions of one's own."""
    need = coverage.need_indicator(SECTORS[0], reader)
    named = {"gebied": place.area_code, "indicator": need.indicator_id}
    return {name: value for name, value in named.items() if value not in ("NL00", region.OWN)}
