"""Need x reach, three by three: fixed national limits, the class of each area, and a legend with counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.frame.language import _, number, percent
from dashboard.frame.markup import Markup, joined
from dashboard.maps import legend
from dashboard.maps.classes import NO_DATA
from dashboard.maps.palette import BIVARIATE

PARTS = (*range(1, 11), 12, 15, 20, 25, 30, 40, 50)
WHITE = 6  # the class of white spots: high need, nobody active
PAPER_INK = ("#0f171d", "#ffffff")
SQUARE = Markup(
    "<p>{title} <small>{counted}</small></p>"
    "<table class=rw-biv><tr><th rowspan=3 class=axis><span>{need}</span>{rows}"
    "<tr><td><td>{feet}<tr><td><td><td colspan=3 class=foot>{reach}</table>"
)


class Limits(NamedTuple):
    """Between low, middle and high need per pupil, and between a part (%) of the need that is reached and more."""

    low: float
    high: float
    part: int


def limits(rows: pd.DataFrame) -> Limits:
    """Need: thirds of all areas of the level in the country, rounded, so that people can repeat them.

    They depend on need alone, so no choice of partners moves them. Reach: the round number nearest to the middle of the
    areas where anybody is active, at most 50, so that the two kinds of them separate.
    """
    need, reach = rows["need_per_pupil"].dropna(), rows["need_share"]
    reached = reach[reach > 0]
    part = min(PARTS, key=lambda part: abs(part - reached.median())) if len(reached) else PARTS[-1]
    if need.empty:
        return Limits(0.0, 0.0, part)
    low, high = np.quantile(need, [1 / 3, 2 / 3])
    return Limits(round(float(low), 2), round(float(high), 2), part)


def classes(rows: pd.DataFrame, cuts: Limits) -> np.ndarray:
    """0..8 (3 x need + reach) for each area, NO_DATA where need or reach is not known.

    Reach: 0 nobody active at any need, 1 less than the limit, 2 that or more.
    """
    # where no listed school has need, there is none to reach
    need = rows["need_per_pupil"].where(rows["need"] != 0, 0).to_numpy(float)
    # Where there is no need at all, being there is told by the schools.
    reach = rows["need_share"].where(rows["need"] != 0, rows["schools_share"]).to_numpy(float)
    square = 3 * np.digitize(need, cuts[:2]) + np.where(reach >= cuts.part, 2, np.where(reach > 0, 1, 0))
    return np.where(np.isnan(need) | np.isnan(reach), NO_DATA, square)


def whites(square: np.ndarray) -> np.ndarray:
    """The square in four: 0 white spots (high need, nobody active), 1 and 2 high need and reach, 3 all other areas."""
    return np.where(square == NO_DATA, NO_DATA, np.where(square >= WHITE, square - WHITE, 3))


def colours(theme: str) -> list[str]:
    """Nine colours in the order of the classes."""
    return [colour for row in BIVARIATE[theme] for colour in row]


def counts(area_classes: np.ndarray) -> list[int]:
    """How many areas each of the nine classes holds."""
    return [int((area_classes == k).sum()) for k in range(9)]


def reach_words(part: int) -> tuple[str, str, str]:
    """None, below 20 %, 20 % or more."""
    share = percent(part / 100)
    return _("none"), _("below {limit}", limit=share), _("{limit} or more", limit=share)


def white_words(part: int) -> tuple[str, str, str, str]:
    """The classes of whites() in words."""
    share = percent(part / 100)
    return (
        _("high need, no partner"),
        _("high, reach below {limit}", limit=share),
        _("high, reach {limit} or more", limit=share),
        _("middle or low need"),
    )


def white_colours(theme: str) -> list[str]:
    """Those of the square: orange is need that nobody reaches."""
    return [*BIVARIATE[theme][2], BIVARIATE[theme][0][0]]


def legend_html(
    counted: str,
    numbers: Sequence[int],
    theme: str,
    *,
    part: int,
    none: Sequence[tuple[str, int]],
    notes: Sequence[Markup],
) -> Markup:
    """The square with its counts, high need on top; then rows without a colour, then the school symbols."""
    reach = reach_words(part)
    needs = ((2, _("high")), (1, _("middle")), (0, _("low")))
    square = SQUARE.format(
        title=_("Need and reach"),
        counted=counted,
        need=_("need"),
        rows=joined((_row(level, word, numbers, theme) for level, word in needs), Markup("<tr>")),
        feet=joined(Markup("<td class=foot>{}").format(word) for word in reach),
        reach=_("reach of the need"),
    )
    return joined([square, legend.hatched(none), *notes])


def _row(level: int, word: str, numbers: Sequence[int], theme: str) -> Markup:
    cells = joined(_cell(BIVARIATE[theme][level][k], numbers[3 * level + k]) for k in range(3))
    return Markup("<th scope=row>{}{}").format(word, cells)


def _cell(colour: str, count: int) -> Markup:
    cell = Markup('<td class=cell style="background:{};color:{}">{}')
    return cell.format(colour, ink(colour), number(count))


def ink(colour: str) -> str:
    """Dark or white, whichever stands out more on this colour (WCAG contrast)."""
    return max(PAPER_INK, key=lambda ink: _contrast(ink, colour))


def _contrast(ink: str, paper: str) -> float:
    high, low = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
