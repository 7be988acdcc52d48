"""Page Dekking in words: the selection and the one sentence with the numbers in it. Frames in, text out."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.coverage.controls import Group
from dashboard.coverage.view import View
from dashboard.figures import participants
from dashboard.figures.coverage import Filters
from dashboard.figures.measures import Mode
from dashboard.frame.language import _, level_word, ngettext, number, percent
from dashboard.frame.markup import md
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import reach
from dashboard.ui.activity import urbanity_words

MANY = 3  # from this many areas on it tells something how few hold half


def selection(place: Place, level: str, filters: Filters, group: Group, *, names: dict, themes: dict) -> list[str]:
    """The choices as words, in the order of the side bar."""
    partners = ", ".join(names[code] for code in filters.partners)
    urbanity = urbanity_words()
    return [
        place.name,
        level_word(level),
        filters.sector,
        _("school year {year}", year=filters.school_year) if filters.school_year else _("all school years"),
        partners or ngettext("1 partner", "all {n} partners", len(names)),
        ", ".join(themes[code] for code in filters.themes),
        _("faded activities too") if filters.faded else _("confirmed and current"),
        _("only GKA municipalities") if group.gka else "",
        ", ".join(urbanity[str(k)] for k in group.urban),
        _("founding partners only") if filters.founding else "",
        _("schools with an integrated learning line") if filters.learning_line else "",
    ]


def where(place: Place, group: Group) -> str:
    """What a sentence is about: a place, or the chosen areas in it."""
    return _("the chosen areas of {place}", place=place.name) if group.is_filter else place.name


def told(mode: Mode, shown: View, names: Mapping[str, str], reader: Reader) -> str:
    """What the page says on top: the finding, and who of the partners told of the year."""
    words = {"level": shown.level, "place": where(shown.place, shown.group)}
    found = finding(mode, shown.whole, shown.chosen, shown.filters, **words)
    delivered = reach.delivered(shown.filters, names, reader) if mode != Mode.NEED else ""
    return f"{found} {delivered}".strip()


def finding(mode: Mode, whole: pd.Series, areas: pd.DataFrame, filters: Filters, *, level: str, place: str) -> str:
    """What the picture shows, in at most two bold figures.

    `whole` is everything chosen as one row, `areas` what it is made of.
    """
    place = md(place)
    if mode == Mode.PARTICIPANTS:
        return _participants(whole, filters, place)
    if mode == Mode.PRESENCE:
        return reach.presence(whole, filters, place)
    if pd.isna(whole["load"]):
        return _("There are no figures of need for {place}.", place=place)
    if mode == Mode.NEED:
        return _half_of_need(areas, whole, filters.sector, level, place)
    if mode in (Mode.NEED_AND_REACH, Mode.WHITE_SPOTS):
        return white_areas(areas, filters, level, place)
    return _unreached(areas, whole, filters, level, place)


def _participants(whole: pd.Series, filters: Filters, place: str) -> str:
    text = _(
        "In {place}, partners count {when} **{count}** at schools of this sector.",
        count=participants.counted(whole["participants_lower"], whole["participants_upper"]),
        place=place,
        when=reach.when(filters),
    )
    few = participants.few(whole)
    text += f" {few[:1].upper()}{few[1:]}." if few else ""
    share = participants.share(whole)
    text += " " + _("Set beside the enrolled pupils that is **{share}**.", share=share) if share else ""
    if not filters.school_year:
        text += " " + _("Years add up: who takes part each year counts each year, so this is no part of the pupils.")
    untold = int(whole["untold_count"])
    if untold:
        text += " " + ngettext("For {n} activity no number was told.", "For {n} activities no number was told.", untold)
    return text


def white_areas(areas: pd.DataFrame, filters: Filters, level: str, place: str) -> str:
    """High need and nobody active: how many areas, and what part of what is not reached they hold."""
    white = areas[areas["is_white_spot"]]
    words = {"place": place, "when": reach.when(filters)}
    if white.empty:
        return _("In {place} there is {when} **no {area}** with high need and no active partner.",
                 area=level_word(level, 1), **words)  # fmt: skip
    share = percent(white["unreached_need"].sum() / areas["unreached_need"].sum())
    return _(
        "In **{n} {areas}** need is high and no partner is active {when}: **{share}** of the unreached need of "
        "{place}.",
        n=number(len(white)),
        areas=level_word(level, 1 if len(white) == 1 else 2),
        share=share,
        **words,
    )


def _half_of_need(areas: pd.DataFrame, whole: pd.Series, sector: str, level: str, place: str) -> str:
    """How few areas hold half of the load."""
    load = areas["load"].dropna()
    if len(load) < MANY or not load.sum():
        return _("The need of {place} is **{need}**.", place=place, need=_need(round(whole["load"]), sector))
    words = {"few": number(_few(load)), "all": number(len(load)), "areas": level_word(level), "place": place}
    return _("Half of the need of {place} is in **{few} of the {all} {areas}**.", **words)


def _need(load: int, sector: str) -> str:
    """A load with its unit."""
    if sector == "PO":
        return ngettext("{n} point", "{n} points", load)
    return ngettext("{n} pupil in vmbo and pro", "{n} pupils in vmbo and pro", load)


def _unreached(areas: pd.DataFrame, whole: pd.Series, filters: Filters, level: str, place: str) -> str:
    """How much is reached, and how few areas hold half of what is not."""
    words = {"place": place, "when": reach.when(filters), "reached": reach.share(whole["need_share"])}
    if whole["active_need"] == 0 and not whole["active_schools_count"]:
        text = _("In {place}, partners are active {when} at **no school**.", **words)
    else:
        text = _("In {place}, partners are active {when} at schools with **{reached} of the need**.", **words)
    unreached = areas["unreached_need"].dropna()
    if len(unreached) < MANY or not unreached.sum():
        return text
    words = {"few": number(_few(unreached)), "all": number(len(unreached)), "areas": level_word(level)}
    return f"{text} {_('Half of what they do not reach is in **{few} of the {all} {areas}**.', **words)}"


def _few(figures: pd.Series) -> int:
    """How many of the largest hold half of the sum."""
    ordered = figures.sort_values(ascending=False)
    return int((ordered.cumsum() < ordered.sum() / 2).sum()) + 1
