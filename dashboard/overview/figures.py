"""Page Overzicht's figures and words: which school year, coverage now and a year before, the one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.figures import coverage, years
from dashboard.figures.coverage import Coverage, Filters
from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import md
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import activity, region

SECTORS = ("PO", "VO")
STEPS = (5, 10, 20, 40, 60, 80, 100)


@dataclass(frozen=True)
class Reach:
    """One sector under the choices: all areas, the chosen place as one row, and that row a school year before."""

    coverage: Coverage
    now: pd.Series
    before: pd.Series | None


def reach(place: Place, filters: Filters, known: Sequence[str], reader: Reader) -> dict[str, Reach]:
    """Coverage per sector. The year before counts all it had: what has faded since was current then."""
    before = years.before(filters.school_year)
    sectors = {}
    for sector in SECTORS:
        choices = replace(filters, sector=sector)
        now, then = coverage.load("municipality", choices, reader), None
        if before in known:
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
    then = reader.run("overview_facts", {**params, "school_year": years.before(year)})
    has_then = then["value"].any()
    return now.assign(
        before=then["value"] if has_then else float("nan"), before_upper=then["upper"] if has_then else float("nan")
    )


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


def ticks(end: int) -> list[int]:
    """Whole numbers at equal distances from 0 to the end of the bars: a rounded one would stand at another place."""
    parts = next(parts for parts in (4, 5) if end % parts == 0)
    return [end * k // parts for k in range(parts + 1)]


def link_params(place: Place, chosen: Selection, filters: Filters) -> dict[str, str]:
    """The selection as page Dekking writes it, defaults left out: a URL that it must rewrite traps the back button."""
    year = activity.year_in_link(filters.school_year)
    named = {
        "gebied": place.area_code,
        "sector": filters.sector,
        "schooljaar": "" if year == chosen.defaults["schooljaar"] else year,
        "partners": ",".join(filters.partners),
        "themas": ",".join(filters.themes),
        "verbleekt": str(int(filters.faded)),
        "gemeenten": chosen["gemeenten"],
        "regionaam": chosen["regionaam"],
    }
    return {name: value for name, value in named.items() if value not in ("", "NL00", "PO", "0")}


def map_params(place: Place, reader: Reader) -> dict[str, str]:
    """Need of this place on page Kaart, which knows no regions of one's own."""
    need = coverage.need_indicator(SECTORS[0], reader)
    named = {"gebied": place.area_code, "indicator": need.indicator_id}
    return {name: value for name, value in named.items() if value not in ("NL00", region.OWN)}
