"""The words of page Wijken vergelijken: selection, sentence, states, source lines. Pure but for the sources."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.compare import verdict
from dashboard.compare.look import joined
from dashboard.frame.language import _, level_word, ngettext, number, percent
from dashboard.frame.markup import md
from dashboard.frame.records import Build, Indicator
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces


def selection(areas: pd.DataFrame, against: str, year: int, view: str) -> list[str]:
    """The selection in words: areas with their municipality, benchmark, classification, view."""
    towns = list(dict.fromkeys(areas["municipality_name"].dropna()))
    is_smaller = len(areas) and areas["level"].iloc[0] == "district"
    where = f" ({joined(towns)})" if is_smaller and towns else ""
    names = joined(list(areas["name"])) + where
    return [names, _("compared with {benchmark}", benchmark=against), _("classification {year}", year=year), view]


def finding(
    comparisons: Mapping[str, pd.DataFrame],
    indicators: Mapping[str, Indicator],
    names: Mapping[str, str],
    against: str,
) -> str:
    """Per area on how many indicators it stands demonstrably less favourable than the benchmark."""
    directions = {code: indicators[code].direction for code in comparisons if indicators[code].direction != "neutral"}
    counts = []
    for k, name in enumerate(names.values()):
        classes = [verdict.shade(comparisons[code].iloc[k], direction) for code, direction in directions.items()]
        shades = [shade for shade in classes if shade is not None]
        if shades:
            words = {"area": md(name), "all": number(len(shades))}
            counts.append(_("**{area}** on {n} of the {all}", n=number(sum(shade < 2 for shade in shades)), **words))
    if not counts:
        return _("For these areas no difference from {benchmark} can be judged.", benchmark=md(against))
    lead = _("Indicators on which an area is demonstrably less favourable than {benchmark}", benchmark=md(against))
    return f"{lead}: {joined(counts)}."


def refused(unknown: pd.DataFrame) -> str:
    """Areas that this build does not have, and what to do about it; Markdown, the codes as they stood in the URL."""
    codes = joined([md(code) for code in unknown["code"]])
    year = int(unknown["classification_year"].iloc[0])
    became = [
        _("{code} became {areas}", code=md(row["code"]), areas=md(row["became"]))
        for row in unknown.to_dict("records")
        if row["became"]
    ]
    head = ngettext(
        "**{codes} is not in the classification of {year}.**",
        "**{codes} are not in the classification of {year}.**",
        len(unknown),
        codes=codes,
        year=year,
    )
    why = _("Areas of different classification years cannot be compared: borders and codes change.")
    what = _("Choose the area by its name in the list, or open an edition of that year.")
    return " ".join([head, why, *(f"{joined(became)}." for _once in [0] if became), what])


def nothing_chosen(level: str) -> str:
    return _(
        "**Choose {areas} to compare.** Type a part of the name in the list on the left. At most six.",
        areas=level_word(level),
    )


def without_figures(areas: pd.DataFrame, reader: Reader) -> str:
    """Why areas that are chosen cannot be compared on anything."""
    hidden = reader.run("compare_hidden", {"areas": list(areas["area_code"])})["hidden_count"].iloc[0]
    if not hidden:
        return _("**No figures at this level.** The source does not publish them. Choose another level.")
    return _(
        "**The figures of {areas} are suppressed.** The source hides small numbers. "
        "Choose larger areas or another level.",
        areas=md(joined(list(areas["name"]))),
    )


def source_lines(
    indicators: Mapping[str, Indicator], comparisons: Mapping[str, pd.DataFrame], build: Build, reader: Reader
) -> list[str]:
    """Sources with their period, what is hidden, classification and build, and what each figure is."""
    sources = []
    for code, rows in comparisons.items():
        period = str(rows["period"].iloc[0]) if len(rows) else ""
        sources.append(pieces.source_of(indicators[code], period, reader))
    hidden = sum(int(rows["status"].isin(["suppressed", "withheld"]).sum()) for rows in comparisons.values())
    counted = ngettext("{n} figure suppressed", "{n} figures suppressed", hidden)
    lines = [" · ".join([*dict.fromkeys(sources), counted, pieces.build_text(build)])]
    lines += [_method(code) for code in comparisons if _method(code)]
    lines += [_coverage(comparisons["ses_woa"], reader)] if "ses_woa" in comparisons else []
    if any(rows["reference_is_sum"].any() for rows in comparisons.values()):
        lines.append(_("Where a benchmark is not published, it is the mean of its areas, weighted by people."))
    if any(rows["left_out"].any() for rows in comparisons.values()):
        lines.append(_("An area that is more than a tenth of its benchmark is left out of it."))
    return lines


def _coverage(rows: pd.DataFrame, reader: Reader) -> str:
    """How many of the households the approximations stand on: of the areas' municipalities and of the country."""
    codes = ["NL00", *dict.fromkeys(rows["municipality_code"].dropna())]
    shares = []
    for code in codes:
        row = reader.run("area_detail", {"area": code, "indicator": "ses_woa"}).iloc[0]
        if pd.notna(row["coverage_pct"]):
            shares.append(f"{row['name']} {percent(row['coverage_pct'] / 100)}")
    return _("Households covered by the approximation of SES-WOA: {list}.", list=joined(shares)) if shares else ""


def _method(indicator_id: str) -> str:
    """What one must know about a figure before comparing it."""
    lines = {
        "ses_woa": _(
            "SES-WOA describes the households of a district, not the pupils of a school; above district level it is"
            " an approximation without an interval. The interval follows from the spread that CBS publishes."
        ),
        "po_need_per_pupil": _(
            "The interval of need per pupil follows from the differences between the schools in the area."
        ),
    }
    return lines.get(indicator_id, "")
