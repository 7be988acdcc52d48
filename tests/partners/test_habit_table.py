"""The document of habits says what is read now."""

from __future__ import annotations

import random

import pytest

from tests.support import habit_table

MEND = "python -m tests.support.habit_table writes it anew"


def test_rows_of_the_document_are_as_the_files_are_read():
    said = habit_table.DOCUMENT.read_text(encoding="utf-8")
    for habit in random.Random(15).sample(habit_table.HABITS, 5):
        assert habit_table.row(habit) in said, MEND


@pytest.mark.slow
def test_the_document_is_as_the_files_are_read():
    assert habit_table.DOCUMENT.read_text(encoding="utf-8") == habit_table.table(), MEND
