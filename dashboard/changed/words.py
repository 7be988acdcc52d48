"""What one change is, was and became, in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.frame import export, language
from dashboard.frame.language import _, ngettext, number
from dashboard.ui import group_words, verdicts

CAME, WENT, OTHER = "came", "went", "other"
SAID_BY_NAME = ("activity", "indicator", "period", "source_missing", "delivery", "programme")
Row = Mapping[str, Any]


def turn(row: Row) -> str:
    """Whether something came, went or is another than it was."""
    return CAME if pd.isna(row["before"]) else WENT if pd.isna(row["after"]) else OTHER


def turns(rows: pd.DataFrame) -> pd.Series:
    """The same of every row at once."""
    return (
        pd.Series(OTHER, index=rows.index, dtype=object)
        .mask(rows["after"].isna(), WENT)
        .mask(rows["before"].isna(), CAME)
    )


def kinds() -> Mapping[tuple[str, str], str]:
    """What happened, by kind of change and its turn."""
    return _kinds(language.current())


@lru_cache(maxsize=len(language.LANGUAGES))
def _kinds(_code: str) -> Mapping[tuple[str, str], str]:
    return {
        ("school", CAME): _("School: new on the list"), ("school", WENT): _("School: no longer on the list"),
        ("school_name", OTHER): _("School: another name"), ("school_place", OTHER): _("School: another address"),
        ("area", CAME): _("Area: new"), ("area", WENT): _("Area: gone"), ("area", OTHER): _("Area: another name"),
        ("figure", CAME): _("Figure: new"), ("figure", WENT): _("Figure: gone"),
        ("figure", OTHER): _("Figure: revised"),
        ("many_figures", OTHER): _("Figures: revised"),
        ("verdict", CAME): _("Comparison: now possible"), ("verdict", WENT): _("Comparison: no longer possible"),
        ("verdict", OTHER): _("Comparison: another outcome"),
        ("period", CAME): _("Period: new"), ("period", WENT): _("Period: gone"),
        ("indicator", CAME): _("Indicator: new"), ("indicator", WENT): _("Indicator: gone"),
        ("source", CAME): _("Source: new"), ("source", WENT): _("Source: gone"),
        ("source", OTHER): _("Source: renewed"),
        ("source_missing", CAME): _("Source: could not be had"), ("source_missing", WENT): _("Source: there again"),
        ("partner", CAME): _("Partner: new"), ("partner", WENT): _("Partner: gone"),
        ("partner", OTHER): _("Partner: another name"),
        ("programme", CAME): _("Programme: new"), ("programme", WENT): _("Programme: gone"),
        ("delivery", CAME): _("Delivery: new"), ("delivery", WENT): _("Delivery: no longer counted"),
        ("activity", CAME): _("Activity: began at a school"), ("activity", WENT): _("Activity: stopped at a school"),
        ("program", OTHER): _("Program: another version"), ("as_of", OTHER): _("As-of date: another"),
        ("classification", OTHER): _("Area classification: another year"),
    }  # fmt: skip


def kind(row: Row) -> str:
    return kinds().get((row["kind"], turn(row)), "")


def name(row: Row) -> str:
    """What it is about: a school, area, source, partner; nothing for the build itself."""
    told = row[f"name_{language.current()}"]
    told = row["name_nl"] if pd.isna(told) else told
    if row["kind"] == "activity":
        return f"{told}, {row['after'] if pd.isna(row['before']) else row['before']}"
    return "" if pd.isna(told) else str(told)


def indicator(row: Row) -> str:
    """The figure with its period, group and reference: SES-WOA, 2023, beside the country."""
    told = row[f"indicator_{language.current()}"]
    if pd.isna(told) or row["kind"] == "indicator":
        return ""
    parts = [str(told), "" if pd.isna(row["period"]) else str(row["period"])]
    part = "" if pd.isna(row["part"]) else str(row["part"])
    reference, _sign, group = part.rpartition("/")
    parts.append("" if group in ("", "all") else group_words.words(group))
    parts.append(references().get(reference, reference))
    return ", ".join(filter(None, parts))


def references() -> dict[str, str]:
    """With what an area is compared."""
    return {
        "country": _("beside the country"),
        "province": _("beside its province"),
        "municipality": _("beside its municipality"),
        "gka": _("beside the GKA municipalities"),
        "urbanity": _("beside areas as urban"),
    }


def before(row: Row) -> str:
    return _side(row, "before")


def after(row: Row) -> str:
    return _side(row, "after")


def _side(row: Row, side: str) -> str:
    """What it was or is, in words; '' where there was or is nothing, or its name says it all."""
    told = row[side]
    if pd.isna(told) or row["kind"] in SAID_BY_NAME:
        return ""
    say: dict[str, Callable[[], str]] = {
        "figure": lambda: _figure(row, side),
        "verdict": lambda: verdicts.verdict_words().get(told, told),
        "source": lambda: _source(row, side),
        "as_of": lambda: language.day(pd.Timestamp(told)),
        "many_figures": lambda: number(int(told)) if told else "",
    }
    return say.get(row["kind"], lambda: str(told))()


def _source(row: Row, side: str) -> str:
    """Its vintage and rows; where these say nothing, the first digits of its digest too."""

    def told(which: str) -> str:
        rows = row[f"value_{which}"]
        vintage = "" if pd.isna(row[which]) else str(row[which]).split(" · ", maxsplit=1)[0]
        return vintage if pd.isna(rows) else f"{vintage} · {ngettext('{n} row', '{n} rows', int(rows))}"

    return told(side) if told("before") != told("after") else str(row[side])


def _figure(row: Row, side: str) -> str:
    """A number with its unit, or why there is none; what is hidden now is not told by what it was."""
    value = row[f"value_{side}"]
    if pd.isna(value):
        return export.status_word(row[side]) or _("was shown")
    unit = row[f"unit_{language.current()}"]
    places = 0 if pd.isna(row["decimals"]) else int(row["decimals"])
    # a difference that the decimals of the page hide is told with more
    other = row["value_after" if side == "before" else "value_before"]
    while places < 6 and not pd.isna(other) and round(value, places) == round(other, places):
        places += 1
    return number(value, places) + (f" {unit}" if unit and not pd.isna(unit) else "")
