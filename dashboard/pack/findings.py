"""Three findings and three questions in careful words. docs/method.md tells the rules; without its rule, no word.

"Higher" and "lower" are only said of what stands out by the verdict of the build; a change and a difference from twins
only where the 95 % interval leaves 0 out. Of several areas together: several.py.
"""

from __future__ import annotations

import pandas as pd

from dashboard.compare import past, verdict
from dashboard.frame.language import _, level_word, measure, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.pack import several, together
from dashboard.pack.figures import NEED, SCHOOLS_FOR_CONTRAST, Figures
from dashboard.pack.scope import TOWN
from dashboard.ui import pieces

COUNT = 3
TWICE, MORE, LESS = 2.0, 1.1, 0.9  # times as large, from which it is called so
NAMED = 3  # districts in a question


def findings(told: Figures, reader: Reader) -> list[str]:
    """At most three sentences, **bold** and with names made safe: what stands out, what changed, what twins have."""
    if told.scope.is_one:
        ranked = _outstanding(told)
        besides = ranked[0] if ranked else ""
        found = [outstanding(told), changed(told, reader), unlike_twins(told, besides), contrast(told)]
    else:
        found = [several.outstanding(told), changed(told, reader), contrast(told)]
    return [sentence for sentence in found if sentence][:COUNT]


def _judged(told: Figures) -> dict[str, pd.Series]:
    return {key: row for key, row in told.country.items() if row["verdict"] and row["verdict"] != "place"}


def _outstanding(told: Figures) -> list[str]:
    """The indicators that stand out against the country: unfavourably before favourably, need before the rest."""
    out = [key for key, row in _judged(told).items() if verdict.side(row["verdict"])]
    return sorted(out, key=lambda key: _order(key, told))


def outstanding(told: Figures) -> str:
    """What stands out most against the country."""
    judged, ranked = _judged(told), _outstanding(told)
    if not judged:
        return ""
    if not ranked:
        return ngettext(
            "On the only indicator that can be judged {place} does not stand out from the country.",
            "On none of the {n} indicators that can be judged does {place} stand out from the country.",
            len(judged), place=md(told.scope.name),
        )  # fmt: skip
    key = ranked[0]
    row, indicator = judged[key], told.indicators[key]
    word = _ratio(row) if key == NEED else _side(row)
    return _(
        "**{name}: {value}**, {word} in the country ({reference}). That stands out among the {areas}.",
        name=md(pieces.named(indicator, "name")),
        value=measure(row["value"], indicator, indicator.digits(row["n"])),
        word=word,
        reference=number(row["reference"], indicator.decimals),
        areas=level_word(told.scope.level),
    )


def _order(key: str, told: Figures) -> tuple[int, int, float]:
    shade = verdict.shade(told.country[key], told.indicators[key].direction)
    order = {0: 0, 4: 1}.get(2 if shade is None else shade, 2)
    if told.indicators[key].direction == "neutral":
        order = 2
    return order, int(key != NEED), -abs(float(told.country[key]["place"]) - 0.5)


def _side(row: pd.Series) -> str:
    return _("higher than") if verdict.side(row["verdict"]) > 0 else _("lower than")


def _ratio(row: pd.Series) -> str:
    """How many times as large, in words; only of what stands out."""
    times = row["value"] / row["reference"] if row["reference"] > 0 else float("nan")
    if times >= TWICE:
        return _("more than twice as large as") if times > TWICE else _("twice as large as")
    return _side(row) if not LESS <= times <= MORE else _("about as large as")


def changed(told: Figures, reader: Reader) -> str:
    """What changed most beyond its interval between the oldest and the newest period that can be compared."""
    found, level = [], told.scope.level
    for key, indicator in told.indicators.items():
        two = past.periods(indicator.indicator_id, level, reader) if indicator.indicator_id == key else []
        if len(two) > 1:
            row = _change(told, indicator, (two[0], two[-1]), reader)
            if pd.notna(row["verdict"]):
                reach = max(row["upper"] - row["lower"], 1e-12)
                found.append((-abs(row["difference"]) / reach, key, two, row))
    if not found:
        return ""
    _size, key, two, row = min(found, key=lambda one: one[:2])
    indicator = told.indicators[key]
    words = {"name": md(pieces.named(indicator, "name")), "first": two[0], "last": two[-1]} | _ends(row, indicator)
    if not row["verdict"]:
        return _("{name}: {before} in {first}, {after} in {last}. **No change beyond the interval.**", **words)
    return _(
        "**{name}: from {before}** in {first} **to {after}** in {last}. The change is beyond its interval.", **words
    )


