"""What is open beside the matrix: the schools of a cell, or those that an address names, as a proposal does."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.divide import matrix
from dashboard.divide.view import View
from dashboard.figures.divide import Table
from dashboard.frame import scenario
from dashboard.frame.language import _, ngettext
from dashboard.frame.selection import Selection


@dataclass(frozen=True)
class Opened:
    """A cell (tenth, column), or named schools; `named` are school_ids and go before the cell."""

    cell: tuple[int, int]
    named: tuple[str, ...] = ()

    def of(self, table: Table) -> pd.DataFrame:
        """Its schools that stand in the matrix, the most need first."""
        if not self.named:
            return table.cell(*self.cell)
        return table.schools[table.schools["school_id"].isin(self.named)]

    @property
    def word(self) -> str:
        return _("Schools of the proposal") if self.named else matrix.cell_word(*self.cell)

    @property
    def code(self) -> str:
        """As file names and widgets say it."""
        return matrix.NAMED if self.named else matrix.code(*self.cell)

    def elsewhere(self, view: View) -> str:
        """How many of the named schools do not stand in this matrix, and where they are; '' where all do."""
        n = len(self.named) - len(self.of(view.table))
        if not self.named or not n:
            return ""
        return ngettext(
            "{n} school of the proposal is not in this matrix: choose the other sector or a larger area to see it.",
            "{n} schools of the proposal are not in this matrix: choose the other sector or a larger area to see them.",
            n,
        )


def chosen_by(chosen: Selection, table: Table) -> Opened:
    """What the address opens, else the cell that is open at first."""
    typed = (part.strip().upper() for part in chosen[matrix.NAMED].split(","))
    named = tuple(dict.fromkeys(part for part in typed if scenario.SCHOOL.fullmatch(part)))
    return Opened(matrix.chosen_cell(chosen, table.counts), named)
