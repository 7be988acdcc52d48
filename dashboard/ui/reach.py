"""Where partners are active, in words: the same sentence, with the same figures, on every page that tells it.

A row is one of coverage.with_shares: an area, a place, or areas together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from dashboard.figures import years
from dashboard.figures.coverage import Filters
from dashboard.frame.language import _, ngettext, number, percent
from dashboard.frame.warehouse import Reader


def presence(row: pd.Series, filters: Filters, place: str) -> str:
    """At how many of the listed schools partners are active, and what part of pupils and need those hold."""
    schools, active = int(row["schools_count"]), int(row["active_schools_count"])
    if not schools:
        return _("There are no schools of this sector in {place}.", place=place)
    words = {"place": place, "when": when(filters), "sector": filters.sector, "all": number(schools)}
    if schools == 1:
        return _the_only_one(active, words)
    if not active:
        return _("In {place}, partners are active {when} at **none of the {all} {sector} schools**.", **words)
    start = _(
        "In {place}, partners are active {when} at **{active} of the {all} {sector} schools**: {share} of the schools",
        active=number(active),
        share=share(row["schools_share"]),
        **words,
    )
    return start + _held(row["pupils_share"], row["need_share"])


def _the_only_one(active: int, words: Mapping[str, str]) -> str:
    """Of one school shares say nothing more: all, or none."""
    if active:
        return _("In {place}, partners are active {when} at **the only {sector} school**.", **words)
    return _("In {place}, no partner is active {when} at **the only {sector} school**.", **words)


def _held(pupils: float, need: float) -> str:
    """What part of the pupils and of the need these schools have, as far as known."""
    if pd.isna(pupils) and pd.isna(need):
        return ". " + _("Their part of the pupils and of the need is not known.")
    if pd.isna(need):
        return _(", with {pupils} of the pupils. Their part of the need is not known.", pupils=share(pupils))
    if pd.isna(pupils):
        return _(", with **{need} of the need**. Their part of the pupils is not known.", need=share(need))
    return _(", with {pupils} of the pupils and **{need} of the need**.", pupils=share(pupils), need=share(need))


def when(filters: Filters) -> str:
    """In school year 2020-2021, within a sentence; that there may be other partners than those asked for."""
    text = _("in school year {year}", year=filters.school_year)
    if not filters.school_year:
        text = _("in all school years together")
    return _("{when} within this choice", when=text) if filters.is_narrowed else text


def delivered(filters: Filters, partners: Collection[str], reader: Reader) -> str:
    """How many of the partners that count have told of the school year; nothing where that says nothing."""
    counted = filters.partners or partners
    if not filters.school_year or not counted:
        return ""
    told = years.delivered(reader.run("coverage_years"), filters.school_year, counted)
    if len(counted) == 1:
        return _("The partner told of it.") if told else _("The partner has not told of it.")
    if not told:
        return _("None of the {all} partners told of it.", all=number(len(counted)))
    return ngettext(
        "{n} of the {all} partners told of it.", "{n} of the {all} partners told of it.", told, all=number(len(counted))
    )


def share(part: float) -> str:
    """Whole per cents of 0..100; a little is never written as nothing, nor almost all as all."""
    if pd.isna(part):
        return _("an unknown part")
    if 0 < part < 0.5:
        return _("less than 1 %")
    return _("more than 99 %") if 99.5 <= part < 100 else percent(part / 100)


def brief(part: float) -> str:
    """The same beside a bar."""
    if 0 < part < 0.5:
        return "< " + percent(0.01)
    return "> " + percent(0.99) if 99.5 <= part < 100 else percent(part / 100)


def unlisted(row: pd.Series) -> str:
    """What the shares leave out, because the list of schools of this edition does not have it; empty when nothing.

    And which schools the list has that have no pupils any more.
    """
    scored, active, emptied = (int(row[f"{name}_count"]) for name in ("unlisted", "active_unlisted", "emptied"))
    parts = []
    if scored:
        parts.append(
            ngettext(
                "{n} school with a figure of need is not in the list: it counts in the load, not in shares.",
                "{n} schools with a figure of need are not in the list: they count in the load, not in shares.",
                scored,
            )
        )
    if active:
        parts.append(
            ngettext(
                "At {n} school that is not in the list a partner is active too.",
                "At {n} schools that are not in the list a partner is active too.",
                active,
            )
        )
    if emptied:
        parts.append(
            ngettext(
                "{n} listed school had no pupils at the last count: it still counts, with the pupils of before.",
                "{n} listed schools had no pupils at the last count: they still count, with the pupils of before.",
                emptied,
            )
        )
    return " ".join(parts)
