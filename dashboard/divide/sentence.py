"""Page Verdeeltafel in words: the selection, and the one sentence with the numbers in it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.divide.view import View
from dashboard.figures.divide import TENTHS
from dashboard.frame.language import _, day, ngettext
from dashboard.frame.markup import md
from dashboard.frame.warehouse import Reader
from dashboard.ui import reach, sources


def selection(view: View, themes: Mapping[str, str], *, flagged: bool) -> list[str]:
    """The choices as words, in the order of the side bar."""
    filters, schools = view.filters, len(view.table.schools)
    return [
        view.place.name,
        filters.sector,
        ngettext("{n} school with a figure of need", "{n} schools with a figure of need", schools),
        _("school year {year}", year=filters.school_year) if filters.school_year else _("all school years"),
        ", ".join(view.partner(code) for code in filters.partners) or _("all partners"),
        ", ".join(themes[code] for code in filters.themes),
        _("faded activities too") if filters.faded else _("confirmed and current"),
        _("with flagged schools") if flagged else "",
        _("claims for {year}", year=view.school_year),
    ]


def told(view: View) -> str:
    """The need that nobody is at in the highest tenth, and how the claims stand."""
    return " ".join(filter(None, (_highest(view), _claims(view))))


def _highest(view: View) -> str:
    table, place = view.table, md(view.place.name)
    if table.schools.empty:
        return _("There are no schools of this sector with a figure of need in {place}.", place=place)
    highest = table.schools[table.schools["tenth"] == TENTHS[0]]
    if highest.empty:
        return _("No school in {place} is in the country’s tenth with the most need.", place=place)
    free, whole = highest[highest["column"] == 0], table.schools["need"].sum()
    if free.empty:
        return _("In {place} a partner is active at **every school** in the tenth with the most need.", place=place)
    share = reach.share(100 * free["need"].sum() / whole if whole else float("nan"))
    return ngettext(
        "At **{n} school** in the tenth with the most need no partner is active {when}; it holds **{share}** of the "
        "need of {place}.",
        "At **{n} schools** in the tenth with the most need no partner is active {when}; they hold **{share}** of the "
        "need of {place}.",
        len(free), when=reach.when(view.filters), share=share, place=place,
    )  # fmt: skip


def _claims(view: View) -> str:
    if not view.by_school:
        return _("No school is claimed for {year} yet.", year=view.school_year)
    text = ngettext("{n} school is claimed for {year}", "{n} schools are claimed for {year}", len(view.by_school),
                    year=view.school_year)  # fmt: skip
    clash = len(view.clashes)
    clashing = ngettext("{n} of them by several partners", "{n} of them by several partners", clash) if clash else ""
    return ", ".join(filter(None, (text, clashing))) + "."


def source_lines(view: View, partners: pd.DataFrame, build: str, reader: Reader) -> list[str]:
    """What is left out, the two clocks, the sources."""
    made_up = f" ({_('made up')})" if partners["is_fictional"].any() else ""
    table = view.table
    out = [
        ngettext("{n} flagged school (newcomers, 40 pupils or fewer, no pupils any more)",
                 "{n} flagged schools (newcomers, 40 pupils or fewer, no pupils any more)", table.flagged_count)
        if table.flagged_count else "",
        ngettext("{n} listed school without a figure of need", "{n} listed schools without a figure of need",
                 table.unscored_count) if table.unscored_count else "",
    ]  # fmt: skip
    left_out = "; ".join(filter(None, out))
    clock = _("Claims on today’s clock: {today}; figures as of {date}.", today=day(view.today),
              date=day(reader.build.as_of_date))  # fmt: skip
    need = sources.of_need(reader)
    return [
        _("Not in the matrix: {schools}.", schools=left_out) if left_out else "",
        f"{clock} {_('A claim is an intention, no agreement with the school; every partner sees all claims.')}",
        " · ".join(filter(None, (need, _("activity: as told by the partners") + made_up, build))),
        _("Primary and secondary schools are never added in figures of need."),
    ]
