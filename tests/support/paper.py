"""Where the words of a PDF stand: what runs out of the page, and what lies over something else.

pypdf's own reading of the text operators, those of drawings (SVG) among them; one run of words is one Words.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from itertools import combinations
from typing import NamedTuple

import pypdf
from pypdf._text_extraction import _layout_mode
from pypdf.generic import ContentStream

MM = 72 / 25.4
WIDE = 180 * MM  # between the margins of an A4 page, in points
TOP, FOOT = 14 * MM, 292 * MM  # of what may be printed, from the top of the page; the line at its foot included
ROOM = 0.8  # points that may stick out: no eye sees it
SPACE = 0.3  # of its height: the space that a run may end with
OVER = 0.25  # of the lower of two lines that the other may cover: the tails of its letters
ABOVE, BELOW = 0.72, 0.2  # of the height of a letter, from the line it stands on


class Words(NamedTuple):
    """A run of words on one line, in points from the left-most words and from the top of the page."""

    text: str
    left: float
    right: float
    top: float
    foot: float


def words(page: pypdf.PageObject) -> list[Words]:
    """All of a page that can be read."""
    stream = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
    found = _layout_mode.text_show_operations(iter(stream.operations), page._layout_mode_fonts())
    return [
        _words(one["text"], one["font_height"], one) for one in found if one["text"].strip() and one["font_height"] > 1
    ]


def _words(text: str, high: float, run: Mapping) -> Words:
    right = run["displaced_tx"] - (SPACE * high if text != text.rstrip() else 0)
    return Words(text.strip(), run["tx"], right, run["ty"] - ABOVE * high, run["ty"] + BELOW * high)


def faults(pdf: bytes) -> list[str]:
    """What is clipped or runs into something else, page by page, in words."""
    found = []
    for number, page in enumerate(pypdf.PdfReader(BytesIO(pdf)).pages, start=1):
        every = words(page)
        found += [f"page {number}: out of the page: {one.text!r}" for one in every if _is_outside(one)]
        found += [
            f"page {number}: over each other: {one.text!r}, {other.text!r}"
            for one, other in combinations(every, 2)
            if _are_over(one, other)
        ]
    return found


def _is_outside(one: Words) -> bool:
    return one.right > WIDE + ROOM or one.left < 0 or one.top < TOP - ROOM or one.foot > FOOT


def _are_over(one: Words, other: Words) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    upright = min(one.foot, other.foot) - max(one.top, other.top)
    return across > ROOM and upright > OVER * min(one.foot - one.top, other.foot - other.top)
