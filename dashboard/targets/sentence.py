"""Page Doelscholen in words: the criteria, the finding, total against per pupil, why a school is where it is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dashboard.frame.language import MINUS, _, ngettext, number, percent
from dashboard.targets import controls, score
from dashboard.targets.criteria import Criteria
from dashboard.targets.ranked import Ranked
from dashboard.ui import tables as panel
from dashboard.ui.activity import urbanity_words

FIRM = 0.9  # in nine of ten drawn weightings


def criteria(one: Criteria, place: str, names: Mapping[str, str], themes: Mapping[str, str]) -> list[str]:
    """All choices in words, those at their default too where they decide the order."""
    filters = one.filters
    return [
        place,
        filters.sector,
        controls.preset_words()[one.preset] if one.preset != "alle" else "",
        _("school year {year}", year=filters.school_year) if filters.school_year else _("all school years"),
        _listed(filters.partners, names) or ngettext("1 partner", "all {n} partners", len(names)),
        _listed(filters.themes, themes),
        _("faded activities too") if filters.faded else _("confirmed and current"),
        _("need {measure}", measure=controls.measure_words()[one.measure]),
        _("weights {weights}", weights=weights(one)),
        *_filters(one, names),
    ]


def weights(one: Criteria) -> str:
    """Need 50, SES of the district 20, ..."""
    return ", ".join(
        f"{score.slider_name(slider)} {weight}" for slider, weight in zip(score.SLIDERS, one.weights, strict=True)
    )


def _filters(one: Criteria, names: Mapping[str, str]) -> list[str]:
    chosen = (
        (_("education"), one.types, controls.type_words()),
        (_("pupils"), one.sizes, controls.size_words()),
        (_("need"), one.need, controls.third_words()),
        (_("SES of the district"), one.ses, controls.third_words()),
        (_("partners"), one.partner_counts, controls.partner_count_words()),
        (_("with"), one.present, names),
        (_("without"), one.absent, names),
        (_("participants"), one.reached, controls.reached_words()),
        (_("urbanity"), tuple(map(str, one.urban)), urbanity_words()),
    )
    told = [f"{label}: {_listed(codes, words)}" for label, codes, words in chosen if codes]
    told.append(_("GKA municipalities only") if one.gka else "")
    told.append(_("newcomer and small schools too") if one.flagged else "")
    told.append(f"“{one.text}”" if one.text else "")
    return told


def _listed(codes: tuple[str, ...], words: Mapping[str, str]) -> str:
    return ", ".join(words.get(code, code) for code in codes)


def finding(found: Ranked) -> str:
    """How many of the first schools are firm, and how many have nobody."""
    first, scored = found.first, found.scored
    if not len(scored):
        return _("No school has a score in this choice.")
    none = int((first["partners_count"] == 0).sum())
    bare = ngettext("{n} has no partner yet.", "{n} have no partner yet.", none)
    if not none:
        bare = ngettext("It has a partner.", "All have a partner.", len(first))
    if len(scored) <= found.criteria.top:
        told = ngettext("In this choice **{n} school** has a score.", "In this choice **{n} schools** have a score.",
                        len(scored))  # fmt: skip
        return f"{told} {bare}"
    told = _(
        "Of the **{top} schools** that ask for attention first by this weighting, **{firm}** are firm: they stay among "
        "them in 9 of 10 other weightings.",
        top=number(len(first)),
        firm=number(int((first["share"] >= FIRM).sum())),
    )
    return f"{told} {bare}"


def measures(found: Ranked, entered: pd.DataFrame) -> str:
    """Total against per pupil: how many of the first schools are others."""
    words = {"n": number(len(entered)), "top": number(len(found.first))}
    if found.criteria.measure == "totaal":
        return _("By need per pupil instead of in total, **{n} of the first {top}** are other schools.", **words)
    return _("By total need instead of per pupil, **{n} of the first {top}** are other schools.", **words)


def threshold(found: Ranked, country: pd.Series) -> str:
    """What the published threshold does: on this list, and in the country."""
    if found.criteria.filters.sector != "PO" or not country["scored_count"]:
        return ""
    first = found.first
    return _(
        "The published score, with threshold, is 0 at **{zero}** of the first {top} schools; in the country at {all} "
        "of {scored}, which hold {need} of the need and {pupils} of the pupils.",
        zero=number(int((first["published_score"] == 0).sum())),
        top=number(len(first)),
        all=number(country["zero_count"]),
        scored=number(country["scored_count"]),
        need=percent(country["zero_need_pct"] / 100),
        pupils=percent(country["zero_pupils_pct"] / 100),
    )


def why(found: Ranked, school: pd.Series) -> str:
    """One school's place: what brings it there, how firm that is, and what is missing."""
    if pd.isna(school["score"]):
        return _("{name} has no score: too little is known.", name=school["name"])
    points = found.contributions(school)
    most = int(np.nanargmax(points))
    part = found.parts[most]
    text = _(
        "**{name}** is number {rank} of {all} with {score} points. Most comes from {part} ({points}): {value}.",
        name=school["name"],
        rank=number(school["rank"]),
        all=number(len(found.scored)),
        score=number(school["score"], 1),
        part=score.part_name(part),
        points=signed(points[most]),
        value=score.told(part, school[part.column]),
    )
    firm = _(
        "Among the first {top} in {share} of the drawn weightings.",
        top=number(found.criteria.top),
        share=percent(school["share"]),
    )
    missing = [
        score.part_name(one)
        for one, weight in zip(found.parts, found.weights, strict=True)
        if weight > 0 and pd.isna(school[one.place])
    ]
    gaps = _("Not known, and left out of the mean: {parts}.", parts=", ".join(missing)) if missing else ""
    return " ".join(word for word in (text, firm, gaps) if word)


def who(school: pd.Series) -> str:
    """Who is active at a school, with how many participants as far as told."""
    if not school["partners_count"]:
        return ""
    counted = ngettext("{n} participant", "{n} participants", int(school["participants_count"]))
    untold = ngettext("{n} activity without a number", "{n} activities without a number", int(school["untold_count"]))
    told = [
        _("Active: {partners}", partners=school["partners"]),
        counted if school["participants_count"] else "",
        untold if school["untold_count"] else "",
    ]
    return "; ".join(filter(None, told)) + "."


def note(school: pd.Series) -> str:
    """What a reader must know before comparing this school."""
    told = panel.remarks(school["quality_flag"], school["location_precision"])
    return _("Note: {remarks}.", remarks=told) if told else ""


def signed(points: float) -> str:
    return ("+" if points >= 0 else MINUS) + number(abs(points), 1)


def band(low: float, high: float) -> str:
    """1 – 6, or one number."""
    if pd.isna(low):
        return "–"
    return number(low) if low == high else f"{number(low)} – {number(high)}"
