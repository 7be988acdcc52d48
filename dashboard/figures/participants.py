"""Participants in words. Made of protected numbers: 1 to 4 in a programme at a school in a year are told as 1 to 4.

So every sum has a least and a most, and what two answers differ by tells no more than either. What a partner did not
tell is neither 0 nor 1 to 4: it is counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.frame.language import _, ngettext, number, percent
from dashboard.frame.records import WHOLE_BELOW


def exact(lower: pd.Series, upper: pd.Series) -> pd.Series:
    """The number where least and most are one; missing where they are not."""
    return lower.where(lower == upper).astype("float64")


def figure(lower: float, upper: float) -> str:
    """A cell: 212, or 212 to 221; empty where nothing is told."""
    if pd.isna(lower):
        return ""
    return number(lower) if lower == upper else _("{low} to {high}", low=number(lower), high=number(upper))


def counted(lower: float, upper: float) -> str:
    """In a sentence: 212 participants, at least 212 participants, no participants, or that nobody told how many."""
    if pd.isna(upper):
        return _("an unknown number of participants")
    if not upper:
        return _("no participants")
    text = ngettext("{n} participant", "{n} participants", int(lower))
    return text if lower == upper else _("at least {count}", count=text)


def share(row: Mapping | pd.Series) -> str:
    """The part of the enrolled pupils, 2,0 % or 2,0 % to 2,4 %; whole per cents below 100 pupils, empty without one."""
    low, high = row["participants_share"], row["participants_share_upper"]
    if pd.isna(low) or high <= 0:
        return ""
    digits = 0 if row["pupils_count"] < WHOLE_BELOW else 1
    ends = [percent(end / 100, digits) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else _("{low} to {high}", low=ends[0], high=ends[1])


def few(row: Mapping | pd.Series) -> str:
    """At how many schools there are fewer than 5 in a programme; empty where there are none."""
    n = int(row["few_participants_count"])
    return (
        ngettext(
            "at {n} school there are fewer than 5 in a programme and the number is not written",
            "at {n} schools there are fewer than 5 in a programme and the number is not written",
            n,
        )
        if n
        else ""
    )


def untold(row: Mapping | pd.Series) -> str:
    n = int(row["untold_count"])
    return ngettext("{n} activity without a number", "{n} activities without a number", n) if n else ""
