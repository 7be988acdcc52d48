"""The expressions of our maps give the values that deck.gl gives (JavaScript's)."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.maps import deck, expression
from dashboard.maps.palette import SCALES, rgb

NEED = SCALES["light"]["need"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 % 4 == 3", True),
        ('+("0x"+("a"))', 10),
        ('("abc")[1]', "b"),
        ('+("12")[1]', 2),
        ("13 / 6 | 0", 2),
        ("-properties.i + 1", -4),
        ('properties.g == 2 && properties.s == "PO" ? 1 : 0', 1),
        ("properties.none == 1 || properties.i == 5", True),
        ("[lon, 52.5]", [4.5, 52.5]),
        ("f ? [1,2,3] : [4,5,6]", [1, 2, 3]),
        ("([[1,2],[3,4]])[5]", None),
    ],
)
def test_what_it_says(text, value):
    assert expression.compiled(text)({"properties": {"i": 5, "g": 2, "s": "PO"}, "lon": 4.5, "f": 1}) == value


@pytest.mark.parametrize("count", [5, 6])
def test_every_area_has_the_colour_of_its_class_packed_or_not(count):
    colours = [*NEED, "#123456"][:count]
    digits = np.array([k % (count + 1) for k in range(40)])
    told = expression.accessor(deck.fill_expression(colours, digits))
    found = [told({"properties": {"i": k}}) for k in range(40)]
    assert found == [rgb(colours[digit]) if digit < count else [0, 0, 0, 0] for digit in digits]


@pytest.mark.parametrize("text", ["alert(1)", "properties.i ? 1", "1 +", "a; b", '("open'])
def test_what_is_not_in_the_language_is_refused(text):
    with pytest.raises(ValueError, match="expected"):
        expression.compiled(text)({})