def _change(told: Figures, indicator: Indicator, two: tuple[str, str], reader: Reader) -> pd.Series:
    scope = told.scope
    if scope.is_one:
        return past.change(scope.members, indicator, scope.level, two, reader).iloc[0]
    return together.change(scope.members, indicator, scope.level, two, reader)


def _ends(row: pd.Series, indicator: Indicator) -> dict[str, str]:
    return {name: measure(row[name], indicator, indicator.digits(row[f"{name}_n"])) for name in ("before", "after")}


def unlike_twins(told: Figures, besides: str = "") -> str:
    """What differs most from the municipalities most alike in circumstances; `besides` was told already."""
    judged = {key: row for key, row in told.twins.items() if pd.notna(row["difference_lower"]) and key != besides}
    if not judged:
        return ""
    unlike = [key for key, row in judged.items() if row["difference_lower"] > 0 or row["difference_upper"] < 0]
    twins = _twins(told)
    if not unlike:
        return ngettext("On the only indicator the difference from {twins} is not beyond its interval.",
                        "On none of {n} indicators is the difference from {twins} beyond its interval.",
                        len(judged), twins=twins)  # fmt: skip
    key = max(unlike, key=lambda one: _reaches(judged[one]))
    row, indicator = judged[key], told.indicators[key]
    return _(
        "**{name}: {value}**; in {twins} it is {reference} on average. The difference is beyond its interval.",
        name=md(pieces.named(indicator, "name")),
        value=measure(row["value"], indicator, indicator.digits(row["n"])),
        twins=twins,
        reference=number(row["reference"], indicator.decimals),
    )


def _twins(told: Figures) -> str:
    if told.scope.level == TOWN:
        return ngettext("the {n} municipality most alike in circumstances",
                        "the {n} municipalities most alike in circumstances", told.twins_count)  # fmt: skip
    return ngettext("the {n} district most alike in circumstances", "the {n} districts most alike in circumstances",
                    told.twins_count)  # fmt: skip


def _reaches(row: pd.Series) -> float:
    """How many of its intervals wide the difference is."""
    return abs(row["difference"]) / max(row["difference_upper"] - row["difference_lower"], 1e-12)


def contrast(told: Figures) -> str:
    """The districts with the least and the most need per pupil, of those with two schools or more."""
    ends = _ends_within(told)
    if ends is None or NEED not in told.indicators:
        return ""
    indicator = told.indicators[NEED]
    words = {
        f"{name}_{what}": text
        for name, row in zip(("low", "high"), ends, strict=True)
        for what, text in (
            ("value", number(row["value"], indicator.decimals)),
            ("area", md(row["title"])),
            ("schools", ngettext("{n} school", "{n} schools", int(row["n"]))),
        )
    }
    if told.scope.is_one:
        return _(
            "Within the municipality need per pupil goes from {low_value} in **{low_area}** ({low_schools}) to"
            " {high_value} in **{high_area}** ({high_schools}).",
            **words,
        )
    return _(
        "Among its districts need per pupil goes from {low_value} in **{low_area}** ({low_schools}) to"
        " {high_value} in **{high_area}** ({high_schools}).",
        **words,
    )


def _ends_within(told: Figures) -> tuple[pd.Series, pd.Series] | None:
    rows = told.districts[told.districts["value"].notna() & (told.districts["n"] >= SCHOOLS_FOR_CONTRAST)]
    return (rows.iloc[-1], rows.iloc[0]) if len(rows) > 1 else None


def questions(told: Figures) -> list[str]:
    """Three open questions to talk about."""
    ends = _ends_within(told)
    first = _("Do you recognise this picture of {place}? What do you see yourself that is missing in these figures?",
              place=md(told.scope.name))  # fmt: skip
    if ends is not None:
        first = _("Do you recognise the difference in need between {high} and {low}? What is missing in these figures?",
                  high=md(ends[1]["title"]), low=md(ends[0]["title"]))  # fmt: skip
    return [first, *_of_partners(told), _("What should be different in two years, and who is needed for it?")]


def _of_partners(told: Figures) -> list[str]:
    """Who works where need is high and no partner told of an activity."""
    if told.presence is None or told.presence.districts["need_per_pupil"].isna().all():
        return [_("Who works on this in {place} now, and what is known of it?", place=md(told.scope.name))]
    white = told.presence.white
    if not white:
        return [_("No district is a white spot. Are there schools or groups that worry you all the same?")]
    names = ", ".join(md(name) for name in white[:NAMED]) + ("…" if len(white) > NAMED else "")
    return [ngettext(
        "In {n} district with a high need no partner tells of an activity ({names}). Who works there, out of our"
        " sight?",
        "In {n} districts with a high need no partner tells of an activity ({names}). Who works there, out of our"
        " sight?",
        len(white), names=names,
    )]  # fmt: skip
