"""Which school year every page starts with, and who of the partners has told of it. Pure.

A school year is '2020-2021', from August to July.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

ENOUGH = 0.5  # of the partners of the year before


def begun(year: str, as_of: date) -> bool:
    """Whether a school year has begun by this date."""
    return (as_of.year, as_of.month) >= (int(year[:4]), 8)


def default(years: pd.DataFrame, as_of: date) -> str:
    """The newest year that has begun and of which half of the partners of the year before have told, or more.

    `years` are the rows of coverage_years. Where nobody told of the year before, nobody is waited for. When no year
    has begun yet it is the first one; '' without any.
    """
    codes = sorted(years["school_year"])
    enough = years["returned_count"] >= ENOUGH * years["before_count"]
    ready = [year for year in years.loc[enough, "school_year"] if begun(year, as_of)]
    return max(ready, default=codes[0] if codes else "")


def before(year: str) -> str:
    """2018-2019 for 2019-2020; '' for all years together."""
    return f"{int(year[:4]) - 1}-{year[:4]}" if year else ""


def delivered(years: pd.DataFrame, year: str, partners: Collection[str]) -> int:
    """How many of these partners told of a year."""
    ids = years.loc[years["school_year"] == year, "partner_ids"]
    return len(set(ids.iloc[0].split(",")) & set(partners)) if len(ids) else 0
