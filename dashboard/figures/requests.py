"""Sums of schools' requests: a period's figures, what waits, what was asked and not served per municipality."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

ANSWERED = ("comes", "no_place", "does_not_fit", "elsewhere")  # the school heard something and did not withdraw
NOT_SERVED = ("no_place", "does_not_fit")


@dataclass(frozen=True)
class Summary:
    """Of the requests asked in a period: how many, answered, in how many days (median), and how many were served."""

    asked: int
    answered: int
    comes: int
    waiting: int
    withdrawn: int
    median_days: float | None


def within(requests: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """The requests asked from one day to another, both included."""
    asked = requests["asked_on"].dt.date
    return requests[(asked >= first) & (asked <= last)]


def is_unserved(requests: pd.DataFrame) -> pd.Series:
    """Asked and not served: waiting, or closed because there was no place or nothing fitted."""
    return requests["outcome"].isin(("", *NOT_SERVED))


def summary(requests: pd.DataFrame) -> Summary:
    """Counts and the median days from question to answer, over the answered ones."""
    answered = requests[requests["outcome"].isin(ANSWERED)]
    days = (answered["closed_on"] - answered["asked_on"]).dt.days
    return Summary(
        asked=len(requests),
        answered=len(answered),
        comes=int((requests["outcome"] == "comes").sum()),
        waiting=int((requests["outcome"] == "").sum()),
        withdrawn=int((requests["outcome"] == "withdrawn").sum()),
        median_days=float(days.median()) if len(days) else None,
    )


def waiting(requests: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """The open ones with their age in days, the oldest first."""
    rows = requests[requests["outcome"] == ""]
    ages = (pd.Timestamp(today) - rows["asked_on"]).dt.days.clip(lower=0)
    return rows.assign(age_days=ages).sort_values(["age_days", "request_id"], ascending=[False, True])


def by_town(requests: pd.DataFrame) -> pd.DataFrame:
    """One row per municipality: asked_count, unserved_count; `municipality_name` '' is where that is not known."""
    rows = requests.assign(unserved=is_unserved(requests), municipality_name=requests["municipality_name"].fillna(""))
    counts = rows.groupby(["municipality_code", "municipality_name"], dropna=False)
    found = counts.agg(asked_count=("request_id", "size"), unserved_count=("unserved", "sum")).reset_index()
    return found.sort_values(["unserved_count", "asked_count", "municipality_name"], ascending=[False, False, True])
