"""What every view of page Wijken vergelijken is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from dashboard import parts
from dashboard.access import Access
from dashboard.compare_controls import Choice
from dashboard.selection import Selection


class Told(NamedTuple):
    """What a view says of itself: its sentence and its source; empty where the common ones hold."""

    sentence: str = ""
    source: str = ""


@dataclass(frozen=True)
class Subject:
    """What every view gets: the choice, the names of the areas, and the comparison per indicator."""

    choice: Choice
    names: dict[str, str]
    found: dict[str, pd.DataFrame]
    header: dict[str, str]
    chosen: Selection
    access: Access

    def title(self, code: str) -> str:
        return parts.named(self.choice.indicators.loc[code], "name")
