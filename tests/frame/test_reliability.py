"""docs/reliability.md: all 34 failure modes, and every test that it names is there."""

from __future__ import annotations

import re

from tests.support.source import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:-1] for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]


def test_every_failure_mode_has_its_row_and_at_most_four_have_no_test():
    assert [int(row[0]) for row in ROWS] == list(range(1, 35))
    without = [row[0].strip() for row in ROWS if row[2].strip().startswith("none: ")]
    assert len(without) <= 4
    assert all(".py`" in row[2] or "queries/checks" in row[2] for row in ROWS if row[0].strip() not in without)


def test_every_test_it_names_exists():
    named = set(re.findall(r"`([a-z]+/test_\w+\.py)`", PAGE))
    assert len(named) > 25
    assert [name for name in sorted(named) if not (ROOT / "tests" / name).is_file()] == []
