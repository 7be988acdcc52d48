"""The legend of a class map: HTML with limits in words and counts; the same component on every map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dashboard.frame.language import _, number
from dashboard.frame.markup import Markup, joined
from dashboard.maps.classes import Classes
from dashboard.maps.deck import Circles


def limits_in_words(classes: Classes, decimals: int) -> list[str]:
    """Each class in words: tot 0,40; 0,40 - 0,60; 1,20 en meer."""
    if classes.has_none:
        rest = limits_in_words(Classes(classes.limits[1:]), decimals) if len(classes.limits) > 1 else [_("more than 0")]
        return [_("none"), *rest]
    texts = [number(limit, decimals) for limit in classes.limits]
    if not texts:
        return [_("all values")]
    middle = [f"{low} – {high}" for low, high in pairwise(texts)]
    words = [_("below {limit}", limit=texts[0]), *middle, _("{limit} and more", limit=texts[-1])]
    if classes.is_diverging and len(words) == 5:
        words[2] += " " + _("(around 0)")
    return words


def legend_html(
    title: str,
    counted: str,
    rows: Sequence[tuple[str, str, int]],
    none: Sequence[tuple[str, int]],
    *,
    note: str = "",
    circles: Circles | None = None,
) -> Markup:
    """Rows of (words, colour, count), then rows without a colour; `note` explains the school symbol.

    Of totals each row has the circle of its class, the colour is that of all.
    """
    lines = [Markup("<p>{} <small>{}</small></p>").format(title, counted)]
    swatches = _circles(circles) if circles else [Markup("<i style=background:{}></i>").format(row[1]) for row in rows]
    lines += [_row(swatch, word, count) for swatch, (word, _colour, count) in zip(swatches, rows, strict=True)]
    lines.append(hatched(none))
    if note:
        lines.append(Markup("<div><i class=dot></i>{}</div>").format(note))
    return joined(lines)


def _circles(circles: Circles) -> list[Markup]:
    look = Markup('<i class=size><b style="width:{0}px;height:{0}px;background:{1}"></b></i>')
    return [look.format(round(2 * radius), circles.colour) for radius in circles.radii]


def hatched(none: Sequence[tuple[str, int]]) -> Markup:
    """The rows of areas without a colour, as they are drawn; one that counts nothing is left out."""
    return joined(_row(Markup("<i class=hatch></i>"), word, count) for word, count in none if count)


def _row(swatch: Markup, word: str, count: int) -> Markup:
    return Markup("<div>{}{} <small>({})</small></div>").format(swatch, word, number(count))
