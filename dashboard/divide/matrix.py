"""The matrix: schools by tenth of need and number of partners; every cell is a link to its schools."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.figures import divide
from dashboard.figures.divide import COLUMNS, MOST, TENTHS, Table
from dashboard.frame import links, markup
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.selection import Selection
from dashboard.maps import bivariate, canvas
from dashboard.maps.palette import BIVARIATE
from dashboard.ui import pieces, reach, tables

NAMED = "scholen"  # school_ids that an address opens in the place of a cell
HIGH, MIDDLE = 8, 4  # from these tenths on need is high, or in the middle


def chosen_cell(chosen: Selection, counts: pd.DataFrame) -> tuple[int, int]:
    """The cell that the address names, else the one that is open at first."""
    codes = {code(tenth, column): (tenth, column) for tenth in TENTHS for column in COLUMNS}
    if chosen["vak"] not in codes:
        chosen.set(vak=None)
    return codes.get(chosen["vak"]) or divide.first_cell(counts)


def code(tenth: int, column: int) -> str:
    """A cell as an address says it: 10-0, 7-3."""
    return f"{tenth}-{column}"


def partners_word(column: int) -> str:
    if column == 0:
        return _("no partner")
    if column == MOST:
        return _("{n} partners or more", n=number(MOST))
    return ngettext("{n} partner", "{n} partners", column)


def cell_word(tenth: int, column: int) -> str:
    return _("Tenth {n}, {partners}", n=number(tenth), partners=partners_word(column))


def show(table: Table, cell: tuple[int, int] | None, chosen: Selection) -> None:
    """The matrix with its sums: the schools of a row, and the part of their need at schools without a partner."""
    pieces.heading(_("How is it divided?"), _("choose a cell"))
    counts, theme = table.counts, canvas.theme_now()
    kept = {
        name: chosen[name] for name, default in chosen.defaults.items() if chosen[name] != default and name != NAMED
    }
    rows = [_row(table, counts, tenth, cell, (theme, kept)) for tenth in TENTHS]
    pieces.piece(markup.table(_heads(), [*rows, _sums(table, counts)], "rw-divide"), "rw-scroll")
    pieces.note(_meaning())


def _heads() -> list[str | Cell]:
    words = (_("none"), "1", "2", f"{MOST}+")
    return [
        Cell(_("tenth"), is_number=True),
        *(Cell(word, kind="c", title=partners_word(column)) for column, word in enumerate(words)),
        Cell(_("schools"), is_number=True), Cell(_("need without a partner"), is_number=True),
    ]  # fmt: skip


def _row(
    table: Table, counts: pd.DataFrame, tenth: int, cell: tuple[int, int] | None, look: tuple[str, Mapping[str, str]]
) -> list[str | Cell]:
    word = {TENTHS[0]: _("highest"), TENTHS[-1]: _("lowest")}.get(tenth, "")
    label = Markup('<span class="rw-muted">{}</span> {}').format(word, number(tenth))
    return [
        Cell(label, is_number=True),
        *(_count(counts.loc[tenth, column], (tenth, column), cell, look) for column in COLUMNS),
        Cell(number(counts.loc[tenth].sum()), is_number=True),
        Cell(_share(table.unreached(tenth)), is_number=True),
    ]


def _count(
    count: int, here: tuple[int, int], cell: tuple[int, int] | None, look: tuple[str, Mapping[str, str]]
) -> Cell:
    """A count on the colour of its need and partners; nothing has none. The open cell has a border."""
    theme, kept = look
    kind = "c on" if here == cell else "c"
    told = f"{cell_word(*here)}: {ngettext('{n} school', '{n} schools', int(count))}"
    name = links.anchor("verdeeltafel", {**kept, "vak": code(*here)}, number(count), told) if count else number(0)
    if not count:
        return Cell(name, kind=f"{kind} rw-muted", title=told)
    colour = BIVARIATE[theme][_level(here[0])][min(here[1], 2)]
    return Cell(name, kind=kind, style=f"background:{colour};color:{bivariate.ink(colour)}", title=told)


def _level(tenth: int) -> int:
    return 2 if tenth >= HIGH else 1 if tenth >= MIDDLE else 0


def _sums(table: Table, counts: pd.DataFrame) -> list[str | Cell]:
    return [
        Cell(_("together"), is_number=True),
        *(Cell(number(counts[column].sum()), kind="c") for column in COLUMNS),
        Cell(number(len(table.schools)), is_number=True),
        Cell(_share(table.unreached()), is_number=True),
    ]


def _share(part: float) -> str:
    return tables.NONE if pd.isna(part) else reach.brief(100 * part)


def _meaning() -> str:
    return _(
        "Tenth 10: the tenth of the country’s schools of this sector with the most need per pupil; schools of equal "
        "need stand in one tenth. Colours as on the map of coverage: orange is high need and no partner, dark is high "
        "need with partners."
    )
