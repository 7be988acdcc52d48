"""Saved lists with schools that changed. Pure; the page reads the lists."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.frame.language import ngettext, number


@dataclass(frozen=True)
class Kept:
    """A saved list: its id, its name and its schools."""

    list_id: str
    name: str
    school_ids: Collection[str]


@dataclass(frozen=True)
class Hit:
    """A saved list of which schools changed: how many, and by what."""

    list_id: str
    name: str
    schools: int
    of: int
    gone: int  # no longer on the list of schools
    figures: int  # with another figure
    partners: int  # where a partner began or stopped

    def line(self) -> str:
        """Wijken Noord: 3 of its 100 schools changed (1 no longer on the list, 2 with another figure)."""
        parts = [
            ngettext("{n} no longer on the list", "{n} no longer on the list", self.gone) if self.gone else "",
            ngettext("{n} with another figure", "{n} with another figure", self.figures) if self.figures else "",
            ngettext("{n} where a partner began or stopped", "{n} where a partner began or stopped", self.partners)
            if self.partners
            else "",
        ]
        told = ngettext("{name}: {n} of its {all} schools changed", "{name}: {n} of its {all} schools changed",
                        self.schools, name=self.name, all=number(self.of))  # fmt: skip
        why = ", ".join(filter(None, parts))
        return f"{told} ({why})" if why else told


def hits(rows: pd.DataFrame, lists: Sequence[Kept]) -> list[Hit]:
    """The lists of which a school changed, in their own order."""
    about = rows[rows["school_id"].notna()]
    found = [_hit(kept, about[about["school_id"].isin(list(kept.school_ids))]) for kept in lists]
    return [hit for hit in found if hit.schools]


def _hit(kept: Kept, rows: pd.DataFrame) -> Hit:
    def n(kind: str) -> int:
        return rows.loc[rows["kind"] == kind, "school_id"].nunique()

    gone = rows[(rows["kind"] == "school") & rows["after"].isna()]["school_id"].nunique()
    return Hit(
        kept.list_id, kept.name, rows["school_id"].nunique(), len(kept.school_ids), gone, n("figure"), n("activity")
    )
