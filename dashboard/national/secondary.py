"""The tiles about secondary schools: types by urbanity, examinations through the years and by type."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.figures.stats import Interval
from dashboard.frame.language import _, number, percent
from dashboard.frame.warehouse import Reader
from dashboard.national import charts
from dashboard.national.schools import urban_words
from dashboard.national.tile import Claim, Tile, all_numbers, claim_of, ends, newest_open, of_ratios

PASSED = {"indicator": "vo_exam_pass_pct", "areas": ("NL00",)}
TYPES = ("vmbo", "havo", "vwo")
BEFORE = "2018-2019"  # the last year of the same rules before those of the COVID years
ORDINARY = "2022-2023"  # from then on the same rules again
BY_SHARE = {"type": "vmbo", "share": "vo_vmbo_bk_pro_pct", "candidates": "vo_exam_candidates",
            "passed": "vo_exam_passed"}  # fmt: skip
PARTS = {"part": "vo_vmbo_bk_pro_base", "whole": "vo_typed_pupils"}


def every(reader: Reader, theme: str) -> list[Tile]:
    return [
        passed(reader.run("compare_bounds", PASSED), theme),
        by_share(reader.run("national_exams", BY_SHARE)),
        types(reader.run("national_types", PARTS)),
    ]


def passed(rows: pd.DataFrame, theme: str) -> Tile:
    """Whether as many pass as before, for the types of which even the limits of hidden counts say so."""
    title, asked = _("Do as many pass as in 2019?"), ("compare_bounds", PASSED)
    link = ("gka-regionaal", _("GKA regional"), {"weergave": "groepen"})
    rows = rows[rows["group_code"].isin(TYPES)]
    gaps = {group: _since(rows[rows["group_code"] == group]) for group in TYPES}
    claims = {group: claim_of(gap) for group, gap in gaps.items() if gap is not None}
    newest = str(rows.loc[rows["period"] >= ORDINARY, "period"].max()) if len(rows) else ""
    chart = charts.ranges(rows, TYPES, theme) if rows[["value", "lower"]].notna().any().any() else None
    group = _told(claims)
    sentence = _changed(rows[rows["group_code"] == group], newest, claims) if group else ""
    why = _("This edition has no examinations by the ordinary rules after {period}.", period=BEFORE)
    if claims:
        why = _("Hidden counts leave the shares so wide that nothing can be told.")
    foot = f"{charts.signs(TYPES)}. " + _(
        "A bar: between what hidden counts of 1 to 4 allow. No central exam in 2019-2020, eased rules until 2022."
    )
    claim = claims.get(group or next(iter(claims), ""), Claim.NOTHING)
    return Tile("passed", title, sentence, why, chart, _("Share that passed, by type and school year"), foot, link,
                asked, claim, gaps.get(group))  # fmt: skip


def _told(claims: Mapping[str, Claim]) -> str:
    """The first type of which a change may be told, a fall before a rise; '' for none."""
    for claim in (Claim.LESS, Claim.MORE):
        for group, one in claims.items():
            if one == claim:
                return group
    return ""


def _changed(rows: pd.DataFrame, newest: str, claims: Mapping[str, Claim]) -> str:
    """All types with this claim, and the figures of the first of them."""
    group = str(rows["group_code"].iloc[0])
    words = _("a smaller part") if claims[group] == Claim.LESS else _("a larger part")
    own = rows.set_index("period")
    low, high = limits(own.loc[newest])
    return _(
        "In {newest} **{part}** passed than in {before} of {types} (for {first} {low} to {high}, it was **{was}**).",
        newest=newest, before=BEFORE, part=words, first=group, low=number(low), high=percent(high / 100),
        types=", ".join(one for one, claim in claims.items() if claim == claims[group]),
        was=percent(own.loc[BEFORE, "value"] / 100),
    )  # fmt: skip


def _since(rows: pd.DataFrame) -> Interval | None:
    """The newest ordinary year less the year before the exceptions, in parts of 1; None where either lacks."""
    before = rows[(rows["period"] == BEFORE) & rows["value"].notna()]
    after = rows[rows["period"] >= ORDINARY].sort_values("period").tail(1)
    if before.empty or after.empty:
        return None
    low, high = limits(after.iloc[0])
    return Interval((low - before["value"].iloc[0]) / 100, (high - before["value"].iloc[0]) / 100)


def limits(row: pd.Series) -> tuple[float, float]:
    """What a share lies between; both are the share itself where it is exact."""
    if pd.notna(row["value"]):
        return float(row["value"]), float(row["value"])
    return float(row["lower"]), float(row["upper"])


def by_share(rows: pd.DataFrame) -> Tile:
    """Who passes vmbo at schools with most and with fewest pupils in vmbo-b/k and pro."""
    title, asked = _("Do as many pass vmbo at every kind of school?"), ("national_exams", BY_SHARE)
    link = ("gka-regionaal", _("GKA regional"), {"weergave": "groepen"})
    told = newest_open(rows)
    two = ends(told, "fifth")
    if two is None or not all_numbers(told, ["share", "error"]):
        why = _("In no school year are the counts of nine in ten schools open.")
        return Tile("vmbo", title, why=why, link=link, asked=asked, claim=Claim.NOTHING)
    least, most = two
    gap = of_ratios(most, least)
    claim = claim_of(gap)
    figures = {"most": percent(most["share"], 1), "least": percent(least["share"], 1)}
    sentence = {
        Claim.LESS: _("Of vmbo, **{most}** passed at schools with the largest part in vmbo-b/k and pro, fewer than at "
                      "those with the smallest (**{least}**).", **figures),
        Claim.MORE: _("Of vmbo, **{most}** passed at schools with the largest part in vmbo-b/k and pro, more than at "
                      "those with the smallest (**{least}**).", **figures),
        Claim.ALIKE: _("Of vmbo, as many passed at schools with the largest and the smallest part in vmbo-b/k and pro "
                       "(**{most}** and **{least}**).", **figures),
    }.get(claim, "")  # fmt: skip
    words = {1: _("smallest part"), 2: "2", 3: "3", 4: "4", 5: _("largest part")}
    bars = [(words[int(row["fifth"])], row["share"], percent(row["share"], 1)) for row in told.to_dict("records")]
    foot = _("{period}, {n} schools with vmbo in fifths of their part in vmbo-b/k and pro; no need of PO is in it.",
             period=told["period"].iloc[0], n=number(told["schools_count"].sum()))  # fmt: skip
    return Tile("vmbo", title, sentence, _("The difference cannot be told from chance."),
                charts.bars(bars, [0, 4]), foot=foot, link=link, asked=asked, claim=claim, gap=gap)  # fmt: skip


def types(rows: pd.DataFrame) -> Tile:
    """How many of the pupils with a known type are in vmbo-b/k and pro. All schools are counted."""
    title, asked = _("How many pupils are in vmbo-b/k or practical education?"), ("national_types", PARTS)
    link = ("wijken-vergelijken", _("Compare neighbourhoods"), {"niveau": "gemeente"})
    if not all_numbers(rows, ["part", "whole"]) or not rows["whole"].sum():
        why = _("There is no figure of types in this edition.")
        return Tile("types", title, why=why, link=link, asked=asked, claim=Claim.NOTHING)
    words, whole = urban_words(), rows["part"].sum() / rows["whole"].sum()
    first, last = rows.iloc[0], rows.iloc[-1]
    sentence = _(
        "Of the pupils with a known type **{share}** are there; in municipalities that are {first} {most}, in those "
        "that are {last} {least}.",
        share=percent(whole), first=words[int(first["urbanity_class"])], most=percent(first["share"]),
        last=words[int(last["urbanity_class"])], least=percent(last["share"]),
    )  # fmt: skip
    bars = [(words[int(row["urbanity_class"])], row["share"]) for row in rows.to_dict("records")]
    foot = _("n = {n}, without bridge years; by the municipality of the school. It tells which schools stand there.",
             n=number(rows["whole"].sum()))  # fmt: skip
    return Tile("types", title, sentence, chart=charts.shares(bars, []), foot=foot, link=link, asked=asked)
