"""The words of page Wijken vergelijken: selection, sentence, states, source lines. Pure but for the sources."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.compare import types, verdict, words
from dashboard.compare.look import joined
from dashboard.frame import kept, language
from dashboard.frame.language import _, level_word, ngettext, percent
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
    """Per area on what it stands out unfavourably, and on what nothing can be compared and why.

    Indicators that are nearly one thing count once, so nothing is counted: each is named.
    """
    comparisons = types.separate(comparisons)
    judged = {code: rows for code, rows in comparisons.items() if any(rows["verdict"])}
    # what is never judged is told by the table, where something else is
    others = {code: rows for code, rows in comparisons.items() if code not in judged}
    told_here = {
        code: rows for code, rows in others.items() if not judged or indicators[code].no_verdict != "buildings"
    }
    uncompared = _uncompared(told_here, indicators)
    sided = [code for code in judged if indicators[code].direction != "neutral"]
    if not sided:
        unjudged = _("For these areas no difference from {benchmark} can be judged.", benchmark=md(against))
        return " ".join([unjudged, *uncompared])
    out = {
        code: [verdict.shade({"verdict": told}, indicators[code].direction) == 0 for told in judged[code]["verdict"]]
        for code in sided
    }
    found, without = [], []
    for k, name in enumerate(names.values()):
        told = [code for code in sided if out[code][k]]
        if told:
            what = joined(_named(told, indicators))
            found.append(_("**{area}** stands out unfavourably on {list}", area=md(name), list=what))
        else:
            without.append(f"**{md(name)}**")
    if without:
        one = _("{list} stands out unfavourably on nothing", list=joined(without))
        many = _("{list} stand out unfavourably on nothing", list=joined(without))
        found.append(one if len(without) == 1 else many)
    lead = _("Against {benchmark}", benchmark=md(against))
    return " ".join([f"{lead}: {'; '.join(found)}.", *uncompared])


def _named(codes: list[str], indicators: Mapping[str, Indicator]) -> list[str]:
    """The indicators by name; two or more of one family by the name of the family."""
    families = [indicators[code].family for code in codes]
    told: dict[str, None] = {}
    for code, family in zip(codes, families, strict=True):
        is_shared = family is not None and families.count(family) > 1
        told[words.family_words()[family] if is_shared else words.within(pieces.named(indicators[code], "name"))] = None
    return list(told)


def _uncompared(comparisons: Mapping[str, pd.DataFrame], indicators: Mapping[str, Indicator]) -> list[str]:
    """Per reason the indicators on which no chosen area has a verdict, where that is not for lack of a figure."""
    reasons: dict[str, list[str]] = {}
    for code, rows in comparisons.items():
        whys = [why for why, value in zip(rows["why"], rows["value"], strict=True) if why and pd.notna(value)]
        if whys:
            reasons.setdefault(whys[0], []).append(pieces.named(indicators[code], "name"))
    return [f"{joined(titles)}: {words.why_word(why)}." for why, titles in reasons.items()]


def refused(unknown: pd.DataFrame) -> str:
    """Areas that this build does not have, and what to do about it; Markdown, the codes as they stood in the URL."""
    codes = joined([md(code) for code in unknown["code"]])
    year = int(unknown["classification_year"].iloc[0])
    became = [
        _("{code} became {areas}", code=md(row["code"]), areas=md(row["became"]))
        for row in unknown.to_dict("records")
        if row["became"]
    ]
    became += [
        _("{code} was in {year} {name}, and lies by area in {areas}", code=md(row["code"]), year=int(row["was_year"]),
          name=md(row["was_name"]), areas=md(row["lies_in"]))
        for row in unknown.to_dict("records")
        if row["lies_in"]
    ]  # fmt: skip
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
        return _("**No figures at this level.** The source of this edition does not have them. Choose another level.")
    return _(
        "**The figures of {areas} are suppressed.** The source hides small numbers. "
        "Choose larger areas or another level.",
        areas=md(joined(list(areas["name"]))),
    )


def source_lines(
    indicators: Mapping[str, Indicator], comparisons: Mapping[str, pd.DataFrame], build: Build, reader: Reader
) -> list[str]:
    """Sources with their period, what is hidden, classification and build, and what each figure is."""
    used = {}
    for code, rows in comparisons.items():
        period = str(rows["period"].iloc[0]) if len(rows) else ""
        used.setdefault((indicators[code].source_id, period), indicators[code])
    locale = language.current()
    sources = [_source(indicator, period, locale, reader) for (_id, period), indicator in used.items()]
    hidden = sum(status in ("suppressed", "withheld") for rows in comparisons.values() for status in rows["status"])
    counted = [ngettext("{n} figure suppressed", "{n} figures suppressed", hidden)] if hidden else []
    lines = [" · ".join([*dict.fromkeys(sources), *counted, pieces.build_text(build)])]
    lines += [told for told in map(_method, comparisons) if told]
    lines += [_coverage(comparisons["ses_woa"], reader)] if "ses_woa" in comparisons else []
    if any((rows["reference_is_sum"].to_numpy() & rows["reference"].notna()).any() for rows in comparisons.values()):
        lines.append(
            _(
                "Where a benchmark is not published, it is the mean of its areas, weighted by people, if at least"
                " 90 % of the people in them are open."
            )
        )
    if any(rows["left_out"].any() for rows in comparisons.values()):
        lines.append(
            _("The own municipality, and any benchmark of which an area is over a tenth, is without the area.")
        )
    return lines


@kept.per_build
def _source(indicator: Indicator, period: str, _locale: str, reader: Reader) -> str:
    """Kept by the language that it is in."""
    return pieces.source_of(indicator, period, reader)


def _coverage(rows: pd.DataFrame, reader: Reader) -> str:
    """How many of the households the approximations stand on: of the areas' municipalities and of the country."""
    country, towns = (_covered(level, reader) for level in ("country", "municipality"))
    told = [(language.country(name), share) for name, share in country.values()]
    told += [towns[code] for code in dict.fromkeys(rows["municipality_code"].dropna()) if code in towns]
    shares = [f"{name} {percent(share)}" for name, share in told]
    return _("Households covered by the approximation of SES-WOA: {list}.", list=joined(shares)) if shares else ""


@kept.per_build
def _covered(level: str, reader: Reader) -> dict[str, tuple[str, float]]:
    """Area -> its name and the part of its households, 0..1; areas of which it is not known are left out."""
    named = reader.run("indicators").set_index("indicator_id")["coverage_id"].get("ses_woa")
    rows = reader.run("area_values", {"indicator": named or "", "level": level})
    rows = rows[rows["value"].notna()]
    return dict(zip(rows["area_code"], zip(rows["name"], rows["value"] / 100, strict=True), strict=True))


def _method(indicator_id: str) -> str:
    """What one must know about a figure before comparing it."""
    lines = {
        "ses_woa": _(
            "SES-WOA describes the households of a district, not the pupils of a school; above district level it is"
            " an approximation without an interval. The interval follows from the spread that CBS publishes."
        ),
        "po_need_per_pupil": _(
            "The interval of need per pupil follows from what the need of a school changes in one year."
        ),
    }
    return lines.get(indicator_id, "")
