"""What a build holds, figure by figure, so that two can be laid side by side (`python -m etl diff` does the same)."""

from __future__ import annotations

import pandas as pd

from dashboard.frame.warehouse import Reader


def held(reader: Reader) -> pd.DataFrame:
    """kind, key, value, text: one row per figure that two builds are compared on."""
    return reader.run("build_figures")


def changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Rows of `held` of two builds that differ or stand in one only, both values beside each other."""
    both = before.merge(after, on=["kind", "key"], how="outer", suffixes=("_before", "_after"))
    same = pd.Series(True, index=both.index)
    for name in ("value", "text"):
        old, new = both[f"{name}_before"], both[f"{name}_after"]
        same &= (old == new) | (old.isna() & new.isna())
    return both[~same].sort_values(["kind", "key"], ignore_index=True)
