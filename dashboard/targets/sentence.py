"""Page Doelscholen in words: the criteria, the finding, total against per pupil, why a school is where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.figures import participants
from dashboard.frame.language import MINUS, _, ngettext, number, percent
from dashboard.frame.markup import md
from dashboard.targets import labels
from dashboard.targets.criteria import Criteria, Preset
from dashboard.targets.ranked import Ranked
from dashboard.targets.score import SLIDERS
from dashboard.ui import tables
from dashboard.ui.activity import urbanity_words


def choices(criteria: Criteria, place: str, names: Mapping[str, str], themes: Mapping[str, str]) -> list[str]:
    """All choices in words, those at their default too where they decide the order."""
    filters = criteria.filters
    return [
        place,
        filters.sector,
        labels.presets()[criteria.preset] if criteria.preset != Preset.ALL else "",
        _("school year {year}", year=filters.school_year) if filters.school_year else _("all school years"),
        _listed(filters.partners, names) or ngettext("1 partner", "all {n} partners", len(names)),
        _listed(filters.themes, themes),
        _("faded activities too") if filters.faded else _("confirmed and current"),
        _("need {measure}", measure=labels.measures()[criteria.measure]),
        _("weights {weights}", weights=weights(criteria)),
        *_filters(criteria, names),
    ]


def weights(criteria: Criteria) -> str:
    """Need 50, SES of the district 20, ..."""
    weighed = zip(SLIDERS, criteria.weights, strict=True)
    return ", ".join(f"{labels.slider_name(slider)} {weight}" for slider, weight in weighed)


def _filters(criteria: Criteria, names: Mapping[str, str]) -> list[str]:
    chosen = (
        (_("education"), criteria.types, labels.education()),
        (_("pupils"), criteria.sizes, labels.sizes()),
        (_("need"), criteria.need, labels.thirds()),
        (_("SES of the district"), criteria.ses, labels.thirds()),
        (_("partners"), criteria.partner_counts, labels.partner_counts()),
        (_("with"), criteria.present, names),
        (_("without"), criteria.absent, names),
        (_("participants"), criteria.reached, labels.reached()),
        (_("urbanity"), tuple(map(str, criteria.urban)), urbanity_words()),
    )
    filters = [f"{label}: {_listed(codes, texts)}" for label, codes, texts in chosen if codes]
    filters.append(_("GKA municipalities only") if criteria.gka else "")
    filters.append(_("schools with a flag too") if criteria.flagged else "")
    filters.append(f"“{criteria.text}”" if criteria.text else "")
    return filters


def _listed(codes: Sequence[str], names: Mapping[Any, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def why(ranking: Ranked, school: pd.Series) -> str:
    """One school's place: what brings it there, how firm that is, and what is missing."""
    if pd.isna(school["score"]):
        return f"{md(school['name'])}: {labels.reason(school['reason'])}."
    points = ranking.contributions(school)
    most = int(np.nanargmax(points))
    part = ranking.parts[most]
    text = _(
        "**{name}** is number {rank} of {all} with {score} points. Most comes from {part} ({points}): {value}.",
        name=md(school["name"]),
        rank=number(school["rank"]),
        all=number(len(ranking.scored)),
        score=number(school["score"], 1),
        part=labels.part_name(part),
        points=signed(points[most]),
        value=labels.figure(part, school.to_dict()),
    )
    firm = _(
        "Among the first {top} in {share} of the draws.",
        top=number(ranking.criteria.top),
        share=percent(school["share"]),
    )
    missing = [
        labels.part_name(part)
        for part, weight in zip(ranking.parts, ranking.weights, strict=True)
        if weight > 0 and pd.isna(school[part.place])
    ]
    gaps = _("Not known, and left out of the mean: {parts}.", parts=", ".join(missing)) if missing else ""
    return " ".join(word for word in (text, firm, gaps) if word)


def who(school: pd.Series) -> str:
    """Who is active at a school, with how many participants as far as told."""
    if not school["partners_count"]:
        return ""
    counted = participants.counted(school["participants_count"], school["participants_upper"])
    untold = ngettext("{n} activity without a number", "{n} activities without a number", int(school["untold_count"]))
    facts = [
        _("Active: {partners}", partners=school["partners"]),
        counted if school["participants_count"] else "",
        untold if school["untold_count"] else "",
    ]
    return "; ".join(filter(None, facts)) + "."


def note(school: pd.Series) -> str:
    """What a reader must know before comparing this school."""
    remarks = tables.remarks(school["quality_flag"], school["location_precision"])
    return _("Note: {remarks}.", remarks=remarks) if remarks else ""


def signed(points: float) -> str:
    points = round(points, 1)
    return ("+" if points >= 0 else MINUS) + number(abs(points), 1)


def band(low: float, high: float) -> str:
    """1 – 6, or one number."""
    if pd.isna(low):
        return "–"
    return number(low) if low == high else f"{number(low)} – {number(high)}"
