"""What every view of page Wijken vergelijken is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from dashboard.compare.controls import Choice
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces


class Asked(NamedTuple):
    """A question of queries/ask and what it was asked with."""

    question: str
    params: dict[str, Any]


class Caption(NamedTuple):
    """What a view says of itself: its sentence, its source and its question; empty where the common ones hold."""

    sentence: str = ""
    source: str = ""
    asked: Asked | None = None
    about: tuple[str, ...] = ()  # what it is of, in words, where nothing is chosen


@dataclass(frozen=True)
class Subject:
    """What every view gets: the choice, the names of the areas, and the comparison per indicator."""

    choice: Choice
    names: dict[str, str]
    comparisons: dict[str, pd.DataFrame]
    header: dict[str, str]
    chosen: Selection
    reader: Reader

    def title(self, code: str) -> str:
        return pieces.named(self.choice.indicators[code], "name")
