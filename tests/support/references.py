"""Every reference of a build that is a sum, made again by pandas from the areas that are in it."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

COLUMNS = {"country": None, "gka": None, "municipality": "municipality_code", "province": "province_code",
           "urbanity": "urbanity_class"}  # fmt: skip
KEYS = ["indicator_id", "level", "period", "group_code"]
STOOD = """
    select f.*, s.kind, s.reference, s.is_left_out, s.is_sum, s.why
    from mart.standing as s
    join core.area_figure as f using (indicator_id, level, period, group_code, area_code)
    where s.is_sum
"""


def summed_again(con: duckdb.DuckDBPyConnection) -> int:
    """Asserts every sum; returns how many. Coverage under nine tenths: none; an area taken out: one that was in it."""
    figures = dict(iter(con.sql("from core.area_figure").df().groupby(KEYS)))
    seen = 0
    for (*key, kind), told in con.sql(STOOD).df().groupby([*KEYS, "kind"]):
        rows = figures[tuple(key)]
        rows = rows[rows["is_gka"]] if kind == "gka" else rows
        column = COLUMNS[kind]
        whole = rows.assign(one="all", is_open=rows["value"].notna() & (rows["weight"] > 0))
        by = column or "one"
        is_open = whole[whole["is_open"]]
        sums = pd.DataFrame({
            "total": (is_open["value"] * is_open["weight"]).groupby(is_open[by]).sum(),
            "weight": is_open.groupby(by)["weight"].sum(),
            "hidden": whole[~whole["is_open"]].groupby(by)["hidden_count"].sum(),
        })  # fmt: skip
        of = sums.reindex(told[by] if column else ["all"] * len(told)).set_axis(told.index)
        covered = of["weight"] >= 0.9 * (of["weight"] + of["hidden"].fillna(0)) - 1e-6
        assert told.loc[~covered, "reference"].isna().all(), (key, kind)
        assert told.loc[told["is_left_out"], "area_code"].isin(is_open["area_code"]).all(), (key, kind)
        out = np.where(told["is_left_out"], told["weight"], 0.0)
        again = (of["total"] - told["value"] * out) / (of["weight"] - out)
        there = told["reference"].notna()
        np.testing.assert_allclose(told.loc[there, "reference"], again[there], rtol=0, atol=1e-9)
        seen += int(there.sum())
    return seen
