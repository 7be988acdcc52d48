"""Contracts: every violation at once, bad cells told apart from broken files, repeats from conflicts."""

import datetime as dt

import pandas as pd
import pytest

from etl.declared.source_form import Table, Vintage
from etl.decoding import contract
from etl.errors import ContractBroken

TABLE = Table(
    name="schools",
    fields={
        "school_id": {"type": "code", "pattern": "[0-9]{2}[A-Z]{2}[0-9]{2}", "required": True},
        "kind": {"values": ("Bo", "So")},
        "pupils": {"type": "count", "maximum": 3000},
        "postcode": {"type": "code", "pattern": "[0-9]{4}[A-Z]{2}", "on_error": "issue"},
    },
    key=("school_id",),
)
GOOD = ("95AA00", "Bo", "12", "0100AB")


def vintage(**rows) -> Vintage:
    return Vintage(name="v1", file="f", reference_date=dt.date(2025, 1, 1), rows=rows)


def frame(*rows: tuple[str, ...]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=list(TABLE.fields), dtype="str")
    found.insert(0, "line", range(2, len(rows) + 2))
    return found


def test_a_clean_frame_passes_unchanged():
    kept, issues = contract.check(TABLE, vintage(), frame(GOOD))
    assert kept.to_numpy().tolist() == [[2, *GOOD]]
    assert issues.empty


def test_all_violations_are_told_at_once_with_line_and_value():
    rows = frame(("", "Bo", "1", ""), ("95AA01", "Xo", "9999", ""), ("95aa02", "So", "1.5", ""))
    with pytest.raises(ContractBroken) as caught:
        contract.check(TABLE, vintage(schools=(5, 9)), rows)
    text = str(caught.value)
    for part in (
        "rows: expected 5 to 9, found 3",
        "school_id (required): expected a value, found 1 other cell(s): line 2",
        "line 4: '95aa02'",
        "one of Bo, So, found 1 other cell(s): line 3: 'Xo'",
        "pupils (range): expected -inf to 3000, found 1 other cell(s): line 3: '9999'",
        "line 4: '1.5'",
    ):
        assert part in text


def test_a_tolerated_cell_is_emptied_and_filed():
    kept, issues = contract.check(TABLE, vintage(), frame(("95AA00", "Bo", "12", "unknown")))
    assert kept.loc[0, "postcode"] == ""
    assert issues[["line", "key", "field", "value", "rule"]].to_numpy().tolist() == [
        [2, "95AA00", "postcode", "unknown", "cell_pattern"]
    ]


def test_the_same_row_twice_is_used_once_and_filed():
    kept, issues = contract.check(TABLE, vintage(), frame(GOOD, GOOD))
    assert kept["line"].tolist() == [2]
    assert issues[["line", "key", "rule"]].to_numpy().tolist() == [[3, "95AA00", "row_repeated"]]


def test_the_same_key_with_other_content_is_refused_with_both_lines():
    other = ("95AA00", "So", "12", "0100AB")
    with pytest.raises(ContractBroken, match="2 rows that share a key but differ: line 2: 95AA00; line 4: 95AA00"):
        contract.check(TABLE, vintage(), frame(GOOD, GOOD, other))
