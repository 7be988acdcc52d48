"""What a list of target schools comes to, in words: how many stay, who is left out, total against per pupil."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.frame.language import _, ngettext, number, percent
from dashboard.targets import labels
from dashboard.targets.criteria import Preset
from dashboard.targets.ranked import Ranked
from dashboard.targets.score import Measure

FIRM = 0.9  # in nine of ten draws


def finding(ranking: Ranked) -> str:
    """How many of the first schools stay among them, and how many have nobody."""
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
    if ranking.criteria.filters.is_narrowed:  # another partner may be there
        if none == len(ranking.first) > 1:
            return _("None has a partner yet within this choice.")
        return ngettext(
            "{n} has no partner yet within this choice.", "{n} have no partner yet within this choice.", none
        )
    if none == len(ranking.first) > 1:
        return _("None has a partner yet.")
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
    return _("{n} left out: {kinds}", n=number(sum(counts.values())), kinds=left_out_kinds(counts))


def left_out_kinds(counts: Mapping[str, int]) -> str:
    """1 school for newcomers, 2 of 40 pupils or fewer; 'none' where nobody is left out."""
    return ", ".join(labels.left_out(counts)) or _("none")


def unscored(ranking: Ranked) -> str:
    """How many schools of the list have no score, by reason; empty when all have."""
    return labels.unscored(reasons(ranking))


def reasons(ranking: Ranked) -> dict[str, int]:
    """Schools of the list by why they have no score."""
    return ranking.rows["reason"].value_counts().to_dict()


def measures(ranking: Ranked, left: pd.DataFrame) -> str:
    """Total against per pupil: how many of the first schools would not be among them; nothing of one school."""
    if len(ranking.first) < 2:
        return ""
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
    if first.empty:
        return ""
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
