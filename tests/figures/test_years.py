"""Which school year every page starts with: edge cases of the rule, and what the warehouse tells of the years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from dashboard.figures import years
from tests.support.mart import change
from tests.support.reading import local

COLUMNS = ["school_year", "partner_ids", "before_count", "returned_count"]
AS_OF = date(2020, 12, 31)


def told(**partners: str) -> pd.DataFrame:
    """What coverage_years says when these partners told of these years: y2019="ab" is 2019-2020 of a and b."""
    sets: Mapping[int, set[str]] = {int(name[1:]): set(ids) for name, ids in partners.items()}
    rows = [
        (f"{y}-{y + 1}", ",".join(sorted(ids)), len(sets.get(y - 1, set())), len(ids & sets.get(y - 1, set())))
        for y, ids in sets.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.mark.parametrize(
    ("rows", "as_of", "year"),
    [
        (told(), AS_OF, ""),  # no partner
        (told(y2019="a"), AS_OF, "2019-2020"),  # one year
        (told(y2019="abcd", y2020="ab"), AS_OF, "2020-2021"),  # half of them
        (told(y2019="abcde", y2020="ab"), AS_OF, "2019-2020"),  # fewer
        (told(y2018="ab", y2019="abcd", y2020="xyz"), AS_OF, "2019-2020"),  # others do not count for those waited for
        (told(y2018="ab", y2020="a"), AS_OF, "2020-2021"),  # nobody told of the year before
        (told(y2019="ab", y2020="ab", y2021="ab"), AS_OF, "2020-2021"),  # 2021-2022 has not begun
        (told(y2019="ab", y2020="ab"), date(2020, 7, 31), "2019-2020"),
        (told(y2019="ab", y2020="ab"), date(2020, 8, 1), "2020-2021"),
        (told(y2021="a", y2022="a"), AS_OF, "2021-2022"),  # none has begun: the first that will
    ],
)
def test_the_newest_year_that_has_begun_and_that_half_of_the_partners_told_of(rows, as_of, year):
    assert years.default(rows, as_of) == year


def test_the_year_before():
    assert years.before("2019-2020") == "2018-2019"
    assert years.before("") == ""


@pytest.mark.usefixtures("data")
def test_the_warehouse_counts_who_told_and_who_did_again():
    rows = local().run("coverage_years").set_index("school_year")
    assert rows["partner_ids"].to_dict() == {
        "2020-2021": "brug,lees", "2019-2020": "brug,lees,toren", "2018-2019": "brug",
    }  # fmt: skip
    assert rows["before_count"].to_dict() == {"2020-2021": 3, "2019-2020": 1, "2018-2019": 0}
    assert rows["returned_count"].to_dict() == {"2020-2021": 2, "2019-2020": 1, "2018-2019": 0}
    assert years.delivered(rows.reset_index(), "2020-2021", ["brug", "lees", "toren"]) == 2
    assert years.delivered(rows.reset_index(), "2017-2018", ["brug"]) == 0


def test_a_newest_year_with_one_of_three_partners_is_not_the_default(data):
    change(data, "delete from mart.activity where school_year = '2020-2021' and partner_id = 'lees'")
    assert years.default(local().run("coverage_years"), AS_OF) == "2019-2020"
