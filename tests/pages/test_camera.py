"""The camera of a municipality stands where its people live, and says who is then out of sight."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.frame.records import Place
from dashboard.ui import camera

TOWN = Place("GM1", "municipality", "Stad", min_lon=4.0, min_lat=52.0, max_lon=4.7, max_lat=52.1)


def districts(*rows: tuple[str, int, float, float]) -> pd.DataFrame:
    """Name, inhabitants, west and east; all as high as the town."""
    frame = pd.DataFrame(rows, columns=["name", "population_count", "min_lon", "max_lon"])
    return frame.assign(min_lat=52.0, max_lat=52.1)


def test_a_village_at_the_end_of_a_harbour_is_out_of_sight_and_its_city_fills_the_picture():
    own = districts(("Aan zee", 10, 4.1, 4.2), ("Centrum", 600, 4.5, 4.6), ("Oost", 390, 4.6, 4.7))
    west, _south, east, _north = camera.lived_in(own, TOWN)
    assert (west, east) == (pytest.approx(4.49), pytest.approx(4.71))
    assert list(own.loc[~camera._middles_in(own, camera.lived_in(own, TOWN)), "name"]) == ["Aan zee"]


@pytest.mark.parametrize("people", [80, 0])
def test_a_frame_that_is_hardly_smaller_leaves_nobody_out(people):
    """A part where more than few people live stays in sight; and so does all where it would win little."""
    far = ("Aan zee", people, 4.0, 4.2) if people else ("Aan zee", 10, 4.0, 4.2)
    own = districts(far, ("Centrum", 600, 4.2 if not people else 4.5, 4.6), ("Oost", 390, 4.6, 4.7))
    assert camera.lived_in(own, TOWN) is None


def test_a_town_without_inhabited_districts_is_shown_whole():
    assert camera.lived_in(districts(), TOWN) is None
