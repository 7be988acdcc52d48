"""Failure mode 13, formula injection: what a spreadsheet would run gets an apostrophe, whatever stands before it."""

import pytest

from dashboard.frame import export

UNSEEN = [" ", "\u00a0", "\0", "\n", "\r\n", "\t", "\u200b", "\ufeff", "\u202e", "\u3000", " \u00a0\n", "\u2028"]
FULL_WIDTH = ["＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]


@pytest.mark.parametrize("unseen", ["", *UNSEEN])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", *FULL_WIDTH])
def test_a_formula_is_guarded_behind_what_is_not_seen(unseen, sign):
    text = f"{unseen}{sign}HYPERLINK(1)"
    assert export.guard(text) == "'" + text


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx", "\0x"])
def test_a_cell_that_begins_with_a_break_is_guarded(text):
    assert export.guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", " ", "De Brug", " De Brug", "a=b", "'=1", "É", "教育", "1-2", "½"])
def test_ordinary_text_stays_as_it_is(text):
    assert export.guard(text) == text
