"""The requests with their school: name, place and need beside what was asked."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from dashboard.frame import requests
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader

LAST_YEAR = "12"  # the last twelve months
FACTS = ["name", "sector", "place", "municipality_code", "municipality_name", "is_listed", "need_per_pupil"]


def every(reader: Reader) -> tuple[pd.DataFrame, int]:
    """All requests, the newest first, and how many events cannot be read; a school that is gone keeps its number."""
    log = requests.read(reader.access)
    rows = requests.frame(log)
    schools = reader.run("request_schools", {"ids": sorted(set(rows["school_id"]))}).set_index("school_id")
    found = rows.join(schools, on="school_id")
    found["name"] = found["name"].fillna(found["school_id"])
    return found, len(log.apart)


def periods(rows: pd.DataFrame) -> list[str]:
    """The last twelve months, then every calendar year in which something was asked."""
    years = sorted({str(one.year) for one in rows["asked_on"].dt.date}, reverse=True)
    return [LAST_YEAR, *years]


def bounds(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period, on today's clock."""
    today = requests.today()
    if period == LAST_YEAR:
        return today - dt.timedelta(days=365), today
    return dt.date(int(period), 1, 1), dt.date(int(period), 12, 31)


def period_word(period: str) -> str:
    return _("the last twelve months") if period == LAST_YEAR else period


def choose(chosen: Selection, rows: pd.DataFrame) -> str:
    """The period of the figures."""
    options = periods(rows)
    period = chosen.valid("jaar", options)
    chosen.choose("jaar", _("Period"), options, format_func=period_word)
    return period
