"""Fit in three states: every fact known and right, any not told, any other; and the sums of requests by pandas."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from dashboard.figures import fit, requests
from dashboard.figures.fit import State, Wish

WISH = Wish("PO", "Rotterdam", "language", "7")
KNOWN = {
    "sector": "PO,VO", "theme_id": "language", "group_from": "6", "group_to": "vo2", "region": "Rotterdam, Delft",
    "places_left": 3,
}  # fmt: skip


def test_all_told_and_right_fits():
    assert fit.judged(KNOWN, WISH) == fit.Fit(State.FITS)


@pytest.mark.parametrize(
    ("fact", "other", "aspect"),
    [
        ("sector", "VO", "sector"),
        ("theme_id", "sport_culture", "theme"),
        ("group_to", "6", "group"),
        ("region", "Delft", "area"),
        ("places_left", 0, "places"),
    ],
)
def test_one_other_fact_does_not_fit_and_one_not_told_is_asked(fact, other, aspect):
    assert fit.judged({**KNOWN, fact: other}, WISH) == fit.Fit(State.NOT, (aspect,))
    for unknown in (None, "", float("nan")):
        assert fit.judged({**KNOWN, fact: unknown}, WISH) == fit.Fit(State.ASK, (aspect,))


def test_not_goes_before_ask_and_both_say_what_decides():
    assert fit.judged({**KNOWN, "sector": "VO", "theme_id": None}, WISH) == fit.Fit(State.NOT, ("sector",))
    assert fit.judged({}, WISH) == fit.Fit(State.ASK, ("sector", "theme", "group", "area"))


def test_what_the_school_leaves_open_is_not_asked():
    found = fit.judged({"sector": "PO", "region": "Rotterdam"}, Wish("PO", "Rotterdam"))
    assert found == fit.Fit(State.FITS)


def test_who_works_in_the_town_can_come_there():
    assert fit.judged({**KNOWN, "region": "Delft", "is_in_town": True}, WISH).state is State.FITS


@pytest.fixture
def asked() -> pd.DataFrame:
    rows = [
        # request, municipality, asked, outcome, closed
        ("a", "GM1", "2026-01-01", "comes", "2026-01-07"),
        ("b", "GM1", "2026-02-01", "no_place", "2026-02-11"),
        ("c", "GM1", "2026-03-01", "", None),
        ("d", "GM2", "2026-03-02", "withdrawn", "2026-03-03"),
        ("e", None, "2025-03-02", "elsewhere", "2025-03-03"),
    ]
    found = pd.DataFrame(rows, columns=["request_id", "municipality_code", "asked_on", "outcome", "closed_on"])
    found["municipality_name"] = found["municipality_code"]
    return found.assign(asked_on=pd.to_datetime(found["asked_on"]), closed_on=pd.to_datetime(found["closed_on"]))


def test_the_figures_of_a_year(asked):
    year = requests.within(asked, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert requests.summary(year) == requests.Summary(4, 2, 1, 1, 1, 8.0)
    assert requests.summary(asked.iloc[:0]).median_days is None


def test_what_waits_is_the_oldest_first_and_never_younger_than_today(asked):
    assert list(requests.waiting(asked, dt.date(2026, 3, 11))["age_days"]) == [10]
    assert list(requests.waiting(asked, dt.date(2026, 2, 11))["age_days"]) == [0]


def test_asked_and_not_served_per_municipality(asked):
    counts = requests.by_town(asked).set_index("municipality_name")
    assert counts.loc["GM1", ["asked_count", "unserved_count"]].tolist() == [3, 2]
    assert counts["asked_count"].sum() == len(asked)
