"""Page Doelscholen in words: the criteria, the finding, total against per pupil, why a school is where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.frame.language import MINUS, _, ngettext, number, percent
from dashboard.targets import labels
from dashboard.targets.criteria import Criteria, Preset
from dashboard.targets.ranked import Ranked
from dashboard.targets.score import SLIDERS, Measure
from dashboard.ui import tables
from dashboard.ui.activity import urbanity_words

FIRM = 0.9  # in nine of ten drawn weightings


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


def finding(ranking: Ranked) -> str:
    """How many of the first schools are firm, and how many have nobody."""
    scored = ranking.scored
    if not len(scored):
        return _("No school has a score in this choice.")
    bare = _without_partner(ranking)
    if len(scored) <= ranking.criteria.top:
        all_scored = ngettext("In this choice **{n} school** has a score.",
                              "In this choice **{n} schools** have a score.", len(scored))  # fmt: skip
        return f"{all_scored} {bare}".strip()
    return f"{_firm(ranking)} {bare}".strip()


def _without_partner(ranking: Ranked) -> str:
    """How many of the first have nobody; nothing where the choice itself decides it."""
    if ranking.criteria.preset in (Preset.NEW, Preset.DEEPEN, Preset.LEARNING_LINE):
        return ""
    none = int((ranking.first["partners_count"] == 0).sum())
    if not none:
        return ngettext("It has a partner.", "All have a partner.", len(ranking.first))
    return ngettext("{n} has no partner yet.", "{n} have no partner yet.", none)


def _firm(ranking: Ranked) -> str:
    """32 of the 100 stay among the first 100; 68 may change places with schools outside."""
    top, firm = ranking.criteria.top, int((ranking.first["share"] >= FIRM).sum())
    when = _("when the weights are somewhat different")
    if ranking.is_aged:
        when = _("when the weights are somewhat different and need is a year further")
    if not firm:
        return _("**None of the {top} schools** is sure of its place among the first {top} {when}.", top=number(top),
                 when=when)  # fmt: skip
    stay = ngettext(
        "**{n} of the {top} schools** stays among the first {top} {when}",
        "**{n} of the {top} schools** stay among the first {top} {when}",
        firm,
        top=number(top),
        when=when,
    )
    if firm == top:
        return f"{stay}."
    others = ngettext(
        "{n} may change places with schools outside.", "{n} may change places with schools outside.", top - firm
    )
    return f"{stay}; {others}"


def drawn(ranking: Ranked) -> str:
    """What was drawn anew for the band."""
    if ranking.is_aged:
        return _("1,000 draws of weights and a year of need, 5–95 %")
    return _("1,000 weightings, 5–95 %")


def no_ageing() -> str:
    """Why the band of a secondary school holds the weights only."""
    return _("Of secondary schools there are no need figures of two years, so a year's change is not in it.")


def exclusions(ranking: Ranked) -> str:
    """How many schools that meet the choice are left out, and why; empty when none is."""
    return left_out(ranking.left_out)


def left_out(counts: Mapping[str, int]) -> str:
    """3 left out: 1 school for newcomers, 2 of 40 pupils or fewer."""
    if not counts:
        return ""
    return _("{n} left out: {kinds}", n=number(sum(counts.values())), kinds=", ".join(labels.left_out(counts)))


def unscored(ranking: Ranked) -> str:
    """How many schools of the list have no score, by reason; empty when all have."""
    counts = ranking.rows["reason"].value_counts()
    texts = [f"{number(counts[code])} {labels.reason(code)}" for code in ("own_need", "pupils", "little")
             if counts.get(code)]  # fmt: skip
    return ", ".join(texts)


def measures(ranking: Ranked, left: pd.DataFrame) -> str:
    """Total against per pupil: how many of the first schools would not be among them."""
    top = number(len(ranking.first))
    other = {
        Measure.TOTAL: _("By need per pupil instead of in total"),
        Measure.PER_PUPIL: _("By total need instead of per pupil"),
    }[ranking.criteria.measure]
    if not len(left):
        return _("{other} the first {top} are the same schools.", other=other, top=top)
    return ngettext(
        "{other} **{n} of the first {top}** would not be among them.",
        "{other} **{n} of the first {top}** would not be among them.",
        len(left),
        other=other,
        top=top,
    )


def threshold(ranking: Ranked, country: pd.Series) -> str:
    """What the published threshold does: on this list, and in the country."""
    if ranking.criteria.filters.sector != "PO" or not country["scored_count"]:
        return ""
    first = ranking.first
    zero = int((first["published_score"] == 0).sum())
    here = _("at none of the first {top}", top=number(len(first)))
    if zero:
        here = ngettext("at **{n}** of the first {top} schools", "at **{n}** of the first {top} schools", zero,
                        top=number(len(first)))  # fmt: skip
    return _(
        "The published score, with threshold, is 0 {here}; in the country at {all} of {scored} schools, which hold "
        "{need} of the need and {pupils} of the pupils.",
        here=here,
        all=number(country["zero_count"]),
        scored=number(country["scored_count"]),
        need=percent(country["zero_need_pct"] / 100),
        pupils=percent(country["zero_pupils_pct"] / 100),
    )


def why(ranking: Ranked, school: pd.Series) -> str:
    """One school's place: what brings it there, how firm that is, and what is missing."""
    if pd.isna(school["score"]):
        return f"{school['name']}: {labels.reason(school['reason'])}."
    points = ranking.contributions(school)
    most = int(np.nanargmax(points))
    part = ranking.parts[most]
    text = _(
        "**{name}** is number {rank} of {all} with {score} points. Most comes from {part} ({points}): {value}.",
        name=school["name"],
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
    counted = ngettext("{n} participant", "{n} participants", int(school["participants_count"]))
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
    return ("+" if points >= 0 else MINUS) + number(abs(points), 1)


def band(low: float, high: float) -> str:
    """1 – 6, or one number."""
    if pd.isna(low):
        return "–"
    return number(low) if low == high else f"{number(low)} – {number(high)}"
