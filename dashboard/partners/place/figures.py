"""What is current, fades or has faded on today's clock, and how long a delivery took. Pure: the day is an argument."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pandas as pd

SOON_DAYS = 30
STOPPED, FADED, SOON, CURRENT = "stopped", "faded", "soon", "current"


def with_standing(rows: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """Rows of question partner_place with their `standing` on this day: current, soon (in 30 days), faded, stopped."""
    until = pd.to_datetime(rows["current_until"])
    day, last = pd.Timestamp(today), pd.Timestamp(today) + pd.Timedelta(days=SOON_DAYS)
    standing = pd.Series(CURRENT, index=rows.index, dtype="str")
    standing[until <= last] = SOON
    standing[until < day] = FADED
    # one that ends on a day that somebody named does not fade: it is over then, and before that it counts
    stops = pd.to_datetime(rows["stopped_on"])
    standing[stops.notna()] = CURRENT
    standing[stops.notna() & (stops < day)] = STOPPED
    return rows.assign(standing=standing)


def fading(rows: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """Exactly what a reminder is about: what fades from today up to 30 days on, soonest first."""
    found = with_standing(rows, today)
    order = ["current_until", "programme", "school", "school_id"]
    return found[found["standing"] == SOON].sort_values(order, ignore_index=True)


def next_fading(rows: pd.DataFrame, today: dt.date) -> dt.date | None:
    """The first day on which something stops counting unless it is confirmed; None when nothing more will."""
    found = with_standing(rows, today)
    dates = pd.to_datetime(found.loc[found["standing"].isin([SOON, CURRENT]) & found["stopped_on"].isna(),
                                     "current_until"])  # fmt: skip
    return dates.min().date() if len(dates) else None


def minutes(deliveries: Iterable[Any]) -> dict[str, float]:
    """delivery_id -> minutes from the first file that came after the delivery before to this one in the atlas.

    deliveries: all of one partner, as the ledger has them; those that came with the edition took no time.
    """
    mine = sorted((one for one in deliveries if one.path is None), key=lambda one: one.received_at)
    taken = sorted((one for one in mine if one.accepted_at), key=lambda one: one.accepted_at)
    found, since = {}, None
    for one in taken:
        first = min(
            other.received_at for other in mine
            if other.received_at <= one.accepted_at and (since is None or other.received_at > since or other is one)
        )  # fmt: skip
        found[one.delivery_id] = ((one.shown_at or one.accepted_at) - first).total_seconds() / 60
        since = one.accepted_at
    return found
