"""Theme x sector: how many programmes, each number a link to them; where there is none it says so."""

from __future__ import annotations

from collections import Counter

from dashboard.figures.complements import parts
from dashboard.frame import links, markup
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.warehouse import Reader
from dashboard.offer.choices import Result
from dashboard.ui import activity, pieces

SECTORS = {"PO": "PO", "VO": "VO", "beide": "PO → VO"}  # as links and the side bar say them
LIMITS = (1, 2, 4, 7, 11)  # where each of the five blues begins


def counts(found: Result) -> Counter[tuple[str, str]]:
    """Programmes by theme and sector, as the side bar counts them: one for both sectors is of each, and of both."""
    return Counter(
        (theme, sector)
        for row in found.rows.to_dict("records")
        for theme in parts(row, "theme_ids")
        for sector in (*parts(row, "sector"), *(["beide"] if len(parts(row, "sector")) > 1 else []))
    )


def sentence(found: Result, reader: Reader) -> str:
    """How many of the cells are empty."""
    told, themes = counts(found), activity.theme_names(reader)
    every = [(theme, sector) for theme in themes for sector in SECTORS]
    none = sum(not told[cell] for cell in every)
    return _(
        "For **{n} of the {all}** combinations of theme and sector there is no programme.",
        n=number(none),
        all=number(len(every)),
    )


def show(found: Result, reader: Reader) -> None:
    told, themes = counts(found), activity.theme_names(reader)
    heads = ["", *(Cell(word, is_number=True) for word in SECTORS.values()), Cell(_("with this theme"), is_number=True)]
    rows = [
        [
            name,
            *(_cell(theme, sector, told[theme, sector]) for sector in SECTORS),
            Cell(number(_of_theme(found, theme)), is_number=True),
        ]
        for theme, name in themes.items()
    ]
    pieces.heading(
        _("Number of programmes"), _("a number leads to the list; a programme for both sectors is counted in each")
    )
    pieces.piece(markup.table(heads, rows, "rw-matrix"), "rw-scroll")
    without = sum(not parts(row, "theme_ids") or not parts(row, "sector") for row in found.rows.to_dict("records"))
    if without:
        text = ngettext(
            "Of {n} programme theme or sector is not known: it is in no cell.",
            "Of {n} programmes theme or sector is not known: they are in no cell.",
            without,
        )
        pieces.piece(Markup('<p class="rw-muted">{}').format(text))


def _of_theme(found: Result, theme: str) -> int:
    return sum(theme in parts(row, "theme_ids") for row in found.rows.to_dict("records"))


def _cell(theme: str, sector: str, count: int) -> Cell:
    if not count:
        return Cell(Markup('<span class="rw-old">{}</span>').format(_("none")), kind="k0")
    link = {"thema": theme, "sector": sector, "weergave": "lijst"}
    shade = sum(count >= limit for limit in LIMITS)
    return Cell(links.anchor("aanbod", link, number(count)), kind=f"k{shade}")
