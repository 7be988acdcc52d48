"""A table whose numbers are written by the app reaches the browser as pandas' own styler would send it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from dashboard.frame import language
from dashboard.ui import tables

FRAME = pd.DataFrame({
    "name": ["<b>De Akker</b>", None, "Beek"],
    "need": [1234.5, np.nan, -0.25],
    "rank": [1, 2, 3],
    "share": [12.4, np.nan, 1e9],
    "sector": pd.array(["PO", None, "VO"], dtype="str"),
    "is_listed": [True, False, True],
    "count": pd.array([4, None, 6], dtype="Int64"),
    "told_on": pd.to_datetime(["2026-01-01", None, "2026-02-03"]),
})  # fmt: skip


def message(styler) -> ArrowData:
    sent = ArrowData()
    marshall_styler(sent, styler, "other")
    return sent


@pytest.mark.parametrize("is_coloured", [False, True])
@pytest.mark.parametrize(("decimals", "texts"), [
    ({"need": 1, "rank": 0}, {"need": ["1.234,5", "", "−0,2"], "rank": ["1", "2", "3"]}),
    ({"need": [0, 1, 2]}, {"need": ["1.234", "", "−0,25"]}),
    ({}, {}),
])  # fmt: skip
def test_its_message_is_that_of_pandas_with_these_texts(decimals, texts, is_coloured):
    language.use("nl")
    pandas_own = FRAME.style.set_uuid("rw")
    for name, written in texts.items():
        left = iter(written)
        pandas_own = pandas_own.format(lambda _value, left=left: next(left), subset=[name])
    both = [tables.numbers_as_text(FRAME, decimals), pandas_own]
    if is_coloured:
        both = [one.map(lambda value: "color: #d8670f" if value == 2 else "", subset=["rank"]) for one in both]
    ours, theirs = map(message, both)
    assert ours == theirs
    assert bool(ours.styler.styles) == is_coloured
