"""Page Dekking in words: the selection and the one sentence with the numbers in it. Frames in, text out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.coverage.controls import Group
from dashboard.figures import participants
from dashboard.figures.coverage import Filters
from dashboard.figures.measures import Mode
from dashboard.frame.language import _, level_word, ngettext, number, percent
from dashboard.frame.markup import md
from dashboard.frame.records import Place
from dashboard.ui.activity import urbanity_words


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


def finding(
    mode: Mode, whole: pd.Series, areas: pd.DataFrame, *, area_classes: np.ndarray, level: str, place: str
) -> str:
    """What the picture shows, in at most two bold figures.

    `whole` is everything chosen as one row, `areas` what it is made of, `area_classes` their classes.
    """
    place = md(place)
    if mode == Mode.PARTICIPANTS:
        return _participants(whole, place)
    if pd.isna(whole["need"]) and mode != Mode.PRESENCE:
        return _("There are no figures of need for {place}.", place=place)
    if mode == Mode.PRESENCE:
        return _presence(whole, place)
    if mode == Mode.NEED_AND_REACH:
        return _white_areas(areas, area_classes, level, place)
    column = "need" if mode == Mode.NEED else "unreached_need"
    return _half(areas, column, whole, level, place)


def _presence(whole: pd.Series, place: str) -> str:
    if not whole["schools_count"]:
        return _("There are no schools of this sector in {place}.", place=place)
    words = {
        "active": number(whole["active_schools_count"]),
        "all": number(whole["schools_count"]),
        "place": place,
        "schools": percent(whole["schools_share"] / 100),
        "pupils": _part(whole["pupils_share"]),
        "need": _part(whole["need_share"]),
    }
    return _(
        "In {place}, partners are active at **{active} of the {all} schools**: {schools} of the schools, with {pupils} "
        "of the pupils and **{need} of the need**.",
        **words,
    )


def _part(share: float) -> str:
    return _("an unknown part") if pd.isna(share) else percent(share / 100)


def _participants(whole: pd.Series, place: str) -> str:
    text = _(
        "In {place}, partners count **{count}** at schools of this sector.",
        count=participants.counted(whole["participants_lower"], whole["participants_upper"]),
        place=place,
    )
    few = participants.few(whole)
    text += f" {few[:1].upper()}{few[1:]}." if few else ""
    share = participants.share(whole)
    text += " " + _("Set beside the enrolled pupils that is **{share}**.", share=share) if share else ""
    untold = int(whole["untold_count"])
    if untold:
        text += " " + ngettext("For {n} activity no number was told.", "For {n} activities no number was told.", untold)
    return text


def _white_areas(areas: pd.DataFrame, area_classes: np.ndarray, level: str, place: str) -> str:
    """High need and nobody active: class 6 of the square."""
    white = areas[area_classes == 6]
    unreached = areas["unreached_need"].sum()
    share = white["unreached_need"].sum() / unreached if unreached else 0
    words = {"areas": level_word(level, 1 if len(white) == 1 else 2), "share": percent(share), "place": place}
    return _(
        "In **{n} {areas}** need is high and no partner is active: **{share}** of the unreached need of {place}.",
        n=number(len(white)),
        **words,
    )


def _half(areas: pd.DataFrame, column: str, whole: pd.Series, level: str, place: str) -> str:
    """How much is reached, and how few areas hold half of what is not."""
    figures = areas[column].dropna().sort_values(ascending=False)
    words = {
        "place": place,
        "areas": level_word(level),
        "all": number(len(figures)),
        "reached": _part(whole["need_share"]),
    }
    if figures.sum() == 0:
        return _("In {place}, partners are active at schools with **{reached} of the need**.", **words)
    few = number(int((figures.cumsum() < figures.sum() / 2).sum()) + 1)
    if column == "need":
        return _("Half of the need of {place} is in **{few} of the {all} {areas}**.", few=few, **words)
    return _(
        "In {place}, partners are active at schools with **{reached} of the need**. Half of what they do not reach "
        "is in **{few} of the {all} {areas}**.",
        few=few,
        **words,
    )
