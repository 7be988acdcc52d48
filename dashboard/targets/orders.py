"""What the list of target schools can be sorted by."""

from __future__ import annotations

from enum import StrEnum

import pandas as pd

from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.targets.ranked import Ranked


class Order(StrEnum):
    """By the words of the URL."""

    SCORE = "doelscore"
    NEED = "behoefte"
    FIRMNESS = "vastheid"
    WEGING = "schoolweging"
    SES = "ses"
    PUPILS = "leerlingen"
    PARTNERS = "partners"
    PARTICIPANTS = "deelnemers"
    NAME = "naam"


# Column, whether a low figure comes first; need is the first part of the sector.
COLUMNS = {
    Order.SCORE: ("rank", True),
    Order.NEED: ("", False),
    Order.FIRMNESS: ("share", False),
    # another measure than need, and no part of the score
    Order.WEGING: ("po_schoolweging", False),
    Order.SES: ("ses_woa", True),
    Order.PUPILS: ("pupils_count", False),
    Order.PARTNERS: ("partners_count", False),
    Order.PARTICIPANTS: ("participants_count", False),
    Order.NAME: ("name", True),
}


def labels() -> dict[Order, str]:
    texts = (
        _("by target score"), _("by need"), _("by firmness"), _("by schoolweging (not need)"),
        _("by SES of the district"), _("by pupils"), _("by number of partners"), _("by participants"), _("by name"),
    )  # fmt: skip
    return dict(zip(Order, texts, strict=True))


def indicators(sector: str) -> tuple[str, ...]:
    """What a list can be sorted by that is no part of the score."""
    return (COLUMNS[Order.WEGING][0], "pupils") if sector == "PO" else ("pupils",)


def ordered(ranking: Ranked, order: Order) -> pd.DataFrame:
    """All rows in the chosen order; schools without that figure last, equal ones by rank."""
    column, is_rising = COLUMNS[order]
    column = column or ranking.parts[0].column
    rows = ranking.rows.sort_values(column, ascending=is_rising, kind="stable", na_position="last")
    return rows.reset_index(drop=True)


def choose(chosen: Selection) -> Order:
    """Draws the list of orders, and reads it."""
    order = Order(chosen.valid("sorteer", list(Order)))
    chosen.choose(
        "sorteer",
        _("Order"),
        list(Order),
        then=lambda: chosen.set(blad=None),
        format_func=labels().__getitem__,
        label_visibility="collapsed",
        width=190,
    )
    return order
