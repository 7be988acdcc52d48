"""How chosen areas and verdicts look: a colour with a shape per area, a colour per verdict; `words` has its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import pandas as pd

from dashboard.frame.language import _, current
from dashboard.frame.markup import Markup
from dashboard.maps.categories import CATEGORIES, MUTED, SHAPES, SIGNS
from dashboard.maps.palette import SCALES

if TYPE_CHECKING:
    import altair as alt

__all__ = ["CATEGORIES", "MUTED", "SHAPES", "SIGNS"]

BANDS = {"light": ("#e4e9ec", "#b9c4cb"), "dark": ("#22303a", "#43545f")}
NEUTRAL_MARK = "◂▸"
Mark = Literal["rect", "rule", "text", "point", "line", "circle"]


def names(areas: pd.DataFrame) -> dict[str, str]:
    """Code -> name as pictures write it; with the municipality where two chosen areas share a name."""
    often = Counter(areas["name"])
    return {
        code: f"{name} ({town})" if often[name] > 1 else name
        for code, name, town in zip(areas["area_code"], areas["name"], areas["municipality_name"], strict=True)
    }


def shade_style(shade: int | None, direction: str) -> str:
    """CSS of a cell; both themes at once, so that a switch of theme needs no rerun. Empty without a verdict."""
    if shade is None:
        return ""
    name = "neutral" if direction == "neutral" else "diverging"
    light, dark = SCALES["light"][name][shade], SCALES["dark"][name][shade]
    outer = shade in (0, 4)
    ink = "light-dark(#ffffff,#0f171d)" if outer else "light-dark(#16242d,#ffffff)"
    return f"background:light-dark({light},{dark});color:{ink}"


def heading(title: str, explained: str = "") -> Markup:
    """Above a picture or table: what it is, and how to read it."""
    more = Markup(" <span>{}</span>").format(explained) if explained else Markup()
    return Markup('<p class="rw-h"><b>{}</b>{}').format(title, more)


def note(text: str) -> Markup:
    """Below a picture or table: what one must know about it."""
    return Markup('<p class="rw-muted">{}').format(text)


def marked(data: pd.DataFrame, kind: Mark, **options) -> alt.Chart:
    """A layer of one kind of mark."""
    import altair as alt  # a fifth of a second: not at the start

    return alt.Chart(data, mark=alt.MarkDef(type=kind, **options))


def dressed(layers: Sequence[alt.Chart], height: int) -> alt.LayerChart:
    """What every chart has: its height, no frame, and numbers on axes as the reader writes them."""
    import altair as alt  # a fifth of a second: not at the start

    dutch = alt.NumberLocale(decimal=",", thousands=".", grouping=[3], currency=["", ""])
    locale = alt.Locale(number=dutch) if current() == "nl" else alt.Undefined
    config = alt.Config(locale=locale, view=alt.ViewConfig(stroke=None))
    return alt.LayerChart(layer=list(layers), height=height, config=config)


def joined(words: Sequence[str]) -> str:
    """A, B en C."""
    if len(words) < 2:
        return "".join(words)
    return _("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])
