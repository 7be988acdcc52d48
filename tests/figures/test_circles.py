"""Circles of totals: sizes by class, and small where many areas share a picture."""

from __future__ import annotations

import math

import pytest

from dashboard.maps.deck import LARGEST, SMALLEST, Circles


@pytest.mark.parametrize("areas", [1, 14, 355, 3_176])
def test_classes_differ_by_equal_steps_of_area_and_none_has_no_circle(areas):
    none, *radii = Circles("#c4681f", 5, areas, has_none=True).radii
    assert none == 0
    assert SMALLEST <= max(radii) <= LARGEST
    first, *steps = [radius**2 for radius in radii]
    assert all(math.isclose(step, k * first, rel_tol=0.1) for k, step in enumerate(steps, 2))


def test_many_areas_have_smaller_circles():
    assert [max(Circles("#c4681f", 5, areas).radii) for areas in (14, 355, 3_176)] == [13, 6.4, 3.5]
