"""What is known of every indicator that this reader may know of, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.frame import links, markup
from dashboard.frame.access import CLOSED, EVERYWHERE
from dashboard.frame.language import _, current, level_word, ngettext
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

PATH = "indicatoren"


def every(reader: Reader) -> pd.DataFrame:
    """One row per indicator by its id: the open ones, then the closed ones of whoever may read them."""
    rows = reader.run("indicator_facts").assign(visibility="open")
    if reader.may("read", CLOSED):
        closed = (
            reader.run("closed_indicators").drop_duplicates("indicator_id").drop(columns=["place", "municipality_code"])
        )
        rows = pd.concat([rows, closed.assign(visibility="closed")], ignore_index=True)
    return rows.astype(object).where(rows.notna(), None).set_index("indicator_id", drop=False)


def figures(row: Mapping, reader: Reader) -> pd.DataFrame:
    """Per kind of place, period and group how many have a figure and how these lie; see `may_tell`."""
    return reader.run(question_of(row), {"indicator": row["indicator_id"]})


def question_of(row: Mapping) -> str:
    return "closed_indicator_figures" if row["visibility"] == "closed" else "indicator_figures"


def may_tell(row: Mapping, reader: Reader) -> bool:
    """Whether this reader may know how the figures of all places lie."""
    return row["visibility"] != "closed" or reader.may("read", CLOSED, EVERYWHERE)


def finding(rows: pd.DataFrame) -> str:
    """How many there are, and how many have no figure in this edition."""
    without = int(rows["gap_kind"].notna().sum())
    first = ngettext("**{n} indicator** in this edition.", "**{n} indicators** in this edition.", len(rows) - without)
    if not without:
        return first
    return f"{first} " + ngettext(
        "{n} more has no figure in it.", "{n} more have no figure in it.", without
    )  # fmt: skip


def table(rows: pd.DataFrame) -> Markup:
    """The list, each name a link to its page."""
    cells = [
        [
            links.anchor(PATH, {"indicator": row["indicator_id"]}, pieces.named(row, "name")),
            Cell(row["sector"] or "", kind="hs"),
            unit_words(row),
            Cell(source_words(row), kind="hs"),
        ]
        for row in rows.to_dict("records")
    ]
    heads = [_("Indicator"), Cell(_("Sector"), kind="hs"), _("Unit"), Cell(_("Source"), kind="hs")]
    return markup.table(heads, cells)


def unit_words(row: Mapping) -> str:
    return row[f"unit_{current()}_many"] or _("a score")


def source_words(row: Mapping) -> str:
    """Who publishes it, and under which title."""
    if row["visibility"] == "closed":
        return _("closed delivery")
    if row["gap_kind"]:
        return _("no figure in this edition")
    return f"{row['publisher']}, {pieces.named(row, 'source')}" if row["publisher"] else str(row["source_id"])


def place_words(place: str) -> str:
    """Areas of a level, schools or institutions, as a table calls them."""
    words = {"country": _("the country"), "school": _("schools"), "institution": _("institutions")}
    return words.get(place) or level_word(place)
